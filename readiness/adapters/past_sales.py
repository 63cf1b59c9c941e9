"""Past sales: what each rep's accounts bought before the launch, so that lots are drawn among reps who sell alike.

In: a connection, a launch's inputs.
Out: rep -> sales a week.
"""

from __future__ import annotations

from readiness.adapters.db.ledger_reading import sold_lines
from readiness.adapters.db.store import Connection
from readiness.adapters.launch_files import LaunchInputs
from readiness.stages.sales_out import history_by_account, launch_lines, serving_rep


def past_sales_of(connection: Connection, inputs: LaunchInputs) -> dict[str, float]:
    """Return what the accounts a rep serves on the launch day bought a week before it; nobody where no report reaches back."""
    launch, accounts = inputs.launch, list(inputs.accounts)
    taken = sold_lines(connection, [p.partner_id for p in inputs.partners], launch.dates.launch_on)
    codes = {p.partner_id: inputs.names.of_partner(p.partner_id) for p in inputs.partners}
    pairs = zip(taken["partner_id"], taken["rep_id"], strict=True)
    taken = taken.assign(rep_id=[codes[partner].get(("rep", code), code) for partner, code in pairs])
    lines, _, _ = launch_lines(taken, accounts, [r.rep_id for r in inputs.reps], launch.currency, inputs.rates)
    history = history_by_account(lines, launch) or {}
    served = serving_rep(lines, accounts, launch.dates.launch_on)
    found: dict[str, float] = {}
    for account, rep_id in sorted(served.items()):
        found[rep_id] = found.get(rep_id, 0.0) + history.get(account, 0.0)
    return found
