"""Runs: flows started from the portal, recorded by themselves as they go, and watched.

In: settings; a viewer, or the process of a run; the time now, in UTC.
Out: Runs with their stages; rows in the database, processes.
"""

from readiness.actions.runs.costs import CostedRun, costs_of_runs
from readiness.actions.runs.recording import Record, attend, begin, end, fail, keep_cost, note_count, note_stage
from readiness.actions.runs.standing import note_lost
from readiness.actions.runs.starting import KINDS, RunUnderWayError, start_run
from readiness.actions.runs.watching import MadeFile, RunList, RunView, fetch_made, made_files, runs_of_launch, watch_run
from readiness.adapters.db.runs import Run, RunStep

__all__ = [
    "KINDS",
    "CostedRun",
    "MadeFile",
    "Record",
    "Run",
    "RunList",
    "RunStep",
    "RunUnderWayError",
    "RunView",
    "attend",
    "begin",
    "costs_of_runs",
    "end",
    "fail",
    "fetch_made",
    "keep_cost",
    "made_files",
    "note_count",
    "note_lost",
    "note_stage",
    "runs_of_launch",
    "start_run",
    "watch_run",
]
