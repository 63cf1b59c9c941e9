"""One rep: everything a manager needs before talking with one of the team; the look is noted.

In: who is signed in, a launch, a rep.
Out: OneRep; the picture of where the rep's sales came from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from readiness.adapters.db import audit, coaching, kept_inputs, pitch_desk, team_facts
from readiness.adapters.db.coaching import CoachingNote
from readiness.adapters.db.pitch_desk import GradedPitch
from readiness.adapters.db.rep_figures import RepFigures, figures_of, one_rep
from readiness.adapters.db.shown import Row, all_rows
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.db.team_facts import TeamLaunch
from readiness.adapters.rep_chart import rep_chart
from readiness.permissions import Scope, Viewer, allowed, hidden
from readiness.settings import Settings
from readiness.stages.quizzes import Placed, numbered
from readiness.stages.quizzes.certificate_model import CertificateEvent
from readiness.stages.report.team_holes import Hole, holes
from readiness.stages.training import Attendance, Rubric


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time the rep took the quiz."""

    number: int
    on: date
    n: int
    n_right: int


@dataclass(frozen=True, slots=True)
class OneRep:
    """One rep of a manager's team in one launch."""

    launch: TeamLaunch
    launches: Sequence[TeamLaunch]
    """Those the rep is in."""
    about: Row
    figures: RepFigures | None
    n_inputs: Mapping[str, int]
    acts: Sequence[Row]
    holes: Sequence[Hole]
    headlines: Mapping[str, str]
    seats: Sequence[Row]
    attended: Sequence[Attendance]
    attempts: Sequence[Attempt]
    certificates: Sequence[CertificateEvent]
    notes: Sequence[CoachingNote]
    pitches: Sequence[GradedPitch]
    rubric: Rubric | None

    @property
    def name(self) -> str:
        """Return who it is."""
        return self.about["name"] or self.about["rep_id"]


def look_at(settings: Settings, viewer: Viewer, rep_id: str, launch_id: str, now: datetime) -> OneRep:
    """Return one rep of the viewer's team, and note that somebody looked.

    Raises:
        NotFoundError: the team has no such rep in this launch.
    """
    scope = allowed(viewer, "team.see")
    with reading(settings.database) as connection:
        made = _found(connection, rep_id, launch_id, scope)
    with transaction(settings.database) as connection:
        audit.note(connection, viewer, "people.see", now, launch_id=made.launch.launch_id, rep_id=rep_id, about="team")
    return made


def _found(connection: Connection, rep_id: str, launch_id: str, scope: Scope) -> OneRep:
    mine = replace(scope, rep_id=rep_id)
    launches = team_facts.team_launches(connection, mine) if rep_id and not scope.nothing else []
    launch = next((x for x in launches if x.launch_id == launch_id), None) if launch_id else next(iter(launches), None)
    about = one_rep(connection, launch.launch_id, rep_id, mine) if launch else None
    if launch is None or about is None:
        raise hidden("rep")
    at, placed = launch.launch_id, team_facts.answers_of(connection, launch.launch_id, [rep_id])
    kept = kept_inputs.inputs_of(connection, at, rep_id)
    return OneRep(
        launch,
        launches,
        about,
        figures_of(connection, at, rep_id, mine),
        Counter(i.kind for i in kept.inputs) if kept else {},
        list(all_rows(connection, at, "report.acts", mine)),
        holes(placed, team_facts.message_of_items(connection, at)),
        team_facts.headlines(connection, at),
        [row for row in all_rows(connection, at, "training.plan", mine) if row["starts_at_utc"]],
        team_facts.attended_by(connection, at, [rep_id]),
        _attempts(placed),
        team_facts.certificates_of(connection, at, [rep_id]),
        coaching.notes_of(connection, at, rep_id),
        pitch_desk.pitches_of(connection, at, rep_id),
        pitch_desk.rubric_of(connection, at),
    )


def _attempts(placed: Iterable[Placed]) -> list[Attempt]:
    found: dict[int, list[Placed]] = {}
    for answer, number in numbered(placed):
        found.setdefault(number, []).append(answer)
    return [
        Attempt(n, max(a.answered_on for a in answers), len(answers), sum(a.correct is True for a in answers))
        for n, answers in sorted(found.items())
    ]


def rep_picture(
    settings: Settings,
    viewer: Viewer,
    rep_id: str,
    launch_id: str,
    labels: Callable[[RepFigures], tuple[str, ...]],
    *,
    is_narrow: bool,
) -> bytes:
    """Return the drawing of where a rep's sales came from, for the rep's own manager.

    Raises:
        NotFoundError: there is none, or the rep is not of the team.
    """
    scope = allowed(viewer, "team.see")
    with reading(settings.database) as connection:
        figures = figures_of(connection, launch_id, rep_id, scope) if rep_id and not scope.nothing else None
    found = rep_chart(figures.row, labels(figures), is_narrow=is_narrow) if figures and figures.split else None
    if found is None:
        raise hidden("picture")
    return found
