"""Simulating: a whole launch with known truth.

In: a folder, a seed, what the world is like.
Out: a launch folder, and what to run on it.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from readiness.cli.output import Json, show
from readiness.settings import Settings
from readiness.vocabulary import counted

Scene = Literal["thin", "rich", "sparse", "bad-history", "no-handoff", "null"]


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(simulate)


def simulate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a new folder")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="of everything drawn: the same seed gives the same bytes")],
    scene: Annotated[Scene, typer.Option("--scene", help="what the world is like")] = "thin",
    reps: Annotated[int, typer.Option("--reps")] = 60,
    accounts_per_rep: Annotated[int | None, typer.Option("--accounts-per-rep", help="without it, the scene's")] = None,
    territories: Annotated[int | None, typer.Option("--territories", help="without it, one for 20 reps, at least 3")] = None,
    weeks: Annotated[int, typer.Option("--weeks", help="of sales after the launch, a multiple of 4")] = 52,
    zero_share: Annotated[
        float | None, typer.Option("--zero-share", min=0.01, max=0.95, help="share of accounts' four weeks without an order")
    ] = None,
    gamma: Annotated[
        float | None, typer.Option("--gamma", min=-1, max=1, help="what one sd of ability adds to log sales")
    ] = None,
    training_effect: Annotated[
        float | None, typer.Option("--training-effect", min=-1, max=1, help="what training adds to log sales")
    ] = None,
    trained_by: Annotated[
        Literal["lot", "bad-spell"], typer.Option("--trained-by", help="who is trained later: by lot, or after a bad spell")
    ] = "lot",
    guessing: Annotated[float, typer.Option("--guessing", min=0, max=0.5, help="chance of a right answer by luck")] = 0.1,
    return_share: Annotated[float | None, typer.Option("--return-share", min=0, max=0.5, help="of order lines")] = None,
    missing_share: Annotated[
        float | None, typer.Option("--missing-share", min=0, max=0.5, help="of partners' weekly reports that never came")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a whole launch whose truth is known, in truth/ beside it: run the product on it and see how near it comes."""
    from readiness.actions import simulation

    options = simulation.world_options(
        scene,
        reps,
        weeks,
        territories,
        accounts_per_rep=accounts_per_rep,
        zero_share=zero_share,
        gamma=gamma,
        training_effect=training_effect,
        trained_by=trained_by.replace("-", "_"),
        return_share=return_share,
        missing_share=missing_share,
    )
    made = simulation.simulate(Settings(), folder, options, scene=scene, seed=seed, guessing=guessing)
    lines = [
        f"{folder}: a made-up launch of {counted(made.n_reps, 'rep')} and {counted(made.n_accounts, 'account')},"
        f" {counted(made.n_lines, 'order line')}, {counted(made.n_answers, 'quiz answer')}.",
        f"In {made.zero_share:.0%} of accounts' four-week periods nothing was sold.",
        "What is true of it stands in truth/, which the product never reads. Next:",
        f"  readiness launch {folder} --approve-as 'Alex Example'",
        f"  readiness enable {made.launch_id}",
        f"  readiness measure {made.launch_id}",
    ]
    show(lines, asdict(made), as_json=as_json)
