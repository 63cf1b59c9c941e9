"""Stored collections: responses and attendance, each file once, with what became of its rows; sales-out is in the sales ledger.

In: a connection in a transaction.
Out: rows written so that the same file twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, func, insert, select

from readiness.adapters.db.tables import attendance, quarantine, responses, submissions
from readiness.stages.quizzes import Response
from readiness.stages.training import Attendance


@dataclass(frozen=True, slots=True)
class Submission:
    """One file taken in: n_rows = n_taken + n_duplicates + n_quarantined + n_review."""

    scope: str
    kind: str
    sha256: str
    file: str
    n_rows: int
    n_taken: int
    n_duplicates: int
    n_quarantined: int
    n_review: int = 0
    file_number: int = 0
    """Its place among the files of its scope and kind, in the order they were first taken in."""


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row in quarantine; row 0 is the file as a whole."""

    row: int
    column: str
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class CollectReport:
    """What became of one file; n_rows = n_taken + n_duplicates + n_quarantined + n_review."""

    submission: Submission
    held: tuple[HeldRow, ...]
    is_new: bool
    """False where the same file was taken in before and nothing came of reading it again."""
    notes: tuple[str, ...] = ()
    """What a person should know or do."""


def submission_of(connection: Connection, scope: str, kind: str, sha256: str) -> Submission | None:
    """Return what became of a file when it was taken in, or None."""
    where = and_(submissions.c.scope == scope, submissions.c.kind == kind, submissions.c.sha256 == sha256)
    row = connection.execute(select(submissions).where(where)).first()
    return Submission(**row._mapping) if row else None


def save_submission(connection: Connection, submission: Submission, held: Sequence[HeldRow]) -> None:
    """Keep what became of a file, in place of what was kept of it before."""
    s = submission
    for table in (quarantine, submissions):
        connection.execute(
            delete(table).where(and_(table.c.scope == s.scope, table.c.kind == s.kind, table.c.sha256 == s.sha256))
        )
    row = {name: getattr(s, name) for name in Submission.__slots__}
    connection.execute(insert(submissions), [row])
    rows = {
        (h.row, h.column): {
            "scope": s.scope, "kind": s.kind, "sha256": s.sha256, "row_number": h.row, "file": s.file,
            "column_name": h.column, "reason": h.reason, "raw": h.raw,
        }
        for h in reversed(held)
    }  # fmt: skip
    if rows:
        connection.execute(insert(quarantine), [rows[k] for k in sorted(rows)])


def next_file_number(connection: Connection, scope: str, kind: str) -> int:
    """Return the number of the next file of its scope and kind."""
    where = and_(submissions.c.scope == scope, submissions.c.kind == kind)
    return (connection.execute(select(func.max(submissions.c.file_number)).where(where)).scalar() or 0) + 1


def held_in(connection: Connection, scope: str, kind: str, sha256: str) -> list[HeldRow]:
    """Return the quarantine of one file, by row and column."""
    q = quarantine.c
    where = and_(q.scope == scope, q.kind == kind, q.sha256 == sha256)
    query = select(q.row_number, q.column_name, q.reason, q.raw).where(where).order_by(q.row_number, q.column_name)
    return [HeldRow(*row) for row in connection.execute(query)]


def submissions_of(connection: Connection, scopes: Sequence[str]) -> list[Submission]:
    """Return every file taken in for these launches and partners, by kind and name."""
    query = select(submissions).where(submissions.c.scope.in_(scopes))
    found = [Submission(**row._mapping) for row in connection.execute(query)]
    return sorted(found, key=lambda s: (s.kind, s.scope, s.file, s.sha256))


def held_of(connection: Connection, scopes: Sequence[str]) -> list[tuple[str, str, int, str, str, str]]:
    """Return the quarantine of these launches and partners: kind, file, row, column, reason, raw."""
    q = quarantine.c
    query = select(q.kind, q.file, q.row_number, q.column_name, q.reason, q.raw).where(q.scope.in_(scopes))
    return sorted((r[0], r[1], r[2], r[3], r[4], r[5]) for r in connection.execute(query))


def load_responses(connection: Connection, launch_id: str) -> list[Response]:
    """Return a launch's responses, by rep, item and attempt."""
    r = responses.c
    query = select(r.rep_id, r.item_id, r.attempt, r.answered_on, r.correct).where(r.launch_id == launch_id)
    return sorted((Response(*row) for row in connection.execute(query)), key=lambda x: (x.rep_id, x.item_id, x.attempt))


def save_attendance(connection: Connection, launch_id: str, taken: Sequence[Attendance], *, corrects: bool) -> int:
    """Add attendance that is not there yet and, where the list corrects earlier ones, other minutes of a day; return how many."""
    known = {(a.rep_id, a.attended_on): a for a in load_attendance(connection, launch_id)}
    said = {(a.rep_id, a.attended_on): a for a in taken}
    new = {key: a for key, a in said.items() if key not in known or (corrects and known[key] != a)}
    for rep_id, day in sorted(new.keys() & known.keys()):
        c = attendance.c
        connection.execute(delete(attendance).where(and_(c.launch_id == launch_id, c.rep_id == rep_id, c.attended_on == day)))
    rows = [
        {"launch_id": launch_id, "rep_id": a.rep_id, "attended_on": a.attended_on, "minutes": a.minutes}
        for _, a in sorted(new.items())
    ]
    if rows:
        connection.execute(insert(attendance), rows)
    return len(rows)


def load_attendance(connection: Connection, launch_id: str) -> list[Attendance]:
    """Return a launch's attendance, by rep and day."""
    a = attendance.c
    query = select(a.rep_id, a.attended_on, a.minutes).where(a.launch_id == launch_id)
    return sorted((Attendance(*row) for row in connection.execute(query)), key=lambda x: (x.rep_id, x.attended_on))
