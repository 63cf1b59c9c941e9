"""Refits: the contribution model fitted again without one input after the other, and what that does to each rep.

In: the table of cells, the fit of the whole, each account's partner.
Out: Sensitivity.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from scipy.stats import norm, rankdata

from readiness.errors import NotEnoughDataError
from readiness.stages.contribution import ContributionFit, RepContribution, fit_contributions
from readiness.stages.contribution.replacement import AVERAGE, Replacement
from readiness.stages.honesty import is_judged
from readiness.stages.sensitivity.leave_outs import leave_outs, without
from readiness.stages.sensitivity.outcome import LeaveOut, Refit, RepRange, Sensitivity
from readiness.vocabulary import SideBySide

MOST_CELLS = 200_000
"""Cells that all refits together may have: up to a minute of one processor."""
CHANCE = 0.10
"""Chance that a verdict near the limit is called fragile though no input is wrong, over all leave-outs that drop cells."""
DROPS_CELLS = ("partner", "period")
BAND_ERRORS = 3.29
"""Width of a 90% band in standard errors."""
N_DRAWS = 200
DRAW_ERROR = 0.2
"""Moves below this, in standard errors, may come from the draws of a band alone."""
NOBODY = "Nobody has enough data for a verdict, so there is no verdict to test."


@dataclass(frozen=True, slots=True)
class _Moved:
    """Every rep who is left without one input."""

    left_out: LeaveOut
    money: Mapping[str, float]
    """rep -> contribution."""
    side: Mapping[str, int]
    """rep -> verdict: 1 above, 0 like, -1 below the average."""
    gone: Mapping[str, float]
    """rep -> share of cells left out: of the rep's own or of all, whichever is more."""


def sensitivity(
    cells: pd.DataFrame,
    full: ContributionFit,
    partner_of: Mapping[str, str],
    *,
    seed: int,
    replacement: Replacement = AVERAGE,
    most_cells: int = MOST_CELLS,
    side_by_side: SideBySide = map,
) -> Sensitivity | None:
    """Return how far every contribution hangs on single inputs; None where no model stands behind the contributions.

    Without an input, a rep's contribution is what an average rep would have sold in all cells, times exp(effect found without it)
    - 1; the verdict is that of the refit. It hangs on an input other than history if it turns round and the contribution moves
    farther than by leaving out as many cells by chance.

    Args:
        cells: as `fit_contributions` read them.
        full: its result.
        partner_of: account -> partner it buys from; accounts without one are never left out.
        seed: as for the whole.
        replacement: as for the whole.
        most_cells: budget; what it does not suffice for is named in `not_tried`.
        side_by_side: does the refits.
    """
    if not full.converged:
        return None
    if not any(is_judged(rep.verdict) for rep in full.reps):
        return Sensitivity((), tuple(_range(rep, [], 0.0) for rep in full.reps), (), (NOBODY,))
    candidates, notes = leave_outs(cells, full, partner_of)
    refits: list[Refit] = []
    moved: list[_Moved] = []
    tried: list[LeaveOut] = []
    spent = 0
    for left_out in candidates:
        n_cells = len(without(cells, left_out, partner_of))
        if spent + n_cells <= most_cells:
            spent += n_cells
            tried.append(left_out)
    refit = partial(_refitted, seed=seed, replacement=replacement)
    done = side_by_side(refit, (without(cells, left_out, partner_of) for left_out in tried))
    for left_out, (found, why_not) in zip(tried, done, strict=True):
        rest = without(cells, left_out, partner_of)
        moved.append(_moved(left_out, cells, rest, full, found))
        refits.append(_refit(moved[-1], len(rest), full.reps, why_not))
    not_tried = [left_out for left_out in candidates if left_out not in tried]
    n_tests = sum(left_out.kind in DROPS_CELLS for left_out in (m.left_out for m in moved))
    farthest = float(norm.ppf(1.0 - CHANCE / 2.0 / max(n_tests, 1)))
    reps = tuple(_range(rep, moved, farthest) for rep in full.reps)
    return Sensitivity(tuple(refits), reps, tuple(not_tried), tuple(notes))


def _refitted(cells: pd.DataFrame, seed: int, replacement: Replacement) -> tuple[tuple[RepContribution, ...], str]:
    """Return every rep who is left, or why nothing could be fitted."""
    try:
        fit = fit_contributions(cells, seed=seed, n_draws=N_DRAWS, replacement=replacement)
    except NotEnoughDataError as error:
        return (), str(error)
    return (fit.reps, "") if fit.converged else ((), fit.notes[-1])


