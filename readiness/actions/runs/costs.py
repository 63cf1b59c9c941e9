"""Costs: what runs took and made, over time.

In: settings, a launch.
Out: CostedRuns.
"""

from __future__ import annotations

from readiness.adapters.db import run_costs
from readiness.adapters.db.run_costs import CostedRun as CostedRun
from readiness.adapters.db.store import reading
from readiness.settings import Settings


def costs_of_runs(settings: Settings, launch_id: str = "", limit: int = 50) -> list[CostedRun]:
    """Return the last runs that have ended, of a launch or, where it is "", of all, the newest first."""
    with reading(settings.database) as connection:
        return run_costs.costed_runs(connection, launch_id, limit)
