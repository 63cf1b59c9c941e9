"""Stored vision: what is decided of every account's deal, from all that was noted of it, and the tables of that.

In: a launch's inputs and positioning, notes taken in the portal, the day.
Out: VisionDecision by account; plan/vision.csv, plan/vision_fit.csv, plan/unqualified_spend.csv.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from readiness.adapters.db.store import Connection
from readiness.adapters.db.visions import load_notes
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.table_files import plain_text
from readiness.stages.deals import Deal
from readiness.stages.positioning import Positioning
from readiness.stages.positioning.quality_house import quality_house
from readiness.stages.positioning.verdict import FALLS_SHORT
from readiness.stages.vision import Fit, Unqualified, VisionDecision, VisionNote, decide, latest, note_from_meddpicc
from readiness.vocabulary import Account, Rep

VISION_COLUMNS = (
    "account_id", "account_name", "channel", "territory_id", "rep_id", "decision", "whose", "formed", "developed", "owner_met",
    "dated_cost", "reshape_by", "releases", "noted_on", "noted_by", "why", "next_act", "owner", "due_on",
)  # fmt: skip
FIT_COLUMNS = ("segment", "must_falls_short", "only_we", "only_we_must")
SPEND_COLUMNS = ("account_id", "account_name", "channel", "decision", "hours", "money", "currency", "what")
CRM = "the CRM"


def keeps_vision(inputs: LaunchInputs, notes: Sequence[VisionNote]) -> bool:
    """Say whether a launch notes the vision of its deals at all: then nothing is released without a go."""
    return bool(inputs.side.visions or notes or any(d.method for d in inputs.deals))


def notes_of(connection: Connection, inputs: LaunchInputs) -> list[VisionNote]:
    """Return every note: of the CRM's fields, of vision.csv, of the portal; of one day's the last of these counts."""
    of_deals = (_from_deal(d) for d in inputs.deals if d.won is None)
    return [*(n for n in of_deals if n), *inputs.side.visions, *load_notes(connection, inputs.launch.launch_id)]


def _from_deal(deal: Deal) -> VisionNote | None:
    method = deal.method
    if method is None or method.changed_on is None or not deal.account:
        return None
    return note_from_meddpicc(
        deal.account, method.fields, method.changed_on, CRM, owner_met=method.owner_met, n_contacts=method.n_contacts
    )


def visions_of(
    inputs: LaunchInputs, positioning: Positioning, notes: Sequence[VisionNote], as_of: date
) -> dict[str, VisionDecision]:
    """Return the decision about every account in scope."""
    fits = _fits(inputs, positioning)
    known = latest(notes, as_of)
    return {
        a.account_id: decide(
            a.account_id, known.get(a.account_id), fits.get(a.segment, Fit()), as_of, inputs.launch.dates.ready_by
        )
        for a in inputs.accounts_in_scope
    }


def held_back(connection: Connection, inputs: LaunchInputs, positioning: Positioning, as_of: date) -> dict[str, str]:
    """Return account -> why nothing of its own is made for it yet, and what to ask; nothing where no vision is noted at all."""
    notes = notes_of(connection, inputs)
    if not keeps_vision(inputs, notes):
        return {}
    decisions = visions_of(inputs, positioning, notes, as_of)
    return {
        account_id: f"{d.decision.replace('_', ' ')}: {'; '.join(d.reasons)}. Next: {d.next_act}"
        for account_id, d in decisions.items()
        if not d.releases
    }


def _fits(inputs: LaunchInputs, positioning: Positioning) -> dict[str, Fit]:
    """Return segment -> which of its needs decide; an account of no segment has nothing that is known to fall short."""
    house = quality_house(inputs.spec, inputs.requirements, positioning.links, inputs.buyers.alternatives, inputs.seen)
    found: dict[str, Fit] = {}
    for segment in inputs.buyers.segments:
        rows = [r for r in house.rows if r.requirement.segment == segment.segment_id]
        musts = [r for r in rows if r.requirement.kano == "must"]
        found[segment.segment_id] = Fit(
            next((r.requirement.statement for r in musts if r.ours == FALLS_SHORT), ""),
            next((r.requirement.statement for r in rows if r.only_we), ""),
            next((r.requirement.statement for r in musts if r.only_we), ""),
        )
    return found


def fit_table(inputs: LaunchInputs, positioning: Positioning) -> tuple[Sequence[str], list[list[object]]]:
    """Return plan/vision_fit.csv: what decides about the deals of each segment, whatever is heard of them."""
    fits = _fits(inputs, positioning)
    return FIT_COLUMNS, [[i, fit.must_falls_short, fit.only_we, fit.only_we_must] for i, fit in fits.items()]


def fit_of(row: Mapping[str, str]) -> Fit:
    """Return a row of plan/vision_fit.csv."""
    return Fit(*(plain_text(row[name]) for name in FIT_COLUMNS[1:]))


def vision_table(
    inputs: LaunchInputs, decisions: Mapping[str, VisionDecision], owners: Mapping[str, Rep]
) -> tuple[Sequence[str], list[list[object]]]:
    """Return plan/vision.csv: every account with a next act, its owner and its day."""
    managers = {c.channel: c.manager for c in inputs.channels}
    return VISION_COLUMNS, [
        _row(a, decisions[a.account_id], owners.get(a.account_id), managers.get(a.channel, "") or inputs.launch.owner)
        for a in inputs.accounts_in_scope
    ]


def _row(a: Account, d: VisionDecision, rep: Rep | None, manager: str) -> list[object]:
    n = d.note
    levels: list[object] = [n.whose, n.formed, n.developed, _yes(n.owner_met), _yes(n.dated_cost)] if n else [None] * 5
    noted: list[object] = [n.on, n.by] if n else [None, ""]
    return [
        a.account_id, a.name, a.channel, a.territory_id, rep.rep_id if rep else "", d.decision, *levels, d.reshape_by,
        _yes(d.releases), *noted, "; ".join(d.reasons), d.next_act, rep.rep_id if rep else manager, d.due_on,
    ]  # fmt: skip


def spend_table(inputs: LaunchInputs, rows: Sequence[Unqualified]) -> tuple[Sequence[str], list[list[object]]]:
    """Return plan/unqualified_spend.csv."""
    known = inputs.accounts
    return SPEND_COLUMNS, [
        [
            u.account_id, known[u.account_id].name if u.account_id in known else "",
            known[u.account_id].channel if u.account_id in known else "", u.decision, u.hours, u.money, inputs.launch.currency,
            ";".join(u.what),
        ]
        for u in rows
    ]  # fmt: skip


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
