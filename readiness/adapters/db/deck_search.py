"""Deck search: which decks of a launch somebody may see, and a page of those looked for, counted and cut in the database.

In: a connection; a launch id, a scope, what is wanted.
Out: Reach; DeckPage of DeckRows; the choices there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from threading import Lock
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, false, func, or_, select

from readiness.adapters.db.deck_words import ACCOUNTS, account_names, approved_messages
from readiness.adapters.db.decks import CURRENT
from readiness.adapters.db.page_tables import shown_rows
from readiness.adapters.db.tables import decks, launches
from readiness.errors import NotFoundError
from readiness.permissions import Scope
from readiness.stages.decks.recipe import PRESENTER

CHOICES = ("channel", "kind", "edition", "language", "segment", "industry")
FILTERS = ("status", *CHOICES)
"""What people can choose by; `account_id` too is matched, empty for decks of no single account."""
ANY_STATUS = "all"
MOST_ROWS, MOST_KNOWN = 500, 200
REPS, CONTACTS = "inputs.reps", "plan.contact_plan"


@dataclass(frozen=True, slots=True)
class DeckRow:
    """One deck as a list shows it."""

    deck_id: str
    recipe_sha256: str
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
    status: str
    kind: str
    language: str
    title: str
    account: str = ""
    """The account's name; empty for a channel's own deck."""
    is_outdated: bool = False
    """It is current, and says what is no longer approved as it stands."""


@dataclass(frozen=True, slots=True)
class WantedDecks:
    """Which decks: those equal in every given column, whose account has every word searched for in its name or industry."""

    equal: Mapping[str, str] = field(default_factory=dict)
    search: str = ""
    limit: int = 24
    offset: int = 0


@dataclass(frozen=True, slots=True)
class DeckPage:
    """A page of decks, out of `n` that were found, and what can be chosen from: column -> values."""

    rows: tuple[DeckRow, ...]
    n: int
    choices: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose decks of one launch somebody may see."""

    launch_id: str
    is_all: bool = False
    channels: frozenset[str] = frozenset()
    """Every deck of these for a channel manager; of reps and their managers, those for no single account."""
    manager_id: str = ""
    rep_id: str = ""

    @property
    def test(self) -> ColumnElement[bool]:
        """Return the test that a deck is within reach."""
        d = decks.c
        of_launch = d.launch_id == self.launch_id
        if self.is_all:
            return of_launch
        of_channels = d.channel.in_(sorted(self.channels)) if self.channels else false()
        if not (self.manager_id or self.rep_id):
            return and_(of_launch, of_channels)
        r = shown_rows.c
        served = select(r.account_id).where(r.launch_id == self.launch_id, r.name == CONTACTS, self._whose)
        return and_(of_launch, or_(and_(of_channels, d.account_id == ""), and_(d.account_id != "", d.account_id.in_(served))))

    @property
    def _whose(self) -> ColumnElement[bool]:
        r = shown_rows.c
        return r.rep_id == self.rep_id if self.rep_id else r.manager_id == self.manager_id


_ROW = tuple(f.name for f in fields(DeckRow) if f.name not in ("account", "is_outdated"))


def reach_of(connection: Connection, launch_id: str, scope: Scope) -> Reach:
    """Return whose decks of a launch a scope covers."""
    if scope.nothing:
        return Reach(launch_id)
    if scope.channel:
        return Reach(launch_id, channels=frozenset({scope.channel}))
    if not (scope.manager_id or scope.rep_id):
        return Reach(launch_id, is_all=True)
    mine = Reach(launch_id, manager_id=scope.manager_id, rep_id=scope.rep_id)
    r = shown_rows.c
    query = select(r.channel).distinct().where(r.launch_id == launch_id, r.name.in_((REPS, CONTACTS)), mine._whose)
    channels = frozenset(connection.execute(query).scalars()) - {""}
    return Reach(launch_id, channels=channels, manager_id=scope.manager_id, rep_id=scope.rep_id)


def reps_in_channel(connection: Connection, launch_id: str, channel: str) -> set[str]:
    """Return the reps of a channel, and those who call on its accounts."""
    r = shown_rows.c
    where = and_(r.launch_id == launch_id, r.name.in_((REPS, CONTACTS)), r.channel == channel)
    return set(connection.execute(select(r.rep_id).distinct().where(where)).scalars()) - {""}


