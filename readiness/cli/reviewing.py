"""Reviewing: the weekly review of a launch.

In: a launch id, a day.
Out: the page in words; files; mails.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from readiness.cli.output import Json, show
from readiness.cli.running import Out, change_line, day_of, out_folder, prefect_server
from readiness.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(review)


def review(
    launch_id: str,
    as_of: Annotated[str, typer.Option("--as-of", help="the day of the review; without it, today")] = "",
    mail: Annotated[bool, typer.Option("--mail", help="mail the page")] = False,
    to: Annotated[list[str] | None, typer.Option("--to", help="mail it to this address; may be given again")] = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Hold the weekly review: what changed, who owes what, what do we decide; overdue acts are told one level up."""
    settings = Settings()
    day: date | None = day_of(as_of, "--as-of")
    with prefect_server(settings, as_json=as_json):
        from flows.review import ReviewRequest
        from flows.review import review as review_flow

        folder = out_folder(out) if out else settings.out_dir(launch_id)
        asked = ReviewRequest(launch_id=launch_id, as_of=day, out=str(folder), mail=mail or bool(to), to=to or [])
        (outcome,) = review_flow(asked)
    lines = [*outcome.report.text.splitlines(), "", change_line(outcome.report.published)]
    if outcome.mailed is not None:
        lines += [f"Mailed to {address}" for address in outcome.mailed.sent]
        lines += [f"Not taken for {address}: {why}" for address, why in outcome.mailed.refused]
    lines.append(f"Read: {folder / 'review' / 'week.html'}")
    show(lines, asdict(outcome), as_json=as_json)
