"""Deck bulk: how many decks a second two processes press into shards, what memory they take, how both grow with accounts.

In: nothing; a library and recipes are made from seeds, no deck twice. Run: `python benchmarks/deck_bulk.py [--dask]`.
Out: decks a second, CPU a deck, bytes, most memory of a worker; for 6,250, 25,000 and 100,000 decks. Linux only.
"""

from __future__ import annotations

import argparse
import multiprocessing
import pickle
import re
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import repeat
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from readiness.adapters.deck_press import Press, compile_press, open_template, write_shard  # noqa: E402
from readiness.stages.decks.recipe import Recipe  # noqa: E402

TASK, PATTERNS = 625, 64
RUNS = ((1, 6_250), (2, 6_250), (2, 25_000), (2, 100_000))
MAX_WORKER_MB = 60
INPUTS = "inputs.pickle"
STARTED = 10**9
"""Numbers of accounts that no run has, for what a worker presses before its time is taken."""
Run = Callable[[str, list[int]], "list[Done]"]


@dataclass(frozen=True, slots=True)
class Done:
    """One task."""

    n_decks: int
    size: int
    cpu_seconds: float
    worker_mb: int


def write_inputs(folder: str) -> None:
    """Write what workers take in, so that only this process loads python-pptx to make it."""
    from tests.deck_library import light_images, light_library, light_recipe

    inputs = light_library(), light_images(), [light_recipe(seed) for seed in range(PATTERNS)]
    (Path(folder) / INPUTS).write_bytes(pickle.dumps(inputs))


@lru_cache(maxsize=1)
def own_press(folder: str) -> tuple[Press, list[Recipe]]:
    """Return this process's press, and recipes to make others like."""
    library, images, recipes = pickle.loads((Path(folder) / INPUTS).read_bytes())
    return compile_press(open_template("library.pptx", library, images)), recipes


def account(like: Recipe, number: int) -> Recipe:
    """Return an account's deck: every slide names it, so that no part of any two decks is the same."""
    name = f"Account {number:06}"
    slides = [replace(s, text={**s.text, "footer": name, "title": f"{s.text['title']} {number}"}) for s in like.slides]
    return replace(like, deck_id=f"account-{number}", title=name, slides=tuple(slides))


def press_shard(folder: str, start: int) -> Done:
    """Press a task's decks into a shard; the CPU is that of pressing, hashing and writing."""
    press, patterns = own_press(folder)
    recipes = [account(patterns[n % PATTERNS], n) for n in range(start, start + TASK)]
    path = Path(folder) / f"shard-{start:010}"
    before = time.process_time()
    rows = write_shard(press, recipes, path)
    seconds = time.process_time() - before
    path.with_suffix(".decks").unlink()  # 100,000 decks are 11 GB; the index stays
    return Done(len(rows), sum(r.size for r in rows), seconds, most_memory())


def most_memory() -> int:
    """Return the most this process held at a time, in MB; getrusage would say what its parent held when it began it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) // 1024 if found else 0


def measure(kind: str, n_workers: int, n_decks: int, folder: str, run: Run, asked: bool) -> None:
    """Press accounts' decks in tasks and print how it went."""
    run(folder, [STARTED + n * TASK for n in range(n_workers)])  # processes started, the press compiled
    start = time.perf_counter()
    done = run(folder, list(range(0, n_decks, TASK)))
    wall = time.perf_counter() - start
    count, cpu, most = sum(d.n_decks for d in done), sum(d.cpu_seconds for d in done), max(d.worker_mb for d in done)
    verdict = f"  <= {MAX_WORKER_MB} MB {'PASS' if most <= MAX_WORKER_MB else 'MISS'}" if asked else ""
    print(
        f"{kind:<10}{n_workers:>3}{count:>9,}{wall:>8.1f} s{count / wall:>8,.0f}/s{cpu / count * 1000:>9.3f} ms"
        f"{sum(d.size for d in done) / 1e9:>7.2f} GB{most:>6} MB{verdict}",
        flush=True,
    )


def by_processes() -> None:
    for n_workers, n_decks in RUNS:
        context = multiprocessing.get_context("spawn")
        with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(n_workers, mp_context=context) as pool:
            write_inputs(folder)
            run: Run = lambda where, tasks, p=pool: list(p.map(press_shard, repeat(where), tasks))  # type: ignore[misc] # noqa: E731
            measure("processes", n_workers, n_decks, folder, run, asked=True)


def by_dask() -> None:
    from dask.distributed import Client

    for n_workers, n_decks in RUNS:
        alone = {"threads_per_worker": 1, "dashboard_address": None, "host": "127.0.0.1"}
        with tempfile.TemporaryDirectory() as folder, Client(n_workers=n_workers, **alone) as client:
            write_inputs(folder)

            def run(where: str, tasks: list[int], dask: Client = client) -> list[Done]:
                done: list[Done] = dask.gather(dask.map(press_shard, [where] * len(tasks), tasks, pure=False))
                return done

            measure("dask", n_workers, n_decks, folder, run, asked=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dask", action="store_true", help="the same by Dask (pip install distributed)")
    asked = parser.parse_args()
    print(f"shards of {TASK} light decks; CPU a deck with writing and hashing, most memory of a worker")
    print(f"{'by':<10}{'n':>3}{'decks':>9}{'wall':>10}{'rate':>10}{'CPU':>12}{'bytes':>10}{'RSS':>9}")
    by_processes()
    if asked.dask:
        by_dask()


if __name__ == "__main__":
    main()
