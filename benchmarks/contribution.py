"""Benchmark: contribution held against launches whose truth is known, demand beside measured.

In: how many worlds of each scene, scenes. Run: `python benchmarks/contribution.py [--seeds 6] [--scenes thin sparse]`.
Out: per scene one row a demand, PASS or MISS; means over worlds. CPU seconds of one thread.

A world: territories of 20 reps, 13 periods, 20 products, 4 of them an account, 20 rows an account; log sales = product + market +
economy + season + .9 demand + log in stock + .15 promotion + account + rep + noise. Reps inherit books (sd .5) and add little
(sd .117); the year before is known with an error; 15% of the accounts change rep once.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import spearmanr

from readiness.stages.contribution import ContributionFit, fit_contributions

Floats = NDArray[np.float64]
N_PERIODS, N_PRODUCTS = 13, 20
PRICE = 8000.0
"""Of a unit in the zeros scene: six rows in ten then sell nothing."""
SCENES: dict[str, dict[str, float]] = {
    "thin": {},
    "rich": {"accounts": 25},
    "sparse": {"rows": 6},
    "bad-history": {"history_sd": 0.6},
    "no-handoff": {"moved": 0.0},
    "zeros": {"price": PRICE},
}
DEMANDS: dict[str, dict[str, tuple[float, float]]] = {
    "thin": {"spearman": (0.65, 1.0), "spearman raw": (-1.0, 0.20), "spearman growth": (-1.0, 0.45)},
    "rich": {
        "spearman": (0.87, 1.0),
        "spearman raw": (-1.0, 0.25),
        "p(top) > .8 is right": (0.75, 1.0),
        "top tenth found": (0.60, 1.0),
        "top tenth found raw": (0.0, 0.20),
    },
    "sparse": {"spearman": (0.55, 1.0)},
    "zeros": {"spearman": (0.50, 1.0)},
}
EVERYWHERE = {
    "cover of effect": (0.88, 0.92),
    "slope on estimate": (0.85, 1.15),
    "cover of money": (0.86, 0.94),
    "cover of rank": (0.86, 0.93),
    "hand-over slope": (0.75, 1.25),
    "cents left over": (0.0, 0.0),
}


@dataclass(frozen=True, slots=True)
class World:
    """Cells, and what is true of them."""

    cells: pd.DataFrame
    effect: Floats
    """Log; over the mean of all reps."""
    rep: NDArray[np.intp]
    mean: Floats
    """Per cell what an average rep would have sold there and then."""
    account: NDArray[np.intp]
    first_rep: NDArray[np.intp]
    history: Floats


def world(
    seed: int,
    *,
    territories: int = 20,
    accounts: int = 5,
    rows: int = 20,
    history_sd: float = 0.25,
    moved: float = 0.15,
    price: float = 0.0,
) -> World:
    """Return one world."""
    rng = np.random.default_rng(seed)
    n_reps = territories * 20
    home = np.repeat(np.arange(territories), 20)
    market = rng.normal(0, 0.35, territories)
    economy = np.zeros((territories, N_PERIODS))
    economy[:, 0] = rng.normal(0, 0.15, territories)
    for t in range(1, N_PERIODS):
        economy[:, t] = 0.8 * economy[:, t - 1] + rng.normal(0, 0.09, territories)
    nation = rng.normal(0, 0.05, N_PERIODS) + 0.2 * np.sin(2 * np.pi * np.arange(N_PERIODS) / N_PERIODS)
    product_level = rng.normal(0, 0.6, N_PRODUCTS)
    demand = rng.normal(0, 0.3, (territories, N_PRODUCTS))
    supply = rng.normal(0, 0.6, territories)[:, None, None] + rng.normal(0, 0.8, (territories, N_PRODUCTS, N_PERIODS))
    stock = 1 / (1 + np.exp(-1.9 - supply))
    ability = 0.3 * (market / 0.35)[home] + np.sqrt(0.91) * rng.normal(size=n_reps)
    effect = 0.06 * ability + rng.normal(0, 0.10, n_reps)
    book = 0.5 * (-0.2 * effect / np.hypot(0.06, 0.10) + np.sqrt(0.96) * rng.normal(size=n_reps))
    first = np.repeat(np.arange(n_reps), int(accounts))
    at = home[first]
    level = book[first] + rng.normal(0, 0.7, first.size)
    history = np.exp(level + market[at] + rng.normal(0, history_sd, first.size))
    moves, when = rng.random(first.size) < moved, rng.integers(3, N_PERIODS - 2, first.size)
    heir = at * 20 + rng.integers(0, 20, first.size)
    products = np.argsort(rng.random((first.size, N_PRODUCTS)), axis=1)[:, :4]
    cell = np.argsort(rng.random((first.size, 4 * N_PERIODS)), axis=1)[:, : int(rows)]
    account, period = np.repeat(np.arange(first.size), int(rows)), (cell % N_PERIODS).ravel()
    product, t = products[account, (cell // N_PERIODS).ravel()], at[account]
    rep = np.where(moves[account] & (period >= when[account]), heir[account], first[account])
    promo = (rng.random(account.size) < 0.15).astype(float)
    usual = (
        np.log(4000) + product_level[product] + market[t] + economy[t, period] + nation[period] + 0.9 * demand[t, product]
        + np.log(stock[t, product, period]) + 0.15 * promo + level[account] + effect.mean()
    )  # fmt: skip
    noise = rng.normal(0, 0.15, (first.size, N_PERIODS))[account, period] + rng.normal(0, 0.45, account.size)
    added = effect - effect.mean()
    sales = np.exp(usual + added[rep] + noise)
    if price:
        sales = price * rng.poisson(sales / price)
    index = np.exp(economy + rng.normal(0, 0.05, economy.shape))
    wanted = np.exp(demand + rng.normal(0, 0.05, demand.shape))
    cells = pd.DataFrame(
        {
            "rep_id": np.char.mod("r%04d", rep), "account_id": np.char.mod("a%05d", account),
            "product_id": np.char.mod("p%02d", product), "territory_id": np.char.mod("t%03d", t),
            "period": np.char.mod("2026-%02d", period + 1), "sales": sales, "history": history[account],
            "market_index": index[t, period], "in_stock_share": stock[t, product, period], "demand_index": wanted[t, product],
            "promotion": promo, "weeks": 1.0,
        }
    )  # fmt: skip
    mean = np.exp(usual + (0.15**2 + 0.45**2) / 2)
    return World(cells, added, rep, mean, account, first, history)


def agreement(one: Floats, other: Floats) -> float:
    """Return Spearman's correlation; a way that ranks everybody the same agrees with nothing."""
    return 0.0 if np.ptp(one) == 0.0 else float(spearmanr(one, other).statistic)


