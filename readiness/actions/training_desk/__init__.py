"""Training desk: the plan as a calendar, and the plan mended after something changed.

In: settings, who looks or plans, a launch, what changed.
Out: PlanPage, ReplanReport; a new revision of the plan.
"""

from readiness.actions.training_desk.calendar import Day, PlanPage, SessionShown, plan_page
from readiness.actions.training_desk.replanning import ReplanReport, Wish, replan_as, replan_training

__all__ = ["Day", "PlanPage", "ReplanReport", "SessionShown", "Wish", "plan_page", "replan_as", "replan_training"]
