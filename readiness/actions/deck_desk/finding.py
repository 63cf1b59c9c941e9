"""Finding: the launches somebody has decks of, and a page of the decks looked for, with the pictures that are there.

In: settings, a viewer; what is wanted.
Out: LaunchDecks, DeckList.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from readiness.adapters.db.deck_search import (
    DeckPage,
    DeckRow,
    Reach,
    WantedDecks,
    count_decks,
    find_decks,
    launches_in_reach,
    reach_of,
)
from readiness.adapters.db.store import Connection, reading
from readiness.adapters.thumbnail_drawing import Cover, can_draw, draw_later
from readiness.adapters.thumbnails import has_thumbnail
from readiness.permissions import Scope, Viewer, allowed, hidden
from readiness.settings import Settings


@dataclass(frozen=True, slots=True)
class LaunchDecks:
    """A launch, and how many current decks of it somebody may see."""

    launch_id: str
    name: str
    n_decks: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A deck of a list; its picture is there, or being drawn."""

    deck: DeckRow
    has_picture: bool


@dataclass(frozen=True, slots=True)
class DeckList:
    """A page of a launch's decks."""

    launch_id: str
    launch: str
    page: DeckPage
    cells: tuple[Cell, ...]
    is_drawing: bool
    """Some pictures are being drawn in the background."""


def launches_with_decks(settings: Settings, viewer: Viewer) -> list[LaunchDecks]:
    """Return the launches that somebody has to do with, by name.

    Raises:
        NotAllowedError: the role sees no decks.
    """
    scope = allowed(viewer, "decks.see")
    with reading(settings.database) as connection:
        found = launches_in_reach(connection, scope)
        return [LaunchDecks(i, name, count_decks(connection, reach_of(connection, i, scope))) for i, name in found]


def deck_list(settings: Settings, viewer: Viewer, launch_id: str, wanted: WantedDecks, *, with_pictures: bool = True) -> DeckList:
    """Return a page of a launch's decks, and let missing pictures be drawn, without waiting for them; programs want none.

    Raises:
        NotAllowedError: the role sees no decks.
        NotFoundError: there is no such launch, or it has nothing to do with the viewer.
    """
    scope = allowed(viewer, "decks.see")
    with reading(settings.database) as connection:
        name, reach = reach_in(connection, launch_id, scope)
        page = find_decks(connection, reach, wanted)
    if not with_pictures:
        return DeckList(launch_id, name, page, (), is_drawing=False)
    return _listed(settings, launch_id, name, page)


def decks_of_rep(settings: Settings, viewer: Viewer, wanted: WantedDecks, launch_id: str = "") -> list[DeckList]:
    """Return, of each launch, a page of the decks of a rep's channel and of the accounts the rep serves; or of one launch.

    Raises:
        NotAllowedError: the viewer is no rep.
        NotFoundError: the launch named is not one of the rep's.
    """
    scope = allowed(viewer, "self.see")
    lists = []
    with reading(settings.database) as connection:
        mine = [(i, name) for i, name in launches_in_reach(connection, scope) if launch_id in ("", i)]
        if launch_id and not mine:
            raise hidden("launch")
        for found, name in mine:
            lists.append((found, name, find_decks(connection, reach_of(connection, found, scope), wanted)))
    return [_listed(settings, *one) for one in lists]


def reach_in(connection: Connection, launch_id: str, scope: Scope) -> tuple[str, Reach]:
    """Return a launch's name, and whose decks of it a scope covers.

    Raises:
        NotFoundError: there is no such launch, or the scope has nothing to do with it.
    """
    name = dict(launches_in_reach(connection, scope, launch_id)).get(launch_id)
    if name is None:
        raise hidden("launch")
    return name, reach_of(connection, launch_id, scope)


def pictures_in(settings: Settings) -> Path:
    """Return the folder of thumbnails."""
    return settings.home / "thumbnails"


def _listed(settings: Settings, launch_id: str, name: str, page: DeckPage) -> DeckList:
    folder = pictures_in(settings)
    cells = tuple(Cell(row, has_thumbnail(folder, row.sha256)) for row in page.rows)
    missing = [cell.deck for cell in cells if not cell.has_picture]
    draw_later(
        [Cover(settings.database, settings.templates, folder, launch_id, d.deck_id, d.recipe_sha256, d.sha256) for d in missing]
    )
    return DeckList(launch_id, name, page, cells, is_drawing=bool(missing) and can_draw())
