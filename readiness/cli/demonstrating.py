"""Demonstrating: the bundled launch from the factory's spec to the report.

In: nothing.
Out: its files, and which of them to open.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from readiness.cli.output import Json, show
from readiness.cli.running import SHOWN_PEOPLE, Out, change_line, launch_actions, out_folder, prefect_server
from readiness.settings import ROOT, Settings
from readiness.vocabulary import counted

EXAMPLE = ROOT / "data" / "launches" / "touring-1000"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(demo)


def demo(out: Out = None, as_json: Json = False) -> None:
    """Run the bundled launch from spec to report, and name the files to open."""
    settings = Settings()
    with prefect_server(settings, as_json=as_json):
        from flows.enablement import EnablementRequest, enablement
        from flows.launch import LaunchRequest
        from flows.launch import launch as launch_flow
        from flows.measurement import MeasurementRequest, measurement

        example = launch_actions().launch_of(EXAMPLE)
        target = str(out_folder(out)) if out else ""
        launched = launch_flow(
            LaunchRequest(launch_dir=str(EXAMPLE), out=target, approve_as=example.owner, approve_on=example.dates.positioning_by)
        )
        launch_id = launched.launch_id
        enabled = enablement(EnablementRequest(launch_id=launch_id, out=target))
        (measured,) = measurement(MeasurementRequest(launch_id=launch_id, out=target, as_of=example.dates.measure_until))
    published = launched.published + enabled.published + measured.published
    files = _to_open(launched.out)
    lines = [
        "",
        f"The launch of {example.name}, from the factory's spec to the report:",
        f"  {counted(launched.positioning.n_messages, 'message')}, {counted(launched.n_decks, 'deck')},"
        f" {counted(launched.n_contacts, 'planned contact')},",
        f"  {counted(enabled.training.n_enrolled, 'rep')} in {counted(enabled.training.n_sessions, 'session')},"
        f" {counted(enabled.quiz.n_items, 'quiz item')},",
        f"  {counted(measured.report.n_lines, 'sales line')} and {counted(measured.report.n_responses, 'quiz answer')}"
        f" counted for {counted(measured.report.n_reps, 'rep')}.",
        *(f"  Not in a session: {who}" for who in enabled.training.unserved[:SHOWN_PEOPLE]),
        change_line(published),
        "",
        "Open these:",
        *(f"  {path}" for path in files),
    ]
    result = {"launch_id": launch_id, "out": launched.out, "published": asdict(published), "files_to_open": files}
    show(lines, result, as_json=as_json)


def _to_open(out: Path) -> list[str]:
    wanted = ["positioning/messages.md", *sorted(p.relative_to(out).as_posix() for p in out.glob("decks/*/*.pptx"))]
    wanted += ["plan/contact_plan.xlsx", "training/plan.xlsx", "report/readiness.html", "report/readiness.xlsx"]
    wanted += ["report/brief.pptx"]
    return [str(out / path) for path in wanted if (out / path).is_file()]
