"""Replanning: people moved and CPU seconds when a trainer falls ill, a room is lost, reps go on leave or the launch moves.

In: number of learners, seeds; instances of benchmarks/training_instances.py, planned by `solve`.
Out: tables on stdout, beside a plan made anew from scratch. Run: `python benchmarks/training_replan.py [1000] [1 2 3]`.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from numpy.typing import NDArray

from benchmarks.training_instances import instance
from readiness.stages.training.problem import Problem, Timetable
from readiness.stages.training.replanning import Replanned, replan
from readiness.stages.training.solving import solve
from tests.timetable_checker import faults_of

DAY, WEEK = 48, 7 * 48
NOTICE = 3 * DAY
QUICK = 1
"""Work of the plan made anew, whose cost is of no interest here."""


class Case(NamedTuple):
    what: str
    problem: Problem
    now: int
    """The half hour at which everybody learns of it."""


def busiest_week(problem: Problem, plan: Timetable, trainer: int) -> int:
    """Return the first half hour of the week in which a trainer's sessions hold most people."""
    people = np.bincount(plan.seat_session, minlength=len(plan.start)) * (plan.trainer == trainer)
    taught = [int(people[(plan.start >= d) & (plan.start < d + WEEK)].sum()) for d in range(0, problem.free.shape[1], DAY)]
    return DAY * int(np.argmax(taught))


def over(problem: Problem, now: int) -> int:
    """Return when the sessions are over that have begun: they are held to their end."""
    return now + max(m.n_bins for m in problem.modules)


def illnesses(problem: Problem, plan: Timetable) -> Iterator[Case]:
    """Yield each trainer in turn, ill in the busiest week."""
    for k in range(len(problem.can)):
        now = busiest_week(problem, plan, k)
        free = problem.trainer_free.copy()
        free[k, over(problem, now) : now + WEEK] = False
        yield Case(f"trainer {k} ill for a week", replace(problem, trainer_free=free), now)


def others(problem: Problem) -> Iterator[Case]:
    """Yield what else can happen."""
    now = 9 * DAY
    for place in range(len(problem.rooms)):
        rooms = problem.rooms.copy()
        rooms[place, over(problem, now) : now + WEEK] = 0
        yield Case(f"rooms at {place} lost for a week", replace(problem, rooms=rooms), now)
    away = np.random.default_rng(1).permutation(len(problem.free))
    for n in (1, 20):
        free = problem.free.copy()
        free[away[:n], over(problem, now) : now + WEEK] = False
        yield Case(f"{n} on leave for a week", replace(problem, free=free), now)
    for name, by in (("week", WEEK), ("day", DAY)):
        end = int(np.flatnonzero(problem.free.any(axis=0))[-1]) + 1 - by
        free = problem.free.copy()
        free[:, end:] = False
        yield Case(f"launch a {name} earlier", replace(problem, free=free, starts=problem.starts[problem.starts < end]), now)
    yield Case("launch a week later", longer(problem), now)


def longer(problem: Problem) -> Problem:
    """Return a week more, as its last one."""
    p, last = problem, problem.free.shape[1] - WEEK

    def grown(per_bin: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([per_bin, per_bin[..., -WEEK:]], axis=-1)

    return replace(
        p,
        starts=np.concatenate([p.starts, p.starts[p.starts >= last] + WEEK]),
        start_wave=grown(p.start_wave),
        free=grown(p.free),
        value=grown(p.value),
        rooms=grown(p.rooms),
        trainer_free=grown(p.trainer_free),
        trainer_day=np.concatenate([p.trainer_day, p.trainer_day[:, -WEEK:] + 7], axis=1),
    )


def anew(case: Case, plan: Timetable) -> int:
    """Return how many modules of learners are elsewhere in a plan made from scratch of what is not past."""

    def places(t: Timetable) -> dict[tuple[int, int], tuple[int, int]]:
        module = [o.module for o in case.problem.offerings]
        rows = zip(t.seat_learner.tolist(), t.seat_session.tolist(), strict=True)
        return {(r, module[t.offering[s]]): (int(t.offering[s]), int(t.start[s])) for r, s in rows}

    was = places(plan)
    ahead = {w: cell for w, cell in was.items() if cell[1] >= case.now}
    needs = np.zeros_like(case.problem.needs)
    needs[tuple(np.array(list(ahead), dtype=np.intp).reshape(-1, 2).T)] = True
    left = replace(case.problem, needs=needs, starts=case.problem.starts[case.problem.starts >= case.now])
    made = places(solve(left, seed=1, work=QUICK).timetable)
    return sum(made.get(w) != cell for w, cell in ahead.items())


def measured(case: Case, plan: Timetable) -> tuple[Replanned, float]:
    began = time.process_time()
    found = replan(case.problem, plan, case.now, case.now + NOTICE, seed=1)
    took = time.process_time() - began
    faults = faults_of(case.problem, found.timetable)
    assert not faults, faults[:3]
    return found, took


def table(cases: list[Case], plan: Timetable) -> None:
    """Print one line a case and the sums."""
    total = np.zeros(3)
    ratios, times = [], []
    print(f"{'':34}{'moves':>7}{'least':>7}{'ratio':>7}{'lost':>6}{'new trainer':>13}{'CPU s':>7}")
    for case in cases:
        found, took = measured(case, plan)
        ratio = found.n_moves / found.least_moves if found.least_moves else 1.0 + found.n_moves
        same = found.session_was >= 0
        n_other = int((found.timetable.trainer[same] != plan.trainer[found.session_was[same]]).sum())
        row = f"{found.n_moves:7}{found.least_moves:7}{ratio:7.2f}{found.n_lost:6}{n_other:13}{took:7.1f}"
        print(f"{case.what:34}{row}", flush=True)
        total += (found.n_moves, found.least_moves, found.n_lost)
        ratios.append(ratio)
        times.append(took)
    ratio = total[0] / max(total[1], 1)
    sums = f"{total[0]:7.0f}{total[1]:7.0f}{ratio:7.2f}{total[2]:6.0f}"
    middle = f"ratio {np.median(ratios):.2f}, {np.median(times):.1f} s"
    print(f"{'all':34}{sums}   worst ratio {max(ratios):.2f}, slowest {max(times):.1f} s; median {middle}")
    print(f"planned anew from scratch after the first of these: {anew(cases[0], plan):,} elsewhere\n", flush=True)


def main() -> None:
    n, *seeds = [int(a) for a in sys.argv[1:]] or [1000]
    for seed in seeds or [1, 2, 3]:
        problem = instance(n, seed)
        plan = replan(problem, solve(problem, seed=seed).timetable, 0, 0).timetable  # whoever was left out finds a seat
        n_out = int(problem.needs.sum()) - len(plan.seat_learner)
        print(f"{n:,} learners, seed {seed}: {len(plan.start)} sessions, {len(plan.seat_learner):,} seats, {n_out} without one")
        table(list(illnesses(problem, plan)), plan)
        table(list(others(problem)), plan)


if __name__ == "__main__":
    main()
