"""People: a manager's team and its sessions; who of a launch missed one.

In: settings, who looks, a launch, the time now.
Out: TeamTraining, MissedPage.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from readiness.actions.training_desk.week import opened
from readiness.adapters.db import invites, shown, team_facts, training_views
from readiness.adapters.db.audit import note
from readiness.adapters.db.shown import Row, all_rows
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.db.team_facts import TeamLaunch
from readiness.adapters.db.training_views import SeatView
from readiness.adapters.training_people import Teaching, teaching_of
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings
from readiness.stages.training.inviting import InviteReply, standing_answers
from readiness.stages.training.records import ENROLLED, NO_SHOW, UNSERVED

CHANGES = "training.changes"
MOST_MISSED = 500
"""Of one team."""


@dataclass(frozen=True, slots=True)
class TeamTraining:
    """What a manager's team is trained in."""

    launches: tuple[TeamLaunch, ...]
    launch: TeamLaunch | None
    """None: the team is in no launch."""
    zones: dict[str, str]
    """Rep -> time zone."""
    ahead: tuple[SeatView, ...]
    """The next one first."""
    open: tuple[SeatView, ...]
    """Over, and nobody has said yet who came."""
    missed: tuple[SeatView, ...]
    """And not made up for."""
    unserved: tuple[SeatView, ...]
    moved: tuple[Row, ...]
    """By the last replan."""
    answers: dict[tuple[str, str], InviteReply]
    """Rep and module -> what was answered."""
    teaching: Teaching | None
    n_done: int
    """Seats in which somebody came."""


@dataclass(frozen=True, slots=True)
class MissedPage:
    """Who did not come and has no other seat yet."""

    launch_id: str
    launch_name: str
    seats: tuple[SeatView, ...]
    n: int
    """Of whom `seats` is a page."""
    teaching: Teaching


def team_training(settings: Settings, viewer: Viewer, launch_id: str, now: datetime) -> TeamTraining:
    """Return what a manager's team is trained in, in the launch named or the last measured; the look is noted.

    Raises:
        NotAllowedError: the viewer leads no team.
        NotFoundError: no such launch has reps of the team.
    """
    scope = allowed(viewer, "team.see")
    with reading(settings.database) as connection:
        found = team_facts.team_launches(connection, scope) if not scope.nothing else []
        launch = next((x for x in found if x.launch_id == launch_id), None) if launch_id else next(iter(found), None)
        if launch is None:
            if launch_id:
                raise hidden("launch")
            return TeamTraining((), None, {}, (), (), (), (), (), {}, None, 0)
        seats = training_views.seats_of_scope(connection, launch.launch_id, scope)
        ids = sorted({s.rep_id for s in seats})
        sat = sorted(((s, s.session) for s in seats if s.session is not None), key=lambda p: (p[1].starts_at, p[0].name))
        by_time = [s for s, x in sat if s.status == ENROLLED and x.ends_at > now]
        over = [s for s, x in sat if s.status == ENROLLED and x.ends_at <= now]
        has_moved = CHANGES in shown.names_of(connection, launch.launch_id)
        log = invites.invite_log(connection, launch.launch_id, ids) if ids else []
        replies = invites.replies_of(connection, launch.launch_id, ids) if ids else []
        made = TeamTraining(
            tuple(found), launch,
            {i: training_views.zone_of_rep(connection, launch.launch_id, i) for i in ids},
            tuple(by_time), tuple(over), tuple(training_views.missed_in(connection, launch.launch_id, scope, MOST_MISSED)[0]),
            tuple(s for s in seats if s.status == UNSERVED),
            tuple(all_rows(connection, launch.launch_id, CHANGES, scope)) if has_moved else (),
            standing_answers(replies, log), teaching_of(connection, launch.launch_id),
            sum(s.status not in (ENROLLED, NO_SHOW) for s, _ in sat),
        )  # fmt: skip
    with transaction(settings.database) as connection:
        note(connection, viewer, "training.team", now, launch_id=launch.launch_id)
    return made


def missed_page(settings: Settings, viewer: Viewer, launch_id: str, limit: int, offset: int) -> MissedPage:
    """Return who missed a module and has no other seat.

    Raises:
        NotAllowedError: the viewer may not plan.
        NotFoundError: there is no such launch.
    """
    scope = allowed(viewer, "training.plan")
    with reading(settings.database) as connection:
        name = opened(connection, launch_id, scope)
        seats, n = training_views.missed_in(connection, launch_id, scope, limit, offset)
        return MissedPage(launch_id, name, tuple(seats), n, teaching_of(connection, launch_id))
