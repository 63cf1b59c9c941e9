"""One deck: what it says, for whom, approved by whom; its file, its PDF, its picture, and what changed since the one before.

In: settings, a viewer, a launch id, a deck's id.
Out: OneDeck, Fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

from readiness.actions.deck_desk.finding import pictures_in, reach_in
from readiness.adapters.db.deck_search import DeckRow, deck_in_reach, recipes_of, versions_of
from readiness.adapters.db.deck_words import approved_messages, headlines
from readiness.adapters.db.store import Connection, reading
from readiness.adapters.deck_bytes import deck_file
from readiness.adapters.deck_previews import pdf
from readiness.adapters.output_files import write_plain
from readiness.adapters.recipe_files import read_recipe
from readiness.adapters.thumbnail_drawing import Cover, can_draw, draw_later
from readiness.adapters.thumbnails import has_thumbnail, kept_thumbnail
from readiness.errors import ConflictError, NotFoundError
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings
from readiness.stages.decks import Difference, Recipe, differences

SECONDS_TO_WAIT = 8
_one_at_a_time = Lock()
"""To draw a PDF takes a whole processor for some seconds."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message that a deck carries."""

    message_id: str
    headline: str
    """As it is worded now; empty for a message that is no longer made."""
    approved_by: str
    """Empty: not approved as it stands now."""
    approved_on: date | None


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier deck of the same id."""

    key: str
    """The first digits of its recipe's hash."""
    made_on: date
    """The day its words were approved."""
    spec_revision: str


@dataclass(frozen=True, slots=True)
class OneDeck:
    """A deck as its page shows it."""

    launch: str
    row: DeckRow
    slides: tuple[tuple[str, str], ...]
    """Title, and the buyer's step it belongs to."""
    said: tuple[Said, ...]
    made_on: date
    """The day its words were approved."""
    other: DeckRow | None
    """The other edition."""
    earlier: tuple[Version, ...]
    compared: Version | None
    changes: tuple[Difference, ...]
    """Since the version compared with."""
    has_picture: bool
    has_pdf: bool


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file to hand out."""

    name: str
    data: bytes
    is_exact: bool = True


def look_at_deck(
    settings: Settings, viewer: Viewer, launch_id: str, deck_id: str, version: str = "", against: str = ""
) -> OneDeck:
    """Return a deck, its current version or the one named, with what changed since another.

    Raises:
        NotAllowedError: the role sees no decks.
        NotFoundError: there is no such deck, or it is not the viewer's to see.
    """
    with reading(settings.database) as connection:
        launch, row = _seen(connection, viewer, launch_id, deck_id, version)
        versions = versions_of(connection, launch_id, deck_id)
        said = _said(connection, launch_id, row)
        other = None if version else _other_edition(connection, viewer, launch_id, row)
    recipes = {v.recipe_sha256: read_recipe(recipe) for v, recipe in versions}
    recipe = recipes[row.recipe_sha256]
    rest = [_version(v, recipes[v.recipe_sha256]) for v, _ in versions if v.recipe_sha256 != row.recipe_sha256]
    earlier = tuple(sorted(rest, key=lambda v: (v.made_on, v.key), reverse=True))
    compared = next((v for v in earlier if not against or v.key == against), None)
    old = next((r for key, r in recipes.items() if compared and key.startswith(compared.key)), None)
    _want_picture(settings, launch_id, row)
    return OneDeck(
        launch=launch,
        row=row,
        slides=tuple((_title(slide.text), slide.section) for slide in recipe.slides),
        said=said,
        made_on=date.fromisoformat(recipe.made_on),
        other=other,
        earlier=earlier,
        compared=compared,
        changes=tuple(differences(old, recipe)) if old else (),
        has_picture=has_thumbnail(pictures_in(settings), row.sha256),
        has_pdf=can_draw(),
    )


def fetch_deck(settings: Settings, viewer: Viewer, launch_id: str, deck_id: str, version: str = "") -> Fetched:
    """Return a deck's file.

    Raises:
        NotAllowedError: the role sees no decks.
        NotFoundError: there is no such deck, or it is not the viewer's to see.
    """
    with reading(settings.database) as connection:
        _, row = _seen(connection, viewer, launch_id, deck_id, version)
        return fetched(settings, connection, launch_id, row)


def fetched(settings: Settings, connection: Connection, launch_id: str, row: DeckRow) -> Fetched:
    """Return the file of a deck that may be seen."""
    found = next(recipes_of(connection, launch_id, [(row.deck_id, row.recipe_sha256)]), None)
    if found is None:
        raise hidden("deck")
    file = deck_file(settings.templates, connection, launch_id, settings.out_dir(launch_id), row, found[1])
    return Fetched(file_name(row), file.data, file.is_exact)


def deck_pdf(settings: Settings, viewer: Viewer, launch_id: str, deck_id: str, version: str = "") -> Fetched:
    """Return a deck as PDF; it is drawn once, and one at a time.

    Raises:
        NotAllowedError: the role sees no decks.
        NotFoundError: there is no such deck, it is not the viewer's to see, or LibreOffice is not installed.
        ConflictError: others are being drawn.
    """
    with reading(settings.database) as connection:
        _, row = _seen(connection, viewer, launch_id, deck_id, version)
        kept = pictures_in(settings) / f"{row.sha256}.pdf"
        file = None if kept.is_file() else fetched(settings, connection, launch_id, row)
    if file is None:
        return Fetched(f"{Path(file_name(row)).stem}.pdf", kept.read_bytes())
    if not can_draw():
        raise NotFoundError("a PDF needs LibreOffice, which is not installed here")
    if not _one_at_a_time.acquire(timeout=SECONDS_TO_WAIT):
        raise ConflictError("other PDFs are being drawn; try again in a minute, or fetch the PowerPoint file")
    try:
        document = pdf(file.data)
    finally:
        _one_at_a_time.release()
    write_plain(kept, document)
    return Fetched(f"{Path(file.name).stem}.pdf", document, file.is_exact)


def picture_of(settings: Settings, viewer: Viewer, launch_id: str, deck_id: str, version: str = "") -> bytes | None:
    """Return the picture of a deck's first slide, None while there is none.

    Raises:
        NotAllowedError: the role sees no decks.
        NotFoundError: there is no such deck, or it is not the viewer's to see.
    """
    with reading(settings.database) as connection:
        _, row = _seen(connection, viewer, launch_id, deck_id, version)
    return kept_thumbnail(pictures_in(settings), row.sha256)


def file_name(row: DeckRow) -> str:
    """Return a name for a deck's file that every system takes: the account's name, then the deck's id."""
    name = safe_name(row.account)[:60].strip("-") if row.account_id else ""
    return "-".join(part for part in (name, safe_name(row.deck_id)) if part) + ".pptx"


