"""Money: the split of every rep's sales-out, with bands, ranks and a verdict from joint draws.

In: Cells, Model, posterior draws.
Out: RepContribution per rep.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from readiness.stages.contribution.cells import Cells, Codes, Floats
from readiness.stages.contribution.model import Model
from readiness.stages.contribution.outcome import RepContribution
from readiness.stages.honesty import LEAST_ACCOUNTS, LEAST_CELLS, LEAST_RELIABILITY, NOT_ENOUGH
from readiness.stats.mixed_model import Draws

BAND = (0.05, 0.95)
LARGEST_EXPONENT = 300.0
"""A draw beyond this is cut off: its exponential is no money."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """Bands, ranks and probabilities per rep, from the draws."""

    low: Floats
    high: Floats
    effect_low: Floats
    effect_high: Floats
    rank_low: Codes
    rank_high: Codes
    p_top: Floats
    p_bottom: Floats


def contributions(cells: Cells, model: Model, drawn: Draws) -> tuple[RepContribution, ...]:
    """Return the split, band, rank and verdict of every rep, by rep id."""
    split = _split(cells, model)
    shortfalls = _shortfalls(cells)
    enough = np.array([not s for s in shortfalls], dtype=np.bool_)
    effect = _at(model.fit.mixed.effects.get("rep", np.zeros(0)), np.arange(len(cells.rep_ids)))
    standing = _standing(*_drawn(cells, model, drawn, effect, split[-1]), enough)
    reliability = _reliability(cells, model)
    reps = []
    for at, plain in enumerate(unfitted(cells, "")):
        legacy, market, availability, demand, contribution = (float(part[at]) * cells.unit for part in split)
        expected = legacy + market + availability + demand
        is_ranked = bool(reliability[at] >= LEAST_RELIABILITY or not model.fit.mixed.variances.get("rep"))
        low = min(float(standing.low[at]) * cells.unit, contribution)
        high = max(float(standing.high[at]) * cells.unit, contribution)
        reps.append(
            replace(
                plain,
                expected_money=expected,
                legacy_money=legacy,
                market_money=market,
                availability_money=availability,
                demand_money=demand,
                contribution_money=contribution,
                contribution_low=low,
                contribution_high=high,
                unexplained_money=plain.sales_out_money - expected - contribution,
                rank_low=int(standing.rank_low[at]) * is_ranked,
                rank_high=int(standing.rank_high[at]) * is_ranked,
                p_top_fifth=float(standing.p_top[at]),
                p_bottom_fifth=float(standing.p_bottom[at]),
                reliability=float(reliability[at]),
                verdict=shortfalls[at] or _verdict(low, high, contribution, 1.0 if is_ranked else float(reliability[at])),
                effect=float(effect[at]),
                effect_low=min(float(standing.effect_low[at]), float(effect[at])),
                effect_high=max(float(standing.effect_high[at]), float(effect[at])),
                reported_share=float(cells.reported_share[at]),
            )
        )
    return tuple(reps)


def _reliability(cells: Cells, model: Model) -> Floats:
    """Return 1 - posterior variance / variance between reps, the variance over the share reported; 0 where reps do not differ."""
    mixed = model.fit.mixed
    variance = mixed.variances.get("rep", 0.0)
    if variance == 0.0:
        return np.zeros(len(cells.rep_ids))
    sds = np.full(len(cells.rep_ids), np.sqrt(variance))
    sds[: mixed.effect_sds["rep"].size] = mixed.effect_sds["rep"]
    return np.clip(1.0 - sds**2 / (variance * cells.reported_share), 0.0, 1.0)


def unfitted(cells: Cells, reason: str) -> tuple[RepContribution, ...]:
    """Return every rep with sales-out and nothing said about it, because nothing could be fitted."""
    sales = _by_rep(cells, cells.sales) * cells.unit
    n_cells, n_accounts = _counts(cells)
    return tuple(
        RepContribution(
            rep_id=rep_id,
            n_accounts=n_accounts[at],
            n_cells=n_cells[at],
            sales_out_money=float(sales[at]),
            expected_money=0.0,
            legacy_money=0.0,
            market_money=0.0,
            availability_money=0.0,
            demand_money=0.0,
            contribution_money=0.0,
            contribution_low=0.0,
            contribution_high=0.0,
            unexplained_money=float(sales[at]),
            rank_low=0,
            rank_high=0,
            p_top_fifth=0.0,
            p_bottom_fifth=0.0,
            reliability=0.0,
            verdict=f"{NOT_ENOUGH}: {reason}",
        )
        for at, rep_id in enumerate(cells.rep_ids)
    )


def levelled(cells: Cells, model: Model) -> Model:
    """Return the model with the level at which the fitted money of all fitted cells sums to what was sold."""
    mixed = model.fit.mixed
    rep = _at(mixed.effects.get("rep", np.zeros(0)), cells.codes["rep"])
    fitted = np.exp(_exponent(cells, model, mixed.fixed, mixed.effects) + rep)[cells.in_fit]
    return replace(model, level=model.level + float(np.log(cells.sales[cells.in_fit].sum() / fitted.sum())))


def additive_split(base: Floats, factors: tuple[Floats, ...]) -> tuple[Floats, ...]:
    """Return, per logarithmic factor, its share of base * exp(sum of factors) - base; the shares add up to it exactly.

    Logarithmic mean Divisia index, additive form: share_k = L(total, base) * factor_k, with L the logarithmic mean.
    Ang (2005), Energy Policy 33, 867-871: LMDI-I.
    """
    exponent = np.sum(factors, axis=0)
    small = np.abs(exponent) < 1e-9
    mean = base * np.where(small, 1.0 + exponent / 2.0, np.expm1(exponent) / np.where(small, 1.0, exponent))
    return tuple(mean * factor for factor in factors)


def _at(effect: Floats, codes: Codes) -> Floats:
    """Return the effect of each row's level, 0 where the code is -1 or no row of the level was fitted."""
    levels = np.zeros(max(effect.shape[0], int(codes.max(initial=-1)) + 1) + 1)
    levels[: effect.shape[0]] = effect if effect.ndim == 1 else effect[:, 0]
    return levels[codes]


