"""Benchmark: the planner on warehouses: capacitated facility location, whose optima are known, as a training plan.

In: a folder with cap41.txt to cap134.txt of J. E. Beasley's OR-Library and capopt.txt, its list of optima; without one,
instances of the same kind are drawn and proven by HiGHS on the textbook's formulation.
Run: `python benchmarks/facility_location.py [FOLDER]`.
Out: a line an instance: our objective and bound, the optimum, CPU seconds; PASS or MISS: the optimum within a millionth.

A site is a place with one room, a trainer and an offering in a language of its own; its capacity is the seats of the one
module, its fixed cost the trainer's price, and there is one half hour. A customer is a group, a unit of demand a learner,
and what a unit's way costs is travel. A flow of whole units is as cheap as any other, so the optimum is the same.
Seats belong to the module: instances whose sites differ in capacity cannot be told.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import bmat, csr_array, eye_array, kron

from readiness.stages.training.problem import Module, Offering, Prices, Problem
from readiness.stages.training.solving import solve

CLOSE = 1e-6
"""Of the optimum: the published ones have three decimals."""


@dataclass(frozen=True)
class Sites:
    """N customers, M sites."""

    capacity: NDArray[np.float64]
    """(M,)."""
    fixed: NDArray[np.float64]
    """(M,)."""
    demand: NDArray[np.float64]
    """(N,)."""
    cost: NDArray[np.float64]
    """(N, M) of all the demand of a customer from a site."""


def read(path: Path) -> Sites:
    words = [float(w) for w in path.read_text(encoding="ascii").split()]
    m, n = int(words[0]), int(words[1])
    sites = np.array(words[2 : 2 + 2 * m]).reshape(m, 2)
    customers = np.array(words[2 + 2 * m :]).reshape(n, m + 1)
    return Sites(sites[:, 0], sites[:, 1], customers[:, 0], customers[:, 1:])


def drawn(seed: int, n_sites: int, n_customers: int) -> Sites:
    """Return sites and customers on a square; half of the capacity is wanted."""
    rng = np.random.default_rng(seed)
    demand = rng.integers(5, 60, n_customers).astype(float)
    there, here = rng.random((n_customers, 1, 2)), rng.random((1, n_sites, 2))
    way = np.round(np.hypot(*np.moveaxis(there - here, 2, 0)) * 100, 2)
    capacity = np.full(n_sites, np.ceil(2 * demand.sum() / n_sites))
    return Sites(capacity, rng.integers(500, 3000, n_sites).astype(float), demand, way * demand[:, None])


def problem_of(sites: Sites) -> Problem:
    """Return the sites as a training plan."""
    n, m = sites.cost.shape
    if len(set(sites.capacity)) > 1:
        raise ValueError("the sites differ in capacity")
    demand = sites.demand.astype(np.intp)
    group = np.repeat(np.arange(n), demand)
    way = sites.cost / sites.demand[:, None]
    return Problem(
        modules=(Module("goods", 1, int(sites.capacity[0])),),
        offerings=tuple(Offering(0, f"site {i}", i) for i in range(m)),
        starts=np.zeros(1, dtype=np.intp),
        group=group,
        needs=np.ones((len(group), 1), dtype=np.bool_),
        takes=np.ones((n, m), dtype=np.bool_),
        free=np.ones((len(group), 1), dtype=np.bool_),
        value=np.zeros((n, 1)),
        travel=way,
        trainer_free=np.ones((m, 1), dtype=np.bool_),
        trainer_day=np.zeros((m, 1), dtype=np.int64),
        trainer_most=np.ones(m, dtype=np.int64),
        can=np.eye(m, dtype=np.bool_),
        trainer_price=sites.fixed,
        rooms=np.ones((m, 1), dtype=np.int64),
        team=np.zeros(len(group), dtype=np.intp),
        team_most=np.array([len(group)]),
        prices=Prices(1.0, 0.0, 2 * float(way.max() + sites.fixed.max())),  # dearer than a site opened for one
        wave=np.zeros(len(group), dtype=np.int64),
        start_wave=np.zeros(1, dtype=np.int64),
    )


def proven(sites: Sites) -> float:
    """Return the optimum of the textbook's formulation: a site open or not, the share of each customer from each."""
    n, m = sites.cost.shape
    served = bmat([[csr_array((n, m)), kron(eye_array(n), np.ones((1, m)))]])
    full = bmat([[-np.diag(sites.capacity), kron(sites.demand[None, :], eye_array(m))]])
    only_open = bmat([[-kron(np.ones((n, 1)), eye_array(m)), eye_array(n * m)]])
    rules = [LinearConstraint(served, 1, 1), LinearConstraint(full, ub=0), LinearConstraint(only_open, ub=0)]
    whole = np.r_[np.ones(m), np.zeros(n * m)]
    objective = np.r_[sites.fixed, sites.cost.ravel()]
    return float(milp(objective, constraints=rules, bounds=Bounds(0, 1), integrality=whole, options={"mip_rel_gap": 1e-9}).fun)


def published(folder: Path) -> dict[str, float]:
    """Return the optima of capopt.txt by the name of the instance."""
    text = (folder / "capopt.txt").read_text(encoding="ascii")
    return {name: float(best) for name, best in re.findall(r"^(cap\d+)\s+([\d.]+)\s*$", text, re.MULTILINE)}


def instances(folder: Path | None) -> list[tuple[str, Sites, float]]:
    """Return name, sites and optimum of each."""
    if folder is None:
        sizes = [(seed, m, n) for m, n in ((5, 10), (10, 30), (16, 50)) for seed in (1, 2, 3)]
        return [(f"drawn {m} x {n}, {seed}", s := drawn(seed, m, n), proven(s)) for seed, m, n in sizes]
    return [(name, read(folder / f"{name}.txt"), best) for name, best in published(folder).items()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", help="cap41.txt ... cap134.txt and capopt.txt")
    print(f"{'instance':<16} {'objective':>14} {'bound':>14} {'optimum':>14} {'work':>10} {'CPU s':>7}")
    total, missed = 0.0, 0
    for name, sites, best in instances(parser.parse_args().folder):
        start = time.process_time()
        solved = solve(problem_of(sites), seed=1)
        seconds = time.process_time() - start
        total += seconds
        close = abs(solved.objective.total - best) <= CLOSE * best and solved.bound <= best * (1 + CLOSE)
        missed += not close
        found = f"{solved.objective.total:>14.3f} {solved.bound:>14.3f} {best:>14.3f} {solved.work:>10} {seconds:>7.2f}"
        print(f"{name:<16} {found} {'PASS' if close else 'MISS'}", flush=True)
    print(f"{missed} missed; {total:.1f} CPU seconds")


if __name__ == "__main__":
    main()
