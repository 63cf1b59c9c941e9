"""Trusting: how far the report can be trusted: what each figure hangs on, and whether groups of reps are treated alike.

In: Report, the cells and their fit, readiness.
Out: Report with both; their files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
from threadpoolctl import threadpool_limits

from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.trust_files import fairness_csv, sensitivity_csvs
from readiness.stages.contribution import ContributionFit
from readiness.stages.fairness import fairness
from readiness.stages.rep_readiness import RepReadiness
from readiness.stages.report import Report
from readiness.stages.sensitivity import Sensitivity, sensitivity
from readiness.vocabulary import SideBySide

NOT_ASKED = Sensitivity((), (), (), ("Nobody asked what each figure hangs on (`--no-sensitivity`), so it is not known.",))


def trusted(
    made: Report,
    inputs: LaunchInputs,
    cells: pd.DataFrame,
    fit: ContributionFit | None,
    judged: Sequence[RepReadiness],
    *,
    sensitive: bool,
    side_by_side: SideBySide,
) -> Report:
    """Return the report with what its figures hang on; each refit takes as long as the fit, so keep no transaction open."""
    partner_of = {a.account_id: a.partner_id for a in inputs.accounts_in_scope if a.partner_id}
    found: Sensitivity | None = NOT_ASKED
    if sensitive:
        with threadpool_limits(limits=1):  # sums come out the same everywhere
            found = sensitivity(cells, fit, partner_of, seed=inputs.launch.seed, side_by_side=side_by_side) if fit else None
    here = [r for r in inputs.reps if r.hired_on is None or r.hired_on <= made.as_of]
    wave_of = {row.rep_id: row.wave for row in made.rows if row.wave is not None}
    return replace(made, sensitivity=found, fairness=fairness(here, fit, judged, as_of=made.as_of, wave_of=wave_of))


def trust_files(made: Report) -> dict[str, bytes]:
    """Return the tables of the section by path."""
    files = sensitivity_csvs(made.sensitivity, made.currency) | {"fairness.csv": fairness_csv(made.fairness)}
    return {f"report/{name}": data for name, data in files.items()}
