"""Item links: do reps who get a question right add more than others? An association for each item, stated with its doubt.

In: first answers, what each rep added.
Out: ItemLink per item.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtr
from scipy.stats import false_discovery_control

from readiness.stages.contribution import ContributionFit
from readiness.stages.follow_ups import NOT_ENOUGH
from readiness.stages.link import FEWEST_REPS
from readiness.stages.quizzes import AnswerTable
from readiness.stages.report.link_panel import added_by_rep

MIN_RELIABILITY = 0.1
"""A contribution that is nine tenths guess says nothing of an item."""
MIN_EACH = 5
"""Reps who got it right, and reps who got it wrong, that an item needs."""
FALSE_SHARE = 0.1
"""Of the items that are said to go together with sales, at most this share is expected to do so by chance."""
Z90 = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class ItemLink:
    """How a right answer goes together with what a rep added; None where there are too few reps."""

    n_reps: int
    r: float | None
    """Correlation, each rep counting by how reliable the contribution is."""
    low: float | None
    """Lower end of its 90% interval."""
    high: float | None
    p: float | None
    verdict: str
    """go_together, not_shown or not_enough_data."""


def reliably_added(fit: ContributionFit | None) -> dict[str, tuple[float, float]]:
    """Return what a rep added, not pulled towards the average, and its reliability, of the reps whose sales say enough.

    Reliability, and not the information behind a figure, is what reps count by: beyond what tells a rep apart from the others,
    more sales make nobody a better witness of an item.
    """
    added = added_by_rep(fit)
    enough = [c for c in fit.reps if c.rep_id in added and c.reliability >= MIN_RELIABILITY] if fit else []
    return {c.rep_id: (added[c.rep_id][0], c.reliability) for c in enough}


def item_links(table: AnswerTable, added: Mapping[str, tuple[float, float]]) -> dict[str, ItemLink]:
    """Return the link of each item; `added` is `reliably_added`: what a rep added and how reliable that is.

    Many items are looked at, so that some would go together by chance: the false discovery rate is held at 10%.

    Source: Benjamini & Hochberg (1995), JRSS B 57, 289-300; Fisher (1921), Metron 1, 3-32 (interval of a correlation).
    """
    known = np.array([rep_id in added for rep_id in table.rep_ids])
    pairs = np.array([added[r] for r in table.rep_ids if r in added], dtype=float).reshape(-1, 2)
    found = {item: _link(table.correct[known, j], pairs[:, 0], pairs[:, 1]) for j, item in enumerate(table.item_ids)}
    judged = [item for item, link in found.items() if link.p is not None]
    if judged:
        adjusted = false_discovery_control([found[item].p for item in judged])
        for item, p in zip(judged, adjusted, strict=True):
            if p < FALSE_SHARE:
                found[item] = replace(found[item], verdict="go_together")
    return found


def _link(right: np.ndarray, added: np.ndarray, reliability: np.ndarray) -> ItemLink:
    told = np.isfinite(right)
    x, y, w = right[told], added[told], reliability[told]
    n = int(told.sum())
    if n < FEWEST_REPS or not MIN_EACH <= x.sum() <= n - MIN_EACH:
        return ItemLink(n, None, None, None, None, NOT_ENOUGH)
    x, y = x - np.average(x, weights=w), y - np.average(y, weights=w)
    spread = math.sqrt(float((w * x**2).sum() * (w * y**2).sum()))
    if spread < 1e-12:
        return ItemLink(n, None, None, None, None, NOT_ENOUGH)
    r = min(max(float((w * x * y).sum()) / spread, -1 + 1e-12), 1 - 1e-12)
    reach = Z90 / math.sqrt(n - 3)
    p = 2 * float(stdtr(n - 2, -abs(r) * math.sqrt((n - 2) / (1 - r**2))))
    return ItemLink(n, r, math.tanh(math.atanh(r) - reach), math.tanh(math.atanh(r) + reach), p, "not_shown")
