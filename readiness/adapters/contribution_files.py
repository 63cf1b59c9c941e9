"""Contribution files: a fit of cells of one's own as tables and a summary.

In: ContributionFit.
Out: the bytes of reps.csv and components.csv; what fit.json says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from readiness.adapters.table_files import csv_bytes
from readiness.stages.contribution import ContributionFit, RepContribution

AVERAGE_WORDS, REPLACEMENT_WORDS = "the average", "the replacement level"


def reps_csv(fit: ContributionFit, currency: str, level: str) -> bytes:
    """Return reps.csv: one row a rep; verdicts name the level that contributions are counted from."""
    names = list(RepContribution.__slots__)
    rows = ([_cell(rep, name, level) for name in names] + [currency] for rep in fit.reps)
    return csv_bytes([*names, "currency"], rows)


def _cell(rep: RepContribution, name: str, level: str) -> object:
    value = getattr(rep, name)
    return str(value).replace(AVERAGE_WORDS, level) if name == "verdict" else value


def components_csv(fit: ContributionFit) -> bytes:
    """Return components.csv: coefficients on the log scale, then variance components; a blank error is not known."""
    return csv_bytes(("name", "kind", "estimate", "standard_error"), _components(fit))


def _components(fit: ContributionFit) -> Iterator[tuple[object, ...]]:
    for name, estimate, error in fit.coefficients:
        yield name, "coefficient", estimate, error
    errors = dict(fit.variance_errors)
    for name, estimate in fit.variances:
        yield name, "variance", estimate, errors.get(name)


def fit_summary(fit: ContributionFit) -> Mapping[str, object]:
    """Return what fit.json says of the fit itself."""
    return {
        "loglik": fit.loglik,
        "variances": dict(fit.variances),
        "converged": fit.converged,
        "reliability": float(np.mean([rep.reliability for rep in fit.reps])) if fit.reps else 0.0,
        "n_cells": fit.n_cells,
        "n_reps": len(fit.reps),
        "zero_share": fit.zero_share,
    }
