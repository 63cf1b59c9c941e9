"""Rep readiness: an index 0..100 per rep with its band, coverage, the parts it is made of, and what holds it back.

In: RepEvidence, TrainingPolicy, a day; the parts and contributions of many reps.
Out: RepReadiness; WeightsRefit.
"""

from readiness.stages.rep_readiness.as_measured import as_measured
from readiness.stages.rep_readiness.evidence import RepEvidence
from readiness.stages.rep_readiness.judging import (
    MIN_COVERAGE,
    MISSED_SESSION,
    NO_QUIZ,
    RepReadiness,
    readiness_by_rep,
)
from readiness.stages.rep_readiness.parts import DRIFT, MIN_RESPONSES, Evidence, PartScore, index_of, part_score
from readiness.stages.rep_readiness.refit import PartWeight, WeightsRefit, refit_weights
from readiness.stages.training import HALF_LIFE_DAYS, PARTS, WEIGHTS

__all__ = [
    "DRIFT",
    "HALF_LIFE_DAYS",
    "MIN_COVERAGE",
    "MIN_RESPONSES",
    "MISSED_SESSION",
    "NO_QUIZ",
    "PARTS",
    "WEIGHTS",
    "Evidence",
    "PartScore",
    "PartWeight",
    "RepEvidence",
    "RepReadiness",
    "WeightsRefit",
    "as_measured",
    "index_of",
    "part_score",
    "readiness_by_rep",
    "refit_weights",
]
