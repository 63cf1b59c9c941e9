"""Stored owed: every act that is owed in a launch now, from what was measured, taught and planned, and who stands above whom.

In: a connection, a launch's inputs, the day.
Out: Owed; owner -> whoever is one level above.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from readiness.adapters.db.collected import load_responses
from readiness.adapters.db.contacts import load_done, load_tasks
from readiness.adapters.db.shown import Row, all_rows
from readiness.adapters.db.store import Connection
from readiness.adapters.db.training_plans import load_plan
from readiness.adapters.launch_files import LaunchInputs
from readiness.permissions import Scope
from readiness.stages.follow_ups import working_day
from readiness.stages.follow_ups.act import SOON
from readiness.stages.owed import FACTORY, MANAGER, REP, Owed
from readiness.stages.training.records import ATTENDED
from readiness.vocabulary import counted, week_of

MEASURED = {
    "report.acts": ("rep", "rep_id"),
    "report.claim_acts": ("claim", "requirement_id"),
    "report.partner_acts": ("partner", "partner_id"),
}
"""Table of a report -> what its acts are about, and in which column that stands."""
STANDING_ACTS = ("keep_going", "leave")
"""Not owed by a day: a word of encouragement, or nothing at all."""


def owed_now(connection: Connection, inputs: LaunchInputs, as_of: date) -> list[Owed]:
    """Return every act that is owed, or was done, in a launch on a day."""
    role = _roles(inputs)
    return [
        *_measured(connection, inputs, role),
        *_after_sessions(connection, inputs, as_of),
        *_contacts(connection, inputs, role, as_of),
        *_deals(connection, inputs, role, as_of),
    ]


def above(inputs: LaunchInputs) -> dict[str, str]:
    """Return owner -> one level up: a rep's manager, else the channel's, else the launch's owner, who has nobody above."""
    owner = inputs.launch.owner
    managers = {c.channel: c.manager for c in inputs.channels}
    found = {manager: owner for manager in (*managers.values(), *(r.manager_id for r in inputs.reps)) if manager}
    for rep in inputs.reps:
        found[rep.rep_id] = rep.manager_id or managers.get(rep.channel, "") or owner
    found.pop(owner, None)
    return {who: boss for who, boss in found.items() if boss != who}


def names_in(inputs: LaunchInputs) -> dict[str, str]:
    """Return id -> name of every person a launch names by an id."""
    return {r.rep_id: r.name for r in inputs.reps if r.name}


def _roles(inputs: LaunchInputs) -> Mapping[str, str]:
    """Return owner -> role; whoever is neither rep nor the launch's owner is a manager."""
    managers = {r.manager_id for r in inputs.reps}
    return {**{r.rep_id: MANAGER if r.rep_id in managers else REP for r in inputs.reps}, inputs.launch.owner: FACTORY}


def _measured(connection: Connection, inputs: LaunchInputs, role: Mapping[str, str]) -> Iterator[Owed]:
    """Yield the acts of the last measurement."""
    seen: set[str] = set()
    for table, (kind, subject) in MEASURED.items():
        for row in all_rows(connection, inputs.launch.launch_id, table, Scope()):
            act_id = row.get("act_id", "")
            if act_id and act_id not in seen and row["act"] not in STANDING_ACTS:
                seen.add(act_id)
                yield _act(row, kind, row[subject], role)


def _act(row: Row, kind: str, subject: str, role: Mapping[str, str]) -> Owed:
    owner = row["owner"]
    days = date.fromisoformat(row["opened_on"]), date.fromisoformat(row["due_on"])
    return Owed(row["act_id"], kind, subject, owner, role.get(owner, MANAGER), row["words"], *days, row["because"])


def _after_sessions(connection: Connection, inputs: LaunchInputs, as_of: date) -> Iterator[Owed]:
    """Yield what a session ends in: whoever was there takes the quiz within a week."""
    launch_id = inputs.launch.launch_id
    plan = load_plan(connection, launch_id)
    sessions = {s.session_id: s for s in plan.sessions}
    known = {r.rep_id for r in inputs.reps}
    answered: dict[str, list[date]] = {}
    for response in load_responses(connection, launch_id):
        answered.setdefault(response.rep_id, []).append(response.answered_on)
    for seat in plan.enrolments:
        session = sessions.get(seat.session_id)
        if session is None or seat.status != ATTENDED or seat.rep_id not in known:
            continue
        held_on = session.starts_at.date()
        done = [day for day in answered.get(seat.rep_id, ()) if held_on <= day <= as_of]
        words = f"Take the quiz on “{session.title}”."
        yield Owed(
            f"session:{seat.session_id}:{seat.rep_id}", "session", seat.rep_id, seat.rep_id, REP, words, held_on,
            working_day(held_on, SOON), "the session ended in it", min(done, default=None),
        )  # fmt: skip


def _contacts(connection: Connection, inputs: LaunchInputs, role: Mapping[str, str], as_of: date) -> Iterator[Owed]:
    """Yield what messages and decks end in: the contacts a rep has planned for a week are made by the end of it."""
    planned, done = load_tasks(connection, inputs.launch.launch_id), load_done(connection, inputs.launch.launch_id)
    weeks: dict[tuple[str, date], list[str]] = {}
    for task in planned.values():
        monday = week_of(task.due_on)
        if task.rep_id and monday <= as_of:
            weeks.setdefault((task.rep_id, monday), []).append(task.contact_id)
    for (rep_id, monday), ids in sorted(weeks.items()):
        made = [done[i].done_on for i in ids if i in done and done[i].done_on <= as_of]
        words = f"Make the {counted(len(ids), 'contact')} planned for the week of {monday}."
        because = f"{len(made):,} of {len(ids):,} made so far"
        finished = max(made) if len(made) == len(ids) else None
        days = monday, monday + timedelta(days=6)
        yield Owed(
            f"contact:{rep_id}:{monday}", "contact", rep_id, rep_id, role.get(rep_id, REP), words, *days, because, finished
        )


def _deals(connection: Connection, inputs: LaunchInputs, role: Mapping[str, str], as_of: date) -> Iterator[Owed]:
    """Yield the next act of each deal that somebody noted something of; the next note is what shows that it was done."""
    for row in all_rows(connection, inputs.launch.launch_id, "plan.vision", Scope()):
        if row["noted_on"] and row["noted_on"] <= as_of.isoformat():
            noted, due = date.fromisoformat(row["noted_on"]), date.fromisoformat(row["due_on"])
            act_id = f"deal:{row['account_id']}:{row['decision']}:{row['noted_on']}"
            words = f"{row['account_name'] or row['account_id']}: {row['next_act']}"
            who = row["owner"], role.get(row["owner"], MANAGER)
            yield Owed(act_id, "deal", row["account_id"], *who, words, noted, max(noted, due), row["why"])
