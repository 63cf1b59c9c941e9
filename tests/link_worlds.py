"""Worlds of reps with a known truth: launches whose reps know more or less, and panels whose reps are trained in waves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from readiness.stages.link import link
from readiness.stages.link.outcome import LinkResult

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
FIRST = np.datetime64("2026-01-05")
SD = {"account": 0.7, "market": 0.35, "local": 0.16, "cycle": 0.6, "taste": 0.06}
NOISE_SD, HISTORY_SD, UNSHRUNK_SD = 0.47, 0.25, 14.0


def panel_frame(contribution: Floats, start: Codes, theta: Floats, se: Floats, territory: Codes, weeks: int = 1) -> pd.DataFrame:
    """Return rep x week rows as the link reads them; a start at the last period or later is never."""
    n, n_periods = contribution.shape
    days = FIRST + 7 * weeks * np.arange(n_periods)
    trained = np.where(start < n_periods, days[np.minimum(start, n_periods - 1)].astype(str), None)
    rep = np.repeat(np.arange(n), n_periods)
    frame = pd.DataFrame(
        {
            "rep_id": [f"r{i:05d}" for i in rep],
            "week": np.tile(days.astype(str), n),
            "trained_on": trained[rep],
            "readiness": theta[rep],
            "readiness_se": se[rep],
            "contribution": contribution.ravel(),
            "territory_id": [f"t{i:04d}" for i in territory[rep]],
        }
    )
    return frame[frame["contribution"].notna()].reset_index(drop=True)


def waves_world(
    seed: int, *, kind: str = "random", effect: float = 0.05, n: int = 400, n_periods: int = 26, persistence: float = 0.5
) -> pd.DataFrame:
    """Return a panel with training in four waves and a fifth of the reps never trained; `effect` grows over four weeks.

    kind: `random` draws who is in which wave; `bad_spell` gives the seats of each wave to those who did worst in the last weeks.
    """
    rng = np.random.default_rng(seed)
    territory = np.repeat(np.arange(n // 20), 20)
    theta = rng.normal(size=n)
    shock = np.zeros((n, n_periods))
    shock[:, 0] = rng.normal(0, 0.15, n)
    for t in range(1, n_periods):
        shock[:, t] = persistence * shock[:, t - 1] + rng.normal(0, 0.15 * np.sqrt(1 - persistence**2), n)
    season = 0.1 * np.sin(2 * np.pi * np.arange(n_periods) / n_periods)
    y = 0.06 * theta[:, None] + rng.normal(0, 0.1, n)[:, None] + shock + season
    waves = [n_periods * k // 6 for k in (2, 3, 4, 5)]
    start = np.full(n, n_periods)
    for g in waves:
        open_seats = np.flatnonzero(start == n_periods)
        recent = y[open_seats, g - 4 : g].mean(axis=1) if kind == "bad_spell" else rng.random(open_seats.size)
        start[open_seats[np.argsort(recent, kind="stable")[: n // 5]]] = g
    exposure = np.clip((np.arange(n_periods) - start[:, None] + 1) / 4, 0, 1)
    se = rng.uniform(0.3, 0.6, n)
    return panel_frame(y + effect * exposure, start, theta + se * rng.normal(size=n), se, territory)


def launch_world(seed: int, *, gamma: float = 0.06, sd_rest: float = 0.10, n_territories: int = 20) -> dict[str, Any]:
    """Return the cells of a launch whose reps' abilities move log sales by `gamma` each.

    Twenty reps a territory, five accounts a rep, twenty cells an account; a seventh of the accounts changes hands; abilities are
    higher in rich markets, and reps who add much inherited small books.
    """
    rng = np.random.default_rng(seed)
    n_periods, n_products, n_reps = 13, 20, n_territories * 20
    home = np.repeat(np.arange(n_territories), 20)
    market = rng.normal(0, 0.35, n_territories)
    economy = np.zeros((n_territories, n_periods))
    economy[:, 0] = rng.normal(0, 0.15, n_territories)
    for t in range(1, n_periods):
        economy[:, t] = 0.8 * economy[:, t - 1] + rng.normal(0, 0.09, n_territories)
    nation = rng.normal(0, 0.05, n_periods) + 0.2 * np.sin(2 * np.pi * np.arange(n_periods) / n_periods)
    demand = rng.normal(0, 0.3, (n_territories, n_products))
    supply = rng.normal(0, 0.6, n_territories)[:, None, None] + rng.normal(0, 0.8, (n_territories, n_products, n_periods))
    log_stock = -np.log1p(np.exp(-1.9 - supply))
    theta = 0.3 * (market / 0.35)[home] + np.sqrt(0.91) * rng.normal(size=n_reps)
    u = gamma * theta + rng.normal(0, sd_rest, n_reps)
    book = 0.5 * (-0.2 * u / np.hypot(gamma, sd_rest) + np.sqrt(0.96) * rng.normal(size=n_reps))
    se = rng.uniform(0.3, 0.6, n_reps)
    first_rep = np.repeat(np.arange(n_reps), 5)
    n_accounts, at = first_rep.size, home[first_rep]
    level = book[first_rep] + rng.normal(0, 0.7, n_accounts)
    moves, when = rng.random(n_accounts) < 0.15, rng.integers(3, n_periods - 2, n_accounts)
    next_rep = at * 20 + rng.integers(0, 20, n_accounts)
    products = np.argsort(rng.random((n_accounts, n_products)), axis=1)[:, :4]
    cell = np.argsort(rng.random((n_accounts, 4 * n_periods)), axis=1)[:, :20]
    account, period = np.repeat(np.arange(n_accounts), 20), (cell % n_periods).ravel()
    product = products[account, (cell // n_periods).ravel()]
    territory = at[account]
    rep = np.where(moves[account] & (period >= when[account]), next_rep[account], first_rep[account])
    promo = (rng.random(account.size) < 0.15).astype(float)
    stock = log_stock[territory, product, period]
    y = (
        np.log(4000) + rng.normal(0, 0.6, n_products)[product] + market[territory] + economy[territory, period] + nation[period]
        + 0.9 * demand[territory, product] + stock + 0.15 * promo + level[account] + u[rep]
        + rng.normal(0, 0.15, (n_accounts, n_periods))[account, period] + rng.normal(0, 0.45, account.size)
    )  # fmt: skip
    index = economy + rng.normal(0, 0.05, economy.shape)
    seen_demand = demand + rng.normal(0, 0.05, demand.shape)
    return {
        "y": y, "x": np.column_stack([index[territory, period], stock, seen_demand[territory, product], promo]),
        "account": account, "period": period, "product": product, "territory": territory, "rep": rep, "home": home,
        "history": level + market[at] + rng.normal(0, HISTORY_SD, n_accounts), "first_rep": first_rep,
        "theta_seen": theta + se * rng.normal(size=n_reps), "theta": theta, "se": se, "u": u, "n_periods": n_periods,
    }  # fmt: skip


def contributions(world: dict[str, Any], *, book: str = "free") -> Floats:
    """Return log contribution by rep and period, not shrunk; NaN where a rep has no cell.

    Sales before the launch are rows of their own, with the account and its market but no rep. Both a rep's effect and the book
    that rep inherited are free (not pulled to 0), so that who inherited what cannot pass for skill; `random` pulls the book to 0
    as a random effect would. Variance ratios are the world's own: they set the precision, not the mean.
    """
    n, n_accounts = world["y"].size, world["history"].size
    none, at = np.full(n_accounts, -1), world["home"][world["first_rep"]]
    n_periods = world["n_periods"]
    every = np.arange(n_accounts)
    codes = {
        "rep": np.r_[world["rep"], none],
        "book": np.r_[world["first_rep"][world["account"]], world["first_rep"]],
        "account": np.r_[world["account"], every],
        "market": np.r_[world["territory"], at],
        "local": np.r_[world["territory"] * n_periods + world["period"], none],
        "cycle": np.r_[world["product"] * n_periods + world["period"], none],
        "taste": np.r_[world["territory"] * 20 + world["product"], none],
    }
    sd = {**SD, "rep": UNSHRUNK_SD, "book": UNSHRUNK_SD if book == "free" else 0.5}
    before = np.r_[np.zeros(n), np.ones(n_accounts)]
    weight = np.where(before > 0, (NOISE_SD / HISTORY_SD) ** 2, 1.0)
    fixed = np.column_stack([1 - before, before, np.vstack([world["x"], np.zeros((n_accounts, 4))])])
    blocks = [_indicator(code) for code in codes.values()] + [sparse.csr_array(fixed)]
    sizes = [b.shape[1] for b in blocks]
    ridge = np.repeat([(NOISE_SD / sd[k]) ** 2 for k in codes] + [0.0], sizes)
    design = sparse.hstack(blocks, format="csr")
    y = np.r_[world["y"], world["history"]]
    weighted = design.T.multiply(weight).tocsr()
    solved = splu((weighted @ design + sparse.diags_array(ridge)).tocsc(), permc_spec="MMD_AT_PLUS_A").solve(weighted @ y)
    effect = solved[: sizes[0]]
    rest = (y - design @ solved)[:n]
    key = world["rep"] * n_periods + world["period"]
    rows = np.bincount(key, minlength=effect.size * n_periods)
    mean = np.bincount(key, weights=rest, minlength=rows.size) / np.maximum(rows, 1)
    grid: Floats = effect[:, None] + mean.reshape(-1, n_periods)
    return np.where(rows.reshape(-1, n_periods) > 0, grid, np.nan)


def launch_link(world: dict[str, Any], *, book: str = "free") -> LinkResult:
    """Return the link of a launch world; nobody is trained while it lasts."""
    found = contributions(world, book=book)
    never = np.full(world["home"].size, world["n_periods"])
    return link(panel_frame(found, never, world["theta_seen"], world["se"], world["home"], weeks=4), seed=1)


def _indicator(codes: Codes) -> Any:
    """Return the (rows, levels) sparse indicator of a factor; -1 is none."""
    known = np.flatnonzero(codes >= 0)
    return sparse.csr_array((np.ones(known.size), (known, codes[known])), shape=(codes.size, int(codes.max()) + 1))


def true_average(effect: float, n_periods: int = 26) -> float:
    """Return the mean over trained rep-weeks with controls of the effect in a waves world: it grows to `effect` in four weeks."""
    waves = [n_periods * k // 6 for k in (2, 3, 4, 5)]
    grown = [min((t - g + 1) / 4, 1) for g in waves for t in range(g, n_periods)]
    return effect * sum(grown) / len(grown)
