"""Contact views: the contacts of the plan that stands, beside what became of them since, as pages show them.

In: a connection, a launch id, whose contacts may be seen, the week.
Out: ContactView, ContactCounts; whose accounts are whose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, false, func, or_, select, true

from readiness.adapters.db.contact_tables import contact_reports, contact_tasks
from readiness.adapters.db.page_tables import shown_rows
from readiness.adapters.db.shown import Row, in_scope, word_tests
from readiness.permissions import Scope
from readiness.stages.contact_plan import ContactDone

PLAN = "plan.contact_plan"
WEEK, LATE, LATER, MADE = WHEN = ("week", "late", "later", "made")
"""Due this week; due before it; due after it; made."""
_t, _d, _s = contact_tasks.c, contact_reports.c, shown_rows.c
_TASKS = contact_tasks.outerjoin(
    contact_reports, and_(_d.launch_id == _t.launch_id, _d.contact_id == _t.contact_id)
)  # what became of a contact, where somebody said so


@dataclass(frozen=True, slots=True)
class ContactCounts:
    """How many contacts there are, by when they are due; those made are in `n_made` alone, but for those of this week."""

    n_week: int = 0
    n_late: int = 0
    n_later: int = 0
    n_made: int = 0
    n_week_made: int = 0
    """Of those due this week."""

    def n(self, when: str) -> int:
        """Return how many there are of a kind of WHEN."""
        return {WEEK: self.n_week, LATE: self.n_late, LATER: self.n_later, MADE: self.n_made}[when]


@dataclass(frozen=True, slots=True)
class Looked:
    """Which contacts are looked for; what is blank limits nothing."""

    when: str = WEEK
    rep_id: str = ""
    step: str = ""
    words: str = ""
    """Of the account, or of the rep."""
    limit: int = 50
    offset: int = 0

    @property
    def is_narrowed(self) -> bool:
        """Say whether it is less than all of its kind."""
        return bool(self.rep_id or self.step or self.words.strip())


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact as the plan has it, and what became of it."""

    row: Row
    """Of plan/contact_plan.csv."""
    due_on: date
    done: ContactDone | None


def counts_in(connection: Connection, launch_id: str, scope: Scope, monday: date) -> ContactCounts:
    """Return how many contacts there are of each kind."""
    is_made = _d.contact_id.is_not(None)
    kinds = [(when, _is(when, monday)) for when in WHEN] + [("week_made", and_(_in_week(monday), is_made))]
    sums = [func.coalesce(func.sum(case((test, 1), else_=0)), 0).label(f"n_{name}") for name, test in kinds]
    row = connection.execute(select(*sums).select_from(_TASKS).where(_t.launch_id == launch_id, _seen(launch_id, scope))).one()
    return ContactCounts(**{name: int(n) for name, n in row._mapping.items()})


def n_contacts_in(connection: Connection, launch_id: str, scope: Scope, looked: Looked, monday: date) -> int:
    """Return how many contacts are looked for."""
    where = _looked_for(launch_id, scope, looked, monday)
    return int(connection.execute(select(func.count()).select_from(_TASKS).where(where)).scalar() or 0)


def contacts_in(connection: Connection, launch_id: str, scope: Scope, looked: Looked, monday: date) -> list[ContactView]:
    """Return a page of the contacts that are looked for: the last made first, else the first due."""
    where = _looked_for(launch_id, scope, looked, monday)
    order = (_d.done_on.desc(), _t.contact_id) if looked.when == MADE else (_t.due_on, _t.rep_id, _t.contact_id)
    query = select(_t.contact_id, _t.account_id, _t.due_on, _d.done_on, _d.done_by, _d.reaction, _d.note)
    found = connection.execute(query.select_from(_TASKS).where(where).order_by(*order).limit(looked.limit).offset(looked.offset))
    return _views(connection, launch_id, found.all())


