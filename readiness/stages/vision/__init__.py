"""Vision: whose idea a deal is, where it was formed, how far it is thought through; and so whether to go, ask, reshape or stop.

In: VisionNotes of accounts, what the positioning says of their needs, the day.
Out: VisionDecision with its reasons and the next act; money and hours spent on accounts that are not a go.
"""

from readiness.stages.vision.deciding import (
    DECISIONS,
    DEVELOPED,
    FIND_OUT,
    FORMED,
    GO,
    RESHAPE,
    STOP,
    WHOSE,
    Fit,
    VisionDecision,
    VisionNote,
    decide,
    latest,
    reshape_by,
)
from readiness.stages.vision.evidence import stops_as_evidence
from readiness.stages.vision.meddpicc import note_from_meddpicc
from readiness.stages.vision.spending import SPENT_ON, Spend, Unqualified, unqualified

__all__ = [
    "DECISIONS", "DEVELOPED", "FIND_OUT", "FORMED", "GO", "RESHAPE", "SPENT_ON", "STOP", "WHOSE", "Fit", "Spend", "Unqualified",
    "VisionDecision", "VisionNote", "decide", "latest", "note_from_meddpicc", "reshape_by", "stops_as_evidence", "unqualified",
]  # fmt: skip
