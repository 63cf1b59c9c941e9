"""Mixed fit: a formula fitted to a table, or the reason why it cannot be.

In: Design.
Out: FormulaFit: fixed and random effects by name, variances, correlations, remarks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from readiness.errors import NotEnoughDataError
from readiness.stats.henderson import Codes, Floats, told_by_others
from readiness.stats.mixed_design import Design, RandomColumns
from readiness.stats.mixed_model import MixedFit, fit_mixed
from readiness.stats.mixed_solution import solve

ALIKE = 1e-7
"""Values that differ by less than this share of their size are the same."""
EXACT = 1e-8
"""A residual sd of less than this share of the outcome's is no residual at all."""
MOST_SLOW = 20_000
"""Levels up to which standard errors are worked out where the groups have no independent parts."""
NO_ERRORS = (
    "standard_error in random.csv is blank: {:,} levels are tied together without independent parts, "
    "and beyond {:,} of them these errors would take hours."
)


@dataclass(frozen=True, slots=True)
class FormulaFit:
    """A fitted formula."""

    fixed: tuple[tuple[str, float, float], ...]
    """Term, estimate, standard error."""
    random: tuple[tuple[str, str, str, float, float | None], ...]
    """Group, level, term, effect, standard error (None where it was not worked out)."""
    variances: Mapping[str, Mapping[str, float]]
    """Group -> term -> variance."""
    correlations: Mapping[str, Mapping[str, float]]
    """Group -> two terms -> correlation of their effects, where both vary."""
    fit: MixedFit
    notes: tuple[str, ...]


def fit_design(design: Design) -> FormulaFit:
    """Return the REML fit of a design; columns that others tell are left out and named.

    Raises:
        NotEnoughDataError: these rows cannot answer what the formula asks, and why.

    Source: Bates, Maechler, Bolker & Walker (2015), J. Stat. Software 67(1), 1-48: the model and the checks before it.
    """
    _refuse_outcome(design.y)
    told = told_by_others(design.x)
    kept = [k for k in range(design.x.shape[1]) if k not in told]
    notes = [f"{design.names[k]} left out: the terms before it tell it already." for k in told]
    x = design.x[:, kept]
    if design.y.size <= x.shape[1]:
        raise NotEnoughDataError(f"{design.y.size} rows are too few for {x.shape[1]} fixed terms")
    _refuse_exact(design.y, x)
    keys = _keys(design.random)
    for at, part in enumerate(design.random):
        _refuse_part(part, design.y.size)
        _refuse_twins(part, design.random[:at])
    factors = {key: part.codes for key, part in keys.items()}
    slopes = {key: part.columns for key, part in keys.items() if not _is_intercept(part)}
    fit = fit_mixed(design.y, x, factors, slopes=slopes)
    if not fit.effect_sds and sum(len(part.levels) for part in design.random) <= MOST_SLOW:
        fit = fit_mixed(design.y, x, factors, slopes=slopes, posterior_sds=True)
    _refuse_saturated(fit)
    names = [design.names[k] for k in kept]
    fixed = tuple((name, float(b), float(se)) for name, b, se in zip(names, fit.fixed, fit.fixed_se, strict=True))
    variances, correlations = _spread(keys, fit)
    notes += [_singular_note(keys[key], fit.covariances[key]) for key in keys if key in fit.singular]
    if not fit.effect_sds and keys:
        notes.append(NO_ERRORS.format(sum(len(part.levels) for part in design.random), MOST_SLOW))
    return FormulaFit(fixed, tuple(_effects(keys, fit)), variances, correlations, fit, tuple(notes))


def _keys(random: tuple[RandomColumns, ...]) -> dict[str, RandomColumns]:
    """Return the random parts under names of their own."""
    return {f"{part.group} {at}": part for at, part in enumerate(random)}


def _is_intercept(part: RandomColumns) -> bool:
    return part.columns.shape[1] == 1 and bool(np.all(part.columns == 1.0))


def _refuse_outcome(y: Floats) -> None:
    if not y.size:
        raise NotEnoughDataError("no row has a value in every column of the formula")
    if np.ptp(y) <= ALIKE**2 * np.abs(y).max():
        raise NotEnoughDataError("the outcome is the same in every row, so there is nothing to explain")


