"""Planning: where to aim, how, what is decided of each deal, and who does what to whom, when, with which asset.

In: settings, a launch id whose decks are pressed, the day.
Out: plan/prospects.*, plan/motions.csv, plan/vision.csv, plan/contact_plan.* and what belongs to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from readiness.adapters.contact_files import calendars, contact_outputs, crm_outputs
from readiness.adapters.days_away import dates_by_now, days_away
from readiness.adapters.db import contacts as contacts_db
from readiness.adapters.db.decks import deck_by_channel
from readiness.adapters.db.store import transaction
from readiness.adapters.db.training_changes import load_changes
from readiness.adapters.db.training_plans import load_plan
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.motion_files import motion_outputs
from readiness.adapters.output_files import OutFolder, Published
from readiness.adapters.prospect_files import prospect_outputs
from readiness.adapters.shown_files import show_files
from readiness.adapters.stored_positioning import UNSAID, present_positioning
from readiness.adapters.stored_prospects import Aimed, aimed_at
from readiness.adapters.stored_vision import fit_table, keeps_vision, notes_of, spend_table, vision_table, visions_of
from readiness.adapters.table_files import csv_bytes
from readiness.settings import Settings
from readiness.stages.contact_plan import (
    Change,
    Contact,
    ContactDone,
    Deal,
    Field,
    checks,
    plan_contacts,
    replanned,
    with_done,
)
from readiness.stages.motions import specialist_load
from readiness.stages.positioning import Positioning
from readiness.stages.vision import unqualified
from readiness.vocabulary import LaunchDates

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
    n_changes: int
    """Contacts that are otherwise than in the plan that stood."""
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
        training, changed = load_plan(connection, launch_id), load_changes(connection, launch_id)
        standing, done = contacts_db.load_tasks(connection, launch_id), contacts_db.load_done(connection, launch_id)
    by_id = {a.account_id: a for a in inputs.accounts_in_scope}
    of_accounts = [row for row in aimed.motions if row.kind == "account"]
    wanted = {p.account_id for p in aimed.prospects if p.aim != "no"}
    files = prospect_outputs(aimed.prospects, by_id) | motion_outputs(aimed.motions, specialist_load(of_accounts, wanted))
    files["plan/vision_fit.csv"] = csv_bytes(*fit_table(inputs, positioning))
    decisions = visions_of(inputs, positioning, notes, as_of) if keeps_vision(inputs, notes) else {}
    if decisions:
        files["plan/vision.csv"] = csv_bytes(*vision_table(inputs, decisions, aimed.owners))
        files["plan/unqualified_spend.csv"] = csv_bytes(*spend_table(inputs, unqualified(inputs.side.spend, decisions, as_of)))
    dates = dates_by_now(inputs.launch.dates, changed)
    known = Field(
        as_of,
        {row.id: str(row.motion) for row in of_accounts},
        {i: Deal(d.decision, d.next_act, d.due_on, d.note.on if d.note else None) for i, d in decisions.items()},
        inputs.side.people,
        days_away(inputs.reps, inputs.calendar, dates, training, changed),
        {c.channel: c.manager for c in inputs.channels},
        inputs.launch.owner,
    )
    contacts, changes = _contacts(inputs, positioning, aimed, pressed, dates, known, standing, done)
    carried = {file for file, messages in pressed.values() if messages - {""}}
    consents = {p.person_id for people in inputs.side.people.values() for p in people if p.may_be_named(as_of)}
    said = {m.message_id: (m.segment, m.step) for c in inputs.channels for m in positioning.messages_for(c.channel)}
    taken = {(s.segment_id, step.step) for s in inputs.buyers.segments for step in inputs.buyers.steps_of(s.segment_id)}
    found = checks(by_id, contacts, {file for file, _ in pressed.values()}, carried, consents, said, taken)
    files |= contact_outputs(contacts, changes, found)
    with transaction(settings.database) as connection:
        show_files(connection, inputs, {path: data for path, data in files.items() if path not in FOR_OTHERS}, now)
        contacts_db.save_tasks(connection, launch_id, contacts)
    files |= crm_outputs(contacts, {r.rep_id: r for r in inputs.reps})
    files |= calendars(contacts, launch_id, inputs.launch.dates.positioning_by)
    published = OutFolder(settings.database, launch_id, out).publish_all(STAGE, files)
    n_go = sum(d.releases for d in decisions.values()) if decisions else None
    return PlanReport(len(contacts), sum(p.aim == "yes" for p in aimed.prospects), n_go, len(changes), published)


def _contacts(
    inputs: LaunchInputs, positioning: Positioning, aimed: Aimed, pressed: Mapping[str, tuple[str, frozenset[str]]],
    dates: LaunchDates, known: Field, standing: Mapping[str, Contact], done: Mapping[str, ContactDone],
) -> tuple[list[Contact], list[Change]]:  # fmt: skip
    """Return the plan, as near to the one that stands as what happened allows, and what it changes."""
    accounts = inputs.accounts_in_scope
    fresh = plan_contacts(
        accounts,
        inputs.reps,
        aimed.serving,
        aimed.prospects,
        inputs.buyers,
        {c.channel: positioning.messages_for(c.channel) for c in inputs.channels},
        {channel: file for channel, (file, _) in pressed.items()},
        dates,
        {channel: carried for channel, (_, carried) in pressed.items()},
        known,
    )
    if not standing:
        return with_done(fresh, done), []
    by_id = {a.account_id: a for a in accounts}
    return replanned(fresh, standing, done, by_id, inputs.reps, inputs.buyers, dates, known)
