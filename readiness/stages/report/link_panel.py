"""Link panel: one row a rep and period, with all that the link between readiness, training and sales is told from.

In: reps, contributions, readiness as measured, Assignment.
Out: PanelRow; the table the link stage reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date

import pandas as pd

from readiness.stages.contribution import ContributionFit
from readiness.stages.honesty import LEAST_ACCOUNTS, LEAST_CELLS
from readiness.stages.report.assignment import Assignment
from readiness.vocabulary import Rep


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One rep in one period; the fields are the columns of `panel.csv` in their order."""

    rep_id: str
    week: date
    """First day of the period."""
    trained_on: date | None
    wave: int | None
    readiness: float | None
    """As measured: not pulled towards the average."""
    readiness_se: float | None
    contribution: float
    """On the log scale, not pulled towards the average: 0.1 is about a tenth more than the average rep."""
    territory_id: str | None
    assigned: str
    left_out: str | None = None
    """yes: the rep was given a wave while it was drawn for the others."""


PANEL_COLUMNS = tuple(field.name for field in fields(PanelRow))


def link_panel(
    reps: Sequence[Rep],
    fit: ContributionFit | None,
    readiness: Mapping[str, tuple[float, float]],
    training: Assignment,
) -> tuple[PanelRow, ...]:
    """Return the rows by rep and period; reps with too few accounts or cells, and periods that tell nothing, are left out.

    Numbers are rounded as they are written, so that whoever works from the file comes to the same figures.
    """
    known = {r.rep_id: r for r in reps}
    enough = {c.rep_id for c in fit.reps if c.n_accounts >= LEAST_ACCOUNTS and c.n_cells >= LEAST_CELLS} if fit else set()
    rows = []
    for p in sorted(fit.periods, key=lambda p: (p.rep_id, p.period)) if fit else ():
        if p.rep_id not in enough or p.rep_id not in known or not p.weight > 0:
            continue
        index, se = readiness.get(p.rep_id, (None, None))
        rows.append(
            PanelRow(
                p.rep_id,
                date.fromisoformat(p.period),
                training.trained_on.get(p.rep_id),
                training.wave.get(p.rep_id),
                None if index is None else round(index, 4),
                None if se is None else round(se, 4),
                round(p.effect, 6) + 0.0,
                known[p.rep_id].territory_id or None,
                training.assigned,
                "yes" if p.rep_id in training.left_out else None,
            )
        )
    return tuple(rows)


def panel_table(rows: Sequence[PanelRow]) -> pd.DataFrame:
    """Return the rows as the link stage reads them."""
    return pd.DataFrame([astuple(row) for row in rows], columns=list(PANEL_COLUMNS))


def added_by_rep(fit: ContributionFit | None) -> dict[str, tuple[float, float]]:
    """Return what each rep added over all periods, not pulled towards the average, and the information behind it."""
    found: dict[str, tuple[float, float]] = {}
    for p in fit.periods if fit else ():
        total, weight = found.get(p.rep_id, (0.0, 0.0))
        found[p.rep_id] = (total + p.weight * p.effect, weight + p.weight)
    return {rep_id: (total / weight, weight) for rep_id, (total, weight) in found.items() if weight > 0}
