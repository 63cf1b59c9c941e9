"""Simulated worlds as the contribution stage reads them: through the files and the ledger, and the short way without them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from readiness.actions import launch, sales_out
from readiness.actions.measurement.contributing import launch_cells
from readiness.actions.measurement.sold import sold_and_quality
from readiness.actions.simulation import simulate
from readiness.adapters.db.launches import load_inputs
from readiness.adapters.db.store import transaction, upgrade
from readiness.adapters.launch_files import LaunchInputs, read_launch_files
from readiness.adapters.simulated_folder import input_files
from readiness.adapters.simulated_names import OLD_PRODUCT, account_id, period_start, product_id, rep_id, territory_id, week_start
from readiness.adapters.simulated_reports import history_day
from readiness.adapters.simulated_texts import read_texts
from readiness.settings import ROOT, Settings
from readiness.stages.sales_out import LaunchCells, contribution_cells, launch_lines
from readiness.stats.launch_world import LaunchWorld, WorldOptions

TEMPLATES = ROOT / "content_templates"
NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)


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
        (reps[world.served.before[a]], accounts[a], places[a], OLD_PRODUCT, history_day(a, p, period_start(p - n_periods)), 1,
         round(money * 100))
        for (a, p), money in np.ndenumerate(world.accounts.history)
    ]  # fmt: skip
    o, kept = world.orders, world.is_reported
    columns = (world.line_rep, o.account, o.product, o.week, o.day, world.cents)
    since = [
        (reps[r], accounts[a], places[a], product_id(p), week_start(w) + timedelta(days=d), 1, cents)
        for r, a, p, w, d, cents in zip(*(column[kept].tolist() for column in columns), strict=True)
    ]
    names = ["rep_id", "account_id", "territory_id", "product_id", "sold_on", "units", "amount_minor"]
    return pd.DataFrame(before + since, columns=names).assign(currency="EUR")


def short_cells(world: LaunchWorld) -> LaunchCells:
    """Return the cells of such a launch without its files: every line that was reported, taken as it is."""
    i = inputs_of(world)
    lines, _, _ = launch_lines(lines_of(world), list(i.accounts), [r.rep_id for r in i.reps], i.launch.currency)
    hired_on = {r.rep_id: r.hired_on for r in i.reps if r.hired_on}
    return contribution_cells(lines, i.accounts, i.launch, i.market, i.launch.dates.measure_until, hired_on=hired_on)


def product_cells(options: WorldOptions, scene: str = "thin", seed: int = 1) -> LaunchCells:
    """Return the cells the product makes of such a launch on its whole way: files, ledger, cells."""
    with TemporaryDirectory() as temporary:
        settings = Settings(home=Path(temporary), database_url=f"sqlite:///{temporary}/readiness.db")
        upgrade(settings.database)
        made = simulate(settings, Path(temporary) / "launch", options, scene=scene, seed=seed)
        launch.take_in(settings, made.folder)
        sales_out.collect_reports(settings, made.launch_id, NOW)
        return stored_cells(settings, made.launch_id)


def stored_cells(settings: Settings, launch_id: str) -> LaunchCells:
    """Return the cells of a launch whose reports were collected."""
    with transaction(settings.database) as connection:
        inputs = load_inputs(connection, launch_id)
        sold = sold_and_quality(connection, inputs, NOW.date())
        return launch_cells(inputs, sold, min(NOW.date(), inputs.launch.dates.measure_until))
