"""Sales ledger: how fast lines get in, what a resend and a restatement cost, and how that grows, beside the plain ways in.

In: nothing; PostgreSQL is measured where its programs are installed.
Out: one table. Loads of LINES lines with a random 64-character key into one table: ours (SQLite: the driver's executemany, rows
sorted by key; PostgreSQL: COPY), SQLAlchemy Core's executemany, pandas.to_sql. CPU is this process's (a server's is not in it),
medians of 3 (one run above 100,000 lines); wall time is printed beside it. Then the whole ledger (`python
benchmarks/sales_ledger.py [LINES]`) at 1x, 4x and 16x of LINES / 16, and what the same bytes, the same lines under other bytes,
and one restated week cost on top of a ledger of GROWN lines.
"""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
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

LINES = int(sys.argv[1]) if len(sys.argv) > 1 else 300_000
GROWN = 1_000_000 if len(sys.argv) > 1 and LINES >= 300_000 else LINES
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


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return CPU and wall seconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """Yield the URL of a SQLite file and, where it is installed, of a PostgreSQL server of our own."""
    urls = {"SQLite": f"sqlite:///{folder / 'b.db'}"}
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        print("PostgreSQL: not installed, not measured")
        yield urls
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
        yield urls | {"PostgreSQL": f"postgresql://readiness@127.0.0.1:{port}/postgres"}
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **quiet)


def loads(name: str, url: str, lines: pl.DataFrame) -> None:
    """Print three ways of loading one table, in turns, each on an empty table."""
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
    took: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for _ in range(3 if lines.height <= 100_000 else 1):
        for way, work in ways.items():
            with engine(url).begin() as connection:
                connection.execute(delete(sales_current))
            took[way].append(timed(work))
            with engine(url).connect() as connection:
                assert connection.execute(select(func.count()).select_from(sales_current)).scalar() == lines.height
    cpu, wall = ({w: statistics.median(t[i] for t in ts) for w, ts in took.items()} for i in (0, 1))
    for way in ways:
        print(
            f"{name:<11}{way:<18}{lines.height:>9,} lines  CPU {cpu[way]:7.2f} s ({cpu[way] / cpu['ours']:5.1f}x ours)"
            f"  wall {wall[way]:7.2f} s ({wall[way] / wall['ours']:5.1f}x)  {lines.height / wall[way]:>9,.0f} lines/s"
        )
    with engine(url).begin() as connection:
        connection.execute(delete(sales_current))
        connection.execute(delete(sales_submissions))


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


def ledger(name: str, url: str, sizes: list[int]) -> None:
    """Print what booking costs as it grows, then what a resend and a restated week cost on top of it."""
    lines = lines_of(sizes[-1])
    done = 0
    for size in sizes:
        part = lines.slice(done, size - done)
        cpu, wall = timed(lambda part=part, size=size: record(url, f"load {size}", part))
        print(f"{name:<11}booked {part.height:>9,} lines on {done:>9,}: CPU {cpu:6.2f} s, wall {wall:6.2f} s,"
              f" {1e6 * cpu / part.height:6.1f} us CPU a line")  # fmt: skip
        done = size
    whole = lines.slice(0, sizes[-1])
    for what, work in {
        "same file again": lambda: record(url, f"load {sizes[-1]}", whole),
        "same week, other bytes": lambda: record(url, "cosmetic", of_week(whole), week=FIRST + timedelta(weeks=20)),
        "a restated week": lambda: record(url, "restated", changed(of_week(whole)), week=FIRST + timedelta(weeks=20)),
    }.items():
        before = n_entries(url)
        cpu, wall = timed(work)
        print(f"{name:<11}{what:<23}on {done:,} lines: CPU {cpu:5.2f} s, wall {wall:5.2f} s, {n_entries(url) - before} entries")


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
    with tempfile.TemporaryDirectory(prefix="readiness-bench-") as folder, databases(Path(folder)) as urls:
        lines = lines_of(LINES)
        for name, url in urls.items():
            loads(name, url, lines)
        for name, url in urls.items():
            ledger(name, url, [GROWN // 16, GROWN // 4, GROWN])
            engine(url).dispose()
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
