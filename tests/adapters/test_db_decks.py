"""Stored decks: whatever is pressed in whichever order, each deck made last is current once, and no row is lost."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import delete

from readiness.adapters.db import store
from readiness.adapters.db.decks import KeptDeck, current_decks, index_rows, keep_decks, recipe_of, supersede
from readiness.adapters.db.launches import save_launch
from readiness.adapters.db.tables import decks
from readiness.adapters.deck_press.properties import recipe_sha256
from readiness.adapters.recipe_files import recipe_bytes
from readiness.errors import NotFoundError
from readiness.stages.decks import Recipe
from readiness.vocabulary import Launch, LaunchDates

DAY = date(2024, 1, 8)
LAUNCH = Launch(
    launch_id="kettle-2", name="Kettle 2", tier=2, owner="Ada", product_ids=("K2",), currency="EUR", channels=("shops",),
    dates=LaunchDates(DAY, DAY, DAY, DAY), seed=1,
)  # fmt: skip
ACCOUNTS = ("a1", "a2", "a3")


def kept(deck_id: str, wording: int, account_id: str = "", channel: str = "shops") -> KeptDeck:
    recipe = Recipe(deck_id, "library", "standard", f"wording {wording}", "", "en", "2024-01-08", "presenter", "A", ())
    return KeptDeck(
        deck_id, channel, "home", "retail", account_id, "", f"decks/{deck_id}.pptx", "A", "N1", f"{wording:064}", "presenter",
        recipe_sha256(recipe), recipe_bytes(recipe),
    )  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    url = f"sqlite:///{tmp_path / 'r.db'}"
    with store.transaction(url) as connection:
        save_launch(connection, LAUNCH, str(tmp_path), {})
    yield url
    store.engine(url).dispose()


class KeptDecks(RuleBasedStateMachine):
    """A launch whose wording changes between presses, forth and back."""

    folder = tempfile.TemporaryDirectory(prefix="kept-decks-")
    url = f"sqlite:///{folder.name}/r.db"

    @initialize()
    def empty(self) -> None:
        with store.transaction(self.url) as connection:
            save_launch(connection, LAUNCH, "launch", {})
            connection.execute(delete(decks))
        self.wording = 0
        self.current: dict[str, str] = {}
        self.ever: set[tuple[str, str]] = set()

    def made(self, rows: list[KeptDeck]) -> None:
        with store.transaction(self.url) as connection:
            keep_decks(connection, "kettle-2", rows)
        for row in rows:
            self.current[row.deck_id] = row.recipe_sha256
            self.ever.add((row.deck_id, row.recipe_sha256))

    @rule(wording=st.integers(0, 3))
    def say_it_otherwise(self, wording: int) -> None:
        self.wording = wording

    @rule()
    def press_the_channel(self) -> None:
        self.made([kept("shops", self.wording), kept("shops-leave-behind", self.wording)])

    @rule(accounts=st.sets(st.sampled_from(ACCOUNTS), min_size=1))
    def press_accounts(self, accounts: set[str]) -> None:
        self.made([kept(f"shops-{a}", self.wording, a) for a in sorted(accounts)])

    @rule(account=st.sampled_from(ACCOUNTS))
    def an_account_leaves(self, account: str) -> None:
        with store.transaction(self.url) as connection:
            supersede(connection, "kettle-2", [f"shops-{account}"])
        self.current.pop(f"shops-{account}", None)

    @invariant()
    def one_current_row_a_deck_and_none_lost(self) -> None:
        with store.transaction(self.url) as connection:
            rows, current = index_rows(connection, "kettle-2"), current_decks(connection, "kettle-2")
        assert sorted((r["deck_id"], r["recipe_sha256"]) for r in rows) == sorted(self.ever)
        now = [(r["deck_id"], r["recipe_sha256"]) for r in rows if r["status"] == "current"]
        assert sorted(now) == sorted(self.current.items())
        assert all(bool(r["file"]) == (r["status"] == "current") for r in rows)
        assert sorted(c.deck_id for c in current) == sorted(self.current)
        assert [r["status"] for r in rows] == sorted(r["status"] for r in rows)


KeptDecks.TestCase.settings = hypothesis_settings(max_examples=30, stateful_step_count=12, deadline=None)
TestKeptDecks = KeptDecks.TestCase


def test_a_superseded_recipe_is_found_by_its_hash(database: str) -> None:
    old, new = kept("shops", 1), kept("shops", 2)
    with store.transaction(database) as connection:
        keep_decks(connection, "kettle-2", [old])
        keep_decks(connection, "kettle-2", [new])
        assert recipe_of(connection, "kettle-2", "shops").title == "wording 2"
        assert recipe_of(connection, "kettle-2", f"shops@{old.recipe_sha256[:8]}").title == "wording 1"
        assert recipe_of(connection, "kettle-2", f"shops@{new.recipe_sha256}").title == "wording 2"
        for unknown in ("shops@", "shops@0000000", f"shops@{old.recipe_sha256[:7]}", "online", "shops@ffffffff"):
            with pytest.raises(NotFoundError, match=r"decks/index.csv names those there are"):
                recipe_of(connection, "kettle-2", unknown)


def test_nothing_is_written_where_nothing_changed(database: str) -> None:
    rows = [kept("shops", 1), kept("shops-a1", 1, "a1")]
    with store.transaction(database) as connection:
        keep_decks(connection, "kettle-2", rows)
    with store.transaction(database) as connection:
        before = connection.exec_driver_sql("SELECT total_changes()").scalar()
        keep_decks(connection, "kettle-2", rows)
        assert connection.exec_driver_sql("SELECT total_changes()").scalar() == before
