"""Collecting sales-out: partners' reports from files, and what a person decides about files and rows that wait.

In: files; the number of a file; mappings.
Out: what became of each row.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readiness.cli.collected import MOST_SHOWN, held_lines, show_reports
from readiness.cli.output import Json, show
from readiness.settings import Settings
from readiness.vocabulary import counted

if TYPE_CHECKING:
    from readiness.actions.sales_out import SalesSubmission

By = Annotated[str, typer.Option("--by", help="who decides")]
Number = Annotated[int, typer.Argument(help="the file's number")]


def add(collect: typer.Typer) -> None:
    """Add the commands of this module to `readiness collect`."""
    collect.command("sales-out")(sales_out)
    collect.command("holds")(holds)
    collect.command("accept")(accept)
    collect.command("reject")(reject)
    collect.command("quarantine")(quarantine)
    collect.command("release")(release)
    collect.command("waive")(waive)
    mapping = typer.Typer(help="How a partner's files are read: propose, approve.", no_args_is_help=True)
    mapping.command("propose")(propose)
    mapping.command("approve")(approve)
    collect.add_typer(mapping, name="mapping")


def sales_out(
    files: list[Path],
    partner: Annotated[str, typer.Option("--partner", help="the partner who reports")],
    as_json: Json = False,
) -> None:
    """Take in a partner's sales-out reports; a mapping.yaml beside them says how they are read."""
    from readiness.actions.sales_out import collect_sales_out

    show_reports(collect_sales_out(Settings(), partner, files, datetime.now(UTC)), as_json=as_json)


def holds(as_json: Json = False) -> None:
    """List the sales-out files that wait for somebody to accept or reject them, and why."""
    from readiness.actions.sales_out import files_held

    held = files_held(Settings())
    lines = [counted(len(held), "file") + (" waits" if len(held) == 1 else " wait") + " for a decision"]
    for f in held:
        why = f.why.split("\n")
        head = f"  {f.submission_id}  {f.partner_id}: {f.file}, {counted(f.n_pending or f.n_quarantined, 'line')}: "
        lines += [head + why[0]] if len(why) == 1 else [head.rstrip(": ") + ":", *(f"      - {reason}" for reason in why)]
        reject = f"readiness collect reject {f.submission_id} --by NAME"
        propose = f"readiness collect mapping propose FILE --partner {f.partner_id}"
        lines.append(f"      {reject.replace('reject', 'accept') if f.n_pending or not f.rows_in else propose}, or {reject}")
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
    quarantined = f", {f.n_quarantined:,} in quarantine" if f.n_quarantined else ""
    number = f"; it is file {f.submission_id} now" if f.submission_id != submission else ""
    show([f"{f.file}: accepted by {f.decided_by}: {became}{quarantined}{number}"], _plain(f), as_json=as_json)


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
    lines += held_lines([(q.file, q.row, q.column, q.reason) for q in rows], len(rows))
    if out is not None:
        write_quarantine(rows, out)
        lines.append(f"written to {out}")
    show(lines, {"rows": [asdict(q) for q in rows]}, as_json=as_json)


def release(
    table: Annotated[Path, typer.Argument(help="what `readiness collect quarantine --out` wrote, with rows mended")],
    by: By,
    as_json: Json = False,
) -> None:
    """Take in rows of quarantine as they were mended; rows that are left out of the table stay where they are."""
    from readiness.actions.sales_out import release_rows

    found = release_rows(Settings(), table, by, datetime.now(UTC))
    lines = [f"{counted(found.n_released, 'row')} taken in"]
    lines += [f"{counted(len(found.still), 'row')} still cannot be taken"] if found.still else []
    lines += [f"  {q.file}:{q.row}:{q.column}: {q.reason}" for q in found.still[:MOST_SHOWN]]
    show(lines, {"n_released": found.n_released, "still": [asdict(q) for q in found.still]}, as_json=as_json)


def waive(
    submission: Number,
    by: By,
    row: Annotated[list[int] | None, typer.Option("--row", help="only this row; may be given several times")] = None,
    as_json: Json = False,
) -> None:
    """Leave rows of a file's quarantine out for good; all of them unless --row names some."""
    from readiness.actions.sales_out import waive_rows

    n = waive_rows(Settings(), submission, row or [], by)
    show([f"{counted(n, 'row')} left out for good"], {"n_waived": n}, as_json=as_json)


def propose(
    file: Annotated[Path, typer.Argument(help="a file as the partner sends it")],
    partner: Annotated[str, typer.Option("--partner", help="the partner who reports")],
    out: Annotated[Path | None, typer.Option("--out", help="write the proposal here, such as mapping.yaml")] = None,
    as_json: Json = False,
) -> None:
    """Propose how a partner's files are read, from the column names and what stands under them; a person decides."""
    from readiness.actions.sales_out import propose_mapping

    proposal, yaml = propose_mapping(Settings(), partner, file, out)
    lines = [yaml.rstrip()] if out is None else [f"written to {out}"]
    n = len(proposal.ambiguous)
    lines += [f"to decide: {what}" for what in proposal.ambiguous] if out else []
    todo = "decide what it names, then " if n else ""
    lines.append(f"next: {todo}readiness collect mapping approve {out or 'FILE'} --partner {partner} --by NAME")
    show(lines, {"yaml": yaml, "ambiguous": proposal.ambiguous, "why": proposal.why}, as_json=as_json)


def approve(
    mapping: Annotated[Path, typer.Argument(help="a mapping, such as a proposal that was checked")],
    partner: Annotated[str, typer.Option("--partner", help="the partner who reports")],
    by: By,
    as_json: Json = False,
) -> None:
    """Let a partner's files be read by a mapping from now on; files of which nothing could be taken are read again."""
    from readiness.actions.sales_out import approve_mapping

    found = approve_mapping(Settings(), partner, mapping, by, datetime.now(UTC))
    lines = [f"mapping {found.number} of {partner}, approved by {found.approved_by}"]
    for f in found.read_again:
        state = (
            f"held: {f.why}"
            if f.status == "held"
            else f"{f.n_ok:,} taken, {f.n_pending:,} waiting, {f.n_quarantined:,} in quarantine"
        )
        lines.append(f"  read again: {f.file}: {state}")
    result = {"number": found.number, "approved_by": found.approved_by, "read_again": [_plain(f) for f in found.read_again]}
    show(lines, result, as_json=as_json)


def _plain(file: SalesSubmission) -> dict[str, object]:
    """Return what a person wants to know of a file, without the moments and hashes."""
    names = ("submission_id", "partner_id", "file", "status", "rows_in", "n_ok", "n_unchanged", "n_duplicates", "n_quarantined",
             "n_pending", "why", "decided_by")  # fmt: skip
    return {name: getattr(file, name) for name in names}
