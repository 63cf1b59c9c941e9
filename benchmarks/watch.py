"""Watch: what a look costs, a day of looks in minutes, and what memory 500 of them leave behind.

In: nothing; a small launch with a file every four hours. Run: `python benchmarks/watch.py`. Linux only.
Out: for 1, 4 and 16 launches: CPU milliseconds a look; for a day of 1,440 looks: what was done; resident memory after 100 and 600 looks.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from readiness.actions import launch  # noqa: E402
from readiness.cli.watching import one_look  # noqa: E402
from readiness.settings import Settings  # noqa: E402
from tests.small_launch import write_small_launch  # noqa: E402

BEGIN = datetime(2024, 3, 19, 12, tzinfo=UTC)


def resident_kib() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def installed(folder: Path, n: int) -> Settings:
    settings = Settings(home=folder / "home", templates=ROOT / "content_templates")
    for k in range(n):
        made = write_small_launch(folder / f"launch-{k}")
        text = (made / "launch.yaml").read_text(encoding="utf-8").replace("kettle-2", f"kettle-{k}")
        (made / "launch.yaml").write_text(text, encoding="utf-8")
        launch.take_in(settings, made)
    return settings


def main() -> None:
    for n in (1, 4, 16):
        with tempfile.TemporaryDirectory() as temp:
            here = installed(Path(temp), n)
            for k in range(3):
                list(one_look(here, BEGIN + timedelta(minutes=k)))
            start = time.process_time()
            for k in range(20):
                list(one_look(here, BEGIN + timedelta(minutes=3 + k)))
            print(f"{n:>2} launches: {(time.process_time() - start) / 20 * 1000:6.1f} CPU ms a look with nothing to do")
    with tempfile.TemporaryDirectory() as temp:
        here = installed(Path(temp), 1)
        inbox = Path(temp) / "launch-0" / "inbox" / "sales_out" / "steam"
        lines = (inbox / "2024.csv").read_text(encoding="utf-8").splitlines()
        said, memory, start = [], {}, time.process_time()
        for minute in range(24 * 60):
            if minute % 240 == 0:
                (inbox / f"more-{minute}.csv").write_text(
                    "\n".join([lines[0], lines[1 + minute // 240]]) + "\n", encoding="utf-8"
                )
            said += list(one_look(here, BEGIN + timedelta(minutes=minute)))
            if minute in (100, 600, 1100):
                gc.collect()
                memory[minute] = resident_kib()
        n = sum("collected" in line for line in said)
        print(f"a day of 1,440 looks in {time.process_time() - start:.0f} CPU s; {n} collections of 6")
        print("resident after 100, 600 and 1,100 looks: " + ", ".join(f"{kib / 1024:.1f} MB" for kib in memory.values()))


if __name__ == "__main__":
    main()
