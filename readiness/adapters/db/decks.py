"""Stored decks: the recipe of every deck that was pressed, and which of them newer ones supersede.

In: a connection in a transaction.
Out: KeptDeck, rows of the index, recipes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from readiness.adapters.db.tables import decks
from readiness.adapters.recipe_files import read_recipe
from readiness.errors import NotFoundError
from readiness.stages.decks.recipe import Recipe

CURRENT, SUPERSEDED = "current", "superseded"
OUTDATED = "outdated"
"""Of a current deck in the index alone: what it says is no longer approved, and nothing newer is yet."""
DECK_COLUMNS = (
    "deck_id", "channel", "segment", "industry", "account_id", "rep_id", "file", "spec_revision", "message_ids", "sha256",
    "edition", "status", "recipe_sha256",
)  # fmt: skip
_ONE_VERSION = re.compile(r"(.+)@([0-9a-f]{8,64})")
"""A deck as it was at one time: its id, and how its recipe's hash begins."""


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
    recipe_sha256: str
    """As the deck itself carries it."""
    recipe: bytes
    kind: str = "deck"
    """deck, one_pager or battlecard."""
    language: str = ""
    """A tag such as `de-DE`."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class CurrentDeck:
    """Where a current deck is."""

    deck_id: str
    channel: str
    account_id: str
    file: str


_FIELDS = tuple(f.name for f in fields(KeptDeck))
_SHOWN = tuple(name for name in _FIELDS if name != "recipe")


def keep_decks(connection: Connection, launch_id: str, made: Sequence[KeptDeck]) -> None:
    """Keep decks as the current ones; what was kept of the same decks before is superseded."""
    d = decks.c
    columns = [d[name] for name in (*_SHOWN, "status")]
    of_these = and_(d.launch_id == launch_id, d.deck_id.in_([m.deck_id for m in made]))
    known = {(r.deck_id, r.recipe_sha256): tuple(r) for r in connection.execute(select(*columns).where(of_these))}
    wanted = {(m.deck_id, m.recipe_sha256): (*(getattr(m, name) for name in _SHOWN), CURRENT) for m in made}
    for key, row in known.items():
        if key not in wanted and row[-1] == CURRENT:
            connection.execute(update(decks).where(_one(launch_id, *key)).values(status=SUPERSEDED))
    new = []
    for m in made:
        key = (m.deck_id, m.recipe_sha256)
        values = {"launch_id": launch_id, "status": CURRENT, **{name: getattr(m, name) for name in _FIELDS}}
        if key not in known:
            new.append(values)
        elif known[key] != wanted[key]:
            connection.execute(update(decks).where(_one(launch_id, *key)).values(**values))
    if new:
        connection.execute(insert(decks), new)


def supersede(connection: Connection, launch_id: str, deck_ids: Collection[str]) -> None:
    """Note that decks are no longer made."""
    for deck_id in sorted(deck_ids):
        connection.execute(update(decks).where(_is_current(launch_id, deck_id)).values(status=SUPERSEDED))


def current_decks(connection: Connection, launch_id: str) -> list[CurrentDeck]:
    """Return every current deck, by channel and id."""
    d = decks.c
    query = select(d.deck_id, d.channel, d.account_id, d.file).where(and_(d.launch_id == launch_id, d.status == CURRENT))
    return sorted((CurrentDeck(*row) for row in connection.execute(query)), key=lambda c: (c.channel, c.deck_id))


def index_rows(connection: Connection, launch_id: str) -> list[dict[str, str]]:
    """Return the rows of decks/index.csv: current decks by channel and id, then superseded ones, whose files are gone."""
    columns = [decks.c[name] for name in DECK_COLUMNS]
    found = connection.execute(select(*columns).where(decks.c.launch_id == launch_id))
    rows = [dict(zip(DECK_COLUMNS, row, strict=True)) for row in found]
    rows.sort(key=itemgetter("status", "channel", "account_id", "deck_id", "recipe_sha256"))
    for row in rows:
        if row["status"] != CURRENT:
            row["file"] = ""
    return rows


def recipe_of(connection: Connection, launch_id: str, deck_id: str) -> Recipe:
    """Return a current deck's recipe; with `@` and the first digits of its recipe's hash, also that of a superseded one.

    Raises:
        NotFoundError: the launch has no such deck.
    """
    return read_recipe(bytes(_value(connection, launch_id, deck_id, "recipe")))


def sha256_of(connection: Connection, launch_id: str, deck_id: str) -> str:
    """Return the hash of a deck's file as it was pressed, named as in `recipe_of`.

    Raises:
        NotFoundError: the launch has no such deck.
    """
    return str(_value(connection, launch_id, deck_id, "sha256"))


def deck_by_channel(connection: Connection, launch_id: str) -> Mapping[str, tuple[str, frozenset[str]]]:
    """Return channel -> the file of its presenter's deck and the messages it carries."""
    d = decks.c
    is_channels = and_(d.launch_id == launch_id, d.account_id == "", d.status == CURRENT, d.edition == "presenter")
    query = select(d.channel, d.file, d.message_ids).where(is_channels).order_by(d.deck_id.desc())
    # The deck's id is the shortest of its channel's: one-pagers and battlecards add to it.
    return {row.channel: (row.file, frozenset(row.message_ids.split(";"))) for row in connection.execute(query)}


def _value(connection: Connection, launch_id: str, deck_id: str, column: str) -> Any:
    """Return one column of a deck's row."""
    d = decks.c
    found = connection.execute(select(d[column]).where(_is_current(launch_id, deck_id))).scalar()
    version = _ONE_VERSION.fullmatch(deck_id)
    if found is None and version:
        is_it = and_(d.launch_id == launch_id, d.deck_id == version[1], d.recipe_sha256.startswith(version[2]))
        found = connection.execute(select(d[column]).where(is_it).order_by(d.recipe_sha256)).scalar()
    if found is None:
        raise NotFoundError(f"no deck {deck_id!r} in {launch_id}; decks/index.csv names those there are")
    return found


def _is_current(launch_id: str, deck_id: str) -> ColumnElement[bool]:
    return and_(decks.c.launch_id == launch_id, decks.c.deck_id == deck_id, decks.c.status == CURRENT)


def _one(launch_id: str, deck_id: str, recipe_sha256: str) -> ColumnElement[bool]:
    return and_(decks.c.launch_id == launch_id, decks.c.deck_id == deck_id, decks.c.recipe_sha256 == recipe_sha256)
