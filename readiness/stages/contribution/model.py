"""Model: which covariates and factors these cells can tell apart, and the fit of those.

In: Cells.
Out: Model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stages.contribution.cells import FACTORS, Cells, Codes, Floats
from readiness.stats.henderson import told_by_others
from readiness.stats.log_link import LogLinkFit, fit_log_link

SAME = 1e-9
"""Share of its size that a column must vary by."""
COVARIATES = ("availability", "demand", "market")
PRIORS = {
    "availability": (1.0, 0.5),
    "demand": (1.0, 0.5),
    "market": (1.0, 0.5),
    "no_history": (-1.0, 1.0),
}
"""Mean and sd of each coefficient before the data speak: sales follow an index one for one, give or take a half.

With many cells this moves nothing; with few it keeps a slope from running off."""
HISTORY_SD = 0.05
"""Error of a row of history that is told by nothing else; how far history strays from the account's level is estimated."""
SHARED_WITH_HISTORY = ("book", "territory")
"""Factors whose effect was there before the launch already, as large as after it."""


@dataclass(frozen=True, slots=True)
class Model:
    """What was fitted: names and columns of the fixed part, the fit."""

    names: tuple[str, ...]
    x: Floats
    """(cells, p)."""
    fit: LogLinkFit
    level: float
    """Added to every linear predictor, so that the fitted means of all cells sum to what was sold."""
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows that are fitted: cells, then one row of history per account that bought before the launch."""

    y: Floats
    offset: Floats
    is_log: NDArray[np.bool_]
    log_sd: Floats
    cell: Codes
    """Cell of each row of the first kind."""
    account: Codes
    """Account of each row of the second."""
    factors: dict[str, Codes]
    slopes: dict[str, Floats]

    def columns(self, x: Floats) -> Floats:
        """Return the fixed columns; rows of history have a level of their own, the last column."""
        n = self.account.size
        if not n:
            return x[self.cell]
        top = np.column_stack([x[self.cell], np.zeros(self.cell.size)])
        return np.vstack([top, np.column_stack([np.zeros((n, x.shape[1])), np.ones(n)])])


def fit_model(cells: Cells) -> Model:
    """Return the model fitted with every covariate and factor that these cells can tell apart."""
    rows, notes = _rows(cells)
    columns, remarks = _columns(cells)
    notes += remarks
    while True:
        names = tuple(columns)
        x = np.column_stack(list(columns.values()))
        prior = {at: PRIORS[name] for at, name in enumerate(names) if name in PRIORS}
        fit = fit_log_link(
            rows.y, rows.columns(x), rows.factors,
            offset=rows.offset, prior=prior, slopes=rows.slopes, is_log=rows.is_log, log_sd=rows.log_sd, is_shaped=True,
        )  # fmt: skip
        against = _against_sense(names, fit)
        if not against:
            break
        slope, se = fit.mixed.fixed[names.index(against)], fit.mixed.fixed_se[names.index(against)]
        notes.append(
            f"{against} left out: in these cells sales did not rise with it (slope {slope:.2f}, standard error {se:.2f})."
        )
        del columns[against]
    for name, b, se in zip(names, fit.mixed.fixed, fit.mixed.fixed_se, strict=False):
        if name in COVARIATES and b < 0.0:
            notes.append(f"{name}: sales fell as it rose (slope {b:.2f}, standard error {se:.2f}); check its figures.")
    n = rows.cell.size
    level = float(np.log(cells.sales[rows.cell].sum() / np.exp(fit.linear_predictor[:n]).sum()))
    return Model(names, x, fit, level, tuple(notes))


def _rows(cells: Cells) -> tuple[_Rows, list[str]]:
    """Return the rows to fit, and what was left out of the factors."""
    cell = np.flatnonzero(cells.in_fit)
    known = np.flatnonzero(~np.isnan(cells.log_history))
    place = np.full(cells.log_history.size, -1, dtype=np.intp)
    named = np.flatnonzero(cells.codes["account"] >= 0)[::-1]
    place[cells.codes["account"][named]] = named
    account = known if known.size > 1 else known[:0]
    of_history = {name: np.full(account.size, -1, dtype=np.intp) for name in cells.codes}
    of_history["account"] = account
    for name in SHARED_WITH_HISTORY:
        of_history[name] = cells.codes[name][place[account]]
    stacked = {name: np.concatenate([cells.codes[name][cell], of_history[name]]) for name in FACTORS}
    factors, notes = _factors(stacked, cell.size)
    is_history = np.repeat([0.0, 1.0], [cell.size, account.size])
    slopes = {"account": np.column_stack([1.0 - is_history, is_history])} if account.size and "account" in factors else {}
    sales = cells.sales[cell]
    is_log = bool((sales > 0.0).all())
    rows = _Rows(
        y=np.concatenate([np.log(sales) if is_log else sales, cells.log_history[account]]),
        offset=np.concatenate([cells.log_exposure[cell], np.zeros(account.size)]),
        is_log=(is_history > 0.0) | is_log,
        log_sd=is_history * HISTORY_SD,
        cell=cell,
        account=account,
        factors=factors,
        slopes=slopes,
    )
    return rows, notes


def _against_sense(names: tuple[str, ...], fit: LogLinkFit) -> str:
    """Return the covariate whose slope is below 0 by chance (within two standard errors), the least certain first."""
    slopes = zip(names, fit.mixed.fixed, fit.mixed.fixed_se, strict=False)
    doubtful = [(b / se, name) for name, b, se in slopes if name in COVARIATES and -2.0 * se < b < 0.0]
    return max(doubtful)[1] if doubtful else ""


def _columns(cells: Cells) -> tuple[dict[str, Floats], list[str]]:
    """Return the fixed columns that vary and are not told by the others."""
    columns = {"intercept": np.ones(cells.sales.size)}
    notes = []
    for name, column in cells.logs.items():
        fitted = [c[cells.in_fit] for c in (*columns.values(), column)]
        if np.ptp(fitted[-1]) <= SAME * np.abs(fitted[-1]).max():
            notes.append(f"{name} left out: it is the same in every cell.")
        elif told_by_others(np.column_stack(fitted)):
            notes.append(f"{name} left out: the others already tell it.")
        else:
            columns[name] = column
    told = [c[cells.in_fit] for c in (*columns.values(), cells.no_history)]
    if not np.isnan(cells.log_history).all() and not told_by_others(np.column_stack(told)):
        columns["no_history"] = cells.no_history
    return columns, notes


def _factors(codes: Mapping[str, Codes], n_cells: int) -> tuple[dict[str, Codes], list[str]]:
    """Return the factors with two levels or more that no earlier factor tells one for one, and what was left out.

    A territory that a rep has alone stays untold even where its history is known: it is then the book's.
    """
    kept: dict[str, Codes] = {}
    notes = []
    for name in FACTORS:
        code = codes[name]
        n_rows = int((code >= 0).sum())
        if not 1 < np.unique(code[code >= 0]).size < n_rows:
            continue
        rows = slice(n_cells if name == "territory" else None)
        twin = next((k for k, other in kept.items() if _same_groups(code[rows], other[rows])), "")
        if not twin:
            kept[name] = code
        elif name == "book":
            notes.append("No account changed hands and none has a history: what a rep inherited counts as the rep's.")
        elif " " not in name:
            notes.append(
                f"{name} left out: each {twin} has one {name} to itself, so what is the {name}'s counts as the {twin}'s."
            )
    if "rep" in kept and "territory" in kept:
        alone = _alone(kept["rep"], kept["territory"])
        if alone:
            notes.append(
                f"{alone} reps work alone in their territories: their part and the territory's are told apart only loosely."
            )
    return kept, notes


def _same_groups(one: Codes, other: Codes) -> bool:
    """Return whether two factors put the rows into the same groups."""
    n_groups = _n_groups(one)
    if n_groups != _n_groups(other):
        return False
    # Pairs that are there, not all that could be: of accounts and territories in periods there would be too many.
    pairs = (one + 1) * (int(other.max()) + 2) + other + 1
    return bool(np.unique(pairs).size == n_groups)


def _n_groups(codes: Codes) -> int:
    return int(np.count_nonzero(np.bincount(codes + 1)))


def _alone(rep: Codes, territory: Codes) -> int:
    """Return how many reps share none of their territories with another rep."""
    both = (rep >= 0) & (territory >= 0)
    pairs = np.unique(np.column_stack([rep[both], territory[both]]), axis=0)
    crowd = np.bincount(pairs[:, 1], minlength=1)
    shared = np.zeros(int(rep.max()) + 1, dtype=np.bool_)
    np.logical_or.at(shared, pairs[:, 0], crowd[pairs[:, 1]] > 1)
    return int(np.unique(pairs[:, 0]).size - shared.sum())
