"""Busy calendars: when the owner of an .ics file is not free, recurrences laid out.

In: the bytes of an iCalendar file, its owner's time zone, the window that matters.
Out: spans in UTC; what cannot be read as Problems.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rruleset, rrulestr
from icalendar import Calendar

from readiness.adapters.input_tables import Problems
from readiness.errors import Problem

Window = tuple[datetime, datetime]
"""Aware."""
Span = tuple[datetime, datetime]
Moment = datetime | date
EXPECTED = "a calendar exported as iCalendar (.ics)"
TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
FREE = ("FREE",)
MOST_OCCURRENCES = 20_000


def busy_times(file: str, data: bytes, zone: str, window: Window, problems: Problems) -> list[Span]:
    """Return the busy spans within a window, by time; cancelled and transparent entries are none."""
    spans, faults = _read(file, data, zone, window)
    problems.found += faults
    return list(spans)


@lru_cache(maxsize=4096)
def _read(file: str, data: bytes, zone: str, window: Window) -> tuple[tuple[Span, ...], tuple[Problem, ...]]:
    """Return spans and faults; the same file is read once."""
    try:
        calendars = Calendar.from_ical(data, multiple=True)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        return (), (Problem(file, 0, "", f"cannot be read as a calendar ({_short(error)})", EXPECTED),)
    if not calendars:
        return (), (Problem(file, 0, "", "holds no calendar", EXPECTED),)
    home, spans, faults = ZoneInfo(zone), set[Span](), []
    for calendar in calendars:
        events = list(calendar.walk("VEVENT"))
        moved = _moved(events)
        for event in events:
            try:
                spans.update(_spans(event, home, window, moved.get(str(event.get("UID", "")), frozenset())))
            except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
                what = f'the entry "{event.get("SUMMARY", "")}" cannot be read ({_short(error)})'
                faults.append(Problem(file, 0, "", what, "an entry with DTSTART and an RRULE that calendars know"))
        for block in calendar.walk("VFREEBUSY"):
            spans.update(_periods(block, home))
    within = sorted((a, b) for a, b in spans if a < window[1] and b > window[0] and a < b)
    return tuple(within), tuple(faults)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:80] or type(error).__name__


def _moved(events: Sequence[Any]) -> dict[str, frozenset[datetime | date]]:
    """Return UID -> the occurrences that have an entry of their own, which says where they are now."""
    moved: dict[str, set[Moment]] = {}
    for event in events:
        if "RECURRENCE-ID" in event:
            moved.setdefault(str(event.get("UID", "")), set()).add(event["RECURRENCE-ID"].dt)
    return {uid: frozenset(whens) for uid, whens in moved.items()}


def _spans(event: Any, home: tzinfo, window: Window, moved: frozenset[Moment]) -> Iterator[Span]:
    """Yield when one entry and its recurrences are busy."""
    if str(event.get("STATUS", "")).upper() == "CANCELLED" or str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        return
    start: Moment = event["DTSTART"].dt
    length = _length(event, start)
    zone = start.tzinfo if isinstance(start, datetime) and start.tzinfo else home
    gone = {_aware(m, zone) for m in moved} if "RECURRENCE-ID" not in event else set()
    for local in _local_starts(event, start, zone, length, window):
        begins = local.replace(tzinfo=zone)
        if begins.astimezone(UTC) not in gone:
            # A day off ends at its own midnight, whatever the clocks do; a meeting lasts as long as it lasts.
            whole_days = not isinstance(start, datetime)
            ends = (local + length).replace(tzinfo=zone).astimezone(UTC) if whole_days else begins.astimezone(UTC) + length
            yield begins.astimezone(UTC), ends


def _length(event: Any, start: Moment) -> timedelta:
    if "DTEND" in event:
        end = event["DTEND"].dt
        if isinstance(end, datetime) and isinstance(start, datetime) and end.tzinfo and start.tzinfo:
            return end.astimezone(UTC) - start.astimezone(UTC)
        return timedelta(seconds=(end - start).total_seconds())
    if "DURATION" in event:
        length: timedelta = event["DURATION"].dt
        return length
    return timedelta(0) if isinstance(start, datetime) else timedelta(days=1)


def _local_starts(event: Any, start: Moment, zone: tzinfo, length: timedelta, window: Window) -> list[datetime]:
    """Return the starts of an entry by the clock of its zone, those of recurrences within the window."""
    first = _naive(start, zone)
    if not ("RRULE" in event or "RDATE" in event):
        return [first]
    series: Any = rruleset()
    series.rdate(first)
    for rule in _listed(event.get("RRULE")):
        if str((rule.get("FREQ") or [""])[0]).upper() in TOO_OFTEN:
            raise ValueError("it recurs more often than daily")
        until = [_naive(u, zone) for u in rule.get("UNTIL", [])]
        plain = {name: value for name, value in rule.items() if name.upper() != "UNTIL"}
        text = type(rule)(plain).to_ical().decode() + (f";UNTIL={_last(until[0], rule):%Y%m%dT%H%M%S}" if until else "")
        series.rrule(rrulestr(text, dtstart=first))
    for name, put in (("RDATE", series.rdate), ("EXDATE", series.exdate)):
        for listed in _listed(event.get(name)):
            for entry in listed.dts:
                put(_naive(entry.dt[0] if isinstance(entry.dt, tuple) else entry.dt, zone))
    low, high = (edge.astimezone(zone).replace(tzinfo=None) for edge in window)
    return list(series.between(low - length - timedelta(days=1), high, inc=True))[:MOST_OCCURRENCES]


def _last(until: datetime, rule: Any) -> datetime:
    """Return the last moment of a recurrence: of a day, its end."""
    return until if isinstance(rule["UNTIL"][0], datetime) else datetime.combine(until.date(), time(23, 59, 59))


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _naive(moment: Moment, zone: tzinfo) -> datetime:
    """Return a moment as the clock of a zone shows it."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(0))
    return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment


def _aware(moment: Moment, zone: tzinfo) -> datetime:
    return _naive(moment, zone).replace(tzinfo=zone).astimezone(UTC)


def _periods(block: Any, home: tzinfo) -> Iterator[Span]:
    """Yield the busy periods of a VFREEBUSY."""
    for listed in _listed(block.get("FREEBUSY")):
        for entry in listed if isinstance(listed, list) else [listed]:
            if str(entry.params.get("FBTYPE", "BUSY")).upper() not in FREE:
                begins, ends = entry.dt
                starts = _aware(begins, home)
                yield starts, starts + ends if isinstance(ends, timedelta) else _aware(ends, home)
