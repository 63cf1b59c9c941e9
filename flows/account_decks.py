"""Account decks flow: press the decks of every account of a launch in batches, on as many processes as are set, and zip them.

In: AccountDecksRequest.
Out: AccountDecksOutcome; files and rows are the action's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_table_artifact
from pydantic import BaseModel, Field

from flows.copies import copied
from flows.progress import count, made, recorded, say
from flows.steps import step
from flows.workers import on_workers
from readiness.actions import account_decks as actions
from readiness.actions.account_decks import Batch, ChannelZip, Published
from readiness.actions.launch import write_manifest
from readiness.settings import Settings
from readiness.vocabulary import counted


class AccountDecksRequest(BaseModel):
    """Whose decks to press."""

    launch_id: str = Field(description="a launch whose positioning is approved")
    channels: list[str] = Field(default=[], description="only the accounts of these channels; none: of all")
    out: str = Field(default="", description="output folder; blank: the workspace's")


@dataclass(frozen=True, slots=True)
class AccountDecksOutcome:
    """What was pressed."""

    launch_id: str
    out: Path
    zips: list[ChannelZip]
    published: Published


@step("press account decks", "account-decks-{launch_id}-{shard}")
def press_batch(launch_id: str, shard: str, batch: Batch) -> int:
    """Press one batch into a shard."""
    return actions.press_batch(Settings(), launch_id, batch, Path(shard))


@step("zip account decks", "account-deck-zips-{launch_id}")
def finish(launch_id: str, out: str, folder: str, paths: dict[str, list[Path]]) -> tuple[list[ChannelZip], Published]:
    """Join the shards, keep the recipes."""
    return actions.finish(Settings(), launch_id, Path(out), Path(folder), paths)


@step("manifest", "manifest-{launch_id}")
def manifest(launch_id: str, out: str) -> Published:
    """Write the manifest."""
    return write_manifest(Settings(), launch_id, Path(out))


@flow(name="account-decks", flow_run_name="account-decks-{request.launch_id}", validate_parameters=True)
def account_decks(request: AccountDecksRequest) -> AccountDecksOutcome:
    """Press the decks of all accounts; what a stopped run left half done is never seen."""
    launch_id = request.launch_id
    out = request.out or str(Settings().out_dir(launch_id))
    channels = actions.channels_to_press(Settings(), launch_id, request.channels)
    with recorded("account decks", launch_id):
        zips, published = pressed(launch_id, out, channels)
        published = published + manifest(launch_id, out)
        say("account decks", "manifest", f"{out}/manifest.json{copied(launch_id, out)}")
        made(n_files=published.n_files)
    return AccountDecksOutcome(launch_id, Path(out), zips, published)


def pressed(launch_id: str, out: str, channels: list[str]) -> tuple[list[ChannelZip], Published]:
    """Press, zip and publish the decks of some channels' accounts; the flow's work, and a part of the launch flow's."""
    settings = Settings()
    with actions.shards(settings, launch_id) as folder:
        paths: dict[str, list[Path]] = {channel: [] for channel in channels}
        n_decks, n_total = 0, actions.n_to_press(settings, launch_id, channels)
        for n in on_workers(settings, settings.n_deck_workers, press_batch, _batches(settings, launch_id, folder, paths)):
            n_decks += n
            count(n_decks, n_total)
        made(n_decks=n_decks)
        say("account decks", "press", f"{counted(n_decks, 'deck')} pressed")
        zips, published = finish(launch_id, out, str(folder), paths)
    table = [{"channel": z.channel, "accounts": z.n_accounts, "decks": z.n_decks, "file": z.file} for z in zips]
    create_table_artifact(table=table, key=f"{launch_id}-account-decks", description="Decks of all accounts")
    say("account decks", "zip", f"{counted(len(zips), 'zip')} of them")
    return zips, published


def _batches(settings: Settings, launch_id: str, folder: Path, paths: dict[str, list[Path]]) -> Iterator[dict[str, Any]]:
    """Yield what presses each batch, and note where its shard goes."""
    for number, channel in enumerate(paths, start=1):
        for batch in actions.batches(settings, launch_id, channel):
            paths[channel].append(folder / f"{number:04}-{batch.number:05}")
            yield {"launch_id": launch_id, "shard": str(paths[channel][-1]), "batch": batch}
