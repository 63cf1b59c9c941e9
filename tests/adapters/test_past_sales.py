"""Past sales by rep: what a simulated world's reps sold in the year before the launch, through files and ledger."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from readiness.actions import launch, sales_out
from readiness.actions.simulation import simulate
from readiness.adapters.db.launches import load_inputs
from readiness.adapters.db.store import transaction
from readiness.adapters.past_sales import past_sales_of
from readiness.adapters.simulated_names import rep_id
from readiness.settings import Settings
from readiness.stats.launch_world import WorldOptions, simulate_launch
from tests.simulated_cells import NOW

OPTIONS = WorldOptions(n_reps=12, n_territories=3, n_periods=3, handover_share=0.0, hire_share=0.0, missing_share=0.0)


def test_each_rep_s_accounts_are_added_up(tmp_path: Path, sqlite_template: Path) -> None:
    database = shutil.copy(sqlite_template, tmp_path / "readiness.db")
    settings = Settings(home=tmp_path, database_url=f"sqlite:///{database}")
    made = simulate(settings, tmp_path / "launch", OPTIONS, scene="thin", seed=3)
    launch.take_in(settings, made.folder)
    with transaction(settings.database) as connection:
        assert past_sales_of(connection, load_inputs(connection, made.launch_id)) == {}
    sales_out.collect_reports(settings, made.launch_id, NOW)
    with transaction(settings.database) as connection:
        found = past_sales_of(connection, load_inputs(connection, made.launch_id))
    world = simulate_launch(OPTIONS, np.random.default_rng(3))
    sold = np.bincount(world.served.before, weights=world.accounts.history.sum(axis=1), minlength=12)
    weeks = sold.sum() / sum(found.values())
    assert weeks == pytest.approx(52.0, rel=1e-4)
    assert {rep_id(r): s / weeks for r, s in enumerate(sold) if s} == pytest.approx(found, rel=0.01)
