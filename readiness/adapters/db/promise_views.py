"""Promise views: what is owed, kept and broken, as pages show it: by who may see whose, a page at a time.

In: a connection, a launch id, whose promises may be seen, what is looked for.
Out: Promises, PromiseCounts.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, case, false, func, or_, select, true

from readiness.adapters.db.page_tables import shown_rows
from readiness.adapters.db.promise_tables import promises, reviews
from readiness.adapters.db.shown import in_scope
from readiness.permissions import Scope
from readiness.stages.owed import BROKEN, FACTORY, KEPT, MANAGER, OPEN, REP, Promise, PromiseCount

_FIELDS = tuple(f.name for f in fields(Promise))
_p, _s = promises.c, shown_rows.c
OWED, LATE, TOLD = "owed", "late", "told"
"""Still to be done; of these, whose day is over; of those, told one level up. Beside them: the states of a promise."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Which promises are looked for; what is blank limits nothing."""

    state: str = OWED
    owner: str = ""
    owner_role: str = ""
    kind: str = ""
    limit: int = 50
    offset: int = 0


def promises_in(connection: Connection, launch_id: str, scope: Scope, looked: Looked, today: date) -> tuple[list[Promise], int]:
    """Return a page of promises, the earliest due first, the last closed first where they are closed; and how many there are."""
    where = and_(_covered(launch_id, scope), *_tests(looked, today))
    n = connection.execute(select(func.count()).select_from(promises).where(where)).scalar() or 0
    order = (_p.due_on,) if looked.state in (OWED, LATE, TOLD, OPEN) else (_p.closed_on.desc(), _p.due_on.desc())
    query = select(*(_p[name] for name in _FIELDS)).where(where).order_by(*order, _p.owner, _p.act_id, _p.opened_on)
    rows = connection.execute(query.limit(looked.limit).offset(looked.offset)).mappings()
    return [Promise(**row) for row in rows], int(n)


def counts_by_state(connection: Connection, launch_id: str, scope: Scope, today: date) -> dict[str, int]:
    """Return how many promises are owed, late, told one level up, and of each state."""
    tests = {name: and_(*_tests(Looked(state=name), today)) for name in (OWED, LATE, TOLD, OPEN, KEPT, BROKEN, "withdrawn")}
    sums = [func.coalesce(func.sum(case((test, 1), else_=0)), 0).label(name) for name, test in tests.items()]
    row = connection.execute(select(*sums).where(_covered(launch_id, scope))).one()
    return {name: int(n) for name, n in row._mapping.items()}


def counts_by_role(connection: Connection, launch_id: str, scope: Scope) -> list[PromiseCount]:
    """Return how the factory, managers and reps keep what they promise, each as one; whom nothing is known of is left out."""
    return _counted(connection, launch_id, scope, by_owner=False)


def counts_by_owner(
    connection: Connection, launch_id: str, scope: Scope, role: str, limit: int = 0, offset: int = 0
) -> tuple[list[PromiseCount], int]:
    """Return how each owner of a role keeps promises, by id, never by how well; and how many owners there are."""
    where = and_(_covered(launch_id, scope), _p.owner_role == role)
    owners = list(connection.execute(select(_p.owner).where(where).distinct().order_by(_p.owner)).scalars())
    page = owners[offset : offset + limit] if limit else owners
    return _counted(connection, launch_id, scope, _p.owner_role == role, _p.owner.in_(page), by_owner=True), len(owners)


def _counted(
    connection: Connection, launch_id: str, scope: Scope, *tests: ColumnElement[bool], by_owner: bool
) -> list[PromiseCount]:
    sums = [func.sum(case((_p.state == state, 1), else_=0)) for state in (OPEN, KEPT, BROKEN)]
    group = (_p.owner_role, _p.owner) if by_owner else (_p.owner_role,)
    rows = connection.execute(select(*group, *sums).where(_covered(launch_id, scope), *tests).group_by(*group)).all()
    order = (FACTORY, MANAGER, REP)
    found = [PromiseCount(row[1] if by_owner else "", row[0], *(int(n) for n in row[-3:])) for row in rows]
    return sorted(found, key=lambda c: (order.index(c.owner_role), c.owner))


def last_review_on(connection: Connection, launch_id: str) -> date | None:
    """Return the day of the last review; None where none was held."""
    found = connection.execute(select(func.max(reviews.c.as_of)).where(reviews.c.launch_id == launch_id)).scalar()
    return found if isinstance(found, date) else None


def _covered(launch_id: str, scope: Scope) -> ColumnElement[bool]:
    """Return the test that a promise is covered: one of, or about, somebody or an account of the channel or the team."""
    if scope.nothing:
        return false()
    tests = [_p.launch_id == launch_id]
    if scope.channel or scope.manager_id or scope.rep_id:
        reps = select(_s.rep_id).where(_s.launch_id == launch_id, _s.name == "inputs.reps", in_scope(scope))
        own = [_p.owner.in_(reps), and_(_p.kind == "rep", _p.subject_id.in_(reps))]
        if scope.manager_id:
            own.append(_p.owner == scope.manager_id)
        if scope.channel:
            accounts = select(_s.account_id).where(_s.launch_id == launch_id, _s.name == "inputs.accounts", in_scope(scope))
            own.append(and_(_p.kind == "deal", _p.subject_id.in_(accounts)))
        tests.append(or_(*own))
    return and_(*tests)


def _tests(looked: Looked, today: date) -> list[ColumnElement[bool]]:
    is_owed = and_(_p.closed_on.is_(None), _p.state.in_((OPEN, BROKEN)))
    is_late = and_(is_owed, _p.due_on < today)
    named = {OWED: is_owed, LATE: is_late, TOLD: and_(is_late, _p.escalated_to != "")}
    tests = [named.get(looked.state, _p.state == looked.state) if looked.state else true()]
    equal = ((_p.owner, looked.owner), (_p.owner_role, looked.owner_role), (_p.kind, looked.kind))
    return tests + [column == value for column, value in equal if value]