def _refuse_exact(y: Floats, x: Floats) -> None:
    """Refuse a fixed part that leaves nothing over."""
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    if float(left @ left) <= EXACT**2 * float((y - y.mean()) @ (y - y.mean())):
        raise NotEnoughDataError("the fixed terms tell the outcome exactly, so there is nothing left to share out")


def _refuse_saturated(fit: MixedFit) -> None:
    """Refuse groups that leave nothing over: the criterion then falls for ever as their variance grows."""
    sol = fit.solution
    if sol.theta.any() and solve(sol.equations, 100.0 * sol.theta).criterion < sol.criterion:
        raise NotEnoughDataError("the groups tell the outcome exactly, so nothing is left over to judge them by")


def _refuse_part(part: RandomColumns, n_rows: int) -> None:
    """Refuse a random part that these rows cannot tell."""
    n_levels, width = len(part.levels), part.columns.shape[1]
    if n_levels < 2:
        raise NotEnoughDataError(f"{part.group} has one level only ({part.levels[0]}), so levels cannot be compared")
    if n_levels * width >= n_rows:
        what = f"{n_levels * width} random effects ({n_levels} levels x {width})" if width > 1 else f"{n_levels} levels"
        raise NotEnoughDataError(f"{part.group} has {what} in {n_rows} rows: they cannot be told from what is left over")
    told = told_by_others(part.columns)
    if told:
        terms = ", ".join(part.terms[k] for k in told)
        raise NotEnoughDataError(f"({' + '.join(part.terms)} | {part.group}): the terms before it tell {terms} already")


def _refuse_twins(part: RandomColumns, earlier: tuple[RandomColumns, ...]) -> None:
    """Refuse the same effect of the same groups asked for twice."""
    for other in earlier:
        if not _same_groups(part.codes, other.codes):
            continue
        for at, term in enumerate(part.terms):
            if any(np.array_equal(part.columns[:, at], column) for column in other.columns.T):
                raise NotEnoughDataError(
                    f"{term} of {part.group} and of {other.group} are the same groups of rows, so they cannot be told apart"
                )


def _same_groups(one: Codes, other: Codes) -> bool:
    """Return whether two groupings put the rows together in the same way."""
    pairs = np.unique(one * (int(other.max()) + 1) + other)
    return pairs.size == np.unique(one).size == np.unique(other).size


def _spread(keys: Mapping[str, RandomColumns], fit: MixedFit) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """Return variances and correlations by group."""
    variances: dict[str, dict[str, float]] = {}
    correlations: dict[str, dict[str, float]] = {}
    for key, part in keys.items():
        covariance = fit.covariances[key]
        for at, term in enumerate(part.terms):
            variances.setdefault(part.group, {})[term] = float(covariance[at, at])
            for before in range(at):
                size = float(np.sqrt(covariance[at, at] * covariance[before, before]))
                if size > 0.0:
                    pair = f"{part.terms[before]}, {term}"
                    correlations.setdefault(part.group, {})[pair] = float(np.clip(covariance[at, before] / size, -1.0, 1.0))
    return variances, correlations


def _singular_note(part: RandomColumns, covariance: Floats) -> str:
    """Return what a singular part means, in words."""
    zero = [term for term, variance in zip(part.terms, np.diag(covariance), strict=True) if variance <= 0.0]
    if zero:
        return f"{part.group}: no differences between levels can be seen in {', '.join(zero)} (variance 0)."
    return (
        f"{part.group}: the effects of {', '.join(part.terms)} go together without exception, so fewer would do (singular fit)."
    )


def _effects(keys: Mapping[str, RandomColumns], fit: MixedFit) -> Iterator[tuple[str, str, str, float, float | None]]:
    """Yield group, level, term, effect and standard error."""
    for key, part in keys.items():
        effects = fit.effects[key].reshape(len(part.levels), -1)
        errors = fit.effect_sds[key].reshape(effects.shape) if key in fit.effect_sds else None
        for at, level in enumerate(part.levels):
            for k, term in enumerate(part.terms):
                yield part.group, level, term, float(effects[at, k]), None if errors is None else float(errors[at, k])