def _exponent(cells: Cells, model: Model, fixed: Floats, effects: dict[str, Floats]) -> Floats:
    """Return the logarithm of what an average rep would sell, per cell: exposure and all terms but that of the rep."""
    exponent: Floats = cells.log_exposure + model.level + model.x @ fixed[: len(model.names)]
    for name, effect in effects.items():
        if name != "rep":
            exponent += _at(effect, cells.codes[name])
    return exponent


def _terms(cells: Cells, model: Model, fixed: Floats, effects: dict[str, Floats]) -> dict[str, Floats]:
    """Return every part of the linear predictor per cell; a part that is not in the model is 0."""
    terms = {name: np.zeros(cells.sales.size) for name in ("legacy", "market", "availability", "demand")}
    terms["legacy"] += model.level
    for at, name in enumerate(model.names):
        terms[_PART.get(name, "market")] += model.x[:, at] * fixed[at]
    for name, effect in effects.items():
        if name != "rep":
            terms[_PART.get(name, "market")] += _at(effect, cells.codes[name])
    return terms


_PART = {
    **dict.fromkeys(("intercept", "no_history", "account", "book", "product"), "legacy"),
    "availability": "availability",
    **dict.fromkeys(("demand", "territory product", "product period"), "demand"),
}
"""Part of each term; what is not named here is the market's: index, territory, period, territory period, other columns."""


def _split(cells: Cells, model: Model) -> tuple[Floats, ...]:
    """Return legacy, market, availability, demand and contribution per rep, in multiples of the unit."""
    mixed = model.fit.mixed
    of = _terms(cells, model, mixed.fixed, mixed.effects)
    base = np.exp(cells.log_exposure + of["legacy"])
    parts = additive_split(base, (of["market"], of["availability"], of["demand"]))
    rep = _at(mixed.effects.get("rep", np.zeros(0)), cells.codes["rep"])
    contribution = (base + np.sum(parts, axis=0)) * np.expm1(rep)
    return tuple(_by_rep(cells, money) for money in (base, *parts, contribution))


