"""Enablement flow: plan the training, invite the reps, make the quiz.

In: EnablementRequest.
Out: EnablementOutcome; files and rows are the actions'.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_link_artifact, create_table_artifact
from pydantic import BaseModel, Field

from flows.copies import copied
from flows.progress import recorded, say
from flows.steps import step
from readiness.actions import enablement as actions
from readiness.actions.enablement import Published, QuizReport, TrainingReport
from readiness.settings import Settings
from readiness.vocabulary import counted


class EnablementRequest(BaseModel):
    """Which launch to train for."""

    launch_id: str = Field(description="a launch whose positioning is approved")
    out: str = Field(default="", description="output folder; blank: the workspace's")


@dataclass(frozen=True, slots=True)
class EnablementOutcome:
    """What was planned and made."""

    launch_id: str
    out: Path
    training: TrainingReport
    quiz: QuizReport
    published: Published


@step("training", "training-{launch_id}")
def training(launch_id: str, out: str) -> TrainingReport:
    """Plan the training."""
    return actions.write_training(Settings(), launch_id, Path(out))


@step("quizzes", "quizzes-{launch_id}")
def quizzes(launch_id: str, out: str) -> QuizReport:
    """Make the quiz."""
    return actions.write_quiz(Settings(), launch_id, Path(out))


@step("manifest", "manifest-{launch_id}")
def manifest(launch_id: str, out: str) -> Published:
    """Write the manifest."""
    return actions.write_manifest(Settings(), launch_id, Path(out))


@flow(name="enablement", flow_run_name="enablement-{request.launch_id}", validate_parameters=True)
def enablement(request: EnablementRequest) -> EnablementOutcome:
    """Plan the training and make the quiz of an approved launch."""
    launch_id = request.launch_id
    with recorded("enablement", launch_id):
        return _enabled(launch_id, request.out or str(Settings().out_dir(launch_id)))


def _enabled(launch_id: str, out: str) -> EnablementOutcome:
    planned = training(launch_id, out)
    seated = f"{counted(planned.n_enrolled, 'rep')} in {counted(planned.n_sessions, 'session')}"
    missing = f", {counted(len(planned.unserved), 'seat')} missing" if planned.unserved else ", everybody has a seat"
    say("enablement", "training", f"{seated}{missing}")
    quiz = quizzes(launch_id, out)
    waiting = f", {len(quiz.waiting)} waiting for approval" if quiz.waiting else ""
    say("enablement", "quizzes", f"{counted(quiz.n_items, 'item')} in {counted(quiz.n_forms, 'form')}{waiting}")
    published = planned.published + quiz.published + manifest(launch_id, out)
    say("enablement", "manifest", f"{out}/manifest.json{copied(launch_id, out)}")
    create_table_artifact(
        table=[
            {
                "reps": planned.n_enrolled,
                "sessions": planned.n_sessions,
                "not served": len(planned.unserved),
                "items": quiz.n_items,
            }
        ],
        key=f"{launch_id}-enablement",
        description="Training plan and quiz",
    )
    create_link_artifact(
        link=(Path(out) / "training").resolve().as_uri(), key=f"{launch_id}-training-folder", link_text="training"
    )
    return EnablementOutcome(launch_id, Path(out), planned, quiz, published)