def launches_in_reach(connection: Connection, scope: Scope, launch_id: str = "") -> list[tuple[str, str]]:
    """Return the id and the name of each launch that a scope has to do with: one with its channel, its team or itself.

    With an id, only of that one.
    """
    r = shown_rows.c
    of_scope: list[ColumnElement[bool]] = []
    if scope.nothing:
        return []
    for column, value in ((r.channel, scope.channel), (r.manager_id, scope.manager_id), (r.rep_id, scope.rep_id)):
        if value:
            of_scope.append(exists().where(r.launch_id == launches.c.launch_id, r.name.in_((REPS, ACCOUNTS)), column == value))
    if launch_id:
        of_scope.append(launches.c.launch_id == launch_id)
    query = select(launches.c.launch_id, launches.c.name).where(*of_scope).order_by(launches.c.name, launches.c.launch_id)
    return [(row.launch_id, row.name) for row in connection.execute(query)]


def count_decks(connection: Connection, reach: Reach) -> int:
    """Return how many current decks of a launch are within reach."""
    query = select(func.count()).select_from(decks).where(reach.test, decks.c.status == CURRENT)
    return connection.execute(query).scalar() or 0


def find_decks(connection: Connection, reach: Reach, wanted: WantedDecks) -> DeckPage:
    """Return a page of decks: of each channel its own decks first, then those of accounts by id."""
    tests = [reach.test, *_searched(reach, wanted.search)]
    tests += _equal(wanted)
    n = connection.execute(select(func.count()).select_from(decks).where(*tests)).scalar() or 0
    chosen = select(*_KEY).where(*tests).order_by(*_ORDER).limit(min(wanted.limit, MOST_ROWS)).offset(wanted.offset)
    keys = [(k.deck_id, k.recipe_sha256) for k in connection.execute(chosen)]
    return DeckPage(tuple(rows_of(connection, reach.launch_id, keys)), n, _choices(connection, reach))


def every_key(connection: Connection, reach: Reach, wanted: WantedDecks, most: int) -> list[tuple[str, str]]:
    """Return deck id and hash of the recipe of every deck wanted, by channel and account; at most so many."""
    query = select(*_KEY).where(reach.test, *_searched(reach, wanted.search), *_equal(wanted))
    return [(k.deck_id, k.recipe_sha256) for k in connection.execute(query.order_by(*_ORDER).limit(most))]


def rows_of(connection: Connection, launch_id: str, keys: Sequence[tuple[str, str]]) -> list[DeckRow]:
    """Return the decks of these keys (deck id, hash of the recipe), in this order, with the names of their accounts."""
    if not keys:
        return []
    query = select(*(decks.c[name] for name in _ROW)).where(*_with(launch_id, keys))
    found = {(row.deck_id, row.recipe_sha256): dict(row._mapping) for row in connection.execute(query)}
    names = account_names(connection, launch_id, {row["account_id"] for row in found.values()} - {""})
    approved = approved_messages(connection, launch_id)
    return [_row(found[key], names, approved) for key in keys if key in found]


def _with(launch_id: str, keys: Sequence[tuple[str, str]]) -> tuple[ColumnElement[bool], ...]:
    """Return the test for decks of these keys and at most a few more: by pairs SQLite would go through every deck."""
    ids, recipes = (sorted({key[n] for key in keys}) for n in (0, 1))
    return decks.c.launch_id == launch_id, decks.c.deck_id.in_(ids), decks.c.recipe_sha256.in_(recipes)


def deck_in_reach(connection: Connection, reach: Reach, deck_id: str, recipe: str = "") -> DeckRow:
    """Return a deck, the current one or the one whose recipe's hash begins so.

    Raises:
        NotFoundError: there is none within reach.
    """
    d = decks.c
    which = d.recipe_sha256.startswith(recipe, autoescape=True) if recipe else d.status == CURRENT
    key = connection.execute(select(*_KEY).where(reach.test, d.deck_id == deck_id, which).order_by(d.recipe_sha256)).first()
    if key is None:
        raise NotFoundError(f"no deck {deck_id!r} in {reach.launch_id}")
    return rows_of(connection, reach.launch_id, [tuple(key)])[0]


