"""Collect flow: take in what lies in the inbox of a launch, or of every launch under way.

In: a launch id, or none.
Out: what became of each file; rows are the actions'.
"""

from __future__ import annotations

from prefect import flow, runtime
from prefect.artifacts import create_table_artifact

from flows import sales_out
from flows.each_launch import ALL, approved_now, each_launch
from flows.progress import made, recorded, say
from flows.steps import step
from readiness.actions import measurement as actions
from readiness.actions.measurement import CollectReport
from readiness.settings import Settings
from readiness.vocabulary import counted


@step("collect", "collect-{launch_id}")
def answers(launch_id: str) -> list[CollectReport]:
    """Take in the answers and the attendance in the launch's inbox."""
    return actions.collect_inbox(Settings(), launch_id)


def taken_in(launch_id: str) -> list[CollectReport]:
    """Take in everything in a launch's inbox, and keep a table of it with the run."""
    taken = answers(launch_id) + sales_out.collected(launch_id)
    table = [{"file": r.submission.file, "rows": r.submission.n_rows, "quarantined": r.submission.n_quarantined} for r in taken]
    create_table_artifact(table=table, key=f"{launch_id}-collected", description="Files of the inbox")
    return taken


def told(taken: list[CollectReport]) -> str:
    """Return what came in, in words."""
    n_new, n_held = sum(r.is_new for r in taken), sum(r.submission.n_quarantined for r in taken)
    return f"{counted(len(taken), 'file')} in the inbox, {n_new} new, {counted(n_held, 'row')} in quarantine"


def _run_name() -> str:
    return f"collect-{runtime.flow_run.parameters.get('launch_id') or ALL}"


@flow(name="collect", flow_run_name=_run_name, validate_parameters=True)
def collect(launch_id: str = "") -> list[CollectReport]:
    """Take in what lies in the inbox of a launch; blank: of every launch under way."""
    if not launch_id:
        return each_launch(approved_now(), lambda named: collect(named, return_state=True), comes_again=True)
    with recorded("collect", launch_id):
        taken = taken_in(launch_id)
        say("collect", "collect", told(taken))
        made(n_rows=sum(r.submission.n_rows for r in taken if r.is_new))
        return taken
