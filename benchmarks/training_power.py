"""Benchmark: power reckoned before training beside how often measurement itself sees a planted effect, and how even draws are.

In: how many panels of each design, how many simulated launches.
Out: tables on the terminal. Run: `python benchmarks/training_power.py`.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from numpy.typing import NDArray

from readiness.stages.contribution import fit_contributions
from readiness.stages.link import SUPPORTS, link
from readiness.stages.training.experiment import balance, experiment_of
from readiness.stages.training.power import Design, power_of, usual_spread
from readiness.stats.launch_world import SCENES, WorldOptions, simulate_launch
from readiness.stats.stepped_wedge import Spread, spread_of
from readiness.vocabulary import Motion, Rep
from tests.link_worlds import panel_frame
from tests.simulated_cells import short_cells

LAUNCH, EFFECT = date(2026, 1, 5), 0.05
DESIGNS: list[tuple[str, list[int], int, Spread]] = [
    ("2 waves, the late one 16 weeks after the launch", [-8, 16], 100, usual_spread(5)),
    ("2 waves, the late one 24 weeks after the launch", [-8, 24], 200, usual_spread(5)),
    ("2 waves after the launch, 16 weeks apart", [8, 24], 100, usual_spread(5)),
    ("3 waves after the launch, 12 weeks apart", [8, 20, 32], 100, usual_spread(5)),
    ("3 waves, 25 accounts a rep", [8, 20, 32], 40, usual_spread(25)),
    ("3 waves, shocks that last (.5)", [8, 20, 32], 100, Spread(0.14, 0.19, 0.5)),
]
"""Name, weeks from the launch to each wave, reps a wave, spread."""


def panels(n: int) -> None:
    """Print power by formula beside the share of panels in which measurement saw the effect."""
    print(f"\n{n} panels a design, {EFFECT:.0%} more sales after training; se of a share up to {0.5 / math.sqrt(n):.3f}")
    heads = ("formula", "seen", "verdict", "null", "best", "least", "sd/se", "CPU s")
    print(f"{'':48} " + " ".join(f"{h:>7}" for h in heads))
    for name, starts, reps, spread in DESIGNS:
        begin = time.process_time()
        days = {w: LAUNCH + timedelta(weeks=k) for w, k in enumerate(starts, start=1)}
        found = power_of(Design(dict.fromkeys(days, reps), days, LAUNCH, LAUNCH + timedelta(weeks=52, days=-1)), spread, EFFECT)
        there = [panel(starts, reps, spread, seed, EFFECT) for seed in range(n)]
        nothing = [panel(starts, reps, spread, 10_000 + seed, 0.0) for seed in range(n)]
        seen, null = (np.mean([abs(b) > 1.96 * s for b, s, _ in rows]) for rows in (there, nothing))
        verdict = np.mean([v for _, _, v in there])
        error = math.log1p(found.detectable or 0.0) / 2.8
        ratio = np.std([b for b, _, _ in there + [(b + math.log1p(EFFECT), s, v) for b, s, v in nothing]]) / error
        figures = (found.power, seen, verdict, null, found.best, found.detectable or 0.0, ratio, time.process_time() - begin)
        print(f"{name:48} " + " ".join(f"{v:7.3f}" for v in figures), flush=True)


def panel(starts: list[int], reps: int, spread: Spread, seed: int, effect: float) -> tuple[float, float, bool]:
    """Return the estimate, its error, and whether the report would say that training raised sales."""
    rng = np.random.default_rng(seed)
    first = np.repeat([max(k, 0) // 4 for k in starts], reps)
    root = np.linalg.cholesky(spread.covariance(13) + 1e-12 * np.eye(13))
    y = rng.normal(size=(first.size, 13)) @ root.T + math.log1p(effect) * (np.arange(13) >= first[:, None])
    home = rng.permutation(first.size) // 20
    rows = panel_frame(y, first, np.zeros(first.size), np.ones(first.size), home, 4)
    row = next(e for e in link(rows, seed=seed, assigned="random").estimates if e.estimand == "training_simple")
    return row.estimate or 0.0, row.standard_error or math.inf, row.verdict == SUPPORTS


def spreads(n: int) -> None:
    """Print how much measured sales vary in simulated launches without training, beside what is taken to be usual."""
    print(f"\nspread of contributions in {n} simulated launches of 200 reps, nobody trained to any effect")
    for scene in ("thin", "rich"):
        options = WorldOptions(**{**SCENES[scene], "training_effect": 0.0, "n_reps": 200, "n_territories": 10})  # type: ignore[arg-type]
        usual = usual_spread(options.accounts_per_rep)
        found = [spread_of(contributions(options, seed)) for seed in range(1, n + 1)]
        between, within = (np.mean([getattr(s, side) for s in found]) for side in ("between", "within"))
        print(
            f"{scene}, {options.accounts_per_rep} accounts a rep: between reps {between:.3f} (taken {usual.between:.3f}),"
            f" from period to period {within:.3f} (taken {usual.within:.3f})",
            flush=True,
        )


def contributions(options: WorldOptions, seed: int) -> NDArray[np.float64]:
    """Return reps x periods of one launch, as measured; reps with a gap left out."""
    periods = fit_contributions(short_cells(simulate_launch(options, np.random.default_rng(seed))).frame, seed=1).periods
    reps, days = sorted({p.rep_id for p in periods}), sorted({p.period for p in periods})
    values = np.full((len(reps), len(days)), np.nan)
    for p in periods:
        if p.weight > 0.0:
            values[reps.index(p.rep_id), days.index(p.period)] = p.effect
    return values[np.isfinite(values).all(axis=1)]


def draws(n: int) -> None:
    """Print how far apart two waves are, drawn in strata and drawn plainly."""
    print(f"\nstandardised differences of 2 waves over {n} draws: 300 reps, 12 territories, past sales log-normal")
    rng = np.random.default_rng(1)
    motions = list(Motion)
    reps = [
        Rep(f"r{i:03}", "", "", "", "P", f"T{i % 12}", f"m{i // 8}", motions[int(k)], "UTC", "en", None)
        for i, k in enumerate(rng.integers(0, 3, 300))
    ]
    sold = {r.rep_id: float(v) for r, v in zip(reps, rng.lognormal(0, 1, 300), strict=True)}
    bare = [Rep(r.rep_id, "", "", "", "P", "", "", Motion.CONSULTATIVE, "UTC", "en", None) for r in reps]
    days = {LAUNCH + timedelta(days=i): 1 + i // 5 for i in range(10)}
    for name, people, past in (("in strata", reps, sold), ("plainly", bare, {})):
        tables = [balance(experiment_of(people, days, "bike", s, past_sales=past), reps, sold) for s in range(n)]
        sales = [next(b.difference for b in t if b.what == "past sales") for t in tables]
        worst = [t[-1].difference for t in tables]
        print(
            f"{name:12} past sales: mean {np.mean(sales):.3f}, largest {max(sales):.3f};"
            f" the worst of all: mean {np.mean(worst):.3f}"
        )


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--panels", type=int, default=200, help="of each design, and as many without any effect")
    parser.add_argument("--launches", type=int, default=3, help="simulated launches of each scene")
    options = parser.parse_args()
    draws(100)
    panels(options.panels)
    spreads(options.launches)


if __name__ == "__main__":
    main()
