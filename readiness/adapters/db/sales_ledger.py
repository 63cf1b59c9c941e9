"""Sales ledger: reports booked line by line, what they change of earlier ones reversed, nothing ever overwritten.

In: a connection in a transaction; reports that were read and matched; the moment of booking.
Out: rows; for each file rows_in = n_ok + n_duplicates + n_quarantined + n_pending, checked before the transaction ends.

A partner's files are in the order of their submission_id. The last one to name a line's key decides about it, even while its own
line still waits for a product or an account; a file that replaces its days decides about all lines of those days.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import cast

import polars as pl
from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update

from readiness.adapters.db.bulk_loading import append, staged_keys
from readiness.adapters.db.ledger_posting import book, frame, in_scope, keep_pending, post, reverse
from readiness.adapters.db.ledger_tables import (
    LINE_FIELDS,
    sales_current,
    sales_ledger,
    sales_pending,
    sales_quarantine,
    sales_submissions,
)
from readiness.adapters.db.sales_files import (
    SalesReport,
    SalesSubmission,
    held_file,
    known,
    lock_partner,
    recount,
    submission_of,
)
from readiness.errors import ConflictError, NotFoundError
from readiness.stages.sales_out.restating import Delivery, hold_reasons

_HELD_ROW = {"row_number": pl.Int64, "column_name": pl.String, "reason": pl.String, "raw": pl.String}
_c, _p, _q, _s = sales_current.c, sales_pending.c, sales_quarantine.c, sales_submissions.c


def record(connection: Connection, report: SalesReport, at: datetime, by: str = "") -> SalesSubmission:
    """Book a file: post what it says, reverse what it changes, keep what waits; or hold all of it for a person.

    A file that came before is read for the rows that could not be read then, and for nothing else; `by` is who mended them.
    """
    lock_partner(connection, report.partner_id)
    before = submission_of(connection, report.partner_id, report.sha256)
    if before is not None and before.is_unfit and report.is_unfit:
        connection.execute(delete(sales_quarantine).where(_open(before.submission_id)))
        _save_quarantine(connection, before.submission_id, report.quarantined)
        return before
    if before is not None and (before.is_unfit or (before.status == "held" and before.mapping_version != report.mapping_version)):
        _forget(connection, before.submission_id)
    elif before is not None:
        return _record_again(connection, before, report, at, by)
    made = _new_submission(connection, report, at)
    _save_quarantine(connection, made.submission_id, report.quarantined)
    if made.status == "held":
        keep_pending(connection, made.submission_id, report.lines, "held")
        return recount(connection, made.submission_id)
    n_ok, n_unchanged = book(connection, made, report.lines, made.scope, at)
    return recount(connection, made.submission_id, n_ok=n_ok, n_unchanged=n_unchanged)


def _record_again(connection: Connection, before: SalesSubmission, report: SalesReport, at: datetime, by: str) -> SalesSubmission:
    waits = set(connection.execute(select(_q.row_number).where(_open(before.submission_id))).scalars())
    still = [row for row in report.quarantined if row[0] in waits]
    mended = waits - {row[0] for row in still}
    if before.status != "applied" or not mended:
        return before
    lines = report.lines.filter(pl.col("row_number").is_in(sorted(mended)))
    return release(connection, before.submission_id, lines, mended, by, at)


def release(
    connection: Connection, submission_id: int, lines: pl.DataFrame, rows: Collection[int], by: str, at: datetime
) -> SalesSubmission:
    """Take in rows of a file that were mended: their lines; a row that gave none says what another row of its file says.

    Args:
        connection: in a transaction.
        submission_id: an applied file.
        lines: LEDGER_LINE, under the row numbers they have in the file.
        rows: every row that was mended.
        by: who mended them; "" where the file was read again.
        at: the moment of booking.
    """
    where = and_(_open(submission_id), _q.row_number.in_(sorted(rows)))
    n_fixed = connection.execute(update(sales_quarantine).where(where).values(state="fixed", decided_by=by)).rowcount
    return record_late(connection, submission_id, lines, at, n_duplicates=n_fixed - lines.height)


def record_late(
    connection: Connection, submission_id: int, lines: pl.DataFrame, at: datetime, n_duplicates: int = 0
) -> SalesSubmission:
    """Book lines of an applied file that could not be read then; a later file that speaks of the same lines has the word."""
    made = known(connection, submission_id)
    lock_partner(connection, made.partner_id)
    is_over = _decided_later(connection, made, lines)
    keep_pending(connection, submission_id, lines.filter(is_over), "replaced")
    n_ok, n_unchanged = book(connection, made, lines.filter(~is_over), None, at)
    return recount(connection, submission_id, n_ok=n_ok, n_unchanged=n_unchanged, n_duplicates=n_duplicates)


def accept(connection: Connection, submission_id: int, by: str, at: datetime) -> SalesSubmission:
    """Apply a file that was held, now, after all that were applied meanwhile; it gets a new number for that."""
    held = held_file(connection, submission_id)
    if held.n_quarantined == held.rows_in > 0:
        what = f"no row of the file {submission_id} ({held.file}) can be taken as it is read now"
        raise ConflictError(f"{what}: approve a mapping for it and collect it again, or reject it")
    lock_partner(connection, held.partner_id)
    lines = pending_lines(connection, submission_id)
    connection.execute(delete(sales_pending).where(_p.submission_id == submission_id))
    number = _next_number(connection)
    row = {name: getattr(held, name) for name in SalesSubmission.__slots__}
    kept = {"submission_id": number, "sha256": f"moving {number}", "status": "applied", "decided_by": by}
    connection.execute(insert(sales_submissions), [row | kept])
    connection.execute(
        update(sales_quarantine).where(sales_quarantine.c.submission_id == submission_id).values(submission_id=number)
    )
    connection.execute(delete(sales_submissions).where(_s.submission_id == submission_id))
    connection.execute(update(sales_submissions).where(_s.submission_id == number).values(sha256=held.sha256))
    made = known(connection, number)
    n_ok, n_unchanged = book(connection, made, lines, made.scope, at)
    return recount(connection, number, n_ok=n_ok, n_unchanged=n_unchanged)


def reject(connection: Connection, submission_id: int, by: str) -> SalesSubmission:
    """Leave a held file out for good."""
    held_file(connection, submission_id)
    connection.execute(update(sales_pending).where(_p.submission_id == submission_id).values(state="rejected"))
    where = _s.submission_id == submission_id
    connection.execute(update(sales_submissions).where(where).values(status="rejected", decided_by=by))
    return known(connection, submission_id)


def _forget(connection: Connection, submission_id: int) -> None:
    """Drop a file of which nothing was booked, so that it can be read anew."""
    for table in (sales_pending, sales_quarantine, sales_submissions):
        connection.execute(delete(table).where(table.c.submission_id == submission_id))


def _save_quarantine(connection: Connection, submission_id: int, held: Sequence[tuple[int, str, str, str]]) -> None:
    rows = pl.DataFrame(held, _HELD_ROW, orient="row").sort("row_number")
    fixed = {"submission_id": submission_id, "state": "open", "decided_by": ""}
    append(connection, sales_quarantine, rows.with_columns(pl.lit(value).alias(name) for name, value in fixed.items()))


def _open(submission_id: int) -> ColumnElement[bool]:
    return and_(_q.submission_id == submission_id, _q.state == "open")


def waive(connection: Connection, submission_id: int, rows: Collection[int], by: str) -> int:
    """Leave rows in quarantine out for good, all of a file's where none is named; return how many.

    Raises:
        NotFoundError: a row is not in quarantine.
    """
    waits = set(connection.execute(select(_q.row_number).where(_open(submission_id))).scalars())
    if strange := sorted(set(rows) - waits):
        raise NotFoundError(f"row {strange[0]} of file {submission_id} is not in quarantine")
    where = and_(_open(submission_id), _q.row_number.in_(sorted(rows or waits)))
    return connection.execute(update(sales_quarantine).where(where).values(state="waived", decided_by=by)).rowcount


def note_reasons(connection: Connection, submission_id: int, held: Sequence[tuple[int, str, str, str]]) -> None:
    """Say of rows that still wait why they do now; their text stays as it came."""
    for row, column, reason, _ in held:
        where = and_(_open(submission_id), _q.row_number == row)
        connection.execute(update(sales_quarantine).where(where).values(column_name=column, reason=reason))


def rematch(connection: Connection, partner_id: str, field: str, code: str, known_id: str, at: datetime) -> list[SalesSubmission]:
    """Say which product or account a partner's code is: post what waited for it, restate what was booked as another.

    Args:
        connection: in a transaction.
        partner_id: whose code it is.
        field: product or account.
        code: as the partner writes it.
        known_id: ours; "" takes a decision back, and its lines wait again.
        at: the moment of booking.
    """
    lock_partner(connection, partner_id)
    reported, ours = f"{field}_code", f"{field}_id"
    where = and_(_c.partner_id == partner_id, _c[reported] == code, _c[ours] != known_id)
    booked = frame(connection, select(_c.submission_id, *(_c[f] for f in LINE_FIELDS)).where(where))
    waiting_where = and_(_p.partner_id == partner_id, _p.state == "waiting", _p[reported] == code)
    waited = frame(connection, select(_p.submission_id, *(_p[f] for f in LINE_FIELDS)).where(waiting_where))
    reverse(connection, partner_id, booked["line_key"].to_list(), None, at)
    connection.execute(delete(sales_pending).where(waiting_where))
    held = and_(_p.partner_id == partner_id, _p.state == "held", _p[reported] == code)
    connection.execute(update(sales_pending).where(held).values({ours: known_id}))
    lines = pl.concat([booked, waited]).with_columns(pl.lit(known_id).alias(ours))
    found = []
    for (number,), part in sorted(lines.group_by("submission_id"), key=lambda item: item[0]):
        made = known(connection, int(str(number)))
        n_posted = post(connection, made, part.select(LINE_FIELDS).sort("line_key"), at)
        n_before = booked.filter(pl.col("submission_id") == made.submission_id).height
        found.append(recount(connection, made.submission_id, n_ok=n_posted - n_before))
    return found


def pending_lines(connection: Connection, submission_id: int) -> pl.DataFrame:
    """Return a file's lines that are not booked, by row."""
    query = select(*(_p[f] for f in LINE_FIELDS)).where(_p.submission_id == submission_id).order_by(_p.row_number)
    return frame(connection, query).select(LINE_FIELDS)


