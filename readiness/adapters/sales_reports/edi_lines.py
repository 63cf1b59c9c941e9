"""EDI lines: what the readers of X12 and EDIFACT have in common: lines collected, days and numbers as text, facts of a file.

In: fields of one line at a time, what each message says of itself.
Out: RawReport.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import polars as pl

from readiness.adapters.sales_reports.raw_report import RawReport
from readiness.adapters.sales_reports.unfit import UnfitReportError
from readiness.stages.sales_out.lines import READ_FIELDS

MAX_RAW = 500
MAX_LISTED = 20
PLACES = 100
"""Numbers for the lines of one segment: it holds ten stores at most."""
PURPOSES = {"00": "original", "9": "original", "05": "replacement", "5": "replacement", "07": "copy", "7": "copy"}
"""Of a message, by its code in X12 and EDIFACT; every other is a correction."""
CANCELLED = ("01", "1", "03", "3", "17")
"""Codes that take an earlier report back, or lines of it."""
MONEY = ("sale", "return", "price")
"""Movements that have a price: stock is counted, not valued."""
Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class Stated:
    """What one message says of itself; "" where it does not."""

    message: str
    """Its kind and control number: 867 0001."""
    report_id: str = ""
    purpose: str = ""
    first_day: str = ""
    last_day: str = ""
    n_lines: str = ""


@dataclass(slots=True)
class EdiLines:
    """Lines and rejected lines so far, each with the segment it begins in, from 1, and its place there."""

    rows: list[tuple[int, int]] = field(default_factory=list)
    fields: list[Fields] = field(default_factory=list)
    rejected: list[tuple[int, int, str, str]] = field(default_factory=list)

    def add(self, segment: int, fields: Fields, place: int = 0) -> None:
        """Add a line."""
        self.rows.append((segment, place))
        self.fields.append(fields)

    def reject(self, segment: int, why: str, raw: str, place: int = 0) -> None:
        """Add a line that cannot be taken."""
        self.rejected.append((segment, place, why, raw[:MAX_RAW]))

    def report(self, kind: str, stated: Sequence[Stated], facts: Mapping[str, str]) -> RawReport:
        """Return what was read. `row` is the segment, or segment x 100 + place in a file where a segment holds several lines.

        Raises:
            UnfitReportError: nothing was.
        """
        if not self.rows and not self.rejected:
            raise UnfitReportError("no_rows", "the file has no line that tells of a sale, a return or stock")
        has_places = any(place for _, place, *_ in (*self.rows, *self.rejected))
        step = PLACES if has_places else 1
        numbers = [segment * step + place for segment, place in self.rows]
        frame = pl.from_dicts(self.fields, schema=dict.fromkeys(READ_FIELDS, pl.String)).fill_null("")
        frame.insert_column(0, pl.Series("row", numbers, dtype=pl.Int64))
        rejected = tuple(sorted((segment * step + place, why, raw) for segment, place, why, raw in self.rejected))
        row = {"row": f"segment x {PLACES} + place in it" if has_places else "segment"}
        return RawReport(kind, frame, READ_FIELDS, 0, {**facts, **_stated_facts(stated), **row}, rejected)


def _stated_facts(stated: Sequence[Stated]) -> dict[str, str]:
    """Return what the messages say together; a period only if every message has one and no day lies between them."""
    spans = sorted({(s.first_day, s.last_day) for s in stated})
    n_lines = sum(int(s.n_lines) for s in stated if s.n_lines)
    facts = {
        "messages": _listed(s.message for s in stated),
        "report_ids": _listed(s.report_id for s in stated),
        "purpose": _listed(PURPOSES.get(s.purpose, "correction") for s in stated if s.purpose),
        "lines_stated": str(n_lines) if n_lines else "",
    }
    if all(first and last for first, last in spans) and not _has_gap(spans):
        facts |= {"period_from": spans[0][0], "period_to": max(last for _, last in spans)}
    return {name: text for name, text in facts.items() if text}


def _listed(texts: Iterable[str]) -> str:
    different = [t for t in dict.fromkeys(texts) if t]
    more = f" and {len(different) - MAX_LISTED} more" if len(different) > MAX_LISTED else ""
    return ", ".join(different[:MAX_LISTED]) + more


def _has_gap(spans: Sequence[tuple[str, str]]) -> bool:
    end = date.fromisoformat(spans[0][1])
    for first, last in spans[1:]:
        if date.fromisoformat(first) > end + timedelta(days=1):
            return True
        end = max(end, date.fromisoformat(last))
    return False


def refuse_cancelled(message: str, purpose: str) -> None:
    """Raise where a message takes back what an earlier one reported: read as a report it would count again."""
    if purpose in CANCELLED:
        what = (
            f"message {message} takes back an earlier report (purpose {purpose}); ask for the right figures of its period instead"
        )
        raise UnfitReportError("purpose", what)


@lru_cache(maxsize=10_000)
def iso_day(text: str) -> str:
    """Return 20261122 or 261122 as 2026-11-22; any other text as it is, which is then no day."""
    day = text[:8] if len(text) >= 8 else f"20{text}"
    if not (text.isascii() and text.isdigit() and len(text) in (6, 8, 12, 14)) or (len(text) == 12 and text[:2] != "20"):
        return text
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:8])).isoformat()
    except ValueError:
        return text


@lru_cache(maxsize=10_000)
def is_iso(text: str) -> bool:
    """Return whether a text is a day as `iso_day` writes it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def period(first: str, last: str) -> tuple[str, str]:
    """Return the first and last day of a stated period; of one day alone, that day twice; ("", "") of none, or none in order."""
    first, last = first or last, last or first
    return (first, last) if is_iso(first) and is_iso(last) and first <= last else ("", "")


def turned(number: str) -> str:
    """Return a number with a minus, whether it had one or not: a code that says return says so whatever the sign."""
    plain = number.strip()
    return plain if not plain or plain[0] == "-" or plain[-1] == "-" else f"-{plain.lstrip('+')}"
