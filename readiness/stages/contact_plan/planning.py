"""Planning: a contact for each account and step of its segment's process, in the order of the prospects.

In: accounts, reps, prospects, the buyers' map, messages, decks, launch dates, Field.
Out: Contact rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from readiness.stages.buyers import BuyerMap, BuyerStep
from readiness.stages.contact_plan.capacity import DAY, share_of_day
from readiness.stages.contact_plan.owners import owner_by_account
from readiness.stages.contact_plan.records import NO_OWNER, NOBODY_KNOWN, PLANNED, Contact, Deal, Field
from readiness.stages.contact_plan.workdays import ALL_WORKDAYS, Workdays
from readiness.stages.positioning import Message
from readiness.stages.prospects import Prospect
from readiness.vocabulary import BUYER_STEPS, Account, LaunchDates, Rep

BEFORE_GO = ("recognise", "define")
"""What may be done while nobody knows whether a deal is a go: asked and listened, nothing offered."""
GO, ENDED = "go", "stop"
ANY_SEGMENT = "\0any"
"""No launch can name a segment so."""


@dataclass(frozen=True, slots=True)
class _Made:
    """What all contacts of a channel are made from."""

    said: Mapping[tuple[str, str], Message]
    deck: str
    carried: Collection[str] | None


@dataclass(frozen=True, slots=True)
class _Due:
    """When the contacts of one account are due."""

    rep: Rep | None
    dates: LaunchDates
    calendar: Workdays
    delay: int
    """Workdays that the rep's better prospects take first."""

    def of_step(self, step: BuyerStep) -> date:
        """Return the day of an act at a step."""
        return self.calendar.day(begins_on(step, self.rep, self.dates), self.delay)

    def of_deal(self, deal: Deal) -> date:
        """Return the day of a deal's next act; where nobody has asked yet, that is a first contact and takes its turn."""
        if deal.noted_on is not None:
            return self.calendar.day(deal.due_on)
        return self.calendar.day(max(deal.due_on, begins_on(None, self.rep, self.dates)), self.delay)