def _next_number(connection: Connection) -> int:
    return (connection.execute(select(func.max(_s.submission_id))).scalar() or 0) + 1


def _new_submission(connection: Connection, report: SalesReport, at: datetime) -> SalesSubmission:
    days = report.lines["sold_on"]
    first, last = report.period or (cast("date | None", days.min()), cast("date | None", days.max()))
    mode = "replace" if report.replaces else "delta"
    n_quarantined = len(report.quarantined)
    rows_in = len(days) + n_quarantined + report.n_duplicates
    made = SalesSubmission(
        submission_id=_next_number(connection), partner_id=report.partner_id, sha256=report.sha256, file=report.file,
        received_at=at, period_from=first, period_to=last, locations=json.dumps(list(report.locations)), mode=mode,
        sequence=report.sequence, mapping_version=report.mapping_version, status="applied", rows_in=rows_in, n_ok=0,
        n_unchanged=0, n_duplicates=report.n_duplicates, n_quarantined=n_quarantined, n_pending=len(days), why="", decided_by="",
    )  # fmt: skip
    delivery = Delivery(report.period, report.sequence, at.date(), report.replaces)
    why = report.held + hold_reasons(delivery, days, _n_standing(connection, made), _last_sequence(connection, made))
    if why:
        made = replace(made, status="held", why="\n".join(why))
    connection.execute(insert(sales_submissions), [{name: getattr(made, name) for name in SalesSubmission.__slots__}])
    return made


