"""Item response theory: CPU seconds and error of the two-parameter fit beside two peers, how it grows, and what its alarms find.

In: nothing; answers are drawn from a seed. Run: `python benchmarks/irt.py`, with `--large` for 100,000 persons x 200 items.
Out: a table of CPU medians, then coverage of 90% intervals (overall, per competency, without a model), gain told from memory,
wrong keys, unfair items, adaptive length. The peers are girth and PyPI's mirt (`pip install girth mirt`, both MIT): marginal
maximum likelihood and EAP on as many nodes. Without them installed their lines say so.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is loaded: one thread, so that CPU time is comparable
os.environ.setdefault("RAYON_NUM_THREADS", "1")

import importlib
import importlib.util
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from readiness.stats.adaptive import Bank, Rules, sit
from readiness.stats.beta_binomial import fit_beta_binomial
from readiness.stats.classical import item_rest
from readiness.stats.dif import dif
from readiness.stats.irt import fit_irt, posterior_ability
from readiness.stats.retakes import fit_retakes
from readiness.stats.subscores import fit_subscores

SIZES = (1, 4, 16)
N_REPS, N_ITEMS, MISSING, ROUNDS = 625, 60, 0.3, 3
Z90 = 1.6448536269514722
Floats = NDArray[np.float64]
Fit = tuple[Floats, Floats, Floats, Floats]


def answers(n_reps: int, seed: int, n_items: int = N_ITEMS, missing: float = MISSING) -> tuple[Floats, tuple[Floats, ...]]:
    """Return answers with gaps, and the discriminations, difficulties and abilities they were drawn from."""
    draw = np.random.default_rng(seed)
    theta, a, d = draw.normal(size=n_reps), np.exp(draw.normal(0.1, 0.3, n_items)), draw.normal(0, 1.2, n_items)
    right = (draw.random((n_reps, n_items)) < 1 / (1 + np.exp(-(np.outer(theta, a) + d)))).astype(float)
    right[draw.random(right.shape) < missing] = np.nan
    return right, (a, -d / a, theta)


def ours(right: Floats) -> Fit:
    """Return our fit: items, abilities and their standard errors."""
    fit = fit_irt(right)
    return fit.discrimination, fit.difficulty, fit.ability, fit.ability_se


def girth(right: Floats) -> Fit:
    """Return girth's fit: items and abilities, without standard errors."""
    program = importlib.import_module("girth")
    coded = np.where(np.isnan(right), program.INVALID_RESPONSE, right).astype(int).T
    options = {"quadrature_bounds": (-6, 6), "quadrature_n": 61}
    found = program.twopl_mml(coded, options)
    theta = program.ability_eap(coded, found["Difficulty"], found["Discrimination"], options)
    return found["Discrimination"], found["Difficulty"], theta, np.full(theta.size, np.nan)


def mirt(right: Floats) -> Fit:
    """Return PyPI mirt's fit: items, abilities and their standard errors."""
    program = importlib.import_module("mirt")
    found = program.fit_mirt(right, model="2PL", n_quadpts=61)
    scores = program.fscores(found, right, method="EAP")
    items = found.model.parameters
    return items["discrimination"], items["difficulty"], np.ravel(scores.theta), np.ravel(scores.standard_error)


def measured(fit: Callable[[Floats], Fit], n_reps: int) -> tuple[float, str]:
    """Return the median of CPU seconds, and a line: errors of a, b and theta, share of 90% bands of theta that hold it."""
    seconds, scores = [], []
    for seed in range(ROUNDS):
        right, truth = answers(n_reps, seed)
        start = time.process_time()
        found = fit(right)
        seconds.append(time.process_time() - start)
        errors = [float(np.sqrt(np.mean((f - t) ** 2))) for f, t in zip(found[:3], truth, strict=True)]
        scores.append((*errors, float(np.mean(np.abs(found[2] - truth[2]) < Z90 * found[3]))))
    a, b, theta, inside = (statistics.median(s) for s in zip(*scores, strict=True))
    inside_text = f"{inside:8.3f}" if np.isfinite(found[3]).all() else "       -"
    return statistics.median(seconds), f"{statistics.median(seconds):9.2f} {a:8.4f} {b:8.4f} {theta:8.4f} {inside_text}"


def compare() -> None:
    """Print one row a size and program."""
    print(f"{N_ITEMS} items, {MISSING:.0%} of the answers missing; medians of {ROUNDS} draws, one thread")
    print(f"{'reps':>7} {'program':<10} {'CPU s':>9} {'rmse a':>8} {'rmse b':>8} {'theta':>8} {'cover90':>8} {'growth':>8}")
    before: dict[str, float] = {}
    for size in SIZES:
        for name, fit in (("readiness", ours), ("girth", girth), ("mirt", mirt)):
            if name != "readiness" and importlib.util.find_spec(name) is None:
                print(f"{N_REPS * size:>7} {name:<10}    not installed: pip install {name}")
                continue
            seconds, line = measured(fit, N_REPS * size)
            growth = f"{seconds / before[name]:7.1f}x" if name in before else ""
            before[name] = seconds
            print(f"{N_REPS * size:>7} {name:<10} {line} {growth:>8}", flush=True)


