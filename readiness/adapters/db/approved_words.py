"""Stored approved words: what each approval of a message was given to.

In: a connection in a transaction, a launch id.
Out: the words by message, so that one that changed since can be read beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, insert, select

from readiness.adapters.db.desk_tables import approved_words
from readiness.adapters.db.tables import approvals


@dataclass(frozen=True, slots=True)
class ApprovedWords:
    """A message as somebody approved it."""

    message_id: str
    text_hash: str
    words: Mapping[str, str]
    """What of it -> how it read: headline, text, proof, the factory's figures and so on."""
    approved_by: str
    approved_on: date


def save_words(connection: Connection, launch_id: str, words: Mapping[str, tuple[str, Mapping[str, str]]]) -> None:
    """Keep the words of messages: text_hash -> (message_id, words); what is kept already stays."""
    w = approved_words.c
    kept = set(connection.execute(select(w.text_hash).where(w.launch_id == launch_id)).scalars())
    new = [
        {"launch_id": launch_id, "text_hash": h, "message_id": message_id, "words": dict(said)}
        for h, (message_id, said) in sorted(words.items())
        if h not in kept
    ]
    if new:
        connection.execute(insert(approved_words), new)


def last_approved(connection: Connection, launch_id: str, message_ids: Sequence[str]) -> dict[str, ApprovedWords]:
    """Return of each message the words that were approved last, whatever it reads now."""
    w, a = approved_words.c, approvals.c
    same = and_(a.launch_id == w.launch_id, a.text_hash == w.text_hash)
    query = select(w.message_id, w.text_hash, w.words, a.approved_by, a.approved_on).join_from(approved_words, approvals, same)
    wanted = set(message_ids)
    rows = connection.execute(query.where(w.launch_id == launch_id).order_by(a.approved_on, w.text_hash))
    return {row.message_id: ApprovedWords(*row) for row in rows if row.message_id in wanted}
