"""Replanning: the plan that stands, changed as little as what happened allows.

In: the plan as it would be made anew, the one that stands, what was done, the field.
Out: the plan, and each change with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from readiness.stages.buyers import BuyerMap, BuyerStep
from readiness.stages.contact_plan.capacity import Room, kind_of
from readiness.stages.contact_plan.owners import serves
from readiness.stages.contact_plan.planning import GO, begins_on, calendar_by_rep
from readiness.stages.contact_plan.records import DONE, NO_OWNER, PLANNED, Contact, ContactDone, Field
from readiness.stages.contact_plan.workdays import ALL_WORKDAYS
from readiness.vocabulary import Account, LaunchDates, Rep

MOVED, HANDED_OVER, ADDED, WITHDRAWN = "moved", "handed_over", "added", "withdrawn"
CANNOT, TOO_EARLY, OUT_OF_ORDER = (
    "the rep cannot call on that day",
    "the step cannot begin earlier",
    "the step before it is later",
)
PAST = "that day is over"
NEW_ACCOUNT, NEW_CONTACT = "the account is new in the plan", "the contact is new in the plan"


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
    before: Mapping[str, Contact],
    done: Mapping[str, ContactDone],
    accounts: Mapping[str, Account],
    reps: Sequence[Rep],
    buyers: BuyerMap,
    dates: LaunchDates,
    known: Field,
) -> tuple[list[Contact], list[Change]]:
    """Return the plan and what it changes: a contact keeps its rep and its day unless they have become impossible.

    A rep is possible while he is of the launch and may call there; a day while it is no earlier than the step can begin, the rep
    can call then, and no earlier step of the account lies after it. Who takes over does so on the same day where he can. What
    was done stays as it was, also when the account or its step is not in the plan any more.

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
    mending = _Mending(before, done, accounts, reps, buyers, dates, known)
    by_account: dict[str, list[Contact]] = {}
    for contact in fresh:
        by_account.setdefault(contact.account_id, []).append(contact)
    rows: list[Contact] = []
    changes: list[Change] = []
    for own in by_account.values():
        for row, change in mending.mended(sorted(own, key=lambda c: c.due_on)):
            rows.append(row)
            if change is not None:
                changes.append(change)
    present = {c.contact_id for c in fresh}
    gone = [c for i, c in before.items() if i not in present]
    rows += [c for c in gone if c.contact_id in done]
    changes += [
        Change(c.contact_id, c.account_id, WITHDRAWN, c.due_on.isoformat(), "", _why_gone(c, accounts, known))
        for c in gone
        if c.contact_id not in done
    ]
    place = {c.contact_id: n for n, c in enumerate(fresh)}
    rows.sort(key=lambda c: (not c.rep_id, c.rep_id, c.due_on, place.get(c.contact_id, len(place)), c.contact_id))
    return with_done(rows, done), sorted(changes, key=lambda c: (place.get(c.contact_id, len(place)), c.contact_id))


def with_done(contacts: Iterable[Contact], done: Mapping[str, ContactDone]) -> list[Contact]:
    """Return contacts with what became of them."""
    if not done:
        return list(contacts)
    return [
        replace(c, status=DONE, done_on=d.done_on, done_by=d.done_by, reaction=d.reaction) if (d := done.get(c.contact_id)) else c
        for c in contacts
    ]


def _why_gone(contact: Contact, accounts: Mapping[str, Account], known: Field) -> str:
    deal = known.deals.get(contact.account_id)
    if contact.account_id not in accounts:
        return "the account is not in the launch any more"
    if deal is not None and deal.decision != GO:
        return f"the deal is no go now: {deal.decision.replace('_', ' ')}"
    return "the step is not in the plan any more"


