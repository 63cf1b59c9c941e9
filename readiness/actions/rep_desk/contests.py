"""Contests: a rep says that an input of the own figures is wrong, looks what became of it, or takes it back.

In: who is signed in, an input, what is wrong with it.
Out: contests in the database; nothing is ever deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from readiness.adapters.db import audit, contests, kept_inputs
from readiness.adapters.db.measured import measured_launches
from readiness.adapters.db.store import reading, transaction
from readiness.errors import ConflictError, InputError, Problem
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings
from readiness.stages.report.contests import Contest, dropped, open_ones, opened

MOST_LETTERS = 2_000


@dataclass(frozen=True, slots=True)
class OwnContest:
    """One of a rep's contests, and the name of its launch."""

    contest: Contest
    launch_name: str


def contest(
    settings: Settings, viewer: Viewer, launch_id: str, input_id: str, *, says: str, should_be: str, now: datetime
) -> Contest:
    """Record that an input of the rep's own figures is said to be wrong; it changes no figure.

    Raises:
        ConflictError: it is contested already and not settled.
        InputError: nothing is said, or too much.
        NotFoundError: it is not one of the rep's.
    """
    scope = allowed(viewer, "contests.open")
    says, should_be = says.strip(), should_be.strip()
    if not says or len(says) + len(should_be) > MOST_LETTERS:
        what = "it does not say what is wrong" if not says else "it says too much"
        raise InputError(Problem("", 0, "says", what, f"a few sentences, at most {MOST_LETTERS} letters"))
    with reading(settings.database) as connection:
        kept = kept_inputs.inputs_of(connection, launch_id, scope.rep_id)
    found = next((i for i in kept.inputs if i.input_id == input_id), None) if kept else None
    if found is None:
        raise hidden("row")
    with transaction(settings.database) as connection:
        contests.only_writer(connection, launch_id)
        mine = contests.contests_of_rep(connection, launch_id, scope.rep_id)
        if any(c.input_id == input_id for c in open_ones(mine)):
            raise ConflictError("you have contested this already, and nobody has settled it yet")
        made = opened(found, launch_id, scope.rep_id, says=says, should_be=should_be, by=viewer.name, at=now)
        made = replace(made, contest_id=contests.add_contest(connection, made))
        audit.note(connection, viewer, "contests.open", now, launch_id=launch_id, rep_id=scope.rep_id, about=input_id)
    return made


def own_contests(settings: Settings, viewer: Viewer) -> Sequence[OwnContest]:
    """Return a rep's contests of every launch, open ones first, then the last settled first."""
    scope = allowed(viewer, "self.see")
    with reading(settings.database) as connection:
        launches = measured_launches(connection, scope)
        found = [
            OwnContest(c, launch.name)
            for launch in launches
            for c in contests.contests_of_rep(connection, launch.launch_id, scope.rep_id)
        ]
    return sorted(found, key=lambda o: (bool(open_ones([o.contest])), o.contest.opened_at, o.contest.contest_id), reverse=True)


def drop_contest(settings: Settings, viewer: Viewer, contest_id: int, now: datetime) -> None:
    """Take an own contest back while nobody has settled it.

    Raises:
        ConflictError: it is settled already.
        NotFoundError: the rep has no such contest.
    """
    scope = allowed(viewer, "contests.open")
    with transaction(settings.database) as connection:
        mine = contests.own_contest(connection, contest_id, scope.rep_id)
        if mine is None:
            raise hidden("contest")
        contests.settle(connection, dropped(mine, by=viewer.name, at=now))
        audit.note(connection, viewer, "contests.drop", now, launch_id=mine.launch_id, rep_id=mine.rep_id, about=mine.input_id)
