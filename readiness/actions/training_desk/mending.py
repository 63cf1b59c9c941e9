"""Mending: what a replan would change, told before anything is kept; then kept; and every plan there was.

In: settings, who plans, a launch, what changed, the time now.
Out: MendPage, Mended, History.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from readiness.actions.training_desk.replanning import ReplanReport, Wish, replan_training
from readiness.actions.training_desk.week import opened
from readiness.adapters.db import shown, training_views
from readiness.adapters.db.audit import note
from readiness.adapters.db.shown import Row, slice_of
from readiness.adapters.db.shown import Wanted as Rows
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.db.training_changes import load_changes
from readiness.adapters.db.training_plans import Revision
from readiness.adapters.training_people import Teaching, teaching_of
from readiness.errors import ConflictError, InputError, Problem
from readiness.permissions import Viewer, allowed
from readiness.settings import Settings
from readiness.stages.training.changes import ILL, LAUNCH, LEAVE, ROOM, Change

CHANGES = "training.changes"
NOTHING_NEW = "people"
"""Of a replan that follows what the launch's people and files say now."""
KINDS = (ILL, ROOM, LEAVE, LAUNCH, NOTHING_NEW)
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody says happened, as the form has it."""

    kind: str = ""
    who: str = ""
    from_day: date | None = None
    until_day: date | None = None
    launch_on: date | None = None

    @property
    def wish(self) -> Wish:
        """Return it as replanning takes it."""
        if self.kind == LAUNCH:
            return Wish(launch_on=self.launch_on)
        if self.kind == NOTHING_NEW:
            return Wish()
        ill, rooms, leave = ((self.who,) if self.kind == kind else () for kind in (ILL, ROOM, LEAVE))
        return Wish(ill, rooms, leave, self.from_day, self.until_day)


@dataclass(frozen=True, slots=True)
class MendPage:
    """What one can say that happened."""

    launch_id: str
    launch_name: str
    teaching: Teaching
    reps: tuple[Row, ...]
    """Those who were searched for."""
    known: tuple[Change, ...]
    """What the plan was mended for before and still stands."""
    is_planned: bool


@dataclass(frozen=True, slots=True)
class Mended:
    """What a replan changes."""

    asked: Asked
    about: str
    """Name of the trainer, room or rep."""
    report: ReplanReport
    digest: str
    """Of what it changes: what is kept is what was shown."""


@dataclass(frozen=True, slots=True)
class History:
    """Every plan of a launch, the last first, and who was moved by the last one."""

    launch_id: str
    launch_name: str
    revisions: tuple[Revision, ...]
    moved: tuple[Row, ...]
    n_moved: int


def mend_page(settings: Settings, viewer: Viewer, launch_id: str, search: str = "", rep_id: str = "") -> MendPage:
    """Return what one can say that happened; reps are found by a part of the name or id, or the one of an id.

    Raises:
        NotAllowedError: the viewer may not plan.
        NotFoundError: there is no such launch.
    """
    scope = allowed(viewer, "training.plan")
    with reading(settings.database) as connection:
        name = opened(connection, launch_id, scope)
        rows = Rows(equal={"rep_id": rep_id} if rep_id else {}, search=search, limit=MOST_FOUND)
        reps = slice_of(connection, launch_id, "inputs.reps", scope, rows).rows if search or rep_id else ()
        is_planned = training_views.first_of(connection, launch_id) is not None
        return MendPage(
            launch_id, name, teaching_of(connection, launch_id), reps, tuple(load_changes(connection, launch_id)), is_planned
        )


def look(settings: Settings, viewer: Viewer, launch_id: str, asked: Asked, now: datetime) -> Mended:
    """Return what a replan would change; nothing is kept.

    Raises:
        InputError: something is missing or cannot be.
        NotFoundError: nothing is planned yet.
        NotAllowedError: the viewer may not plan, or the positioning is not approved.
    """
    return _mended(settings, viewer, launch_id, asked, now, is_dry=True)


def keep(settings: Settings, viewer: Viewer, launch_id: str, asked: Asked, digest: str, now: datetime) -> Mended:
    """Mend the plan, where it changes what was shown.

    Raises:
        ConflictError: the plan or its people changed meanwhile, so that something else would come of it.
    """
    found = _mended(settings, viewer, launch_id, asked, now, is_dry=True)
    if found.digest != digest:
        raise ConflictError("the plan or its people changed meanwhile: look at the differences again")
    made = _mended(settings, viewer, launch_id, asked, now, is_dry=False)
    with transaction(settings.database) as connection:
        note(connection, viewer, "training.replan", now, launch_id=launch_id, about=asked.wish.why)
    return made


def _mended(settings: Settings, viewer: Viewer, launch_id: str, asked: Asked, now: datetime, *, is_dry: bool) -> Mended:
    page = mend_page(settings, viewer, launch_id, rep_id=asked.who if asked.kind == LEAVE else "")
    about = _checked(asked, page)
    out = settings.out_dir(launch_id)
    report = replan_training(settings, launch_id, asked.wish, out, by=viewer.name, is_dry=is_dry, today=now.date())
    told = [report.revision, *map(repr, report.moved), *report.new_trainers, *report.unserved]
    return Mended(asked, about, report, sha256("\n".join(map(str, told)).encode()).hexdigest())


def _checked(asked: Asked, page: MendPage) -> str:
    """Return the name of who or what it is about."""
    if asked.kind not in KINDS:
        raise InputError(Problem("", 0, "kind", "nothing was chosen", "what happened"))
    if asked.kind == LAUNCH and asked.launch_on is None:
        raise InputError(Problem("", 0, "launch_on", "the new day is missing", "a day"))
    if asked.kind in (LAUNCH, NOTHING_NEW):
        return ""
    names = {
        ILL: {i: t.name for i, t in page.teaching.trainers.items()},
        ROOM: {i: page.teaching.room(i) for i in page.teaching.rooms},
        LEAVE: {r["rep_id"]: r["name"] or r["rep_id"] for r in page.reps},
    }[asked.kind]
    if asked.who not in names:
        raise InputError(Problem("", 0, "who", "nobody was chosen", "one of the list"))
    if asked.from_day is None or asked.until_day is None or asked.until_day < asked.from_day:
        raise InputError(Problem("", 0, "from_day", "the days cannot be", "a first and a last day"))
    return names[asked.who]


def history(settings: Settings, viewer: Viewer, launch_id: str, offset: int = 0, limit: int = 50) -> History:
    """Return every plan of a launch, and a page of who was moved by the last one.

    Raises:
        NotFoundError: there is no such launch, or nobody in it whom the viewer may see.
    """
    scope = allowed(viewer, "training.see")
    with reading(settings.database) as connection:
        name = opened(connection, launch_id, scope)
        has_moved = CHANGES in shown.names_of(connection, launch_id)
        found = slice_of(connection, launch_id, CHANGES, scope, Rows(limit=limit, offset=offset)) if has_moved else None
        revisions = tuple(training_views.revisions_of(connection, launch_id))
        return History(launch_id, name, revisions, found.rows if found else (), found.n if found else 0)
