"""Making: a deck for one account, pressed on the spot.

In: settings, a viewer, a launch id, an account.
Out: both editions, in the database and the launch's output folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from readiness.actions.deck_desk.finding import reach_in
from readiness.adapters import positioning_desks
from readiness.adapters.db import decks as stored
from readiness.adapters.db.audit import note
from readiness.adapters.db.deck_search import current_decks_for
from readiness.adapters.db.deck_words import ACCOUNTS, approved_messages, headlines
from readiness.adapters.db.shown import Row, Wanted, names_of, slice_of
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.deck_makers import desk_of
from readiness.adapters.kept_decks import index_file, pressed
from readiness.adapters.later import do_later
from readiness.adapters.manifest import publish_manifest
from readiness.adapters.output_files import OutFolder
from readiness.errors import NotFoundError
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings

STAGE, INDEX_STAGE = "account_decks", "decks"
INDEX_SECONDS = 30.0
"""After a deck was made: its page comes first, and of several decks made in a row the index is written once."""


@dataclass(frozen=True, slots=True)
class AccountList:
    """Accounts that a deck can be made for."""

    launch: str
    rows: tuple[tuple[Row, str], ...]
    """An account, and the id of its current deck, empty where it has none."""
    n: int
    is_approved: bool
    """Every message is approved as it was last worded; nothing can be made otherwise."""


def accounts_to_make_for(settings: Settings, viewer: Viewer, launch_id: str, wanted: Wanted) -> AccountList:
    """Return a page of the viewer's accounts, with the deck that each has.

    Raises:
        NotAllowedError: the role makes no decks.
        NotFoundError: there is no such launch, or it has nothing to do with the viewer.
    """
    scope = allowed(viewer, "decks.make")
    with reading(settings.database) as connection:
        name, _ = reach_in(connection, launch_id, scope)
        if ACCOUNTS not in names_of(connection, launch_id):
            return AccountList(name, (), 0, is_approved=False)
        found = slice_of(connection, launch_id, ACCOUNTS, scope, wanted)
        have = current_decks_for(connection, launch_id, [row["account_id"] for row in found.rows])
        words = headlines(connection, launch_id)
        approved = approved_messages(connection, launch_id)
    rows = tuple((row, have.get(row["account_id"], "")) for row in found.rows)
    is_approved = bool(words) and set(words) <= set(approved)
    for channel in sorted({row["channel"] for row in found.rows}) if is_approved else ():
        do_later(("deck desk", settings.database, launch_id, channel), partial(_open_desk, settings, launch_id, channel))
    return AccountList(name, rows, found.n, is_approved)


def _open_desk(settings: Settings, launch_id: str, channel: str) -> None:
    """Get ready to make decks: the first of a channel would take longer than all others."""
    with reading(settings.database) as connection:
        desk = desk_of(settings, connection, launch_id, channel)
    for recipe in desk.for_channel()[:1]:
        desk.brand.press(desk.brand.fit(recipe))


def make_for_account(settings: Settings, viewer: Viewer, launch_id: str, account_id: str, now: datetime) -> str:
    """Press both editions of an account's deck now, and return the id of the presenter's.

    The index of all decks and the manifest follow a little later.

    Raises:
        NotAllowedError: the role makes no decks, or the positioning is not approved.
        NotFoundError: there is no such account, or it is not of the viewer's channel.
        InputError: a text does not fit its box, with deck, slide, shape and token.
    """
    scope = allowed(viewer, "decks.make")
    with reading(settings.database) as connection:
        reach_in(connection, launch_id, scope)
        found = slice_of(connection, launch_id, ACCOUNTS, scope, Wanted(equal={"account_id": account_id}, limit=1))
        if not found.rows:
            raise hidden("account")
        desk = desk_of(settings, connection, launch_id, found.rows[0]["channel"])
    folder = f"decks/{desk.channel.channel}/accounts"
    try:
        recipes = list(desk.for_accounts([account_id]))
    except NotFoundError as error:
        raise hidden("account") from error
    made = [deck for audience, recipe in recipes for deck in pressed(desk.brand, audience, recipe, folder)]
    with transaction(settings.database) as connection:
        stored.keep_decks(connection, launch_id, [kept for kept, _ in made])
        note(connection, viewer, "decks.make", now, launch_id=launch_id, about=account_id)
    OutFolder(settings.database, launch_id, settings.out_dir(launch_id)).publish(STAGE, {k.file: data for k, data in made})
    do_later(("deck index", settings.database, launch_id), lambda: _refresh_index(settings, launch_id), INDEX_SECONDS)
    return made[0][0].deck_id


def _refresh_index(settings: Settings, launch_id: str) -> None:
    """Publish the index of all decks and the manifest, as they are now."""
    with reading(settings.database) as connection:
        index = index_file(connection, launch_id)
        worded = positioning_desks.desk_of(settings, connection, launch_id)
    folder = OutFolder(settings.database, launch_id, settings.out_dir(launch_id))
    folder.publish(INDEX_STAGE, index)
    publish_manifest(settings.templates, folder, (worded.inputs, worded.positioning))
