"""Attending: a list of who was in a session taken in, each person in exactly one place, and what it makes of the seats.

In: a file; the launch's plan; what was decided of people in lists.
Out: rows in the database; each seat of the session attended, no_show, or open while somebody waits for a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from readiness.actions.measurement.quiz_review import QueueEntry, held_problems
from readiness.adapters.attendance_lists import AttendanceList, Present, read_list
from readiness.adapters.db import collected, launches, presence, quiz_answers
from readiness.adapters.db.collected import CollectReport, HeldRow, Submission
from readiness.adapters.db.presence import Stay, WaitingPerson
from readiness.adapters.db.store import Connection
from readiness.adapters.inbox_rows import InboxFile
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.stored_positioning import UNSAID
from readiness.errors import ConflictError, NotFoundError
from readiness.stages.training import Attendance, Session, TrainingPlan
from readiness.stages.training.presence import NOT_OURS, Attenders, Named, outcomes, plain_name, queue_id_of, recognised
from readiness.stages.training.records import ATTENDED, NO_SHOW
from readiness.vocabulary import Rep, counted

MOST_NAMED = 6
"""How many sessions a message lists before it only counts."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a list is judged by."""

    launch_id: str
    inputs: LaunchInputs
    plan: TrainingPlan
    session: Session

    @property
    def among(self) -> Attenders:
        """Return who may be in the session."""
        seated = {e.rep_id for e in self.plan.enrolments if e.session_id == self.session.session_id}
        trainers = [Named(t.name, t.email) for t in self.inputs.trainers]
        return Attenders(self.inputs.reps, seated, trainers)

    @property
    def seconds(self) -> int:
        """Return how long the session is."""
        return int((self.session.ends_at - self.session.starts_at).total_seconds())


@dataclass(frozen=True, slots=True)
class _Placed:
    """What became of a list's people."""

    n_taken: int
    waiting: list[WaitingPerson]
    notes: list[str]


def take_list(
    connection: Connection, file: InboxFile, inputs: LaunchInputs, session_id: str = "", now: datetime | None = None
) -> CollectReport:
    """Take in a list of one session; read again it changes nothing, and a later list corrects what it says otherwise.

    Raises:
        NotFoundError: there is no session of the id given.
    """
    listed = read_list(file.path, file.data)
    plan = launches.load_plan(connection, file.scope)
    before = collected.submission_of(connection, file.scope, file.kind, file.sha256)
    number = before.file_number if before else collected.next_file_number(connection, file.scope, file.kind)
    held = held_problems(listed.problems, listed.raws)
    session, why = _session_of(plan, listed, session_id, file.scope, now)
    if session is None and before is not None and before.n_taken + before.n_review:
        return CollectReport(before, (), is_new=False)  # somebody said which it is when it was first taken in
    placed = _Placed(0, [], [])
    if session is None:
        held = held or [HeldRow(0, "", why, "")]
        listed.people.clear()
    else:
        placed = _place(connection, _Desk(file.scope, inputs, plan, session), listed.people, file.sha256, listed.source, number)
    n_rows = len(listed.people) + len(held)
    n_known = n_rows - placed.n_taken - len(held) - len(placed.waiting)
    after = Submission(
        file.scope, file.kind, file.sha256, before.file if before else file.path, n_rows, placed.n_taken, n_known, len(held),
        len(placed.waiting), number,
    )  # fmt: skip
    if after != before:
        collected.save_submission(connection, after, held)
    return CollectReport(after, tuple(held), after != before, tuple(placed.notes))


def _session_of(
    plan: TrainingPlan, listed: AttendanceList, wanted: str, launch_id: str, now: datetime | None
) -> tuple[Session | None, str]:
    """Return the session a list is of, or why nobody can say: it is told by its id, or by its title and day, never guessed."""
    by_id = {s.session_id: s for s in plan.sessions}
    if wanted and wanted not in by_id:
        raise NotFoundError(f"the plan of {launch_id} has no session {wanted!r}")
    told = wanted or listed.session_id or _named_in(f"{listed.title}\n{listed.file}", by_id)
    if told:
        session = by_id.get(told)
        why = _why_not_of(session, told, listed, now)
        return (None, why) if why else (session, "")
    title = plain_name(listed.title)
    fits = [s for s in plan.sessions if title and plain_name(s.title) == title and listed.day and _may_be_on(s, listed.day)]
    if len(fits) == 1:
        return fits[0], ""
    which = "no session has its title and day" if title and listed.day else "it says no title and day"
    if fits:
        which = f"{counted(len(fits), 'session')} fit ({', '.join(s.session_id for s in fits[:MOST_NAMED])})"
    return None, f"which session this list is of cannot be told: {which}; say it with --session SESSION_ID"


