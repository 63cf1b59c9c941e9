"""Link files: rows of reps by week as they are read, and the link's results as they are written.

In: the bytes of a CSV; LinkResult.
Out: a table and how training was assigned, or Problems; CSV bytes, and what fit.json holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date

import numpy as np
import pandas as pd

from readiness.adapters.input_tables import Problems, raw_rows
from readiness.adapters.input_values import BadValueError, date_value, shown
from readiness.adapters.table_files import csv_bytes
from readiness.stages.link import LinkResult

NEEDED = ("rep_id", "week", "trained_on", "readiness", "contribution")
OPTIONAL = ("readiness_se", "territory_id", "wave", "assigned", "left_out")
NUMBERS = ("readiness", "readiness_se", "contribution")
EFFECT_COLUMNS = ("estimand", "estimate", "low", "high", "n", "verdict")
GROUP_COLUMNS = ("cohort", "week", "estimate", "standard_error", "n", "n_compared")
EVENT_COLUMNS = ("weeks_since_training", "estimate", "low", "high", "n")
ASSIGNED = ("random", "not", "")
_ISO_WEEK = re.compile(r"(\d{4})-?W(\d{2})", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,6}", re.ASCII)
WEEK_EXPECTED = "a date such as 2026-01-05, a week such as 2026-W02, or a number of weeks"


def read_link_rows(file: str, data: bytes, problems: Problems) -> tuple[pd.DataFrame, str]:
    """Return the rows and how training was assigned: random, not, or blank where nobody said.

    Columns nobody knows are ignored. Weeks are days as dates, or whole numbers of weeks, one way in the whole file.
    """
    rows = raw_rows(file, data, problems)
    if not rows:
        if not problems.in_file(file):
            problems.add(file, 0, "", "the file is empty", "a header row: " + ", ".join((*NEEDED, *OPTIONAL)))
        return pd.DataFrame(), ""
    head_row, header = rows[0][0], [c.strip() for c in rows[0][1]]
    for name in NEEDED:
        if name not in header:
            problems.add(file, head_row, name, "the column is missing", "a column of this name")
    if problems.in_file(file):
        return pd.DataFrame(), ""
    lines = [number for number, _ in rows[1:]]
    reading = _Reading(file, lines, problems)
    text = {
        name: [cells[at].strip() if at < len(cells) else "" for _, cells in rows[1:]]
        for name in (*NEEDED, *OPTIONAL)
        for at in ([header.index(name)] if name in header else [])
    }
    columns: dict[str, object] = {name: reading.numbers(name, text[name]) for name in NUMBERS if name in text}
    columns["rep_id"] = reading.parsed("rep_id", text["rep_id"], _rep, "an id")
    columns["week"] = reading.parsed("week", text["week"], _week, WEEK_EXPECTED)
    columns["trained_on"] = reading.parsed("trained_on", text["trained_on"], _trained, f"{WEEK_EXPECTED}, or blank")
    columns |= {name: [v or None for v in text[name]] for name in ("territory_id", "wave") if name in text}
    if "left_out" in text:
        columns["left_out"] = reading.parsed("left_out", text["left_out"], _left_out, "yes, no, or blank")
    assigned = reading.parsed("assigned", text.get("assigned", []), _assigned, "random, not, or blank")
    if problems.in_file(file):
        return pd.DataFrame(), ""
    frame = pd.DataFrame(columns)
    reading.check_weeks(frame)
    reading.check_reps(frame)
    said = {a for a in assigned if a}
    return frame, "not" if "not" in said else "random" if said else ""


class _Reading:
    """One file being read."""

    def __init__(self, file: str, lines: Sequence[int], problems: Problems) -> None:
        self.file, self.lines, self.problems = file, lines, problems

    def parsed(self, name: str, cells: Sequence[str], parse: Callable[[str], object], expected: str) -> list[object]:
        """Return a column read cell by cell, each distinct text once; the first place of each bad one is a problem."""
        values: dict[str, object] = {}
        for line, text in zip(self.lines, cells, strict=False):
            if text not in values:
                try:
                    values[text] = parse(text)
                except BadValueError as error:
                    values[text] = None
                    self.problems.add(self.file, line, name, str(error), expected)
        return [values[text] for text in cells]

    def numbers(self, name: str, cells: Sequence[str]) -> object:
        """Return a column of numbers, NaN where blank."""
        column = pd.Series(cells, dtype="str")
        numbers = pd.to_numeric(column.where(column != ""), errors="coerce").to_numpy(np.float64)
        bad = np.flatnonzero((column != "").to_numpy() & ~np.isfinite(numbers))
        for at in bad[:20].tolist():
            expected = "a number with a decimal point, or blank"
            self.problems.add(self.file, self.lines[at], name, f"{shown(cells[at])} is not a number that can be read", expected)
        below = np.flatnonzero(numbers < 0.0) if name == "readiness_se" else bad[:0]
        for at in below[:20].tolist():
            self.problems.add(self.file, self.lines[at], name, f"{shown(cells[at])} is below 0", "a standard error, 0 or more")
        return numbers

    def check_weeks(self, frame: pd.DataFrame) -> None:
        """Record dates and numbers of weeks in one file; nobody can say how they fit."""
        kinds = [frame[name].map(lambda v: isinstance(v, date)).to_numpy() for name in ("week", "trained_on")]
        trained = frame["trained_on"].notna().to_numpy()
        for name, odd in (("week", kinds[0] != kinds[0][:1]), ("trained_on", trained & (kinds[1] != kinds[0]))):
            if odd.any():
                at = int(np.argmax(odd))
                expected = "dates in both columns, or numbers of weeks in both"
                self.problems.add(self.file, self.lines[at], name, "dates and numbers of weeks are mixed", expected)

    def check_reps(self, frame: pd.DataFrame) -> None:
        """Record a rep's week that stands twice, and a rep with two days of training or two waves."""
        twice = np.flatnonzero(frame.duplicated(["rep_id", "week"]).to_numpy())
        for at in twice[:20].tolist():
            what = f"{shown(frame['rep_id'].iloc[at])} already has a row for this week"
            self.problems.add(self.file, self.lines[at], "week", what, "one row a rep and week")
        for name in [n for n in ("trained_on", "wave", "left_out") if n in frame]:
            known = frame[frame[name].notna()]
            first = known.groupby("rep_id")[name].transform("first")
            for at in known.index[(known[name] != first).to_numpy()][:1].tolist():
                what = f"{shown(frame['rep_id'].iloc[at])} has another {name} in an earlier row"
                self.problems.add(self.file, self.lines[at], name, what, "the same in every row of a rep")


