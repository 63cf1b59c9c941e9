"""Waiting: what of partners' files waits for a person, a page at a time: rows by what is wrong, codes, files; and what came in.

In: a connection; which partner, which kind of fault, which page.
Out: PartnerQueue, KindOfFault, QuarantinedRow, WaitingCode, SalesSubmission, with how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, select, union_all

from readiness.adapters.db.alias_tables import sales_matches
from readiness.adapters.db.ledger_reading import QuarantinedRow
from readiness.adapters.db.ledger_tables import sales_pending, sales_quarantine, sales_submissions
from readiness.adapters.db.matches import WaitingCode, match_of
from readiness.adapters.db.sales_files import SalesSubmission
from readiness.stages.sales_out.lines import RULES

OTHER_FAULT = "other"
"""Rows whose fault no rule names, such as one that could not be parted into cells."""
_m, _p, _q, _s = sales_matches.c, sales_pending.c, sales_quarantine.c, sales_submissions.c


@dataclass(frozen=True, slots=True)
class PartnerQueue:
    """What came from a partner, and what of it waits."""

    partner_id: str
    n_files: int
    received_at: datetime
    sold_until: date | None
    n_held: int
    n_quarantined: int
    """Rows of files that were taken in; a held file waits as a whole."""
    n_codes: int


@dataclass(frozen=True, slots=True)
class KindOfFault:
    """Rows of a partner with the same thing wrong."""

    partner_id: str
    kind: str
    """Name of a rule, or OTHER_FAULT."""
    column: str
    n: int


def partner_queues(connection: Connection) -> list[PartnerQueue]:
    """Return every partner from whom anything came, by its id."""
    held = func.sum(case((_s.status == "held", 1), else_=0))
    query = select(_s.partner_id, func.count(), func.max(_s.received_at), func.max(_s.period_to), held)
    files = connection.execute(query.group_by(_s.partner_id).order_by(_s.partner_id)).all()
    rows = select(_s.partner_id, func.count()).join_from(sales_quarantine, sales_submissions).where(_mendable())
    quarantined = {r[0]: r[1] for r in connection.execute(rows.group_by(_s.partner_id))}
    open_codes = select(_m.partner_id, func.count()).where(_m.known_id == "").group_by(_m.partner_id)
    codes = {r[0]: r[1] for r in connection.execute(open_codes)}
    return [
        PartnerQueue(r[0], r[1], r[2].replace(tzinfo=UTC), r[3], int(r[4]), quarantined.get(r[0], 0), codes.get(r[0], 0))
        for r in files
    ]


def kinds_of_fault(connection: Connection, partner_id: str = "") -> list[KindOfFault]:
    """Return what is wrong with rows that can be mended, what is wrong with most of them first."""
    kind = _kind().label("kind")
    query = select(_s.partner_id, kind, func.min(_q.column_name), func.count().label("n"))
    query = query.join_from(sales_quarantine, sales_submissions).where(_mendable(partner_id))
    query = query.group_by(_s.partner_id, kind).order_by(func.count().desc(), _s.partner_id, kind)
    return [KindOfFault(r[0], r[1], r[2], r[3]) for r in connection.execute(query)]


def quarantine_page(
    connection: Connection, partner_id: str, kind: str, *, limit: int, offset: int
) -> tuple[list[QuarantinedRow], int]:
    """Return a page of rows that can be mended, by file and row, and how many there are; blank is all."""
    where = _mendable(partner_id) if not kind else and_(_mendable(partner_id), _kind() == kind)
    n = connection.execute(select(func.count()).select_from(sales_quarantine.join(sales_submissions)).where(where)).scalar_one()
    query = select(_q.submission_id, _s.partner_id, _s.file, _q.row_number, _q.column_name, _q.reason, _q.raw)
    query = query.join_from(sales_quarantine, sales_submissions).where(where).order_by(_q.submission_id, _q.row_number)
    return [QuarantinedRow(*row) for row in connection.execute(query.limit(limit).offset(offset))], n


def rows_of_kind(connection: Connection, partner_id: str, kind: str, limit: int) -> dict[int, list[int]]:
    """Return file number -> rows that can be mended and have this fault."""
    query = select(_q.submission_id, _q.row_number).join_from(sales_quarantine, sales_submissions)
    query = query.where(_mendable(partner_id), _kind() == kind).order_by(_q.submission_id, _q.row_number).limit(limit)
    found: dict[int, list[int]] = {}
    for number, row in connection.execute(query):
        found.setdefault(number, []).append(row)
    return found


def codes_page(connection: Connection, partner_id: str, field: str, *, limit: int, offset: int) -> tuple[list[WaitingCode], int]:
    """Return a page of the codes that wait, those with most lines first, and how many there are."""
    where = and_(_m.known_id == "", *(c == v for c, v in ((_m.partner_id, partner_id), (_m.field, field)) if v))
    n = connection.execute(select(func.count()).select_from(sales_matches).where(where)).scalar_one()
    lines = _lines_of_codes().subquery()
    same = and_(lines.c.partner_id == _m.partner_id, lines.c.field == _m.field, lines.c.code == _m.code)
    query = select(sales_matches, func.coalesce(lines.c.n, 0).label("n"), func.coalesce(lines.c.units, 0).label("units"))
    query = query.join_from(sales_matches, lines, same, isouter=True).where(where)
    query = query.order_by(func.coalesce(lines.c.n, 0).desc(), _m.partner_id, _m.field, _m.code)
    rows = connection.execute(query.limit(limit).offset(offset))
    return [WaitingCode(r.partner_id, match_of(r), int(r.n), int(r.units), r.decided_by) for r in rows], n


def decided_codes(connection: Connection, limit: int) -> list[WaitingCode]:
    """Return the codes a person decided about last, the latest first."""
    query = (
        select(sales_matches).where(_m.known_id != "", _m.decided_by != "").order_by(_m.decided_at.desc(), _m.code).limit(limit)
    )
    return [WaitingCode(r.partner_id, match_of(r), 0, 0, r.decided_by) for r in connection.execute(query)]


def candidates_of(connection: Connection, partner_id: str, field: str, code: str) -> list[str]:
    """Return our ids that a code may be; none where the partner never used it."""
    query = select(sales_matches).where(_m.partner_id == partner_id, _m.field == field, _m.code == code)
    row = connection.execute(query).first()
    return [c.known_id for c in match_of(row).candidates] if row else []


def open_codes(connection: Connection, partner_id: str, field: str) -> Iterator[WaitingCode]:
    """Yield every code that waits, without its lines."""
    where = and_(_m.known_id == "", *(c == v for c, v in ((_m.partner_id, partner_id), (_m.field, field)) if v))
    for row in connection.execute(select(sales_matches).where(where).order_by(_m.partner_id, _m.field, _m.code)):
        yield WaitingCode(row.partner_id, match_of(row), 0, 0, row.decided_by)


def files_page(
    connection: Connection, partner_id: str, status: str, *, limit: int, offset: int
) -> tuple[list[SalesSubmission], int]:
    """Return a page of the files that came, the last first, and how many there are."""
    where = and_(literal(1) == 1, *(c == v for c, v in ((_s.partner_id, partner_id), (_s.status, status)) if v))
    n = connection.execute(select(func.count()).select_from(sales_submissions).where(where)).scalar_one()
    query = select(sales_submissions).where(where).order_by(_s.submission_id.desc()).limit(limit).offset(offset)
    return [SalesSubmission(**row._mapping) for row in connection.execute(query)], n


def _mendable(partner_id: str = "") -> ColumnElement[bool]:
    """Return the test of rows that can be mended: open, of a file that was taken in."""
    test = and_(_q.state == "open", _s.status == "applied", _q.row_number > 0)
    return and_(test, _s.partner_id == partner_id) if partner_id else test


def _kind() -> Any:
    """Return the name of the rule that a row breaks, told by the words of its reason."""
    return case(*_tests(), else_=OTHER_FAULT)


def _tests() -> Sequence[tuple[ColumnElement[bool], str]]:
    """Return each rule's test: the first rule of a reason is about the row's column; its words stand before a value."""
    faults = (rule for rule in RULES if not rule.is_caution and rule.level != "file")
    return [(and_(_q.column_name == r.column, _q.reason.contains(r.says.split("{")[0], autoescape=True)), r.name) for r in faults]


def _lines_of_codes() -> Any:
    """Return partner, field, code, lines and units that wait for each code."""
    parts: list[Select[Any]] = []
    for field in ("product", "account"):
        code = _p[f"{field}_code"].label("code")
        found = select(
            _p.partner_id, literal(field).label("field"), code, func.count().label("n"), func.sum(_p.units).label("units")
        )
        parts.append(found.where(_p.state == "waiting", _p[f"{field}_id"] == "").group_by(_p.partner_id, code))
    return union_all(*parts)
