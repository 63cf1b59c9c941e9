"""Meetings: the participants of a webinar, as Zoom, Microsoft Teams, Webex and Google Meet export them.

In: the bytes of a report.
Out: AttendanceList; people who came and went several times have their times together.

Column names are those of the products' own exports: Zoom with and without its preamble, old and new; Teams with sections ("2.
Participants"), with a plain preamble, and as a list of joining and leaving; Webex (UTF-16, tabs); Meet's attendance sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from readiness.adapters.attendance_lists.listing import (
    MEET,
    TEAMS,
    WEBEX,
    ZOOM,
    AttendanceList,
    Present,
    seconds_of,
)
from readiness.adapters.attendance_lists.tables import Rows, text_rows
from readiness.adapters.input_values import BadValueError
from readiness.adapters.quiz_exports.moments import moment_of
from readiness.adapters.quiz_exports.reading import cell, squeezed

NAMES = ("nameoriginalname", "displayname", "fullname", "name", "attendeename", "participantname", "participant")
FIRST, LAST = ("firstname",), ("lastname", "surname")
EMAILS = ("email", "useremail", "attendeeemail", "emailaddress", "participantidupn")
MINUTES = ("durationminutes", "totaldurationminutes", "minutes", "timeinsessionminutes")
LENGTHS = ("inmeetingduration", "attendanceduration", "duration", "totalduration")
JOINS, LEAVES = ("jointime", "firstjoin", "timejoined"), ("leavetime", "lastleave", "timeexited", "timeleft")
ACTION, MOMENT = ("useraction",), ("timestamp",)
TITLES = ("topic", "meetingtitle", "meetingname", "webinartitle", "eventtitle")
BEGINS = ("starttime", "meetingstarttime", "actualstarttime", "meetingstart")
OF_ZOOM = frozenset({"nameoriginalname", "durationminutes", "totaldurationminutes", "timeinsessionminutes"})
OF_TEAMS = frozenset({"participantidupn", "inmeetingduration", "firstjoin", "useraction"})
OF_WEBEX = frozenset({"attendeeemail", "attendanceduration"})
OF_MEET = frozenset({"timejoined", "timeexited"})
PEOPLE_SECTION, NEXT_SECTION = "2.", "3."
TEAMS_WIDTH = 7
"""Columns of a Teams report, the same in every language: name, first join, last leave, length, mail, account, role."""
EXPECTED = "a participants report as Zoom, Teams, Webex or Google Meet exports it"
LENGTH = "a length such as 95, 1h 2m 3s or 45 mins"


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    cells: list[str]
    keys: list[str]

    def at(self, names: Sequence[str]) -> int:
        return next((self.keys.index(n) for n in names if n in self.keys), -1)

    def heads(self, names: Sequence[str]) -> str:
        place = self.at(names)
        return self.cells[place] if place >= 0 else ""


@dataclass(frozen=True, slots=True)
class _Join:
    row: int
    name: str
    email: str
    seconds: int
    span: tuple[datetime, datetime] | None


def is_meeting_report(data: bytes) -> bool:
    """Say whether a file looks like a participants report."""
    rows = text_rows(data)
    return rows is not None and _header(rows) is not None


def read_meeting(file: str, data: bytes) -> AttendanceList:
    """Return what a participants report says; what cannot be read is among its problems."""
    rows = text_rows(data)
    header = _header(rows) if rows else None
    if rows is None or header is None:
        listed = AttendanceList(file, "")
        listed.fault(0, "", "this is no list of who was in a meeting", EXPECTED)
        return listed
    listed = AttendanceList(file, _source(header))
    _preamble(listed, [r for r in rows if r[0] < header.row])
    below = [r for r in rows if r[0] > header.row]
    end = next((n for n, cells in below if cells[0].startswith(NEXT_SECTION)), below[-1][0] + 1 if below else 0)
    body = [(n, cells) for n, cells in below if n < end]
    joins = _acted(listed, header, body) if header.at(ACTION) >= 0 else _joined(listed, header, body)
    if listed.day is None:
        listed.day = _day(cell(body[0][1], header.at(JOINS))) if body else None
    listed.title = listed.title or (cell(body[0][1], header.at(TITLES)) if body else "")
    listed.people += _together(joins)
    if not listed.people and not listed.problems:
        listed.fault(0, "", "nobody stands in this list", EXPECTED)
    return listed


def _header(rows: Rows) -> _Header | None:
    """Return the row that heads the people; the row below "2." of a Teams report in a language we do not know."""
    for i, (number, cells) in enumerate(rows):
        header = _Header(number, cells, [squeezed(c) for c in cells])
        has_name = header.at(NAMES) >= 0 or header.at(FIRST) >= 0
        if has_name and max(header.at(n) for n in (MINUTES, LENGTHS, ACTION)) >= 0:
            return header
        if cells[0].startswith(PEOPLE_SECTION) and i + 1 < len(rows) and len(rows[i + 1][1]) >= TEAMS_WIDTH:
            number, cells = rows[i + 1]
            known = ["name", "firstjoin", "lastleave", "inmeetingduration", "email", "participantidupn", "role"]
            return _Header(number, cells, known + [squeezed(c) for c in cells[TEAMS_WIDTH:]])
    return None


def _source(header: _Header) -> str:
    keys = set(header.keys)
    marks = ((WEBEX, OF_WEBEX), (TEAMS, OF_TEAMS), (MEET, OF_MEET), (ZOOM, OF_ZOOM))
    return next((source for source, own in marks if keys & own), TEAMS)


def _preamble(listed: AttendanceList, rows: Rows) -> None:
    """Take the meeting's title and day from what stands before the people: a table of one row, or a line for each."""
    told = [(cells[0], cells[1]) for _, cells in rows if len([c for c in cells if c]) == 2]
    for (_, heads), (_, values) in pairwise(rows):
        told += [(head, cell(values, place)) for place, head in enumerate(heads) if len(heads) > 2]
    for head, value in told:
        key = squeezed(head)
        if key in TITLES and not listed.title:
            listed.title = value
        if key in BEGINS and listed.day is None:
            listed.day = _day(value)


