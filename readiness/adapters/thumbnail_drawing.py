"""Thumbnail drawing: covers of decks drawn in the background, several in one start of LibreOffice, each once.

In: Covers that are wanted.
Out: pictures in the folder of thumbnails, some seconds later.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock, Thread

from readiness.adapters.db.deck_search import recipes_of
from readiness.adapters.db.store import reading
from readiness.adapters.deck_brands import DeckBrand
from readiness.adapters.deck_bytes import brand_for
from readiness.adapters.deck_previews import pdfs, pictures
from readiness.adapters.recipe_files import read_recipe
from readiness.adapters.thumbnails import WIDTH, keep_thumbnail
from readiness.errors import ReadinessError
from readiness.stages.decks import Recipe

AT_ONCE, MOST_WAITING = 8, 400
_log = logging.getLogger("readiness.thumbnails")


@dataclass(frozen=True, slots=True)
class Cover:
    """The first slide of one deck, and where its picture goes."""

    database: str
    templates: Path
    folder: Path
    launch_id: str
    deck_id: str
    recipe_sha256: str
    sha256: str
    """Of the deck's file; the picture is kept by it."""


_lock = Lock()
_waiting: dict[Cover, None] = {}
_given_up: set[str] = set()
_drawing: list[Thread] = []


def can_draw() -> bool:
    """Say whether pictures of slides can be drawn on this machine."""
    return all(map(shutil.which, ("soffice", "pdftoppm")))


def draw_later(covers: Sequence[Cover]) -> None:
    """Let covers be drawn, and do not wait for it; one that could not be drawn before is not tried again."""
    if not can_draw():
        return
    with _lock:
        for cover in covers:
            if cover.sha256 not in _given_up and len(_waiting) < MOST_WAITING:
                _waiting.setdefault(cover)
        if _waiting and not any(t.is_alive() for t in _drawing):
            _drawing[:] = [Thread(target=_draw_waiting, name="thumbnails", daemon=True)]
            _drawing[0].start()


def _draw_waiting() -> None:
    while True:
        with _lock:
            first = next(iter(_waiting), None)
            batch = [c for c in _waiting if first and c.launch_id == first.launch_id and c.database == first.database][:AT_ONCE]
            if not batch:
                _drawing.clear()
                return
        _draw_or_give_up(batch)
        with _lock:
            for cover in batch:
                _waiting.pop(cover, None)


def _draw_or_give_up(batch: Sequence[Cover]) -> None:
    """Draw some covers; where one of them cannot be drawn, each on its own."""
    try:
        _draw(batch)
    except (ReadinessError, OSError) as error:
        if len(batch) > 1:
            for cover in batch:
                _draw_or_give_up([cover])
        else:
            _log.warning("no picture of %s: %s", batch[0].deck_id, error)
            _given_up.add(batch[0].sha256)


def _draw(batch: Sequence[Cover]) -> None:
    one = batch[0]
    with reading(one.database) as connection:
        found = list(recipes_of(connection, one.launch_id, [(c.deck_id, c.recipe_sha256) for c in batch]))
        wanted: list[tuple[str, DeckBrand, Recipe]] = []
        for row, content in found:
            recipe = read_recipe(content)
            brand = brand_for(one.templates, connection, one.launch_id, recipe.brand)
            wanted.append((row.sha256, brand, replace(recipe, slides=recipe.slides[:1])))
    documents = pdfs([brand.press(recipe) for _, brand, recipe in wanted])
    for (sha256, _, _), document in zip(wanted, documents, strict=True):
        keep_thumbnail(one.folder, sha256, pictures(document, WIDTH)[0])