def _n_standing(connection: Connection, made: SalesSubmission) -> int:
    """Return how many lines stand in what a file replaces."""
    if made.scope is None:
        return 0
    query = select(func.count()).select_from(sales_current)
    return connection.execute(query.where(in_scope(sales_current, made.partner_id, made.scope))).scalar_one()


def _last_sequence(connection: Connection, made: SalesSubmission) -> int | None:
    if made.sequence is None or made.period_from is None:
        return None
    overlaps = and_(_s.period_from <= made.period_to, _s.period_to >= made.period_from)
    query = select(func.max(_s.sequence)).where(and_(_s.partner_id == made.partner_id, _s.status == "applied", overlaps))
    return connection.execute(query).scalar()


def _decided_later(connection: Connection, made: SalesSubmission, lines: pl.DataFrame) -> pl.Series:
    """Return for each line whether a file after this one has the word on it."""
    later = and_(_s.partner_id == made.partner_id, _s.submission_id > made.submission_id, _s.status == "applied")
    keys = staged_keys(connection, lines)
    named: set[str] = set()
    for table in (sales_current, sales_ledger, sales_pending):
        after = and_(table.c.submission_id > made.submission_id, table.c.line_key == keys.c.line_key)
        if table is sales_pending:
            after = and_(after, _p.state.in_(("waiting", "replaced")))
        named |= set(connection.execute(select(keys.c.line_key).join_from(keys, table, after)).scalars())
    is_over = lines["line_key"].is_in(sorted(named))
    for row in connection.execute(select(sales_submissions).where(later)):
        scope = SalesSubmission(**row._mapping).scope
        is_over = is_over | scope.covers(lines) if scope else is_over
    return is_over