def plan_contacts(
    accounts: Sequence[Account],
    reps: Sequence[Rep],
    rep_by_account: Mapping[str, str],
    prospects: Sequence[Prospect],
    buyers: BuyerMap,
    messages: Mapping[str, Sequence[Message]],
    deck_files: Mapping[str, str],
    dates: LaunchDates,
    deck_messages: Mapping[str, Collection[str]] | None = None,
    known: Field = NOBODY_KNOWN,
) -> list[Contact]:
    """Return one contact per account and buyer step, by rep, then by day; accounts that nobody owns come last.

    Of a deal that is no go only the first steps are planned, after the act that would make it one; of one that is stopped only
    the act that ends it.

    Args:
        accounts: of the launch.
        reps: of the launch.
        rep_by_account: who calls on an account already; a rep not in `reps` counts as nobody.
        prospects: an account not among them is called on last.
        buyers: whose steps become acts, those of the account's segment that take place in its channel.
        messages: by channel, most important first.
        deck_files: channel -> path of its deck.
        dates: of the launch.
        deck_messages: channel -> messages its deck carries; a deck is named only beside one of them.
        known: of the field on this day.
    """
    rank = {p.account_id: i for i, p in enumerate(prospects)}
    queue = sorted(accounts, key=lambda a: (rank.get(a.account_id, len(rank)), a.account_id))
    owners = owner_by_account(queue, reps, rep_by_account)
    made = {
        channel: _Made(_first_messages(messages.get(channel, ())), deck_files.get(channel, ""), _carried(deck_messages, channel))
        for channel in {a.channel for a in accounts}
    }
    processes = {key: _steps(buyers, *key) for key in {(a.segment, a.channel) for a in accounts}}
    calendars = calendar_by_rep(reps, known)
    taken: Counter[str] = Counter()
    rows = []
    for n, account in enumerate(queue):
        rep = owners.get(account.account_id)
        due = _Due(rep, dates, ALL_WORKDAYS, 0)
        if rep is not None:
            due = _Due(rep, dates, calendars[rep.rep_id], taken[rep.rep_id] // DAY)
            taken[rep.rep_id] += share_of_day(known.motions.get(account.account_id, ""))
        steps = processes[account.segment, account.channel]
        for contact in _contacts(account, rep, steps, made[account.channel], due, buyers, known):
            key = (rep is None, contact.rep_id, contact.due_on, n, _step_no(contact.buyer_step))
            rows.append((key, contact))
    return [contact for _, contact in sorted(rows, key=lambda row: row[0])]


def _carried(deck_messages: Mapping[str, Collection[str]] | None, channel: str) -> Collection[str] | None:
    """Return what a channel's deck carries; None means that nobody has looked."""
    return None if deck_messages is None else deck_messages.get(channel, ())


def _steps(buyers: BuyerMap, segment: str, channel: str) -> list[BuyerStep]:
    steps = (s for s in buyers.steps_of(segment) if s.is_met_in(channel))
    return sorted(steps, key=lambda s: (s.starts_after_days + s.call_to_action.within_days, _step_no(s.step)))


def _contacts(
    account: Account, rep: Rep | None, steps: Sequence[BuyerStep], made: _Made, due: _Due, buyers: BuyerMap, known: Field
) -> Iterator[Contact]:
    """Yield the contacts of one account."""
    deal = known.deals.get(account.account_id)
    if deal is not None and deal.decision != GO:
        yield _of_deal(account, rep, deal, due.of_deal(deal), known)
        if deal.decision == ENDED:
            return
        steps = [s for s in steps if s.step in BEFORE_GO]
    personas = [p.persona_id for p in buyers.personas]
    for step in steps:
        message = made.said.get((step.step, account.segment)) or made.said.get((step.step, ANY_SEGMENT))
        message_id = message.message_id if message else ""
        is_carried = made.carried is None or message_id in made.carried
        persona = _persona(step, message, personas)
        of_buyer = known.people.get(account.account_id, ())
        person = next((p for p in of_buyer if p.persona == persona and p.may_be_named(known.as_of)), None)
        yield Contact(
            contact_id=f"{account.account_id}-{step.step}",
            account_id=account.account_id,
            account_name=account.name,
            channel=account.channel,
            territory_id=account.territory_id,
            rep_id=rep.rep_id if rep else "",
            rep_name=rep.name if rep else "",
            buyer_step=step.step,
            act=step.call_to_action.act or step.task or step.name or step.step.capitalize(),
            asset=made.deck if is_carried else "",
            message_id=message_id,
            due_on=due.of_step(step),
            status=PLANNED if rep else NO_OWNER,
            owner=_owner(account, rep, known),
            persona=persona,
            person_id=person.person_id if person else "",
            person_name=person.name if person else "",
            motion=known.motions.get(account.account_id, ""),
        )


def _of_deal(account: Account, rep: Rep | None, deal: Deal, due_on: date, known: Field) -> Contact:
    """Return the act that makes a deal a go, or that ends it."""
    noted = f"-{deal.noted_on:%Y%m%d}" if deal.noted_on else ""  # what is asked after another note is another contact
    return Contact(
        f"{account.account_id}-{deal.decision}{noted}", account.account_id, account.name, account.channel,
        account.territory_id, rep.rep_id if rep else "", rep.name if rep else "",
        "" if deal.decision == ENDED else BEFORE_GO[0], deal.next_act, "", "", due_on,
        PLANNED if rep else NO_OWNER, _owner(account, rep, known), motion=known.motions.get(account.account_id, ""),
    )  # fmt: skip


def _owner(account: Account, rep: Rep | None, known: Field) -> str:
    return (rep.name or rep.rep_id) if rep else known.managers.get(account.channel, "") or known.launch_owner


def _persona(step: BuyerStep, message: Message | None, personas: Sequence[str]) -> str:
    """Return whom an act is towards: the message's person where that one takes part, else the first who does."""
    if message is not None and message.persona and step.asks(message.persona):
        return message.persona
    return next((p for p in (*step.buyer_people, *personas) if step.asks(p)), "")


def calendar_by_rep(reps: Sequence[Rep], known: Field) -> dict[str, Workdays]:
    """Return rep_id -> the days on which the rep can call."""
    return {r.rep_id: Workdays(known.blocked[r.rep_id]) if r.rep_id in known.blocked else ALL_WORKDAYS for r in reps}


def begins_on(step: BuyerStep | None, rep: Rep | None, dates: LaunchDates) -> date:
    """Return the first day for an act at a step, or at none: nobody calls before his first day at work."""
    days = step.starts_after_days + step.call_to_action.within_days if step else 0
    begins = max(dates.ready_by, rep.hired_on) if rep and rep.hired_on else dates.ready_by
    return begins + timedelta(days=days)


def _first_messages(messages: Sequence[Message]) -> dict[tuple[str, str], Message]:
    """Return the first message of each (step, segment), and of each step for the segments that have none of their own."""
    first: dict[tuple[str, str], Message] = {}
    for m in messages:
        first.setdefault((m.step, m.segment), m)
        first.setdefault((m.step, ANY_SEGMENT), m)
    return first


def _step_no(step: str) -> int:
    return BUYER_STEPS.index(step) if step in BUYER_STEPS else len(BUYER_STEPS)
