"""Sales files: what a partner's file says once it is read and matched, and what became of it.

In: a connection in a transaction.
Out: SalesReport, SalesSubmission; the counts of a file, checked by the database.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from isal import isal_zlib
from sqlalchemy import Connection, and_, func, insert, select, update

from readiness.adapters.db.ledger_tables import sales_pending, sales_quarantine, sales_raw_files, sales_submissions
from readiness.adapters.db.store import only_one
from readiness.errors import ConflictError, NotFoundError
from readiness.stages.sales_out.restating import Scope

_p, _q, _r, _s = sales_pending.c, sales_quarantine.c, sales_raw_files.c, sales_submissions.c


@dataclass(frozen=True, slots=True)
class SalesReport:
    """One file of a partner, read and matched."""

    partner_id: str
    sha256: str
    file: str
    lines: pl.DataFrame
    """LEDGER_LINE, each key once; product_id or account_id "" where it is not known yet."""
    quarantined: Sequence[tuple[int, str, str, str]] = ()
    """Row, column, reason, raw text; each row once, row 0 for the file as a whole."""
    n_duplicates: int = 0
    replaces: bool = False
    period: tuple[date, date] | None = None
    locations: tuple[str, ...] = ()
    """The only locations the file speaks for, where it does not speak for all of the partner's."""
    sequence: int | None = None
    mapping_version: str = ""
    held: tuple[str, ...] = ()
    """Why a person should look at the file as a whole, besides what its place among the others shows."""

    @property
    def is_unfit(self) -> bool:
        """Return whether the file as a whole could not be read."""
        return self.lines.is_empty() and [row for row, *_ in self.quarantined] == [0]


@dataclass(frozen=True, slots=True)
class SalesSubmission:
    """What became of one file."""

    submission_id: int
    partner_id: str
    sha256: str
    file: str
    received_at: datetime
    period_from: date | None
    period_to: date | None
    locations: str
    mode: str
    sequence: int | None
    mapping_version: str
    status: str
    rows_in: int
    n_ok: int
    n_unchanged: int
    n_duplicates: int
    n_quarantined: int
    n_pending: int
    why: str
    decided_by: str

    @property
    def is_unfit(self) -> bool:
        """Return whether the file as a whole could not be read."""
        return self.rows_in == self.n_quarantined == 1 and self.period_from is None

    @property
    def scope(self) -> Scope | None:
        """Return what the file replaces; None where it speaks of its own lines only."""
        if self.mode != "replace" or self.period_from is None or self.period_to is None:
            return None
        return Scope(self.period_from, self.period_to, tuple(json.loads(self.locations)))


def submission_of(connection: Connection, partner_id: str, sha256: str) -> SalesSubmission | None:
    """Return what became of a file when it came before, or None."""
    row = connection.execute(select(sales_submissions).where(and_(_s.partner_id == partner_id, _s.sha256 == sha256))).first()
    return SalesSubmission(**row._mapping) if row else None


def replaced_by(connection: Connection, file: SalesSubmission) -> str:
    """Return the last file that came after this one and stands for days of it, "" where there is none."""
    if file.period_from is None:
        return ""
    overlaps = and_(_s.mode == "replace", _s.period_from <= file.period_to, _s.period_to >= file.period_from)
    later = and_(_s.partner_id == file.partner_id, _s.submission_id > file.submission_id, _s.status == "applied", overlaps)
    return connection.execute(select(_s.file).where(later).order_by(_s.submission_id.desc()).limit(1)).scalar() or ""


def keep_raw(connection: Connection, sha256: str, data: bytes) -> None:
    """Keep a file as it came."""
    if connection.execute(select(_r.sha256).where(_r.sha256 == sha256)).first() is None:
        connection.execute(insert(sales_raw_files), [{"sha256": sha256, "content": isal_zlib.compress(data, level=1)}])


def raw_of(connection: Connection, sha256: str) -> bytes | None:
    """Return a file as it came; None where it came before files were kept."""
    content = connection.execute(select(_r.content).where(_r.sha256 == sha256)).scalar()
    return None if content is None else isal_zlib.decompress(content)


def lock_partner(connection: Connection, partner_id: str) -> None:
    """Let one transaction at a time book for a partner."""
    only_one(connection, f"sales {partner_id}")


def recount(
    connection: Connection, submission_id: int, *, n_ok: int = 0, n_unchanged: int = 0, n_duplicates: int = 0
) -> SalesSubmission:
    """Add to a file's counts, count what of it waits, and let the database check that every row is accounted for."""
    waiting = select(func.count()).where(_p.submission_id == submission_id).scalar_subquery()
    open_rows = select(func.count()).where(and_(_q.submission_id == submission_id, _q.state != "fixed")).scalar_subquery()
    counts = {
        "n_ok": _s.n_ok + n_ok, "n_unchanged": _s.n_unchanged + n_unchanged, "n_duplicates": _s.n_duplicates + n_duplicates,
        "n_pending": waiting, "n_quarantined": open_rows,
    }  # fmt: skip
    connection.execute(update(sales_submissions).where(_s.submission_id == submission_id).values(counts))
    return known(connection, submission_id)


def known(connection: Connection, submission_id: int) -> SalesSubmission:
    """Return a file by its number.

    Raises:
        NotFoundError: there is none.
    """
    row = connection.execute(select(sales_submissions).where(_s.submission_id == submission_id)).first()
    if row is None:
        raise NotFoundError(f"no sales-out file has the number {submission_id}; `readiness collect holds` lists those that wait")
    return SalesSubmission(**row._mapping)


def held_file(connection: Connection, submission_id: int) -> SalesSubmission:
    """Return a file that waits for a person.

    Raises:
        ConflictError: it does not.
        NotFoundError: there is none.
    """
    found = known(connection, submission_id)
    if found.status != "held":
        raise ConflictError(f"the file {submission_id} ({found.file}) is {found.status} already; nobody needs to decide about it")
    return found
