"""Benchmark: the link between readiness, training and contribution held against worlds whose truth is known.

In: how many worlds of each kind; mpdta.csv of the R package did, if there is one.
Out: mean, spread and cover of the estimates, and how often each verdict is given, on the terminal; or standard errors beside
the published ones.
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
import pandas as pd

from readiness.stages.link import Estimate, LinkResult, link
from readiness.stats.staggered import Outcomes, group_time_effects, standard_errors
from readiness.stats.staggered_summaries import Summary, over_cohorts, over_event_times
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


QUARTILES = 1.3489795
"""Between the quartiles of a standard normal."""
PUBLISHED = {"dynamic": (-0.0772, "0.0219, 0.0208, 0.0203"), "group": (-0.0310, "0.0126, 0.0126")}
"""Averages, and standard errors as the package's README, reference and vignette print them: one seed of 1,000 draws each."""


def bootstrap_errors(summary: Summary, n_seeds: int, n_draws: int = 1000) -> np.ndarray:
    """Return, per seed, the published standard error: the quartile range of sums with random signs / 1.349."""
    found = []
    for seed in range(n_seeds):
        signs = np.random.default_rng(seed).integers(0, 2, (n_draws, summary.influence.shape[1])) * 2.0 - 1.0
        low, high = np.quantile(signs @ summary.influence[0], [0.25, 0.75])
        found.append((high - low) / QUARTILES)
    return np.array(found)


def mpdta(file: Path, n_seeds: int) -> None:
    """Print averages and standard errors of the county data beside the published ones."""
    rows = pd.read_csv(file)
    wide = rows.pivot(index="countyreal", columns="year", values="lemp")
    first = rows.groupby("countyreal")["first.treat"].first().loc[wide.index].to_numpy()
    start = np.where(first == 0, wide.shape[1], np.searchsorted(wide.columns.to_numpy(), first)).astype(np.intp)
    data = Outcomes(wide.to_numpy(), start, np.arange(start.size))
    effects = group_time_effects(data, controls="never")
    for name, summary in (("dynamic", over_event_times(effects)), ("group", over_cohorts(effects))):
        own = standard_errors(summary.influence, data.cluster)[0]
        boot = bootstrap_errors(summary, n_seeds)
        low, high = np.quantile(boot, [0.05, 0.95])
        print(
            f"mpdta, {name}: {summary.estimate[0]:.4f} (published {PUBLISHED[name][0]:.4f}); se {own:.4f}, by their recipe"
            f" {boot.mean():.4f} ({low:.4f} to {high:.4f} in 90% of {n_seeds} seeds; published {PUBLISHED[name][1]})"
        )


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="worlds of each kind")
    parser.add_argument("--mpdta", type=Path, help="mpdta.csv: print only its standard errors, over --seeds seeds")
    options = parser.parse_args()
    n = options.seeds
    if options.mpdta:
        mpdta(options.mpdta, n)
        return
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
