"""Running: launch, approve, enable, measure.

In: a launch folder or id.
Out: a flow's outcome, in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from readiness.cli.output import Json, progress, show
from readiness.cli.programs import tell_receivers
from readiness.errors import InputError, Problem
from readiness.settings import Settings
from readiness.vocabulary import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.launch import LaunchOutcome
    from readiness.actions.enablement import QuizReport
    from readiness.actions.launch import Published

SHOWN_IDS = 12
SHOWN_PEOPLE = 20
"""How many ids a line names before it only counts."""
Out = Annotated[Path | None, typer.Option("--out", help="output folder; without it, out/<launch_id> in the workspace")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(launch)
    app.command()(polish)
    app.command()(enable)
    app.command()(measure)


def launch(
    launch_dir: Annotated[Path | None, typer.Argument(help="the launch folder")] = None,
    taken_in: Annotated[str, typer.Option("--id", help="instead of a folder, the id of a launch that was taken in before")] = "",
    out: Out = None,
    approve_as: Annotated[str, typer.Option("--approve-as", help="approve the positioning in this person's name")] = "",
    on: Annotated[str, typer.Option("--on", help="day of that approval, as 2019-05-06; without it, today")] = "",
    as_json: Json = False,
) -> None:
    """Run the launch flow: positioning, decks, contact plan; without --approve-as it stops at the positioning."""
    settings = Settings()
    day = day_of(on, "--on")
    if (launch_dir is None) == (not taken_in):
        raise InputError(Problem("readiness launch", 0, "", "both or neither of a folder and --id", "a launch folder, or --id"))
    if launch_dir:
        launch_actions().launch_of(launch_dir, settings.templates)
    else:
        launch_actions().require_launch(settings, taken_in)
    with prefect_server(settings, as_json=as_json):
        from flows.launch import LaunchRequest
        from flows.launch import launch as launch_flow

        target = str(out_folder(out)) if out else ""
        folder = str(launch_dir) if launch_dir else ""
        outcome = launch_flow(
            LaunchRequest(launch_dir=folder, launch_id=taken_in, out=target, approve_as=approve_as, approve_on=day)
        )
    show_launch(outcome, as_json=as_json)


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
    launch_actions().require_approval(settings, launch_id)
    with prefect_server(settings, as_json=as_json):
        from flows.enablement import EnablementRequest, enablement

        outcome = enablement(EnablementRequest(launch_id=launch_id, out=str(out_folder(out)) if out else ""))
    training = outcome.training
    lines = [
        *training.said,
        *(f"Not in a session: {who}" for who in training.unserved[:SHOWN_PEOPLE]),
        f"{counted(outcome.quiz.n_items, 'quiz item')} in {counted(outcome.quiz.n_forms, 'form')}.",
        *quiz_lines(outcome.quiz, launch_id),
        change_line(outcome.published),
        f"Open: {outcome.out / 'training' / 'plan.xlsx'}",
        f"      {outcome.out / 'quizzes' / ((outcome.quiz.quiz_id + '.gift') if outcome.quiz.n_items else 'items.md')}",
    ]
    show(lines, _plain(outcome), as_json=as_json)


def quiz_lines(quiz: QuizReport, launch_id: str) -> list[str]:
    """Return which quiz items wait for a person or are asked no more, and what formats could not hold."""
    lines: list[str] = []
    if quiz.waiting:
        n_new = len(quiz.waiting) - len(quiz.changed)
        lines.append(
            f"{counted(len(quiz.waiting), 'quiz item waits', 'quiz items wait')} for approval and"
            f" {'is' if len(quiz.waiting) == 1 else 'are'} in no quiz file yet ({n_new} new, {len(quiz.changed)} changed):"
            f" {_some(quiz.waiting)}. Read quizzes/items.md, then: readiness approve {launch_id} --items --by NAME"
        )
    if quiz.retired:
        lines.append(f"{counted(len(quiz.retired), 'quiz item')} retired, the message being gone: {_some(quiz.retired)}.")
    return [*lines, *(f"Not in every file: {loss}" for loss in quiz.losses)]


def _some(ids: Sequence[str]) -> str:
    return ", ".join(ids[:SHOWN_IDS]) + (f" and {len(ids) - SHOWN_IDS} more" if len(ids) > SHOWN_IDS else "")


def measure(
    launch_id: str,
    as_of: Annotated[str, typer.Option("--as-of", help="count up to this day; without it, today or the launch's end")] = "",
    no_sensitivity: Annotated[bool, typer.Option("--no-sensitivity", help="skip the refits that take longest")] = False,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Run the measurement flow: take in the launch's inbox, then contribution, readiness and the report."""
    settings = Settings()
    day = day_of(as_of, "--as-of")
    launch_actions().require_approval(settings, launch_id)
    with prefect_server(settings, as_json=as_json):
        from flows.measurement import MeasurementRequest, measurement

        folder = str(out_folder(out)) if out else ""
        (outcome,) = measurement(MeasurementRequest(launch_id=launch_id, as_of=day, out=folder, sensitivity=not no_sensitivity))
    report = outcome.report
    lines = [
        f"{counted(report.n_lines, 'sales line')} and {counted(report.n_responses, 'quiz answer')} counted;"
        f" {report.n_ready} of {report.n_reps} reps ready as of {report.as_of}.",
        *(f"Not said: {what}" for what in report.missing),
        *report.certificates,
        change_line(outcome.published),
        f"Open: {outcome.out / 'report' / 'readiness.html'}",
        f"      {outcome.out / 'report' / 'readiness.xlsx'}",
        f"      {outcome.out / 'report' / 'brief.pptx'}",
    ]
    show(lines, _plain(outcome), as_json=as_json)


