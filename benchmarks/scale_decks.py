"""Scale of decks: a launch of 100,000 decks through its flows, and a sixteenth and a quarter of it.

In: nothing; the bundled launch, its accounts under more ids and names. Run: `python benchmarks/scale_decks.py [--sizes N N]`.
Out: for each size and flow, in a process of its own with the embedded server: CPU seconds of it and its children, the most that
one process held, bytes of output and database; decks in the index, in the zips and on the server's list of task runs; growth.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.scale import growth, megabytes, peak_mb  # noqa: E402

BUNDLED = ROOT / "data" / "launches" / "touring-1000"
LAUNCH = "touring-1000"
SIZES = (6_250, 25_000, 100_000)
"""Decks, two of each account."""
FLOWS = ("launch", "account-decks")


def write_folder(folder: Path, n_accounts: int) -> None:
    """Write the bundled launch with so many accounts: the ones it has, again and again under other ids and names."""
    shutil.copytree(BUNDLED, folder)
    path = folder / "accounts.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    notes = [line for line in lines if line.startswith("#")]
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{note}\n" for note in notes)
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        for number in range(n_accounts):
            row, again = rows[number % len(rows)], number // len(rows)
            more = {"account_id": f"{row['account_id']}-{again}", "name": f"{row['name']} {again}"} if again else {}
            writer.writerow(row | more)


def child(flow: str, folder: Path) -> None:
    """Run one flow; print CPU seconds, those of its children with them, peak MB, wall seconds and task runs that are recorded."""
    from flows.embedded_server import serve
    from readiness.actions import launch as actions
    from readiness.settings import Settings

    settings = Settings()
    with serve(settings.home):  # Prefect reads where its server is when it is imported
        from benchmarks.orchestration import recorded
        from flows.account_decks import AccountDecksRequest, account_decks
        from flows.launch import LaunchRequest, launch

        start, before = time.perf_counter(), os.times()
        if flow == "launch":
            actions.take_in(settings, folder)
            actions.approve(settings, LAUNCH, "Benchmark", date(2013, 6, 3))
            launch(LaunchRequest(launch_dir=str(folder)))
        else:
            account_decks(AccountDecksRequest(launch_id=LAUNCH))
        wall = time.perf_counter() - start
        for process in multiprocessing.active_children():  # a process's time is its parent's when it has been waited for
            process.join(30)
        after = os.times()
        n_done, n_all = recorded(flow)
    print("measured", sum(after[:4]) - sum(before[:4]), peak_mb(), wall, n_done, n_all)


def measured(n_decks: int, place: Path) -> dict[str, float]:
    """Run both flows at one size; return flow -> CPU seconds."""
    folder, home = place / "folder", place / "home"
    write_folder(folder, n_decks // 2)
    env = {**os.environ, "READINESS_HOME": str(home), "OPENBLAS_NUM_THREADS": "1", "PREFECT_LOGGING_LEVEL": "ERROR"}
    cpu: dict[str, float] = {}
    for flow in FLOWS:
        command = [sys.executable, __file__, "--flow", flow, "--folder", str(folder)]
        said = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True).stdout
        cpu[flow], memory, wall, n_done, n_all = map(float, said.rsplit("measured", 1)[1].split())
        print(
            f"{n_decks:>8,} decks  {flow:<14} CPU {cpu[flow]:>7.1f} s  wall {wall:>7.1f} s  peak {memory:>6,.0f} MB  "
            f"on disk {megabytes(home):>9,.1f} MB  task runs {n_done:.0f} of {n_all:.0f}",
            flush=True,
        )
    out = home / "out" / LAUNCH
    zipped = sum(len(zipfile.ZipFile(file).namelist()) for file in out.glob("decks/*-accounts.zip"))
    with (out / "decks" / "index.csv").open(encoding="utf-8") as file:
        listed = sum(row["file"].endswith("-accounts.zip") for row in csv.DictReader(line for line in file if line[0] != "#"))
    print(f"{'':>16} in the zips {zipped:,}, in the index {listed:,}", flush=True)
    return cpu


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--flow", default="")
    parser.add_argument("--folder", type=Path, default=Path())
    given = parser.parse_args()
    if given.flow:
        child(given.flow, given.folder)
        return
    costs: dict[int, dict[str, float]] = {}
    for n_decks in given.sizes:
        with tempfile.TemporaryDirectory(prefix="readiness-decks-") as place:
            costs[n_decks] = measured(n_decks, Path(place))
    for few, many in zip(given.sizes, given.sizes[1:], strict=False):
        told = "  ".join(f"{flow} {growth(costs[few][flow], costs[many][flow], many / few):.2f}" for flow in FLOWS)
        print(f"growth of CPU from {few:,} to {many:,} (1.00: in step with the decks): {told}")


if __name__ == "__main__":
    main()
