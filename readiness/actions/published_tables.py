"""Published tables: every table of a launch a row at a time, for programs; each to whom its rows belong.

In: settings, a viewer, a launch, a table's name, which rows.
Out: TableInfo, a page of rows, or all of them as CSV.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from readiness.adapters.db import audit, shown
from readiness.adapters.db.shown import Row, Slice, Wanted
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.errors import InputError, NotFoundError, Problem
from readiness.permissions import Scope, Viewer, allowed, hidden, may
from readiness.settings import Settings

RIGHT_OF = {
    "inputs.reps": "people.see",
    "inputs.accounts": "decks.see",
    "positioning": "positioning.see",
    "plan": "decks.see",
    "training": "people.see",
    "report.claims": "results.see",
    "report.claim_acts": "results.see",
    "report.fairness": "results.download",
    "report.sensitivity": "results.download",
    "report": "results.whole",
}
"""Table, or the folder it is in -> the right it takes; a table of the report that names reps takes `people.see` instead."""
FIGURES = "people.see"
OF_REP = ("report.reps", "report.readiness_parts", "report.acts", "report.quadrants", "report.rep_sensitivity", "report.contests")
NO_ORDER = ("rank", "contribution", "sales", "expected", "market", "availability", "demand", "legacy", "quadrant")
"""How columns begin that persons are not put in the order of: that would be a league table."""
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class TableInfo:
    """One published table that the viewer may look into; `n_rows` counts all of it, of which the viewer may see a part."""

    name: str
    header: tuple[str, ...]
    n_rows: int
    as_of: str
    made_at: datetime


def tables(settings: Settings, viewer: Viewer, launch_id: str) -> list[TableInfo]:
    """Return the tables of a launch that the viewer may look into, by name.

    Raises:
        NotFoundError: there is no such launch, or nothing of it is the viewer's to see.
    """
    with reading(settings.database) as connection:
        infos = []
        for name, (n_rows, as_of, made_at) in shown.names_of(connection, launch_id).items():
            header = shown.header_of(connection, launch_id, name)
            if may(viewer, right_to(name, header)):
                infos.append(TableInfo(name, header, n_rows, as_of, made_at))
    if not infos:
        raise hidden("launch")
    return infos


def right_to(name: str, header: Sequence[str]) -> str:
    """Return the right that a table takes; one that nobody placed goes to who may download the report."""
    folder = name.split(".")[0]
    if folder == "report" and "rep_id" in header:
        return FIGURES
    return RIGHT_OF.get(name) or RIGHT_OF.get(folder, "results.download")


def table(settings: Settings, viewer: Viewer, launch_id: str, name: str, wanted: Wanted, now: datetime) -> Slice:
    """Return a page of a table's rows that are the viewer's to see.

    Raises:
        NotAllowedError: the table is not for this role.
        NotFoundError: there is no such table.
        InputError: it has no column of a name given.
    """
    with reading(settings.database) as connection:
        scope = _scope(connection, viewer, launch_id, name, wanted)
        found = shown.slice_of(connection, launch_id, name, scope, replace(wanted, limit=min(wanted.limit, shown.MOST_ROWS)))
    _note(settings, viewer, launch_id, name, found.header, now)
    return found


def table_csv(settings: Settings, viewer: Viewer, launch_id: str, name: str, wanted: Wanted, now: datetime) -> Iterator[bytes]:
    """Return all rows of a table that are wanted and the viewer's to see as CSV, piece by piece; refused before the first.

    Raises:
        NotAllowedError: the table is not for this role.
        NotFoundError: there is no such table.
        InputError: it has no column of a name given.
    """
    with reading(settings.database) as connection:
        scope = _scope(connection, viewer, launch_id, name, wanted)
        header = shown.header_of(connection, launch_id, name)
    _note(settings, viewer, launch_id, name, header, now)
    return _pieces(settings, launch_id, name, header, scope, wanted)


def _pieces(
    settings: Settings, launch_id: str, name: str, header: Sequence[str], scope: Scope, wanted: Wanted
) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    rows = csv.DictWriter(text, header, lineterminator="\r\n")
    rows.writeheader()
    with reading(settings.database) as connection:
        for row in shown.all_rows(connection, launch_id, name, scope, wanted):
            rows.writerow(row)
            if text.tell() > _PIECE:
                yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    data = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return data


def _scope(connection: Connection, viewer: Viewer, launch_id: str, name: str, wanted: Wanted) -> Scope:
    try:
        header = shown.header_of(connection, launch_id, name)
    except NotFoundError:
        raise hidden("table") from None
    scope = allowed(viewer, right_to(name, header))
    for column in (*wanted.equal, *([wanted.order_by] if wanted.order_by else [])):
        if column not in header:
            raise InputError(Problem("", 0, "column", f"there is no column {column!r}", f"one of {', '.join(header)}"))
    if wanted.order_by.startswith(NO_ORDER) and "rep_id" in header:
        what = f"persons are not put in the order of {wanted.order_by!r}"
        raise InputError(Problem("", 0, "by", what, "another column: there is no league table"))
    return scope


def _note(settings: Settings, viewer: Viewer, launch_id: str, name: str, header: Sequence[str], now: datetime) -> None:
    """Note that somebody looked at figures of others."""
    if right_to(name, header) == FIGURES and name.startswith("report.") and viewer.role != "rep":
        with transaction(settings.database) as connection:
            audit.note(connection, viewer, "table.read", now, launch_id=launch_id, about=name)


def rep_result(settings: Settings, viewer: Viewer, launch_id: str, rep_id: str, now: datetime) -> dict[str, tuple[Row, ...]]:
    """Return what a measurement says of one rep: table -> rows; a look at somebody else's is noted.

    Raises:
        NotAllowedError: the role sees no persons' figures.
        NotFoundError: there is no such rep, or it is not the viewer's to see.
    """
    scope = allowed(viewer, FIGURES)
    with reading(settings.database) as connection:
        wanted = Wanted(equal={"rep_id": rep_id})
        known = [name for name in OF_REP if name in shown.names_of(connection, launch_id)]
        found = {name: tuple(shown.all_rows(connection, launch_id, name, scope, wanted)) for name in known}
    if not found.get("report.reps"):
        raise hidden("rep")
    if viewer.rep_id != rep_id:
        with transaction(settings.database) as connection:
            audit.note(connection, viewer, "looked at a rep's results", now, launch_id=launch_id, rep_id=rep_id)
    return found
