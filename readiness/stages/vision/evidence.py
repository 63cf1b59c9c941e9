"""Evidence of stops: why a deal was stopped, kept as win/loss evidence beside the words of deals that were lost.

In: VisionDecisions.
Out: Evidence that never leaves the house.
"""

from __future__ import annotations

from collections.abc import Iterable

from readiness.stages.requirements import Evidence
from readiness.stages.vision.deciding import STOP, VisionDecision


def stops_as_evidence(decisions: Iterable[VisionDecision]) -> list[Evidence]:
    """Return the reasons of every stop that rests on a note, with the words that were noted, by account."""
    return [
        Evidence(
            f"stop-{d.account_id}",
            "win_loss",
            f"stopped, by {d.note.by}",
            d.note.on,
            "\n".join((f"Stopped: {'; '.join(d.reasons)}.", d.note.evidence)),
            d.account_id,
            "internal",
        )
        for d in sorted(decisions, key=lambda d: d.account_id)
        if d.decision == STOP and d.note is not None
    ]
