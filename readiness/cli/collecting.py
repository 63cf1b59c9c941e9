"""Collecting: quiz answers, attendance and graded pitches, and the queue of who or what nobody could place yet.

Sales-out has its own file.

In: files; a queue id and who or which it is.
Out: what became of each row.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readiness.cli import collecting_sales, matching
from readiness.cli.collected import show_reports
from readiness.cli.output import Json, show
from readiness.settings import Settings
from readiness.vocabulary import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readiness.actions.buyer_side import TakenIn


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    collect = typer.Typer(
        help="Take in files: quiz answers, attendance, pitches, contacts made, what buyers say, sales-out reports.",
        no_args_is_help=True,
    )
    collect.command("quizzes")(quizzes)
    collect.command("attendance")(attendance)
    collect.command("pitches")(pitches)
    collect.command("contacts")(contacts)
    collect.command("survey")(survey)
    collect.command("review")(review)
    collect.command("assign")(assign)
    collecting_sales.add(collect)
    matching.add(collect)
    app.add_typer(collect, name="collect")


def quizzes(
    files: list[Path],
    launch: Annotated[str, typer.Option("--launch", help="the launch the quiz belongs to")],
    as_json: Json = False,
) -> None:
    """Take in quiz answers: Moodle, Google Forms, Microsoft Forms, Kahoot, xAPI, or a table of your own."""
    from readiness.actions.measurement import collect_quizzes

    show_reports(collect_quizzes(Settings(), launch, files), as_json=as_json)


def attendance(
    files: list[Path],
    launch: Annotated[str, typer.Option("--launch", help="the launch whose training it was")],
    session: Annotated[str, typer.Option("--session", help="the session, where the file does not tell")] = "",
    as_json: Json = False,
) -> None:
    """Take in who was in a session: a report of Zoom, Teams, Webex or Meet, a trainer's sheet, or a table."""
    from readiness.actions.measurement import collect_attendance

    show_reports(collect_attendance(Settings(), launch, files, session, datetime.now(UTC)), as_json=as_json)


def pitches(
    files: list[Path],
    launch: Annotated[str, typer.Option("--launch", help="the launch the pitches belong to")],
    as_json: Json = False,
) -> None:
    """Take in graded pitches: rep_id, graded_on, rater, criterion, score; the rubric is in training.yaml."""
    from readiness.actions.measurement import collect_pitches

    show_reports(collect_pitches(Settings(), launch, files), as_json=as_json)


def contacts(
    files: list[Path],
    launch: Annotated[str, typer.Option("--launch", help="the launch whose contacts they are")],
    as_json: Json = False,
) -> None:
    """Take in what became of contacts: contact_id, done_on, done_by, reaction, note."""
    from readiness.actions.buyer_side import collect_contacts

    _show_taken(collect_contacts(Settings(), launch, files), "contact", as_json=as_json)


def survey(
    files: list[Path],
    launch: Annotated[str, typer.Option("--launch", help="the launch whose buyers answered")],
    as_json: Json = False,
) -> None:
    """Take in what buyers say of reps: response_id, account_id, rep_id, answered_on, prepared, understood_us, would_buy_again."""
    from readiness.actions.buyer_side import collect_survey

    _show_taken(collect_survey(Settings(), launch, files), "answer", as_json=as_json)


def _show_taken(taken: Sequence[TakenIn], what: str, *, as_json: bool) -> None:
    lines = [f"{t.file}: {counted(t.n_rows, what)}, {t.n_new:,} new" for t in taken]
    show(lines, {"files": [asdict(t) for t in taken]}, as_json=as_json)


def review(
    launch: Annotated[str, typer.Option("--launch", help="the launch the quiz belongs to")],
    as_json: Json = False,
) -> None:
    """List the people and questions of collected answers that nobody could name yet."""
    from readiness.actions.measurement import attempts_line, quiz_attempts, review_queue

    queue = review_queue(Settings(), launch)
    attempts = quiz_attempts(Settings(), launch)
    lines = [f"{counted(len(queue), 'entry', 'entries')} to review; placed so far: {attempts_line(attempts)}"]
    for e in queue:
        option = "--rep REP_ID" if e.kind == "person" else "--item ITEM_ID"
        lines.append(f"  {e.queue_id}  {e.kind}: {e.what} ({counted(e.n_answers, 'answer')} in {', '.join(e.files)})")
        lines.append(f"      {e.reason}: readiness collect assign {e.queue_id} {option} --launch {launch}")
    show(lines, {"queue": [asdict(e) for e in queue], "attempts": [asdict(a) for a in attempts]}, as_json=as_json)


def assign(
    queue_id: Annotated[str, typer.Argument(help="as `readiness collect review` shows it")],
    launch: Annotated[str, typer.Option("--launch", help="the launch the quiz belongs to")],
    rep: Annotated[str, typer.Option("--rep", help="who the person is, by rep_id; - for none of ours")] = "",
    item: Annotated[str, typer.Option("--item", help="which item the question is; - for none of ours")] = "",
    as_json: Json = False,
) -> None:
    """Say who a person or which item a question in the review queue is; it holds for every file that says the same."""
    from readiness.actions.measurement import assign as assign_entry

    n_settled = assign_entry(Settings(), launch, queue_id, rep_id=rep, item_id=item)
    show([f"{queue_id}: {counted(n_settled, 'answer')} settled"], {"queue_id": queue_id, "n_settled": n_settled}, as_json=as_json)
