"""Linking: readiness, training and sales of one launch held against each other.

In: LaunchInputs, contributions, readiness, what was planned and attended.
Out: LinkSection.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from threadpoolctl import threadpool_limits

from readiness.adapters.launch_files import LaunchInputs
from readiness.stages.contribution import ContributionFit
from readiness.stages.rep_readiness import RepReadiness, as_measured
from readiness.stages.report import LinkSection, assignment, link_panel, link_section
from readiness.stages.training import Attendance, TrainingPlan


def linked(
    inputs: LaunchInputs,
    fit: ContributionFit | None,
    judged: Sequence[RepReadiness],
    plan: TrainingPlan | None,
    attendance: Sequence[Attendance],
    until: date,
) -> LinkSection:
    """Return the link as of a day; in one thread, so that sums come out the same everywhere."""
    training = assignment(inputs.policy, plan, attendance)
    rows = link_panel(inputs.reps, fit, as_measured(judged, inputs.policy.index, until), training)
    with threadpool_limits(limits=1):
        return link_section(rows)
