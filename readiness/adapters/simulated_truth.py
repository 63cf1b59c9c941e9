"""Simulated truth: what made a simulated launch, for holding a method against; nothing of the product reads it.

In: LaunchWorld, each rep's true readiness.
Out: truth/ as path -> bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

import numpy as np

from readiness.adapters.simulated_folder import made_up
from readiness.adapters.simulated_inbox import trained_on
from readiness.adapters.simulated_names import CURRENCY, account_id, period_start, product_id, rep_id, territory_id
from readiness.stats.launch_world import Cells, LaunchWorld
from readiness.stats.launch_world.places import PROMOTION, Floats

Row = Sequence[object]
REPS = (
    "rep_id territory_id ability true_readiness ready trained_on added_log book_log sales_out_money reported_money "
    "expected_money contribution_money quota_money currency"
)


def truth_files(world: LaunchWorld, readiness: Floats, bar: float, scene: str, seed: int) -> dict[str, bytes]:
    """Return truth/reps.csv, cells.csv, handovers.csv and params.json."""
    cells = world.cells()
    return {
        "truth/reps.csv": made_up(REPS, _reps(world, cells, readiness, bar)),
        "truth/cells.csv": made_up(
            "rep_id account_id territory_id period sales_out_money reported_money expected_money contribution_money currency",
            _cells(world, cells),
        ),
        "truth/handovers.csv": made_up("account_id handed_over_on from_rep_id to_rep_id", _handovers(world)),
        "truth/params.json": (json.dumps(_params(world, scene, seed), indent=2) + "\n").encode(),
    }


def _reps(world: LaunchWorld, cells: Cells, readiness: Floats, bar: float) -> Iterator[Row]:
    n = world.options.n_reps
    trained = trained_on(world)
    added = world.reps.effect - world.reps.effect.mean()
    columns = (cells.sold, cells.reported, cells.expected, cells.contribution)
    money = np.column_stack([np.bincount(cells.rep, weights=column, minlength=n) for column in columns]).tolist()
    for rep in range(n):
        yield (rep_id(rep), territory_id(int(world.reps.territory[rep])), f"{world.reps.ability[rep]:.6f}",
               f"{readiness[rep]:.2f}", int(readiness[rep] >= bar), trained.get(rep), f"{added[rep]:.6f}",
               f"{world.reps.book[rep]:.6f}", *(f"{value:.2f}" for value in money[rep]), f"{world.quota[rep]:.2f}",
               CURRENCY)  # fmt: skip


def _cells(world: LaunchWorld, cells: Cells) -> Iterator[Row]:
    columns = (cells.sold, cells.reported, cells.expected, cells.contribution)
    ids = (cells.rep.tolist(), cells.account.tolist(), cells.period.tolist())
    starts = [period_start(period) for period in range(world.options.n_periods)]
    territories = [territory_id(int(territory)) for territory in world.accounts.territory]
    for rep, account, period, *money in zip(*ids, *(column.tolist() for column in columns), strict=True):
        yield (rep_id(rep), account_id(world, account), territories[account], starts[period], *(f"{v:.2f}" for v in money),
               CURRENCY)  # fmt: skip


def _handovers(world: LaunchWorld) -> Iterator[Row]:
    """Yield each change of the rep who serves an account, hires among them."""
    rep = world.served.rep
    for account, period in np.argwhere(rep[:, 1:] != rep[:, :-1]).tolist():
        before, after = int(rep[account, period]), int(rep[account, period + 1])
        yield account_id(world, account), period_start(period + 1), rep_id(before), rep_id(after)


def _params(world: LaunchWorld, scene: str, seed: int) -> dict[str, object]:
    """Return the options and what was drawn of places and products."""
    places = world.places
    territories = [territory_id(t) for t in range(world.options.n_territories)]
    missing = np.argwhere(world.is_missing).tolist()
    return {
        "scene": scene,
        "seed": seed,
        "options": asdict(world.options),
        "market_log": dict(zip(territories, places.market.round(6).tolist(), strict=True)),
        "economy_log": dict(zip(territories, places.economy.round(6).tolist(), strict=True)),
        "season_log": places.season.round(6).tolist(),
        "product_log": {product_id(p): round(value, 6) for p, value in enumerate(places.product.tolist())},
        "promotion_log": PROMOTION,
        "demand_log": dict(zip(territories, places.demand.round(6).tolist(), strict=True)),
        "reports_that_never_came": [[partner, week] for partner, week in missing],
    }
