"""Days away: holidays, weekends, leave, and days that something takes half of; the launch's dates by now."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from readiness.adapters.days_away import dates_by_now, days_away
from readiness.adapters.launch_calendar import LaunchCalendar
from readiness.stages.training.changes import Change
from readiness.stages.training.records import Blackout, Busy, Enrolment, Session, TrainingPlan, Workday
from readiness.vocabulary import LaunchDates, Motion, Rep

# Friday 21 June to Friday 5 July 2019.
DATES = LaunchDates(date(2019, 5, 6), date(2019, 6, 21), date(2019, 7, 1), date(2019, 7, 5))
REP = Rep("R", "Rita", "", "shop", "", "T", "", Motion.CONSULTATIVE, "America/New_York", "en", None)
NOTHING = TrainingPlan((), (), ())
FREE = LaunchCalendar()


def away(calendar: LaunchCalendar = FREE, plan: TrainingPlan = NOTHING, *changes: Change) -> set[date]:
    return set(days_away([REP], calendar, DATES, plan, changes).get("R", ()))


def new_york(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour + 4, tzinfo=UTC)  # in summer


def test_nothing_said_nobody_away() -> None:
    assert days_away([REP], FREE, DATES, NOTHING) == {}


def test_holidays_and_a_weekend_of_ones_own() -> None:
    fourth = date(2019, 7, 4)
    workday = Workday("R", weekend=(4, 5), holidays=frozenset({fourth, date(2019, 12, 25)}))
    fridays_and_saturdays = {date(2019, 6, d) for d in (21, 22, 28, 29)} | {date(2019, 7, 5)}
    assert away(LaunchCalendar(workdays=(workday, Workday("somebody else", holidays=frozenset({DATES.launch_on}))))) == {
        fourth,
        *fridays_and_saturdays,
    }


@pytest.mark.parametrize(
    ("starts", "ends", "is_away"),
    [(9, 12, False), (9, 13, True), (6, 11, False), (6, 12, True), (16, 19, False), (0, 24 - 5, True)],
)
def test_half_a_day_by_ones_own_clock(starts: int, ends: int, is_away: bool) -> None:
    day = date(2019, 6, 25)
    busy = Busy("R", new_york(day, starts), new_york(day, ends))
    assert away(LaunchCalendar(busy=(busy,))) == ({day} if is_away else set())


def test_two_short_meetings_are_half_a_day_and_a_long_one_is_several() -> None:
    day = date(2019, 6, 25)
    two = (Busy("R", new_york(day, 8), new_york(day, 10)), Busy("R", new_york(day, 15), new_york(day, 17)))
    assert away(LaunchCalendar(busy=two)) == {day}
    week = Busy("R", new_york(date(2019, 6, 24), 17), new_york(date(2019, 6, 27), 12))
    assert away(LaunchCalendar(busy=(week,))) == {date(2019, 6, d) for d in (25, 26, 27)}


def test_training_of_half_a_day_counts_and_days_without_training_do_not() -> None:
    day = date(2019, 6, 26)
    long = Session("S1", "All", "t", "en", new_york(day, 9), new_york(day, 14), 9, 1)
    short = Session("S2", "Bit", "t", "en", new_york(DATES.launch_on, 9), new_york(DATES.launch_on, 10), 9, 1)
    plan = TrainingPlan((long, short), (Enrolment("R", "S1", 1), Enrolment("R", "S2", 1)), ())
    assert away(LaunchCalendar(blackouts=(Blackout(date(2019, 6, 24), date(2019, 6, 28), "the fair"),)), plan) == {day}


def test_leave_that_became_known_later() -> None:
    first, last = date(2019, 6, 24), date(2019, 6, 26)
    changes = [Change("leave", "R", first, last), Change("leave", "X", first, last), Change("ill", "R", last, last)]
    assert away(FREE, NOTHING, *changes) == {first + timedelta(days=n) for n in range(3)}


def test_the_launch_moved_and_then_its_files_say_so() -> None:
    moved = [Change("launch", "", date(2019, 7, 15), date(2019, 7, 15))]
    now = dates_by_now(DATES, moved)
    assert (now.ready_by, now.launch_on, now.measure_until) == (date(2019, 7, 5), date(2019, 7, 15), DATES.measure_until)
    assert dates_by_now(now, moved) == now
    assert dates_by_now(DATES, [Change("leave", "R", DATES.launch_on, DATES.launch_on)]) == DATES
