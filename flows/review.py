"""Review flow: the weekly review of a launch: settle what was promised, make the page, mail it.

In: ReviewRequest.
Out: ReviewOutcome; files, rows and mails are the action's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from pydantic import BaseModel, Field

from flows.each_launch import ALL, each_launch, taken_in_now
from flows.progress import recorded, say
from flows.steps import step
from readiness.actions import review as actions
from readiness.actions.review import Mailed, ReviewReport
from readiness.settings import Settings
from readiness.vocabulary import counted


class ReviewRequest(BaseModel):
    """Which launch to review, as of which day, and who gets the page."""

    launch_id: str = Field(default="", description="a launch that was taken in; blank: every launch under way")
    as_of: date | None = Field(default=None, description="the day of the review; blank: today")
    out: str = Field(default="", description="output folder of the launch that is named; blank: the workspace's")
    mail: bool = Field(default=False, description="mail the page")
    to: list[str] = Field(default=[], description="addresses to mail it to; blank: every account of marketing and ops")

    @property
    def label(self) -> str:
        """Return what the run is called after."""
        return self.launch_id or ALL


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """What the review came to."""

    launch_id: str
    out: Path
    report: ReviewReport
    mailed: Mailed | None


@step("review", "review-{launch_id}")
def held(launch_id: str, out: str, as_of: date) -> ReviewReport:
    """Settle what was promised and make the page."""
    return actions.hold_review(Settings(), launch_id, Path(out), as_of, datetime.now(UTC))


@flow(name="review", flow_run_name="review-{request.label}", validate_parameters=True)
def review(request: ReviewRequest) -> list[ReviewOutcome]:
    """Hold the weekly review of a launch and mail its page; of every launch under way, where none is named."""
    launch_id, settings = request.launch_id, Settings()
    if not launch_id:
        return each_launch(taken_in_now(), lambda named: review(_of(request, named), return_state=True))
    with recorded("review", launch_id):
        out = request.out or str(settings.out_dir(launch_id))
        report = held(launch_id, out, request.as_of or datetime.now(UTC).date())
        owed = f"{counted(report.review.n_owed, 'act')} owed, {report.n_overdue:,} overdue"
        say("review", "review", f"{owed}, {report.n_escalated:,} told one level up")
        create_markdown_artifact(markdown=report.text, key=f"{launch_id}-week", description="The week on one page")
        # A letter is no step: tried again it would arrive twice.
        mailed = actions.mail_review(settings, report.review, request.to) if request.mail else None
        say("review", "mail", _mailed(mailed))
        return [ReviewOutcome(launch_id, Path(out), report, mailed)]


def _of(request: ReviewRequest, launch_id: str) -> ReviewRequest:
    return request.model_copy(update={"launch_id": launch_id, "out": ""})


def _mailed(mailed: Mailed | None) -> str:
    if mailed is None:
        return "not mailed"
    refused = f", {len(mailed.refused):,} refused" if mailed.refused else ""
    return f"mailed to {counted(len(mailed.sent), 'address', 'addresses')}{refused}"
