"""Running: demo, check, launch, approve, enable, measure.

In: a launch folder or id.
Out: a flow's outcome, in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from readiness.cli.output import Json, note_lines, problem_lines, progress, show, show_error
from readiness.errors import InputError, Problem
from readiness.settings import ROOT, Settings
from readiness.vocabulary import counted

if TYPE_CHECKING:
    from flows.launch import LaunchOutcome
    from readiness.actions.launch import Published

EXAMPLE = ROOT / "data" / "launches" / "touring-1000"
Out = Annotated[Path | None, typer.Option("--out", help="output folder; without it, out/<launch_id> in the workspace")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(demo)
    app.command()(check)
    app.command()(launch)
    app.command()(approve)
    app.command()(polish)
    app.command()(enable)
    app.command()(measure)


def demo(out: Out = None, as_json: Json = False) -> None:
    """Run the bundled launch from spec to report, and name the files to open."""
    settings = Settings()
    with prefect_server(settings, as_json=as_json):
        from flows.enablement import EnablementRequest, enablement
        from flows.launch import LaunchRequest
        from flows.launch import launch as launch_flow
        from flows.measurement import MeasurementRequest, measurement

        example = _actions().launch_of(EXAMPLE)
        target = str(out_folder(out)) if out else ""
        launched = launch_flow(
            LaunchRequest(launch_dir=str(EXAMPLE), out=target, approve_as=example.owner, approve_on=example.dates.positioning_by)
        )
        launch_id = launched.launch_id
        enabled = enablement(EnablementRequest(launch_id=launch_id, out=target))
        measured = measurement(MeasurementRequest(launch_id=launch_id, out=target, as_of=example.dates.measure_until))
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
        *(f"  Not in a session: {who}" for who in enabled.training.unserved),
        change_line(published),
        "",
        "Open these:",
        *(f"  {path}" for path in files),
    ]
    result = {"launch_id": launch_id, "out": launched.out, "published": asdict(published), "files_to_open": files}
    show(lines, result, as_json=as_json)


def check(launch_dir: Path, as_json: Json = False) -> None:
    """Read every input of a launch folder and print every problem, then what of the specs is not used; nothing is written."""
    from readiness.actions.spec_notes import spec_notes

    problems, notes = _actions().check_folder(launch_dir), spec_notes(launch_dir)
    lines = problem_lines(problems) if problems else [f"{launch_dir}: no problem found"]
    result = {"launch_dir": launch_dir, "problems": [asdict(p) for p in problems], "notes": notes}
    show([*lines, *note_lines(notes)], result, as_json=as_json)
    if problems:
        raise typer.Exit(2)


def launch(
    launch_dir: Path,
    out: Out = None,
    approve_as: Annotated[str, typer.Option("--approve-as", help="approve the positioning in this person's name")] = "",
    on: Annotated[str, typer.Option("--on", help="day of that approval, as 2019-05-06; without it, today")] = "",
    as_json: Json = False,
) -> None:
    """Run the launch flow: positioning, decks, contact plan; without --approve-as it stops at the positioning."""
    settings = Settings()
    day = _day(on, "--on")
    _actions().launch_of(launch_dir)
    with prefect_server(settings, as_json=as_json):
        from flows.launch import LaunchRequest
        from flows.launch import launch as launch_flow

        target = str(out_folder(out)) if out else ""
        outcome = launch_flow(LaunchRequest(launch_dir=str(launch_dir), out=target, approve_as=approve_as, approve_on=day))
    _show_launch(outcome, as_json=as_json)


def approve(
    launch_id: str,
    by: Annotated[str, typer.Option("--by", help="the person who approves")],
    on: Annotated[str, typer.Option("--on", help="day of the approval; without it, today")] = "",
    messages: Annotated[
        list[str] | None, typer.Option("--message", help="only this message, by its message_id; may be given again")
    ] = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Approve the messages as they stand, or only those named; the launch goes on once every message is approved."""
    settings = Settings()
    day = _day(on, "--on") or datetime.now(UTC).date()
    approvals = _actions().approve(settings, launch_id, by, day, messages or ())
    if not as_json:
        waiting = f"; {counted(approvals.n_missing, 'message')} more to approve" if approvals.n_missing else ""
        show_error(f"{counted(len(approvals.by_message), 'message')} approved{waiting}")
    with prefect_server(settings, as_json=as_json):
        from flows.launch import LaunchRequest
        from flows.launch import launch as launch_flow

        outcome = launch_flow(LaunchRequest(launch_id=launch_id, out=str(out_folder(out)) if out else ""))
    _show_launch(outcome, as_json=as_json)


