"""Tracing: impact and trace.

In: a spec file or an id.
Out: what is stale; what is tied to what.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from readiness.cli.output import Json, show
from readiness.settings import Settings
from readiness.vocabulary import counted


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(impact)
    app.command()(trace)


def impact(
    spec_file: Path,
    launch: Annotated[str, typer.Option("--launch", help="the launch the spec belongs to")],
    as_json: Json = False,
) -> None:
    """Say what a new spec revision makes stale: messages, slides, quiz items, trained reps."""
    from readiness.actions.tracing import impact_of

    found = impact_of(Settings(), launch, spec_file)
    if not found.changes and not found.messages and not found.to_approve:
        show(["The new spec says the same; nothing is stale."], asdict(found), as_json=as_json)
        return
    lines = [
        f"{counted(len(found.changes), 'characteristic')} differ:" if len(found.changes) != 1 else "1 characteristic differs:"
    ]
    lines += [f"  {c.characteristic_id} {c.kind}: {c.before or '-'} -> {c.after or '-'}" for c in found.changes]
    lines += [f"{counted(len(found.to_approve), 'message')} to read and approve anew:"]
    lines += [f"  {m.message_id}: {m.why}" for m in found.to_approve]
    if found.gone:
        lines += [f"{counted(len(found.gone), 'message')} said no more:", *(f"  {m.message_id}" for m in found.gone)]
    lines += [f"{counted(len(found.slides), 'slide')}:", *(f"  {deck} slide {n}: {title}" for deck, n, title in found.slides)]
    lines += [f"{counted(len(found.items), 'quiz item')} about those messages:", *(f"  {item}" for item in found.items)]
    for what, ids in (("to approve again", found.changed_items), ("retired", found.retired_items), ("new", found.new_items)):
        lines += [f"{counted(len(ids), 'quiz item')} {what}:", *(f"  {item}" for item in ids)] if ids else []
    lines += [f"{counted(len(found.reps), 'rep')} to tell:", *(f"  {rep}: {why}" for rep, why in found.reps)]
    show(lines, asdict(found), as_json=as_json)


def trace(
    id_: Annotated[
        str, typer.Argument(metavar="ID", help="a message, requirement, evidence, characteristic, deck, quiz item or rep")
    ],
    launch: Annotated[str, typer.Option("--launch", help="look in this launch only")] = "",
    as_json: Json = False,
) -> None:
    """Follow one id both ways along the stream."""
    from readiness.actions.tracing import trace_of

    launch_id, found = trace_of(Settings(), id_, launch)
    words = {"is": "", "from": "<- ", "to": "-> "}
    lines = [f"{words[x.direction]}{x.kind} {x.id}: {x.text}" for x in found]
    show([f"In the launch {launch_id}:", *lines], {"launch_id": launch_id, "lines": [asdict(x) for x in found]}, as_json=as_json)