def _day(text: str) -> date | None:
    moment = _moment(text)
    return moment.date() if moment else None


def _moment(text: str) -> datetime | None:
    """Return a moment by the file's own clock; of 3/4 the month is taken to stand first, as these reports have it."""
    for order in ("", "month", "day"):
        try:
            return datetime.fromisoformat(moment_of(text, order).at)
        except BadValueError:
            continue
    return None


def _joined(listed: AttendanceList, header: _Header, body: Rows) -> list[_Join]:
    joins = []
    lengths = MINUTES if header.at(MINUTES) >= 0 else LENGTHS
    for number, cells in body:
        name = cell(cells, header.at(NAMES)) or " ".join(cell(cells, header.at(n)) for n in (FIRST, LAST)).strip()
        email = next((e for e in (cell(cells, header.at((key,))) for key in EMAILS) if "@" in e), "")
        if not name and not email:
            continue
        try:
            seconds = seconds_of(cell(cells, header.at(lengths)), is_minutes=header.at(MINUTES) >= 0)
        except BadValueError as error:
            listed.fault(number, header.heads(lengths), str(error), LENGTH, " | ".join(cells))
            continue
        came, left = (_moment(cell(cells, header.at(names))) for names in (JOINS, LEAVES))
        span = (came, left) if came and left and came <= left else None
        joins.append(_Join(number, name, email, seconds, span))
    return joins


def _acted(listed: AttendanceList, header: _Header, body: Rows) -> list[_Join]:
    """Return the stays in a list that has a row for each joining and each leaving."""
    inside: dict[str, tuple[int, datetime]] = {}
    joins = []
    for number, cells in body:
        name, action = cell(cells, header.at(NAMES)), squeezed(cell(cells, header.at(ACTION)))
        moment = _moment(cell(cells, header.at(MOMENT)))
        if moment is None:
            listed.fault(number, header.heads(MOMENT), "no moment that can be read", "a date and time", " | ".join(cells))
        elif action.startswith("joined"):
            inside.setdefault(name, (number, moment))
        elif name in inside:
            row, came = inside.pop(name)
            joins.append(_Join(row, name, "", max(0, int((moment - came).total_seconds())), (came, max(came, moment))))
    for name, (row, _) in sorted(inside.items(), key=lambda item: item[1]):
        what = f"{name} came and does not leave in this list, so nobody knows how long it was"
        listed.fault(row, header.heads(ACTION), what, "a row for the leaving too", name)
    return joins


def _together(joins: Sequence[_Join]) -> list[Present]:
    """Return each person once: by address, else by name. Times on two devices at once count once where they are known."""
    by_person: dict[tuple[str, str], list[_Join]] = {}
    for join in joins:
        key = ("", join.email.casefold()) if join.email else (" ".join(join.name.split()).casefold(), "")
        by_person.setdefault(key, []).append(join)
    return [Present(mine[0].row, mine[0].name, mine[0].email.lower(), _stayed(mine)) for mine in by_person.values()]


def _stayed(joins: Sequence[_Join]) -> int:
    summed = sum(j.seconds for j in joins)
    spans = sorted(j.span for j in joins if j.span)
    if len(joins) == 1 or len(spans) < len(joins):
        return summed
    union, until = 0.0, spans[0][0]
    for came, left in spans:
        union += max(0.0, (left - max(came, until)).total_seconds())
        until = max(until, left)
    return min(summed, round(union)) if union else summed
