"""Trust files: what each contribution hangs on and how groups of reps fare, as tables to script against.

In: Sensitivity, Fairness.
Out: CSVs as bytes by file name.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from readiness.adapters.table_files import csv_bytes
from readiness.stages.contribution import ContributionFit
from readiness.stages.contribution.replacement import AVERAGE, Replacement
from readiness.stages.fairness import CONTRIBUTION, READY, THIN, Fairness, Gap, GroupFairness
from readiness.stages.sensitivity import LeaveOut, RepRange, Sensitivity, sensitivity
from readiness.vocabulary import currency_exponent

SENSITIVITY_HEADER = (
    "left_out", "kind", "n_cells", "n_reps", "agreement", "n_judged", "n_verdicts_changed", "n_outside_band",
    "mean_move", "largest_mover", "largest_move_money", "currency", "why_not",
)  # fmt: skip
REP_HEADER = (
    "rep_id", "contribution_money", "contribution_low", "contribution_high", "lowest", "lowest_without", "highest",
    "highest_without", "verdict", "turned_by", "fragile", "hangs_on", "currency",
)  # fmt: skip
UNKNOWN_PLACES = 10
"""Digits behind the point kept of money in no currency: nobody knows how large its amounts are."""
_COUNTS = ("n_reps", "n_judged", "n_above", "n_below", "n_indexed", "n_ready")
FAIRNESS_HEADER = (
    "by", "group", *_COUNTS, *(f"rest_{name}" for name in _COUNTS), "effect", "effect_low", "effect_high", "difference",
    "difference_low", "difference_high", "coverage", "p_contribution", "p_ready", "p_not_enough_data", "found",
)  # fmt: skip


def sensitivity_files(
    cells: pd.DataFrame,
    fit: ContributionFit,
    partner_of: Mapping[str, str],
    *,
    seed: int,
    currency: str,
    replacement: Replacement = AVERAGE,
) -> dict[str, bytes]:
    """Return `sensitivity.csv` and `rep_sensitivity.csv` of a fit: refits without one input after the other.

    Args:
        cells: as `fit_contributions` read them.
        fit: its result.
        partner_of: account -> partner; empty where nobody said.
        seed: of the fit.
        currency: of its money; blank where nobody said.
        replacement: of the fit.
    """
    return sensitivity_csvs(sensitivity(cells, fit, partner_of, seed=seed, replacement=replacement), currency)


def sensitivity_csvs(found: Sensitivity | None, currency: str) -> dict[str, bytes]:
    """Return `sensitivity.csv`, one row an input left out, and `rep_sensitivity.csv`, one a rep; headers alone without a fit."""
    minor = currency_exponent(currency) if currency else UNKNOWN_PLACES
    refits = found.refits if found else ()
    untried = found.not_tried if found else ()
    tried = [
        (
            r.left_out.name, r.left_out.kind, r.n_cells, r.n_reps, _rounded(r.agreement), r.n_judged, r.n_verdicts_changed,
            r.n_outside_band, _rounded(r.mean_move), r.largest_mover, _rounded(r.largest_move_money, minor), currency, r.why_not,
        )
        for r in refits
    ]  # fmt: skip
    not_tried = [(u.name, u.kind, *[None] * 9, currency, "not tried: too many sales for as many refits") for u in untried]
    reps = [_rep(r, currency, minor) for r in (found.reps if found else ())]
    return {
        "sensitivity.csv": csv_bytes(SENSITIVITY_HEADER, [*tried, *not_tried]),
        "rep_sensitivity.csv": csv_bytes(REP_HEADER, reps),
    }


def _rep(r: RepRange, currency: str, minor: int) -> list[object]:
    def name(left_out: LeaveOut | None) -> str:
        return left_out.name if left_out else ""

    figures = (r.contribution_money, r.contribution_low, r.contribution_high, r.lowest)
    return [
        r.rep_id, *(_rounded(value, minor) for value in figures), name(r.lowest_without), _rounded(r.highest, minor),
        name(r.highest_without), r.verdict, ";".join(map(name, r.turned_by)), "yes" if r.is_fragile else "no",
        ";".join(map(name, r.hangs_on)), currency,
    ]  # fmt: skip


def fairness_csv(found: Fairness | None) -> bytes:
    """Return `fairness.csv`: one row a group, means and differences on the log scale with their 90% intervals."""
    return csv_bytes(FAIRNESS_HEADER, map(_group, found.groups if found else ()))


def _group(g: GroupFairness) -> list[object]:
    p = dict(g.p_values)
    counts = [getattr(side, name) for side in (g.mine, g.rest) for name in _COUNTS]
    tests = [_rounded(p.get(test)) for test in (CONTRIBUTION, READY, THIN)]
    return [g.by, g.group, *counts, *_ends(g.effect), *_ends(g.difference), _rounded(g.coverage), *tests, ";".join(g.found)]


def _ends(gap: Gap | None) -> list[float | None]:
    return [None] * 3 if gap is None else [_rounded(v) for v in (gap.mean, gap.low, gap.high)]


def _rounded(value: float | None, places: int = 4) -> float | None:
    """Return a number without the digits nobody reads; no minus zero."""
    return None if value is None else round(value, places) + 0.0
