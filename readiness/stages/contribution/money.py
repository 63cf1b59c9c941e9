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
from readiness.stats.mixed_model import Draws

LEAST_CELLS, LEAST_ACCOUNTS = 30, 3
"""A rep with fewer cells or accounts gets no verdict and no rank."""
BAND = (0.05, 0.95)
LARGEST_EXPONENT = 300.0
"""A draw beyond this is cut off: its exponential is no money."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """Bands, ranks and probabilities per rep, from the draws."""

    low: Floats
    high: Floats
    rank_low: Codes
    rank_high: Codes
    p_top: Floats
    p_bottom: Floats


def contributions(cells: Cells, model: Model, drawn: Draws) -> tuple[RepContribution, ...]:
    """Return the split, band, rank and verdict of every rep, by rep id."""
    split = _split(cells, model)
    shortfalls = _shortfalls(cells)
    enough = np.array([not s for s in shortfalls], dtype=np.bool_)
    standing = _standing(_drawn_contributions(cells, model, drawn), enough)
    reliability = _reliability(cells, model)
    reps = []
    for at, plain in enumerate(unfitted(cells, "")):
        legacy, market, availability, demand, contribution = (float(part[at]) * cells.unit for part in split)
        expected = legacy + market + availability + demand
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
                rank_low=int(standing.rank_low[at]),
                rank_high=int(standing.rank_high[at]),
                p_top_fifth=float(standing.p_top[at]),
                p_bottom_fifth=float(standing.p_bottom[at]),
                reliability=float(reliability[at]),
                verdict=shortfalls[at] or _verdict(low, high, contribution),
            )
        )
    return tuple(reps)


def _reliability(cells: Cells, model: Model) -> Floats:
    """Return 1 - posterior variance / variance between reps; 0 where reps do not differ."""
    mixed = model.fit.mixed
    variance = mixed.variances.get("rep", 0.0)
    if variance == 0.0:
        return np.zeros(len(cells.rep_ids))
    return np.clip(1.0 - mixed.effect_sds["rep"] ** 2 / variance, 0.0, 1.0)


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
            verdict=f"not_enough_data: {reason}",
        )
        for at, rep_id in enumerate(cells.rep_ids)
    )


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
    """Return the effect of each row's level, 0 where the code is -1."""
    return np.append(effect, 0.0)[codes]


def _terms(cells: Cells, model: Model, fixed: Floats, effects: dict[str, Floats]) -> dict[str, Floats]:
    """Return every term of the linear predictor per cell; a term that is not in the model is 0."""
    terms = {name: model.x[:, at] * fixed[at] for at, name in enumerate(model.names)}
    nothing = np.zeros(cells.sales.size)
    for name in ("history", "no_history", "market", "availability", "demand"):
        terms.setdefault(name, nothing)
    for name, codes in cells.codes.items():
        terms[name] = _at(effects[name], codes) if name in effects else nothing
    return terms


def _split(cells: Cells, model: Model) -> tuple[Floats, ...]:
    """Return legacy, market, availability, demand and contribution per rep, in multiples of the unit.

    An account's own level is legacy; what territory and period add beside the index is market.
    """
    of = _terms(cells, model, model.fit.mixed.fixed, model.fit.mixed.effects)
    base = np.exp(cells.log_weeks + of["intercept"] + of["history"] + of["no_history"] + of["account"])
    parts = additive_split(base, (of["market"] + of["territory"] + of["period"], of["availability"], of["demand"]))
    contribution = (base + np.sum(parts, axis=0)) * np.expm1(of["rep"])
    return tuple(_by_rep(cells, money) for money in (base, *parts, contribution))


def _drawn_contributions(cells: Cells, model: Model, drawn: Draws) -> Floats:
    """Return (draws, reps) contribution at each joint draw of every effect."""
    rows = []
    for at in range(drawn.fixed.shape[0]):
        of = _terms(cells, model, drawn.fixed[at], {name: values[at] for name, values in drawn.effects.items()})
        rep = of.pop("rep")
        exponent = np.clip(cells.log_weeks + np.sum(list(of.values()), axis=0), -LARGEST_EXPONENT, LARGEST_EXPONENT)
        rows.append(_by_rep(cells, np.exp(exponent) * np.expm1(np.clip(rep, -LARGEST_EXPONENT, LARGEST_EXPONENT))))
    return np.array(rows)


def _standing(drawn: Floats, enough: NDArray[np.bool_]) -> _Standing:
    """Return bands of all reps, and ranks and probabilities among those with enough data (0 for others)."""
    n_reps = enough.size
    low, high = np.quantile(drawn, BAND, axis=0)
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
    return _Standing(low, high, rank_low, rank_high, p_top, p_bottom)


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
        words.append(f"not_enough_data: {', '.join(missing)}" if missing else "")
    return words


def _verdict(low: float, high: float, contribution: float) -> str:
    """Return the verdict that a 90% band allows; an estimate of exactly 0 means that no differences were seen."""
    if low > 0.0 and contribution > 0.0:
        return "above the average"
    return "below the average" if high < 0.0 and contribution < 0.0 else "like the average"


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