def top_tenth(one: Floats, other: Floats) -> float:
    """Return the share of the highest tenth of one that is in the highest tenth of the other."""
    n = max(1, one.size // 10)
    return len(set(np.argsort(-one)[:n].tolist()) & set(np.argsort(-other)[:n].tolist())) / n


def slope(x: Floats, y: Floats) -> float:
    """Return the least squares slope."""
    return float(np.cov(x, y)[0, 1] / np.var(x, ddof=1))


def hand_over_slope(w: World, effect: Floats) -> float:
    """Return the slope of the change in sales of accounts that change rep on the difference of the reps' effects.

    `effect` is estimated without those accounts; what else changed is taken from the truth.
    """
    before = w.rep == w.first_rep[w.account]
    n = w.first_rep.size
    cells = [np.bincount(w.account[side], minlength=n) for side in (before, ~before)]
    left = np.log(np.maximum(w.cells["sales"].to_numpy(), 1e-9) / w.mean)
    money = [np.bincount(w.account[side], weights=left[side], minlength=n) for side in (before, ~before)]
    both = (cells[0] > 0) & (cells[1] > 0)
    heir = np.zeros(n, dtype=np.intp)
    heir[w.account[~before]] = w.rep[~before]
    change = money[1][both] / cells[1][both] - money[0][both] / cells[0][both]
    return slope(effect[heir[both]] - effect[w.first_rep[both]], change)


def effects(fit: ContributionFit, n_reps: int) -> Floats:
    """Return the log effect of each rep; 0 for one without cells."""
    found = np.zeros(n_reps)
    for rep in fit.reps:
        found[int(rep.rep_id[1:])] = rep.effect
    return found


def cents_left_over(fit: ContributionFit) -> float:
    """Return the largest difference, in cents, between a rep's sales-out and its parts."""
    return max(
        round(100 * abs(
            r.legacy_money + r.market_money + r.availability_money + r.demand_money + r.contribution_money
            + r.unexplained_money - r.sales_out_money
        ))
        for r in fit.reps
    )  # fmt: skip


def scores(w: World, seed: int, *, with_hand_overs: bool) -> dict[str, float]:
    """Return every figure of one world."""
    start = time.process_time()
    fit = fit_contributions(w.cells, seed=seed)
    seconds = time.process_time() - start
    n = w.effect.size
    at = np.array([int(rep.rep_id[1:]) for rep in fit.reps])
    truth = w.effect[at]
    estimate = np.array([rep.effect for rep in fit.reps])
    usual = np.bincount(w.rep, weights=w.mean, minlength=n)[at]
    money = usual * np.expm1(truth)
    column = {
        name: np.array([getattr(rep, name) for rep in fit.reps])
        for name in ("contribution_low", "contribution_high", "rank_low", "rank_high", "p_top_fifth")
    }
    column |= {name: np.array([getattr(rep, name) for rep in fit.reps]) for name in ("effect_low", "effect_high")}
    judged = np.array([rep.n_cells >= 30 and rep.n_accounts >= 3 for rep in fit.reps])
    ranked = column["rank_high"] > 0
    raw = np.bincount(w.rep, weights=w.cells["sales"], minlength=n)[at]
    before = np.bincount(w.first_rep, weights=w.history, minlength=n)[at]
    found = {
        "spearman": agreement(estimate, truth),
        "spearman raw": agreement(raw, truth),
        "spearman growth": agreement(raw / before, truth),
        "top tenth found": top_tenth(estimate, truth),
        "top tenth found raw": top_tenth(raw, truth),
        "cover of effect": float(((column["effect_low"] <= truth) & (truth <= column["effect_high"])).mean()),
        "slope on estimate": slope(estimate, truth) if np.ptp(estimate) else float("nan"),
        "cover of money": float(((column["contribution_low"] <= money) & (money <= column["contribution_high"])).mean()),
        "cents left over": cents_left_over(fit),
        "CPU s": seconds,
    }
    sure = judged & (column["p_top_fifth"] > 0.8)
    if judged.any():
        rank = np.zeros(at.size, dtype=np.intp)
        rank[judged] = np.argsort(np.argsort(-money[judged])) + 1
        found["reps with a rank"] = float(ranked.mean())
        if ranked.any():
            inside = (column["rank_low"] <= rank) & (rank <= column["rank_high"])
            found["cover of rank"] = float(inside[ranked].mean())
            found["rank band"] = float(((column["rank_high"] - column["rank_low"] + 1)[ranked] / judged.sum()).mean())
        if sure.any():
            found["p(top) > .8 is right"] = float((rank[sure] <= -(-int(judged.sum()) // 5)).mean())
    if with_hand_overs:
        stayed = np.bincount(w.account[w.rep != w.first_rep[w.account]], minlength=w.first_rep.size) == 0
        without = fit_contributions(w.cells[stayed[w.account]], seed=seed)
        found["hand-over slope"] = hand_over_slope(w, effects(without, n))
    return found


@dataclass
class Table:
    """Figures of one scene, world by world."""

    rows: dict[str, list[float]] = field(default_factory=dict)

    def add(self, found: dict[str, float]) -> None:
        """Take in one world."""
        for name, value in found.items():
            self.rows.setdefault(name, []).append(value)

    def show(self, scene: str) -> None:
        """Print demand beside measured."""
        demands = DEMANDS.get(scene, {}) | EVERYWHERE
        for name, values in self.rows.items():
            mean, spread = float(np.mean(values)), float(np.std(values))
            low, high = demands.get(name, (-np.inf, np.inf))
            asked = f"{low:6.2f} .. {high:5.2f}" if name in demands else f"{'-':>15}"
            verdict = ("PASS" if low <= mean <= high else "MISS") if name in demands else ""
            print(f"  {name:22} {asked:>15} {mean:9.3f} {spread:8.3f}  {verdict}", flush=True)


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=6, help="worlds of each scene")
    parser.add_argument("--scenes", nargs="*", default=list(SCENES), choices=list(SCENES))
    given = parser.parse_args()
    for scene in given.scenes:
        table = Table()
        for seed in range(given.seeds):
            w = world(seed, **SCENES[scene])
            table.add(scores(w, seed, with_hand_overs=scene in {"thin", "bad-history"}))
        cells = w.cells
        print(f"\n{scene}: {given.seeds} worlds, {len(cells):,} cells, {(cells['sales'] == 0).mean():.0%} of them without a sale")
        print(f"  {'':22} {'demand':>15} {'mean':>9} {'sd':>8}")
        table.show(scene)


if __name__ == "__main__":
    main()