def _drawn(cells: Cells, model: Model, drawn: Draws, effect: Floats, contribution: Floats) -> tuple[Floats, Floats]:
    """Return (draws, reps) contribution and effect at each joint draw of every effect.

    Reports that did not come widen both: deviations from the estimate are divided by the root of the share that came.
    """
    reps = np.arange(effect.size)
    added, effects = [], []
    for at in range(drawn.fixed.shape[0]):
        values = {name: found[at] for name, found in drawn.effects.items()}
        exponent = _exponent(cells, model, drawn.fixed[at], values)
        expected = _by_rep(cells, np.exp(np.clip(exponent, -LARGEST_EXPONENT, LARGEST_EXPONENT)))
        rep = np.clip(_at(values.get("rep", np.zeros(0)), reps), -LARGEST_EXPONENT, LARGEST_EXPONENT)
        added.append(expected * np.expm1(rep))
        effects.append(rep)
    widen = 1.0 / np.sqrt(cells.reported_share)
    return contribution + (np.array(added) - contribution) * widen, effect + (np.array(effects) - effect) * widen


def _standing(drawn: Floats, effects: Floats, enough: NDArray[np.bool_]) -> _Standing:
    """Return bands of all reps, and ranks and probabilities among those with enough data (0 for others)."""
    n_reps = enough.size
    low, high = np.quantile(drawn, BAND, axis=0)
    effect_low, effect_high = np.quantile(effects, BAND, axis=0)
    rank_low, rank_high = np.zeros(n_reps, dtype=np.intp), np.zeros(n_reps, dtype=np.intp)
    p_top, p_bottom = np.zeros(n_reps), np.zeros(n_reps)
    judged = drawn[:, enough]
    n = judged.shape[1]
    if n:
        fifth = -(-n // 5)
        if np.ptp(judged) == 0.0:
            rank_low[enough], rank_high[enough] = 1, n
            p_top[enough] = p_bottom[enough] = fifth / n
        else:
            ranks = (-judged).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable") + 1
            rank_low[enough] = np.quantile(ranks, BAND[0], axis=0, method="lower")
            rank_high[enough] = np.quantile(ranks, BAND[1], axis=0, method="higher")
            p_top[enough] = (ranks <= fifth).mean(axis=0)
            p_bottom[enough] = (ranks > n - fifth).mean(axis=0)
    return _Standing(low, high, effect_low, effect_high, rank_low, rank_high, p_top, p_bottom)


def _shortfalls(cells: Cells) -> list[str]:
    """Return per rep what is missing for a verdict; blank where nothing is."""
    words = []
    for n_cells, n_accounts in zip(*_counts(cells), strict=True):
        missing = []
        if len(cells.rep_ids) < 2:
            missing.append("there is no other rep to compare with")
        if n_accounts < LEAST_ACCOUNTS:
            missing.append(f"{n_accounts} of the {LEAST_ACCOUNTS} accounts needed")
        if n_cells < LEAST_CELLS:
            missing.append(f"{n_cells} of the {LEAST_CELLS} account-periods needed")
        words.append(f"{NOT_ENOUGH}: {', '.join(missing)}" if missing else "")
    return words


def _verdict(low: float, high: float, contribution: float, reliability: float) -> str:
    """Return the verdict that a 90% band allows; an estimate of exactly 0 means that no differences were seen."""
    if low > 0.0 and contribution > 0.0:
        return "above the average"
    if high < 0.0 and contribution < 0.0:
        return "below the average"
    if reliability < LEAST_RELIABILITY:
        return f"{NOT_ENOUGH}: to rank, a reliability of {reliability:.2f} of the {LEAST_RELIABILITY:.2f} needed"
    return "like the average"


def _counts(cells: Cells) -> tuple[list[int], list[int]]:
    """Return cells and distinct accounts per rep."""
    pairs = np.unique(np.column_stack([cells.codes["rep"], cells.codes["account"]]), axis=0)
    n_reps = len(cells.rep_ids)
    per_rep = [np.bincount(codes[codes >= 0], minlength=n_reps) for codes in (cells.codes["rep"], pairs[:, 0])]
    return per_rep[0].tolist(), per_rep[1].tolist()


def _by_rep(cells: Cells, money: Floats) -> Floats:
    """Return the sum of a column of cells per rep; cells of nobody are left out."""
    codes = cells.codes["rep"]
    return np.bincount(codes[codes >= 0], weights=money[codes >= 0], minlength=len(cells.rep_ids)).astype(np.float64)
