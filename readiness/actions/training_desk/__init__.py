"""Training desk: the plan as a calendar, own sessions, who came, and the plan mended after something changed.

In: settings, who looks or plans, a launch, what changed.
Out: pages of the plan; answers and attendance kept; a new revision of the plan.
"""

from readiness.actions.training_desk.attendance import SessionPage, session_page, sheet, ticked
from readiness.actions.training_desk.calendar import Day, PlanPage, SessionShown, plan_page
from readiness.actions.training_desk.mending import Asked, History, Mended, MendPage, history, keep, look, mend_page
from readiness.actions.training_desk.own_sessions import OwnSession, OwnTraining, answer_own, own_sessions
from readiness.actions.training_desk.people import MissedPage, TeamTraining, missed_page, team_training
from readiness.actions.training_desk.replanning import ReplanReport, Wish, replan_as, replan_training
from readiness.actions.training_desk.week import A_PAGE, PlanWeek, Wanted, day_named, plan_file, plan_week
from readiness.adapters.db.training_views import Filter, SeatView
from readiness.stages.training.records import Session

__all__ = [
    "A_PAGE",
    "Asked",
    "Day",
    "Filter",
    "History",
    "MendPage",
    "Mended",
    "MissedPage",
    "OwnSession",
    "OwnTraining",
    "PlanPage",
    "PlanWeek",
    "ReplanReport",
    "SeatView",
    "Session",
    "SessionPage",
    "SessionShown",
    "TeamTraining",
    "Wanted",
    "Wish",
    "answer_own",
    "day_named",
    "history",
    "keep",
    "look",
    "mend_page",
    "missed_page",
    "own_sessions",
    "plan_file",
    "plan_page",
    "plan_week",
    "replan_as",
    "replan_training",
    "session_page",
    "sheet",
    "team_training",
    "ticked",
]
