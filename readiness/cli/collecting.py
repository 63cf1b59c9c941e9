"""Collecting: quiz answers and sales-out reports from files, and the review queue of answers nobody could place.

In: files; a queue id and who or which it is.
Out: what became of each row.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readiness.cli.output import Json, show
from readiness.settings import Settings
from readiness.vocabulary import counted

if TYPE_CHECKING:
    from readiness.actions.measurement import CollectReport
    from readiness.actions.sales_out import SalesSubmission

MOST_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    collect = typer.Typer(help="Take in files: quiz answers, sales-out reports.", no_args_is_help=True)
    collect.command("quizzes")(quizzes)
    collect.command("sales-out")(sales_out)
    collect.command("holds")(holds)
    collect.command("accept")(accept)
    collect.command("reject")(reject)
    collect.command("quarantine")(quarantine)
    collect.command("review")(review)
    collect.command("assign")(assign)
    app.add_typer(collect, name="collect")


def quizzes(
    files: list[Path],
    launch: Annotated[str, typer.Option("--launch", help="the launch the quiz belongs to")],
    as_json: Json = False,
) -> None:
    """Take in quiz answers: Moodle, Google Forms, Microsoft Forms, Kahoot, xAPI, or a table of your own."""
    from readiness.actions.measurement import collect_quizzes

    _show(collect_quizzes(Settings(), launch, files), as_json=as_json)


def sales_out(
    files: list[Path],
    partner: Annotated[str, typer.Option("--partner", help="the partner who reports")],
    as_json: Json = False,
) -> None:
    """Take in a partner's sales-out reports; a mapping.yaml beside them says how they are read."""
    from readiness.actions.measurement import collect_sales_out

    _show(collect_sales_out(Settings(), partner, files, datetime.now(UTC)), as_json=as_json)


def holds(as_json: Json = False) -> None:
    """List the sales-out files that wait for somebody to accept or reject them, and why."""
    from readiness.actions.sales_out import files_held

    held = files_held(Settings())
    lines = [counted(len(held), "file") + (" waits" if len(held) == 1 else " wait") + " for a decision"]
    for f in held:
        lines.append(f"  {f.submission_id}  {f.partner_id}: {f.file}, {counted(f.n_pending, 'line')}: {f.why}")
        decide = f"readiness collect accept {f.submission_id} --by NAME"
        lines.append(f"      {decide}, or {decide.replace('accept', 'reject')}")
    show(lines, {"files": [_plain(f) for f in held]}, as_json=as_json)


def accept(
    submission: Annotated[int, typer.Argument(help="the file's number in `readiness collect holds`")],
    by: Annotated[str, typer.Option("--by", help="who decides")],
    as_json: Json = False,
) -> None:
    """Take in a sales-out file that was held."""
    from readiness.actions.sales_out import accept_file

    f = accept_file(Settings(), submission, by, datetime.now(UTC))
    became = f"{f.n_ok - f.n_unchanged:,} taken, {f.n_unchanged:,} known already, {f.n_pending:,} waiting"
    show([f"{f.file}: accepted by {f.decided_by}: {became}"], _plain(f), as_json=as_json)


def reject(
    submission: Annotated[int, typer.Argument(help="the file's number in `readiness collect holds`")],
    by: Annotated[str, typer.Option("--by", help="who decides")],
    as_json: Json = False,
) -> None:
    """Leave out a sales-out file that was held."""
    from readiness.actions.sales_out import reject_file

    f = reject_file(Settings(), submission, by)
    show([f"{f.file}: rejected by {f.decided_by}; nothing of it counts"], _plain(f), as_json=as_json)


def quarantine(
    partner: Annotated[str, typer.Option("--partner", help="only this partner's rows")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="write them to this CSV file")] = None,
    as_json: Json = False,
) -> None:
    """List the sales-out rows that could not be taken in; with --out as a table for a spreadsheet."""
    from readiness.actions.sales_out import quarantine_rows, write_quarantine

    rows = quarantine_rows(Settings(), partner)
    lines = [f"{counted(len(rows), 'row')} in quarantine"]
    lines += [f"  {q.file}:{q.row or ''}:{q.column}: {q.reason}" for q in rows[:MOST_SHOWN]]
    lines += [f"  and {len(rows) - MOST_SHOWN:,} more (--out FILE.csv writes them all)"] if len(rows) > MOST_SHOWN else []
    if out is not None:
        write_quarantine(rows, out)
        lines.append(f"written to {out}")
    show(lines, {"rows": [asdict(q) for q in rows]}, as_json=as_json)


def _plain(file: SalesSubmission) -> dict[str, object]:
    """Return what a person wants to know of a file, without the moments and hashes."""
    names = ("submission_id", "partner_id", "file", "status", "rows_in", "n_ok", "n_unchanged", "n_duplicates", "n_quarantined",
             "n_pending", "why", "decided_by")  # fmt: skip
    return {name: getattr(file, name) for name in names}


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


def _show(reports: list[CollectReport], *, as_json: bool) -> None:
    lines: list[str] = []
    for r in reports:
        s = r.submission
        state = "" if r.is_new else " (the same file as before: nothing changed)"
        became = f"{s.n_taken:,} taken, {s.n_duplicates:,} known already, {s.n_quarantined:,} in quarantine"
        became += f", {s.n_review:,} waiting{' for review' if s.kind != 'sales_out' else ''}" if s.n_review else ""
        lines.append(f"{s.file}: {counted(s.n_rows, 'row')}: {became}{state}")
        lines += [f"  {note}" for note in r.notes]
        if s.n_review and s.kind != "sales_out":
            lines.append(f"  say who or which they are: readiness collect review --launch {s.scope}")
        lines += [f"  {s.file}:{h.row or ''}:{h.column}: {h.reason}" for h in r.held[:MOST_SHOWN]]
        if len(r.held) > MOST_SHOWN:
            lines.append(f"  and {len(r.held) - MOST_SHOWN:,} more")
    result = [
        {**asdict(r.submission), "held": [asdict(h) for h in r.held], "is_new": r.is_new, "notes": r.notes} for r in reports
    ]
    show(lines, {"files": result}, as_json=as_json)
    if any(h.row == 0 for r in reports for h in r.held):
        raise typer.Exit(2)  # a file that could not be read at all
