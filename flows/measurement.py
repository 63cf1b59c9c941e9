"""Measurement flow: collect what came in, and report what each rep knew and added.

In: MeasurementRequest.
Out: MeasurementOutcome; files and rows are the actions'.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_link_artifact
from pydantic import BaseModel, Field

from flows.collect import taken_in, told
from flows.copies import copied
from flows.each_launch import ALL, approved_now, each_launch
from flows.progress import made, recorded, say
from flows.steps import step
from flows.workers import side_by_side
from readiness.actions import buyer_side
from readiness.actions import measurement as actions
from readiness.actions.buyer_side import PlanReport
from readiness.actions.measurement import CollectReport, MeasureReport, Published
from readiness.settings import Settings
from readiness.vocabulary import counted


class MeasurementRequest(BaseModel):
    """Which launch to measure, as of which day."""

    launch_id: str = Field(default="", description="a launch whose positioning is approved; blank: every launch under way")
    as_of: date | None = Field(
        default=None, description="count what is dated up to this day; blank: today, or the end of the launch"
    )
    out: str = Field(default="", description="output folder of the launch that is named; blank: the workspace's")
    sensitivity: bool = Field(default=True, description="fit again without each input in turn: what does each figure hang on?")

    @property
    def label(self) -> str:
        """Return what the run is called after."""
        return self.launch_id or ALL


@dataclass(frozen=True, slots=True)
class MeasurementOutcome:
    """What was collected and reported."""

    launch_id: str
    out: Path
    collected: list[CollectReport]
    report: MeasureReport
    published: Published


@step("report", "report-{launch_id}")
def report(launch_id: str, out: str, as_of: date, sensitivity: bool) -> MeasureReport:
    """Measure and report."""
    settings = Settings()
    return actions.write_report(settings, launch_id, Path(out), as_of, sensitive=sensitivity, side_by_side=side_by_side(settings))


@step("plan", "plan-{launch_id}")
def plan(launch_id: str, out: str) -> PlanReport:
    """Aim anew: a channel whose people are shown to be ready, or not to be, changes where the launch aims."""
    return buyer_side.write_plan(Settings(), launch_id, Path(out))


@step("manifest", "manifest-{launch_id}")
def manifest(launch_id: str, out: str) -> Published:
    """Write the manifest."""
    return actions.write_manifest(Settings(), launch_id, Path(out))


@flow(name="measurement", flow_run_name="measurement-{request.label}", validate_parameters=True)
def measurement(request: MeasurementRequest) -> list[MeasurementOutcome]:
    """Collect the inbox of a launch and write its report; of every launch under way, where none is named."""
    launch_id = request.launch_id
    if not launch_id:
        return each_launch(approved_now(), lambda named: measurement(_of(request, named), return_state=True))
    with recorded("measurement", launch_id):
        outcome = _measured(request, launch_id, request.out or str(Settings().out_dir(launch_id)))
        n_rows = sum(r.submission.n_rows for r in outcome.collected if r.is_new)
        made(n_rows=n_rows, n_files=outcome.published.n_files)
        return [outcome]


def _of(request: MeasurementRequest, launch_id: str) -> MeasurementRequest:
    return request.model_copy(update={"launch_id": launch_id, "out": ""})


def _measured(request: MeasurementRequest, launch_id: str, out: str) -> MeasurementOutcome:
    taken = taken_in(launch_id)
    say("measurement", "collect", told(taken))
    made = report(launch_id, out, request.as_of or datetime.now(UTC).date(), request.sensitivity)
    say("measurement", "report", f"{counted(made.n_reps, 'rep')} as of {made.as_of}, {made.n_ready} ready")
    aimed = plan(launch_id, out)
    say("measurement", "plan", f"{counted(aimed.n_aimed, 'account')} to aim at, {counted(aimed.n_changes, 'contact')} changed")
    published = made.published + aimed.published + manifest(launch_id, out)
    say("measurement", "manifest", f"{out}/manifest.json{copied(launch_id, out)}")
    create_link_artifact(
        link=(Path(out) / "report" / "readiness.html").resolve().as_uri(), key=f"{launch_id}-report", link_text="report"
    )
    return MeasurementOutcome(launch_id, Path(out), taken, made, published)
