"""Scale: what a launch costs from files to report as it grows, and what a company of 100,000 reps would need.

In: nothing; PostgreSQL is measured where its programs are. Run: `python benchmarks/scale.py [--parts 1000 100] [--intake 10]`.
Out: for each part of FULL a launch folder is simulated and each phase is run in a process of its own: CPU seconds (its own, its
children's, the database server's), peak memory, bytes on disk. Then each phase's growth, as the slope of the logarithms between
the two largest parts it ran at, and the full size on paper: the largest part measured times what is left, to the power of that
slope, but of 1 at the least. What is on paper was not measured.
"""

from __future__ import annotations

import argparse
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.sales_ledger import Database, databases, server_cpu
from readiness.adapters.db.store import engine, upgrade

FULL_REPS, ACCOUNTS_A_REP = 100_000, 10
"""The whole company; with the lines below, 1,000,000 accounts and about 100,000,000 sales lines."""
ROWS, PRODUCTS = 85, 8
"""Lines of an account in the year of the launch, of this many products; 13 more are of the year before, and some come back."""
SEED = 1
AT = datetime(2025, 1, 20, 8, tzinfo=UTC)
UNTIL = date(2025, 1, 5)
FIGURES = ("cpu", "server", "memory", "disk")
Key = tuple[str, str]
"""Database and phase."""
INTAKE = ("take in", "answers", "sales-out", "sales-out again")
MEASUREMENT = ("contribution", "report")
FULLEST = 0.6
"""Share of the disk in use beyond which no larger part is begun."""


@dataclass(frozen=True)
class Cost:
    """What one phase took."""

    cpu: float
    """Seconds, of the process and its children."""
    server: float
    """Seconds, of the database server."""
    memory: float
    """MB at the peak, of one process."""
    disk: float
    """MB that lie there afterwards."""

    def __str__(self) -> str:
        return (
            f"CPU {self.cpu:>10,.1f} s + server {self.server:>8,.1f} s  peak {self.memory:>9,.0f} MB  disk {self.disk:>10,.1f} MB"
        )


# -- phases; each runs in a process of its own -------------------------------------------------------------------------------


def simulate(folder: Path, n_reps: int) -> int:
    from readiness.actions.simulation import simulate as write
    from readiness.actions.simulation import world_options
    from readiness.settings import Settings

    options = world_options(
        "thin", n_reps, 52, None, accounts_per_rep=ACCOUNTS_A_REP, rows_per_account=ROWS, products_per_account=PRODUCTS
    )
    write(Settings(), folder, options, scene="thin", seed=SEED)
    heads = [path.read_bytes().count(b"\n") - 1 for path in folder.glob("inbox/sales_out/*/*.csv")]
    return sum(heads)


def take_in(folder: Path, _: int) -> None:
    from readiness.actions import launch as actions
    from readiness.settings import Settings

    settings = Settings()
    launch_id, _ = actions.take_in(settings, folder)
    actions.write_positioning(settings, launch_id, settings.out_dir(launch_id))
    actions.approve(settings, launch_id, "Alex Example", date(2023, 10, 23))


def answers(folder: Path, _: int) -> None:
    from readiness.actions.measurement import collect_inbox
    from readiness.settings import Settings

    for said in collect_inbox(Settings(), id_of(folder)):
        assert not said.submission.n_quarantined, said


def sales_out(folder: Path, _: int) -> int:
    from readiness.actions.sales_out import collect_reports
    from readiness.settings import Settings

    said = collect_reports(Settings(), id_of(folder), AT)
    assert not sum(s.submission.n_quarantined for s in said)
    return sum(s.submission.n_rows for s in said)


def contribution(folder: Path, _: int) -> None:
    from readiness.actions.measurement.contributing import fitted, launch_cells
    from readiness.actions.measurement.sold import sold_and_quality
    from readiness.adapters.db.store import reading
    from readiness.adapters.stored_positioning import approved_positioning
    from readiness.settings import Settings

    settings = Settings()
    with reading(settings.database) as connection:
        inputs, _, _ = approved_positioning(settings.templates, connection, id_of(folder))
        cells = launch_cells(inputs, sold_and_quality(connection, inputs, UNTIL), UNTIL)
    assert fitted(inputs, cells) is not None


def report(folder: Path, _: int) -> None:
    from readiness.actions.measurement import write_report
    from readiness.settings import Settings

    settings, launch_id = Settings(), id_of(folder)
    write_report(settings, launch_id, settings.out_dir(launch_id), UNTIL)


PHASES: Mapping[str, Callable[[Path, int], int | None]] = {
    "simulate": simulate, "take in": take_in, "answers": answers, "sales-out": sales_out, "sales-out again": sales_out,
    "contribution": contribution, "report": report,
}  # fmt: skip


def id_of(folder: Path) -> str:
    lines = (folder / "launch.yaml").read_text().splitlines()
    return next(line.removeprefix("launch_id: ") for line in lines if line.startswith("launch_id: "))


# -- measuring -----------------------------------------------------------------------------------------------------------------


def of_server(database: Database) -> float:
    """Return what a server has used so far, those of its processes that ended with it."""
    if not database.server:
        return 0.0
    ended = Path(f"/proc/{database.server}/stat").read_text().rsplit(")", 1)[1].split()[13:15]
    return server_cpu(database.server) + sum(map(int, ended)) / os.sysconf("SC_CLK_TCK")