def launch_actions() -> ModuleType:
    """Return the launch actions, imported only now: `readiness --help` need not wait for pandas and python-pptx."""
    from readiness.actions import launch as actions

    return actions


@contextmanager
def prefect_server(settings: Settings, *, as_json: bool) -> Iterator[None]:
    """Run flows with a Prefect server around them, and their progress shown; then tell receivers outside what happened."""
    from flows.embedded_server import serve

    with progress(as_json=as_json), serve(settings.home, settings.server_url):
        yield
    tell_receivers(settings)


def show_launch(outcome: LaunchOutcome, *, as_json: bool) -> None:
    """Say how far a launch came."""
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
            f"Read {outcome.out / 'positioning' / 'messages.md'} and {outcome.out / 'quizzes' / 'items.md'}, then:",
            f"  readiness approve {outcome.launch_id} --by NAME",
            *(f"Mend first: {error}" for error in worded.errors),
            *_decks_left(outcome),
        ]
    show(lines, _plain(outcome), as_json=as_json)


def _decks_left(outcome: LaunchOutcome) -> list[str]:
    """Return which decks stay as they are until new words are approved, and how many of them are not to be shown."""
    from readiness.actions.decks import deck_revisions

    folder, n = outcome.out / "decks", outcome.n_outdated
    left = deck_revisions(Settings(), outcome.launch_id)
    told = " and ".join(f"{counted(n, 'deck')} of spec revision {revision or '(none given)'}" for revision, n in left.items())
    lines = [f"Until that is approved, {folder} keeps what was approved before: {told}."] if left else []
    if n:
        promise = "promises" if n == 1 else "promise"
        lines.append(f"Do not show {n} of them: they are outdated in {folder / 'index.csv'} and {promise} what is no longer so.")
    return lines


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


def out_folder(out: Path) -> Path:
    """Return an output folder's full path.

    Raises:
        InputError: it is a file.
    """
    if out.exists() and not out.is_dir():
        raise InputError(Problem("--out", 0, "", f"{out} is a file", "a folder, which is made if it is not there"))
    return out.resolve()


def day_of(text: str, option: str) -> date | None:
    """Return the day an option names, or None where it names none.

    Raises:
        InputError: it is not a day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InputError(Problem(option, 0, "", f"{text!r} is not a day", "a date such as 2019-05-06")) from error
