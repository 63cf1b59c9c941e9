"""Schedule folder: training to be planned from a folder of one's own, without a launch.

In: the folder's files: reps.csv, trainers.csv, sessions.csv or training.yaml, needs.csv, calendar/; the days between which.
Out: Training, or every problem there is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from readiness.adapters import people_files
from readiness.adapters.calendar_files import PEOPLE, ROOMS, is_calendar, read_rooms
from readiness.adapters.input_columns import (
    Column,
    choice_column,
    date_column,
    id_column,
    language_column,
    text_column,
    words_column,
)
from readiness.adapters.input_ids import ANY_ID
from readiness.adapters.input_tables import Problems, read_table
from readiness.adapters.input_values import integer_value, list_value, slug_value
from readiness.adapters.launch_calendar import BLACKOUT, BUSY, LaunchCalendar, read_calendar
from readiness.adapters.training_policy_files import FILE as TRAINING
from readiness.adapters.training_policy_files import LONGEST, SHORTEST, place_value, read_training
from readiness.errors import InvalidInputsError
from readiness.stages.training.framing import Training
from readiness.stages.training.needs import Need, needs_of
from readiness.stages.training.records import Excused, TrainingModule, TrainingPolicy
from readiness.vocabulary import LaunchDates, Motion, Rep

REPS, TRAINERS, SESSIONS, NEEDS = "reps.csv", "trainers.csv", "sessions.csv", "needs.csv"
NAME = "schedule"
DAY = (time(9), time(17))
OPTIONAL: Mapping[str, Any] = {"optional": True, "blank": True}


def is_schedule_input(path: str) -> bool:
    """Say whether a path of the folder is read."""
    return path in (REPS, TRAINERS, SESSIONS, NEEDS, TRAINING, ROOMS, PEOPLE, BUSY, BLACKOUT) or is_calendar(path)


def read_schedule(
    files: Mapping[str, bytes], first_day: date | None, ready_by: date | None, launch_on: date | None
) -> tuple[Training, tuple[Excused, ...]]:
    """Return what is to be planned, and who does not have to come.

    Raises:
        InvalidInputsError: with every problem in every file.
    """
    problems = Problems()
    for path in (REPS, TRAINERS):
        if path not in files:
            problems.add(path, 0, "", "the file is missing", "a file of this name in the folder")
    policy = _policy(files, first_day, problems)
    dates = _dates(policy, ready_by, launch_on, problems)
    modules = [m.module_id for m in policy.taught] if policy else ANY_ID
    rooms = read_rooms(files[ROOMS], problems) if ROOMS in files else []
    reps = _reps(files[REPS], problems) if REPS in files else []
    places = {r.place for r in rooms}
    trainers = (
        people_files.read_trainers(TRAINERS, files[TRAINERS], problems, modules=modules, places=places)
        if TRAINERS in files
        else []
    )
    calendar = read_calendar(files, dates, policy, reps, trainers, rooms, problems)
    needs = _needs(files, modules, problems)
    if problems.found or policy is None or dates is None:
        raise InvalidInputsError(sorted(set(problems.found)))
    found = needs_of(reps, policy, dates.launch_on)
    training = _training(reps, policy, dates, calendar, needs if NEEDS in files else found.needs)
    return replace(training, trainers=trainers), () if NEEDS in files else found.excused


def _training(
    reps: Sequence[Rep], policy: TrainingPolicy, dates: LaunchDates, c: LaunchCalendar, needs: Sequence[Need]
) -> Training:
    return Training(NAME, reps, (), policy, dates, needs, c.blackouts, c.busy, c.workdays, c.rooms)


def _policy(files: Mapping[str, bytes], first_day: date | None, problems: Problems) -> TrainingPolicy | None:
    """Return the policy of training.yaml, or the usual one; sessions.csv names the modules where it is there."""
    policy = read_training(TRAINING, files[TRAINING], problems) if TRAINING in files else None
    modules = _modules(files[SESSIONS], problems) if SESSIONS in files else ()
    if TRAINING not in files and SESSIONS not in files:
        problems.add(SESSIONS, 0, "", "the file is missing", "a file of this name, or a training.yaml")
    if TRAINING not in files and first_day is None:
        problems.add("--first-day", 0, "", "is not given", "the first day that can be planned")
    if policy is None and modules and first_day is not None and TRAINING not in files:
        one = modules[0]
        policy = TrainingPolicy(one.title, one.minutes, one.seats, first_day, *DAY, 1, 0.0, randomise=False)
    if policy is None:
        return None
    return replace(policy, modules=modules or policy.modules, first_day=first_day or policy.first_day)


def _dates(
    policy: TrainingPolicy | None, ready_by: date | None, launch_on: date | None, problems: Problems
) -> LaunchDates | None:
    if ready_by is None:
        problems.add("--ready-by", 0, "", "is not given", "the last day of training")
        return None
    if policy is not None and ready_by < policy.first_day:
        problems.add("--ready-by", 0, "", f"{ready_by} is before the first day", f"{policy.first_day} or later")
    launch = launch_on or ready_by
    if launch < ready_by:
        problems.add("--launch-on", 0, "", f"{launch} is before ready_by", f"{ready_by} or later")
    return LaunchDates(ready_by, ready_by, launch, launch)


def _reps(data: bytes, problems: Problems) -> list[Rep]:
    columns = [
        id_column("rep_id"),
        people_files.ZONE,
        language_column("language"),
        *(text_column(name, **OPTIONAL) for name in ("name", "email")),
        *(id_column(name, **OPTIONAL) for name in ("channel", "partner_id", "territory_id", "manager_id")),
        choice_column("motion", [m.value for m in Motion], default=Motion.CONSULTATIVE.value, **OPTIONAL),
        date_column("hired_on", default=None, **OPTIONAL),
    ]
    rows = read_table(REPS, data, columns, problems, key="rep_id")
    return [Rep(**{**r.values, "name": r["name"] or r["rep_id"], "motion": Motion(r["motion"])}) for r in rows]


def _modules(data: bytes, problems: Problems) -> tuple[TrainingModule, ...]:
    columns = [
        Column("module_id", slug_value, "lower-case letters, digits and dashes", is_id=True),
        words_column("title", **OPTIONAL),
        Column("minutes", integer_value(SHORTEST, LONGEST), f"a whole number from {SHORTEST} to {LONGEST}"),
        Column("seats", integer_value(1, 1000), "a whole number from 1 to 1000"),
        Column("after", list_value, "module_ids separated by semicolons, or blank", default=(), **OPTIONAL),
        Column("rooms", place_value, "yes, no, or a place of calendar/rooms.csv", default=False, **OPTIONAL),
    ]
    rows = read_table(SESSIONS, data, columns, problems, key="module_id")
    earlier: set[str] = set()
    for r in rows:
        for name in r["after"]:
            if name not in earlier:
                problems.add(SESSIONS, r.row, "after", f"{name!r} does not stand in a row above", "modules of rows above")
        earlier.add(r["module_id"])
    return tuple(
        TrainingModule(
            r["module_id"], r["title"] or r["module_id"], r["minutes"], r["seats"], r["after"], r["rooms"] is not False,
            r["rooms"] if isinstance(r["rooms"], str) else "",
        )
        for r in rows
    )  # fmt: skip


def _needs(files: Mapping[str, bytes], modules: Collection[str], problems: Problems) -> list[Need]:
    if NEEDS not in files:
        return []
    known = problems.in_column(REPS, "rep_id")
    columns = [
        id_column("rep_id", people_files.REP, known=known),
        Column("module_id", slug_value, "a module_id of sessions.csv or training.yaml", is_id=True, known=modules),
        text_column("why", **OPTIONAL),
    ]
    return [Need(r["rep_id"], r["module_id"], r["why"]) for r in read_table(NEEDS, files[NEEDS], columns, problems)]
