"""Buyer side: the buyers' map with its holes, and what is planned and owed along it.

In: settings, a launch id.
Out: files under plan/ of the launch's output folder, rows in the database.
"""

from readiness.actions.buyer_side.kicking_off import write_kick_off
from readiness.actions.buyer_side.mapping import MapReport, write_map
from readiness.actions.buyer_side.planning import PlanReport, write_plan
from readiness.actions.buyer_side.reporting import TakenIn, collect_contacts, collect_survey

__all__ = [
    "MapReport",
    "PlanReport",
    "TakenIn",
    "collect_contacts",
    "collect_survey",
    "write_kick_off",
    "write_map",
    "write_plan",
]
