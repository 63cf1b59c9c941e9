"""Training views: sessions and seats as pages show them: of a week, of a session, of a person; nothing else is read.

In: a connection, a launch id, whose people may be seen, what is looked for.
Out: SessionView, SeatView, Choices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, select

from readiness.adapters.db.page_tables import shown_rows
from readiness.adapters.db.shown import all_rows, in_scope
from readiness.adapters.db.training_plans import NO_SESSION, Revision
from readiness.adapters.db.training_tables import training_plans, training_seats, training_sessions
from readiness.permissions import Scope
from readiness.stages.training.records import ATTENDED, CANCELLED, ENROLLED, NO_SHOW, UNSERVED, Session

_s, _a, _r, _p = training_sessions.c, training_seats.c, shown_rows.c, training_plans.c
_FIELDS = ("session_id", "module_id", "title", "trainer_id", "language", "place", "room_id", "seats", "wave", "status")
_COLUMNS = [*(_s[name] for name in _FIELDS), _s.starts_at, _s.ends_at]
_HERE = and_(_r.launch_id == _a.launch_id, _r.name == "inputs.reps", _r.rep_id == _a.rep_id)
"""A seat beside the rep it is of, as the launch folder names him."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which sessions are looked for; what is blank limits nothing."""

    channel: str = ""
    language: str = ""
    module: str = ""
    trainer: str = ""


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session, and how many seats of it are taken."""

    session: Session
    n_taken: int
    n_mine: int
    """Of them, people whom the viewer may see."""

    @property
    def n_free(self) -> int:
        """Return how many more could come."""
        return max(0, self.session.seats - self.n_taken)


@dataclass(frozen=True, slots=True)
class SeatView:
    """A rep's seat, or why there is none."""

    rep_id: str
    name: str
    channel: str
    manager_id: str
    module_id: str
    session: Session | None
    status: str
    why: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What a plan's sessions can be narrowed by."""

    channels: tuple[str, ...]
    languages: tuple[str, ...]
    modules: tuple[tuple[str, str], ...]
    """Id and title."""
    trainers: tuple[str, ...]


def starts_of(connection: Connection, launch_id: str, scope: Scope, wanted: Filter) -> list[tuple[datetime, str]]:
    """Return when each session begins that is looked for, in UTC, and its id, the earliest first."""
    query = select(_s.starts_at, _s.session_id).where(*_looked_for(launch_id, scope, wanted))
    rows = connection.execute(query.order_by(_s.starts_at, _s.session_id))
    return [(row.starts_at.replace(tzinfo=UTC), row.session_id) for row in rows]


def sessions_named(connection: Connection, launch_id: str, session_ids: Sequence[str], scope: Scope) -> list[SessionView]:
    """Return the sessions of these ids, by time."""
    query = select(*_COLUMNS).where(_s.launch_id == launch_id, _s.session_id.in_(list(session_ids)))
    rows = connection.execute(query.order_by(_s.starts_at, _s.session_id))
    return _counted(connection, launch_id, scope, [_session(row) for row in rows])


def session_of(connection: Connection, launch_id: str, session_id: str, scope: Scope) -> SessionView | None:
    """Return a session that somebody of the scope sits in, or any where everybody is seen; None where there is none."""
    query = select(*_COLUMNS).where(*_looked_for(launch_id, scope, Filter()), _s.session_id == session_id)
    found = _counted(connection, launch_id, scope, [_session(row) for row in connection.execute(query)])
    return found[0] if found else None


def choices_of(connection: Connection, launch_id: str, scope: Scope) -> Choices:
    """Return what sessions can be narrowed by."""
    here = and_(_s.launch_id == launch_id, _s.status != CANCELLED)
    rows = connection.execute(select(_s.language, _s.module_id, _s.title, _s.trainer_id).where(here).distinct()).all()
    seen = and_(_r.launch_id == launch_id, _r.name == "inputs.reps", in_scope(scope))
    channels = connection.execute(select(_r.channel).where(seen).distinct()).scalars()
    return Choices(
        tuple(sorted({c for c in channels if c})),
        tuple(sorted({r.language for r in rows})),
        tuple(sorted({(r.module_id, r.title) for r in rows})),
        tuple(sorted({r.trainer_id for r in rows})),
    )


def seats_in(connection: Connection, launch_id: str, session_ids: Sequence[str], scope: Scope) -> list[SeatView]:
    """Return the seats of some sessions of whom the scope covers, by name."""
    found = _seats(connection, launch_id, scope, _a.session_id.in_(list(session_ids)))
    return sorted(found, key=lambda s: (s.name.casefold(), s.rep_id))


def seats_of_rep(connection: Connection, launch_id: str, rep_id: str) -> list[SeatView]:
    """Return everything a rep is planned for, by time; what has no session comes last."""
    found = _seats(connection, launch_id, Scope(rep_id=rep_id), _a.rep_id == rep_id)
    return sorted(found, key=lambda s: (s.session is None, s.session.starts_at.timestamp() if s.session else 0.0, s.module_id))


def zone_of_rep(connection: Connection, launch_id: str, rep_id: str) -> str:
    """Return the time zone a rep works in, as the plan was published; UTC where it names none."""
    plan = all_rows(connection, launch_id, "training.plan", Scope(rep_id=rep_id))
    return next((row["time_zone"] for row in plan if row["time_zone"]), "UTC")


def seats_of_scope(connection: Connection, launch_id: str, scope: Scope) -> list[SeatView]:
    """Return everything the people of a scope are planned for, by name."""
    return sorted(_seats(connection, launch_id, scope), key=lambda s: (s.name.casefold(), s.rep_id, s.module_id))


