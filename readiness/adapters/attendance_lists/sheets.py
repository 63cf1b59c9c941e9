"""Sheets: a list for the trainer to tick who came, and the same read back.

In: a session and who has a seat in it; the bytes of a sheet that was filled in.
Out: .xlsx bytes; AttendanceList.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from readiness.adapters.attendance_lists.listing import SHEET, AttendanceList, Present, seconds_of
from readiness.adapters.attendance_lists.tables import Rows, text_rows
from readiness.adapters.input_values import BadValueError, shown
from readiness.adapters.quiz_exports.reading import cell, squeezed
from readiness.adapters.table_files import csv_bytes, plain_text, xlsx_bytes
from readiness.stages.training import Session

COLUMNS = ("session_id", "title", "rep_id", "name", "came", "minutes")
ABOUT = (
    "Put an x under came for everybody who was there to the end.",
    "Who came late or left early: write the minutes under minutes.",
    "Somebody who is not in the list: write the name in a new row, and an x.",
    "Then: readiness collect attendance FILE --launch LAUNCH_ID",
)
YES = frozenset({"x", "✓", "✔", "yes", "y", "ja", "j", "oui", "si", "sí", "1", "true", "wahr"})
NO = frozenset({"", "-", "no", "n", "nein", "non", "0", "false", "falsch"})
WHOLE = -1


class Person(Protocol):
    """Somebody with a seat."""

    @property
    def rep_id(self) -> str:
        """Return who it is."""

    @property
    def name(self) -> str:
        """Return what he is called."""


def sheet_bytes(session: Session, reps: Iterable[Person]) -> bytes:
    """Return the sheet of a session: one row a seat, to be ticked."""
    rows = [[session.session_id, session.title, r.rep_id, r.name, None, None] for r in sorted(reps, key=lambda r: r.name)]
    return xlsx_bytes({"attendance": (COLUMNS, rows), "how": (("how",), [[line] for line in ABOUT])})


def sheet_of(session: Session, reps: Iterable[Person], came: Mapping[str, str], at: str) -> bytes:
    """Return the same, ticked: rep -> minutes, blank for all of it; `at` tells sheets apart that say the same at other times."""
    rows = [
        [session.session_id, session.title, r.rep_id, r.name, "x" if r.rep_id in came else "", came.get(r.rep_id, "0"), at]
        for r in sorted(reps, key=lambda r: r.name)
    ]
    return csv_bytes((*COLUMNS, "ticked_at"), rows)


def is_sheet(data: bytes) -> bool:
    """Say whether a file is such a sheet."""
    rows = text_rows(data)
    return rows is not None and _header_at(rows) >= 0


def read_sheet(file: str, data: bytes) -> AttendanceList:
    """Return what a trainer ticked; rows that are neither yes nor no are among its problems."""
    listed, rows = AttendanceList(file, SHEET), text_rows(data) or []
    at = _header_at(rows)
    keys = [squeezed(c) for c in rows[at][1]]
    body = [(n, {key: plain_text(cell(cells, i)) for i, key in enumerate(keys)}) for n, cells in rows[at + 1 :]]
    ids = sorted({row["sessionid"] for _, row in body if row["sessionid"]})
    if len(ids) > 1:
        listed.fault(0, "session_id", f"two sessions in one sheet: {ids[0]} and {ids[1]}", "one sheet a session")
        return listed
    listed.session_id = ids[0] if ids else ""
    if not any(row["came"] or row.get("minutes") for _, row in body):
        listed.fault(0, "came", "nobody is ticked: the sheet is not filled in", "an x for everybody who came")
        return listed
    for number, row in body:
        if row["repid"] or row.get("name"):
            _read_row(listed, number, row)
    return listed


def _header_at(rows: Rows) -> int:
    wanted = {"sessionid", "repid", "came"}
    return next((i for i, (_, cells) in enumerate(rows) if wanted <= {squeezed(c) for c in cells}), -1)


def _read_row(listed: AttendanceList, number: int, row: dict[str, str]) -> None:
    tick, minutes = row["came"].strip().casefold(), row.get("minutes", "").strip()
    raw = " | ".join(row.values())
    if tick not in YES | NO:
        listed.fault(number, "came", f"{shown(row['came'])} is neither yes nor no", "an x, or blank", raw)
        return
    try:
        seconds = seconds_of(minutes, is_minutes=True) if minutes else WHOLE if tick in YES else 0
    except BadValueError as error:
        listed.fault(number, "minutes", str(error), "a number of minutes, or blank", raw)
        return
    if row["repid"] or seconds:
        listed.people.append(Present(number, row.get("name", ""), "", seconds, row["repid"]))
