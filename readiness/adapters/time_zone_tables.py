"""Time zone tables: what an IANA zone's clock shows around a year, as calendars carry it along.

In: the name of a zone, a year.
Out: a VTIMEZONE.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard


@lru_cache(maxsize=512)
def time_zone_table(name: str, year: int) -> Timezone:
    """Return the zone's table from the year before a session to the year after it, made once for all invites.

    One observance per change of the clock: rules and lists of dates are read differently by different calendars.
    """
    zone = ZoneInfo(name)
    table = Timezone()
    table.add("tzid", name)
    first = datetime(year - 1, 1, 1, tzinfo=UTC)
    table.add_component(_observance(zone, first, first))
    for n_days in range((datetime(year + 2, 1, 1, tzinfo=UTC) - first).days):
        before, after = first + timedelta(days=n_days), first + timedelta(days=n_days + 1)
        if _offset(zone, before) != _offset(zone, after):
            while after - before > timedelta(seconds=1):
                middle = before + (after - before) // 2
                before, after = (middle, after) if _offset(zone, middle) == _offset(zone, before) else (before, middle)
            moment = after.replace(microsecond=0)
            table.add_component(_observance(zone, moment - timedelta(seconds=1), moment))
    return table


def _observance(zone: ZoneInfo, before: datetime, moment: datetime) -> TimezoneStandard | TimezoneDaylight:
    """Return what the clock shows from `moment` on; its start is told by the clock of before, as RFC 5545 3.6.5 asks."""
    local = moment.astimezone(zone)
    observance = TimezoneDaylight() if local.dst() else TimezoneStandard()
    observance.add("dtstart", (moment + _offset(zone, before)).replace(tzinfo=None))
    observance.add("tzoffsetfrom", _offset(zone, before))
    observance.add("tzoffsetto", _offset(zone, moment))
    observance.add("tzname", local.tzname() or str(zone))
    return observance


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)
