"""Buyers' week: promises that are overdue and went up, contacts made, deals that were stopped, and holes of the map.

In: a connection, a launch, who may be named, the day.
Out: BuyersWeek.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from readiness.adapters.db import promise_views
from readiness.adapters.db.contact_views import counts_in
from readiness.adapters.db.promise_views import LATE, TOLD, Looked
from readiness.adapters.db.rep_figures import names_of_reps
from readiness.adapters.db.shown import Row, Wanted, counts_by, names_of, slice_of
from readiness.adapters.db.store import Connection
from readiness.permissions import Scope
from readiness.stages.map_coverage import HOLES
from readiness.stages.owed import FACTORY, MANAGER, Promise
from readiness.vocabulary import week_of

VISION, COVERAGE = "plan.vision", "plan.coverage"
MOST = 5
"""Of each list: the page is read in two minutes."""
A_WEEK = timedelta(days=7)
ABOUT_PEOPLE = ("rep", "session")
"""Kinds of promises whose words say how a person does."""


@dataclass(frozen=True, slots=True)
class BuyersWeek:
    """The week on the buyer's side."""

    reviewed_on: date | None
    """The day of the last review; None: nothing was promised in writing yet."""
    n_late: int
    n_told: int
    """Of those overdue, how many went one level up."""
    told: tuple[Promise, ...]
    """The first due of these."""
    names: Mapping[str, str]
    """Rep -> name."""
    n_contacts: int
    """Due this week, made or not."""
    n_made: int
    stops: tuple[Row, ...]
    """Deals stopped on what was noted in the last seven days, the last first."""
    has_more_stops: bool
    n_holes: int | None
    """Of the map; None: there is no map yet."""


def buyers_week(connection: Connection, launch_id: str, today: date, *, sees_people: bool) -> BuyersWeek:
    """Return the week of a launch on the buyer's side; without words about how people do for those who must not see them."""
    everybody, known = Scope(), names_of(connection, launch_id)
    states = promise_views.counts_by_state(connection, launch_id, everybody, today)
    told = _told(connection, launch_id, today, sees_people=sees_people)
    names = names_of_reps(connection, launch_id, {i for p in told for i in (p.owner, p.escalated_to) if i})
    shown = tuple(p if sees_people or p.kind not in ABOUT_PEOPLE else replace(p, words="", because="") for p in told)
    contacts = counts_in(connection, launch_id, everybody, week_of(today))
    stops = _stops(connection, launch_id, today) if VISION in known else []
    holes = counts_by(connection, launch_id, COVERAGE, "state", everybody) if COVERAGE in known else None
    return BuyersWeek(
        promise_views.last_review_on(connection, launch_id), states[LATE], states[TOLD], shown, names,
        contacts.n_week + contacts.n_week_made, contacts.n_week_made, tuple(stops[:MOST]), len(stops) > MOST,
        None if holes is None else sum(holes.get(state, 0) for state in HOLES),
    )  # fmt: skip


def _told(connection: Connection, launch_id: str, today: date, *, sees_people: bool) -> list[Promise]:
    """Return the first due of what went one level up; not those of reps for who must not see how a person does."""
    found: list[Promise] = []
    for role in ("",) if sees_people else (FACTORY, MANAGER):
        looked = Looked(state=TOLD, owner_role=role, limit=MOST)
        found += promise_views.promises_in(connection, launch_id, Scope(), looked, today)[0]
    return sorted(found, key=lambda p: (p.due_on, p.owner))[:MOST]


def _stops(connection: Connection, launch_id: str, today: date) -> list[Row]:
    wanted = Wanted(equal={"decision": "stop"}, order_by="noted_on", descending=True, limit=MOST + 1)
    since = (today - A_WEEK).isoformat()
    return [row for row in slice_of(connection, launch_id, VISION, Scope(), wanted).rows if row["noted_on"] > since]
