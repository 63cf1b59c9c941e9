"""Capacity: how many contacts of a kind somebody can prepare in a week, and where one more finds room.

In: motions, contacts that have their day, the days on which their reps can call.
Out: the share of a day that a contact takes; a day with room.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from readiness.stages.contact_plan.records import Contact
from readiness.stages.contact_plan.workdays import WORKING_DAYS, Workdays

FIRST_CONTACTS_A_WEEK: Mapping[str, int] = {"transactional": 20, "consultative": 8, "enterprise": 3}
"""More first meetings of a motion than this in a week and none is prepared. Judgements."""
USUAL_A_WEEK = 8
"""Where nobody knows an account's motion."""
DAY = 120
"""Parts of a working day, in which the share of a week that a first contact takes is a whole number."""
SOON = 10
"""Working days: so long a contact may wait for a day of the usual load before it goes to one of twice that. A judgement."""
CATCHING_UP = 2
"""Most load, in times the usual, of a week that contacts which lost their day are moved to. A judgement."""


def share_of_day(motion: str) -> int:
    """Return how many of the parts of a day a first contact of a motion takes."""
    return WORKING_DAYS * DAY // FIRST_CONTACTS_A_WEEK.get(motion, USUAL_A_WEEK)


class Room:
    """What reps have to do on which day, by kind: contacts of one step are counted apart from those of another."""

    def __init__(self) -> None:
        self._load: Counter[tuple[str, str, date]] = Counter()
        self._full_until: dict[tuple[str, str, int, int, date], date] = {}

    def take(self, contact: Contact) -> None:
        """Count a contact that has its day."""
        self._load[contact.rep_id, kind_of(contact), contact.due_on] += share_of_day(contact.motion)

    def give_back(self, contact: Contact) -> None:
        """Count it no more."""
        self._load[contact.rep_id, kind_of(contact), contact.due_on] -= share_of_day(contact.motion)

    def day_for(self, contact: Contact, calendar: Workdays, first: date, wanted: date) -> date:
        """Return the next day with room for a contact from a day on.

        A week has room up to the usual load; none such until the day that is wanted and for two weeks, up to twice the usual.

        Args:
            contact: whose rep it is to be.
            calendar: of that rep.
            first: no earlier than this.
            wanted: where a plan made anew would have it.
        """
        last = max(calendar.day(first, SOON), wanted)
        return (
            self._found(contact, calendar, first, 1, last)
            or self._found(contact, calendar, first, CATCHING_UP, date.max)
            or first
        )

    def _found(self, contact: Contact, calendar: Workdays, first: date, times: int, last: date) -> date | None:
        """Return the emptiest day of the first week that has room, as far as it lies between two days; None without one."""
        kind, share = kind_of(contact), share_of_day(contact.motion)
        key = (contact.rep_id, kind, share, times, first)
        day = calendar.day(self._full_until.get(key, first))
        while day <= last:
            days = [d for d in calendar.rest_of_week(day) if d <= last]
            loads = [self._load[contact.rep_id, kind, d] for d in days]
            if not any(loads) or sum(loads) + share <= times * DAY * len(days):
                return days[loads.index(min(loads))]
            day = calendar.day(days[-1] + timedelta(days=1))
            self._full_until[key] = day
        return None


def kind_of(contact: Contact) -> str:
    """Return the step of a contact, or what it is to decide."""
    return contact.contact_id[len(contact.account_id) + 1 :].partition("-")[0]