def unserved_in(connection: Connection, launch_id: str, scope: Scope, limit: int, offset: int = 0) -> tuple[list[SeatView], int]:
    """Return a page of whom no seat was found for, by rep, and how many there are."""
    where = and_(_a.launch_id == launch_id, _a.status == UNSERVED, *_of_people(launch_id, scope))
    n = connection.execute(select(func.count()).select_from(training_seats).where(where)).scalar()
    query = select(_a.rep_id, _a.module_id, _a.why, _r.content, _r.channel, _r.manager_id)
    query = query.join_from(training_seats, shown_rows, _HERE).where(where).order_by(_a.rep_id, _a.module_id)
    rows = connection.execute(query.limit(limit).offset(offset))
    found = [
        SeatView(r.rep_id, r.content["name"] or r.rep_id, r.channel, r.manager_id, r.module_id, None, UNSERVED, r.why)
        for r in rows
    ]
    return found, n or 0


def missed_in(connection: Connection, launch_id: str, scope: Scope, limit: int, offset: int = 0) -> tuple[list[SeatView], int]:
    """Return a page of who did not come and has neither had the module since nor a seat in it, by rep, and how many there are."""
    again = training_seats.alias()
    same = and_(again.c.launch_id == _a.launch_id, again.c.rep_id == _a.rep_id, again.c.module_id == _a.module_id)
    settled = exists().where(same, again.c.status.in_((ATTENDED, ENROLLED)))
    tests = (_a.status == NO_SHOW, ~settled)
    of_these = and_(_a.launch_id == launch_id, *_of_people(launch_id, scope), *tests)
    n = connection.execute(select(func.count()).select_from(training_seats).where(of_these)).scalar()
    order = (_a.rep_id, _a.module_id, _a.session_id)
    return _seats(connection, launch_id, scope, *tests, page=(order, limit, offset)) if n else [], n or 0


def revisions_of(connection: Connection, launch_id: str) -> list[Revision]:
    """Return every plan and replan of a launch, the last first."""
    rows = connection.execute(select(training_plans).where(_p.launch_id == launch_id).order_by(_p.revision.desc()))
    return [Revision(r.revision, r.made_at.replace(tzinfo=UTC), r.by, r.why, r.seed, r.facts) for r in rows]


def first_of(connection: Connection, launch_id: str) -> date | None:
    """Return the day the first session begins on, in UTC; None where nothing is planned."""
    query = select(func.min(_s.starts_at)).where(_s.launch_id == launch_id, _s.status != CANCELLED)
    first: datetime | None = connection.execute(query).scalar()
    return first.date() if first else None


def _looked_for(launch_id: str, scope: Scope, wanted: Filter) -> list[ColumnElement[bool]]:
    tests: list[ColumnElement[bool]] = [_s.launch_id == launch_id, _s.status != CANCELLED]
    for column, value in ((_s.language, wanted.language), (_s.module_id, wanted.module), (_s.trainer_id, wanted.trainer)):
        if value:
            tests.append(column == value)
    if wanted.channel or scope != Scope():
        mine = select(_a.session_id).where(_a.launch_id == launch_id, *_of_people(launch_id, scope, wanted.channel))
        tests.append(_s.session_id.in_(mine))
    return tests


def _of_people(launch_id: str, scope: Scope, channel: str = "") -> list[ColumnElement[bool]]:
    """Return the test that a seat is of somebody of a scope; the people are found once, not beside each seat."""
    if scope == Scope() and not channel:
        return []
    people = select(_r.rep_id).where(_r.launch_id == launch_id, _r.name == "inputs.reps", in_scope(scope))
    return [_a.rep_id.in_(people.where(_r.channel == channel) if channel else people)]


def _counted(connection: Connection, launch_id: str, scope: Scope, sessions: Sequence[Session]) -> list[SessionView]:
    of_these = and_(_a.launch_id == launch_id, _a.session_id.in_([s.session_id for s in sessions]))
    taken = _numbers(connection, select(_a.session_id, func.count()).where(of_these))
    mine = taken
    if scope != Scope():
        own = select(_a.session_id, func.count()).where(of_these, *_of_people(launch_id, scope))
        mine = _numbers(connection, own)
    return [SessionView(s, taken.get(s.session_id, 0), mine.get(s.session_id, 0)) for s in sessions]


def _numbers(connection: Connection, query: Any) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.execute(query.group_by(_a.session_id))}


def _seats(connection: Connection, launch_id: str, scope: Scope, *tests: ColumnElement[bool], page: Any = None) -> list[SeatView]:
    same = and_(_s.launch_id == _a.launch_id, _s.session_id == _a.session_id)
    columns = (_a.rep_id, _a.module_id.label("module"), _a.session_id.label("sits_in"), _a.status.label("what"), _a.why)
    query = select(*columns, _r.content, _r.channel, _r.manager_id, *_COLUMNS).select_from(
        training_seats.join(shown_rows, _HERE).join(training_sessions, same, isouter=True)
    )
    query = query.where(_a.launch_id == launch_id, *_of_people(launch_id, scope), *tests)
    if page is not None:
        order, limit, offset = page
        query = query.order_by(*order).limit(limit).offset(offset)
    rows = connection.execute(query)
    return [
        SeatView(
            row.rep_id, row.content["name"] or row.rep_id, row.channel, row.manager_id, row.module,
            _session(row) if row.sits_in != NO_SESSION and row.starts_at else None, row.what, row.why,
        )
        for row in rows
    ]  # fmt: skip


def _session(row: Any) -> Session:
    times = {name: getattr(row, name).replace(tzinfo=UTC) for name in ("starts_at", "ends_at")}
    return Session(**{name: getattr(row, name) for name in _FIELDS}, **times)
