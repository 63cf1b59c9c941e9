"""Backup: seconds and memory a backup and a restore take, beside what each database's own copy takes, at 1x, 4x and 16x.

In: nothing; entries of the log. Run: `python benchmarks/backup.py [--postgresql URL]`: of an empty database; needs pg_dump.
Out: CPU seconds (of the client), megabytes, most memory, for 50,000, 200,000 and 800,000 rows.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import text  # noqa: E402

from readiness.actions import backups  # noqa: E402
from readiness.adapters.db import store  # noqa: E402
from readiness.settings import Settings  # noqa: E402

SIZES = (50_000, 200_000, 800_000)
NOW = datetime(2025, 1, 6, tzinfo=UTC)
FILL = {
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :n)",
    "postgresql": "WITH s AS (SELECT generate_series(1, :n) AS n)",
}


def filled(settings: Settings, n: int) -> None:
    """Make a database with so many entries of the log: ids, moments, texts."""
    if settings.database.startswith("postgresql"):
        store.upgrade(settings.database)
    with store.transaction(settings.database) as connection:
        connection.execute(text("DELETE FROM audit_log"))
        say = FILL[connection.dialect.name]
        columns = [c["name"] for c in _columns(connection)]
        values = ", ".join(_value(c) for c in columns)
        insert = f"INSERT INTO audit_log ({', '.join(columns)}) {say} SELECT {values} FROM s"
        if connection.dialect.name == "sqlite":
            insert = f"INSERT INTO audit_log ({', '.join(columns)}) SELECT {values} FROM ({say} SELECT n FROM s)"
        connection.execute(text(insert), {"n": n})


def _columns(connection: store.Connection) -> list[dict[str, object]]:
    from sqlalchemy import inspect

    return [dict(c) for c in inspect(connection).get_columns("audit_log")]


def _value(column: str) -> str:
    return {"entry_id": "n", "at": "'2024-02-29 12:00:00'"}.get(column, f"'{column[:6]} ' || n")


def cost(work: Callable[[], object]) -> tuple[float, float]:
    """Return CPU seconds of a call and its children, and wall seconds."""
    before, start = os.times(), time.perf_counter()
    work()
    after = os.times()
    return sum(after[:4]) - sum(before[:4]), time.perf_counter() - start


def peer_sqlite(settings: Settings, target: Path) -> None:
    source, copy = sqlite3.connect(settings.home / "readiness.db"), sqlite3.connect(target)
    with copy:
        source.backup(copy)
    copy.close()
    source.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgresql", default="")
    url = parser.parse_args().postgresql
    for n in SIZES:
        with tempfile.TemporaryDirectory() as temp:
            measure(n, Path(temp), url)


def measure(n: int, temp: Path, url: str) -> None:
    here = Settings(home=temp / "home", database_url=url)
    filled(here, n)
    dump = [shutil.which("pg_dump") or "pg_dump", "--format=custom", f"--file={temp}/peer", url]
    peer, copied = (
        ("pg_dump", cost(lambda: subprocess.run(dump, check=True)))
        if url
        else ("SQLite's own copy", cost(lambda: peer_sqlite(here, temp / "peer")))
    )
    taken = cost(lambda: backups.back_up(here, temp / "b", NOW))
    back = cost(lambda: backups.restore(Settings(home=temp / "back"), temp / "b"))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    own, other = ((temp / name).stat().st_size / 1e6 for name in ("b", "peer"))
    print(
        f"{n:>8,} rows: backup, read again, {taken[0]:6.2f} CPU s ({taken[1]:.1f} s); restore, checked, {back[0]:6.2f}; "
        f"{peer} {copied[0]:5.2f} ({copied[1]:.1f} s); {own:.1f} and {other:.1f} MB; most memory {most} MB"
    )


if __name__ == "__main__":
    main()
