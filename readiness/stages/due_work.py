"""Due work: what a launch asks for that nobody has to ask for: its decks once it is approved, its inbox once a file stands still.

In: how a launch stands, what its inbox looked like.
Out: whether a launch run or a collection is due; who is told that a report is late.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from readiness.vocabulary import Channel

WAITING = "waiting"
"""Of the last launch run: it ended at the positioning."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a launch stands."""

    is_approved: bool
    """Every message, as it was last worded."""
    last_launch_run: str
    """How the last launch run ended, "" where there was none."""
    is_under_way: bool
    """A run of the launch is at work."""


@dataclass(frozen=True, slots=True)
class Look:
    """An inbox as it was looked at."""

    stamp: str = ""
    """Of every file's path, size and moment of change; "" for an inbox with no file."""
    taken: str = ""
    """The stamp it had when it was last collected."""


def launch_is_due(standing: Standing) -> bool:
    """Return whether a launch that waited for its approval can go on."""
    return standing.is_approved and standing.last_launch_run == WAITING and not standing.is_under_way


def collection_is_due(before: Look, stamp: str, standing: Standing) -> bool:
    """Return whether an inbox has something new that nobody is still writing: it looked the same at the look before.

    What was collected is not collected again until a file changes, so that a file with a fault is told of once.
    """
    return bool(stamp) and stamp == before.stamp and stamp != before.taken and not standing.is_under_way


def looked(before: Look, stamp: str) -> Look:
    """Return what is known of an inbox after a look."""
    return replace(before, stamp=stamp)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who can be written to."""

    email: str
    role: str
    channel: Channel


def told_of_late_report(channels: Collection[Channel], readers: Collection[Reader], ops: Collection[str]) -> list[str]:
    """Return who is told that a partner's report is late: the managers of its channels; where there is none, ops."""
    owners = sorted({r.email for r in readers if r.role == "channel_manager" and r.channel in channels})
    return owners or sorted({r.email for r in readers if r.role == "ops"} | set(ops))