def overall_cover(n_persons: int, n_items: int, rounds: int = 200) -> str:
    """Return how many 90% bands of ability hold the truth."""
    inside = []
    for seed in range(rounds):
        right, (_, _, theta) = answers(n_persons, seed, n_items, 0.0)
        fit = fit_irt(right)
        inside.append(np.mean(np.abs(fit.ability - theta) < Z90 * fit.ability_se))
    return f"{np.mean(inside):.3f}"


def competency_cover(n_persons: int, areas: int, each: int, correlation: float, rounds: int = 60) -> str:
    """Return the same for abilities in each competency, and the error beside that of the overall ability in its place."""
    inside, own, whole = [], [], []
    for seed in range(rounds):
        draw = np.random.default_rng(seed)
        parts = draw.normal(size=(n_persons, 1)), draw.normal(size=(n_persons, areas))
        theta = np.sqrt(correlation) * parts[0] + np.sqrt(1 - correlation) * parts[1]
        area = np.repeat(np.arange(areas), each)
        a, d = np.exp(draw.normal(0.1, 0.3, area.size)), draw.normal(0, 1, area.size)
        p = 1 / (1 + np.exp(-(theta[:, area] * a + d)))
        right = (draw.random(p.shape) < p).astype(float)
        found = fit_subscores(right, area)
        inside.append(np.mean(np.abs(found.ability - theta) < Z90 * found.ability_se))
        own.append(np.mean((found.ability - theta) ** 2))
        whole.append(np.mean((fit_irt(right).ability[:, None] - theta) ** 2))
    return f"{np.mean(inside):.3f}, rmse {np.mean(own) ** 0.5:.3f} against {np.mean(whole) ** 0.5:.3f} of the overall ability"


def share_cover(n_persons: int, rounds: int = 400) -> str:
    """Return how many 90% intervals of shares hold the truth: Beta shares of 5 to 24 answers, and 10 items of the model."""
    inside: tuple[list[float], list[float]] = ([], [])
    for seed in range(rounds):
        draw = np.random.default_rng(seed)
        truth, n = draw.beta(7, 3, n_persons), draw.integers(5, 25, n_persons)
        fit = fit_beta_binomial(draw.binomial(n, truth).astype(float), n.astype(float))
        inside[0].append(float(np.mean((fit.low < truth) & (truth < fit.high))))
        right, (a, b, theta) = answers(n_persons, seed, 10, 0.0)
        share = (1 / (1 + np.exp(-a * (theta[:, None] - b)))).mean(axis=1)
        fit = fit_beta_binomial(right.sum(axis=1), np.full(n_persons, 10.0))
        inside[1].append(float(np.mean((fit.low < share) & (share < fit.high))))
    return f"{np.mean(inside[0]):.3f} and {np.mean(inside[1]):.3f}"


def retakes(again: float, worst: float, rounds: int = 30) -> str:
    """Return mean gain and exposure found, and the naive gain: 275 persons, 20 items twice, true gain 0.25 and exposure 0.8."""
    rows = []
    for seed in range(rounds):
        draw = np.random.default_rng(seed)
        theta, a, d = draw.normal(size=275), np.exp(draw.normal(0.1, 0.3, 40)), draw.normal(0, 1, 40)
        place = draw.random((275, 40)).argsort(axis=1).argsort(axis=1)
        seen, met = place < 20, (place >= 20 * (1 - again)) & (place < 20 * (2 - again))
        later = theta + 0.25 + 0.3 * draw.normal(size=275)
        logits = [np.outer(theta, a) + d, np.outer(later, a) + d + 0.8 * seen]
        drawn = [(draw.random(x.shape) < 1 / (1 + np.exp(-x))).astype(float) for x in logits]
        first, second = np.where(seen, drawn[0], np.nan), np.where(met, drawn[1], np.nan)
        share = np.nanmean(first, axis=1)
        kept = share <= np.quantile(share, worst)
        items = fit_irt(first)
        of = (items.discrimination, items.intercept, items.guessing)
        found = fit_retakes(first[kept], second[kept], seen[kept], *of)
        naive = posterior_ability(second[kept], *of)[0] - posterior_ability(first[kept], *of)[0]
        rows.append((found.gain, found.exposure, float(naive.mean())))
    gain, exposure, naive_gain = np.mean(rows, axis=0)
    return f"gain {gain:.3f}, exposure {exposure:.3f}; naive gain {naive_gain:.3f}"


