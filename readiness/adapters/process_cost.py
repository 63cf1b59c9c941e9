"""Process cost: the processor time and the memory this process and the ended ones it started have used.

In: nothing.
Out: Used.
"""

from __future__ import annotations

import resource
import sys
from dataclasses import dataclass

_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in which the system counts memory."""


@dataclass(frozen=True, slots=True)
class Used:
    """What was used so far."""

    cpu_seconds: float
    most_mb: int
    """The most memory that one of the processes held at once."""


def used() -> Used:
    """Return what was used so far."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = sum(r.ru_utime + r.ru_stime for r in (own, others))
    return Used(seconds, max(own.ru_maxrss, others.ru_maxrss) * _UNIT // 1_000_000)
