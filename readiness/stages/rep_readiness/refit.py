"""Refit: weights of the parts that go best with what reps added, pulled towards the published ones; never put in force here.

In: shares of the parts by rep, what each rep added (not pulled towards the average) with its weight, territories, a seed.
Out: WeightsRefit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from readiness.errors import NotEnoughDataError
from readiness.vocabulary import counted

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
PULLS: tuple[float, ...] = (0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 100.0, 1e4)
"""Strengths of the pull towards the published weights, in units of the mean information of a part."""
MIN_REPS = 30
MIN_TERRITORIES = 5
N_FOLDS = 10
N_DRAWS = 400
LEAST_KNOWN = 0.8
"""A part that fewer of the reps have is not refitted; nor is one that neighbours all have alike."""
LEAST_SPREAD = 1e-6
KEEP = "keep the published weights"
BETTER = "the refitted weights predict better"


@dataclass(frozen=True, slots=True)
class PartWeight:
    """One part's weight as published and as refitted; the interval is 90%, by drawing territories anew."""

    part: str
    published: float
    is_refitted: bool
    """False where too few reps have the part, or all have the same share of it: the published weight then stands."""
    refitted: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WeightsRefit:
    """What a refit found; nobody's index changes by it."""

    weights: tuple[PartWeight, ...]
    error_published: float
    """Mean squared error of prediction in territories left out, weighted; per unit of weight."""
    error_refitted: float
    difference: float
    """How much lower the refitted one is, fold by fold."""
    difference_se: float
    pull: float
    n_reps: int
    n_territories: int
    n_folds: int
    verdict: str
    why: str


