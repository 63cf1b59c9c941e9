"""Model: which covariates and factors these cells can tell apart, and the fit of those.

In: Cells.
Out: Model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from readiness.stages.contribution.cells import FACTORS, Cells, Codes, Floats
from readiness.stats.log_link import LogLinkFit, fit_log_link

COVARIATES = ("history", "availability", "demand", "market")
PRIORS = {
    "history": (1.0, 0.5),
    "availability": (1.0, 0.5),
    "demand": (1.0, 0.5),
    "market": (1.0, 0.5),
    "no_history": (-1.0, 1.0),
}
"""Mean and sd of each coefficient before the data speak: sales follow an index one for one, give or take a half.

With many cells this moves nothing; with few it keeps a slope from running off."""


@dataclass(frozen=True, slots=True)
class Model:
    """What was fitted: names and columns of the fixed part, the factors in it, the fit."""

    names: tuple[str, ...]
    x: Floats
    fit: LogLinkFit
    notes: tuple[str, ...]


def fit_model(cells: Cells) -> Model:
    """Return the model fitted with every covariate and factor that these cells can tell apart."""
    factors, notes = _factors(cells.codes)
    columns, remarks = _columns(cells)
    notes += remarks
    while True:
        names = tuple(columns)
        x = np.column_stack(list(columns.values()))
        prior = {at: PRIORS[name] for at, name in enumerate(names) if name in PRIORS}
        fit = fit_log_link(cells.sales, x, factors, offset=cells.log_weeks, prior=prior)
        against = _against_sense(names, fit)
        if not against:
            break
        slope, se = fit.mixed.fixed[names.index(against)], fit.mixed.fixed_se[names.index(against)]
        notes.append(
            f"{against} left out: in these cells sales did not rise with it (slope {slope:.2f}, standard error {se:.2f})."
        )
        del columns[against]
    for name, b, se in zip(names, fit.mixed.fixed, fit.mixed.fixed_se, strict=True):
        if name in COVARIATES and b < 0.0:
            notes.append(f"{name}: sales fell as it rose (slope {b:.2f}, standard error {se:.2f}); check its figures.")
    return Model(names, x, fit, tuple(notes))


def _against_sense(names: tuple[str, ...], fit: LogLinkFit) -> str:
    """Return the covariate whose slope is below 0 by chance (within two standard errors), the least certain first."""
    slopes = zip(names, fit.mixed.fixed, fit.mixed.fixed_se, strict=True)
    doubtful = [(b / se, name) for name, b, se in slopes if name in COVARIATES and -2.0 * se < b < 0.0]
    return max(doubtful)[1] if doubtful else ""


def _columns(cells: Cells) -> tuple[dict[str, Floats], list[str]]:
    """Return the fixed columns that vary and are not told by the others."""
    columns = {"intercept": np.ones(cells.sales.size)}
    notes = []
    for name in [k for k in COVARIATES if k in cells.logs]:
        column = cells.logs[name]
        if np.ptp(column) < 1e-9:
            notes.append(f"{name} left out: it is the same in every cell.")
        elif np.linalg.matrix_rank(np.column_stack([*columns.values(), column])) == len(columns):
            notes.append(f"{name} left out: the others already tell it.")
        else:
            columns[name] = column
    if "history" in columns:
        columns["no_history"] = cells.no_history
        if np.linalg.matrix_rank(np.column_stack(list(columns.values()))) < len(columns):
            del columns["no_history"]
    return columns, notes


def _factors(codes: Mapping[str, Codes]) -> tuple[dict[str, Codes], list[str]]:
    """Return the factors with two levels or more that no earlier factor tells one for one, and what was left out."""
    kept: dict[str, Codes] = {}
    notes = []
    for name in FACTORS:
        code = codes[name]
        n_levels = int(code.max()) + 1
        twin = next((k for k, other in kept.items() if _same_groups(code, other)), "")
        if twin:
            notes.append(
                f"{name} left out: each {twin} has one {name} to itself, so what is the {name}'s counts as the {twin}'s."
            )
        elif 1 < n_levels < code.size:
            kept[name] = code
    if "rep" in kept and "territory" in kept:
        alone = _alone(kept["rep"], kept["territory"])
        if alone:
            notes.append(
                f"{alone} reps work alone in their territories: their part and the territory's are told apart only loosely."
            )
    return kept, notes


def _same_groups(one: Codes, other: Codes) -> bool:
    """Return whether two factors put the rows into the same groups."""
    pairs = np.unique(np.column_stack([one, other]), axis=0)
    return len(pairs) == np.unique(one).size == np.unique(other).size


def _alone(rep: Codes, territory: Codes) -> int:
    """Return how many reps share none of their territories with another rep."""
    both = (rep >= 0) & (territory >= 0)
    pairs = np.unique(np.column_stack([rep[both], territory[both]]), axis=0)
    crowd = np.bincount(pairs[:, 1], minlength=1)
    shared = np.zeros(int(rep.max()) + 1, dtype=np.bool_)
    np.logical_or.at(shared, pairs[:, 0], crowd[pairs[:, 1]] > 1)
    return int(np.unique(pairs[:, 0]).size - shared.sum())
