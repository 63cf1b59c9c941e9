"""Going: whether a launch can go, told from facts, each with what it is counted from; a person decides.

In: counts.
Out: GoFact, advice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MET, OPEN, UNKNOWN = "met", "open", "unknown"
GO, WAIT, STOP = "go", "wait", "stop"
LEAST_READY = 0.7
"""Share of a channel's reps that are shown to be ready; set here, before any launch, so that no result can move it."""
LEAST_STOCK = 0.9
"""Share of places and products in stock."""


@dataclass(frozen=True, slots=True)
class GoFact:
    """One thing that has to be so: `n` out of `of`, at least the share `least`."""

    name: str
    """messages, questions, decks, answers, ready, stock or partners."""
    n: float | None
    """None where nobody has counted yet."""
    of: float
    least: float = 1.0
    about: str = ""
    """The channel or the week, where it is about one."""

    @property
    def state(self) -> str:
        """Return whether it is so: nothing to count is not known, never met."""
        if self.n is None or not self.of:
            return UNKNOWN
        return MET if self.n / self.of >= self.least else OPEN


def advice(facts: Sequence[GoFact]) -> str:
    """Return what the facts speak for: to go only where all are met; whether to stop no count can say."""
    return GO if facts and all(f.state == MET for f in facts) else WAIT
