"""Contact plan: who does what to whom, when, with which asset, at which buyer step; and what became of it.

In: accounts, reps, prospects, buyers' steps, messages, decks, visions, days that reps cannot, launch dates; what was done.
Out: Contact rows, what a new plan changes, checks.
"""

from readiness.stages.contact_plan.checks import Check, checks
from readiness.stages.contact_plan.owners import owner_by_account
from readiness.stages.contact_plan.planning import plan_contacts
from readiness.stages.contact_plan.records import (
    DONE,
    NO_OWNER,
    NOBODY_KNOWN,
    PLANNED,
    REACTIONS,
    BuyerPerson,
    Contact,
    ContactDone,
    Deal,
    Field,
)
from readiness.stages.contact_plan.replanning import Change, replanned, with_done
from readiness.stages.contact_plan.workdays import Workdays, working_day

__all__ = [
    "DONE", "NOBODY_KNOWN", "NO_OWNER", "PLANNED", "REACTIONS", "BuyerPerson", "Change", "Check", "Contact", "ContactDone",
    "Deal", "Field", "Workdays", "checks", "owner_by_account", "plan_contacts", "replanned", "with_done", "working_day",
]  # fmt: skip