def versions_of(connection: Connection, launch_id: str, deck_id: str) -> list[tuple[DeckRow, bytes]]:
    """Return every version of a deck with its recipe, the current one first."""
    d = decks.c
    query = select(*(d[name] for name in _ROW), d.recipe).where(d.launch_id == launch_id, d.deck_id == deck_id)
    found = []
    for row in connection.execute(query.order_by(d.status, d.recipe_sha256)):
        content = dict(row._mapping)
        recipe = bytes(content.pop("recipe"))
        found.append((DeckRow(**content), recipe))
    return found


def recipes_of(connection: Connection, launch_id: str, keys: Sequence[tuple[str, str]]) -> Iterator[tuple[DeckRow, bytes]]:
    """Yield decks with their recipes, in the order of the keys; one that is gone is passed over."""
    query = select(*(decks.c[name] for name in _ROW), decks.c.recipe)
    rows = connection.execute(query.where(*_with(launch_id, keys)))
    found = {(row.deck_id, row.recipe_sha256): dict(row._mapping) for row in rows}
    for key in keys:
        if content := found.pop(key, None):
            recipe = bytes(content.pop("recipe"))
            yield DeckRow(**content), recipe


def current_decks_for(connection: Connection, launch_id: str, account_ids: Sequence[str]) -> dict[str, str]:
    """Return account -> the id of its current deck, of the presenter's edition."""
    d = decks.c
    query = select(d.account_id, d.deck_id).where(
        d.launch_id == launch_id, d.status == CURRENT, d.account_id.in_(account_ids), d.edition == PRESENTER
    )
    return {row.account_id: row.deck_id for row in connection.execute(query)}


def channels_of(connection: Connection, reach: Reach) -> list[str]:
    """Return the channels that decks within reach are of."""
    return list(_choices(connection, reach)["channel"])


_KEY = (decks.c.deck_id, decks.c.recipe_sha256)
_ORDER = (decks.c.status, decks.c.channel, decks.c.account_id, decks.c.deck_id, decks.c.recipe_sha256)
_lock = Lock()
_known: dict[tuple[str, Reach, int], Mapping[str, tuple[str, ...]]] = {}


def _row(content: dict[str, Any], names: Mapping[str, str], approved: Mapping[str, Any]) -> DeckRow:
    says = set(content["message_ids"].split(";")) - {""}
    name = names.get(content["account_id"], "") or content["account_id"]
    return DeckRow(**content, account=name, is_outdated=content["status"] == CURRENT and not says <= set(approved))


def _searched(reach: Reach, search: str) -> list[ColumnElement[bool]]:
    """Return the test that a deck is for an account with every word in its name, id, industry or segment."""
    words = search.lower().split()[:8]
    if not words:
        return []
    r = shown_rows.c
    of_accounts = and_(r.launch_id == reach.launch_id, r.name == ACCOUNTS)
    if reach.channels and not (reach.manager_id or reach.rep_id):
        of_accounts = and_(of_accounts, r.channel.in_(sorted(reach.channels)))
    has = [r.found_by.contains(word, autoescape=True) for word in words]
    return [decks.c.account_id.in_(select(r.account_id).where(of_accounts, *has))]


def _equal(wanted: WantedDecks) -> list[ColumnElement[bool]]:
    equal = {"status": CURRENT, **wanted.equal}
    return [decks.c[name] == value for name, value in equal.items() if (name, value) != ("status", ANY_STATUS)]


def _choices(connection: Connection, reach: Reach) -> Mapping[str, tuple[str, ...]]:
    """Return the values there are in each column of the current decks within reach.

    They are looked up anew when a deck came or went: to go through all decks takes longer than a page should.
    """
    d = decks.c
    query = select(func.count()).select_from(decks).where(d.launch_id == reach.launch_id, d.status == CURRENT)
    key = (str(connection.engine.url), reach, connection.execute(query).scalar() or 0)
    with _lock:
        known = _known.get(key)
    if known is None:
        columns = [d[name] for name in CHOICES]
        groups = connection.execute(select(*columns).where(reach.test, d.status == CURRENT).distinct()).all()
        known = {name: tuple(sorted({row[i] for row in groups} - {""})) for i, name in enumerate(CHOICES)}
        with _lock:
            _known[key] = known
            while len(_known) > MOST_KNOWN:
                _known.pop(next(iter(_known)))
    return known