def _why_not_of(session: Session | None, told: str, listed: AttendanceList, now: datetime | None) -> str:
    """Return why a list cannot be of the session it says; blank where it can."""
    if session is None:
        return f"the plan has no session {told!r} (any more)"
    if listed.day and not _may_be_on(session, listed.day):
        return f"this list is of {listed.day}, but {told} is on {session.starts_at.date()}"
    if now is not None and session.starts_at > now:
        return f"{told} begins on {session.starts_at:%Y-%m-%d %H:%M} UTC: no list of it can be there yet"
    return ""


def _named_in(text: str, by_id: dict[str, Session]) -> str:
    """Return the one session whose id stands in a text; of ids that contain each other the longest."""
    found = sorted((i for i in by_id if i in text), key=len, reverse=True)
    rest = [i for i in found[1:] if i not in found[0]]
    return found[0] if found and not rest else ""


def _may_be_on(session: Session, day: date) -> bool:
    """Say whether a session may have been on a day by anybody's clock."""
    return abs(session.starts_at.date() - day) <= timedelta(days=1)


def _place(connection: Connection, desk: _Desk, people: Sequence[Present], sha256: str, source: str, number: int) -> _Placed:
    """Put each person of a list where he belongs."""
    decisions, session_id = quiz_answers.decisions_of(connection, desk.launch_id), desk.session.session_id
    seconds: dict[str, int] = {}
    waiting, n_taken = [], 0
    for p in people:
        named, there = Named(p.name, p.email, p.rep_id), p.seconds if p.seconds >= 0 else desk.seconds
        queued = queue_id_of(session_id, named)
        found = recognised(named, desk.among, decisions.get(queued, ""))
        if found.rep_id == NOT_OURS:
            continue
        if found.rep_id:
            n_taken += 1
            seconds[found.rep_id] = seconds.get(found.rep_id, 0) + there
        else:
            waiting.append(WaitingPerson(sha256, p.row, queued, session_id, p.name, p.email, there, source, found.why))
    presence.save_waiting(connection, desk.launch_id, sha256, waiting)
    stays = {rep_id: Stay(n, source, number) for rep_id, n in seconds.items()}
    n_new = presence.save_stays(connection, desk.launch_id, session_id, stays)
    return _Placed(n_taken, waiting, _settle(connection, desk, is_news=n_new > 0))


def _settle(connection: Connection, desk: _Desk, *, is_news: bool) -> list[str]:
    """Say of each seat of a session what became of it, and keep the minutes that measurement counts."""
    launch_id, session = desk.launch_id, desk.session
    stays = presence.stays_of(connection, launch_id)
    mine = {rep_id: stay.seconds for (session_id, rep_id), stay in stays.items() if session_id == session.session_id}
    share, notes = desk.inputs.policy.attended_share, []
    names = {r.rep_id: r.name for r in desk.inputs.reps}
    for rep_id in sorted(mine.keys() - desk.among.seated):
        enough = mine[rep_id] >= share * desk.seconds
        if enough and presence.came_without_a_seat(connection, launch_id, session, rep_id):
            notes.append(f"{names.get(rep_id, rep_id)} ({rep_id}) came without a seat in this session: it counts")
    is_settled = not presence.waiting_people(connection, launch_id, session_id=session.session_id)
    seats = [e for e in desk.plan.enrolments if e.session_id == session.session_id]
    statuses = outcomes(session, seats, mine, share, is_settled=is_settled)
    presence.set_seats(connection, launch_id, session.session_id, statuses)
    if mine:
        presence.hold_session(connection, launch_id, session.session_id)
    collected.save_attendance(connection, launch_id, _days(desk, stays), corrects=is_news)
    absent = sum(status == NO_SHOW for status in statuses.values())
    if absent:
        notes.append(f"{counted(absent, 'seat')} stayed empty: readiness invites make-ups {launch_id}")
    if not is_settled and statuses:
        notes.append("nobody is called absent until everybody in this list has a name")
    return notes


def _days(desk: _Desk, stays: dict[tuple[str, str], Stay]) -> list[Attendance]:
    """Return the minutes of each day of those who were in this session, all their sessions of that day together."""
    zones: dict[str, Rep] = {r.rep_id: r for r in desk.inputs.reps}
    begins = {s.session_id: s.starts_at for s in desk.plan.sessions}
    mine = {rep_id for session_id, rep_id in stays if session_id == desk.session.session_id and rep_id in zones}
    total: dict[tuple[str, date], int] = {}
    for (session_id, rep_id), stay in stays.items():
        if rep_id in mine and session_id in begins:
            day = begins[session_id].astimezone(ZoneInfo(zones[rep_id].time_zone)).date()
            total[rep_id, day] = total.get((rep_id, day), 0) + stay.seconds
    return [Attendance(rep_id, day, round(seconds / 60)) for (rep_id, day), seconds in sorted(total.items())]


