"""Approving: messages and quiz items, as they stand, in a person's name.

In: a launch id, a name.
Out: what is approved now and what waits; the launch that goes on.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from readiness.cli.output import Json, show, show_error
from readiness.cli.running import Out, day_of, launch_actions, out_folder, prefect_server, show_launch
from readiness.errors import InputError, Problem
from readiness.settings import Settings
from readiness.vocabulary import counted

if TYPE_CHECKING:
    from collections.abc import Sequence


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(approve)


def approve(
    launch_id: str,
    by: Annotated[str, typer.Option("--by", help="the person who approves")],
    on: Annotated[str, typer.Option("--on", help="day of the approval; without it, today")] = "",
    messages: Annotated[
        list[str] | None, typer.Option("--message", help="only this message, by its message_id; may be given again")
    ] = None,
    all_items: Annotated[bool, typer.Option("--items", help="only the quiz items, all that wait")] = False,
    items: Annotated[
        list[str] | None, typer.Option("--item", help="only this quiz item, by its item_id; may be given again")
    ] = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Approve messages and quiz items as they stand, or only those named; the launch goes on once every message is approved."""
    settings = Settings()
    day = day_of(on, "--on") or datetime.now(UTC).date()
    if items or all_items:
        if messages or (items and all_items):
            what = "--items means every quiz item" if all_items and items else "messages and quiz items are approved apart"
            raise InputError(Problem("--item", 0, "", what, "one of --message, --item and --items"))
        _approve_items(settings, launch_id, by, day, items or (), as_json=as_json)
        return
    approvals = launch_actions().approve(settings, launch_id, by, day, messages or ())
    if not as_json:
        waiting = f"; {counted(approvals.n_missing, 'message')} more to approve" if approvals.n_missing else ""
        show_error(f"{counted(len(approvals.by_message), 'message')} approved{waiting}")
    with prefect_server(settings, as_json=as_json):
        from flows.launch import LaunchRequest
        from flows.launch import launch as launch_flow

        outcome = launch_flow(LaunchRequest(launch_id=launch_id, out=str(out_folder(out)) if out else ""))
    show_launch(outcome, as_json=as_json)


def _approve_items(settings: Settings, launch_id: str, by: str, day: date, items: Sequence[str], *, as_json: bool) -> None:
    from readiness.actions.enablement import approve_items

    n_new, states = approve_items(settings, launch_id, by, day, items)
    waiting = f"; {counted(len(states.waiting), 'more waits', 'more wait')}" if states.waiting else ""
    lines = [f"{counted(len(states.approved), 'quiz item')} approved, {n_new} of them now{waiting}."]
    lines += [f"To publish them: readiness enable {launch_id}"] if states.approved else []
    result = {"approved": sorted(states.approved), "n_new": n_new, "waiting": states.waiting, "retired": states.retired}
    show(lines, {"launch_id": launch_id, **result}, as_json=as_json)
