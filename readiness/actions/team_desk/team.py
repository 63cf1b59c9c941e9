"""Team: who is in a manager's team, what is owed about them, and what most of them get wrong.

In: who is signed in, a launch, which rows.
Out: Team.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from readiness.adapters.db import audit, coaching, team_facts
from readiness.adapters.db.coaching import CoachingNote
from readiness.adapters.db.rep_figures import has_table
from readiness.adapters.db.shown import Row, Wanted, all_rows, slice_of
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.db.team_facts import TeamLaunch
from readiness.adapters.shown_reps import rep_row
from readiness.permissions import Scope, Viewer, allowed, hidden
from readiness.settings import Settings
from readiness.stages.quizzes import Placed
from readiness.stages.quizzes.certificate_model import held, history_of, last_award
from readiness.stages.report import RepRow
from readiness.stages.report.team_holes import Hole, holes

SOON = timedelta(days=60)
"""So long before a certificate ends it is told."""


@dataclass(frozen=True, slots=True)
class TeamRep:
    """One rep of a team; `row` is None before the first measurement."""

    rep_id: str
    name: str
    row: RepRow | None


@dataclass(frozen=True, slots=True)
class Owed:
    """One act that is owed about a rep, or a note somebody means to come back to."""

    rep_id: str
    name: str
    act: str
    """Empty for a note."""
    words: str
    owner: str
    """manager or rep; else a name."""
    due_on: date


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing of reps: rep_id -> name, by name; of certificates the day they end or ended."""

    quiz: Mapping[str, str]
    session: Mapping[str, str]
    certificates: Sequence[tuple[str, str, date]]


@dataclass(frozen=True, slots=True)
class Team:
    """A manager's team in one launch."""

    launches: Sequence[TeamLaunch]
    launch: TeamLaunch | None
    today: date
    owed: Sequence[Owed]
    holes: Sequence[Hole]
    headlines: Mapping[str, str]
    missing: Missing
    reps: Sequence[TeamRep]
    n: int
    """Reps that were looked for, of whom `reps` is a page."""
    n_team: int
    n_answered: int


NOBODY = Missing({}, {}, ())


def team_of(settings: Settings, viewer: Viewer, launch_id: str, wanted: Wanted, now: datetime) -> Team:
    """Return a manager's team in a launch, the last measured where none is named; the look is noted.

    Raises:
        NotFoundError: no such launch has reps of the team.
    """
    scope, today = allowed(viewer, "team.see"), now.date()
    with reading(settings.database) as connection:
        found = team_facts.team_launches(connection, scope) if not scope.nothing else []
        launch = next((x for x in found if x.launch_id == launch_id), None) if launch_id else next(iter(found), None)
        if launch is None:
            if launch_id:
                raise hidden("launch")
            return Team(found, None, today, (), (), {}, NOBODY, (), 0, 0, 0)
        names = {row["rep_id"]: row["name"] for row in all_rows(connection, launch.launch_id, "inputs.reps", scope)}
        placed = team_facts.answers_of(connection, launch.launch_id, sorted(names))
        reps, n = _reps(connection, launch, scope, wanted)
        made = Team(
            found,
            launch,
            today,
            _owed(connection, launch.launch_id, scope, names),
            holes(placed, team_facts.message_of_items(connection, launch.launch_id)),
            team_facts.headlines(connection, launch.launch_id),
            _missing(connection, launch.launch_id, scope, names, placed, now),
            reps,
            n,
            len(names),
            len({p.rep_id for p in placed}),
        )
    with transaction(settings.database) as connection:
        audit.note(connection, viewer, "team.see", now, launch_id=launch.launch_id)
    return made


def _reps(connection: Connection, launch: TeamLaunch, scope: Scope, wanted: Wanted) -> tuple[list[TeamRep], int]:
    """Return a page of the reps by name or by when something is due; never by what they sold."""
    table = "report.reps" if launch.as_of else "inputs.reps"
    order = wanted.order_by if wanted.order_by == "name" or launch.as_of else ""
    found = slice_of(connection, launch.launch_id, table, scope, replace(wanted, order_by=order or "name"))
    return [TeamRep(r["rep_id"], r["name"] or r["rep_id"], rep_row(r) if launch.as_of else None) for r in found.rows], found.n


def _owed(connection: Connection, launch_id: str, scope: Scope, names: Mapping[str, str]) -> list[Owed]:
    """Return what is owed about the team, the earliest due first."""
    rows = all_rows(connection, launch_id, "report.acts", scope)
    acts = [_act(row, scope, names) for row in rows if row["act"] != "keep_going"]
    notes = [_note(n, names) for n in coaching.open_notes(connection, launch_id) if n.rep_id in names]
    return sorted([*acts, *notes], key=lambda o: (o.due_on, o.name, o.act))


def _act(row: Row, scope: Scope, names: Mapping[str, str]) -> Owed:
    rep_id, owner = row["rep_id"], row["owner"]
    who = "manager" if owner == scope.manager_id else "rep" if owner == rep_id else owner
    return Owed(rep_id, names.get(rep_id, "") or rep_id, row["act"], row["words"], who, date.fromisoformat(row["due_on"]))


def _note(note: CoachingNote, names: Mapping[str, str]) -> Owed:
    return Owed(note.rep_id, names[note.rep_id] or note.rep_id, "", note.text, "manager", note.due_on or note.at.date())


def _missing(
    connection: Connection, launch_id: str, scope: Scope, names: Mapping[str, str], placed: Sequence[Placed], now: datetime
) -> Missing:
    """Return who answered nothing, who had a session that is over and is on no list, and whose certificate ends."""
    answered = {p.rep_id for p in placed}
    reps = sorted(names, key=lambda i: (names[i], i))
    attended = {a.rep_id for a in team_facts.attended_by(connection, launch_id, reps)}
    over = now.strftime("%Y-%m-%dT%H:%MZ")
    plan = all_rows(connection, launch_id, "training.plan", scope) if has_table(connection, launch_id, "training.plan") else ()
    seated = {row["rep_id"] for row in plan if row["starts_at_utc"] and row["starts_at_utc"] < over}
    return Missing(
        {i: names[i] or i for i in reps if i not in answered},
        {i: names[i] or i for i in reps if i in seated - attended},
        _ending(connection, launch_id, names, now.date()),
    )


def _ending(connection: Connection, launch_id: str, names: Mapping[str, str], today: date) -> list[tuple[str, str, date]]:
    """Return rep_id, name and last day of the certificates that end soon or ended without another, the earliest first."""
    found = []
    for (_, rep_id), events in history_of(team_facts.certificates_of(connection, launch_id, sorted(names))).items():
        now_held, last = held(events, today), last_award(events)
        ends = now_held.valid_until if now_held else min(events[-1].valid_until, last.valid_until) if last else None
        if ends is not None and ends <= today + SOON:
            found.append((rep_id, names[rep_id] or rep_id, ends))
    return sorted(found, key=lambda row: (row[2], row[1]))
