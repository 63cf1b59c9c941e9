"""Stored matches: which of ours a partner's codes mean, and the codes that wait for a person.

In: a connection in a transaction.
Out: decisions; codes that wait, with what hangs on each; a decision's lines booked or restated in the same transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, delete, func, insert, or_, select, update

from readiness.adapters.db.alias_tables import sales_matches
from readiness.adapters.db.ledger_tables import sales_pending
from readiness.adapters.db.sales_files import SalesSubmission
from readiness.adapters.db.sales_ledger import rematch
from readiness.errors import ConflictError, NotFoundError
from readiness.stages.sales_out.matching.known import FIELDS, Candidate, CodeMatch, Decision

_m, _p = sales_matches.c, sales_pending.c
TEXTS = ("name", "place", "gtin")
OTHER = "-"
"""What a person answers where a code is none of ours."""
SURE = 1_000_000


@dataclass(frozen=True, slots=True)
class WaitingCode:
    """A code nobody has decided about, and what hangs on it."""

    partner_id: str
    match: CodeMatch
    n_lines: int
    """Lines that wait for it, or for it and for another code."""
    units: int
    decided_by: str
    """Who took a decision about it back, "" where there was none."""


def decisions_of(
    connection: Connection, partner_id: str, aliases: Mapping[tuple[str, str], Decision]
) -> dict[tuple[str, str], Decision]:
    """Return (field, code) -> what was decided for a partner; a person's decision goes before the launch folder's aliases.

    A code whose decision a person took back waits, whatever it looks like. A product the program counts under its own code is
    asked about again each time: it may be one of ours by now.
    """
    where = and_(_m.partner_id == partner_id, or_(_m.decided_by != "", and_(_m.known_id != "", _m.how != "other")))
    rows = connection.execute(select(_m.field, _m.code, _m.known_id, _m.how, _m.score_ppm, _m.decided_by).where(where)).all()
    made = {(r.field, r.code): Decision(r.known_id, r.how, r.score_ppm) for r in rows}
    by_person = {(r.field, r.code): made[r.field, r.code] for r in rows if r.decided_by}
    return made | dict(aliases) | by_person


def save_codes(connection: Connection, partner_id: str, codes: Sequence[CodeMatch], at: datetime) -> None:
    """Keep what became of codes that were not decided before; what such a code was last taken for is replaced."""
    if not codes:
        return
    is_code = and_(_m.partner_id == partner_id, _m.field == bindparam("f"), _m.code == bindparam("c"))
    connection.execute(delete(sales_matches).where(is_code), [{"f": c.field, "c": c.code} for c in codes])
    connection.execute(insert(sales_matches), [_row(partner_id, c, at) for c in codes])


def decide(
    connection: Connection, partner_id: str, field: str, code: str, known_id: str, by: str, at: datetime
) -> list[SalesSubmission]:
    """Say which of ours a code is, in a person's name; lines that waited are booked, lines booked as another restated.

    Args:
        connection: in a transaction.
        partner_id: whose code it is.
        field: product or account.
        code: as the partner writes it.
        known_id: ours; OTHER where it is none of ours, and is counted under its own code.
        by: who decides.
        at: the moment of booking.

    Raises:
        NotFoundError: the partner never used such a code.
    """
    is_other = known_id == OTHER
    meant = code if is_other else known_id
    _set(connection, (partner_id, field, code), meant, "other" if is_other else "alias", by, at)
    return rematch(connection, partner_id, field, code, meant, at)


def undo(connection: Connection, partner_id: str, field: str, code: str, by: str, at: datetime) -> list[SalesSubmission]:
    """Take a decision back, a person's or the program's: its lines wait until a person decides again.

    Raises:
        ConflictError: nothing is decided about the code.
        NotFoundError: the partner never used such a code.
    """
    if connection.execute(select(_m.known_id).where(_is_code(partner_id, field, code))).scalar() == "":
        raise ConflictError(f"the {field} {code!r} of {partner_id} waits already; there is no decision to take back")
    _set(connection, (partner_id, field, code), "", "review", by, at)
    return rematch(connection, partner_id, field, code, "", at)


def _set(connection: Connection, key: tuple[str, str, str], known_id: str, how: str, by: str, at: datetime) -> None:
    values = {"known_id": known_id, "how": how, "score_ppm": SURE if known_id else 0, "decided_by": by, "decided_at": at}
    if connection.execute(update(sales_matches).where(_is_code(*key)).values(values)).rowcount == 0:
        partner_id, field, code = key
        raise NotFoundError(f"{partner_id} has not reported the {field} {code!r}; `readiness collect matches` lists what waits")


def n_waiting(connection: Connection, partner_id: str, field: str, code: str) -> int:
    """Return how many lines wait for a code."""
    is_code = and_(_p.partner_id == partner_id, _p[f"{field}_code"] == code, _p[f"{field}_id"] == "", _p.state == "waiting")
    return connection.execute(select(func.count()).where(is_code)).scalar_one()


def waiting(connection: Connection, partner_id: str = "") -> list[WaitingCode]:
    """Return the codes that wait, of one partner or, where it is "", of all; those with the most lines first."""
    counts: dict[tuple[str, str, str], tuple[int, int]] = {}
    for field in FIELDS:
        code, known = _p[f"{field}_code"], _p[f"{field}_id"]
        query = select(_p.partner_id, code, func.count(), func.sum(_p.units)).where(and_(_p.state == "waiting", known == ""))
        for row in connection.execute(query.group_by(_p.partner_id, code)):
            counts[row[0], field, row[1]] = (int(row[2]), int(row[3]))
    codes = select(sales_matches).where(_m.known_id == "")
    codes = codes.where(_m.partner_id == partner_id) if partner_id else codes
    found = []
    for row in connection.execute(codes):
        n_lines, units = counts.get((row.partner_id, row.field, row.code), (0, 0))
        found.append(WaitingCode(row.partner_id, match_of(row), n_lines, units, row.decided_by))
    return sorted(found, key=lambda w: (-w.n_lines, w.partner_id, w.match.field, w.match.code))


def _is_code(partner_id: str, field: str, code: str) -> ColumnElement[bool]:
    return and_(_m.partner_id == partner_id, _m.field == field, _m.code == code)


def _row(partner_id: str, match: CodeMatch, at: datetime) -> dict[str, object]:
    texts = {name: getattr(match, name) for name in TEXTS}
    return {
        "partner_id": partner_id, "field": match.field, "code": match.code, "known_id": match.known_id, "how": match.how,
        "score_ppm": match.score_ppm, "texts": json.dumps(texts, ensure_ascii=False), "decided_by": "", "decided_at": at,
        "candidates": json.dumps([[c.known_id, c.score_ppm, c.why] for c in match.candidates], ensure_ascii=False),
    }  # fmt: skip


def match_of(row: Row[Any]) -> CodeMatch:
    """Return a code as its row of sales_matches keeps it."""
    candidates = tuple(Candidate(*c) for c in json.loads(row.candidates))
    texts = {name: str(text) for name, text in json.loads(row.texts).items()}
    return CodeMatch(
        row.field, row.code, **texts, known_id=row.known_id, how=row.how, score_ppm=row.score_ppm, candidates=candidates
    )
