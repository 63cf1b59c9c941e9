"""Decks: press a launch's decks for its channels and for accounts, keep their recipes, and tell two of them apart.

In: settings, a launch id whose positioning is approved.
Out: files under `decks/` of the launch's output folder, rows in the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from readiness.adapters.canonical_zip import zip_of
from readiness.adapters.db import decks as stored
from readiness.adapters.db.decks import KeptDeck as KeptDeck
from readiness.adapters.db.launches import load_inputs, stored_files
from readiness.adapters.db.store import transaction
from readiness.adapters.deck_brands import DeckBrand
from readiness.adapters.deck_layer_files import IMAGES
from readiness.adapters.deck_previews import pdf
from readiness.adapters.kept_decks import index_file, pressed
from readiness.adapters.output_files import OutFolder, Published, write_plain
from readiness.adapters.stored_decks import approved_desks
from readiness.errors import NotFoundError
from readiness.settings import Settings
from readiness.stages.decks import Audience, Difference, Recipe, differences
from readiness.vocabulary import Account

CHANNELS_A_BATCH = 25
STAGE, ACCOUNT_STAGE = "decks", "account_decks"


def deck_batches(settings: Settings, launch_id: str) -> list[list[str]]:
    """Return the launch's channels in batches, one task's worth of decks each."""
    with transaction(settings.database) as connection:
        channels = [c.channel for c in load_inputs(connection, launch_id).channels]
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
        inputs = load_inputs(connection, launch_id)
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
        wanted = _by_channel(load_inputs(connection, launch_id).accounts_in_scope, account_ids)
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


def preview(settings: Settings, launch_id: str, deck_id: str) -> bytes:
    """Return a deck as PDF, pressed from its recipe as it was kept.

    Raises:
        NotFoundError: there is no such deck, or LibreOffice is not installed.
    """
    with transaction(settings.database) as connection:
        recipe = stored.recipe_of(connection, launch_id, deck_id)
        pictures = stored_files(connection, launch_id, IMAGES)
    named = {path.removeprefix(IMAGES): data for path, data in pictures.items()}
    return pdf(DeckBrand(settings.templates / "decks", recipe.brand, named).press(recipe))


def write_preview(settings: Settings, launch_id: str, deck_id: str, file: Path) -> None:
    """Write a deck as PDF to a file of the user's own.

    Raises:
        NotFoundError: there is no such deck, or LibreOffice is not installed.
    """
    write_plain(file, preview(settings, launch_id, deck_id))


def difference(settings: Settings, launch_id: str, first: str, second: str) -> list[Difference]:
    """Return what two decks of a launch say differently, by their ids.

    Raises:
        NotFoundError: there is no such deck.
    """
    return differences(_recipe(settings, launch_id, first), _recipe(settings, launch_id, second))


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