def _moved(
    left_out: LeaveOut, cells: pd.DataFrame, rest: pd.DataFrame, full: ContributionFit, found: Sequence[RepContribution]
) -> _Moved:
    """Return where a refit puts every rep who is left."""
    now = {rep.rep_id: rep for rep in found}
    before, after = (table["rep_id"].astype(str).value_counts() for table in (cells, rest))
    overall = 1.0 - len(rest) / len(cells)
    return _Moved(
        left_out,
        money={r.rep_id: r.expected_money * math.expm1(now[r.rep_id].effect) for r in full.reps if r.rep_id in now},
        side={rep_id: _side(rep) for rep_id, rep in now.items()},
        gone={str(rep): max(overall, 1.0 - int(after.get(rep, 0)) / int(n)) for rep, n in before.items()},
    )


def _side(rep: RepContribution) -> int:
    """Return 1 where the band lies above 0, -1 where below, else 0."""
    if rep.contribution_low > 0.0 and rep.contribution_money > 0.0:
        return 1
    return -1 if rep.contribution_high < 0.0 and rep.contribution_money < 0.0 else 0


def _refit(moved: _Moved, n_cells: int, reps: Sequence[RepContribution], why_not: str) -> Refit:
    compared = [r for r in reps if r.rep_id in moved.money]
    judged = [r for r in compared if is_judged(r.verdict)]
    moves = {r.rep_id: moved.money[r.rep_id] - r.contribution_money for r in compared}
    width = {r.rep_id: max(r.contribution_high - r.contribution_low, 1e-9) for r in compared}
    mover = max(moves, key=lambda rep_id: abs(moves[rep_id]) / width[rep_id]) if any(moves.values()) else ""
    return Refit(
        left_out=moved.left_out,
        n_cells=n_cells,
        n_reps=len(compared),
        n_judged=len(judged),
        agreement=_agreement([r.contribution_money for r in compared], [moved.money[r.rep_id] for r in compared]),
        n_verdicts_changed=sum(_side(r) != moved.side[r.rep_id] for r in judged),
        n_outside_band=sum(not r.contribution_low <= moved.money[r.rep_id] <= r.contribution_high for r in compared),
        largest_mover=mover,
        largest_move_money=moves.get(mover, 0.0),
        mean_move=sum(abs(moves[rep_id]) / width[rep_id] for rep_id in moves) / len(moves) if moves else 0.0,
        why_not=why_not,
    )


def _agreement(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Return Spearman's rank correlation; None for fewer than 3 or where all are equal."""
    if len(one) < 3 or min(np.ptp(one), np.ptp(other)) == 0.0:
        return None
    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def _range(rep: RepContribution, moved: Sequence[_Moved], farthest: float) -> RepRange:
    low: tuple[float, LeaveOut | None] = (rep.contribution_money, None)
    high = low
    turned, hangs_on = [], []
    side = _side(rep) if is_judged(rep.verdict) else 0
    for refit in moved:
        if rep.rep_id not in refit.money:
            continue
        money, left_out = refit.money[rep.rep_id], refit.left_out
        low = (money, left_out) if money < low[0] else low
        high = (money, left_out) if money > high[0] else high
        if side and side != refit.side[rep.rep_id]:
            turned.append(left_out)
            if left_out.kind != "history" and abs(money - rep.contribution_money) > farthest * _chance_move(
                rep, refit.gone[rep.rep_id]
            ):
                hangs_on.append(left_out)
    return RepRange(
        rep.rep_id, rep.contribution_money, rep.contribution_low, rep.contribution_high,
        low[0], low[1], high[0], high[1], rep.verdict, tuple(turned), tuple(hangs_on),
    )  # fmt: skip


def _chance_move(rep: RepContribution, gone: float) -> float:
    """Return the standard error of the move that leaving out a share of the cells makes by chance.

    The variance of a difference of two estimates, one of them on part of the data, is the difference of their variances
    (Hausman 1978, Econometrica 46, 1251-1271).
    """
    se = (rep.contribution_high - rep.contribution_low) / BAND_ERRORS
    return se * max(math.sqrt(gone / (1.0 - gone)), DRAW_ERROR) if gone < 1.0 else math.inf
