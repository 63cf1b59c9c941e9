"""Changes: what became known after a plan was made: somebody ill or on leave, a room lost, the launch moved.

In: Training, changes.
Out: Training as it is with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from readiness.stages.training.calendars import zone_of
from readiness.stages.training.framing import Training
from readiness.stages.training.records import Busy

ILL, ROOM, LEAVE, LAUNCH = "ill", "room", "leave", "launch"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as the launch's files say."""

    kind: str
    """ill: a trainer; room; leave: a rep; launch."""
    who: str
    """Of a trainer, room or rep; blank for the launch."""
    from_day: date
    """The first day, in the own zone of who it is; the new day of the launch."""
    until_day: date
    """The last day."""


def with_changes(training: Training, changes: Iterable[Change]) -> Training:
    """Return the training with everything that changed; what names nobody of it has no effect."""
    zones = {ILL: {t.trainer_id: t.time_zone for t in training.trainers}, ROOM: {r.room_id: r.time_zone for r in training.rooms}}
    zones[LEAVE] = {r.rep_id: r.time_zone for r in training.reps}
    busy, dates, policy = list(training.busy), training.dates, training.policy
    for c in changes:
        if c.kind == LAUNCH:
            later = c.from_day - dates.launch_on
            dates = replace(dates, launch_on=c.from_day, ready_by=dates.ready_by + later)
            last = policy.last_wave
            policy = replace(policy, last_wave=(last[0] + later, last[1] + later) if last else None)
        elif c.who in zones[c.kind]:
            zone = zone_of(zones[c.kind][c.who]) or ZoneInfo("UTC")
            ends = datetime.combine(c.until_day + timedelta(days=1), time(0), tzinfo=zone)
            busy.append(Busy(c.who, datetime.combine(c.from_day, time(0), tzinfo=zone), ends))
    return replace(training, busy=tuple(busy), dates=dates, policy=policy)
