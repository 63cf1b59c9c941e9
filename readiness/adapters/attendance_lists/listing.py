"""Listing: what every attendance list holds, whoever wrote it, and how long a text says.

In: texts.
Out: AttendanceList, Present; seconds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from readiness.adapters.input_values import BadValueError, shown
from readiness.errors import Problem

ZOOM, TEAMS, WEBEX, MEET, SHEET, LINK = "zoom", "teams", "webex", "meet", "sheet", "link"
LONGEST = 24 * 3600
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})", re.ASCII)
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]*)\.?", re.ASCII)
_UNITS = {"h": 3600, "m": 60, "s": 1, "g": 3600, "u": 3600, "o": 3600}
"""First letter of a unit's name -> seconds: hours, Std., godz., uur and ore are hours; sec and Sek. are not Std."""
HOURS_WITH_S = ("st", "sa")


@dataclass(frozen=True, slots=True)
class Present:
    """One person of a list."""

    row: int
    name: str
    email: str
    seconds: int
    """-1: as long as the session was."""
    rep_id: str = ""
    """Where the list says it itself."""


@dataclass(slots=True)
class AttendanceList:
    """What a file says of one session."""

    file: str
    source: str
    session_id: str = ""
    """As the list says; blank where it does not."""
    title: str = ""
    day: date | None = None
    """By the clock of whoever exported it."""
    people: list[Present] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    raws: dict[int, str] = field(default_factory=dict)
    """The text of each row with a problem."""

    def fault(self, row: int, column: str, what: str, expected: str, raw: str = "") -> None:
        """Record what could not be read."""
        self.problems.append(Problem(self.file, row, column, what, expected))
        if raw:
            self.raws[row] = raw


def seconds_of(text: str, *, is_minutes: bool) -> int:
    """Return how long a text says: 95, 1h 2m 3s, 1 Std. 2 Min., 45 mins, 01:02:03; a bare number as its column is headed.

    Raises:
        BadValueError: it says no length of time, or more than a day.
    """
    plain = text.strip().casefold()
    if clock := _CLOCK.fullmatch(plain):
        total = sum(int(part or 0) * unit for part, unit in zip(clock.groups(), (3600, 60, 1), strict=True))
    else:
        total = _summed(plain, is_minutes=is_minutes)
    if total < 0:
        raise BadValueError(f"{shown(text)} is no length of time")
    if total > LONGEST:
        raise BadValueError(f"{shown(text)} is longer than a day")
    return total


def _summed(plain: str, *, is_minutes: bool) -> int:
    """Return amounts with units added up; -1 where something else stands there."""
    parts = _AMOUNT.findall(plain)
    rest = _AMOUNT.sub("", plain)
    if not parts or rest.strip(" ,"):
        return -1
    total = 0.0
    for amount, unit in parts:
        if not unit and len(parts) > 1:
            return -1
        size = _unit(unit) if unit else 60 if is_minutes else 1
        if not size:
            return -1
        total += float(amount.replace(",", ".")) * size
    return round(total)


def _unit(name: str) -> int:
    return 3600 if name.startswith(HOURS_WITH_S) else _UNITS.get(name[:1], 0)
