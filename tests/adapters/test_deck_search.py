"""Deck search: each sees what a hand-drawn table says, pages do not overlap, nothing of another launch or scope is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from readiness.adapters.db import shown, store
from readiness.adapters.db.deck_search import (
    Reach,
    WantedDecks,
    channels_of,
    count_decks,
    deck_in_reach,
    every_key,
    find_decks,
    launches_in_reach,
    reach_of,
    recipes_of,
)
from readiness.adapters.db.tables import approvals, decks, launches, messages
from readiness.adapters.table_files import csv_bytes
from readiness.errors import NotFoundError
from readiness.permissions import Scope

NOW = datetime(2024, 2, 1, tzinfo=UTC)
# deck, channel, account, edition, kind, language, industry, status, messages
DECKS = """
k-shops          shops        presenter    deck       en-GB  ""      current     N1;N2
k-shops-leave    shops        leave-behind deck       en-GB  ""      current     N1
k-shops-one      shops        leave-behind one_pager  en-GB  ""      current     N3
k-shops-a1       shops  a1    presenter    deck       en-GB  retail  current     N1
k-shops-a2       shops  a2    presenter    deck       en-GB  hotels  current     N1
k-shops-a2-old   shops  a2    presenter    deck       en-GB  hotels  superseded  N1
k-online         online       presenter    deck       de-DE  ""      current     N1
k-online-a3      online a3    presenter    deck       de-DE  retail  current     N1
"""
ACCOUNTS = [
    ["a1", "Nord Kettles 100%", "shops", "retail"],
    ["a2", "Hotel_Sued", "shops", "hotels"],
    ["a3", "Nord Web", "online", "retail"],
]
REPS = [["r1", "shops", "m1"], ["r2", "online", "m1"], ["r3", "online", "m2"]]
CONTACTS = [["r1", "a1"], ["r2", "a3"], ["r3", "a2"]]


def row(line: str) -> dict[str, object]:
    parts = line.split()
    if len(parts) == 8:
        parts.insert(2, "")
    deck, channel, account, edition, kind, language, industry, status, says = parts
    whom = {"segment": "", "industry": industry.strip('"'), "account_id": account, "rep_id": "", "channel": channel}
    keep = {"file": "", "spec_revision": "A", "message_ids": says, "sha256": "0" * 64, "title": deck, "recipe": deck.encode()}
    version = {"deck_id": deck.removesuffix("-old"), "recipe_sha256": ("f" if status == "superseded" else "0") * 64}
    return {"launch_id": "k", **version, **whom, **keep, "edition": edition, "kind": kind, "language": language, "status": status}


@pytest.fixture
def filled(database_url: str) -> Iterator[str]:
    with store.transaction(database_url) as connection:
        connection.execute(insert(launches), [{"launch_id": i, "name": i.upper(), "owner": "", "folder": ""} for i in ("k", "z")])
        connection.execute(insert(decks), [row(line) for line in DECKS.strip().splitlines()])
        blank = {"segment": "", "persona": "", "step": "", "requirement_id": "", "characteristic_id": "", "text": ""}
        worded = [{"launch_id": "k", "message_id": m, "headline": m, "text_hash": f"h{m}", **blank} for m in ("N1", "N2", "N3")]
        connection.execute(insert(messages), worded)
        signed = {"launch_id": "k", "approved_by": "Ada", "approved_on": date(2024, 1, 8)}
        connection.execute(insert(approvals), [{**signed, "text_hash": "hN1"}, {**signed, "text_hash": "hN2"}])
        owners = shown.Owners({r: (c, m) for r, c, m in REPS}, {a[0]: a[2] for a in ACCOUNTS})
        for name, header, rows in (
            ("inputs.accounts", ["account_id", "name", "channel", "industry"], ACCOUNTS),
            ("inputs.reps", ["rep_id", "channel", "manager_id"], REPS),
            ("plan.contact_plan", ["rep_id", "account_id"], CONTACTS),
        ):
            shown.keep_table(connection, "k", name, csv_bytes(header, rows), owners=owners, now=NOW)
    yield database_url
    store.engine(database_url).dispose()


def seen(url: str, scope: Scope, **wanted: object) -> list[str]:
    with store.reading(url) as connection:
        page = find_decks(connection, reach_of(connection, "k", scope), WantedDecks(**wanted))  # type: ignore[arg-type]
        assert page.n == len(page.rows)
        return [row.deck_id for row in page.rows]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(), ["k-online", "k-online-a3", "k-shops", "k-shops-leave", "k-shops-one", "k-shops-a1", "k-shops-a2"]),
        (Scope(channel="online"), ["k-online", "k-online-a3"]),
        (Scope(channel="none"), []),
        (Scope(rep_id="r1"), ["k-shops", "k-shops-leave", "k-shops-one", "k-shops-a1"]),
        (Scope(rep_id="r3"), ["k-online", "k-shops-a2"]),
        (Scope(manager_id="m1"), ["k-online", "k-online-a3", "k-shops", "k-shops-leave", "k-shops-one", "k-shops-a1"]),
        (Scope(rep_id="stranger"), []),
        (Scope(nothing=True), []),
    ],
)
def test_each_sees_own_decks_alone(filled: str, scope: Scope, expected: list[str]) -> None:
    assert seen(filled, scope) == expected
    with store.reading(filled) as connection:
        reach = reach_of(connection, "k", scope)
        assert count_decks(connection, reach) == len(expected)
        for deck_id in ("k-online", "k-online-a3", "k-shops", "k-shops-a1", "k-shops-a2"):
            if deck_id in expected:
                assert deck_in_reach(connection, reach, deck_id).deck_id == deck_id
            else:
                with pytest.raises(NotFoundError):
                    deck_in_reach(connection, reach, deck_id)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"search": "NORD"}, ["k-online-a3", "k-shops-a1"]),
        ({"search": "nord retail web"}, ["k-online-a3"]),
        ({"search": "100%"}, ["k-shops-a1"]),
        ({"search": "hotel_sued"}, ["k-shops-a2"]),
        ({"search": "hotelxsued"}, []),
        ({"equal": {"edition": "leave-behind"}}, ["k-shops-leave", "k-shops-one"]),
        ({"equal": {"kind": "one_pager"}}, ["k-shops-one"]),
        ({"equal": {"language": "de-DE", "industry": "retail"}}, ["k-online-a3"]),
        ({"equal": {"status": "superseded"}}, ["k-shops-a2"]),
        ({"equal": {"status": "all", "industry": "hotels"}}, ["k-shops-a2", "k-shops-a2"]),
        ({"equal": {"channel": "' OR 1=1 --"}}, []),
    ],
)
def test_what_is_looked_for_is_found(filled: str, wanted: dict[str, object], expected: list[str]) -> None:
    assert seen(filled, Scope(), **wanted) == expected


def test_a_search_reaches_no_further_than_the_scope(filled: str) -> None:
    assert seen(filled, Scope(channel="shops"), search="nord") == ["k-shops-a1"]
    assert seen(filled, Scope(rep_id="r2"), search="nord") == ["k-online-a3"]


def test_pages_add_up_to_the_whole(filled: str) -> None:
    with store.reading(filled) as connection:
        reach = reach_of(connection, "k", Scope())
        pages = [find_decks(connection, reach, WantedDecks(limit=2, offset=n)) for n in (0, 2, 4, 6, 8)]
        whole = [key[0] for key in every_key(connection, reach, WantedDecks(), 100)]
    assert [row.deck_id for page in pages for row in page.rows] == whole
    assert {page.n for page in pages} == {7}


def test_a_deck_that_says_what_is_not_approved_is_outdated(filled: str) -> None:
    with store.reading(filled) as connection:
        page = find_decks(connection, reach_of(connection, "k", Scope()), WantedDecks({"status": "all"}))
    assert [row.deck_id for row in page.rows if row.is_outdated] == ["k-shops-one"]
    assert {row.account for row in page.rows} == {"", "Nord Kettles 100%", "Hotel_Sued", "Nord Web"}


def test_choices_follow_when_a_deck_comes(filled: str) -> None:
    with store.reading(filled) as connection:
        reach = reach_of(connection, "k", Scope(channel="online"))
        page = find_decks(connection, reach, WantedDecks())
        assert (page.choices["language"], page.choices["industry"], channels_of(connection, reach)) == (
            ("de-DE",), ("retail",), ["online"],
        )  # fmt: skip
    with store.transaction(filled) as connection:
        connection.execute(insert(decks), [row("k-online-a9 online a9 presenter deck fr-FR zoos current N1")])
    with store.reading(filled) as connection:
        found = find_decks(connection, reach, WantedDecks()).choices
    assert (found["language"], found["industry"]) == (("de-DE", "fr-FR"), ("retail", "zoos"))


def test_launches_are_those_of_the_scope(filled: str) -> None:
    with store.reading(filled) as connection:
        for scope, expected in (
            (Scope(), ["k", "z"]),
            (Scope(channel="shops"), ["k"]),
            (Scope(rep_id="r1"), ["k"]),
            (Scope(manager_id="nobody"), []),
            (Scope(nothing=True), []),
        ):
            assert [i for i, _ in launches_in_reach(connection, scope)] == expected
            assert [i for i, _ in launches_in_reach(connection, scope, "z")] == [i for i in expected if i == "z"]


def test_recipes_come_in_the_order_asked_for(filled: str) -> None:
    keys = [("k-shops-a1", "0" * 64), ("gone", "0" * 64), ("k-online", "0" * 64)]
    with store.reading(filled) as connection:
        assert [(row.deck_id, recipe) for row, recipe in recipes_of(connection, "k", keys)] == [
            ("k-shops-a1", b"k-shops-a1"),
            ("k-online", b"k-online"),
        ]
        with pytest.raises(NotFoundError):
            deck_in_reach(connection, Reach("k", is_all=True), "k-shops-a2", "abc%")
