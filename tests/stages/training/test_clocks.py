"""Clocks: working hours in UTC, reckoned by hand, and beside `zdump` of the C library, which reads zone files by itself."""

import re
import shutil
import subprocess
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.training.calendars import Clocks, grid_of, without_busy, working_days
from readiness.stages.training.records import Blackout, Busy, TrainingPolicy, Workday
from readiness.vocabulary import LaunchDates
from tests.conftest import need_service

FRIDAY_SATURDAY = Workday("p", weekend=(4, 5))


def clocks(first, last, starts=time(9), ends=time(17), blackouts=()):
    policy = TrainingPolicy("Selling it", 90, 12, first, starts, ends, 1, 70)
    dates = LaunchDates(first, last, last + timedelta(days=5), last + timedelta(days=300))
    return Clocks(grid_of(policy, dates), policy, blackouts, dates)


def runs(grid, is_open):
    """Return the stretches that are open, as texts in UTC: day and hour of the first and after the last half hour."""
    edges = np.flatnonzero(np.diff(np.r_[False, is_open, False].astype(int)))
    return [f"{grid.at(a):%d.%m. %H:%M} {grid.at(b):%d.%m. %H:%M}" for a, b in edges.reshape(-1, 2)]


def open_runs(zone, days, workday=None, **hours):
    first, last = (date.fromisoformat(d) for d in days)
    laid_out = clocks(first, last, **hours)
    return runs(laid_out.grid, laid_out.view(zone, workday, is_learner=True).is_open)


@pytest.mark.parametrize(
    ("zone", "friday", "before", "monday", "after"),
    [
        # daylight saving begins: 14 March in America, 28 March in Europe
        ("America/New_York", "2027-03-12", "12.03. 14:00 12.03. 22:00", "2027-03-15", "15.03. 13:00 15.03. 21:00"),
        ("America/Los_Angeles", "2027-03-12", "12.03. 17:00 13.03. 01:00", "2027-03-15", "15.03. 16:00 16.03. 00:00"),
        ("America/St_Johns", "2027-03-12", "12.03. 12:30 12.03. 20:30", "2027-03-15", "15.03. 11:30 15.03. 19:30"),
        ("Europe/Paris", "2027-03-26", "26.03. 08:00 26.03. 16:00", "2027-03-29", "29.03. 07:00 29.03. 15:00"),
        # and ends: 31 October in Europe, 7 November in America
        ("Europe/London", "2027-10-29", "29.10. 08:00 29.10. 16:00", "2027-11-01", "01.11. 09:00 01.11. 17:00"),
        ("America/New_York", "2027-11-05", "05.11. 13:00 05.11. 21:00", "2027-11-08", "08.11. 14:00 08.11. 22:00"),
        # the other way round in the south: it ends on 4 April; Lord Howe turns by half an hour
        ("Australia/Adelaide", "2027-04-02", "01.04. 22:30 02.04. 06:30", "2027-04-05", "04.04. 23:30 05.04. 07:30"),
        ("Australia/Lord_Howe", "2027-04-02", "01.04. 22:00 02.04. 06:00", "2027-04-05", "04.04. 22:30 05.04. 06:30"),
        ("America/Santiago", "2027-04-02", "02.04. 12:00 02.04. 20:00", "2027-04-05", "05.04. 13:00 05.04. 21:00"),
        ("Pacific/Auckland", "2027-09-24", "23.09. 21:00 24.09. 05:00", "2027-09-27", "26.09. 20:00 27.09. 04:00"),
        # where nothing turns
        ("Asia/Kolkata", "2027-03-26", "26.03. 03:30 26.03. 11:30", "2027-03-29", "29.03. 03:30 29.03. 11:30"),
        ("America/Sao_Paulo", "2027-03-26", "26.03. 12:00 26.03. 20:00", "2027-03-29", "29.03. 12:00 29.03. 20:00"),
        # quarters: whole half hours UTC only, a quarter lost at each end of 9 to 17
        ("Asia/Kathmandu", "2027-03-26", "26.03. 03:30 26.03. 11:00", "2027-03-29", "29.03. 03:30 29.03. 11:00"),
        ("Pacific/Chatham", "2027-04-02", "01.04. 19:30 02.04. 03:00", "2027-04-05", "04.04. 20:30 05.04. 04:00"),
        # rules that changed: summer time given up in Mexico in 2022, taken for the whole year by Paraguay in 2024
        ("America/Mexico_City", "2022-04-01", "01.04. 15:00 01.04. 23:00", "2022-04-04", "04.04. 14:00 04.04. 22:00"),
        ("America/Mexico_City", "2023-03-31", "31.03. 15:00 31.03. 23:00", "2023-04-03", "03.04. 15:00 03.04. 23:00"),
        ("America/Asuncion", "2024-03-22", "22.03. 12:00 22.03. 20:00", "2024-03-25", "25.03. 13:00 25.03. 21:00"),
        ("America/Asuncion", "2025-03-21", "21.03. 12:00 21.03. 20:00", "2025-03-24", "24.03. 12:00 24.03. 20:00"),
        # Kazakhstan became one zone on 1 March 2024
        ("Asia/Almaty", "2024-02-23", "23.02. 03:00 23.02. 11:00", "2024-03-04", "04.03. 04:00 04.03. 12:00"),
    ],
)
def test_nine_to_five_on_both_sides_of_a_change(zone, friday, before, monday, after):
    assert open_runs(zone, (friday, friday)) == [before]
    assert open_runs(zone, (monday, monday)) == [after]
    across = open_runs(zone, (friday, monday))
    assert (across[0], across[-1]) == (before, after)


