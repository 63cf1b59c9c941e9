"""Item response theory: CPU seconds and error of the two-parameter fit, and how it grows, beside girth.

In: nothing; answers are drawn from a seed. Run: `python benchmarks/irt.py`.
Out: a table of CPU medians. The peer is girth (`pip install girth`, MIT): marginal maximum likelihood and EAP, the same 61 nodes
on [-6, 6]. Without it installed its columns say so.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is loaded: one thread, so that CPU time is comparable

import importlib
import importlib.util
import statistics
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from readiness.stats.irt import fit_irt

SIZES = (1, 4, 16)
N_REPS, N_ITEMS, MISSING, ROUNDS = 625, 60, 0.3, 3
Fit = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def answers(n_reps: int, seed: int) -> tuple[NDArray[np.float64], Fit]:
    """Return answers with gaps, and the discriminations, difficulties and abilities they were drawn from."""
    draw = np.random.default_rng(seed)
    theta, a, d = draw.normal(size=n_reps), np.exp(draw.normal(0.1, 0.3, N_ITEMS)), draw.normal(0, 1.2, N_ITEMS)
    right = (draw.random((n_reps, N_ITEMS)) < 1 / (1 + np.exp(-(np.outer(theta, a) + d)))).astype(float)
    right[draw.random(right.shape) < MISSING] = np.nan
    return right, (a, -d / a, theta)


def ours(right: NDArray[np.float64]) -> Fit:
    """Return our fit: items, abilities, and standard errors of both."""
    fit = fit_irt(right)
    return fit.discrimination, fit.difficulty, fit.ability


def peer(right: NDArray[np.float64]) -> Fit:
    """Return girth's fit: items and abilities, without standard errors of the items."""
    girth = importlib.import_module("girth")
    coded = np.where(np.isnan(right), girth.INVALID_RESPONSE, right).astype(int).T
    options = {"quadrature_bounds": (-6, 6), "quadrature_n": 61}
    found = girth.twopl_mml(coded, options)
    theta = girth.ability_eap(coded, found["Difficulty"], found["Discrimination"], options)
    return found["Discrimination"], found["Difficulty"], theta


def measured(fit: Callable[[NDArray[np.float64]], Fit], n_reps: int) -> str:
    """Return the median of CPU seconds, the correlations of a and b with the truth and the error of the abilities."""
    seconds, scores = [], []
    for seed in range(ROUNDS):
        right, truth = answers(n_reps, seed)
        start = time.process_time()
        found = fit(right)
        seconds.append(time.process_time() - start)
        same = [float(np.corrcoef(f, t)[0, 1]) for f, t in zip(found[:2], truth[:2], strict=True)]
        scores.append((*same, float(np.sqrt(np.mean((found[2] - truth[2]) ** 2)))))
    a, b, error = (statistics.median(s) for s in zip(*scores, strict=True))
    return f"{statistics.median(seconds):9.2f} {a:8.4f} {b:8.4f} {error:8.3f}"


def main() -> None:
    """Print one row a size and program."""
    known = importlib.util.find_spec("girth") is not None
    print(f"{N_ITEMS} items, {MISSING:.0%} of the answers missing; medians of {ROUNDS} draws, one thread")
    print(f"{'reps':>7} {'program':<10} {'CPU s':>9} {'corr a':>8} {'corr b':>8} {'rmse':>8}")
    for size in SIZES:
        n_reps = N_REPS * size
        print(f"{n_reps:>7} {'readiness':<10} {measured(ours, n_reps)}")
        print(f"{n_reps:>7} {'girth':<10} {measured(peer, n_reps) if known else '   not installed: pip install girth'}")


if __name__ == "__main__":
    main()
