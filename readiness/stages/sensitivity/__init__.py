"""Sensitivity: how far each contribution hangs on one covariate, partner, period or on history.

In: the cells, the fit of the whole.
Out: Sensitivity.
"""

from readiness.stages.sensitivity.outcome import LeaveOut, Refit, RepRange, Sensitivity
from readiness.stages.sensitivity.refits import sensitivity

__all__ = ["LeaveOut", "Refit", "RepRange", "Sensitivity", "sensitivity"]
