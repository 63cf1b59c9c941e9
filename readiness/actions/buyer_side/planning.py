"""Planning: where to aim, how, what is decided of each deal, and who does what to whom, when, with which asset.

In: settings, a launch id whose decks are pressed, the day.
Out: plan/prospects.*, plan/motions.csv, plan/vision.csv, plan/contact_plan.* and what belongs to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from readiness.adapters.db.decks import deck_by_channel
from readiness.adapters.db.store import transaction
from readiness.adapters.motion_files import motion_outputs
from readiness.adapters.output_files import OutFolder, Published
from readiness.adapters.prospect_files import prospect_outputs
from readiness.adapters.shown_files import show_files
from readiness.adapters.stored_positioning import UNSAID, present_positioning
from readiness.adapters.stored_prospects import aimed_at
from readiness.adapters.stored_vision import keeps_vision, notes_of, spend_table, vision_table, visions_of
from readiness.adapters.table_files import csv_bytes, xlsx_bytes
from readiness.adapters.training_files import contact_tables
from readiness.settings import Settings
from readiness.stages.contact_plan import plan_contacts
from readiness.stages.motions import specialist_load
from readiness.stages.vision import unqualified

STAGE = "contact_plan"
FOR_OTHERS = ("plan/prospects_salesforce.csv", "plan/prospects_hubspot.csv")
"""Tables that another program reads, and no page."""


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What was planned."""

    n_contacts: int
    n_aimed: int
    """Accounts to aim at now."""
    n_go: int | None
    """Accounts whose deal is a go; None where the launch notes no vision."""
    published: Published


def write_plan(settings: Settings, launch_id: str, out: Path, as_of: date | None = None) -> PlanReport:
    """Rank the prospects, decide about the deals as of a day (without one: today), plan every contact, and publish it all."""
    now = datetime.now(UTC)
    as_of = as_of or now.date()
    with transaction(settings.database) as connection:
        inputs, positioning, _ = present_positioning(settings.templates, connection, launch_id, UNSAID)
        aimed = aimed_at(connection, inputs, positioning, as_of)
        notes = notes_of(connection, inputs)
        pressed = deck_by_channel(connection, launch_id)
    accounts = inputs.accounts_in_scope
    by_id = {a.account_id: a for a in accounts}
    of_accounts = [row for row in aimed.motions if row.kind == "account"]
    wanted = {p.account_id for p in aimed.prospects if p.aim != "no"}
    files = prospect_outputs(aimed.prospects, by_id) | motion_outputs(aimed.motions, specialist_load(of_accounts, wanted))
    n_go = None
    if keeps_vision(inputs, notes):
        decisions = visions_of(inputs, positioning, notes, as_of)
        n_go = sum(d.releases for d in decisions.values())
        files["plan/vision.csv"] = csv_bytes(*vision_table(inputs, decisions, aimed.owners))
        files["plan/unqualified_spend.csv"] = csv_bytes(*spend_table(inputs, unqualified(inputs.side.spend, decisions, as_of)))
    contacts = plan_contacts(
        accounts,
        inputs.reps,
        aimed.serving,
        aimed.prospects,
        inputs.buyers,
        {c.channel: positioning.messages_for(c.channel) for c in inputs.channels},
        {channel: file for channel, (file, _) in pressed.items()},
        inputs.launch.dates,
        {channel: carried for channel, (_, carried) in pressed.items()},
    )
    sheets = contact_tables(contacts)
    files |= {"plan/contact_plan.csv": csv_bytes(*next(iter(sheets.values()))), "plan/contact_plan.xlsx": xlsx_bytes(sheets)}
    with transaction(settings.database) as connection:
        show_files(connection, inputs, {path: data for path, data in files.items() if path not in FOR_OTHERS}, now)
    published = OutFolder(settings.database, launch_id, out).publish_all(STAGE, files)
    return PlanReport(len(contacts), sum(p.aim == "yes" for p in aimed.prospects), n_go, published)
