"""Contact plan: who does what to whom, when, with which asset, at which buyer step.

In: accounts, reps, prospects, buyer steps, messages, decks, launch dates.
Out: Contact rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from readiness.stages.buyers import BuyerMap, BuyerStep
from readiness.stages.positioning import Message
from readiness.stages.prospects import Prospect
from readiness.vocabulary import BUYER_STEPS, Account, LaunchDates, Rep

FIRST_CONTACTS_A_WEEK = 8
"""More first meetings than this in a week and none is prepared."""
WORKING_DAYS = 5
ANY_SEGMENT = "\0any"
"""No launch can name a segment so."""
PLANNED, NO_OWNER = "planned", "no_owner"


@dataclass(frozen=True, slots=True)
class Contact:
    """One planned act towards one account."""

    contact_id: str
    account_id: str
    account_name: str
    channel: str
    territory_id: str
    rep_id: str
    rep_name: str
    buyer_step: str
    act: str
    asset: str
    """Path of the deck in the launch's output."""
    message_id: str
    due_on: date
    status: str
    """planned; no_owner where no rep could be named."""


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
) -> list[Contact]:
    """Return one contact per account and buyer step, by rep, then by day; accounts that nobody owns come last.

    Args:
        accounts: of the launch.
        reps: of the launch.
        rep_by_account: who calls on an account already; a rep not in `reps` counts as nobody.
        prospects: an account not among them is called on last.
        buyers: whose steps become acts.
        messages: by channel, most important first.
        deck_files: channel -> path of its deck.
        dates: of the launch.
        deck_messages: channel -> messages its deck carries; a deck is named only beside one of them.
    """
    rank = {p.account_id: i for i, p in enumerate(prospects)}
    queue = sorted(accounts, key=lambda a: (rank.get(a.account_id, len(rank)), a.account_id))
    owners = owner_by_account(queue, reps, rep_by_account)
    steps = sorted(buyers.steps, key=lambda s: (s.starts_after_days + s.call_to_action.within_days, _step_no(s.step)))
    first = {channel: _first_messages(said) for channel, said in messages.items()}
    taken: Counter[str] = Counter()
    rows = []
    for n, account in enumerate(queue):
        rep = owners.get(account.account_id)
        delay = 0 if rep is None else taken[rep.rep_id] * WORKING_DAYS // FIRST_CONTACTS_A_WEEK
        if rep is not None:
            taken[rep.rep_id] += 1
        deck = deck_files.get(account.channel, "")
        for step in steps:
            known = first.get(account.channel, {})
            said = known.get((step.step, account.segment), known.get((step.step, ANY_SEGMENT), ""))
            # A deck is named only where it carries what is to be said; None means that nobody has looked.
            carried = deck_messages is None or said in deck_messages.get(account.channel, ())
            asset = deck if carried else ""
            contact = _contact(account, rep, step, said, asset, _due_on(step, rep, dates, delay))
            rows.append(((rep is None, contact.rep_id, contact.due_on, n, _step_no(step.step)), contact))
    return [contact for _, contact in sorted(rows, key=lambda row: row[0])]


def owner_by_account(accounts: Sequence[Account], reps: Sequence[Rep], rep_by_account: Mapping[str, str]) -> dict[str, Rep]:
    """Return the rep of each account that has or can be given one.

    An account of no known rep goes to the rep of its territory and channel who has the fewest accounts; never to a rep of
    another partner, who would learn of a competitor's customer.
    """
    by_id = {r.rep_id: r for r in reps}
    owners = {a.account_id: by_id[i] for a in accounts if (i := rep_by_account.get(a.account_id, "")) in by_id}
    load = Counter(r.rep_id for r in owners.values())
    there: dict[str, list[Rep]] = {}
    for rep in reps:
        there.setdefault(rep.territory_id, []).append(rep)
    for account in accounts:
        if account.account_id in owners:
            continue
        able = [r for r in there.get(account.territory_id, ()) if _serves(r, account)]
        if able:
            rep = min(able, key=lambda r: (load[r.rep_id], r.rep_id))
            owners[account.account_id] = rep
            load[rep.rep_id] += 1
    return owners


def working_day(day: date, later: int) -> date:
    """Return the day so many working days later, counted from the day itself or, if it is a weekend's, from the Monday after."""
    monday_based = day.weekday()
    if monday_based >= WORKING_DAYS:
        day, monday_based = day + timedelta(days=7 - monday_based), 0
    weeks, weekday = divmod(monday_based + later, WORKING_DAYS)
    return day + timedelta(days=7 * weeks + weekday - monday_based)


def _serves(rep: Rep, account: Account) -> bool:
    """Say whether a rep of the account's territory may call there."""
    same_partner = not rep.partner_id or not account.partner_id or rep.partner_id == account.partner_id
    return same_partner and rep.channel in ("", account.channel)


def _due_on(step: BuyerStep, rep: Rep | None, dates: LaunchDates, delay: int) -> date:
    days = step.starts_after_days + step.call_to_action.within_days
    begins = max(dates.ready_by, rep.hired_on) if rep and rep.hired_on else dates.ready_by  # nobody calls before his first day
    return working_day(begins + timedelta(days=days), delay)


def _contact(account: Account, rep: Rep | None, step: BuyerStep, message_id: str, asset: str, due_on: date) -> Contact:
    return Contact(
        contact_id=f"{account.account_id}-{step.step}",
        account_id=account.account_id,
        account_name=account.name,
        channel=account.channel,
        territory_id=account.territory_id,
        rep_id=rep.rep_id if rep else "",
        rep_name=rep.name if rep else "",
        buyer_step=step.step,
        act=step.call_to_action.act or step.task or step.name or step.step.capitalize(),
        asset=asset,
        message_id=message_id,
        due_on=due_on,
        status=PLANNED if rep else NO_OWNER,
    )


def _first_messages(messages: Sequence[Message]) -> dict[tuple[str, str], str]:
    """Return the first message of each (step, segment), and of each step for the segments that have none of their own."""
    first: dict[tuple[str, str], str] = {}
    for m in messages:
        first.setdefault((m.step, m.segment), m.message_id)
        first.setdefault((m.step, ANY_SEGMENT), m.message_id)
    return first


def _step_no(step: str) -> int:
    return BUYER_STEPS.index(step) if step in BUYER_STEPS else len(BUYER_STEPS)
