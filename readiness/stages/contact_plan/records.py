"""Records: a contact, what became of it, the buyer's people, and what else a plan is made from.

In: nothing.
Out: frozen dataclasses.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

PLANNED, DONE, NO_OWNER = "planned", "done", "no_owner"
REACTIONS = ("moved_on", "interested", "unmoved", "refused", "no_answer")
"""What the buyer did: took the step, wants more, was not moved, said no, was not reached."""


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
    revision: int = 0
    """How often a plan changed its day or its words."""


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
    noted_on: date | None = None
    """When that was heard which the decision rests on; None: nobody has asked yet."""


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
    """rep_id -> days without calls: public holidays, leave, other meetings, training."""
    managers: Mapping[str, str] = field(default_factory=dict)
    """channel -> who answers for it."""
    launch_owner: str = ""


NOBODY_KNOWN = Field()
