"""Simulating: a whole launch with known truth.

In: a folder, a seed, what the world is like.
Out: a launch folder, and what to run on it.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from readiness.cli.output import Json, show
from readiness.settings import Settings
from readiness.vocabulary import counted

if TYPE_CHECKING:
    from readiness.actions.simulation import SimulationReport

Scene = Annotated[
    Literal["thin", "rich", "sparse", "bad-history", "no-handoff", "null"], typer.Option("--scene", help="what the world is like")
]
Gamma = Annotated[float | None, typer.Option("--gamma", min=-1, max=1, help="what one sd of ability adds to log sales")]
TrainingEffect = Annotated[float | None, typer.Option("--training-effect", min=-1, max=1, help="what training adds to log sales")]
PromotionShare = Annotated[
    float | None, typer.Option("--promotion-share", min=0, max=0.9, help="of a territory's products and four weeks, promoted")
]
ReturnShare = Annotated[float | None, typer.Option("--return-share", min=0, max=0.5, help="of order lines, sent back whole")]
MissingShare = Annotated[
    float | None, typer.Option("--missing-share", min=0, max=0.5, help="of partners' weekly reports, never sent")
]
ZeroShare = Annotated[
    float | None, typer.Option("--zero-share", min=0.01, max=0.95, help="share of accounts' four-week periods without an order")
]
TrainedBy = Annotated[
    Literal["lot", "bad-spell"], typer.Option("--trained-by", help="who is trained later: by lot, or after a bad spell")
]
Guessing = Annotated[float, typer.Option("--guessing", min=0, max=0.5, help="chance of a right answer by luck")]


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(simulate)


def simulate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a new folder")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="of everything drawn: the same seed gives the same bytes")],
    scene: Scene = "thin",
    reps: Annotated[int, typer.Option("--reps", help="at least 6")] = 60,
    accounts_per_rep: Annotated[int | None, typer.Option("--accounts-per-rep", help="without it, the scene's")] = None,
    territories: Annotated[int | None, typer.Option("--territories", help="without it, one for 20 reps, at least 3")] = None,
    weeks: Annotated[int, typer.Option("--weeks", help="of sales after the launch, a multiple of 4")] = 52,
    zero_share: ZeroShare = None,
    gamma: Gamma = None,
    training_effect: TrainingEffect = None,
    trained_by: TrainedBy = "lot",
    guessing: Guessing = 0.1,
    promotion_share: PromotionShare = None,
    return_share: ReturnShare = None,
    missing_share: MissingShare = None,
    as_json: Json = False,
) -> None:
    """Write a whole launch whose truth is known, in truth/ beside it: run the product on it and see how near it comes."""
    from readiness.actions import simulation

    changed = {
        "accounts_per_rep": accounts_per_rep, "zero_share": zero_share, "gamma": gamma, "training_effect": training_effect,
        "trained_by": trained_by.replace("-", "_"), "return_share": return_share, "missing_share": missing_share,
        "promotion_share": promotion_share,
    }  # fmt: skip
    options = simulation.world_options(scene, reps, weeks, territories, **changed)
    made = simulation.simulate(Settings(), folder, options, scene=scene, seed=seed, guessing=guessing)
    show(_said(made), asdict(made), as_json=as_json)


def _said(made: SimulationReport) -> list[str]:
    """Return what was written, and what to run on it."""
    return [
        f"{made.folder}: a made-up launch of {counted(made.n_reps, 'rep')} and {counted(made.n_accounts, 'account')},"
        f" {counted(made.n_lines, 'order line')}, {counted(made.n_answers, 'quiz answer')}.",
        f"In {made.zero_share:.0%} of accounts' four-week periods nothing was sold.",
        "What is true of it stands in truth/, which the product never reads. Next:",
        f"  readiness launch {made.folder} --approve-as 'Alex Example'",
        f"  readiness enable {made.launch_id}",
        f"  readiness measure {made.launch_id}",
    ]
