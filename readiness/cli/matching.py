"""Matching: the codes of partners that nobody can tell, and which of our products and accounts a person says they are.

In: a code, or the table of codes with its choices filled in.
Out: what waits; what came of the decisions.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from readiness.cli.collected import MOST_SHOWN
from readiness.cli.output import Json, show
from readiness.settings import Settings
from readiness.vocabulary import counted


def add(collect: typer.Typer) -> None:
    """Add the commands of this module to `readiness collect`."""
    collect.command("matches")(matches)
    collect.command("match")(match)


def matches(
    partner: Annotated[str, typer.Option("--partner", help="only this partner's codes")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="write them to this CSV file, to be filled in")] = None,
    as_json: Json = False,
) -> None:
    """List the products and accounts of sales-out lines that nobody can tell, with what they may be."""
    from readiness.actions.sales_out import candidate_text, waiting_matches, write_matches

    rows = waiting_matches(Settings(), partner)
    one = len(rows) == 1
    wait = "waits" if one else "wait"
    lines = [f"{counted(len(rows), 'code')} {wait} for somebody to say which of ours {'it is' if one else 'they are'}"]
    for row in rows[:MOST_SHOWN]:
        m = row.match
        known_as = ", ".join(text for text in (m.name, m.place) if text and text not in m.code)
        said = f" ({known_as})" if known_as else ""
        lines.append(f"  {row.partner_id}: {m.field} {m.code}{said}: {counted(row.n_lines, 'line')}")
        lines += [f"      {candidate_text(c)}" for c in m.candidates]
        lines.append(f"      readiness collect match {row.partner_id} {m.field} {quote(m.code)} ID --by NAME")
    lines += [f"  and {len(rows) - MOST_SHOWN:,} more (--out FILE.csv writes them all)"] if len(rows) > MOST_SHOWN else []
    if out is not None:
        write_matches(rows, out)
        lines.append(f"written to {out}: fill in its last column, then readiness collect match --file {out} --by NAME")
    show(lines, {"codes": [asdict(row) for row in rows]}, as_json=as_json)


def match(
    partner: Annotated[str, typer.Argument(help="the partner")] = "",
    field: Annotated[str, typer.Argument(help="product or account")] = "",
    code: Annotated[str, typer.Argument(help="the code as `readiness collect matches` shows it")] = "",
    known_id: Annotated[str, typer.Argument(metavar="ID", help="our id of it; - for none of ours")] = "",
    file: Annotated[Path | None, typer.Option("--file", help="a table of codes with its choices filled in")] = None,
    by: Annotated[str, typer.Option("--by", help="who decides")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="take the decision back; its lines wait again")] = False,
    as_json: Json = False,
) -> None:
    """Say which of our products or accounts a code is; its lines are booked, and those booked as another are restated."""
    from readiness.actions.sales_out import decide_match, take_matches

    now = datetime.now(UTC)
    if file is not None:
        if partner or undo:
            raise typer.BadParameter("a file, or one code; not both")
        found = take_matches(Settings(), file, by, now)
        says = f"{file}: {counted(found.n_codes, 'code')} decided by {by}, {counted(found.n_lines, 'line')} waited for them"
    elif partner and field and code and bool(known_id) != undo:
        found = decide_match(Settings(), (partner, field, code), known_id, by, now)
        became = f"is {known_id}, says {by}: {counted(found.n_lines, 'line')} waited for it"
        taken_back = f"is open again, says {by}: {counted(found.n_lines, 'line')} of it wait"
        says = f"{partner}: {field} {code} {taken_back if undo else became}"
    else:
        raise typer.BadParameter("say which code of which partner is which ID (or --undo), or give --file")
    show([says], {"n_codes": found.n_codes, "n_lines": found.n_lines}, as_json=as_json)