def polish(launch_id: str, as_json: Json = False) -> None:
    """Let a language model reorder and join the messages' sentences; what the verifier refuses stays as it was."""
    from readiness.actions.polishing import polish_messages

    reports = polish_messages(Settings(), launch_id)
    counts = Counter(r.outcome for r in {r.message_id: r for r in reports}.values())
    lines = [", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items())) or "no message to polish"]
    lines += [f"  {r.message_id} refused, {r.rule}: {r.found}" for r in reports if r.outcome == "refused"]
    if counts["polished"]:
        lines.append(f"Read them again and approve: readiness launch, then readiness approve {launch_id} --by NAME")
    show(lines, {"messages": [asdict(r) for r in reports]}, as_json=as_json)


def enable(launch_id: str, out: Out = None, as_json: Json = False) -> None:
    """Run the enablement flow: training plan, invites, quiz."""
    settings = Settings()
    _actions().require_approval(settings, launch_id)
    with prefect_server(settings, as_json=as_json):
        from flows.enablement import EnablementRequest, enablement

        outcome = enablement(EnablementRequest(launch_id=launch_id, out=str(out_folder(out)) if out else ""))
    training = outcome.training
    lines = [
        f"{counted(training.n_enrolled, 'rep')} in {counted(training.n_sessions, 'session')};"
        f" {counted(outcome.quiz.n_items, 'quiz item')}.",
        *(f"Not in a session: {who}" for who in training.unserved),
        change_line(outcome.published),
        f"Open: {outcome.out / 'training' / 'plan.xlsx'}",
        f"      {outcome.out / 'quizzes' / (outcome.quiz.quiz_id + '.gift')}",
    ]
    show(lines, _plain(outcome), as_json=as_json)


def measure(
    launch_id: str,
    as_of: Annotated[
        str, typer.Option("--as-of", help="count what is dated up to this day; without it, today or the end of the launch")
    ] = "",
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Run the measurement flow: take in the launch's inbox, then contribution, readiness and the report."""
    settings = Settings()
    day = _day(as_of, "--as-of")
    _actions().require_approval(settings, launch_id)
    with prefect_server(settings, as_json=as_json):
        from flows.measurement import MeasurementRequest, measurement

        outcome = measurement(MeasurementRequest(launch_id=launch_id, as_of=day, out=str(out_folder(out)) if out else ""))
    report = outcome.report
    lines = [
        f"{counted(report.n_lines, 'sales line')} and {counted(report.n_responses, 'quiz answer')} counted;"
        f" {report.n_ready} of {report.n_reps} reps ready as of {report.as_of}.",
        *(f"Not said: {what}" for what in report.missing),
        change_line(outcome.published),
        f"Open: {outcome.out / 'report' / 'readiness.html'}",
        f"      {outcome.out / 'report' / 'readiness.xlsx'}",
    ]
    show(lines, _plain(outcome), as_json=as_json)


def _actions() -> ModuleType:
    """Return the launch actions, imported only now: `readiness --help` need not wait for pandas and python-pptx."""
    from readiness.actions import launch as actions

    return actions


@contextmanager
def prefect_server(settings: Settings, *, as_json: bool) -> Iterator[None]:
    """Run flows with a Prefect server around them, and their progress shown."""
    from flows.embedded_server import serve

    with progress(as_json=as_json), serve(settings.home, settings.server_url):
        yield


def _show_launch(outcome: LaunchOutcome, *, as_json: bool) -> None:
    worded = outcome.positioning
    n = len(worded.errors)
    lint = f"{counted(n, 'error')} and {counted(worded.n_warnings, 'warning')} of the lint"
    lines = [f"{counted(worded.n_messages, 'message')}, {counted(worded.n_gaps, 'gap')}, {lint}."]
    if outcome.is_approved:
        lines += [
            f"{counted(outcome.n_decks, 'deck')}, {counted(outcome.n_contacts, 'planned contact')}.",
            change_line(outcome.published),
            f"Open: {outcome.out / 'decks' / 'index.csv'}",
            f"      {outcome.out / 'plan' / 'contact_plan.xlsx'}",
        ]
    else:
        lines += [
            _waiting_line(worded.n_messages - worded.n_approved, worded.n_messages),
            f"Read {outcome.out / 'positioning' / 'messages.md'}, then:",
            f"  readiness approve {outcome.launch_id} --by NAME",
            *(f"Mend first: {error}" for error in worded.errors),
        ]
    show(lines, _plain(outcome), as_json=as_json)


def _waiting_line(n_waiting: int, n_messages: int) -> str:
    what = "The positioning waits" if n_waiting == n_messages else f"{n_waiting} of {counted(n_messages, 'message')} wait"
    return f"{what} for approval; no deck is made before."


def _plain(outcome: Any) -> dict[str, Any]:
    return asdict(outcome)


def change_line(published: Published) -> str:
    """Return what was written, removed and set aside, as one line."""
    changed = len(published.written) + len(published.removed)
    if not changed:
        return f"Nothing changed: all {published.n_files} files are as they were."
    line = f"{len(published.written)} of {published.n_files} files written"
    line += f", {len(published.removed)} removed" if published.removed else ""
    kept = f"; your edits were kept as {', '.join(published.set_aside)}" if published.set_aside else ""
    return f"{line}{kept}."


def _to_open(out: Path) -> list[str]:
    wanted = ["positioning/messages.md", *sorted(p.relative_to(out).as_posix() for p in out.glob("decks/*/*.pptx"))]
    wanted += ["plan/contact_plan.xlsx", "training/plan.xlsx", "report/readiness.html", "report/readiness.xlsx"]
    return [str(out / path) for path in wanted if (out / path).is_file()]


def out_folder(out: Path) -> Path:
    """Return an output folder's full path.

    Raises:
        InputError: it is a file.
    """
    if out.exists() and not out.is_dir():
        raise InputError(Problem("--out", 0, "", f"{out} is a file", "a folder, which is made if it is not there"))
    return out.resolve()


def _day(text: str, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InputError(Problem(option, 0, "", f"{text!r} is not a day", "a date such as 2019-05-06")) from error