def run(phase: str, folder: Path, n_reps: int, database: Database, home: Path) -> tuple[Cost, int]:
    """Run one phase in a process of its own, and return what it took and how many lines it told of."""
    env = {**os.environ, "READINESS_HOME": str(home), "READINESS_DATABASE_URL": database.url, "OPENBLAS_NUM_THREADS": "1"}
    before = of_server(database)
    command = [sys.executable, __file__, "--phase", phase, "--folder", str(folder), "--reps", str(n_reps)]
    said = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    n_lines, cpu, memory = int(said[0]), float(said[1]), float(said[2])
    return Cost(cpu, of_server(database) - before, memory, 0), n_lines


def child(phase: str, folder: Path, n_reps: int) -> None:
    """Do one phase, and print its lines, CPU seconds and peak in MB, those of its own children with them."""
    n_lines = PHASES[phase](folder, n_reps) or 0
    t = os.times()
    print(n_lines, sum(t[:4]), peak_mb())


def peak_mb() -> float:
    """Return the most that this process, or one it started and waited for, held at a time."""
    own = next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return max(int(own), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def megabytes(folder: Path) -> float:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6


def held(name: str, place: Path) -> float:
    """Return how much lies in the database's own files; PostgreSQL's log of changes, which it reuses, is not counted."""
    return megabytes(place / "pg" / "data" / "base") if name == "PostgreSQL" else sum(
        p.stat().st_size for p in place.glob("b.db*")
    ) / 1e6  # fmt: skip


def measured(part: int, place: Path, only: str, phases: Sequence[str]) -> dict[Key, Cost]:
    """Return (database, phase) -> cost at one part of the whole; everything written is gone afterwards."""
    n_reps = max(FULL_REPS // part, 1)
    folder, costs = place / "launch", {}
    cost, n_lines = run("simulate", folder, n_reps, Database(""), place / "home")
    print(f"1/{part}: {n_reps:,} reps, {n_reps * ACCOUNTS_A_REP:,} accounts, {n_lines:,} sales lines")
    costs["files", "simulate"] = shown("files", "simulate", replace(cost, disk=megabytes(folder)))
    with databases(place) as found:
        for name, database in found.items():
            if only and name != only:
                continue
            upgrade(database.url)
            home, empty = place / f"home-{name}", held(name, place)
            for phase in phases:
                cost, _ = run(phase, folder, n_reps, database, home)
                disk = (megabytes(home) if home.exists() else 0) + held(name, place) - empty
                costs[name, phase] = shown(name, phase, replace(cost, disk=disk))
            engine(database.url).dispose()
            shutil.rmtree(home, ignore_errors=True)
    return costs


def shown(name: str, phase: str, cost: Cost) -> Cost:
    print(f"  {name:<11}{phase:<16}{cost}", flush=True)
    return cost


def growth(few: float, many: float, times: float) -> float:
    """Return the slope between the logarithms of two figures of which the second is of `times` as much."""
    return math.log(max(many, 1e-9) / max(few, 1e-9)) / math.log(times)


def on_paper(costs: Mapping[int, Mapping[Key, Cost]]) -> None:
    """Print how each phase grew between the two largest parts it ran at, and what the whole would take."""
    print(
        "Growth between the two largest parts (1.00: in step with the lines), and the whole, on paper: the largest times what is"
    )
    print("left, to the power of that growth, but of 1 at the least. It was not measured.")
    for key in dict.fromkeys(key for found in costs.values() for key in found):
        parts = sorted((part for part in costs if key in costs[part]), reverse=True)[-2:]
        if len(parts) < 2:
            continue
        few, many = parts
        before, cost = costs[few][key], costs[many][key]
        slopes = [growth(getattr(before, name), getattr(cost, name), few / many) for name in FIGURES]
        whole = Cost(*(getattr(cost, name) * many ** max(s, 1.0) for name, s in zip(FIGURES, slopes, strict=True)))
        told = "  ".join(f"{name} {s:5.2f}" for name, s in zip(FIGURES, slopes, strict=True))
        print(f"  {key[0]:<11}{key[1]:<16}1/{few} to 1/{many}: {told}   {whole}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--parts", type=int, nargs="+", default=[1000, 100], help="1/this of the whole, each; two or more")
    parser.add_argument("--intake", type=int, nargs="*", default=[], help="1/this of the whole, taken in and not measured")
    parser.add_argument("--only", default="", help="SQLite or PostgreSQL alone")
    parser.add_argument("--place", type=Path, default=None, help="where the files go meanwhile")
    parser.add_argument("--phase", default="")
    parser.add_argument("--folder", type=Path, default=Path())
    parser.add_argument("--reps", type=int, default=0)
    given = parser.parse_args()
    if given.phase:
        child(given.phase, given.folder, given.reps)
        return
    costs: dict[int, dict[Key, Cost]] = {}
    for part in sorted({*given.parts, *given.intake}, reverse=True):
        disk = shutil.disk_usage(given.place or tempfile.gettempdir())
        if disk.used / disk.total > FULLEST:
            print(f"1/{part}: not begun, the disk is {disk.used / disk.total:.0%} full")
            break
        with tempfile.TemporaryDirectory(prefix="readiness-scale-", dir=given.place) as place:
            phases = INTAKE + (MEASUREMENT if part in given.parts else ())
            costs[part] = measured(part, Path(place), given.only, phases)
    if len(costs) > 1:
        on_paper(costs)


if __name__ == "__main__":
    main()
