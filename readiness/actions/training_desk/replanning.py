"""Replanning: a launch's training plan mended after somebody fell ill, a room was lost, the launch moved or its people changed.

In: settings, a launch, what changed.
Out: ReplanReport; a new revision, the plan's files, training/changes.csv.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from threadpoolctl import threadpool_limits

from readiness.adapters import invite_files, training_files
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.db.training_changes import save_changes
from readiness.adapters.db.training_plans import last_revision, load_plan, save_plan
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.output_files import OutFolder, Published
from readiness.adapters.shown_files import channel_of_reps, show_files
from readiness.adapters.stored_positioning import approved_positioning
from readiness.adapters.stored_training import DIGEST, StoredTraining, stored_training
from readiness.adapters.table_files import csv_bytes
from readiness.adapters.training_workbooks import plan_files
from readiness.errors import InputError, NotFoundError, Problem
from readiness.permissions import Viewer, allowed
from readiness.settings import Settings
from readiness.stages.training.changes import ILL, LAUNCH, LEAVE, ROOM, Change
from readiness.stages.training.records import Session
from readiness.stages.training.replanned import NOT_NEEDED, Difference, MendedPlan, mended_plan
from readiness.stages.training.unserved import unserved_sentences

COLUMNS = (
    "rep_id", "rep_name", "module_id", "title", "from_session", "from", "from_place", "to_session", "to", "to_place",
    "time_zone", "why",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What changed; with nothing named, whatever the launch's people and files say now."""

    ill: tuple[str, ...] = ()
    """Trainers."""
    rooms: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    """Reps."""
    from_day: date | None = None
    """None: from the first day that can still be planned."""
    until_day: date | None = None
    """None: until the last."""
    launch_on: date | None = None

    @property
    def why(self) -> str:
        """Return what it is about, without a person's name."""
        parts = [
            *(["trainer ill"] if self.ill else []), *(["room lost"] if self.rooms else []),
            *(["rep on leave"] if self.leave else []), *([f"launch on {self.launch_on}"] if self.launch_on else []),
        ]  # fmt: skip
        return f"replanned: {', '.join(parts) or 'people or inputs changed'}"


@dataclass(frozen=True, slots=True)
class Moved:
    """One module of one rep that is elsewhere now."""

    rep_id: str
    name: str
    module_id: str
    title: str
    was: str
    """Day and time in the rep's own zone, and the place; blank: had no seat."""
    now: str
    """Blank: has no seat."""
    time_zone: str
    why: str


@dataclass(frozen=True, slots=True)
class ReplanReport:
    """What a replan changes."""

    revision: int
    """Of the plan that stands."""
    moved: tuple[Moved, ...]
    new_trainers: tuple[str, ...]
    """One sentence a session that somebody else holds."""
    n_moves: int
    least_moves: int
    """No plan that loses no more seats moves fewer."""
    n_lost: int
    hours_before: float | None
    """What the plan cost the field, in selling hours; None where nobody reckoned it."""
    hours: float
    unserved: tuple[str, ...]
    notes: tuple[str, ...]
    published: Published | None
    """None: nothing was written."""


def replan_as(settings: Settings, viewer: Viewer, launch_id: str, wish: Wish, out: Path, *, is_dry: bool) -> ReplanReport:
    """Mend the plan in the name of whoever is signed in.

    Raises:
        NotAllowedError: the viewer may not plan.
    """
    allowed(viewer, "training.plan")
    return replan_training(settings, launch_id, wish, out, by=viewer.name, is_dry=is_dry)


def replan_training(
    settings: Settings, launch_id: str, wish: Wish, out: Path, *, by: str, is_dry: bool = False, today: date | None = None
) -> ReplanReport:
    """Mend the plan that stands with the fewest people moved; publish it with who moves and why, unless only asked what would be.

    Raises:
        NotFoundError: nothing is planned yet.
        InputError: the wish names somebody or a room that there is not, or days that cannot be.
        NotAllowedError: the positioning is not approved.
    """
    now = datetime.combine(today, time(0), tzinfo=UTC) if today else datetime.now(UTC)
    with reading(settings.database) as connection:  # nobody waits for the database while the plan is mended
        inputs, positioning, approval = approved_positioning(settings.templates, connection, launch_id)
        plain = stored_training(settings.templates, connection, inputs, positioning, now.date())
        changes = tuple(_changes(wish, inputs, plain))
        stored = stored_training(settings.templates, connection, inputs, positioning, now.date(), changes)
    if not stored.standing.sessions:
        raise NotFoundError(f"{launch_id} has no training plan yet; readiness enable {launch_id} makes one")
    mended = _mended(stored, inputs.launch.seed, now)
    stamp = date.fromisoformat(approval.approved_on)
    published = None if is_dry else _published(settings, inputs, stored, mended, changes, out, wish.why, by, stamp)
    with reading(settings.database) as connection:
        return _report(connection, inputs, stored, mended, wish, published)


def _mended(stored: StoredTraining, seed: int, now: datetime) -> MendedPlan:
    """Return the plan mended, in one thread, so that sums come out the same everywhere."""
    training = replace(stored.training, draw=stored.standing.draw)
    with threadpool_limits(limits=1):
        mended = mended_plan(training, stored.standing, stored.kept, now=now, seed=seed)
    figures = {DIGEST: stored.digest, "n_moves": mended.n_moves, "least_moves": mended.least_moves}
    facts = {**stored.standing.facts, **figures}
    return replace(mended, plan=replace(mended.plan, excused=stored.excused, facts=facts))


