"""Workdays: the days on which somebody can call, counted without walking over them.

In: the days on which he cannot.
Out: the day so many of them later.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from datetime import date, timedelta

WORKING_DAYS = 5
_WEEK = 7


class Workdays:
    """Monday to Friday without some days."""

    __slots__ = ("_blocked", "_free_before")

    def __init__(self, blocked: Collection[date] = ()) -> None:
        numbers = {_number(day) for day in blocked if day.weekday() < WORKING_DAYS}
        self._blocked = sorted(numbers)
        self._free_before = [n - i for i, n in enumerate(self._blocked)]
        """Of each blocked day: how many that are not blocked come before it."""

    def day(self, day: date, later: int = 0) -> date:
        """Return the day so many workdays later, counted from the day itself or, if it is none, from the next that is one."""
        number = _number(day)
        rank = number - bisect_left(self._blocked, number) + later
        return _day(rank + bisect_right(self._free_before, rank))

    def rest_of_week(self, day: date) -> list[date]:
        """Return the workdays from a day on to the end of its week."""
        friday = day + timedelta(days=WORKING_DAYS - 1 - day.weekday())
        return list(self._until(day, friday))

    def _until(self, day: date, last: date) -> Iterator[date]:
        day = self.day(day)
        while day <= last:
            yield day
            day = self.day(day, 1)


ALL_WORKDAYS = Workdays()


def working_day(day: date, later: int = 0) -> date:
    """Return the day so many working days later, counted from the day itself or, if it is a weekend's, from the Monday after."""
    return ALL_WORKDAYS.day(day, later)


def _number(day: date) -> int:
    """Return how many weekdays lie before a day since Monday, 1 January of the year 1."""
    weeks, weekday = divmod(day.toordinal() - 1, _WEEK)
    return weeks * WORKING_DAYS + min(weekday, WORKING_DAYS)


def _day(number: int) -> date:
    weeks, weekday = divmod(number, WORKING_DAYS)
    return date.fromordinal(weeks * _WEEK + weekday + 1)
