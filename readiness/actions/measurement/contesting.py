"""Contesting: a rep's input is said to be wrong, and somebody settles it; neither changes a figure.

In: a launch, a rep, an input's id, who says what; the number of a contest, who settles it and why.
Out: contests in the database.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from readiness.actions.measurement.rep_inputs import InputsDesk, inputs_desk, rep_inputs
from readiness.adapters.db import contests, launches
from readiness.adapters.db.store import Connection, transaction
from readiness.errors import ConflictError, NotAllowedError, NotFoundError
from readiness.settings import Settings
from readiness.stages.report.contests import Contest, open_ones, opened, settled
from readiness.stages.report.inputs import RepInput


def open_contest(
    settings: Settings, launch_id: str, rep_id: str, input_id: str, *, says: str, by: str, at: datetime, should_be: str = ""
) -> Contest:
    """Record that an input of a rep is said to be wrong.

    Args:
        settings: where the database is.
        launch_id: the launch.
        rep_id: whose input it is.
        input_id: as `write_inputs` gives it.
        says: what is wrong with it.
        by: who says so.
        at: now.
        should_be: what it should be, where that can be said.

    Raises:
        ConflictError: it is contested already and not settled.
        NotAllowedError: nobody's name or no reason is given, or the input is another rep's.
        NotFoundError: no launch, rep or input has this id.
    """
    by, says = _given(by, "a contest needs the name of who opens it: --by NAME"), _given(says, "say what is wrong: --says")
    with transaction(settings.database) as connection:
        contests.only_writer(connection, launch_id)
        desk = inputs_desk(settings, connection, launch_id, at.date())
        found = _found(connection, desk, rep_id, input_id.strip())
        for c in open_ones(desk.contests):
            if (c.rep_id, c.input_id) == (rep_id, found.input_id):
                raise ConflictError(
                    f"the input {c.input_id} of {rep_id} is contested already, as contest {c.contest_id} of"
                    f" {c.opened_at.date()} by {c.opened_by}, which is not settled"
                )
        made = opened(found, launch_id, rep_id, says=says, should_be=should_be.strip(), by=by, at=at)
        return replace(made, contest_id=contests.add_contest(connection, made))


def _found(connection: Connection, desk: InputsDesk, rep_id: str, input_id: str) -> RepInput:
    rep = desk.rep(rep_id)
    found = next((i for i in rep_inputs(connection, desk, rep) if i.input_id == input_id), None)
    if found is not None:
        return found
    launch_id = desk.inputs.launch.launch_id
    where = f"`readiness inputs {launch_id} --rep {rep_id}` lists those of {rep_id}"
    for other in desk.inputs.reps:
        if other != rep and any(i.input_id == input_id for i in rep_inputs(connection, desk, other)):
            raise NotAllowedError(f"the input {input_id} is not one of {rep_id}, and only one's own can be contested; {where}")
    raise NotFoundError(f"no input of the launch {launch_id} has the id {input_id!r}; {where}")


def contests_of(settings: Settings, launch_id: str) -> list[Contest]:
    """Return every contest of a launch, in the order they were opened.

    Raises:
        NotFoundError: no launch has this id.
    """
    with transaction(settings.database) as connection:
        launches.folder_of(connection, launch_id)
        return contests.contests_of(connection, launch_id)


def settle_contest(settings: Settings, contest_id: int, *, is_upheld: bool, because: str, by: str, at: datetime) -> Contest:
    """Settle a contest: the rep is right, and `mends` says which act mends the source, or is not.

    Raises:
        ConflictError: it is settled already.
        NotAllowedError: nobody's name or no reason is given.
        NotFoundError: there is no such contest.
    """
    with transaction(settings.database) as connection:
        return settle_in(connection, contest_id, is_upheld=is_upheld, because=because, by=by, at=at)


def settle_in(connection: Connection, contest_id: int, *, is_upheld: bool, because: str, by: str, at: datetime) -> Contest:
    """Settle a contest, as `settle_contest` does, in a transaction."""
    by, because = _given(by, "a decision needs the name of who takes it: --by NAME"), _given(because, "say why: --because")
    found = settled(contests.contest_of(connection, contest_id), is_upheld=is_upheld, because=because, by=by, at=at)
    contests.settle(connection, found)
    return found


def _given(text: str, missing: str) -> str:
    if not text.strip():
        raise NotAllowedError(missing)
    return text.strip()