def _changes(wish: Wish, inputs: LaunchInputs, stored: StoredTraining) -> Iterator[Change]:
    """Yield what a wish says, checked."""
    dates, policy = stored.training.dates, stored.training.policy
    from_day = wish.from_day or stored.training.from_day or policy.first_day
    until_day = wish.until_day or max(policy.last_day(dates), from_day)
    if until_day < from_day:
        raise InputError(Problem("--until", 0, "", f"{until_day} is before {from_day}", "a day that is not before --from"))
    known = {
        ILL: ("--ill", "trainer", [t.trainer_id for t in inputs.trainers], wish.ill),
        ROOM: ("--room", "room", [r.room_id for r in inputs.calendar.rooms], wish.rooms),
        LEAVE: ("--leave", "rep", [r.rep_id for r in inputs.reps], wish.leave),
    }
    for kind, (option, what, there_are, named) in known.items():
        for who in named:
            if who not in there_are:
                some = ", ".join(sorted(there_are)[:5]) or f"none: the launch has no {what}"
                raise InputError(Problem(option, 0, "", f"there is no {what} {who!r}", f"a {what}_id, such as {some}"))
            yield Change(kind, who, from_day, until_day)
    if wish.launch_on:
        first = dates.positioning_by
        if wish.launch_on < first:
            raise InputError(
                Problem("--launch-on", 0, "", f"{wish.launch_on} is before the positioning is due", f"{first} or later")
            )
        yield Change(LAUNCH, "", wish.launch_on, wish.launch_on)


def _published(
    settings: Settings, inputs: LaunchInputs, stored: StoredTraining, mended: MendedPlan, changes: Sequence[Change],
    out: Path, why: str, by: str, stamp: date,
) -> Published:  # fmt: skip
    """Store the mended plan as the one that stands, and publish it."""
    launch_id, at = inputs.launch.launch_id, datetime.now(UTC)
    with transaction(settings.database) as connection:
        save_changes(connection, launch_id, changes, by=by, at=at)
        save_plan(connection, launch_id, mended.plan, by=by, why=why, at=at)
        plan = load_plan(connection, launch_id)
        t = training_files.told(plan, inputs.reps, inputs.trainers, inputs.policy, inputs.calendar.rooms)
        files = plan_files(t, stored.needs, channel_of_reps(inputs))
        invites = invite_files.invites(plan, inputs.reps, inputs.trainers, inputs.launch, "", stamp)
        files |= {f"training/{path}": data for path, data in invites.items()}
        told = {"training/changes.csv": csv_bytes(COLUMNS, [_row(d, inputs) for d in mended.differences])}
        show_files(connection, inputs, {**files, **told}, at)
    folder = OutFolder(settings.database, launch_id, out)
    return folder.publish_all("training", files) + folder.publish_all("training_changes", told)


def _row(d: Difference, inputs: LaunchInputs) -> list[object]:
    moved = _moved(d, inputs)
    before = [d.was.session_id, _at(d.was, moved.time_zone), d.was.place] if d.was else ["", "", ""]
    after = [d.now.session_id, _at(d.now, moved.time_zone), d.now.place] if d.now else ["", "", ""]
    return [d.rep_id, moved.name, d.module_id, moved.title, *before, *after, moved.time_zone, d.why]


def _at(session: Session, zone: str) -> str:
    return session.starts_at.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")


def _moved(d: Difference, inputs: LaunchInputs) -> Moved:
    """Return a difference with names, times in the rep's own zone."""
    rep = next((r for r in inputs.reps if r.rep_id == d.rep_id), None)
    zone = rep.time_zone if rep else "UTC"
    titles = {m.module_id: m.title for m in inputs.policy.taught}
    was, now = (_when(s, zone, inputs) if s else "" for s in (d.was, d.now))
    title = titles.get(d.module_id, d.module_id)
    return Moved(d.rep_id, rep.name if rep else d.rep_id, d.module_id, title, was, now, zone, d.why)


def _when(session: Session, zone: str, inputs: LaunchInputs) -> str:
    rooms = {r.room_id: r.name or r.room_id for r in inputs.calendar.rooms}
    where = ", ".join(part for part in (session.place, rooms.get(session.room_id, session.room_id)) if part)
    return f"{session.starts_at.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M}" + (f" in {where}" if where else "")


def _report(
    connection: Connection, inputs: LaunchInputs, stored: StoredTraining, mended: MendedPlan, wish: Wish,
    published: Published | None,
) -> ReplanReport:  # fmt: skip
    last, before, cost = last_revision(connection, inputs.launch.launch_id), stored.standing.cost, mended.plan.cost
    names = {t.trainer_id: t.name for t in inputs.trainers} | {r.rep_id: r.name for r in inputs.reps}
    titles = {m.module_id: m.title for m in inputs.policy.taught}
    swaps = tuple(
        f"{n.session.title} on {n.session.starts_at:%a %Y-%m-%d %H:%M} UTC:"
        f" {names.get(n.session.trainer_id, n.session.trainer_id)} instead of {names.get(n.was, n.was)}"
        for n in mended.new_trainers
    )
    lost = [d for d in mended.differences if d.was and not d.now and d.why != NOT_NEEDED]
    notes = []
    if wish.launch_on and wish.launch_on != inputs.launch.dates.launch_on:
        notes.append(
            f"launch.yaml still says that the launch is on {inputs.launch.dates.launch_on}: training follows"
            f" {wish.launch_on} from now on, everything else follows the file."
        )
    return ReplanReport(
        revision=last.revision if last else 0,
        moved=tuple(_moved(d, inputs) for d in mended.differences),
        new_trainers=swaps,
        n_moves=mended.n_moves,
        least_moves=mended.least_moves,
        n_lost=len(lost),
        hours_before=before.total - before.unserved if before else None,
        hours=cost.total - cost.unserved if cost else 0.0,
        unserved=unserved_sentences(mended.plan.unserved, names, titles),
        notes=tuple(notes),
        published=published,
    )
