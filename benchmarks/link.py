"""Benchmark: the link between readiness, training and contribution held against worlds whose truth is known.

In: how many worlds of each kind.
Out: mean, spread and cover of the estimates, and how often each verdict is given, on the terminal.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from readiness.stages.link import Estimate, LinkResult, link
from tests.link_worlds import launch_link, launch_world, true_average, waves_world

Outcome = tuple[Estimate, float]


def line(name: str, outcomes: list[Outcome], seconds: float) -> str:
    """Return one row: truth, mean, spread, mean standard error, cover, share of each verdict."""
    truth = np.array([t for _, t in outcomes])
    estimate = np.array([e.estimate for e, _ in outcomes], dtype=float)
    low, high = (np.array([getattr(e, side) for e, _ in outcomes], dtype=float) for side in ("low", "high"))
    cover = ((low <= truth) & (truth <= high)).mean()
    errors = [e.standard_error for e, _ in outcomes if e.standard_error is not None]
    doubt = f"{np.mean(errors):7.4f} {cover:6.3f}" if errors else f"{'-':>7} {'-':>6}"
    words = Counter(e.verdict.split(":")[0] for e, _ in outcomes)
    verdicts = ", ".join(f"{word} {count / len(outcomes):.3f}" for word, count in sorted(words.items()))
    return (
        f"{name:44} {truth.mean():7.4f} {estimate.mean():7.4f} {estimate.mean() - truth.mean():+8.4f} {estimate.std(ddof=1):7.4f}"
        f" {doubt} {seconds / len(outcomes):6.2f}  {verdicts}"
    )


def run(name: str, n: int, one: Callable[[int], Outcome]) -> None:
    """Print the row of n worlds."""
    start = time.process_time()
    outcomes = [one(seed) for seed in range(n)]
    print(line(name, outcomes, time.process_time() - start), flush=True)


def slope(result: LinkResult) -> Estimate:
    """Return the slope on readiness."""
    return result.estimates[0]


def plain(result: LinkResult) -> Estimate:
    """Return the slope as it is without the correction for error in readiness."""
    value = result.plain_slope if result.plain_slope is not None else float("nan")
    return Estimate("plain", value, value, value, 0, "not judged")


def training(seed: int, *, assigned: str = "", kind: str = "random", effect: float = 0.05, n: int = 400) -> Outcome:
    """Return the average effect of training in one panel."""
    rows = waves_world(seed, kind=kind, effect=effect, n=n)
    result = link(rows, seed=seed, assigned=assigned)
    return next(e for e in result.estimates if e.estimand == "training_simple"), true_average(effect)


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="worlds of each kind")
    n = parser.parse_args().seeds
    print(f"{n} worlds of each kind; cover is of the 90% interval; sec is CPU seconds a world, one thread")
    print(f"{'':44} {'truth':>7} {'mean':>7} {'bias':>8} {'sd':>7} {'mean se':>7} {'cover':>6} {'sec':>6}  verdicts")
    run("slope, effect .06", n, lambda s: (slope(launch_link(launch_world(s))), 0.06))
    run("slope, effect .06, inherited book pulled to 0", n, lambda s: (slope(launch_link(launch_world(s), book="random")), 0.06))
    run("slope, effect .06, error in readiness ignored", n, lambda s: (plain(launch_link(launch_world(s))), 0.06))
    run("slope, no effect", n, lambda s: (slope(launch_link(launch_world(s, gamma=0.0, sd_rest=0.1166))), 0.0))
    run("training, waves by lot, said so", n, lambda s: training(s, assigned="random"))
    run("training, waves by lot, not said", n, training)
    run("training, waves by lot, no effect, said so", n, lambda s: training(s, assigned="random", effect=0.0))
    run("training, waves by lot, no effect, not said", n, lambda s: training(s, effect=0.0))
    run("training after a bad spell, not said", n, lambda s: training(s, kind="bad_spell"))
    run("training after a bad spell, no effect", n, lambda s: training(s, kind="bad_spell", effect=0.0))
    run("training after a bad spell, 100 reps", n, lambda s: training(s, kind="bad_spell", effect=0.0, n=100))


if __name__ == "__main__":
    main()
