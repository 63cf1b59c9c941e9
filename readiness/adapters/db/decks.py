"""Stored decks: the recipe of every deck that was pressed, and which of them newer ones supersede.

In: a connection in a transaction.
Out: KeptDeck, rows of the index, recipes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from readiness.adapters.db.tables import decks
from readiness.adapters.recipe_files import read_recipe
from readiness.errors import NotFoundError
from readiness.stages.decks.recipe import Recipe

CURRENT, SUPERSEDED = "current", "superseded"
DECK_COLUMNS = (
    "deck_id", "channel", "segment", "industry", "account_id", "rep_id", "file", "spec_revision", "message_ids", "sha256",
    "edition", "status",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeptDeck:
    """One pressed deck as it is kept: for whom, where its file is, and its recipe."""

    deck_id: str
    channel: str
    segment: str
    industry: str
    account_id: str
    rep_id: str
    file: str
    spec_revision: str
    message_ids: str
    sha256: str
    edition: str
    recipe: bytes


def keep_decks(connection: Connection, launch_id: str, made: Sequence[KeptDeck], *, of_accounts: bool) -> None:
    """Keep decks as the current ones; what they replace, and what is no longer made for channels, is superseded."""
    d = decks.c
    mine = and_(d.launch_id == launch_id, d.account_id != "" if of_accounts else d.account_id == "")
    new = {m.deck_id: _key(m) for m in made}
    for row in connection.execute(select(d.deck_id, d.recipe_sha256).where(mine, d.status == CURRENT)).all():
        is_replaced = new.get(row.deck_id, "" if not of_accounts else row.recipe_sha256) != row.recipe_sha256
        if is_replaced:
            connection.execute(update(decks).where(_one(launch_id, row.deck_id, row.recipe_sha256)).values(status=SUPERSEDED))
    known = {(row.deck_id, row.recipe_sha256) for row in connection.execute(select(d.deck_id, d.recipe_sha256).where(mine))}
    for m in made:
        values = {f.name: getattr(m, f.name) for f in fields(m)}
        if (m.deck_id, new[m.deck_id]) in known:
            connection.execute(update(decks).where(_one(launch_id, m.deck_id, new[m.deck_id])).values(**values, status=CURRENT))
        else:
            added = {**values, "launch_id": launch_id, "recipe_sha256": new[m.deck_id], "status": CURRENT}
            connection.execute(insert(decks), [added])


def index_rows(connection: Connection, launch_id: str) -> list[dict[str, str]]:
    """Return the rows of decks/index.csv: current decks by channel and id, then superseded ones, whose files are gone."""
    columns = [decks.c[name] for name in DECK_COLUMNS]
    order = (decks.c.status, decks.c.channel, decks.c.account_id, decks.c.deck_id, decks.c.recipe_sha256)
    found = connection.execute(select(*columns).where(decks.c.launch_id == launch_id).order_by(*order))
    rows = [dict(row._mapping) for row in found]
    return [{**r, "file": r["file"] if r["status"] == CURRENT else ""} for r in rows]


def recipe_of(connection: Connection, launch_id: str, deck_id: str) -> Recipe:
    """Return a current deck's recipe.

    Raises:
        NotFoundError: the launch has no such deck.
    """
    d = decks.c
    found = connection.execute(
        select(d.recipe).where(and_(d.launch_id == launch_id, d.deck_id == deck_id, d.status == CURRENT))
    ).scalar()
    if found is None:
        raise NotFoundError(f"no deck {deck_id!r} in {launch_id}; decks/index.csv names those there are")
    return read_recipe(bytes(found))


def accounts_with_decks(connection: Connection, launch_id: str) -> list[str]:
    """Return the accounts that a deck was pressed for."""
    d = decks.c
    query = select(d.account_id).where(and_(d.launch_id == launch_id, d.account_id != "", d.status == CURRENT))
    return sorted(set(connection.execute(query).scalars()))


def deck_by_channel(connection: Connection, launch_id: str) -> Mapping[str, tuple[str, frozenset[str]]]:
    """Return channel -> the file of its presenter's deck and the messages it carries."""
    d = decks.c
    is_channels = and_(d.launch_id == launch_id, d.account_id == "", d.status == CURRENT, d.edition == "presenter")
    query = select(d.channel, d.file, d.message_ids).where(is_channels).order_by(d.deck_id.desc())
    # The deck's id is the shortest of its channel's: one-pagers and battlecards add to it.
    return {row.channel: (row.file, frozenset(row.message_ids.split(";"))) for row in connection.execute(query)}


def _key(m: KeptDeck) -> str:
    return hashlib.sha256(m.recipe).hexdigest()


def _one(launch_id: str, deck_id: str, recipe_sha256: str) -> ColumnElement[bool]:
    return and_(decks.c.launch_id == launch_id, decks.c.deck_id == deck_id, decks.c.recipe_sha256 == recipe_sha256)
