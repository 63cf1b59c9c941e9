"""Account decks: the decks of every account of a launch, pressed in batches into shards, and joined to one zip a channel.

In: settings, a launch id whose positioning is approved.
Out: `decks/<channel>-accounts.zip` in the launch's output folder, rows in the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from readiness.adapters.canonical_zip import write_zip
from readiness.adapters.db import decks as stored
from readiness.adapters.db import webhooks
from readiness.adapters.db.launches import load_inputs, stored_files
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.deck_brands import DeckBrand
from readiness.adapters.deck_layer_files import IMAGES
from readiness.adapters.kept_decks import Batch as Batch
from readiness.adapters.kept_decks import decks_in, index_file, read_kept, write_batch
from readiness.adapters.output_files import OutFolder, scratch
from readiness.adapters.output_files import Published as Published
from readiness.adapters.stored_decks import approved_desks
from readiness.adapters.stored_positioning import UNSAID
from readiness.errors import NotFoundError
from readiness.settings import Settings

ACCOUNTS_A_BATCH = 250
"""Two editions each: five hundred decks keep a worker busy much longer than handing them out takes."""
STAGE, INDEX_STAGE = "account_decks", "decks"


@dataclass(frozen=True, slots=True)
class ChannelZip:
    """One channel's decks of accounts."""

    channel: str
    file: str
    n_accounts: int
    n_decks: int


def shards(settings: Settings, launch_id: str) -> AbstractContextManager[Path]:
    """Return an empty folder for shards while it is held; one run a launch has it at a time."""
    return scratch(settings.home / "shards" / launch_id)


def channels_to_press(settings: Settings, launch_id: str, wanted: Collection[str] = ()) -> list[str]:
    """Return the launch's channels, or those wanted.

    Raises:
        NotFoundError: the launch has no such channel.
    """
    with transaction(settings.database) as connection:
        channels = [c.channel for c in load_inputs(connection, launch_id, UNSAID).channels]
    unknown = sorted(set(wanted) - set(channels))
    if unknown:
        raise NotFoundError(f"no channel {unknown[0]!r} in {launch_id}; there is: {', '.join(channels)}")
    return [c for c in channels if not wanted or c in wanted]


def channels_pressed(settings: Settings, launch_id: str, out: Path) -> list[str]:
    """Return the channels whose accounts' decks were pressed in bulk before."""
    with transaction(settings.database) as connection:
        channels = [c.channel for c in load_inputs(connection, launch_id, UNSAID).channels]
        files = {c.file for c in stored.current_decks(connection, launch_id)}
    files |= OutFolder(settings.database, launch_id, out).files_of(STAGE)
    return [c for c in channels if zip_name(c) in files]


def n_to_press(settings: Settings, launch_id: str, channels: Collection[str]) -> int:
    """Return how many decks there are to press for the accounts of some channels: two editions each."""
    with transaction(settings.database) as connection:
        accounts = load_inputs(connection, launch_id, UNSAID).accounts_in_scope
    return 2 * sum(a.channel in channels for a in accounts)


def zip_name(channel: str) -> str:
    """Return the path of a channel's zip."""
    return f"decks/{channel}-accounts.zip"


def batches(settings: Settings, launch_id: str, channel: str) -> Iterator[Batch]:
    """Yield the recipes of all accounts of a channel, a batch at a time.

    Raises:
        NotAllowedError: the positioning is not approved.
    """
    with transaction(settings.database) as connection:
        (desk,) = approved_desks(settings.templates, connection, launch_id, [channel])
    decks = desk.for_accounts()
    number = 1
    while found := tuple(islice(decks, ACCOUNTS_A_BATCH)):
        yield Batch(number, desk.channel.template, found)
        number += 1


def press_batch(settings: Settings, launch_id: str, batch: Batch, path: Path) -> int:
    """Fit and press a batch into a shard; return how many decks. It needs nothing but the batch, the brand and the pictures.

    Raises:
        InputError: a text does not fit its box, with deck, slide, shape and token.
    """
    with transaction(settings.database) as connection:
        pictures = stored_files(connection, launch_id, IMAGES)
    named = {name.removeprefix(IMAGES): data for name, data in pictures.items()}
    return write_batch(DeckBrand(settings.templates / "decks", batch.brand, named), batch, path)


def finish(
    settings: Settings, launch_id: str, out: Path, folder: Path, paths: dict[str, list[Path]]
) -> tuple[list[ChannelZip], Published]:
    """Join the shards of each channel (channel -> paths) to its zip, keep the recipes, publish zips and index.

    An account whose deck was pressed one by one has its own file still, with what is said now.
    """
    zips: list[ChannelZip] = []
    own: dict[str, str] = {}
    with transaction(settings.database) as connection:
        for channel, mine in paths.items():
            own |= _own_files(connection, launch_id, channel)
            zips.append(_keep(connection, launch_id, channel, mine, own))
        index = index_file(connection, launch_id)
    zips = [one for one in zips if one.n_decks]
    made: dict[str, Path] = {}
    for one in zips:
        made[one.file] = folder / Path(one.file).name
        with made[one.file].open("wb") as file:
            write_zip(file, decks_in(paths[one.channel]))
    out_folder = OutFolder(settings.database, launch_id, out)
    published = out_folder.publish_large(STAGE, made)
    alone = {own[name.removesuffix(".pptx")]: data for mine in paths.values() for name, data in decks_in(mine, own)}
    published = published + out_folder.publish(STAGE, alone) + out_folder.publish(INDEX_STAGE, index)
    with transaction(settings.database) as connection:
        webhooks.tell(connection, webhooks.DECKS_READY, launch_id, datetime.now(UTC))
    return zips, published


def _own_files(connection: Connection, launch_id: str, channel: str) -> dict[str, str]:
    """Return deck -> the file of its own that it has."""
    current = stored.current_decks(connection, launch_id)
    return {c.deck_id: c.file for c in current if c.channel == channel and c.account_id and c.file != zip_name(channel)}


def _keep(connection: Connection, launch_id: str, channel: str, paths: Sequence[Path], own: dict[str, str]) -> ChannelZip:
    """Keep the decks of one channel's accounts; those it had before and has no longer are superseded."""
    before = {c.deck_id for c in stored.current_decks(connection, launch_id) if c.channel == channel and c.account_id}
    n_decks = 0
    accounts: set[str] = set()
    for path in paths:
        rows = [replace(k, file=own.get(k.deck_id, zip_name(channel))) for k in read_kept(path)]
        stored.keep_decks(connection, launch_id, rows)
        before -= {k.deck_id for k in rows}
        n_decks += len(rows)
        accounts |= {k.account_id for k in rows}
    stored.supersede(connection, launch_id, before)
    return ChannelZip(channel, zip_name(channel), len(accounts), n_decks)