def safe_name(text: str) -> str:
    """Return a text with nothing in it but letters, digits and hyphens: no path, no hidden file."""
    return re.sub(r"[^\w]+", "-", text).strip("-_") or "deck"


def _seen(connection: Connection, viewer: Viewer, launch_id: str, deck_id: str, version: str) -> tuple[str, DeckRow]:
    scope = allowed(viewer, "decks.see")
    launch, reach = reach_in(connection, launch_id, scope)
    if version and not re.fullmatch("[0-9a-f]{8,64}", version):
        raise hidden("deck")
    try:
        return launch, deck_in_reach(connection, reach, deck_id, version)
    except NotFoundError as error:
        raise hidden("deck") from error


def _other_edition(connection: Connection, viewer: Viewer, launch_id: str, row: DeckRow) -> DeckRow | None:
    if row.kind != "deck":
        return None
    mark = "-leave-behind"
    other = row.deck_id.removesuffix(mark) if row.deck_id.endswith(mark) else row.deck_id + mark
    try:
        return _seen(connection, viewer, launch_id, other, "")[1]
    except NotFoundError:
        return None


def _said(connection: Connection, launch_id: str, row: DeckRow) -> tuple[Said, ...]:
    ids = [i for i in row.message_ids.split(";") if i]
    words, approved = headlines(connection, launch_id, ids), approved_messages(connection, launch_id)
    return tuple(Said(i, words.get(i, ""), *approved.get(i, ("", None))) for i in ids)


def _version(row: DeckRow, recipe: Recipe) -> Version:
    return Version(row.recipe_sha256[:12], date.fromisoformat(recipe.made_on), row.spec_revision)


def _title(text: Mapping[str, str]) -> str:
    return text.get("title", "") or next((words for words in text.values() if words), "")


def _want_picture(settings: Settings, launch_id: str, row: DeckRow) -> None:
    folder = pictures_in(settings)
    if not has_thumbnail(folder, row.sha256):
        cover = Cover(settings.database, settings.templates, folder, launch_id, row.deck_id, row.recipe_sha256, row.sha256)
        draw_later([cover])