def wrong_keys(n_persons: int, rounds: int = 100) -> str:
    """Return how many of 3 wrong keys among 30 items are found, and how many of the right ones are alarmed at."""
    hits, alarms = [], []
    for seed in range(rounds):
        right, _ = answers(n_persons, seed, 30, 0.0)
        draw = np.random.default_rng(seed)
        bad = np.isin(np.arange(30), draw.choice(30, 3, replace=False))
        right[:, bad] = (1 - right[:, bad]) * (draw.random((n_persons, 3)) < 1 / 3)  # the key names one of three wrong options
        below = item_rest(right) < 0
        hits.append(below[bad].mean())
        alarms.append(below[~bad].mean())
    return f"{np.mean(hits):.3f} found, {np.mean(alarms):.4f} false"


def unfair_items(n_each: int, shift: float, rounds: int = 60) -> str:
    """Return the same for 3 items of 30 that are harder for one of two groups."""
    hits, alarms = [], []
    for seed in range(rounds):
        draw = np.random.default_rng(seed)
        group = np.arange(2 * n_each) >= n_each
        bad = np.isin(np.arange(30), draw.choice(30, 3, replace=False))
        theta, a, d = draw.normal(size=2 * n_each), np.exp(draw.normal(0.1, 0.3, 30)), draw.normal(0, 1, 30)
        eta = np.outer(theta, a) + d - shift * np.outer(group, bad)
        found = dif((draw.random(eta.shape) < 1 / (1 + np.exp(-eta))).astype(float), group).flagged
        hits.append(found[bad].mean())
        alarms.append(found[~bad].mean())
    return f"{np.mean(hits):.3f} found, {np.mean(alarms):.4f} false"


def adaptive(n_fixed: int, n_persons: int = 300) -> str:
    """Return how many items the adaptive quiz asks, of a bank of 160 in 4 areas, to be as sure as a fixed form."""
    right, (a, b, theta) = answers(n_persons, n_fixed, 160, 0.0)
    bank = Bank(a, -a * b, np.zeros(160), np.arange(160) % 4, np.full(4, 0.25))
    form = np.arange(n_fixed)
    fixed, sd = posterior_ability(right[:, form], a[form], bank.intercept[form], bank.guessing[form])
    rules = Rules(float(np.sqrt((sd**2).mean())), n_fixed)
    asked, draw, used, errors = np.zeros(160), np.random.default_rng(1), [], []
    for i in range(n_persons):
        found = sit(bank, lambda j, i=i: bool(right[i, j]), asked / max(i, 1), draw.random(n_fixed).tolist(), rules)
        asked[list(found.items)] += 1
        used.append(len(found.items))
        errors.append(found.ability - theta[i])
    rmse = [float(np.sqrt(np.mean(np.square(e)))) for e in (errors, fixed - theta)]
    return f"{np.mean(used):.1f} items ({np.mean(used) / n_fixed:.0%}), rmse {rmse[0]:.3f} against {rmse[1]:.3f}"


def main() -> None:
    """Print every table."""
    compare()
    print("\nshare of 90% bands that hold the truth")
    for n_persons, n_items in ((30, 10), (100, 24), (300, 24)):
        print(f"  ability, {n_persons} persons x {n_items} items: {overall_cover(n_persons, n_items)}")
    for n_persons, areas, each, r in ((40, 3, 8, 0.8), (100, 4, 6, 0.8), (300, 3, 10, 0.5), (1000, 4, 8, 0.8)):
        said = competency_cover(n_persons, areas, each, r, 60 if n_persons < 1000 else 10)
        print(f"  {areas} competencies of {each} items, correlation {r}, {n_persons} persons: {said}")
    for n_persons in (5, 10, 17, 29):
        print(f"  shares without a model, {n_persons} persons, Beta and 10 items of the model: {share_cover(n_persons)}")
    print()
    for again, worst in ((0.5, 1.0), (0.8, 1.0), (0.8, 0.4)):
        print(f"retakes, {again:.0%} of the items seen, the lowest {worst:.0%} come back: {retakes(again, worst)}")
    print(f"wrong keys, 200 persons: {wrong_keys(200)}; 60 persons: {wrong_keys(60)}")
    for n_each, shift in ((200, 1.2), (200, 1.5), (250, 1.5), (300, 1.2), (400, 1.0), (1000, 0.6), (1000, 0.8)):
        print(f"unfair by {shift} logits, {n_each} persons a group: {unfair_items(n_each, shift)}")
    for n_fixed in (20, 32, 40):
        print(f"adaptive, as sure as {n_fixed} fixed items: {adaptive(n_fixed)}")
    if "--large" in sys.argv[1:]:
        right, (_, _, theta) = answers(100_000, 0, 200)
        start = time.process_time()
        fit = fit_irt(right)
        inside = np.mean(np.abs(fit.ability - theta) < Z90 * fit.ability_se)
        print(f"100,000 persons x 200 items, 30% missing: {time.process_time() - start:.1f} CPU s, cover90 {inside:.3f}")


if __name__ == "__main__":
    main()
