"""Orchestration: what Prefect costs a launch of 1,402 account decks, what of it is recorded, and how soon the next flow starts.

In: nothing; the bundled launch in a folder of its own. Run: `python benchmarks/orchestration.py [--repeats 5]`.
Out: CPU seconds of this process for the same launch by plain calls and by the flow; task runs on the server; seconds from
asking for the next flow to its first line after launches of 29, 103 and 353 tasks, on SQLite.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
BUNDLED = ROOT / "data" / "launches" / "touring-1000"
LAUNCH, DAY = "touring-1000", date(2013, 6, 3)


def plain(out: Path) -> int:
    """Do what the launch flow does, by plain calls; return how many decks of accounts were pressed."""
    from readiness.actions import account_decks, buyer_side, decks, launch, sales_out
    from readiness.settings import Settings

    settings = Settings()
    launch_id, _ = launch.take_in(settings, BUNDLED)
    launch.write_positioning(settings, launch_id, out)
    rows = [r for b in decks.deck_batches(settings, launch_id) for r in decks.press_decks(settings, launch_id, out, b)[0]]
    decks.finish_decks(settings, launch_id, out, rows)
    channels = account_decks.channels_pressed(settings, launch_id, out) or account_decks.channels_to_press(settings, launch_id)
    with account_decks.shards(settings, launch_id) as folder:
        paths: dict[str, list[Path]] = {channel: [] for channel in channels}
        n = 0
        for number, channel in enumerate(channels, start=1):
            for batch in account_decks.batches(settings, launch_id, channel):
                paths[channel].append(folder / f"{number:04}-{batch.number:05}")
                n += account_decks.press_batch(settings, launch_id, batch, paths[channel][-1])
        account_decks.finish(settings, launch_id, out, folder, paths)
    sales_out.collect_reports(settings, launch_id, datetime.now(UTC))
    buyer_side.write_map(settings, launch_id, out)
    buyer_side.write_plan(settings, launch_id, out)
    buyer_side.write_kick_off(settings, launch_id, out)
    launch.write_manifest(settings, launch_id, out)
    return n


def by_flow(out: Path) -> None:
    """Run the launch flow."""
    from flows.launch import LaunchRequest, launch

    launch(LaunchRequest(launch_dir=str(BUNDLED), out=str(out)))


def cpu_of(work: object, out: Path) -> float:
    """Return the CPU seconds of this process that a call takes."""
    start = time.process_time()
    work(out)  # type: ignore[operator]
    return time.process_time() - start


async def task_runs(flow_name: str) -> tuple[int, int]:
    """Return how many task runs of the last flow of a name are completed on the server, and how many there are."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName, FlowRunFilter, FlowRunFilterId
    from prefect.client.schemas.sorting import FlowRunSort

    async with get_client() as client:
        named = FlowFilter(name=FlowFilterName(any_=[flow_name]))
        (last,) = await client.read_flow_runs(flow_filter=named, sort=FlowRunSort.START_TIME_DESC, limit=1)
        mine = FlowRunFilter(id=FlowRunFilterId(any_=[last.id]))
        n_all = n_done = 0
        while page := await client.read_task_runs(flow_run_filter=mine, limit=200, offset=n_all):
            n_all += len(page)
            n_done += sum(run.state_name == "Completed" for run in page)
        return n_done, n_all


def recorded(flow_name: str) -> tuple[int, int]:
    """Return the same once all are completed, or after a minute."""
    end = time.monotonic() + 60
    while True:
        time.sleep(2)  # events come in batches of a second
        found = asyncio.run(task_runs(flow_name))
        if found[0] == found[1] or time.monotonic() > end:
            return found


def next_start(out: Path, batch: int) -> tuple[float, float]:
    """Press the decks with so many accounts a batch; return seconds until the next flow runs, and until it is over."""
    from prefect import flow

    from flows.account_decks import AccountDecksRequest, account_decks
    from readiness.actions import account_decks as actions

    before = actions.ACCOUNTS_A_BATCH
    actions.ACCOUNTS_A_BATCH = batch
    account_decks(AccountDecksRequest(launch_id=LAUNCH, out=str(out)))
    actions.ACCOUNTS_A_BATCH = before
    started: list[float] = []

    @flow(name="next")
    def following() -> None:
        started.append(time.monotonic())

    asked = time.monotonic()
    following()
    return started[0] - asked, time.monotonic() - asked


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory() as temp:
        home, out = Path(temp) / "home", Path(temp) / "home" / "out" / LAUNCH
        os.environ["READINESS_HOME"] = str(home)
        from flows.embedded_server import serve
        from readiness.actions import launch
        from readiness.settings import Settings

        with serve(home):
            launch.take_in(Settings(), BUNDLED)
            launch.approve(Settings(), LAUNCH, "Benchmark", DAY)
            n_decks = plain(out)  # warm, and the decks of all accounts are pressed, so that the flow presses them too
            by_flow(out)
            pairs = [(cpu_of(plain, out), cpu_of(by_flow, out)) for _ in range(repeats)]
            found = recorded("launch")
            one, other = (statistics.median(values) for values in zip(*pairs, strict=True))
            ratio = statistics.median(b / a for a, b in pairs)
            print(f"a launch of {n_decks:,} account decks, CPU seconds of the client, medians of {repeats} in turn:")
            print(f"  plain calls {one:.2f}, by the flow {other:.2f}: {100 * (ratio - 1):+.1f}% (asked: at most +5%)")
            print(f"  task runs recorded as completed: {found[0]} of {found[1]}")
            for batch in (28, 7, 2):
                until_start, until_over = next_start(out, batch)
                done, there = recorded("account-decks")
                print(
                    f"after {there} tasks, {done} recorded: the next flow ran after {until_start:.1f} s and was over after "
                    f"{until_over:.1f} s (asked: at most 5 s after 100)"
                )


if __name__ == "__main__":
    main()
