"""Quiz files: items as GIFT and CSV, the wording read from YAML, responses read from CSV.

In: items; the bytes of wording and response files.
Out: bytes; QuizWording, RawResponse and Problems.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from pydantic import Field, field_validator

from readiness.adapters.input_tables import BadValueError, Problems, decoded, raw_rows
from readiness.adapters.input_values import date_value
from readiness.adapters.quiz_formats import gift as gift
from readiness.adapters.quiz_formats import items_csv as items_csv
from readiness.adapters.yaml_files import Strict, read_model
from readiness.errors import InvalidInputsError, Problem
from readiness.stages.quizzes import KindWording, QuizWording, RawResponse
from readiness.stages.quizzes.model import KINDS
from readiness.stages.quizzes.wording import PLACES

COLUMNS = ("rep_id", "email", "item_id", "attempt", "answered_on", "answer", "correct")
_PLACE = re.compile(r"\{(.*?)\}")


class _Kind(Strict):
    kind: str
    stem: list[str] = Field(min_length=1)
    feedback: list[str] = Field(min_length=1)

    @field_validator("kind")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in KINDS:
            raise ValueError("one of " + ", ".join(KINDS))
        return value

    @field_validator("stem", "feedback")
    @classmethod
    def _places(cls, value: list[str]) -> list[str]:
        strange = sorted({p for s in value for p in _PLACE.findall(s)} - PLACES)
        if strange:
            raise ValueError(f"places of this list, not {{{strange[0]}}}: " + ", ".join(sorted(PLACES)))
        return value


class _Wording(Strict):
    language: str
    customer: str = Field(min_length=1)
    exactly: str = "exactly {number}"
    kinds: list[_Kind] = Field(min_length=1)

    @field_validator("exactly")
    @classmethod
    def _one_number(cls, value: str) -> str:
        if _PLACE.findall(value) != ["number"]:
            raise ValueError("words with the one place {number}")
        return value


def read_wording(file: str, data: bytes) -> QuizWording:
    """Return the wording of a quiz.

    Raises:
        InvalidInputsError: every field, kind or place that does not fit, with its line.
    """
    problems = Problems()
    model = read_model(file, data, _Wording, problems)
    kinds_met = [k.kind for k in model.kinds] if model else []
    for i, kind in enumerate(kinds_met):
        if kind in kinds_met[:i]:
            problems.add_at(file, f"kinds[{i}].kind", f"{kind!r} stands twice", "each kind once")
    if model is None or problems.found:
        raise InvalidInputsError(problems.found)
    kinds = tuple(KindWording(k.kind, tuple(k.stem), tuple(k.feedback)) for k in model.kinds)
    return QuizWording(model.language, model.customer, kinds, model.exactly)


def read_responses(file: str, data: bytes) -> tuple[list[RawResponse], list[Problem]]:
    """Return the answers of one file, and everything in it that could not be read.

    Comma, semicolon or tab; comment lines before the header; header names in any case. A row with a fault is left out.
    """
    problems = Problems()
    rows = raw_rows(file, data, problems, _delimiter(data))
    if not rows:
        if not problems.found:
            problems.add(file, 0, "", "the file is empty", "a header row with " + ", ".join(COLUMNS))
        return [], sorted(problems.found)
    header = [h.strip().casefold() for h in rows[0][1]]
    read: list[RawResponse] = []
    if _header_fits(file, rows[0][0], header, problems):
        for number, cells in rows[1:]:
            response = _response(file, number, header, [c.strip() for c in cells], problems)
            if response is not None:
                read.append(response)
    return read, sorted(problems.found)


def _delimiter(data: bytes) -> str:
    """Return what the header row is divided by: of comma, semicolon and tab the one it has most of."""
    text = decoded("", data, Problems()) or ""
    lines = (line for line in text.splitlines() if line.strip() and not line.lstrip('\ufeff" ').startswith("#"))
    header = next(lines, "")
    return max((",", ";", "\t"), key=header.count)


def _header_fits(file: str, row: int, header: Sequence[str], problems: Problems) -> bool:
    fits = True
    for name in dict.fromkeys(header):
        if name not in COLUMNS:
            problems.add(file, row, name or "(blank)", "unknown column", "one of " + ", ".join(COLUMNS))
        elif header.count(name) > 1:
            problems.add(file, row, name, "the column stands twice", "each column once")
            fits = False
    for either in (("rep_id", "email"), ("item_id",), ("answered_on",), ("answer", "correct")):
        if not set(either) & set(header):
            problems.add(file, row, " or ".join(either), "the column is missing", "a column of this name")
            fits = False
    return fits


def _response(file: str, number: int, header: Sequence[str], cells: Sequence[str], problems: Problems) -> RawResponse | None:
    if any(cells[len(header) :]):
        problems.add(
            file, number, "", f"{len(cells)} cells", f"{len(header)}, as in the header (a divider in a text needs quotes)"
        )
        return None
    by_name = dict(zip(header, cells, strict=False))
    before = len(problems.found)
    who = by_name.get("rep_id") or by_name.get("email") or ""
    if not who:
        problems.add(file, number, "rep_id" if "rep_id" in header else "email", "blank", "who answered")
    if not by_name.get("item_id"):
        problems.add(file, number, "item_id", "blank", "the id of an item")
    attempt = _attempt(file, number, by_name, problems)
    answered_on = _answered_on(file, number, by_name, problems)
    score = by_name.get("correct", "")
    if score not in ("", "0", "1"):
        problems.add(file, number, "correct", f"{score!r} is unknown", "0, 1, or blank where the item was skipped")
    if len(problems.found) > before or answered_on is None:
        return None
    correct = None if score == "" else score == "1"
    return RawResponse(file, number, who, by_name["item_id"], attempt, answered_on, by_name.get("answer", ""), correct)


def _attempt(file: str, number: int, by_name: Mapping[str, str], problems: Problems) -> int:
    text = by_name.get("attempt") or "1"
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        problems.add(file, number, "attempt", f"{text!r} is not a whole number of 1 or more", "1 for the first attempt")
        return 0
    return int(text)


def _answered_on(file: str, number: int, by_name: Mapping[str, str], problems: Problems) -> date | None:
    """Return the day of an ISO date, or of an ISO time, which many systems export."""
    text = by_name.get("answered_on", "")
    try:
        if "T" in text or " " in text:
            return datetime.fromisoformat(text).date()
        return date_value(text)
    except BadValueError as error:
        what = str(error) if text else "blank"
    except ValueError:
        what = f"{text!r} is not an ISO time"
    problems.add(file, number, "answered_on", what, "a date such as 2019-07-01")
    return None
