"""Training policy files: training.yaml: what is taught, who needs it, when it may be, what an hour is worth.

In: the bytes of the file.
Out: TrainingPolicy; faults as Problems with line and field.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import time
from typing import Annotated, Any, Literal

from pydantic import Field

from readiness.adapters.buyer_files import Clock, Day, Slug, Words, check_listed, no_repeats, whole
from readiness.adapters.index_policy_files import Bar, IndexBlock, index_policy
from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import BadValueError, decimal_value, shown, words_value
from readiness.adapters.yaml_files import Strict, parsed_by, read_model
from readiness.stages.buyers import BuyerMap
from readiness.stages.quizzes.policy import QuizPolicy
from readiness.stages.training.records import Curriculum, HourWorth, Room, TrainingModule, TrainingPolicy
from readiness.vocabulary import WEEKDAYS, Motion

FILE = "training.yaml"
SHORTEST, LONGEST = 15, 480
YES, NO = ("yes", "true", "on"), ("no", "false", "off")
MODULE = "a module_id of this file's modules"


def yes_no_value(text: str) -> bool:
    """Return whether a text says yes."""
    if text.casefold() not in (*YES, *NO):
        raise BadValueError(f"{shown(text)} is neither yes nor no")
    return text.casefold() in YES


def weekday_value(text: str) -> int:
    """Return the number of a day of the week, Monday is 0; its first three letters do."""
    found = [i for i, name in enumerate(WEEKDAYS) if text.casefold() in (name, name[:3])]
    if not found:
        raise BadValueError(f"{shown(text)} is no day of the week")
    return found[0]


def place_value(text: str) -> bool | str:
    """Return whether something is in rooms, or the name of the only place."""
    return text.casefold() in YES if text.casefold() in (*YES, *NO) else words_value(200)(text)


def _number(low: str, high: str, expected: str) -> Any:
    return parsed_by(decimal_value(low, high), expected)


YesNo = Annotated[bool, parsed_by(yes_no_value, "yes or no")]
Weekday = Annotated[int, parsed_by(weekday_value, "a day such as monday or mon")]
Share = Annotated[float, _number("0", "1", "a share from 0 to 1, such as 0.1")]
Hours = Annotated[float, _number("0", "10000", "selling hours, 0 or more")]
Seats = Annotated[int, whole(1, 1000)]
Minutes = Annotated[int, whole(SHORTEST, LONGEST)]
Percent = Annotated[float, _number("0", "100", "percent of the quiz right, from 0 to 100")]


class _Hours(Strict):
    starts: Clock
    ends: Clock


class _Module(Strict):
    module_id: Slug
    title: Words
    minutes: Minutes
    seats: Seats
    after: list[Slug] = Field(default_factory=list)
    rooms: Annotated[bool | str, parsed_by(place_value, "yes, no, or a place of calendar/rooms.csv")] = False
    test_out: Percent | None = None
    competencies: list[Slug] = Field(default_factory=list)


class _Curriculum(Strict):
    modules: list[Slug] = Field(min_length=1)
    channels: list[Slug] = Field(default_factory=list)
    motions: list[Motion] = Field(default_factory=list)
    hired_within_days: Annotated[int, whole(1, 36500)] | None = None
    managers: YesNo | None = None
    ability_below: Percent | None = None


class _Worth(Strict):
    worth: Annotated[float, _number("0", "100", "a number from 0 to 100; a mean selling hour is worth 1")]
    starts: Clock = time(0)
    ends: Clock = time(23, 59)
    weekdays: list[Weekday] = Field(default_factory=list)


class _LastWave(Strict):
    starts_on: Day
    ends_on: Day


class _Training(Strict):
    title: Words = ""
    minutes: Minutes = 0
    seats: Seats = 0
    first_day: Day
    working_hours: _Hours
    waves: Annotated[int, whole(1, 12)] = 1
    assigned: Literal["random", "not", ""] = ""
    readiness_bar: Bar = 70
    readiness_bars: dict[Motion, Bar] = Field(default_factory=dict)
    readiness: IndexBlock = Field(default_factory=IndexBlock)
    modules: list[_Module] = Field(default_factory=list)
    curricula: list[_Curriculum] = Field(default_factory=list)
    notice_days: Annotated[int, whole(0, 60)] = 3
    session_cost: Hours = 2.0
    trainer_cost_per_hour: Hours = 1.0
    hour_worth: list[_Worth] = Field(default_factory=list)
    max_team_share: Annotated[float, _number("0.01", "1", "a share above 0, such as 0.5")] = 0.5
    make_up_seats: Annotated[float, _number("0", "0.9", "a share from 0 to 0.9, such as 0.1")] = 0.1
    randomise: YesNo = True
    randomise_tolerance: Hours = 2.0
    last_wave: _LastWave | None = None
    holidays: YesNo = True
    lunch_free: YesNo = False
    attended_share: Annotated[float, _number("0.01", "1", "a share above 0, such as 0.75")] = 0.75


def read_training(file: str, data: bytes, problems: Problems) -> TrainingPolicy | None:
    """Return what is taught, to whom, and when it may be."""
    model = read_model(file, data, _Training, problems)
    if model is None:
        return None
    _check_one_module(file, model, problems)
    _check_hours(file, model, problems)
    _check_modules(file, model.modules, problems)
    ids = [m.module_id for m in model.modules]
    for i, c in enumerate(model.curricula):
        listed: Sequence[tuple[str, object]] = [(f"curricula[{i}].modules[{j}]", m) for j, m in enumerate(c.modules)]
        check_listed(file, listed, ids, MODULE, problems)
    _check_last_wave(file, model, problems)
    for i, w in enumerate(model.hour_worth):
        if w.ends <= w.starts:
            problems.add_at(file, f"hour_worth[{i}].ends", f"{w.ends:%H:%M} is not after starts", "a later time")
    return _policy(file, model, problems)


def _policy(file: str, model: _Training, problems: Problems) -> TrainingPolicy:
    hours, first = model.working_hours, (model.modules[0] if model.modules else model)
    minutes = sum(m.minutes for m in model.modules) or model.minutes
    return TrainingPolicy(
        first.title, minutes, first.seats, model.first_day, hours.starts, hours.ends, model.waves, model.readiness_bar,
        index_policy(file, model.readiness, model.readiness_bars, problems), model.assigned,
        modules=tuple(
            TrainingModule(
                m.module_id, m.title, m.minutes, m.seats, tuple(m.after), m.rooms is not False,
                m.rooms if isinstance(m.rooms, str) else "", _float(m.test_out), tuple(m.competencies),
            )
            for m in model.modules
        ),
        curricula=tuple(
            Curriculum(
                tuple(c.modules), tuple(c.channels), tuple(c.motions), c.hired_within_days, c.managers, _float(c.ability_below)
            )
            for c in model.curricula
        ),
        notice_days=model.notice_days,
        session_cost=float(model.session_cost),
        trainer_cost_per_hour=float(model.trainer_cost_per_hour),
        hour_worth=tuple(HourWorth(float(w.worth), w.starts, w.ends, tuple(w.weekdays)) for w in model.hour_worth),
        max_team_share=float(model.max_team_share),
        make_up_seats=float(model.make_up_seats),
        randomise=model.randomise,
        randomise_tolerance=float(model.randomise_tolerance),
        last_wave=(model.last_wave.starts_on, model.last_wave.ends_on) if model.last_wave else None,
        holidays=model.holidays,
        lunch_free=model.lunch_free,
        attended_share=float(model.attended_share),
    )  # fmt: skip


def _float(number: float | None) -> float | None:
    return None if number is None else float(number)


def _check_one_module(file: str, model: _Training, problems: Problems) -> None:
    """Record what a launch with one module does not say of it, and what one with several says twice."""
    for name in ("title", "minutes", "seats"):
        if not model.modules and not getattr(model, name):
            problems.add_at(file, name, "the field is missing", "a value, or modules")
        if model.modules and name != "title" and getattr(model, name):
            problems.add_at(file, name, "each module says its own", f"no {name} beside modules")


def _check_last_wave(file: str, model: _Training, problems: Problems) -> None:
    """Record a last wave that ends before it begins, or that is the only one, or that nobody is drawn for."""
    last = model.last_wave
    if last and last.ends_on < last.starts_on:
        problems.add_at(file, "last_wave.ends_on", f"{last.ends_on} is before starts_on", "a later day")
    if last and (model.waves < 2 or not model.randomise):
        expected = "waves: 2 or more and randomise: yes, or no last_wave"
        problems.add_at(file, "last_wave", "a last wave after the launch is for those whom lots draw for it", expected)


def _check_hours(file: str, model: _Training, problems: Problems) -> None:
    hours = model.working_hours
    day_minutes = (hours.ends.hour - hours.starts.hour) * 60 + hours.ends.minute - hours.starts.minute
    if day_minutes <= 0:
        problems.add_at(file, "working_hours.ends", f"{hours.ends:%H:%M} is not after starts", "a later time")
        return
    lengths = [(f"modules[{i}].minutes", m.minutes) for i, m in enumerate(model.modules)] or [("minutes", model.minutes)]
    for path, minutes in lengths:
        if minutes > day_minutes:
            what = f"{minutes} minutes do not fit between {hours.starts:%H:%M} and {hours.ends:%H:%M}"
            problems.add_at(file, path, what, f"at most {day_minutes}")


def _check_modules(file: str, modules: Sequence[_Module], problems: Problems) -> None:
    """Record modules named twice, unknown ones that others wait for, and those that wait for themselves."""
    no_repeats(file, "modules", [(f"modules[{i}].module_id", m.module_id) for i, m in enumerate(modules)], problems)
    ids = [m.module_id for m in modules]
    after = {m.module_id: m.after for m in modules}
    for i, m in enumerate(modules):
        listed: Sequence[tuple[str, object]] = [(f"modules[{i}].after[{j}]", a) for j, a in enumerate(m.after)]
        check_listed(file, listed, ids, MODULE, problems)
        if m.module_id in _before(m.module_id, after) and not any(p.column.endswith(".after") for p in problems.found):
            what = f"{shown(m.module_id)} would have to come before itself"
            problems.add_at(file, f"modules[{i}].after", what, "modules that can be taught one after another")
        if m.competencies and m.test_out is None:
            problems.add_at(
                file, f"modules[{i}].competencies", "test_out is missing", "the percent from which nobody has to come"
            )


def _before(module_id: str, after: dict[str, list[str]]) -> set[str]:
    """Return every module that has to come before one."""
    found: set[str] = set()
    left = list(after.get(module_id, ()))
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += after.get(one, [])
    return found


def check_training(
    policy: TrainingPolicy | None, rooms: Sequence[Room], channels: Collection[str], buyers: BuyerMap | None, quiz: QuizPolicy,
    problems: Problems,
) -> None:  # fmt: skip
    """Record what training.yaml says that other files do not know: places, channels, competencies."""
    if policy is None or buyers is None:
        return
    places = {r.place for r in rooms}
    competencies = [c.competency for c in quiz.competencies] or [p.persona_id for p in buyers.personas]
    for i, m in enumerate(policy.modules):
        if m.in_rooms and not places:
            problems.add_at(FILE, f"modules[{i}].rooms", "no room is known", "rooms in calendar/rooms.csv, or rooms: no")
        elif m.place:
            check_listed(FILE, [(f"modules[{i}].rooms", m.place)], places, "a place of calendar/rooms.csv", problems)
        named: Sequence[tuple[str, object]] = [(f"modules[{i}].competencies[{j}]", c) for j, c in enumerate(m.competencies)]
        check_listed(FILE, named, competencies, "a competency of quiz.yaml, or a persona where it states none", problems)
    for i, c in enumerate(policy.curricula):
        listed: Sequence[tuple[str, object]] = [(f"curricula[{i}].channels[{j}]", x) for j, x in enumerate(c.channels)]
        check_listed(FILE, listed, channels, "a channel of channels.yaml", problems)