def test_a_weekend_of_friday_and_saturday():
    # Egypt took summer time again at the midnight before Friday 28 April 2023: from UTC+2 to UTC+3
    assert open_runs("Africa/Cairo", ("2023-04-26", "2023-05-01"), FRIDAY_SATURDAY) == [
        "26.04. 07:00 26.04. 15:00",
        "27.04. 07:00 27.04. 15:00",
        "30.04. 06:00 30.04. 14:00",
        "01.05. 06:00 01.05. 14:00",
    ]


def test_a_day_that_never_was():
    # Samoa went from Thursday 29 to Saturday 31 December 2011
    assert open_runs("Pacific/Apia", ("2011-12-29", "2012-01-03")) == [
        "29.12. 19:00 30.12. 03:00",
        "01.01. 19:00 02.01. 03:00",
        "02.01. 19:00 03.01. 03:00",
    ]


def test_days_across_the_end_of_a_year_of_53_weeks():
    days = working_days(
        clocks(date(2026, 12, 24), date(2027, 1, 5)).policy, (), clocks(date(2026, 12, 24), date(2027, 1, 5)).dates
    )
    # `cal`: Thursday 24 December 2026 is in week 52, Monday 28 begins week 53, Friday 1 January is in it, Monday 4 begins week 1
    assert [d.isocalendar()[:2] for d in days] == [(2026, 52)] * 2 + [(2026, 53)] * 5 + [(2027, 1)] * 2
    assert [d.day for d in days] == [24, 25, 28, 29, 30, 31, 1, 4, 5]
    laid_out = clocks(date(2026, 12, 31), date(2027, 1, 1))
    assert runs(laid_out.grid, laid_out.view("Asia/Tokyo", None, is_learner=True).is_open) == [
        "31.12. 00:00 31.12. 08:00",
        "01.01. 00:00 01.01. 08:00",
    ]


def test_a_leap_day_holidays_and_a_blackout():
    laid_out = clocks(
        date(2028, 2, 28), date(2028, 3, 3), blackouts=[Blackout(date(2028, 3, 1), date(2028, 3, 1), "stocktaking")]
    )
    view = laid_out.view("UTC", Workday("p", holidays=frozenset({date(2028, 3, 2)})), is_learner=True)
    assert runs(laid_out.grid, view.is_open) == [f"{d} 09:00 {d} 17:00" for d in ("28.02.", "29.02.", "03.03.")]


def test_a_session_over_midnight_utc_is_on_one_day_of_the_trainer():
    laid_out = clocks(date(2027, 3, 15), date(2027, 3, 19))
    view = laid_out.view("America/Los_Angeles", None, is_learner=False)
    at = laid_out.grid.index(datetime(2027, 3, 16, 23, 30, tzinfo=UTC))  # Tuesday 16:30; midnight UTC is 17:00
    assert (view.is_open[at], view.is_open[at + 1]) == (True, False)
    assert view.day[at] == view.day[at + 1] == date(2027, 3, 16).toordinal()
    night = laid_out.grid.index(datetime(2027, 3, 17, 7, 0, tzinfo=UTC))  # the trainer's midnight
    assert view.day[night] - view.day[night - 1] == 1
    sydney = laid_out.view("Australia/Sydney", None, is_learner=False)
    tuesday = np.flatnonzero(sydney.is_open & (sydney.day == date(2027, 3, 16).toordinal()))
    assert runs(laid_out.grid, np.isin(np.arange(laid_out.grid.n_bins), tuesday)) == ["15.03. 22:00 16.03. 06:00"]