@dataclass(frozen=True, slots=True)
class _Problem:
    """Everything inside territories: shares and contributions less their territory's mean."""

    x: Floats
    y: Floats
    w: Floats
    group: Ints
    prior: Floats

    def moments(self, rows: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """Return X'WX and X'Wy of some rows."""
        x, w = self.x[rows], self.w[rows]
        return (x * w[:, None]).T @ x, (x * w[:, None]).T @ self.y[rows]


def refit_weights(
    shares: Mapping[str, Mapping[str, float]],
    added: Mapping[str, tuple[float, float]],
    territory: Mapping[str, str],
    published: Mapping[str, float],
    *,
    seed: int,
) -> WeightsRefit:
    """Return refitted weights beside the published ones, and whether there is reason to prefer them.

    Contribution is regressed on the shares inside territories, with no negative weight and a ridge on what departs from the
    direction of the published weights, so that the strongest pull is those times one slope. The pull is chosen by folds of whole
    territories; so are both errors, the choice made anew inside each fold. One standard error is what a refit has to win by.

    Args:
        shares: part -> rep_id -> share, 0..1.
        added: rep_id -> contribution not pulled towards the average, and its weight (1 / variance).
        territory: rep_id -> territory.
        published: part -> weight, adding up to 1.
        seed: of the intervals.

    Raises:
        NotEnoughDataError: fewer than 30 reps, 5 territories or 2 parts to compare.

    Source: Breiman, Friedman, Olshen & Stone (1984), Classification and Regression Trees, section 3.4.3 (one standard error);
        Hoerl & Kennard (1970), Technometrics 12, 55-67 (ridge); Lawson & Hanson (1974), Solving Least Squares Problems,
        chapter 23 (no negative weight).
    """
    parts, reps = _usable(shares, added, territory, published)
    problem = _problem(parts, reps, shares, added, territory, published)
    folds, every = _folds(problem.group, N_FOLDS), np.ones(len(reps), dtype=bool)
    pull = PULLS[_best_pull(problem, folds, every)]
    fitted = _weights_of(problem, every, pull)
    rows = _rows(published, parts, problem.prior if fitted is None else fitted, *_interval(problem, pull, seed))
    old, new = _errors(problem, folds)
    difference, se = float((old - new).mean()), float((old - new).std(ddof=1) / np.sqrt(old.size))
    errors, n_groups = (float(old.mean()), float(new.mean())), int(problem.group.max()) + 1
    verdict = _verdict(fitted, difference, se)
    return WeightsRefit(rows, *errors, difference, se, pull, len(reps), n_groups, old.size, *verdict)


def _rows(
    published: Mapping[str, float], parts: Sequence[str], middle: Floats, low: Floats, high: Floats
) -> tuple[PartWeight, ...]:
    """Return the parts as published; those refitted share what they had together."""
    total = sum(published[p] for p in parts)
    at = {part: k for k, part in enumerate(parts)}
    found = {p: [total * float(v[at[p]]) for v in (middle, low, high)] if p in at else [w] * 3 for p, w in published.items()}
    return tuple(PartWeight(part, weight, part in at, *found[part]) for part, weight in published.items())


def _usable(
    shares: Mapping[str, Mapping[str, float]],
    added: Mapping[str, tuple[float, float]],
    territory: Mapping[str, str],
    published: Mapping[str, float],
) -> tuple[list[str], list[str]]:
    """Return the parts that can be refitted and the reps who have all of them."""
    reps = sorted(r for r, (_, weight) in added.items() if weight > 0 and r in territory)
    if not reps:
        raise NotEnoughDataError("no rep has a contribution to hold the weights against")
    parts = []
    for part, weight in published.items():
        own = {r: shares[part][r] for r in reps if r in shares.get(part, {})}
        if weight > 0 and len(own) >= LEAST_KNOWN * len(reps) and _differs(own, territory):
            parts.append(part)
    if len(parts) < 2:
        raise NotEnoughDataError(
            f"{counted(len(parts), 'part')} of the index can be compared; it takes 2 that {LEAST_KNOWN:.0%} of the reps have"
        )
    whole = [r for r in reps if all(r in shares[p] for p in parts)]
    places: dict[str, int] = {}
    for r in whole:
        places[territory[r]] = places.get(territory[r], 0) + 1
    whole = [r for r in whole if places[territory[r]] > 1]
    n_groups = sum(n > 1 for n in places.values())
    if len(whole) < MIN_REPS or n_groups < MIN_TERRITORIES:
        raise NotEnoughDataError(
            f"{counted(len(whole), 'rep')} in {counted(n_groups, 'territory', 'territories')} can be compared with a neighbour on"
            f" every part and on contribution; a refit takes {MIN_REPS} reps in {MIN_TERRITORIES} territories"
        )
    return parts, whole


def _differs(own: Mapping[str, float], territory: Mapping[str, str]) -> bool:
    """Say whether neighbours have different shares of a part."""
    seen: dict[str, list[float]] = {}
    for rep_id, share in own.items():
        seen.setdefault(territory[rep_id], []).append(share)
    return any(max(row) - min(row) > LEAST_SPREAD for row in seen.values())


def _problem(
    parts: Sequence[str],
    reps: Sequence[str],
    shares: Mapping[str, Mapping[str, float]],
    added: Mapping[str, tuple[float, float]],
    territory: Mapping[str, str],
    published: Mapping[str, float],
) -> _Problem:
    x = np.array([[shares[p][r] for p in parts] for r in reps], dtype=np.float64)
    y = np.array([added[r][0] for r in reps], dtype=np.float64)
    w = np.array([added[r][1] for r in reps], dtype=np.float64)
    w = w / w.mean()
    group = np.unique([territory[r] for r in reps], return_inverse=True)[1].astype(np.intp)
    mass = np.bincount(group, weights=w)
    x = x - np.stack([np.bincount(group, weights=w * column) / mass for column in x.T], axis=1)[group]
    y = y - (np.bincount(group, weights=w * y) / mass)[group]
    prior = np.array([published[p] for p in parts], dtype=np.float64)
    return _Problem(x, y, w, group, prior / prior.sum())


def _folds(group: Ints, most: int) -> Ints:
    """Return the fold of each row: whole territories, the largest first, each to the fold with the fewest rows."""
    sizes = np.bincount(group)
    n_folds = min(most, sizes.size)
    load = np.zeros(n_folds)
    of_group = np.zeros(sizes.size, dtype=np.intp)
    for g in sorted(range(sizes.size), key=lambda g: (-sizes[g], g)):
        of_group[g] = int(np.argmin(load))
        load[of_group[g]] += sizes[g]
    return of_group[group]


def _fitted(gram: Floats, right: Floats, prior: Floats, pull: float) -> Floats:
    """Return slopes, none negative, of the ridge whose penalty leaves the direction of the prior free."""
    off = np.eye(prior.size) - np.outer(prior, prior) / (prior @ prior)
    scale = max(float(np.trace(gram)) / prior.size, LEAST_SPREAD)
    root = np.linalg.cholesky(gram + pull * scale * off + 1e-9 * scale * np.eye(prior.size))
    return np.asarray(nnls(root.T, np.linalg.solve(root, right))[0], dtype=np.float64)


def _published_slopes(gram: Floats, right: Floats, prior: Floats) -> Floats:
    """Return the published weights times the slope that fits best, 0 or more."""
    return np.asarray(prior * max(0.0, float(prior @ right)) / max(float(prior @ gram @ prior), LEAST_SPREAD), dtype=np.float64)


def _error(problem: _Problem, rows: NDArray[np.bool_], slopes: Floats) -> float:
    residual = problem.y[rows] - problem.x[rows] @ slopes
    return float((problem.w[rows] * residual**2).sum() / problem.w[rows].sum())


def _best_pull(problem: _Problem, folds: Ints, within: NDArray[np.bool_]) -> int:
    """Return which of PULLS predicts best among some rows, fold by fold; the stronger where two are level."""
    errors = np.zeros(len(PULLS))
    for fold in np.unique(folds[within]):
        left_out = within & (folds == fold)
        gram, right = problem.moments(within & (folds != fold))
        for k, pull in enumerate(PULLS):
            errors[k] += _error(problem, left_out, _fitted(gram, right, problem.prior, pull)) * problem.w[left_out].sum()
    return len(PULLS) - 1 - int(np.argmin(np.round(errors[::-1], 12)))


def _errors(problem: _Problem, folds: Ints) -> tuple[Floats, Floats]:
    """Return per fold the error of the published weights and of the refit, the pull chosen without that fold."""
    rows = []
    for fold in range(int(folds.max()) + 1):
        rest, left_out = folds != fold, folds == fold
        gram, right = problem.moments(rest)
        pull = PULLS[_best_pull(problem, folds, rest)]
        old = _error(problem, left_out, _published_slopes(gram, right, problem.prior))
        rows.append((old, _error(problem, left_out, _fitted(gram, right, problem.prior, pull))))
    errors = np.array(rows)
    return errors[:, 0], errors[:, 1]


def _weights_of(problem: _Problem, rows: NDArray[np.bool_], pull: float) -> Floats | None:
    slopes = _fitted(*problem.moments(rows), problem.prior, pull)
    total = float(slopes.sum())
    return slopes / total if total > 0 else None


def _interval(problem: _Problem, pull: float, seed: int) -> tuple[Floats, Floats]:
    """Return 5% and 95% of the weights over territories drawn anew, with the pull that was chosen."""
    rng = np.random.default_rng(seed)
    n_groups = int(problem.group.max()) + 1
    own = [problem.moments(problem.group == g) for g in range(n_groups)]
    grams, rights = np.stack([g for g, _ in own]), np.stack([r for _, r in own])
    draws = []
    for _ in range(N_DRAWS):
        times = np.bincount(rng.integers(n_groups, size=n_groups), minlength=n_groups).astype(np.float64)
        slopes = _fitted(np.tensordot(times, grams, 1), times @ rights, problem.prior, pull)
        draws.append(slopes / slopes.sum() if slopes.sum() > 0 else problem.prior)
    low, high = np.quantile(np.array(draws), [0.05, 0.95], axis=0)
    return low, high


def _verdict(fitted: Floats | None, difference: float, se: float) -> tuple[str, str]:
    if fitted is None:
        return KEEP, "no part goes with a higher contribution, so there is nothing to weigh them by"
    if difference > se:
        return BETTER, (
            f"in territories left out their error is lower by {difference:.4g}, more than one standard error ({se:.4g}); a person"
            " decides whether to put them under readiness.weights in training.yaml before the next launch"
        )
    if difference > 0:
        return KEEP, f"the refit's error is lower by {difference:.4g} only, within one standard error ({se:.4g})"
    return KEEP, f"the refit's error in territories left out is no lower (by {-difference:.4g} higher)"
