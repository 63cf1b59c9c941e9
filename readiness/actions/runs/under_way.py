"""Under way: the launches that scheduled runs are for, when none is named.

In: settings, the day.
Out: their ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from readiness.actions.runs.starting import is_approved
from readiness.adapters.buyer_files import read_launch
from readiness.adapters.db.launch_facts import launch_rows
from readiness.adapters.db.store import reading
from readiness.adapters.input_tables import Problems
from readiness.settings import Settings

STILL_COMES_IN = timedelta(days=42)
"""A monthly report of the last day is due within the month after it; what is later still is taken in by hand."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A launch that is not over."""

    launch_id: str
    is_approved: bool
    """Its messages as they were last worded."""


def launches_under_way(settings: Settings, today: date) -> list[UnderWay]:
    """Return the launches that were taken in and of whose sales something may still come in, by id."""
    found = []
    with reading(settings.database) as connection:
        for launch_id, _, _, launch_yaml in launch_rows(connection):
            launch = read_launch("launch.yaml", launch_yaml, Problems())
            if launch is not None and today <= launch.dates.measure_until + STILL_COMES_IN:
                found.append(UnderWay(launch_id, is_approved(connection, launch_id)))
    return sorted(found, key=lambda launch: launch.launch_id)