def contact_named(connection: Connection, launch_id: str, scope: Scope, contact_id: str) -> ContactView | None:
    """Return a contact that the scope covers; None where there is none."""
    query = select(_t.contact_id, _t.account_id, _t.due_on, _d.done_on, _d.done_by, _d.reaction, _d.note).select_from(_TASKS)
    where = and_(_t.launch_id == launch_id, _t.contact_id == contact_id, _seen(launch_id, scope))
    return next(iter(_views(connection, launch_id, connection.execute(query.where(where)).all())), None)


def n_made_between(connection: Connection, launch_id: str, first: date, last: date) -> int:
    """Return how many contacts were made on these days."""
    where = and_(_d.launch_id == launch_id, _d.done_on >= first, _d.done_on <= last)
    return int(connection.execute(select(func.count()).select_from(contact_reports).where(where)).scalar() or 0)


def has_contact(connection: Connection, launch_id: str, scope: Scope, account_id: str) -> bool:
    """Say whether somebody the scope covers has a contact with an account."""
    where = and_(_t.launch_id == launch_id, _t.account_id == account_id, _seen(launch_id, scope))
    return connection.execute(select(_t.contact_id).where(where).limit(1)).first() is not None


def _views(connection: Connection, launch_id: str, found: Sequence[Any]) -> list[ContactView]:
    accounts = {row.account_id for row in found}
    query = select(_s.content).where(_s.launch_id == launch_id, _s.name == PLAN, _s.account_id.in_(accounts))
    rows = {content["contact_id"]: content for content in connection.execute(query).scalars()} if accounts else {}
    return [
        ContactView(
            rows[f.contact_id],
            f.due_on,
            ContactDone(f.contact_id, f.done_on, f.done_by, f.reaction, f.note) if f.reaction else None,
        )
        for f in found
        if f.contact_id in rows
    ]


def _seen(launch_id: str, scope: Scope) -> ColumnElement[bool]:
    """Return the test that a contact is covered: by its account's channel, by its rep's manager, by its rep."""
    if scope.nothing:
        return false()
    tests: list[ColumnElement[bool]] = [true()]
    if scope.channel:
        accounts = select(_s.account_id).where(_named(launch_id, "inputs.accounts"), _s.channel == scope.channel)
        tests.append(_t.account_id.in_(accounts))
    if scope.manager_id:
        mine = and_(_named(launch_id, "inputs.reps"), in_scope(Scope(manager_id=scope.manager_id)))
        tests.append(_t.rep_id.in_(select(_s.rep_id).where(mine)))
    if scope.rep_id:
        tests.append(_t.rep_id == scope.rep_id)
    return and_(*tests)


def _named(launch_id: str, name: str) -> ColumnElement[bool]:
    return and_(_s.launch_id == launch_id, _s.name == name)


def _in_week(monday: date) -> ColumnElement[bool]:
    return _t.due_on.between(monday, monday + timedelta(days=6))


def _is(when: str, monday: date) -> ColumnElement[bool]:
    is_made = _d.contact_id.is_not(None)
    due = {WEEK: _in_week(monday), LATE: _t.due_on < monday, LATER: _t.due_on > monday + timedelta(days=6)}
    return is_made if when == MADE else and_(due[when], ~is_made)


def _looked_for(launch_id: str, scope: Scope, looked: Looked, monday: date) -> ColumnElement[bool]:
    return and_(_t.launch_id == launch_id, _seen(launch_id, scope), _is(looked.when, monday), *_tests(launch_id, looked))


def _tests(launch_id: str, looked: Looked) -> list[ColumnElement[bool]]:
    tests: list[ColumnElement[bool]] = []
    if looked.rep_id:
        tests.append(_t.rep_id == looked.rep_id)
    if looked.step:  # a contact is named by its account and its step
        tests.append(_t.contact_id == _t.account_id + f"-{looked.step}")
    if looked.words.strip():
        tests.append(or_(*(_has_words(launch_id, looked.words, name, c) for name, c in _SEARCHED)))
    return tests


_SEARCHED = (("inputs.accounts", "account_id"), ("inputs.reps", "rep_id"))


def _has_words(launch_id: str, words: str, name: str, column: str) -> ColumnElement[bool]:
    found = select(_s[column]).where(_named(launch_id, name), *word_tests(words))
    return _t[column].in_(found)
