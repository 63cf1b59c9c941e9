"""Shards: what is read from one is what the press makes, to the byte."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from readiness.adapters.deck_press import compile_press, open_template, read_deck, read_index, write_shard
from readiness.errors import ConflictError, InputError, NotFoundError
from tests.deck_library import COVER, DEMAND, IMAGES, PLAN, TODAY, fill, recipe, small_library

PRESS = compile_press(open_template("small/library.pptx", small_library(), IMAGES))
RECIPES = [
    recipe(COVER, DEMAND, deck_id="first, the “kettle”"),
    recipe(COVER, DEMAND, deck_id="first, the “kettle”").leave_behind(),
    recipe(TODAY, PLAN, deck_id="second"),
]


def test_each_deck_comes_back_to_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "accounts-0001"
    rows = write_shard(PRESS, RECIPES, path)
    assert read_index(path) == rows
    assert sorted(p.name for p in tmp_path.iterdir()) == ["accounts-0001.csv", "accounts-0001.decks"]
    for one in RECIPES:
        assert read_deck(path, one.deck_id, one.edition) == PRESS.bytes(one)
    assert all(a.offset + a.size == b.offset for a, b in pairwise(rows))
    assert rows[-1].offset + rows[-1].size == path.with_suffix(".decks").stat().st_size


def test_twice_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_shard(PRESS, iter(RECIPES), tmp_path / name)
    assert (tmp_path / "a.decks").read_bytes() == (tmp_path / "b.decks").read_bytes()
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_what_is_missing_or_changed_is_said(tmp_path: Path) -> None:
    write_shard(PRESS, RECIPES, tmp_path / "a")
    with pytest.raises(NotFoundError, match="no deck 'third'"):
        read_deck(tmp_path / "a", "third", "presenter")
    decks = tmp_path / "a.decks"
    decks.write_bytes(decks.read_bytes()[:-30] + bytes(30))
    with pytest.raises(ConflictError, match="was changed since it was pressed"):
        read_deck(tmp_path / "a", "second", "presenter")


def test_a_shard_that_breaks_off_leaves_no_half_shard(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_shard(PRESS, [*RECIPES, recipe(fill("nowhere"))], tmp_path / "a")
    assert not (tmp_path / "a.decks").exists()
    assert not (tmp_path / "a.csv").exists()
