"""Stored prospects: how a sale is made at each account, and where to aim first, from all that is stored of a launch.

In: a connection, a launch's inputs and positioning, the day.
Out: Aimed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from readiness.adapters.db.ledger_reading import sold_lines
from readiness.adapters.db.shown import all_rows
from readiness.adapters.db.store import Connection
from readiness.adapters.launch_files import LaunchInputs
from readiness.permissions import Scope
from readiness.stages.contact_plan import owner_by_account
from readiness.stages.motions import MotionRow, account_motions, rep_motions
from readiness.stages.positioning import Positioning
from readiness.stages.prospects import AimSources, Prospect, channel_readiness, rank_prospects
from readiness.stages.sales_out import history_by_account, launch_lines, serving_rep
from readiness.vocabulary import Rep

WEEKS = 52
"""Of a year's purchases."""


@dataclass(frozen=True, slots=True)
class Aimed:
    """Where to aim, how, and who does."""

    prospects: tuple[Prospect, ...]
    """Best first."""
    motions: tuple[MotionRow, ...]
    """Of accounts, then of reps."""
    serving: Mapping[str, str]
    """account_id -> the rep who has called there so far."""
    owners: Mapping[str, Rep]
    """account_id -> the rep whose it is."""


def aimed_at(connection: Connection, inputs: LaunchInputs, positioning: Positioning, as_of: date) -> Aimed:
    """Return every account in scope with its motion and its rank."""
    launch, accounts, side = inputs.launch, inputs.accounts_in_scope, inputs.side
    taken = sold_lines(connection, [p.partner_id for p in inputs.partners], launch.dates.launch_on)
    reps = [r.rep_id for r in inputs.reps]
    lines, _, _ = launch_lines(taken, list(inputs.accounts), reps, launch.currency, inputs.rates)
    history = history_by_account(lines, launch) or {}
    yearly = {account: weekly * WEEKS for account, weekly in history.items()}
    serving = serving_rep(lines, [a.account_id for a in accounts], launch.dates.ready_by)
    owners = owner_by_account(accounts, inputs.reps, serving)
    of_accounts = account_motions(accounts, side.facts, inputs.channels, side.motion_choices, as_of=as_of)
    by_id = {a.account_id: a for a in accounts}
    rep_by_account = {account: rep.rep_id for account, rep in owners.items()}
    of_reps = rep_motions(inputs.reps, rep_by_account, by_id, of_accounts, side.motion_choices, as_of=as_of)
    statuses = {r["rep_id"]: r["status"] for r in all_rows(connection, launch.launch_id, "report.reps", Scope())}
    sources = AimSources(
        spec=inputs.spec,
        alternatives=inputs.buyers.alternatives,
        seen=inputs.seen,
        presence=side.presence,
        facts=side.facts,
        deals=inputs.deals,
        currency=launch.currency,
        ready=channel_readiness(launch.channels, inputs.reps, statuses),
        motions={row.id: row.motion for row in of_accounts},
    )
    prospects = rank_prospects(accounts, inputs.requirements, positioning.links, yearly, sources)
    return Aimed(tuple(prospects), (*of_accounts, *of_reps), serving, owners)
