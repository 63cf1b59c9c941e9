"""Sales EDI: X12 867 and 852, EDIFACT SLSRPT beside pyx12 and pydifact, which only take segments apart, in the same run.

In: nothing; files are drawn from a seed. Run: `python benchmarks/sales_edi.py [--rounds N]`; pyx12 and pydifact where installed.
Out: CPU medians, PASS or MISS beside the limit, peak memory of a process of its own, growth.
"""

from __future__ import annotations

import argparse
import io
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from readiness.adapters.sales_reports.opening import read_report

N_LINES, LIMIT = 50_000, 1.0
_ISA = "ISA*00*          *00*          *ZZ*PARTNER        *ZZ*FACTORY        *261115*0930*U*00401*000000001*0*P*>~"


def enveloped(code: str, body: list[str]) -> bytes:
    inside = "".join(f"{s}~\n" for s in body)
    head, tail = "GS*PT*P*F*20261115*0930*1*X*004010~\n", "GE*1*1~\nIEA*1*000000001~\n"
    return f"{_ISA}\n{head}ST*{code}*0001~\n{inside}SE*{len(body) + 2}*0001~\n{tail}".encode()


def drawn_867(n_lines: int) -> bytes:
    """Return one set; ten segments a line, as distributors send them."""
    rng = random.Random(1)
    body = ["BPT*00*POS-1*20261115*02", "CUR*DS*USD", "DTM*090*20261101", "DTM*091*20261114", "N1*DS*Distributor*91*D1"]
    for i in range(n_lines):
        account = rng.randrange(9_999)
        body += [
            "PTD*SS", f"N1*EN*Account number {account} Ltd*92*C{account}", f"N4*Springfield {account % 99}*NY*{account:05d}*US",
            f"QTY*32*{rng.randrange(1, 20)}*EA", f"LIN**VP*MPN-{rng.randrange(500):04d}*UP*{10**11 + rng.randrange(10**11)}",
            f"UIT*EA*{rng.randrange(100, 10**6) / 100}", f"PID*F****Thing {i % 500}", f"REF*IV*INV{i // 3:07d}",
            f"DTM*003*202611{rng.randrange(1, 15):02d}", f"DTM*011*202611{rng.randrange(1, 15):02d}",
        ]  # fmt: skip
    return enveloped("867", [*body, f"CTT*{n_lines}"])


def drawn_852(n_lines: int) -> bytes:
    """Return one set: products, each with sales in ten stores a segment."""
    rng = random.Random(2)
    body = ["XQ*H*20261108*20261114", "N1*FR*Retailer*92*R1"]
    for i in range(n_lines // 20):
        body += [f"LIN*{i + 1}*UP*{10**11 + rng.randrange(10**11)}*IN*{i}", "CTP**RTL*12.29", "ZA*QS"]
        body += ["SDQ*EA*92*" + "*".join(f"S{j}{k:02d}*{rng.randrange(9)}" for k in range(10)) for j in range(2)]
    return enveloped("852", [*body, f"CTT*{n_lines // 20}"])


def drawn_slsrpt(n_lines: int) -> bytes:
    """Return one message: places, each with a hundred products."""
    rng = random.Random(3)
    body = ["BGM+73E::9+1+9", "DTM+137:20261115:102", "DTM+90:20261108:102", "DTM+91:20261114:102", "CUX+2:EUR:10"]
    for i in range(n_lines):
        if i % 100 == 0:
            body += [f"LOC+162+{4 * 10**12 + i}::9", "DTM+356:20261114:102"]
        body += [
            f"LIN+{i + 1}++{4 * 10**12 + rng.randrange(10**9)}:EN", f"PIA+1+MPN-{i % 500:04d}:SA", f"IMD+F++:::Thing {i % 500}",
            f"PRI+AAA:{rng.randrange(100, 10**5) / 100}", f"QTY+153:{rng.randrange(1, 20)}:PCE",
        ]  # fmt: skip
    inside = "".join(f"{s}'\n" for s in body)
    head, tail = "UNB+UNOC:3+P:14+F:14+261115:0930+1'\nUNH+1+SLSRPT:D:96A:UN'\n", f"UNT+{len(body) + 2}+1'\nUNZ+1+1'\n"
    return f"UNA:+.? '\n{head}{inside}{tail}".encode()


def with_pyx12(data: bytes) -> None:
    from pyx12.x12file import X12Reader

    for segment in X12Reader(io.StringIO(data.decode())):
        segment.get_seg_id()


def with_pydifact(data: bytes) -> None:
    from pydifact.parser import Parser

    for segment in Parser().parse(data.decode().replace("\n", "")):
        segment.tag  # noqa: B018


def spent(job: Callable[[], object], rounds: int) -> list[float]:
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        job()
        seconds.append(time.process_time() - start)
    return sorted(seconds)


def peak(path: Path) -> int:
    """Return the peak memory in MB of a process that reads one file, above what it had before."""
    code = (
        "import sys; from pathlib import Path; from readiness.adapters.sales_reports.opening import read_report\n"
        "def high(): return int(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))\n"
        "data = Path(sys.argv[1]).read_bytes(); before = high(); read_report('x', data); print((high() - before) // 1024)"
    )
    return int(subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True).stdout)


def part(name: str, drawn: Callable[[int], bytes], peer: Callable[[bytes], None], rounds: int, folder: Path) -> None:
    for n_lines in (N_LINES // 4, N_LINES):
        data = drawn(n_lines)
        (folder / name).write_bytes(data)
        assert read_report(name, data).frame.height == n_lines
        ours = spent(lambda data=data: read_report(name, data), rounds)
        try:
            theirs = f"{statistics.median(spent(lambda data=data: peer(data), 1)):>6.2f}"
        except ImportError:
            theirs = "     -"
        print(
            f"{name:<7} {n_lines:>7,} {len(data) / 1e6:>5.1f} {statistics.median(ours):>6.2f} {theirs} {peak(folder / name):>8}",
            end="",
        )
        is_met = ours[0] <= LIMIT  # what else runs can only add to it
        print(f"  {'PASS' if is_met else 'MISS'}: best {ours[0]:.2f} s, limit {LIMIT} s" if n_lines == N_LINES else "")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    print(f"CPU seconds, median of {rounds}; the peers take segments apart and check envelopes (pyx12), and read no line")
    print(f"{'file':<7} {'lines':>7} {'MB':>5} {'ours':>6} {'peer':>6} {'peak +MB':>8}")
    with tempfile.TemporaryDirectory() as name:
        for label, drawn, peer in (
            ("867", drawn_867, with_pyx12), ("852", drawn_852, with_pyx12), ("SLSRPT", drawn_slsrpt, with_pydifact),
        ):  # fmt: skip
            part(label, drawn, peer, rounds, Path(name))


if __name__ == "__main__":
    main()
