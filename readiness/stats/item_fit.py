"""Item fit: whether the answers to an item are as the model says.

In: right, wrong and missing answers; what the model expects of them.
Out: infit and outfit; S-X2 with its degrees of freedom and p value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from readiness.stats.irt.model import LOG_WEIGHTS, NODES, IrtFit, posterior, probability
from readiness.stats.irt.patterns import patterns_of

Floats = NDArray[np.float64]
MIN_EXPECTED = 1.0
"""Scores are put together until as many right and as many wrong answers are expected."""
MIN_BOOKLET = 30
"""Persons who answered the very same items it takes before their scores are compared with each other."""


@dataclass(frozen=True, slots=True)
class ScoreFit:
    """S-X2 of each item; NaN where too few scores are left to judge it."""

    statistic: Floats
    df: Floats
    p_value: Floats
    n_persons: NDArray[np.intp]
    """(items,) persons judged: of those who answered the very same items there are enough to compare their scores."""


def mean_squares(correct: Floats, expected: Floats) -> tuple[Floats, Floats]:
    """Return (items,) infit and outfit: squared residuals against what chance alone gives, 1 where the model holds.

    Args:
        correct: (persons, items), 1 right, 0 wrong, NaN missing.
        expected: the chance of a right answer; NaN for a person without an ability.

    Source: Wright & Masters (1982), Rating Scale Analysis, chapter 5.
    """
    chance = np.clip(expected, 1e-12, 1 - 1e-12)
    variance = np.where(np.isfinite(correct), chance * (1 - chance), np.nan)
    squares = (correct - chance) ** 2
    n = np.isfinite(squares).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        infit = np.nansum(squares, axis=0) / np.nansum(np.where(np.isfinite(squares), variance, np.nan), axis=0)
        return infit, np.nansum(squares / variance, axis=0) / np.where(n > 0, n, np.nan)


def expected_mean_squares(correct: Floats, fit: IrtFit) -> tuple[Floats, Floats]:
    """Return (items,) infit and outfit averaged over what each ability may be: 1 where the model holds, however short the quiz.

    With one estimate for each ability a short quiz fits too well, as the item's own answer has moved the estimate.

    Source: Wright & Masters (1982), as above; Sinharay (2005), Journal of Educational Measurement 42, 375-394 (averaging over
        the posterior).
    """
    known = np.isfinite(fit.discrimination)
    data = patterns_of(correct[:, known])
    a, d, c = fit.discrimination[known], fit.intercept[known], fit.guessing[known]
    post = posterior(data.right, data.wrong, a, d, c) * data.count[:, None]
    n_right, n_wrong = data.right.T @ post, data.wrong.T @ post
    p = np.clip(probability(NODES, a, d, c).T, 1e-12, 1 - 1e-12)
    infit, outfit = np.full(known.size, np.nan), np.full(known.size, np.nan)
    spread = ((n_right + n_wrong) * p * (1 - p)).sum(axis=1)
    infit[known] = (n_right * (1 - p) ** 2 + n_wrong * p**2).sum(axis=1) / spread
    outfit[known] = (n_right * (1 - p) / p + n_wrong * p / (1 - p)).sum(axis=1) / (n_right + n_wrong).sum(axis=1)
    return infit, outfit


def score_fit(correct: Floats, fit: IrtFit, n_item_parameters: int) -> ScoreFit:
    """Return S-X2: of the persons with each number right, how many got the item right, against what the model expects.

    A number right means something only among persons who answered the same items, so the statistic is a sum over such booklets
    of 30 persons or more: a form, or all items. Where answers are missing here and there, few persons or none are judged.

    Source: Orlando & Thissen (2000), Applied Psychological Measurement 24, 50-64; the score's distribution by Lord & Wingersky
        (1984), Applied Psychological Measurement 8, 453-461.
    """
    known = np.isfinite(fit.discrimination)
    statistic, cells, n_persons = np.zeros(known.size), np.zeros(known.size), np.zeros(known.size, dtype=np.intp)
    designs, design_of = np.unique(np.isfinite(correct) & known, axis=0, return_inverse=True)
    size_of = np.bincount(design_of.reshape(-1), minlength=len(designs))
    for k in np.flatnonzero((size_of >= MIN_BOOKLET) & (designs.sum(axis=1) >= 3)):
        items = np.flatnonzero(designs[k])
        chi, n_cells = _booklet(correct[design_of.reshape(-1) == k][:, items], fit, items)
        statistic[items] += chi
        cells[items] += n_cells
        n_persons[items] += size_of[k]
    df = cells - n_item_parameters
    judged = (df > 0) & (n_persons > 0)
    statistic, df = np.where(judged, statistic, np.nan), np.where(judged, df, np.nan)
    return ScoreFit(statistic, df, chi2.sf(statistic, df), n_persons)


def _booklet(whole: Floats, fit: IrtFit, items: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Return chi-square and number of cells of each item, of persons who answered all of them."""
    size = items.size
    expected = _expected(probability(NODES, fit.discrimination[items], fit.intercept[items], fit.guessing[items]).T)
    score = whole.sum(axis=1).astype(int)
    n = np.bincount(score, minlength=size + 1)[1:size].astype(float)
    found = np.zeros((2, size))
    for j in range(size):
        right = np.bincount(score, weights=whole[:, j], minlength=size + 1)[1:size].astype(float)
        found[:, j] = _chi_square(n, right, n * expected[j])
    return found[0], found[1]


def _expected(p: Floats) -> Floats:
    """Return (items, scores 1..n-1) the share that gets the item right among persons of a score."""
    size = p.shape[0]
    weights = np.exp(LOG_WEIGHTS)
    everyone = _scores(p[None, :, :])[0]
    others = _scores(np.stack([np.delete(p, j, axis=0) for j in range(size)]))
    right = np.einsum("jsq,jq,q->js", others[:, : size - 1], p, weights)
    return np.asarray(right / (everyone[1:size] @ weights), dtype=np.float64)


def _scores(p: Floats) -> Floats:
    """Return (tests, scores, nodes) the chance of each number right, of p (tests, items, nodes)."""
    out = np.zeros((p.shape[0], p.shape[1] + 1, p.shape[2]))
    out[:, 0] = 1.0
    for k in range(p.shape[1]):
        chance = p[:, k, None]
        more = out[:, :-1] * chance
        out *= 1 - chance
        out[:, 1:] += more
    return out


def _chi_square(n: Floats, right: Floats, expected: Floats) -> tuple[float, int]:
    """Return chi-square and the number of cells, neighbouring scores put together where little is expected."""
    cells: list[Floats] = []
    now = np.zeros(3)
    for cell in np.stack([n, right, expected], axis=1):
        now = now + cell
        if min(now[2], now[0] - now[2]) >= MIN_EXPECTED:
            cells.append(now)
            now = np.zeros(3)
    if cells:
        cells[-1] = cells[-1] + now
    return float(sum((c[1] - c[2]) ** 2 * c[0] / (c[2] * (c[0] - c[2])) for c in cells)), len(cells)
