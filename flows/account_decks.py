"""Account decks flow: press the decks of every account of a launch in batches, on as many processes as are set, and zip them.

In: AccountDecksRequest.
Out: AccountDecksOutcome; files and rows are the action's.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.futures import PrefectFuture
from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner
from pydantic import BaseModel, Field

from flows.embedded_server import end_with
from flows.progress import say
from flows.steps import step
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
    zips, published = pressed(launch_id, out, channels)
    published = published + manifest(launch_id, out)
    say("account decks", "manifest", f"{out}/manifest.json")
    return AccountDecksOutcome(launch_id, Path(out), zips, published)


def pressed(launch_id: str, out: str, channels: list[str]) -> tuple[list[ChannelZip], Published]:
    """Press, zip and publish the decks of some channels' accounts; the flow's work, and a part of the launch flow's."""
    settings = Settings()
    with actions.shards(settings, launch_id) as folder:
        paths: dict[str, list[Path]] = {channel: [] for channel in channels}
        n_decks = sum(_on_workers(settings.n_deck_workers, launch_id, _batches(settings, launch_id, folder, paths)))
        say("account decks", "press", f"{counted(n_decks, 'deck')} pressed")
        zips, published = finish(launch_id, out, str(folder), paths)
    table = [{"channel": z.channel, "accounts": z.n_accounts, "decks": z.n_decks, "file": z.file} for z in zips]
    create_table_artifact(table=table, key=f"{launch_id}-account-decks", description="Decks of all accounts")
    say("account decks", "zip", f"{counted(len(zips), 'zip')} of them")
    return zips, published


def _batches(settings: Settings, launch_id: str, folder: Path, paths: dict[str, list[Path]]) -> Iterator[tuple[Path, Batch]]:
    """Yield each batch and where its shard goes, and note that place."""
    for number, channel in enumerate(paths, start=1):
        for batch in actions.batches(settings, launch_id, channel):
            paths[channel].append(folder / f"{number:04}-{batch.number:05}")
            yield paths[channel][-1], batch


def _on_workers(n: int, launch_id: str, batches: Iterator[tuple[Path, Batch]]) -> Iterator[int]:
    """Yield how many decks each batch has: one after the other here, or as tasks on n processes, a few ahead."""
    if n == 1:
        for path, batch in batches:
            yield press_batch(launch_id, str(path), batch)
        return
    waiting: deque[PrefectFuture[Any]] = deque()
    with _runner(n) as runner:
        for path, batch in batches:
            parameters = {"launch_id": launch_id, "shard": str(path), "batch": batch}
            waiting.append(runner.submit(press_batch, parameters))
            if len(waiting) > 2 * n:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _runner(n: int) -> TaskRunner[Any]:
    """Return n processes of this machine: Dask's where it is installed, else Prefect's own."""
    if find_spec("prefect_dask") is None:
        return ProcessPoolTaskRunner(max_workers=n, initializer=_end_with_us, initargs=(os.getpid(),))
    from prefect_dask.task_runners import DaskTaskRunner

    logging.getLogger("distributed").setLevel(logging.ERROR)
    alone = {"host": "127.0.0.1", "dashboard_address": None, "silence_logs": logging.ERROR}
    runner: TaskRunner[Any] = DaskTaskRunner(cluster_kwargs={"n_workers": n, "threads_per_worker": 1, **alone})
    return runner


def _end_with_us(parent: int) -> None:
    """Let a worker end when the flow's process is gone, however that ended."""
    threading.Thread(target=end_with, args=(parent,), daemon=True).start()
