"""Sales-out: a report's bytes -> parse, checks, joins, duplicates, cells, beside plain Python and pandas by rows and by columns.

Every path runs in a process of its own and ends in the same cells; the plain one also counts reasons and duplicates. Medians of
CPU seconds, peak memory of the process, PASS or MISS beside each limit. `--large` also shows 20 million lines once.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sales_out_paths import MAPPING, TODAY, by_column, by_row, checksum, ours, plain, report

from readiness.adapters.sales_reports.opening import read_report
from readiness.stages.sales_out.keys import keyed
from readiness.stages.sales_out.parsing import typed

BY_ROW_TIMES, BY_COLUMN_TIMES, PEAK_MB, WORKER_MB, PARENT_MB = 10, 3, 1_200, 500, 1_500
WORKERS = 2


def peak_mb() -> float:
    """Return the most memory this process held since it began; what `getrusage` tells is its parent's where that was more."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def measured(name: str, path: Path) -> dict[str, Any]:
    """Return what one run costs in a process of its own, and what it came to."""
    run = subprocess.run([sys.executable, __file__, "--run", name, str(path)], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def run_once(name: str, path: Path) -> None:
    start, cpu = time.perf_counter(), time.process_time()
    cells, told = PATHS[name](path)
    cost = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - start}
    peak = peak_mb()
    print(json.dumps({**cost, "peak_mb": peak, "sum": checksum(cells), "told": told and dict(sorted(told.items()))}))


PATHS = {"ours": ours, "plain": plain, "by_row": by_row, "by_column": by_column}


@dataclass(frozen=True)
class Run:
    """A path at one size: medians of CPU and wall seconds, the highest peak, what it came to."""

    cpu: float
    wall: float
    peak: float
    sum: list[int]
    told: dict[str, int] | None


def runs(jobs: Sequence[tuple[str, Path]], times: int) -> list[Run]:
    """Return what each job costs; a round runs each once, so that a busy minute meets all."""
    rounds = [[measured(name, path) for name, path in jobs] for _ in range(times)]
    found = []
    for (name, _), each in zip(jobs, zip(*rounds, strict=True), strict=True):
        assert len({json.dumps([run["sum"], run["told"]]) for run in each}) == 1, f"{name} does not come to the same twice"
        cpu, wall = (statistics.median(run[what] for run in each) for what in ("cpu", "wall"))
        found.append(Run(cpu, wall, max(run["peak_mb"] for run in each), each[0]["sum"], each[0]["told"]))
    return found


def verdict(is_met: bool) -> str:
    return "PASS" if is_met else "MISS"


def compare(folder: Path, times: int) -> None:
    """Print each path at one size, all in this run, and how ours grows."""
    sizes = (62_500, 250_000, 1_000_000)
    paths = {n: folder / f"{n}.csv" for n in sizes}
    for n, path in paths.items():
        path.write_bytes(report(n, 1))
    small, middle, large = paths.values()
    jobs = [("ours", small), ("by_row", small), ("ours", middle), ("ours", large), ("by_column", large)]
    own_small, rows, own_middle, own, columns = runs(jobs, times)
    reference = runs([("plain", large)], 1)[0]
    for n, run in zip(sizes, (own_small, own_middle, own), strict=True):
        grown = f"{run.cpu / own_small.cpu:5.1f}x of the smallest"
        print(f"ours               {n:>9,} lines  cpu {run.cpu:7.2f} s  wall {run.wall:6.2f} s  peak {run.peak:6.0f} MB  {grown}")
    for name, n, run, beside, limit in (
        ("pandas, by row", sizes[0], rows, own_small, BY_ROW_TIMES),
        ("pandas, by column", sizes[2], columns, own, BY_COLUMN_TIMES),
        ("plain Python", sizes[2], reference, own, 0),
    ):
        said = f"  {verdict(run.cpu >= limit * beside.cpu)}, limit {limit}" if limit else ""
        many = f"{run.cpu / beside.cpu:5.1f}x ours"
        print(f"{name:<18} {n:>9,} lines  cpu {run.cpu:7.2f} s  wall {run.wall:6.2f} s  peak {run.peak:6.0f} MB  {many}{said}")
    assert rows.sum == own_small.sum, "row by row comes to other cells"
    assert columns.sum == own.sum, "by columns comes to other cells"
    assert (reference.sum, reference.told) == (own.sum, own.told), "plain Python comes to other cells, reasons or duplicates"
    print(f"peak at {sizes[2]:,} lines: {own.peak:,.0f} MB, {verdict(own.peak < PEAK_MB)}, limit {PEAK_MB:,}")
    print(f"all come to the same: {own.sum[0]:,} cells, {own.sum[1]:,} units, {own.sum[2]:,} minor units; {own.told}")


def keys(n: int) -> None:
    """Print what keys and hashes cost."""
    lines = typed(read_report("report.csv", report(n, 1), MAPPING).frame, MAPPING, TODAY)
    cpu = time.process_time()
    keyed(lines, "partner", MAPPING)
    print(f"keys and hashes of {n:,} lines: cpu {time.process_time() - cpu:.2f} s")


def one_file(path: Path) -> tuple[int, int, float]:
    cells, _ = ours(path)
    peak = peak_mb()
    return int(cells["n"].sum()), int(cells["units"].sum()), peak


def many_files(folder: Path, n_files: int, lines_each: int) -> None:
    """Print many files over worker processes, each with its share of the cores; four different files stand for all."""
    paths = [folder / f"part{k}.csv" for k in range(4)]
    for seed, path in enumerate(paths, start=2):
        path.write_bytes(report(lines_each, seed))
    os.environ["POLARS_MAX_THREADS"] = str(max(1, (os.cpu_count() or 1) // WORKERS))  # for the workers: ours is started already
    start = time.perf_counter()
    with ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("spawn")) as pool:
        found = list(pool.map(one_file, [paths[k % 4] for k in range(n_files)]))
    wall, peak = time.perf_counter() - start, max(p for _, _, p in found)
    counted, units = sum(n for n, _, _ in found), sum(u for _, u, _ in found)
    parent = peak_mb()
    print(
        f"{n_files * lines_each:,} lines as {n_files} files, {WORKERS} workers: wall {wall:.1f} s, {counted:,} lines counted, "
        f"{units:,} units; a worker's peak {peak:.0f} MB, {verdict(peak < WORKER_MB)}, limit {WORKER_MB}; the parent's "
        f"{parent:.0f} MB, {verdict(parent < PARENT_MB)}, limit {PARENT_MB:,}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="also 20 million lines, as 80 files")
    parser.add_argument("--times", type=int, default=3, help="runs the medians are of")
    parser.add_argument("--run", nargs=2, metavar=("NAME", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        run_once(given.run[0], Path(given.run[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compare(folder, given.times)
        keys(1_000_000)
        many_files(folder, 20, 250_000)
        if given.large:
            many_files(folder, 80, 250_000)


if __name__ == "__main__":
    main()
