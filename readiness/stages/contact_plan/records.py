"""Records: a contact, what became of it, the buyer's people, and what else a plan is made from.

In: nothing.
Out: frozen dataclasses; the working day after another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

WORKING_DAYS = 5
PLANNED, DONE, NO_OWNER = "planned", "done", "no_owner"
REACTIONS = ("moved_on", "interested", "unmoved", "refused", "no_answer")
"""What the buyer did: took the step, wants more, was not moved, said no, was not reached."""
ASK = "ask"
"""What the contact of a deal that is no go is called, where a step is called by its name."""


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
    """Blank for the act that ends a deal."""
    act: str
    asset: str
    """Path of the deck in the launch's output."""
    message_id: str
    due_on: date
    status: str
    """planned, done; no_owner where no rep could be named."""
    owner: str = ""
    """Who owes it: the rep, else the channel's manager, else the launch's owner."""
    persona: str = ""
    person_id: str = ""
    """Of the buyer's people; only with that person's consent."""
    person_name: str = ""
    motion: str = ""
    done_on: date | None = None
    done_by: str = ""
    reaction: str = ""
    """One of REACTIONS; blank until it is done."""
    why: str = ""
    """Why the last plan changed it."""


@dataclass(frozen=True, slots=True)
class ContactDone:
    """What became of a contact."""

    contact_id: str
    done_on: date
    done_by: str
    reaction: str
    """One of REACTIONS."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BuyerPerson:
    """Somebody on the buyer's side."""

    person_id: str
    account_id: str
    name: str
    persona: str
    email: str
    consents: bool
    """To be named in a plan of ours."""
    consent_on: date | None

    def may_be_named(self, as_of: date) -> bool:
        """Say whether the plan of a day may name the person."""
        return self.consents and self.consent_on is not None and self.consent_on <= as_of


@dataclass(frozen=True, slots=True)
class Deal:
    """What was decided of an account's deal."""

    decision: str
    """go, find_out, reshape or stop."""
    next_act: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Field:
    """What is known of the field on the day of a plan."""

    as_of: date = date.min
    motions: Mapping[str, str] = field(default_factory=dict)
    """account_id -> its motion."""
    deals: Mapping[str, Deal] = field(default_factory=dict)
    """account_id -> what was decided; an account that is missing is planned as a go."""
    people: Mapping[str, tuple[BuyerPerson, ...]] = field(default_factory=dict)
    """account_id -> the buyer's people."""
    blocked: Mapping[str, Collection[date]] = field(default_factory=dict)
    """rep_id -> days without calls: holidays, leave, closed days, sessions."""
    managers: Mapping[str, str] = field(default_factory=dict)
    """channel -> who answers for it."""
    launch_owner: str = ""


NOBODY_KNOWN = Field()


def working_day(day: date, later: int) -> date:
    """Return the day so many working days later, counted from the day itself or, if it is a weekend's, from the Monday after."""
    monday_based = day.weekday()
    if monday_based >= WORKING_DAYS:
        day, monday_based = day + timedelta(days=7 - monday_based), 0
    weeks, weekday = divmod(monday_based + later, WORKING_DAYS)
    return day + timedelta(days=7 * weeks + weekday - monday_based)


def free_day(day: date, blocked: Collection[date]) -> date:
    """Return the first working day from a day on that is not blocked."""
    day = working_day(day, 0)
    while day in blocked:
        day = working_day(day, 1)
    return day
