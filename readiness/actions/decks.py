"""Decks: press a launch's decks for its channels and its accounts, keep their recipes, and tell two of them apart.

In: settings, a launch id whose positioning is approved.
Out: files under `decks/` of the launch's output folder, rows in the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from readiness.adapters.canonical_zip import zip_of
from readiness.adapters.db import decks as stored
from readiness.adapters.db.decks import DECK_COLUMNS
from readiness.adapters.db.decks import KeptDeck as KeptDeck
from readiness.adapters.db.launches import load_inputs
from readiness.adapters.db.store import transaction
from readiness.adapters.deck_brands import DeckBrand
from readiness.adapters.deck_previews import pdf
from readiness.adapters.output_files import OutFolder, Published
from readiness.adapters.recipe_files import recipe_bytes
from readiness.adapters.stored_decks import DeckDesk, deck_desk
from readiness.adapters.stored_positioning import approved_positioning
from readiness.adapters.table_files import csv_bytes
from readiness.errors import NotFoundError
from readiness.settings import Settings
from readiness.stages.decks import Audience, Difference, Recipe, differences
from readiness.stages.decks.recipe import LEAVE_BEHIND

CHANNELS_A_BATCH = 25
STAGE, ACCOUNT_STAGE = "decks", "account_decks"


@dataclass(frozen=True, slots=True)
class PressedDeck:
    """One deck, pressed."""

    kept: KeptDeck
    data: bytes


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
    pressed = [
        deck
        for desk in _desks(settings, launch_id, channels)
        for recipe in desk.for_channel()
        for deck in _both(desk.brand, Audience(desk.channel.channel), recipe, f"decks/{desk.channel.channel}")
    ]
    published = OutFolder(settings.database, launch_id, out).publish(STAGE, {d.kept.file: d.data for d in pressed})
    return [d.kept for d in pressed], published


def finish_decks(settings: Settings, launch_id: str, out: Path, rows: Sequence[KeptDeck]) -> Published:
    """Publish the index of all decks, with those that newer ones supersede, and one zip a channel; remove what is no longer made.

    The decks of accounts that were pressed before are pressed anew, so that none is left that says what is no longer so.
    """
    folder = OutFolder(settings.database, launch_id, out)
    with transaction(settings.database) as connection:
        accounts = stored.accounts_with_decks(connection, launch_id)
        stored.keep_decks(connection, launch_id, rows, of_accounts=False)
    for_accounts = press_account_decks(settings, launch_id, out, accounts) if accounts else None
    files = _index(settings, launch_id)
    for channel in sorted({r.channel for r in rows}):
        mine = [r.file for r in rows if r.channel == channel]
        files[f"decks/{channel}.zip"] = zip_of({Path(path).name: (out / path).read_bytes() for path in mine})
    published = folder.publish(STAGE, files) + folder.retire(STAGE, [*files, *(r.file for r in rows)])
    return published + for_accounts[1] if for_accounts else published


def press_account_decks(
    settings: Settings, launch_id: str, out: Path, account_ids: Sequence[str]
) -> tuple[list[KeptDeck], Published]:
    """Press and publish both editions of the decks of some accounts.

    Raises:
        NotAllowedError: the positioning is not approved.
        NotFoundError: an id is no account in the launch's channels.
    """
    wanted = _by_channel(settings, launch_id, account_ids)
    pressed = [
        deck
        for desk in _desks(settings, launch_id, list(wanted))
        for audience, recipe in desk.for_accounts(wanted[desk.channel.channel])
        for deck in _both(desk.brand, audience, recipe, f"decks/{desk.channel.channel}/accounts")
    ]
    with transaction(settings.database) as connection:
        stored.keep_decks(connection, launch_id, [d.kept for d in pressed], of_accounts=True)
    folder = OutFolder(settings.database, launch_id, out)
    published = folder.publish(ACCOUNT_STAGE, {d.kept.file: d.data for d in pressed})
    return [d.kept for d in pressed], published + folder.publish(STAGE, _index(settings, launch_id))


def preview(settings: Settings, launch_id: str, deck_id: str) -> bytes:
    """Return a deck as PDF, pressed from its recipe as it was kept.

    Raises:
        NotFoundError: there is no such deck, or LibreOffice is not installed.
    """
    recipe = _recipe(settings, launch_id, deck_id)
    with transaction(settings.database) as connection:
        pictures = load_inputs(connection, launch_id).pictures
    return pdf(DeckBrand(settings.templates / "decks", recipe.brand, pictures).press(recipe))


def difference(settings: Settings, launch_id: str, first: str, second: str) -> list[Difference]:
    """Return what two decks of a launch say differently, by their ids.

    Raises:
        NotFoundError: there is no such deck.
    """
    return differences(_recipe(settings, launch_id, first), _recipe(settings, launch_id, second))


def _recipe(settings: Settings, launch_id: str, deck_id: str) -> Recipe:
    with transaction(settings.database) as connection:
        return stored.recipe_of(connection, launch_id, deck_id)


def _desks(settings: Settings, launch_id: str, channels: Sequence[str]) -> Iterator[DeckDesk]:
    with transaction(settings.database) as connection:
        inputs, positioning, approval = approved_positioning(settings.templates, connection, launch_id)
    brands: dict[str, DeckBrand] = {}
    for channel in (c for c in inputs.channels if c.channel in channels):
        yield deck_desk(settings.templates, inputs, positioning, channel, approval, brands)


def _by_channel(settings: Settings, launch_id: str, account_ids: Sequence[str]) -> Mapping[str, list[str]]:
    with transaction(settings.database) as connection:
        inputs = load_inputs(connection, launch_id)
    known = {a.account_id: a.channel for a in inputs.accounts_in_scope}
    wanted: dict[str, list[str]] = {}
    for account_id in dict.fromkeys(account_ids):
        if account_id not in known:
            raise NotFoundError(f"no account {account_id!r} in the launch's channels")
        wanted.setdefault(known[account_id], []).append(account_id)
    return wanted


def _both(brand: DeckBrand, audience: Audience, recipe: Recipe, folder: str) -> Iterator[PressedDeck]:
    """Yield a recipe's editions: a deck's two; a one-pager is the customer's to keep, a battlecard the rep's alone."""
    fit = brand.fit(recipe)
    keep = fit.leave_behind()
    editions = {"one_pager": [keep], "battlecard": [fit]}
    for edition in editions.get(recipe.template, [fit, replace(keep, deck_id=f"{fit.deck_id}-{LEAVE_BEHIND}")]):
        data = brand.press(edition)
        kept = KeptDeck(
            deck_id=edition.deck_id,
            channel=audience.channel,
            segment=audience.segment,
            industry=audience.industry,
            account_id=audience.account_id,
            rep_id=audience.rep_id,
            file=f"{folder}/{edition.deck_id}.pptx",
            spec_revision=edition.spec_revision,
            message_ids=";".join(edition.message_ids),
            sha256=hashlib.sha256(data).hexdigest(),
            edition=edition.edition,
            recipe=recipe_bytes(edition),
        )
        yield PressedDeck(kept, data)


def _index(settings: Settings, launch_id: str) -> dict[str, bytes]:
    with transaction(settings.database) as connection:
        rows = stored.index_rows(connection, launch_id)
    return {"decks/index.csv": csv_bytes(DECK_COLUMNS, [[r[c] for c in DECK_COLUMNS] for r in rows])}
