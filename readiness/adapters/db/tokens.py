"""Stored tokens: the programs that may ask in a person's name. A token stands only as its hash.

In: a connection in a transaction; the time now, in UTC.
Out: Token.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update

from readiness.adapters.db.account_tables import api_tokens
from readiness.adapters.db.people import aware, naive


@dataclass(frozen=True, slots=True)
class Token:
    """A program's token: whose name it asks in, and for which of that person's acts."""

    token_sha256: str
    token_id: str
    person_id: str
    label: str
    acts: tuple[str, ...]
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


def add_token(connection: Connection, token: Token) -> None:
    """Keep a new token."""
    connection.execute(insert(api_tokens), [naive({**asdict(token), "acts": " ".join(token.acts)})])


def token_of(connection: Connection, token_sha256: str) -> Token | None:
    """Return the token whose secret has this hash."""
    row = connection.execute(select(api_tokens).where(api_tokens.c.token_sha256 == token_sha256)).first()
    return _token(row._mapping) if row else None


def tokens_of(connection: Connection, person_id: str) -> list[Token]:
    """Return a person's tokens, the newest first."""
    t = api_tokens.c
    rows = connection.execute(select(api_tokens).where(t.person_id == person_id).order_by(t.made_at.desc(), t.token_id))
    return [_token(row._mapping) for row in rows]


def saw_token(connection: Connection, token_id: str, now: datetime) -> None:
    """Note that a token is in use."""
    connection.execute(update(api_tokens).where(api_tokens.c.token_id == token_id).values(used_at=now.replace(tzinfo=None)))


def drop_token(connection: Connection, person_id: str, token_id: str) -> bool:
    """End a token of a person's, and return whether there was one."""
    t = api_tokens.c
    return bool(connection.execute(delete(api_tokens).where(and_(t.person_id == person_id, t.token_id == token_id))).rowcount)


def _token(row: Mapping[Any, Any]) -> Token:
    return Token(**{**aware(row), "acts": tuple(row["acts"].split())})
