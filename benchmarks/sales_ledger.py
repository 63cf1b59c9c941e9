"""Sales ledger: how fast lines get in, what a resend and a restatement cost, and how that grows, beside the plain ways in.

In: nothing; PostgreSQL is measured where its programs are installed. Run: `python benchmarks/sales_ledger.py [--lines N]`.
Out: medians of `--times` turns, PASS or MISS beside each limit. Loads of `--lines` lines with a random 64-character key into one
table: ours (SQLite: the driver's executemany, rows sorted by key; PostgreSQL: COPY), SQLAlchemy Core's executemany,
pandas.to_sql. CPU is this process's and, apart, the server's. Then the whole ledger at 1x, 4x and 16x of `--grown` / 16, and what
the same bytes, the same lines under other bytes, and a restated week cost on top of it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from sqlalchemy import delete, func, insert, select

from readiness.adapters.db import sales_ledger
from readiness.adapters.db.bulk_loading import append
from readiness.adapters.db.ledger_tables import sales_current, sales_submissions
from readiness.adapters.db.ledger_tables import sales_ledger as entries
from readiness.adapters.db.sales_files import SalesReport, SalesSubmission, submission_of
from readiness.adapters.db.store import engine, transaction, upgrade
from readiness.stages.sales_out.restating import LEDGER_LINE

SQLITE_TIMES, POSTGRES_TIMES = 3, 5
"""How many times Core's executemany or to_sql has to cost what ours does."""
SECONDS_RESENT, SECONDS_RESTATED = 1, 2
FIRST = date(2025, 1, 6)
WEEKS = 52
AT = datetime(2026, 11, 22)  # noqa: DTZ001 - the database keeps UTC without its zone


def lines_of(n: int, seed: int = 1, partner: str = "firm") -> pl.DataFrame:
    """Return n lines of a year, each key a hash."""
    rng = np.random.default_rng(seed)
    days = [FIRST + timedelta(days=int(d)) for d in rng.integers(0, 7 * WEEKS, n)]
    units = rng.integers(1, 20, n)
    texts = {name: [""] * n for name, kind in LEDGER_LINE.items() if kind == pl.String}
    return pl.DataFrame(
        texts
        | {
            "line_key": [hashlib.sha256(f"{partner} {seed} {i}".encode()).hexdigest() for i in range(n)],
            "content_hash": [f"{u:032x}" for u in units],
            "partner_id": [partner] * n,
            "row_number": np.arange(2, n + 2),
            "document": [f"SO{i // 4:08d}" for i in range(n)],
            "movement": ["sale"] * n,
            "product_code": [f"BK-{k:04d}" for k in rng.integers(0, 400, n)],
            "product_id": [f"{k}" for k in rng.integers(0, 400, n)],
            "account_code": [f"C{k:05d}" for k in rng.integers(0, 5000, n)],
            "account_id": [f"{k}" for k in rng.integers(0, 5000, n)],
            "rep_id": [f"r{k}" for k in rng.integers(0, 100, n)],
            "territory_id": [f"{k}" for k in rng.integers(0, 10, n)],
            "sold_on": days,
            "week": [d - timedelta(days=d.weekday()) for d in days],
            "units": units,
            "amount_minor": units * 1999,
            "currency": ["EUR"] * n,
        },
    ).select(*LEDGER_LINE).cast(dict(LEDGER_LINE))  # fmt: skip


@dataclass(frozen=True)
class Database:
    """Where it is, and the process whose children serve it, 0 where there is none."""

    url: str
    server: int = 0


@dataclass(frozen=True)
class Cost:
    """Seconds."""

    client: float
    server: float
    wall: float

    @property
    def cpu(self) -> float:
        """Return the CPU of both sides."""
        return self.client + self.server

    def __str__(self) -> str:
        return f"CPU {self.client:6.2f} s + server {self.server:5.2f} s, wall {self.wall:6.2f} s"


