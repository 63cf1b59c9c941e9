"""Stored second factors: the step of the last code taken, recovery codes, and who was sent to the company's sign-in service.

In: a connection in a transaction; secrets only as their hash.
Out: each taken once and never again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from readiness.adapters.db.portal_tables import company_asks, people, recovery_codes

_r, _a = recovery_codes.c, company_asks.c


def take_step(connection: Connection, person_id: str, step: int) -> bool:
    """Note the step of a code that was taken; say no where that step or a later one was taken already."""
    where = and_(people.c.person_id == person_id, people.c.totp_last < step)
    return connection.execute(update(people).where(where).values(totp_last=step)).rowcount == 1


def keep_recovery_codes(connection: Connection, person_id: str, hashes: Sequence[str]) -> None:
    """Keep these recovery codes of a person, and no others."""
    connection.execute(delete(recovery_codes).where(_r.person_id == person_id))
    if hashes:
        connection.execute(insert(recovery_codes), [{"person_id": person_id, "code_sha256": h} for h in hashes])


def take_recovery_code(connection: Connection, person_id: str, code_sha256: str) -> bool:
    """Use up a recovery code; say no where there is none."""
    where = and_(_r.person_id == person_id, _r.code_sha256 == code_sha256)
    return connection.execute(delete(recovery_codes).where(where)).rowcount == 1


def n_recovery_codes(connection: Connection, person_id: str) -> int:
    """Return how many recovery codes a person has left."""
    return connection.execute(select(func.count()).select_from(recovery_codes).where(_r.person_id == person_id)).scalar() or 0


def add_ask(connection: Connection, state_sha256: str, nonce: str, verifier: str, then: str, expires_at: datetime) -> None:
    """Keep what somebody was sent to the company's sign-in service with."""
    row = {"state_sha256": state_sha256, "nonce": nonce, "verifier": verifier, "then": then}
    connection.execute(insert(company_asks), [{**row, "expires_at": expires_at.astimezone(UTC).replace(tzinfo=None)}])


def take_ask(connection: Connection, state_sha256: str, now: datetime) -> tuple[str, str, str] | None:
    """Use up an ask and return its nonce, verifier and page to go to; None where there is none, or no longer; forget old ones."""
    connection.execute(delete(company_asks).where(_a.expires_at <= now.astimezone(UTC).replace(tzinfo=None)))
    query = delete(company_asks).where(_a.state_sha256 == state_sha256).returning(_a.nonce, _a.verifier, _a.then)
    row = connection.execute(query).first()
    return (row.nonce, row.verifier, row.then) if row else None