def effect_csv(result: LinkResult) -> bytes:
    """Return effect.csv."""
    return _table(EFFECT_COLUMNS, result.estimates)


def event_study_csv(result: LinkResult) -> bytes:
    """Return event_study.csv."""
    return _table(EVENT_COLUMNS, result.event_study)


def group_times_csv(result: LinkResult) -> bytes:
    """Return group_times.csv."""
    return _table(GROUP_COLUMNS, result.group_times)


def _table(columns: Sequence[str], rows: Sequence[object]) -> bytes:
    """Return rows as CSV; the last digits of a sum differ from one processor to the next and are left out."""
    return csv_bytes(columns, ([_digits(getattr(row, name)) for name in columns] for row in rows))


def _digits(value: object) -> object:
    return float(f"{value:.10g}") if isinstance(value, float) else value


def link_summary(result: LinkResult) -> Mapping[str, object]:
    """Return what fit.json holds: the result in words and what it rests on."""
    return {
        "sentences": result.sentences,
        "notes": result.notes,
        "reliability": result.reliability,
        "slope_without_correction": result.plain_slope,
        "design": {**asdict(result.design), "carries": result.design.carries},
        "cohorts": [asdict(c) for c in result.cohorts],
        "never_share": result.never_share,
        "effects": [
            {"estimand": e.estimand, "standard_error": e.standard_error, "detectable": e.detectable} for e in result.estimates
        ],
    }


def _rep(text: str) -> str:
    if not text:
        raise BadValueError("blank")
    return text


def _week(text: str) -> object:
    """Return a date, or a whole number of weeks."""
    if _WHOLE.fullmatch(text):
        return int(text)
    if week := _ISO_WEEK.fullmatch(text):
        try:
            return date.fromisocalendar(int(week[1]), int(week[2]), 1)
        except ValueError as error:
            raise BadValueError(f"{shown(text)} is not a week of the calendar") from error
    return date_value(text)


def _trained(text: str) -> object:
    return _week(text) if text else None


def _left_out(text: str) -> str | None:
    if text.lower() not in ("yes", "no", ""):
        raise BadValueError(f"{shown(text)} is neither yes nor no")
    return text.lower() or None


def _assigned(text: str) -> str:
    if text.lower() not in ASSIGNED:
        raise BadValueError(f"{shown(text)} is unknown")
    return text.lower()
