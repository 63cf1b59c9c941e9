"""Replanning: the plan that stands, changed as little as what happened allows.

In: the plan as it would be made anew, the one that stands, what was done, the field.
Out: the plan, and each change with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from readiness.stages.buyers import BuyerMap
from readiness.stages.contact_plan.owners import serves
from readiness.stages.contact_plan.planning import begins_on
from readiness.stages.contact_plan.records import DONE, NO_OWNER, PLANNED, Contact, ContactDone, Field, free_day, working_day
from readiness.vocabulary import Account, LaunchDates, Rep

MOVED, HANDED_OVER, ADDED, WITHDRAWN = "moved", "handed_over", "added", "withdrawn"


@dataclass(frozen=True, slots=True)
class Kept:
    """A contact as the standing plan has it."""

    contact_id: str
    account_id: str
    rep_id: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Change:
    """What a new plan changes of one contact."""

    contact_id: str
    account_id: str
    what: str
    """moved, handed_over, added or withdrawn."""
    before: str
    after: str
    why: str


def replanned(
    fresh: Sequence[Contact],
    before: Mapping[str, Kept],
    done: Mapping[str, ContactDone],
    accounts: Mapping[str, Account],
    reps: Sequence[Rep],
    buyers: BuyerMap,
    dates: LaunchDates,
    known: Field,
) -> tuple[list[Contact], list[Change]]:
    """Return the plan and what it changes: a contact keeps its rep and its day unless they have become impossible.

    A rep is possible while he is of the launch and may call there; a day while it is no earlier than the step can begin and the
    rep can call then. Who takes over does so on the same day where he can. What was done stays as it was.

    Args:
        fresh: the plan as it would be made anew.
        before: contact_id -> the standing plan; empty: there is none, and nothing is a change.
        done: contact_id -> what became of it.
        accounts: by id.
        reps: of the launch.
        buyers: whose steps begin when.
        dates: of the launch.
        known: of the field.
    """
    by_id = {r.rep_id: r for r in reps}
    takes_over = _heirs(fresh, before, accounts, by_id)
    rows: list[Contact] = []
    changes: list[Change] = []
    for contact in fresh:
        kept = before.get(contact.contact_id)
        if kept is None:
            if before:
                changes.append(Change(contact.contact_id, contact.account_id, ADDED, "", contact.due_on.isoformat(), "new"))
            rows.append(contact)
            continue
        rep = takes_over.get(contact.account_id, by_id.get(kept.rep_id))
        if contact.contact_id in done:
            rep = by_id.get(kept.rep_id, rep)
            rows.append(_given(contact, rep, kept.due_on, ""))
            continue
        row, change = _mended(contact, kept, rep, buyers, accounts[contact.account_id].segment, dates, known)
        rows.append(row)
        if change is not None:
            changes.append(change)
    present = {c.contact_id for c in fresh}
    why = "the account, or its step, is not in the plan any more"
    changes += [
        Change(k.contact_id, k.account_id, WITHDRAWN, k.due_on.isoformat(), "", why)
        for i, k in before.items()
        if i not in present and i not in done
    ]
    ordered = sorted(rows, key=lambda c: (not c.rep_id, c.rep_id, c.due_on))
    return with_done(ordered, done), changes


def with_done(contacts: Iterable[Contact], done: Mapping[str, ContactDone]) -> list[Contact]:
    """Return contacts with what became of them."""
    if not done:
        return list(contacts)
    return [
        replace(c, status=DONE, done_on=d.done_on, done_by=d.done_by, reaction=d.reaction) if (d := done.get(c.contact_id)) else c
        for c in contacts
    ]


def _heirs(
    fresh: Sequence[Contact], before: Mapping[str, Kept], accounts: Mapping[str, Account], reps: Mapping[str, Rep]
) -> dict[str, Rep | None]:
    """Return account -> its rep, for accounts whose standing rep cannot go on there: as the plan made anew has it."""
    standing = {k.account_id: k.rep_id for k in before.values()}
    found: dict[str, Rep | None] = {}
    for contact in fresh:
        rep = reps.get(standing.get(contact.account_id, ""))
        if contact.account_id not in standing or (rep is not None and serves(rep, accounts[contact.account_id])):
            continue
        found[contact.account_id] = reps.get(contact.rep_id)
    return found


def _mended(
    contact: Contact, kept: Kept, rep: Rep | None, buyers: BuyerMap, segment: str, dates: LaunchDates, known: Field
) -> tuple[Contact, Change | None]:
    """Return a contact at its rep and day, or at the nearest that is possible, and what that changes."""
    blocked = known.blocked.get(rep.rep_id, ()) if rep else ()
    step = buyers.step_of(segment, contact.buyer_step)
    is_of_step = step is not None and contact.contact_id == f"{contact.account_id}-{step.step}"
    first = working_day(begins_on(step, rep, dates), 0) if step is not None and is_of_step else kept.due_on
    day = free_day(max(kept.due_on, first), blocked) if max(kept.due_on, first) > known.as_of else kept.due_on
    why = ""
    if day != kept.due_on:
        why = "the step cannot begin earlier" if kept.due_on < first else "the rep cannot call on that day"
    if (rep.rep_id if rep else "") != kept.rep_id:
        whose = f"{rep.name or rep.rep_id} takes over" if rep else "nobody is there to take over"
        handed = f"{kept.rep_id or 'nobody'} does not call there any more; {whose}" if kept.rep_id else f"had no rep; {whose}"
        moved = f", on {day} instead of {kept.due_on}: {why}" if why else ""
        what, before, after = HANDED_OVER, f"{kept.rep_id} {kept.due_on}".strip(), f"{rep.rep_id if rep else ''} {day}".strip()
        return _given(contact, rep, day, handed + moved), Change(
            contact.contact_id, contact.account_id, what, before, after, handed + moved
        )
    if not why:
        return _given(contact, rep, day, ""), None
    change = Change(contact.contact_id, contact.account_id, MOVED, kept.due_on.isoformat(), day.isoformat(), why)
    return _given(contact, rep, day, why), change


def _given(contact: Contact, rep: Rep | None, day: date, why: str) -> Contact:
    """Return a contact with a rep and a day."""
    same = contact.rep_id == (rep.rep_id if rep else "")
    owner = contact.owner if same or rep is None else rep.name or rep.rep_id
    return replace(
        contact, rep_id=rep.rep_id if rep else "", rep_name=rep.name if rep else "", due_on=day, why=why, owner=owner,
        status=PLANNED if rep else NO_OWNER,
    )  # fmt: skip