def sat_in(connection: Connection, launch_id: str, inputs: LaunchInputs, taken: Sequence[Attendance]) -> None:
    """Mark the seats of days whose minutes a table tells: those of a day all together, for it does not say which session.

    Who is not in such a table is not called absent by it.
    """
    plan = launches.load_plan(connection, launch_id)
    zones, by_id = {r.rep_id: r.time_zone for r in inputs.reps}, {s.session_id: s for s in plan.sessions}
    minutes = {(a.rep_id, a.attended_on): a.minutes for a in taken}
    sat: dict[tuple[str, date], list[Session]] = {}
    for e in plan.enrolments:
        session = by_id.get(e.session_id)
        if session is not None and e.rep_id in zones:
            day = session.starts_at.astimezone(ZoneInfo(zones[e.rep_id])).date()
            if (e.rep_id, day) in minutes:
                sat.setdefault((e.rep_id, day), []).append(session)
    for (rep_id, day), sessions in sorted(sat.items(), key=lambda item: item[0]):
        whole = sum((s.ends_at - s.starts_at).total_seconds() for s in sessions) / 60
        if whole and minutes[rep_id, day] >= inputs.policy.attended_share * whole:
            for session in sessions:
                presence.set_seats(connection, launch_id, session.session_id, {rep_id: ATTENDED})


def people_queue(connection: Connection, launch_id: str) -> list[QueueEntry]:
    """Return the people of attendance lists who wait for a name, by queue id."""
    names = {s.sha256: s.file for s in collected.submissions_of(connection, [launch_id])}
    together: dict[str, list[WaitingPerson]] = {}
    for w in presence.waiting_people(connection, launch_id):
        together.setdefault(w.queue_id, []).append(w)
    return [
        QueueEntry(
            queued, "person", f"{' '.join((w[0].name, w[0].email)).strip()}, {w[0].session_id}", w[0].reason, len(w),
            tuple(sorted({names.get(x.sha256, "") for x in w})),
        )
        for queued, w in sorted(together.items())
    ]  # fmt: skip


def name_person(connection: Connection, launch_id: str, queued: str, rep_id: str) -> int:
    """Say who a waiting person is, `-` for none of ours; return how many rows of lists were settled.

    Raises:
        NotFoundError: nobody waits under this queue id, or no rep has this id.
        ConflictError: no rep was named.
    """
    waiting = presence.waiting_people(connection, launch_id, queue_id=queued)
    if not waiting:
        raise NotFoundError(f"nothing waits for review under {queued!r}: readiness collect review --launch {launch_id}")
    if not rep_id:
        raise ConflictError(f"{queued} is a person: say which with --rep alone")
    inputs = launches.load_inputs(connection, launch_id, UNSAID)
    if rep_id != NOT_OURS and rep_id not in {r.rep_id for r in inputs.reps}:
        raise NotFoundError(f"no rep has the id {rep_id!r}")
    quiz_answers.save_decisions(connection, launch_id, {queued: rep_id})
    plan = launches.load_plan(connection, launch_id)
    by_id = {s.session_id: s for s in plan.sessions}
    for session_id in sorted({w.session_id for w in waiting}):
        mine = [w for w in waiting if w.session_id == session_id]
        _named(connection, launch_id, mine, rep_id)
        if session_id in by_id:
            _settle(connection, _Desk(launch_id, inputs, plan, by_id[session_id]), is_news=True)
    return len(waiting)


def _named(connection: Connection, launch_id: str, waiting: Sequence[WaitingPerson], rep_id: str) -> None:
    """Move people of one session out of the queue, and add their time to what the same list says of the rep."""
    files = {s.sha256: s for s in collected.submissions_of(connection, [launch_id]) if s.kind == "attendance"}
    for sha256 in sorted({w.sha256 for w in waiting}, key=lambda f: files[f].file_number):
        file, here = files[sha256], [w for w in waiting if w.sha256 == sha256]
        left = [w for w in presence.waiting_people(connection, launch_id) if w.sha256 == sha256 and w not in here]
        presence.save_waiting(connection, launch_id, sha256, left)
        settled = replace(file, n_review=file.n_review - len(here))
        if rep_id == NOT_OURS:
            settled = replace(settled, n_duplicates=file.n_duplicates + len(here))
        else:
            settled = replace(settled, n_taken=file.n_taken + len(here))
            before = presence.stays_of(connection, launch_id).get((here[0].session_id, rep_id))
            of_it = before.seconds if before and before.file_number == file.file_number else 0
            stay = Stay(of_it + sum(w.seconds for w in here), here[0].source, file.file_number)
            presence.save_stays(connection, launch_id, here[0].session_id, {rep_id: stay})
        collected.save_submission(connection, settled, collected.held_in(connection, launch_id, file.kind, sha256))
