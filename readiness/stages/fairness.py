"""Fairness: whether the figures treat reps of one channel, partner, tenure and the like otherwise than the others.

In: reps, their contributions, their readiness, a day.
Out: GroupFairness per group, Fairness.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.stats import false_discovery_control, fisher_exact, t

from readiness.stages.contribution import ContributionFit, RepContribution
from readiness.stages.honesty import FALSE_SHARE, LEAST_GROUP, NOT_ENOUGH, is_judged
from readiness.stages.rep_readiness import RepReadiness
from readiness.vocabulary import Rep

Floats = NDArray[np.float64]
TENURES = ("under 12 months", "12 to 36 months", "over 36 months", "not known")
_BY: tuple[tuple[str, str], ...] = (
    ("channel", "channel"), ("tenure", ""), ("territory", "territory_id"), ("motion", "motion"), ("partner", "partner_id"),
    ("language", "language"),
)  # fmt: skip
CONTRIBUTION, READY, THIN = "contribution", "ready", "not_enough_data"


@dataclass(frozen=True, slots=True)
class Counts:
    """Reps of a group, or of all others, by what is said of them."""

    n_reps: int
    n_judged: int
    """With enough data on sales."""
    n_above: int
    n_below: int
    n_indexed: int
    """With enough data on readiness."""
    n_ready: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A mean of effects on the log scale with its 90% interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GroupFairness:
    """One group beside everybody else."""

    by: str
    """channel, tenure, territory, motion, partner or language."""
    group: str
    mine: Counts
    rest: Counts
    effect: Gap | None
    """What reps of the group add, not pulled towards the average; None where nothing tells."""
    difference: Gap | None
    """Group less rest."""
    coverage: float | None
    """Mean share of the evidence of readiness that exists."""
    p_values: tuple[tuple[str, float], ...]
    """Of the tests made: contribution, ready, not_enough_data."""
    found: tuple[str, ...] = ()
    """Tests that stay with the false discovery rate held."""


@dataclass(frozen=True, slots=True)
class Fairness:
    """Every group that may be shown."""

    groups: tuple[GroupFairness, ...]
    n_tests: int
    small: tuple[tuple[str, int, int], ...]
    """Grouping, number of its groups too small to show, their reps."""
    alike: tuple[str, ...]
    """Groupings in which everybody is in one group."""
    waves: tuple[tuple[int, Gap], ...] = ()
    """Training wave -> what its reps add; nothing is tested here, for `link` is where training and sales are held together."""


def tenure(hired_on: date | None, as_of: date) -> str:
    """Return which of `TENURES` a rep is in on a day."""
    if hired_on is None:
        return TENURES[3]
    months = (as_of.year - hired_on.year) * 12 + as_of.month - hired_on.month - (as_of.day < hired_on.day)
    return TENURES[0] if months < 12 else TENURES[1] if months <= 36 else TENURES[2]


def fairness(
    reps: Sequence[Rep],
    contributions: ContributionFit | None,
    readiness: Sequence[RepReadiness],
    *,
    as_of: date,
    wave_of: Mapping[str, int] | None = None,
) -> Fairness:
    """Return every group of LEAST_GROUP reps or more beside all the others.

    Three tests a group: mean effect (Welch), share ready and share without enough data (Fisher), where both sides have
    LEAST_GROUP reps to test with; all p values are judged together with the false discovery rate held at FALSE_SHARE.

    Source: Welch (1947), Biometrika 34, 28-35; Fisher (1935), JRSS 98, 39-82; Benjamini & Hochberg (1995), JRSS B 57, 289-300.
    """
    fitted = contributions.reps if contributions and contributions.converged else ()
    known = _Known({c.rep_id: c for c in fitted}, {r.rep_id: r for r in readiness})
    groups: list[GroupFairness] = []
    small: list[tuple[str, int, int]] = []
    alike: list[str] = []
    for by, field in _BY:
        members = _members(reps, _key(field, as_of))
        if len(members) < 2:
            alike.append(by)
            continue
        thin = [len(m) for m in members.values() if len(m) < LEAST_GROUP]
        small += [(by, len(thin), sum(thin))] if thin else []
        for name, mine in members.items():
            if len(mine) >= LEAST_GROUP:
                rest = [r for other, m in members.items() if other != name for r in m]
                groups.append(_group(by, name, mine, rest, known))
    groups = _judged(groups)
    n_tests = sum(len(g.p_values) for g in groups)
    return Fairness(tuple(groups), n_tests, tuple(small), tuple(alike), _waves(wave_of or {}, known))


def _waves(wave_of: Mapping[str, int], known: _Known) -> tuple[tuple[int, Gap], ...]:
    """Return what the reps of each wave add, by wave; a wave with too few whose sales tell is left out."""
    members: dict[int, list[str]] = {}
    for rep_id in sorted(wave_of):
        members.setdefault(wave_of[rep_id], []).append(rep_id)
    means = [(wave, _mean(members[wave], known)) for wave in sorted(members)]
    return tuple((wave, _effect(mean)) for wave, mean in means if mean.n)


@dataclass(frozen=True, slots=True)
class _Known:
    sold: Mapping[str, RepContribution]
    ready: Mapping[str, RepReadiness]


def _key(field: str, as_of: date) -> Callable[[Rep], str]:
    return (lambda rep: str(getattr(rep, field))) if field else (lambda rep: tenure(rep.hired_on, as_of))


def _members(reps: Sequence[Rep], key: Callable[[Rep], str]) -> dict[str, list[str]]:
    """Return rep ids by group, tenures in their order and the others by name."""
    found: dict[str, list[str]] = {}
    for rep in sorted(reps, key=lambda r: r.rep_id):
        found.setdefault(key(rep), []).append(rep.rep_id)
    return {name: found[name] for name in sorted(found, key=lambda n: (TENURES.index(n) if n in TENURES else -1, n))}


def _group(by: str, name: str, mine: Sequence[str], rest: Sequence[str], known: _Known) -> GroupFairness:
    counts = [_counts(reps, known) for reps in (mine, rest)]
    means = [_mean(reps, known) for reps in (mine, rest)]
    difference, p = _difference(*means)
    p_values = [(CONTRIBUTION, p)] if difference else []
    m, r = counts
    p_values += _fisher(READY, m.n_ready, m.n_indexed, r.n_ready, r.n_indexed)
    if known.sold:
        p_values += _fisher(THIN, m.n_reps - m.n_judged, m.n_reps, r.n_reps - r.n_judged, r.n_reps)
    covered = [known.ready[rep].coverage for rep in mine if rep in known.ready]
    effect = _effect(means[0]) if means[0].n else None
    return GroupFairness(by, name, m, r, effect, difference, float(np.mean(covered)) if covered else None, tuple(p_values))


def _counts(reps: Sequence[str], known: _Known) -> Counts:
    sold = [known.sold[rep] for rep in reps if rep in known.sold and is_judged(known.sold[rep].verdict)]
    status = [known.ready[rep].status for rep in reps if rep in known.ready]
    return Counts(
        n_reps=len(reps),
        n_judged=len(sold),
        n_above=sum(c.verdict.startswith("above") for c in sold),
        n_below=sum(c.verdict.startswith("below") for c in sold),
        n_indexed=sum(s != NOT_ENOUGH for s in status),
        n_ready=status.count("ready"),
    )


@dataclass(frozen=True, slots=True)
class _Mean:
    mean: float
    variance: float
    n: int


def _mean(reps: Sequence[str], known: _Known) -> _Mean:
    """Return the mean of effects not pulled towards the average (effect / reliability), each weighted by its reliability.

    Its variance comes from the spread of the reps themselves, so that it holds whatever the fit believes of it.
    """
    sold = [known.sold[rep] for rep in reps if rep in known.sold and known.sold[rep].reliability > 0.0]
    if len(sold) < LEAST_GROUP:
        return _Mean(0.0, 0.0, 0)
    pulled = np.array([c.effect for c in sold])
    weight = np.array([c.reliability for c in sold])
    mean = float(pulled.sum() / weight.sum())
    variance = float(((pulled - weight * mean) ** 2).sum() / weight.sum() ** 2) * len(sold) / (len(sold) - 1)
    return _Mean(mean, variance, len(sold))


def _effect(found: _Mean) -> Gap:
    return _gap(found.mean, found.variance, found.n - 1)


def _difference(one: _Mean, other: _Mean) -> tuple[Gap | None, float]:
    """Return the difference of two means with its interval and p value, by Welch's t; None where either says nothing."""
    variance = one.variance + other.variance
    if min(one.n, other.n) < LEAST_GROUP or variance <= 0.0:
        return None, 1.0
    freedom = variance**2 / (one.variance**2 / (one.n - 1) + other.variance**2 / (other.n - 1))
    mean = one.mean - other.mean
    return _gap(mean, variance, freedom), float(2.0 * t.sf(abs(mean) / np.sqrt(variance), freedom))


def _gap(mean: float, variance: float, freedom: float) -> Gap:
    half = float(t.ppf(0.95, freedom) * np.sqrt(variance))
    return Gap(mean, mean - half, mean + half)


def _fisher(name: str, part: int, n: int, rest_part: int, rest_n: int) -> list[tuple[str, float]]:
    """Return the test of two shares; nothing where a side is small or nobody or everybody is of the kind."""
    if min(n, rest_n) < LEAST_GROUP or part + rest_part in (0, n + rest_n):
        return []
    return [(name, float(fisher_exact([[part, n - part], [rest_part, rest_n - rest_part]]).pvalue))]


def _judged(groups: Sequence[GroupFairness]) -> list[GroupFairness]:
    """Return the groups with the tests that stay, all of them judged together."""
    p_values = [p for group in groups for _, p in group.p_values]
    if not p_values:
        return list(groups)
    kept = iter((false_discovery_control(np.clip(p_values, 0.0, 1.0)) < FALSE_SHARE).tolist())
    return [replace(g, found=tuple(name for name, _ in g.p_values if next(kept))) for g in groups]
