"""Training plan: cost, proven gap, seats missing, CPU seconds and memory of `solve`, beside a greedy plan of the same instance.

In: sizes and seeds; instances of benchmarks/training_instances.py.
Out: a table on stdout, every plan looked through by the checker of the tests.
Run: `python benchmarks/training_plan.py [100 1000 10000] [--seeds 1 2 3]`.

Greedy gives each module in turn, and each language apart, the cheapest seats and sessions it sees. "Published" is the best of
several greedy plans for the same random draws, printed by others with prices that differ in one part (training_instances.py says
which). "No way" counts modules for which a learner is never free while anybody could teach them, looked for here and not by the
solver.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks.training_greedy import fill
from benchmarks.training_instances import instance
from readiness.stages.training.objective import objective_of
from readiness.stages.training.problem import Problem
from readiness.stages.training.solving import solve
from readiness.stages.training.solving.frame import frame_of
from readiness.stages.training.solving.seating import Seating
from tests.timetable_checker import faults_of

PUBLISHED = {
    100: (16_440, 18_867, 16_127),
    1_000: (94_955, 98_683, 90_476),
    10_000: (1_112_560, 1_083_344, 1_046_716),
    100_000: (10_750_122,),
}
GREEDY_UP_TO = 10_000
HEAD = (
    "reps",
    "seed",
    "greedy",
    "ours",
    "of greedy",
    "of publ.",
    "bound",
    "gap",
    "missing",
    "no way",
    "faults",
    "greedy s",
    "CPU s",
    "MB",
)


def no_way(problem: Problem) -> int:
    """Return how many needed modules a learner is never free for while somebody who can teach them is."""
    n = 0
    for m, module in enumerate(problem.modules):
        offered = [o for o, offering in enumerate(problem.offerings) if offering.module == m]
        for r in np.flatnonzero(problem.needs[:, m]):
            mine = [o for o in offered if problem.takes[problem.group[r], o]]
            taught = problem.can[:, mine].any(axis=1)
            fits = (
                problem.free[r, s : s + module.n_bins].all()
                and problem.trainer_free[taught, s : s + module.n_bins].all(axis=1).any()
                for s in problem.starts.tolist()
            )
            n += not any(fits)
    return n


def greedy(problem: Problem) -> tuple[float, float]:
    """Return the cost of the greedy plan and its CPU seconds."""
    began = time.process_time()
    seating = Seating(frame_of(problem))
    fill(seating, np.arange(len(problem.needs), dtype=np.intp))
    return objective_of(problem, seating.timetable()).total, time.process_time() - began


def measured(n: int, seed: int) -> dict[str, float]:
    """Return the figures of one instance, measured in this process."""
    problem = instance(n, seed)
    began = time.process_time()
    solved = solve(problem, seed=seed)
    seconds = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    peer, peer_seconds = greedy(problem) if n <= GREEDY_UP_TO else (float("nan"), float("nan"))
    return {
        "greedy": peer, "ours": solved.objective.total, "bound": solved.bound, "gap": solved.gap,
        "missing": solved.objective.n_unserved, "no_way": no_way(problem) if solved.objective.n_unserved else 0,
        "faults": len(faults_of(problem, solved.timetable)), "greedy_s": peer_seconds, "s": seconds, "mb": memory,
    }  # fmt: skip


def apart(n: int, seed: int) -> dict[str, float]:
    """Return the figures of one instance, measured in a process of its own, so that memory is its own."""
    ran = subprocess.run([sys.executable, __file__, "--one", str(n), str(seed)], check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(ran.stdout)
    return figures


def row(n: int, seed: int, f: dict[str, float]) -> str:
    """Return a line of the table."""
    published = PUBLISHED.get(n, ())
    of_published = f"{f['ours'] / published[seed - 1]:.3f}" if seed <= len(published) else ""
    cells = (
        f"{n:,}", str(seed), f"{f['greedy']:,.0f}", f"{f['ours']:,.0f}", f"{f['ours'] / f['greedy']:.3f}", of_published,
        f"{f['bound']:,.0f}", f"{f['gap']:.1%}", f"{f['missing']:.0f}", f"{f['no_way']:.0f}", f"{f['faults']:.0f}",
        f"{f['greedy_s']:.1f}", f"{f['s']:.1f}", f"{f['mb']:.0f}",
    )  # fmt: skip
    return " ".join(c.rjust(max(len(h), 9)) for c, h in zip(cells, HEAD, strict=True))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=int, default=[100, 1_000])
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--one", nargs=2, type=int)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measured(*asked.one)))
        return
    print(" ".join(h.rjust(max(len(h), 9)) for h in HEAD))
    middle = []
    for n in asked.sizes:
        all_of = [apart(n, seed) for seed in asked.seeds]
        for seed, figures in zip(asked.seeds, all_of, strict=True):
            print(row(n, seed, figures), flush=True)
        middle.append((n, float(np.median([f["s"] for f in all_of]))))
    for (n, a), (m, b) in pairwise(middle):
        print(f"{n:,} to {m:,} reps, {m / n:g}x: {b / a:.1f}x the CPU time")


if __name__ == "__main__":
    main()