def server_cpu(server: int) -> float:
    """Return what the processes of a server have used so far."""
    if not server:
        return 0.0
    stats = [path.read_text().rsplit(")", 1)[1].split() for path in Path("/proc").glob("[0-9]*/stat") if path.exists()]
    return sum(int(s[11]) + int(s[12]) for s in stats if int(s[1]) == server) / os.sysconf("SC_CLK_TCK")


def timed(server: int, work: Callable[[], object]) -> Cost:
    start, cpu, wall = server_cpu(server), time.process_time(), time.perf_counter()
    work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return Cost(cpu, server_cpu(server) - start, wall)


def median(costs: Sequence[Cost]) -> Cost:
    return Cost(*(statistics.median(getattr(c, name) for c in costs) for name in ("client", "server", "wall")))


def verdict(is_met: bool) -> str:
    return "PASS" if is_met else "MISS"


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, Database]]:
    """Yield a SQLite file and, where it is installed, a PostgreSQL server of our own."""
    found = {"SQLite": Database(f"sqlite:///{folder / 'b.db'}")}
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        print("PostgreSQL: not installed, not measured")
        yield found
        return
    bin_dir, data = programs[-1].parent, folder / "pg" / "data"
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    data.parent.mkdir()
    folder.chmod(0o755)
    if as_user:
        shutil.chown(data.parent, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*as_user, bin_dir / "initdb", "-D", data, "-U", "readiness", "-A", "trust", "-E", "UTF8"], **quiet)
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {data.parent}"
    control = [*as_user, bin_dir / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*control, "-l", data.parent / "log", "-o", options, "start"], **quiet)
    try:
        server = int((data / "postmaster.pid").read_text().split()[0])
        yield found | {"PostgreSQL": Database(f"postgresql://readiness@127.0.0.1:{port}/postgres", server)}
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **quiet)


def loads(name: str, database: Database, lines: pl.DataFrame, times: int) -> None:
    """Print three ways of loading one table, in turns, each on an empty table."""
    url = database.url
    upgrade(url)
    rows = lines.sort("line_key").with_columns(pl.lit(1).alias("submission_id"))
    shuffled = lines.with_columns(pl.lit(1).alias("submission_id"))
    with engine(url).begin() as connection:
        connection.execute(insert(sales_submissions), [one_submission()])

    def ours() -> None:
        with engine(url).begin() as connection:
            append(connection, sales_current, rows)

    def core() -> None:
        with engine(url).begin() as connection:
            connection.execute(insert(sales_current), list(shuffled.iter_rows(named=True)))

    def to_sql() -> None:
        frame = shuffled.to_dict(as_series=False)
        with engine(url).begin() as connection:
            import pandas as pd

            pd.DataFrame(frame).to_sql("sales_current", connection, if_exists="append", index=False)

    ways = {"ours": ours, "Core executemany": core, "pandas.to_sql": to_sql}
    took: dict[str, list[Cost]] = {way: [] for way in ways}
    for _ in range(times):
        for way, work in ways.items():
            with engine(url).begin() as connection:
                connection.execute(delete(sales_current))
            took[way].append(timed(database.server, work))
            with engine(url).connect() as connection:
                assert connection.execute(select(func.count()).select_from(sales_current)).scalar() == lines.height
    own = median(took["ours"])
    for way, costs in took.items():
        cost = median(costs)
        by = (cost.client / own.client, cost.cpu / own.cpu, cost.wall / own.wall)
        beside = "  ".join(f"{what} {x:4.1f}x" for what, x in zip(("client CPU", "all CPU", "wall"), by, strict=True))
        print(f"{name:<11}{way:<17}{lines.height:>8,} lines  {cost}  {beside}{judgement(name, way, by)}")
    with engine(url).begin() as connection:
        connection.execute(delete(sales_current))
        connection.execute(delete(sales_submissions))