@pytest.mark.parametrize(
    ("starts", "ends", "left"),
    [
        ((10, 0), (11, 0), ["15.03. 09:00 15.03. 10:00", "15.03. 11:00 15.03. 17:00"]),
        ((10, 1), (10, 2), ["15.03. 09:00 15.03. 10:00", "15.03. 10:30 15.03. 17:00"]),
        ((9, 59), (10, 1), ["15.03. 09:00 15.03. 09:30", "15.03. 10:30 15.03. 17:00"]),
        ((0, 0), (9, 0), ["15.03. 09:00 15.03. 17:00"]),
        ((17, 0), (23, 0), ["15.03. 09:00 15.03. 17:00"]),
        ((0, 0), (23, 0), []),
    ],
)
def test_a_busy_time_takes_every_half_hour_it_touches(starts, ends, left):
    laid_out = clocks(date(2027, 3, 15), date(2027, 3, 15))
    view = laid_out.view("UTC", None, is_learner=True)
    busy = Busy("p", *(datetime(2027, 3, 15, *at, tzinfo=UTC) for at in (starts, ends)))
    assert runs(laid_out.grid, without_busy(laid_out.grid, view.is_open, [busy])) == left


def test_an_unknown_zone_is_never_open():
    assert open_runs("Mars/Olympus", ("2027-03-15", "2027-03-19")) == []


@cache
def offsets(zone):
    """Return when each offset of a zone begins, as zdump prints it: seconds since 1970, seconds east of Greenwich."""
    if shutil.which("zdump") is None:
        need_service("zdump", "it is not installed")
    text = subprocess.run(["zdump", "-v", "-c", "1900,2037", zone], capture_output=True, text=True, check=True).stdout
    found = []
    for stamp, offset in re.findall(r"^\S+\s+\w{3} (\w{3} .*?) UTC? = .*gmtoff=(-?\d+)$", text, re.MULTILINE):
        moment = datetime.strptime(re.sub(" +", " ", stamp), "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)
        found.append((int(moment.timestamp()), int(offset)))
    return sorted(found)


ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "America/Asuncion", "America/Havana", "America/Mexico_City", "America/New_York",
    "America/St_Johns", "Antarctica/Troll", "Asia/Almaty", "Asia/Beirut", "Asia/Gaza", "Asia/Jerusalem", "Asia/Kathmandu",
    "Asia/Tehran", "Australia/Adelaide", "Australia/Eucla", "Australia/Lord_Howe", "Europe/Dublin", "Europe/London",
    "Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Marquesas",
)  # fmt: skip


@given(
    zone=st.sampled_from(ZONES),
    first=st.dates(date(2010, 1, 1), date(2030, 1, 1)),
    n_days=st.integers(1, 20),
    starts=st.integers(0, 30),
    n_open=st.integers(1, 16),
    weekend=st.sampled_from([(5, 6), (4, 5), (4,), (3, 4), (6,), ()]),
)
def test_half_hours_are_open_when_the_c_library_s_clock_says_so(zone, first, n_days, starts, n_open, weekend):
    changes = offsets(zone)
    last = first + timedelta(days=n_days - 1)
    opens, closes = (time(n // 2, 30 * (n % 2)) for n in (starts, starts + n_open))
    laid_out = clocks(first, last, opens, closes)
    view = laid_out.view(zone, Workday("p", weekend=weekend), is_learner=True)

    def clock(seconds):
        """Return day since 1970 and second of it, by the offset in force."""
        return divmod(seconds + [offset for begins, offset in changes if begins <= seconds][-1], 86400)

    for i in range(laid_out.grid.n_bins):
        at = int(laid_out.grid.at(i).timestamp())
        (day, second), (end_day, end_second) = clock(at), clock(at + 1800)
        on = date(1970, 1, 1) + timedelta(days=day)
        inside = opens.hour * 3600 + opens.minute * 60 <= second and end_second <= closes.hour * 3600 + closes.minute * 60
        expected = inside and day == end_day and first <= on <= last and (day + 3) % 7 not in weekend
        assert view.is_open[i] == expected, (laid_out.grid.at(i), on)
        assert view.day[i] == on.toordinal()
