"""Answer queues: what came from reps, what of it waits, and the names that go with it.

In: a connection.
Out: AnswerFiles, HeldAnswer; names of launches, partners and reps.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from readiness.adapters.db.contest_tables import contests
from readiness.adapters.db.page_tables import shown_rows, shown_tables
from readiness.adapters.db.tables import launches, quarantine, submissions

PARTNERS = "report.partners"
_h, _s, _w = quarantine.c, submissions.c, shown_rows.c


@dataclass(frozen=True, slots=True)
class AnswerFiles:
    """Files of one kind that came for a launch."""

    launch_id: str
    kind: str
    """quizzes, attendance or pitches."""
    n_files: int
    n_rows: int
    n_taken: int
    n_quarantined: int
    n_review: int


@dataclass(frozen=True, slots=True)
class HeldAnswer:
    """A row of such a file that could not be taken."""

    kind: str
    file: str
    row: int
    column: str
    reason: str
    raw: str


def answer_files(connection: Connection) -> list[AnswerFiles]:
    """Return what came for each launch, by launch and kind."""
    sums = [func.sum(_s[name]) for name in ("n_rows", "n_taken", "n_quarantined", "n_review")]
    query = select(_s.scope, _s.kind, func.count(), *sums).join_from(submissions, launches, launches.c.launch_id == _s.scope)
    rows = connection.execute(query.group_by(_s.scope, _s.kind).order_by(_s.scope, _s.kind))
    return [AnswerFiles(r[0], r[1], *(int(n) for n in r[2:])) for r in rows]


def held_answers(connection: Connection, launch_id: str, *, limit: int, offset: int) -> tuple[list[HeldAnswer], int]:
    """Return a page of the rows of a launch's files that could not be taken, and how many there are."""
    where = _h.scope == launch_id
    n = connection.execute(select(func.count()).select_from(quarantine).where(where)).scalar_one()
    query = select(_h.kind, _h.file, _h.row_number, _h.column_name, _h.reason, _h.raw).where(where)
    rows = connection.execute(query.order_by(_h.kind, _h.file, _h.row_number, _h.column_name).limit(limit).offset(offset))
    return [HeldAnswer(*row) for row in rows], n


def n_open_contests(connection: Connection, launch_id: str = "") -> int:
    """Return how many contests nobody has settled."""
    query = select(func.count()).select_from(contests).where(contests.c.status == "open")
    query = query.where(contests.c.launch_id == launch_id) if launch_id else query
    return connection.execute(query).scalar_one()


def launch_names(connection: Connection) -> dict[str, str]:
    """Return launch -> its name, by name."""
    query = select(launches.c.launch_id, launches.c.name).order_by(launches.c.name, launches.c.launch_id)
    return {row[0]: row[1] for row in connection.execute(query)}


def partner_names(connection: Connection) -> dict[str, str]:
    """Return partner -> its name, as the last measurements know them."""
    with_partners = select(shown_tables.c.launch_id).where(shown_tables.c.name == PARTNERS)  # rows are found by launch and name
    query = select(_w.content).where(_w.launch_id.in_(with_partners), _w.name == PARTNERS).order_by(_w.launch_id, _w.place)
    return {row["partner_id"]: row["name"] for row in connection.execute(query).scalars()}


def names_of_reps(connection: Connection, reps: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return (launch, rep) -> the rep's name, where it is known."""
    found = {}
    for launch_id, rep_id in sorted(reps):
        query = select(_w.content).where(_w.launch_id == launch_id, _w.name == "inputs.reps", _w.rep_id == rep_id)
        row = connection.execute(query).scalar()
        found[launch_id, rep_id] = row["name"] if row else rep_id
    return found