class _Mending:
    """A plan that stands, and what may stay of it."""

    def __init__(
        self, before: Mapping[str, Contact], done: Mapping[str, ContactDone], accounts: Mapping[str, Account],
        reps: Sequence[Rep], buyers: BuyerMap, dates: LaunchDates, known: Field,
    ) -> None:  # fmt: skip
        self._before, self._done, self._accounts, self._buyers, self._dates = before, done, accounts, buyers, dates
        self._reps = {r.rep_id: r for r in reps}
        self._calendars = calendar_by_rep(reps, known)
        self._steps: dict[tuple[str, str], BuyerStep | None] = {}
        self._room = Room()
        self._as_of = known.as_of
        # After the launch's last day nothing is planned anew for the days to come: its plan is history.
        self._from = known.as_of + timedelta(days=1) if known.as_of < dates.measure_until else date.min
        self._deals = known.deals
        self._standing: dict[str, list[Contact]] = {}
        for contact in sorted(before.values(), key=lambda c: c.contact_id in done):
            self._standing.setdefault(contact.account_id, []).append(contact)
            if contact.contact_id not in done:
                self._room.take(contact)

    def mended(self, own: Sequence[Contact]) -> Iterator[tuple[Contact, Change | None]]:
        """Yield an account's contacts, given in the order of its steps, as they stay or are from now on, and what changes."""
        heir = self._heir(own[0])
        earliest = date.min
        for contact in own:
            kept = self._before.get(contact.contact_id)
            if kept is not None and contact.contact_id in self._done:
                yield replace(kept, person_id=contact.person_id, person_name=contact.person_name), None
                continue
            row, change = self._added(contact, heir) if kept is None else self._kept(contact, kept, heir, earliest)
            if is_of_step(row):
                earliest = max(earliest, row.due_on)
            yield row, change

    def _heir(self, contact: Contact) -> Rep | None:
        """Return whose an account's contacts are where the one who had them cannot: who has others there, else as made anew."""
        for other in self._standing.get(contact.account_id, ()):
            if self._may_call(other.rep_id, contact):
                return self._reps[other.rep_id]
        return self._reps.get(contact.rep_id)

    def _may_call(self, rep_id: str, contact: Contact) -> bool:
        rep = self._reps.get(rep_id)
        if rep is None or rep_id == contact.rep_id:
            return rep is not None
        account = self._accounts[contact.account_id]
        return rep.territory_id == account.territory_id and serves(rep, account)

    def _added(self, contact: Contact, heir: Rep | None) -> tuple[Contact, Change | None]:
        """Return a contact that no plan had before; while the launch goes on, on a day that is not over."""
        if not self._before:
            return contact, None
        calendar = self._calendars[heir.rep_id] if heir else ALL_WORKDAYS
        why = NEW_CONTACT if contact.account_id in self._standing else NEW_ACCOUNT
        row = _given(contact, heir, calendar.day(max(contact.due_on, self._from)), why)
        self._room.take(row)
        return row, Change(row.contact_id, row.account_id, ADDED, "", f"{row.rep_id} {row.due_on}".strip(), why)

    def _kept(self, contact: Contact, kept: Contact, heir: Rep | None, earliest: date) -> tuple[Contact, Change | None]:
        """Return a contact at its rep and day, or at the nearest that is possible, and what that changes."""
        rep = self._reps[kept.rep_id] if self._may_call(kept.rep_id, contact) else heir
        rep_id = rep.rep_id if rep else ""
        day, why = self._day(contact, kept, rep, earliest)
        change, said = None, ""
        if rep_id != kept.rep_id:
            whose = f"{rep.name or rep_id} takes over" if rep else "nobody is there to take over"
            said = f"{kept.rep_id} does not call there any more; {whose}" if kept.rep_id else f"had no rep; {whose}"
            said += f", on {day} instead of {kept.due_on}: {why}" if why else ""
            was, now = f"{kept.rep_id} {kept.due_on}".strip(), f"{rep_id} {day}".strip()
            change = Change(contact.contact_id, contact.account_id, HANDED_OVER, was, now, said)
        elif why:
            said = why
            change = Change(contact.contact_id, contact.account_id, MOVED, kept.due_on.isoformat(), day.isoformat(), why)
        is_other = day != kept.due_on or (contact.act, contact.asset, contact.message_id) != (
            kept.act,
            kept.asset,
            kept.message_id,
        )
        row = _given(contact, rep, day, said, kept.revision + is_other)
        if change is not None:
            self._room.give_back(kept)
            self._room.take(row)
        return row, change

    def _day(self, contact: Contact, kept: Contact, rep: Rep | None, earliest: date) -> tuple[date, str]:
        """Return the standing day and no reason, or the next that is possible and why.

        What is overdue stays so: it is owed. Only somebody else, who could not have done it, gets a day to come.
        """
        is_handed_over = (rep.rep_id if rep else "") != kept.rep_id
        if kept.due_on <= self._as_of and not (is_handed_over and kept.due_on < self._from):
            return kept.due_on, ""
        calendar = self._calendars[rep.rep_id] if rep else ALL_WORKDAYS
        begins = self._begins(contact, rep)
        earliest = earliest if is_of_step(contact) else date.min
        first = calendar.day(max(kept.due_on, begins, earliest, self._from))
        if first == kept.due_on:
            return kept.due_on, ""
        reasons = ((TOO_EARLY, begins), (OUT_OF_ORDER, earliest), (PAST, self._from))
        why = next((why for why, day in reasons if kept.due_on < day), CANNOT)
        return self._room.day_for(replace(contact, rep_id=rep.rep_id if rep else ""), calendar, first, contact.due_on), why

    def _begins(self, contact: Contact, rep: Rep | None) -> date:
        """Return the first day for a contact; the day of a deal's next act follows from the note, once there is one."""
        if not is_of_step(contact):
            deal = self._deals.get(contact.account_id)
            return date.min if deal is None or deal.noted_on else begins_on(None, rep, self._dates)
        key = self._accounts[contact.account_id].segment, contact.buyer_step
        if key not in self._steps:
            self._steps[key] = self._buyers.step_of(*key)
        return begins_on(self._steps[key], rep, self._dates)


def is_of_step(contact: Contact) -> bool:
    """Say whether a contact is one of the buyer's steps, and not the act that decides about a deal."""
    return kind_of(contact) == contact.buyer_step


def _given(contact: Contact, rep: Rep | None, day: date, why: str, revision: int = 0) -> Contact:
    """Return a contact with a rep and a day."""
    rep_id = rep.rep_id if rep else ""
    if (contact.rep_id, contact.due_on, contact.why, contact.revision) == (rep_id, day, why, revision):
        return contact
    if rep is None:
        return replace(contact, rep_id="", rep_name="", due_on=day, why=why, status=NO_OWNER, revision=revision)
    owner = contact.owner if contact.rep_id == rep_id else rep.name or rep_id
    return replace(
        contact, rep_id=rep_id, rep_name=rep.name, due_on=day, why=why, owner=owner, status=PLANNED, revision=revision
    )  # fmt: skip
