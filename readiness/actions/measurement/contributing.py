"""Contributing: the cells of a launch, and what each rep added.

In: a launch's inputs, the lines credited to reps, what is known of partners' reports and of the market.
Out: LaunchCells, ContributionFit.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from threadpoolctl import threadpool_limits

from readiness.actions.measurement.sold import Sold
from readiness.adapters.launch_files import LaunchInputs
from readiness.errors import NotEnoughDataError
from readiness.stages.contribution import ContributionFit, fit_contributions
from readiness.stages.report.coverage import reported_shares
from readiness.stages.sales_out import LaunchCells, Reported, contribution_cells, launch_lines


def launch_cells(inputs: LaunchInputs, sold: Sold, until: date) -> LaunchCells:
    """Return the cells of the accounts in scope up to a day."""
    reps = [r.rep_id for r in inputs.reps]
    frame, _, _ = launch_lines(sold.credited, list(inputs.accounts), reps, inputs.launch.currency, inputs.rates)
    return contribution_cells(
        frame,
        {a.account_id: a for a in inputs.accounts_in_scope},
        inputs.launch,
        sold.market,
        until,
        hired_on={r.rep_id: r.hired_on for r in inputs.reps if r.hired_on is not None},
        reported=Reported(
            tuple((m.partner_id, m.period_from, m.period_to) for m in sold.channel.missing), reported_shares(sold.channel)
        ),
    )


def fitted(inputs: LaunchInputs, cells: LaunchCells) -> ContributionFit | None:
    """Return the fitted contributions, or None where there is nothing to fit; the report then says so."""
    try:
        # One thread: the systems are small, so that threads only wait for each other, and sums come out the same everywhere.
        with threadpool_limits(limits=1):
            fit = fit_contributions(cells.frame, seed=inputs.launch.seed)
    except NotEnoughDataError:
        return None
    return replace(fit, notes=(*cells.notes, *fit.notes))
