"""Contesting: what went into a rep's figures, what of it is said to be wrong, and how that was settled.

In: a launch id, a rep, an input's id; the number of a contest.
Out: the files of a rep's inputs; contests, in words.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from readiness.cli.output import Json, show
from readiness.cli.running import Out, change_line, day_of, out_folder
from readiness.settings import Settings
from readiness.vocabulary import counted

if TYPE_CHECKING:
    from readiness.stages.report.contests import Contest

RepId = Annotated[str, typer.Option("--rep", help="the rep, by rep_id")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(inputs)
    contest = typer.Typer(help="Say that an input of a rep's figures is wrong, and settle that.", no_args_is_help=True)
    contest.command("open")(open_)
    contest.command("list")(list_)
    contest.command("settle")(settle)
    app.add_typer(contest, name="contest")


def inputs(
    launch_id: str,
    rep: RepId,
    as_of: Annotated[str, typer.Option("--as-of", help="the day the report was made for; without it, today")] = "",
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Write everything that went into a rep's figures, each row with its id, and what names the rep and does not count."""
    from readiness.actions.measurement import write_inputs

    settings = Settings()
    day = day_of(as_of, "--as-of") or datetime.now(UTC).date()
    folder = out_folder(out) if out else settings.out_dir(launch_id)
    found = write_inputs(settings, launch_id, rep, folder, day)
    kinds = Counter(i.counts_as for i in found.inputs)
    n_contested = sum(bool(i.contested) for i in found.inputs)
    files = [str(folder / path) for path in found.published.files if path.startswith("inputs/")]
    lines = [
        f"{counted(len(found.inputs), 'input')} of {found.name} ({rep}) as of {found.as_of}: "
        + ", ".join(f"{kinds[kind]:,} as {words}" for kind, words in _WORDS.items() if kind in kinds)
        + f"; {n_contested:,} contested.",
        change_line(found.published),
        *(f"{'Open:' if n == 0 else '     '} {path}" for n, path in enumerate(sorted(files, reverse=True))),
        f'Is one wrong? readiness contest open {launch_id} --rep {rep} --input INPUT_ID --says "what is wrong" --by NAME',
    ]
    result = {"rep_id": rep, "as_of": found.as_of, "inputs": [asdict(i) for i in found.inputs], "files": files}
    show(lines, result, as_json=as_json)


_WORDS = {
    "sales_out": "sales-out",
    "history": "what accounts bought before",
    "service": "who serves an account",
    "expected": "what is expected",
    "readiness": "readiness",
    "nothing": "nothing, with the reason",
}


def open_(
    launch_id: str,
    rep: RepId,
    input_: Annotated[str, typer.Option("--input", help="the input_id, as `readiness inputs` gives it")],
    says: Annotated[str, typer.Option("--says", help="what is wrong with it")],
    by: Annotated[str, typer.Option("--by", help="who says so")],
    should_be: Annotated[str, typer.Option("--should-be", help="what it should be")] = "",
    as_json: Json = False,
) -> None:
    """Say that an input of a rep is wrong; the report calls the figures that rest on it contested until it is settled."""
    from readiness.actions.measurement import open_contest

    c = open_contest(Settings(), launch_id, rep, input_, says=says, by=by, at=datetime.now(UTC), should_be=should_be)
    lines = [
        f"Contest {c.contest_id} is open: {c.what}.",
        f"Settle it: {_settling(c)}",
    ]
    show(lines, asdict(c), as_json=as_json)


def list_(
    launch_id: str,
    open_only: Annotated[bool, typer.Option("--open", help="only those nobody has settled")] = False,
    as_json: Json = False,
) -> None:
    """List what is or was contested in a launch, and how it was settled."""
    from readiness.actions.measurement import contests_of

    found = contests_of(Settings(), launch_id)
    waiting = [c for c in found if c.settled_at is None]
    lines = [f"{counted(len(waiting), 'contest')} open, {len(found) - len(waiting):,} settled"]
    for c in waiting if open_only else found:
        lines += _told(c)
    show(lines, {"contests": [asdict(c) for c in (waiting if open_only else found)]}, as_json=as_json)


def _told(c: Contest) -> list[str]:
    should = f" It should be {c.should_be}." if c.should_be else ""
    lines = [
        f"  {c.contest_id}  {c.rep_id}: {c.what}",
        f"      {c.opened_by} on {c.opened_at.date()}: “{c.says}”{should}",
    ]
    if c.settled_at is None:
        return [
            *lines,
            f"      open: readiness contest settle {c.contest_id} --upheld (or --rejected) --because REASON --by NAME",
        ]
    return [*lines, f"      {c.status} by {c.settled_by} on {c.settled_at.date()}: “{c.because}”"]


def _settling(c: Contest) -> str:
    return f"readiness contest settle {c.contest_id} --upheld (or --rejected) --because REASON --by NAME"


def settle(
    contest_id: Annotated[int, typer.Argument(help="the contest's number")],
    because: Annotated[str, typer.Option("--because", help="why")],
    by: Annotated[str, typer.Option("--by", help="who decides")],
    upheld: Annotated[bool, typer.Option("--upheld", help="the rep is right")] = False,
    rejected: Annotated[bool, typer.Option("--rejected", help="the input is right as it is")] = False,
    as_json: Json = False,
) -> None:
    """Settle a contest. It changes no figure: where the rep is right, the source is mended and the report made again."""
    from readiness.actions.measurement import settle_contest

    if upheld == rejected:
        raise typer.BadParameter("say either --upheld or --rejected")
    c = settle_contest(Settings(), contest_id, is_upheld=upheld, because=because, by=by, at=datetime.now(UTC))
    lines = [f"Contest {c.contest_id} of {c.rep_id} is {c.status} by {c.settled_by}: {c.what}."]
    if upheld:
        lines.append(f"No figure has changed yet. To mend it, {c.mends}. Then: readiness measure {c.launch_id}")
    show(lines, asdict(c), as_json=as_json)