def judgement(name: str, way: str, by: tuple[float, float, float]) -> str:
    """Return how a way beside ours meets the limit, where it has one."""
    if (name, way) == ("SQLite", "Core executemany"):
        return f"  {verdict(by[1] >= SQLITE_TIMES)} CPU, limit {SQLITE_TIMES}"
    if (name, way) == ("PostgreSQL", "pandas.to_sql"):
        said = ", ".join(f"{verdict(by[i] >= POSTGRES_TIMES)} {what}" for i, what in enumerate(("client", "all", "wall")))
        return f"  {said}, limit {POSTGRES_TIMES}"
    return ""


def one_submission() -> dict[str, object]:
    counts = dict.fromkeys(("rows_in", "n_ok", "n_unchanged", "n_duplicates", "n_quarantined", "n_pending"), 0)
    texts = {
        "file": "f",
        "locations": "[]",
        "mode": "delta",
        "mapping_version": "",
        "status": "applied",
        "why": "",
        "decided_by": "",
    }
    return {"submission_id": 1, "partner_id": "loads", "sha256": "0", "received_at": AT, **texts, **counts}


def record(url: str, sha256: str, lines: pl.DataFrame, *, week: date | None = None) -> SalesSubmission:
    period = None if week is None else (week, week + timedelta(days=6))
    with transaction(url) as connection:
        found = submission_of(connection, "firm", sha256)
        report = SalesReport("firm", sha256, "f.csv", lines, replaces=week is not None, period=period)
        return found or sales_ledger.record(connection, report, AT)


def ledger(name: str, database: Database, sizes: list[int], times: int) -> None:
    """Print what booking costs as it grows, then what a resend and a restated week cost on top of it."""
    url, lines, done = database.url, lines_of(sizes[-1]), 0
    for size in sizes:
        part = lines.slice(done, size - done)
        cost = timed(database.server, lambda part=part, size=size: record(url, f"load {size}", part))
        print(
            f"{name:<11}booked {part.height:>9,} lines on {done:>9,}: {cost}, {1e6 * cost.cpu / part.height:5.1f} us CPU a line"
        )
        done = size
    week, starts = of_week(lines), FIRST + timedelta(weeks=20)
    jobs: dict[str, tuple[float, Callable[[int], object]]] = {
        "same file again": (SECONDS_RESENT, lambda _: record(url, f"load {sizes[-1]}", lines)),
        "same week, other bytes": (0, lambda n: record(url, f"cosmetic {n}", week, week=starts)),
        "a restated week": (
            SECONDS_RESTATED,
            lambda n: record(url, f"restated {n}", week if n % 2 else changed(week), week=starts),
        ),
    }
    for what, (limit, work) in jobs.items():
        before = n_entries(url)
        cost = median([timed(database.server, partial(work, n)) for n in range(times)])
        n_new = n_entries(url) - before
        assert bool(n_new) == (what == "a restated week"), f"{what}: {n_new} entries"
        said = f"  {verdict(cost.wall < limit)}, limit {limit} s" if limit else ""
        print(f"{name:<11}{what:<23}on {done:,} lines: {cost}, {n_new // times} entries{said}")


def of_week(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.filter(pl.col("week") == FIRST + timedelta(weeks=20))


def changed(lines: pl.DataFrame) -> pl.DataFrame:
    """Return a week with 2% of its lines gone and 2% changed."""
    row = pl.int_range(pl.len())
    is_changed = row % 50 == 1
    return lines.with_columns(
        pl.when(is_changed).then(pl.col("units") + 1).otherwise("units").alias("units"),
        pl.when(is_changed).then(pl.lit("changed")).otherwise("content_hash").alias("content_hash"),
    ).filter(row % 50 != 0)


def n_entries(url: str) -> int:
    with engine(url).connect() as connection:
        return int(connection.execute(select(func.count()).select_from(entries)).scalar_one())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--grown", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="readiness-bench-") as folder, databases(Path(folder)) as found:
        lines = lines_of(given.lines)
        for name, database in found.items():
            loads(name, database, lines, given.times)
        for name, database in found.items():
            ledger(name, database, [given.grown // 16, given.grown // 4, given.grown], given.times)
            engine(database.url).dispose()
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
