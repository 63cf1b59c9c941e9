"""Owing: what a rep has to do by when, and what became of a quiz that is over.

In: who is signed in, the time now, in UTC.
Out: Owing, Explained.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from readiness.actions.quiz_taking.desk import desk_of, may_see, require_rep, up_to_date, zone_of
from readiness.adapters.db import launches, sittings
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.quiz_offers import Offer, offer_of
from readiness.errors import ConflictError
from readiness.permissions import Viewer
from readiness.settings import Settings
from readiness.stages.quizzes.sitting import QuizProgress, Sitting, progress


@dataclass(frozen=True, slots=True)
class Owed:
    """One launch's quiz, and where the rep stands with it."""

    launch_id: str
    launch_name: str
    due_on: date
    today: date
    progress: QuizProgress
    n_items: int
    minutes: int
    n_answered: int
    """Of the sitting that is open."""

    @property
    def state(self) -> str:
        """Return go_on, passed, none_left, wait or start."""
        s = self.progress
        if s.now:
            return "go_on"
        if s.is_passed:
            return "passed"
        if s.n_left == 0:
            return "none_left"
        return "wait" if s.next_on else "start"


@dataclass(frozen=True, slots=True)
class Owing:
    """A rep and what that rep owes, what is due first before the rest, and what is done last."""

    rep_name: str
    language: str
    quizzes: tuple[Owed, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One question of a quiz that is over, and what to read about it."""

    stem: str
    chosen: str
    """Empty where it was not answered."""
    right: str
    is_right: bool
    feedback: str
    headline: str
    message: str
    """Both empty where the message is gone."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A sitting that is over, and what was right and wrong in it."""

    sitting: Sitting
    launch_name: str
    rep_name: str
    language: str
    """The rep's, which may be another than the quiz's."""
    ended_on: date
    n_items: int
    n_answered: int
    n_right: int
    lines: tuple[Line, ...]
    """What was wrong before what was right; none where the launch gives no feedback."""
    progress: QuizProgress


def owing(settings: Settings, viewer: Viewer, now: datetime) -> Owing:
    """Return what a rep owes.

    Raises:
        NotAllowedError: the viewer is no rep.
    """
    require_rep(viewer)
    found: list[Owed] = []
    name, language = viewer.name, ""
    with reading(settings.database) as connection:
        mine = [s for s in sittings.sittings_of(connection, viewer.rep_id) if may_see(viewer, s.launch_id)]
    if any(s.ended_at is None and s.is_over(now) for s in mine):
        with transaction(settings.database) as connection:
            up_to_date(settings.templates, connection, viewer, now)
    with reading(settings.database) as connection:
        mine = [s for s in sittings.sittings_of(connection, viewer.rep_id) if may_see(viewer, s.launch_id)]
        for launch_id in [i for i in launches.all_launch_ids(connection) if may_see(viewer, i)]:
            offer = offer_of(settings.templates, connection, launch_id)
            rep = offer.reps.get(viewer.rep_id) if offer else None
            if offer and rep:
                name, language = rep.name, language or rep.language
                found.append(_owed(connection, offer, viewer.rep_id, [s for s in mine if s.launch_id == launch_id], now))
    done = ("passed", "none_left")
    return Owing(name, language, tuple(sorted(found, key=lambda o: (o.state in done, o.due_on, o.launch_id))))


def ready_quizzes(settings: Settings) -> None:
    """Make ready what reps can be asked, which the first of them would else wait for."""
    with reading(settings.database) as connection:
        for launch_id in launches.all_launch_ids(connection):
            offer_of(settings.templates, connection, launch_id)


def _owed(connection: Connection, offer: Offer, rep_id: str, mine: list[Sitting], now: datetime) -> Owed:
    local = now.astimezone(zone_of(offer, rep_id))
    where = progress(offer.policy, mine, local)
    given = sittings.shown_in(connection, where.now.sitting_id)[1] if where.now else {}
    most = where.now.most_items if where.now else max(len(f.item_ids) for f in offer.forms)
    launch = offer.launch
    return Owed(launch.launch_id, launch.name, launch.dates.ready_by, local.date(), where, most, offer.policy.minutes, len(given))


def explain(settings: Settings, viewer: Viewer, sitting_id: str, now: datetime) -> Explained:
    """Return what became of one of the viewer's own sittings.

    Raises:
        NotFoundError: the viewer has no such sitting.
        ConflictError: it is not over yet.
    """
    with transaction(settings.database) as connection:
        desk = desk_of(settings.templates, connection, viewer, sitting_id, now)
        s = desk.sitting
        if s.ended_at is None:
            raise ConflictError("this quiz is not handed in yet")
        found = desk.marked
        texts = sittings.message_texts(connection, s.launch_id, [v.item.message_id for v in found])
        offer = desk.offer
        mine = [x for x in up_to_date(settings.templates, connection, viewer, now) if x.launch_id == s.launch_id]
    rep = offer.reps.get(s.rep_id) if offer else None
    lines = []
    for v in sorted(found, key=lambda v: v.is_right) if s.feedback == "after" else []:
        chosen = "" if v.chosen is None else v.item.options[v.chosen]
        texts_of = texts.get(v.item.message_id, ("", ""))
        lines.append(Line(v.item.stem, chosen, v.item.options[v.item.correct], v.is_right, v.item.feedback, *texts_of))
    policy_now = progress(offer.policy, mine, now.astimezone(desk.zone)) if offer else QuizProgress(None, s, s.is_passed, 0, None)
    return Explained(
        s, offer.launch.name if offer else s.launch_id, rep.name if rep else s.rep_id,
        rep.language if rep else s.language, s.ended_at.astimezone(desk.zone).date(), len(found),
        sum(v.chosen is not None for v in found), sum(v.is_right for v in found), tuple(lines), policy_now,
    )  # fmt: skip
