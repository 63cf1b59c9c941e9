"""Deck bytes: the file of any deck that was kept: pressed from its recipe, or as it lies on disk where that would differ.

In: a connection, the templates folder, the output folder; a deck's row with its recipe.
Out: DeckFile.
"""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from readiness.adapters.db.deck_search import DeckRow
from readiness.adapters.db.launches import input_hashes, stored_files
from readiness.adapters.db.store import Connection
from readiness.adapters.deck_brands import DeckBrand
from readiness.adapters.deck_layer_files import IMAGES
from readiness.adapters.recipe_files import read_recipe
from readiness.errors import ReadinessError

MOST_BRANDS = 8
_LOCAL_HEAD = struct.Struct("<4s5H3L2H")


@dataclass(frozen=True, slots=True)
class DeckFile:
    """A deck's file."""

    data: bytes
    is_exact: bool
    """To the byte as it was first pressed; else pressed anew, with the brand as it is now."""


_lock = Lock()
_brands: dict[tuple[Any, ...], DeckBrand] = {}


def brand_for(templates: Path, connection: Connection, launch_id: str, name: str) -> DeckBrand:
    """Return a brand with a launch's pictures; it is opened anew when one of its files or pictures changed.

    Raises:
        NotFoundError: there is no such brand.
    """
    folder = templates / "decks"
    files = sorted(p for p in (folder / name).rglob("*") if p.is_file())
    seen = tuple((str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in files)
    hashes = input_hashes(connection, launch_id)
    key = (name, seen, tuple((p, h) for p, h in hashes.items() if p.startswith(IMAGES)))
    with _lock:
        if key not in _brands:
            named = {p.removeprefix(IMAGES): data for p, data in stored_files(connection, launch_id, IMAGES).items()}
            _brands[key] = DeckBrand(folder, name, named)
            while len(_brands) > MOST_BRANDS:
                _brands.pop(next(iter(_brands)))
        return _brands[key]


def deck_file(templates: Path, connection: Connection, launch_id: str, out: Path, row: DeckRow, recipe: bytes) -> DeckFile:
    """Return a deck's file. To press it takes less time than to look for it, so that comes first.

    Raises:
        InputError: its recipe does not go with the template any more, and the file is gone.
        NotFoundError: there is no such brand any more, and the file is gone.
    """
    data, error = b"", None
    try:
        content = read_recipe(recipe)
        data = brand_for(templates, connection, launch_id, content.brand).press(content)
    except ReadinessError as problem:
        error = problem
    if sha256(data).hexdigest() == row.sha256:
        return DeckFile(data, is_exact=True)
    found = _on_disk(out, row)
    if found and sha256(found).hexdigest() == row.sha256:
        return DeckFile(found, is_exact=True)
    if error:
        raise error
    return DeckFile(data, is_exact=False)


def _on_disk(out: Path, row: DeckRow) -> bytes | None:
    """Return the file that a deck has now, on its own or among others in a zip; it may be a newer version of it."""
    path = (out / row.file).resolve()
    if not row.file or not path.is_relative_to(out.resolve()) or not path.is_file():
        return None
    if path.suffix != ".zip":
        return path.read_bytes()
    about = path.stat()
    place = _places(path, about.st_mtime_ns, about.st_size).get(f"{row.deck_id}.pptx")
    return _member(path, *place) if place else None


@lru_cache(maxsize=4)
def _places(path: Path, _changed: int, _size: int) -> dict[str, tuple[int, int]]:
    """Return name -> where each member of a zip of ours begins, and its size: its list is long, and read once."""
    with zipfile.ZipFile(path) as archive:
        return {m.filename: (m.header_offset, m.file_size) for m in archive.infolist() if m.compress_type == zipfile.ZIP_STORED}


def _member(path: Path, place: int, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(place)
        *_, n_name, n_extra = _LOCAL_HEAD.unpack(file.read(_LOCAL_HEAD.size))
        file.seek(n_name + n_extra, 1)
        return file.read(size)
