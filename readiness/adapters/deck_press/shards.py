"""Shards: many decks in few files, each beside a table of where every deck begins.

In: a press, recipes.
Out: files of decks one after the other, and their tables; one deck out of them.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from readiness.adapters.deck_press.deflating import Deflate
from readiness.adapters.deck_press.press import Press
from readiness.errors import ConflictError, NotFoundError
from readiness.stages.decks.recipe import Recipe

DECKS, INDEX = ".decks", ".csv"


@dataclass(frozen=True, slots=True)
class ShardRow:
    """One deck of a shard: `size` bytes from `offset` on."""

    deck_id: str
    edition: str
    offset: int
    size: int
    sha256: str


def write_shard(press: Press, recipes: Iterable[Recipe], path: Path, *, deflate: Deflate | None = None) -> list[ShardRow]:
    """Press recipes into `<path>.decks` and write `<path>.csv` beside it; return its rows.

    Decks are written as they are made, so that memory does not grow with them; both files appear when they are whole.
    """
    rows: list[ShardRow] = []
    offset = 0
    decks, aside = path.with_suffix(DECKS), path.with_suffix(f"{DECKS}.part")
    with aside.open("wb") as out:
        for recipe in recipes:
            data = press.bytes(recipe, deflate=deflate)
            out.write(data)
            rows.append(ShardRow(recipe.deck_id, recipe.edition, offset, len(data), hashlib.sha256(data).hexdigest()))
            offset += len(data)
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow([f.name for f in fields(ShardRow)])
    writer.writerows(astuple(row) for row in rows)
    aside.replace(decks)
    index, index_aside = path.with_suffix(INDEX), path.with_suffix(f"{INDEX}.part")
    index_aside.write_bytes(table.getvalue().encode())
    index_aside.replace(index)
    return rows


def read_index(path: Path) -> list[ShardRow]:
    """Return a shard's rows."""
    with path.with_suffix(INDEX).open(encoding="utf-8", newline="") as lines:
        return [
            ShardRow(r["deck_id"], r["edition"], int(r["offset"]), int(r["size"]), r["sha256"]) for r in csv.DictReader(lines)
        ]


def read_deck(path: Path, deck_id: str, edition: str) -> bytes:
    """Return one deck of a shard.

    Raises:
        NotFoundError: the shard has no such deck.
        ConflictError: what stands in its place is not what was written.
    """
    row = next((r for r in read_index(path) if (r.deck_id, r.edition) == (deck_id, edition)), None)
    if row is None:
        raise NotFoundError(f"no deck {deck_id!r} ({edition}) in {path.with_suffix(INDEX)}")
    with path.with_suffix(DECKS).open("rb") as decks:
        decks.seek(row.offset)
        data = decks.read(row.size)
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise ConflictError(f"the deck {deck_id!r} in {path.with_suffix(DECKS)} was changed since it was pressed")
    return data
