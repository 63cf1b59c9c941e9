"""Kept decks: a recipe's editions, fitted, and what is kept of each; many of them as one shard; the index of all.

In: Recipes and whom they are for; a launch id.
Out: KeptDecks with their bytes; shards; decks/index.csv.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from readiness.adapters.db.decks import CURRENT, DECK_COLUMNS, OUTDATED, KeptDeck, index_rows
from readiness.adapters.db.store import Connection
from readiness.adapters.deck_brands import DeckBrand
from readiness.adapters.deck_press import read_index
from readiness.adapters.deck_press.properties import recipe_sha256
from readiness.adapters.deck_press.shards import DECKS
from readiness.adapters.recipe_files import recipe_bytes
from readiness.adapters.table_files import csv_bytes
from readiness.stages.decks import Audience, Recipe
from readiness.stages.decks.recipe import LEAVE_BEHIND

INDEX = "decks/index.csv"
KEPT = ".kept"
KINDS = {"library": "deck"}
"""Template -> what people call what is pressed from it, where it is not its own name."""


class Batch:
    """Some accounts' decks of one channel: a task's worth. No dataclass: a scheduler would look into each of its texts."""

    __slots__ = ("brand", "decks", "number")

    def __init__(self, number: int, brand: str, decks: tuple[tuple[Audience, Recipe], ...]) -> None:
        self.number, self.brand, self.decks = number, brand, decks


def editions_of(brand: DeckBrand, recipe: Recipe) -> list[Recipe]:
    """Return a recipe's editions, fitted: a deck's two; a one-pager is the customer's to keep, a battlecard the rep's alone.

    Raises:
        InputError: a text that does not fit, with deck, slide, shape and token.
    """
    fit = brand.fit(recipe)
    keep = fit.leave_behind()
    alone = {"one_pager": [keep], "battlecard": [fit]}
    return alone.get(recipe.template, [fit, replace(keep, deck_id=f"{fit.deck_id}-{LEAVE_BEHIND}")])


def kept(audience: Audience, edition: Recipe, file: str, sha256: str) -> KeptDeck:
    """Return what is kept of a pressed edition."""
    return KeptDeck(
        deck_id=edition.deck_id,
        channel=audience.channel,
        segment=audience.segment,
        industry=audience.industry,
        account_id=audience.account_id,
        rep_id=audience.rep_id,
        file=file,
        spec_revision=edition.spec_revision,
        message_ids=";".join(edition.message_ids),
        sha256=sha256,
        edition=edition.edition,
        recipe_sha256=recipe_sha256(edition),
        recipe=recipe_bytes(edition),
        kind=KINDS.get(edition.template, edition.template),
        language=edition.language,
        title=edition.title,
    )


def pressed(brand: DeckBrand, audience: Audience, recipe: Recipe, folder: str) -> Iterator[tuple[KeptDeck, bytes]]:
    """Yield a recipe's editions, pressed.

    Raises:
        InputError: a text that does not fit, with deck, slide, shape and token.
    """
    for edition in editions_of(brand, recipe):
        data = brand.press(edition)
        yield kept(audience, edition, f"{folder}/{edition.deck_id}.pptx", hashlib.sha256(data).hexdigest()), data


def write_batch(brand: DeckBrand, batch: Batch, path: Path) -> int:
    """Press a batch into a shard, with what is kept of each deck beside it; return how many decks."""
    whose: list[tuple[Audience, Recipe]] = []

    def editions() -> Iterator[Recipe]:
        for audience, recipe in batch.decks:
            for edition in editions_of(brand, recipe):
                whose.append((audience, edition))
                yield edition

    rows = brand.press_many(editions(), path)
    with path.with_suffix(KEPT).open("w", encoding="utf-8") as out:
        for (audience, edition), row in zip(whose, rows, strict=True):
            one = asdict(kept(audience, edition, "", row.sha256))
            out.write(json.dumps({**one, "recipe": base64.b64encode(one["recipe"]).decode()}) + "\n")
    return len(rows)


def read_kept(path: Path) -> list[KeptDeck]:
    """Return what is kept of a shard's decks."""
    with path.with_suffix(KEPT).open(encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return [KeptDeck(**{**row, "recipe": base64.b64decode(row["recipe"])}) for row in rows]


def decks_in(paths: Sequence[Path], wanted: Collection[str] | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield the file name and the bytes of each deck of some shards, one at a time; only those wanted are read, None: all."""
    for path in paths:
        with path.with_suffix(DECKS).open("rb") as decks:
            for row in read_index(path):
                if wanted is None or row.deck_id in wanted:
                    decks.seek(row.offset)
                    yield f"{row.deck_id}.pptx", decks.read(row.size)


def index_file(connection: Connection, launch_id: str, outdated: Collection[str] = ()) -> dict[str, bytes]:
    """Return decks/index.csv: every deck, those that newer ones supersede at its end; `outdated` are the ids of current ones."""
    rows = index_rows(connection, launch_id)
    rows = [{**r, "status": OUTDATED} if r["status"] == CURRENT and r["deck_id"] in outdated else r for r in rows]
    return {INDEX: csv_bytes(DECK_COLUMNS, [[r[c] for c in DECK_COLUMNS] for r in rows])}


def outdated_decks(connection: Connection, launch_id: str, approved: Collection[str]) -> set[str]:
    """Return the current decks that say a message which is not among those approved as they stand."""
    current = [r for r in index_rows(connection, launch_id) if r["status"] == CURRENT]
    return {r["deck_id"] for r in current if not set(r["message_ids"].split(";")) - {""} <= set(approved)}
