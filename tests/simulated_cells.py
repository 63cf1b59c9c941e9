"""Simulated worlds as the contribution stage reads them, without the way through files and database."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from readiness.adapters.launch_files import LaunchInputs, read_launch_files
from readiness.adapters.simulated_folder import input_files
from readiness.adapters.simulated_names import OLD_PRODUCT, account_id, period_start, product_id, rep_id, territory_id, week_start
from readiness.adapters.simulated_texts import read_texts
from readiness.settings import ROOT
from readiness.stages.sales_out import contribution_cells
from readiness.stats.launch_world import LaunchWorld

TEMPLATES = ROOT / "content_templates"


def inputs_of(world: LaunchWorld, scene: str = "thin", seed: int = 1) -> LaunchInputs:
    texts, goods = read_texts(TEMPLATES)
    return read_launch_files(input_files(world, goods, texts, scene, seed))


def lines_of(world: LaunchWorld) -> pd.DataFrame:
    """Return every line that was reported, those of the year before first."""
    accounts = [account_id(world, a) for a in range(world.accounts.first_rep.size)]
    reps = [rep_id(r) for r in range(world.options.n_reps)]
    places = [territory_id(int(t)) for t in world.accounts.territory]
    n_periods = world.accounts.history.shape[1]
    before = [
        (reps[world.served.before[a]], accounts[a], places[a], OLD_PRODUCT, period_start(p - n_periods), 1, round(money * 100))
        for (a, p), money in np.ndenumerate(world.accounts.history)
    ]
    o, kept = world.orders, world.is_reported
    columns = (world.line_rep, o.account, o.product, o.week, o.day, world.cents)
    since = [
        (reps[r], accounts[a], places[a], product_id(p), week_start(w) + timedelta(days=d), 1, cents)
        for r, a, p, w, d, cents in zip(*(column[kept].tolist() for column in columns), strict=True)
    ]
    names = ["rep_id", "account_id", "territory_id", "product_id", "sold_on", "units", "amount_minor"]
    return pd.DataFrame(before + since, columns=names)


def product_cells(world: LaunchWorld) -> pd.DataFrame:
    """Return the cells the product makes of such a launch."""
    i = inputs_of(world)
    return contribution_cells(lines_of(world), i.accounts, i.launch, i.market, i.launch.dates.measure_until)
