"""Decks: press a launch's decks for its channels and for accounts, keep their recipes, and tell two of them apart.

In: settings, a launch id whose positioning is approved.
Out: files under `decks/` of the launch's output folder, rows in the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from readiness.adapters.canonical_zip import zip_of
from readiness.adapters.db import decks as stored
from readiness.adapters.db import webhooks
from readiness.adapters.db.decks import CURRENT, index_rows
from readiness.adapters.db.decks import KeptDeck as KeptDeck
from readiness.adapters.db.launches import load_inputs, stored_files
from readiness.adapters.db.store import transaction
from readiness.adapters.deck_brands import DeckBrand
from readiness.adapters.deck_layer_files import IMAGES
from readiness.adapters.deck_previews import pdf, pictures
from readiness.adapters.kept_decks import index_file, outdated_decks, pressed
from readiness.adapters.output_files import OutFolder, Published, write_plain
from readiness.adapters.stored_decks import approved_desks
from readiness.adapters.stored_positioning import UNSAID, present_positioning
from readiness.adapters.thumbnails import draw_thumbnail, kept_thumbnail
from readiness.errors import NotFoundError, ReadinessError
from readiness.settings import Settings
from readiness.stages.decks import Audience, Difference, Recipe, differences
from readiness.vocabulary import Account

CHANNELS_A_BATCH = 25
STAGE, ACCOUNT_STAGE = "decks", "account_decks"


def deck_batches(settings: Settings, launch_id: str) -> list[list[str]]:
    """Return the launch's channels in batches, one task's worth of decks each."""
    with transaction(settings.database) as connection:
        channels = [c.channel for c in load_inputs(connection, launch_id, UNSAID).channels]
    return [channels[i : i + CHANNELS_A_BATCH] for i in range(0, len(channels), CHANNELS_A_BATCH)]


def press_decks(settings: Settings, launch_id: str, out: Path, channels: Sequence[str]) -> tuple[list[KeptDeck], Published]:
    """Press and publish the decks of some channels: both editions of the deck, a one-pager, battlecards.

    Raises:
        NotAllowedError: the positioning is not approved.
        InputError: a text does not fit its box, with deck, slide, shape and token.
    """
    with transaction(settings.database) as connection:
        desks = list(approved_desks(settings.templates, connection, launch_id, channels))
    made = [
        deck
        for desk in desks
        for recipe in desk.for_channel()
        for deck in pressed(desk.brand, Audience(desk.channel.channel), recipe, f"decks/{desk.channel.channel}")
    ]
    published = OutFolder(settings.database, launch_id, out).publish(STAGE, {kept.file: data for kept, data in made})
    return [kept for kept, _ in made], published


def finish_decks(settings: Settings, launch_id: str, out: Path, rows: Sequence[KeptDeck]) -> Published:
    """Publish the index of all decks, with those that newer ones supersede, and one zip a channel; remove what is no longer made.

    The decks of accounts that were pressed one by one are pressed anew, so that none is left that says what is no longer so.
    """
    folder = OutFolder(settings.database, launch_id, out)
    with transaction(settings.database) as connection:
        inputs = load_inputs(connection, launch_id, UNSAID)
        current = stored.current_decks(connection, launch_id)
        in_scope = {(a.channel, a.account_id) for a in inputs.accounts_in_scope}
        made = {r.deck_id for r in rows}
        gone = [c for c in current if (c.channel, c.account_id) not in in_scope and c.deck_id not in made]
        stored.keep_decks(connection, launch_id, rows)
        stored.supersede(connection, launch_id, [c.deck_id for c in gone])
        left = [c for c in current if c.account_id and c not in gone]
    one_by_one = {c.account_id for c in left if not c.file.endswith(".zip")}
    again = press_account_decks(settings, launch_id, out, sorted(one_by_one))[1] if one_by_one else None
    with transaction(settings.database) as connection:
        files = index_file(connection, launch_id)
    for channel in sorted({r.channel for r in rows}):
        mine = [r.file for r in rows if r.channel == channel]
        files[f"decks/{channel}.zip"] = zip_of({Path(path).name: (out / path).read_bytes() for path in mine})
    published = folder.publish(STAGE, files) + folder.retire(STAGE, [*files, *(r.file for r in rows)])
    kept_files = [*{c.file for c in left}, *(f"decks/{c.channel}-accounts.zip" for c in left)]
    published = published + folder.retire(ACCOUNT_STAGE, kept_files)
    with transaction(settings.database) as connection:
        webhooks.tell(connection, webhooks.DECKS_READY, launch_id, datetime.now(UTC))
    return published + again if again else published


def press_account_decks(
    settings: Settings, launch_id: str, out: Path, account_ids: Sequence[str]
) -> tuple[list[KeptDeck], Published]:
    """Press and publish both editions of the decks of some accounts.

    Raises:
        NotAllowedError: the positioning is not approved.
        NotFoundError: an id is no account in the launch's channels.
        InputError: a text does not fit its box, with deck, slide, shape and token.
    """
    with transaction(settings.database) as connection:
        wanted = _by_channel(load_inputs(connection, launch_id, UNSAID).accounts_in_scope, account_ids)
        desks = list(approved_desks(settings.templates, connection, launch_id, list(wanted)))
    made = [
        deck
        for desk in desks
        for audience, recipe in desk.for_accounts(wanted[desk.channel.channel])
        for deck in pressed(desk.brand, audience, recipe, f"decks/{desk.channel.channel}/accounts")
    ]
    with transaction(settings.database) as connection:
        stored.keep_decks(connection, launch_id, [kept for kept, _ in made])
        index = index_file(connection, launch_id)
    folder = OutFolder(settings.database, launch_id, out)
    published = folder.publish(ACCOUNT_STAGE, {kept.file: data for kept, data in made})
    return [kept for kept, _ in made], published + folder.publish(STAGE, index)


def deck_revisions(settings: Settings, launch_id: str) -> dict[str, int]:
    """Return spec revision -> how many of the current decks are of it: those of an old one stay until new words are approved."""
    with transaction(settings.database) as connection:
        rows = index_rows(connection, launch_id)
    return dict(sorted(Counter(r["spec_revision"] for r in rows if r["status"] == CURRENT).items()))


def mark_outdated(settings: Settings, launch_id: str, out: Path) -> tuple[int, Published]:
    """Say in the index which decks promise what is no longer approved as it stands; return how many; nothing without decks."""
    with transaction(settings.database) as connection:
        *_, approvals = present_positioning(settings.templates, connection, launch_id)
        if not index_rows(connection, launch_id):
            return 0, Published((), (), (), ())
        outdated = outdated_decks(connection, launch_id, approvals.by_message)
        index = index_file(connection, launch_id, outdated)
    return len(outdated), OutFolder(settings.database, launch_id, out).publish(STAGE, index)


def deck_thumbnail(settings: Settings, launch_id: str, deck_id: str) -> bytes | str:
    """Return a deck's first slide as PNG, 320 pixels wide, drawn once; or the sentence that says why there is none.

    Raises:
        NotFoundError: there is no such deck.
    """
    folder = settings.home / "thumbnails"
    with transaction(settings.database) as connection:
        sha256 = stored.sha256_of(connection, launch_id, deck_id)
    picture = kept_thumbnail(folder, sha256)
    if picture is not None:
        return picture
    brand, recipe = _kept_deck(settings, launch_id, deck_id)
    try:
        return draw_thumbnail(folder, brand.press(recipe), brand.press(replace(recipe, slides=recipe.slides[:1])))
    except ReadinessError as error:
        return str(error)


def write_preview(settings: Settings, launch_id: str, deck_id: str, file: Path, *, with_pictures: bool = False) -> list[Path]:
    """Write a deck, pressed from its recipe as it was kept, as PDF to a file of the user's own; return what was written.

    With pictures, each slide becomes a PNG beside it: deck-01.png and so on for deck.pdf.

    Raises:
        NotFoundError: there is no such deck, or LibreOffice, or Poppler for pictures, is not installed.
    """
    brand, recipe = _kept_deck(settings, launch_id, deck_id)
    document = pdf(brand.press(recipe))
    drawn = pictures(document) if with_pictures else []
    made = {file: document} | {file.with_name(f"{file.stem}-{n:02}.png"): png for n, png in enumerate(drawn, start=1)}
    for path, data in made.items():
        write_plain(path, data)
    return list(made)


def difference(settings: Settings, launch_id: str, first: str, second: str) -> list[Difference]:
    """Return what two decks of a launch say differently, by their ids.

    Raises:
        NotFoundError: there is no such deck.
    """
    return differences(_recipe(settings, launch_id, first), _recipe(settings, launch_id, second))


def _kept_deck(settings: Settings, launch_id: str, deck_id: str) -> tuple[DeckBrand, Recipe]:
    """Return a deck's recipe and the brand it is pressed with, as that is now."""
    with transaction(settings.database) as connection:
        recipe = stored.recipe_of(connection, launch_id, deck_id)
        images = stored_files(connection, launch_id, IMAGES)
    named = {path.removeprefix(IMAGES): data for path, data in images.items()}
    return DeckBrand(settings.templates / "decks", recipe.brand, named), recipe


def _recipe(settings: Settings, launch_id: str, deck_id: str) -> Recipe:
    with transaction(settings.database) as connection:
        return stored.recipe_of(connection, launch_id, deck_id)


def _by_channel(accounts: Sequence[Account], account_ids: Sequence[str]) -> Mapping[str, list[str]]:
    known = {a.account_id: a.channel for a in accounts}
    wanted: dict[str, list[str]] = {}
    for account_id in dict.fromkeys(account_ids):
        if account_id not in known:
            raise NotFoundError(f"no account {account_id!r} in the launch's channels; accounts.csv names those there are")
        wanted.setdefault(known[account_id], []).append(account_id)
    return wanted
