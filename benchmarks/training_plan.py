"""Training plan: cost, proven gap, seats missing, CPU seconds and memory of `solve`, beside a greedy plan of the same instance.

In: sizes and seeds; instances of benchmarks/training_instances.py.
Out: a table on stdout, every plan looked through by the checker of the tests.
Run: `python benchmarks/training_plan.py [100 1000 10000] [--seeds 1 2 3]`.

Greedy gives each module in turn, and each language apart, the cheapest seats and sessions it sees. "Published" is the best of
several greedy plans for the same random draws, printed by others with prices that differ in one part (training_instances.py says
which). "No way" counts modules without a seat for which a learner, alone, could be taught at no time after what comes before;
looked for here and not by the solver.
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
from readiness.stages.training.problem import Problem, Timetable
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


def no_way(problem: Problem, timetable: Timetable) -> int:
    """Return for how many modules without a seat no session could be held that begins after what comes before."""
    module_of = [o.module for o in problem.offerings]
    seated = np.zeros(problem.needs.shape, dtype=np.bool_)
    seated[timetable.seat_learner, [module_of[o] for o in timetable.offering[timetable.seat_session]]] = True

    def earliest_end(r: int, m: int) -> float:
        """Return the half hour at which a learner alone could have ended a module."""
        after = max((earliest_end(r, a) for a in problem.modules[m].after if problem.needs[r, a]), default=0.0)
        mine = [o for o, of in enumerate(module_of) if of == m and problem.takes[problem.group[r], o]]
        taught = problem.can[:, mine].any(axis=1)
        for s in problem.starts[problem.starts >= after].tolist():
            w = slice(s, s + problem.modules[m].n_bins)
            if problem.free[r, w].all() and problem.trainer_free[taught, w].all(axis=1).any():
                return float(w.stop)
        return float("inf")

    missing = np.argwhere(problem.needs & ~seated).tolist()
    return sum(earliest_end(r, m) == float("inf") for r, m in missing)


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
        "missing": solved.objective.n_unserved, "no_way": no_way(problem, solved.timetable),
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
