"""Sales reading: CSV beside pandas, workbooks beside openpyxl, in the same run; how it grows, and what hostile files cost.

In: nothing; files are drawn from a seed. Run: `python benchmarks/sales_reading.py [--rounds N]`.
Out: CPU medians (the child process counted), PASS or MISS beside each limit, peak memory of a process of its own, growth.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from openpyxl import Workbook, load_workbook

from readiness.adapters.sales_reports.opening import UnfitReportError, read_report

HEADER = (
    "invoice", "line", "sold on", "partner", "account", "city", "state", "zip", "part number", "gtin", "qty", "uom", "amount",
    "currency", "rep",
)  # fmt: skip
CSV_LINES, CSV_LIMIT = 1_000_000, 0.6
BOOK_ROWS, BOOK_RATIO = 50_000, 5
SECONDS_HOSTILE = 10


def drawn(n_lines: int, seed: int) -> list[list[object]]:
    """Return lines as a distributor sends them: 15 columns, an amount with a comma in quotes."""
    rng = random.Random(seed)
    return [
        [
            f"INV{i // 3:07d}", i % 3 + 1, date(2026, 1, 1) + timedelta(rng.randrange(300)), f"P{rng.randrange(50):03d}",
            f"Account number {rng.randrange(9999)} Ltd", f"Springfield {rng.randrange(99)}", "NY", f"{rng.randrange(99999):05d}",
            f"MPN-{rng.randrange(500):04d}", 10**12 + rng.randrange(10**12), rng.randrange(1, 20), "EA",
            rng.randrange(1, 10**7) / 100, "USD", f"R{rng.randrange(400):04d}",
        ]
        for i in range(n_lines)
    ]  # fmt: skip


def csv_of(lines: list[list[object]]) -> bytes:
    out = [",".join(HEADER)]
    out += [",".join(f'"{v:,.2f}"' if isinstance(v, float) else str(v) for v in line) for line in lines]
    return ("\n".join(out) + "\n").encode()


def book_of(lines: list[list[object]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sales")
    for line in [list(HEADER), *lines]:
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def made(writer: Callable[[list[list[object]]], bytes], sizes: Sequence[int], seed: int) -> list[bytes]:
    """Return files of so many lines each, the smaller with the first lines of the larger; nothing else stays in memory."""
    lines = drawn(max(sizes), seed)
    return [writer(lines[:size]) for size in sizes]


def with_openpyxl(data: bytes) -> None:
    for row in load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0].iter_rows(values_only=True):
        len(row)


def cpu() -> float:
    t = os.times()
    return t.user + t.system + t.children_user + t.children_system


def spent(jobs: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Return the CPU seconds of each job, sorted; a round runs each once, so that a busy minute meets all."""
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            start = cpu()
            job()
            seconds[name].append(cpu() - start)
    return {name: sorted(s) for name, s in seconds.items()}


def peak(path: Path) -> tuple[int, int]:
    """Return the peak memory in MB of a process that reads one file, and of the child it starts."""
    code = (
        "import sys, resource; from pathlib import Path; from readiness.adapters.sales_reports.opening import read_report\n"
        "read_report('x', Path(sys.argv[1]).read_bytes())\n"
        "here = next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "print(int(here) // 1024, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    )
    said = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True).stdout.split()
    return int(said[0]), int(said[1])


def verdict(is_met: bool) -> str:
    return "PASS" if is_met else "MISS"


def csv_part(rounds: int, folder: Path) -> None:
    print(f"CSV, {len(HEADER)} columns, CPU seconds, median of {rounds}")
    print(f"{'lines':>9} {'MB':>5} {'ours':>6} {'pandas text':>11} {'pandas C, guessing':>18} {'peak MB':>8}")
    sizes = (CSV_LINES // 16, CSV_LINES // 4, CSV_LINES)
    files = made(csv_of, sizes, 1)
    for n_lines, data in zip(sizes, files, strict=True):
        (folder / "r.csv").write_bytes(data)
        jobs: dict[str, Callable[[], object]] = {
            "ours": lambda data=data: read_report("r.csv", data),
            "text": lambda data=data: pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False),
            "guess": lambda data=data: pd.read_csv(io.BytesIO(data)),
        }
        found = spent(jobs, rounds)
        m = {name: statistics.median(s) for name, s in found.items()}
        print(f"{n_lines:>9,} {len(data) / 1e6:>5.0f} {m['ours']:>6.2f} {m['text']:>11.2f} {m['guess']:>18.2f}", end="")
        print(f" {peak(folder / 'r.csv')[0]:>8}")
    best = found["ours"][0]  # what else runs can only add to it
    print(f"{verdict(best <= CSV_LIMIT)}: best {best:.2f} s for {CSV_LINES:,} lines, limit {CSV_LIMIT} s\n")


def book_part(rounds: int, folder: Path) -> None:
    print(f"Workbooks, {len(HEADER)} columns, CPU seconds with the child process, median of {rounds}")
    print(f"{'rows':>9} {'MB':>5} {'ours':>6} {'openpyxl read_only':>18} {'times':>6} {'peak MB':>8} {'child MB':>8}")
    sizes = (BOOK_ROWS // 16, BOOK_ROWS // 4, BOOK_ROWS)
    for n_rows, data in zip(sizes, made(book_of, sizes, 2), strict=True):
        (folder / "r.xlsx").write_bytes(data)
        jobs: dict[str, Callable[[], object]] = {
            "ours": lambda data=data: read_report("r.xlsx", data),
            "openpyxl": lambda data=data: with_openpyxl(data),
        }
        found = spent(jobs, rounds)
        m = {name: statistics.median(s) for name, s in found.items()}
        times = m["openpyxl"] / m["ours"]
        here, child = peak(folder / "r.xlsx")
        print(
            f"{n_rows:>9,} {len(data) / 1e6:>5.1f} {m['ours']:>6.2f} {m['openpyxl']:>18.2f} {times:>6.1f} {here:>8} {child:>8}",
            end="",
        )
        print(f"  {verdict(times >= BOOK_RATIO)}, limit {BOOK_RATIO}" if n_rows == BOOK_ROWS else "")
    print()


def hostile_part() -> None:
    book = Workbook()
    for row in (["invoice", "product", "qty"], ["I-1", "A", 1]):
        book.worksheets[0].append(row)
    book.worksheets[0]["XFD1048576"] = "x"
    out = io.BytesIO()
    book.save(out)
    files = {
        "a cell at XFD1048576": out.getvalue(),
        "a cell of 100 MB": b"a,b,c\n1,2," + b"x" * 100_000_000,
        "a quote never closed": b'a,b,c\n1,2,"' + b"x,y,z\n" * 4_900_000,
        "4,900,000 ragged lines": b"a,b,c\n" + b"1,2\n" * 4_900_000,
        "4,900,000 lines of a space": b"a,b,c\n" + b" \n" * 4_900_000,
    }
    print(f"{'Hostile files':<28} {'wall s':>6} {'CPU s':>6}")
    for name, data in files.items():
        wall, start = time.monotonic(), cpu()
        try:
            read_report("r", data)
            said = "read"
        except UnfitReportError as error:
            said = error.rule
        wall = time.monotonic() - wall
        print(f"{name:<28} {wall:>6.1f} {cpu() - start:>6.1f} {verdict(wall < SECONDS_HOSTILE)}, {said}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        csv_part(rounds, Path(name))
        book_part(rounds, Path(name))
    hostile_part()


if __name__ == "__main__":
    main()
