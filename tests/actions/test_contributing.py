"""Contributing: the cells of real and simulated launches, on the whole way from files, held against the files themselves."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from readiness.actions import launch, sales_out
from readiness.actions.measurement.contributing import fitted, launch_cells
from readiness.actions.measurement.sold import Sold, _credited, sold_and_quality
from readiness.actions.simulation import world_options
from readiness.adapters.db.launches import load_inputs
from readiness.adapters.db.store import transaction
from readiness.adapters.launch_files import LaunchInputs
from readiness.settings import ROOT, Settings
from readiness.stages.contribution import fit_contributions
from readiness.stages.sales_out.matching.credit import CreditRule
from readiness.stats.launch_world import simulate_launch
from readiness.stats.launch_world.places import PROMOTION
from tests.simulated_cells import NOW, product_cells, short_cells

BUNDLE = ROOT / "data" / "launches" / "touring-1000"
FIRST, LAST = date(2019, 7, 1), date(2020, 5, 31)


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> tuple[LaunchInputs, Sold]:
    """Return the bundled launch's inputs and what was sold, every report collected."""
    home = tmp_path_factory.mktemp("bundled")
    (home / "readiness.db").write_bytes(sqlite_template.read_bytes())
    settings = Settings(home=home, database_url=f"sqlite:///{home / 'readiness.db'}")
    launch_id, _ = launch.take_in(settings, BUNDLE)
    sales_out.collect_reports(settings, launch_id, NOW)
    with transaction(settings.database) as connection:
        inputs = load_inputs(connection, launch_id)
        return inputs, sold_and_quality(connection, inputs, NOW.date())


def reported_cents() -> Counter[str]:
    """Return rep -> cents of the launched products in the window, as the csv module reads the reports."""
    products = {"561", "562", "563", "564", "573", "574", "575", "576"}
    cents: Counter[str] = Counter()
    for path in sorted((BUNDLE / "inbox" / "sales_out" / "adventureworks").glob("*.csv")):
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter="|"):
            day = date(*map(int, row["OrderDate"].split("/")))
            if row["ProductKey"] in products and FIRST <= day <= LAST:
                cents[row["EmployeeKey"]] += int(Decimal(row["Sales"]) * 100)
    return cents


def cents_of(frame: pd.DataFrame) -> dict[str, int]:
    return {str(rep): int(sales.mul(100).round().sum()) for rep, sales in frame.groupby("rep_id")["sales"]}


def test_the_cells_of_the_bundled_launch_hold_every_cent_of_its_reports(bundled: tuple[LaunchInputs, Sold]) -> None:
    cells = launch_cells(*bundled, LAST)
    known = reported_cents()
    assert len(known) == 17
    assert cents_of(cells.frame) == known
    # 700 shops and 8 models: cells by model would hardly ever hold a sale
    assert set(cells.frame["product_id"]) == {""}
    assert any("A cell is of all products" in note for note in cells.notes)
    assert set(cells.frame["reported_share"]) == {1.0}
    weeks = cells.frame["weeks"] * cells.frame["credit_share"]
    assert (weeks.groupby(cells.frame["account_id"]).sum() <= 48 + 1e-9).all()  # no account is served twice at a time


def test_notes_on_the_cells_come_with_the_fit(bundled: tuple[LaunchInputs, Sold]) -> None:
    cells = launch_cells(*bundled, LAST)
    fit = fitted(bundled[0], cells)
    assert fit is not None
    assert fit.notes[: len(cells.notes)] == cells.notes
    assert fitted(bundled[0], replace(cells, frame=cells.frame[:0])) is None


def test_the_whole_way_and_the_short_one_give_the_same_cells() -> None:
    options = world_options("thin", 12, 24, None, zero_share=0.1, missing_share=0.0, promotion_share=0.2, return_share=0.1)
    real = product_cells(options, seed=3)
    world = simulate_launch(options, np.random.default_rng(3))
    short = short_cells(world)
    assert real.notes == short.notes
    untagged = real.frame.assign(account_id=["a" + account[-6:] for account in real.frame["account_id"]])
    as_texts = short.frame.assign(account_id=short.frame["account_id"].tolist())
    pd.testing.assert_frame_equal(untagged, as_texts, check_exact=True)
    promoted = world.places.promoted[
        [int(t[1:]) - 1 for t in short.frame["territory_id"]],
        [int(p[1:]) - 1 for p in short.frame["product_id"]],
        [(date.fromisoformat(d) - date(2024, 1, 8)).days // 28 for d in short.frame["period"]],
    ]
    assert short.frame["promotion"].tolist() == promoted.tolist()
    assert 0.1 < promoted.mean() < 0.3


def test_a_promotion_is_told_from_what_reps_add() -> None:
    options = world_options("thin", 60, 52, None, zero_share=0.1, promotion_share=0.2)
    cells = short_cells(simulate_launch(options, np.random.default_rng(1)))
    slopes = {name: (slope, se) for name, slope, se in fit_contributions(cells.frame, seed=1, n_draws=20).coefficients}
    slope, se = slopes["promotion"]
    assert slope == pytest.approx(PROMOTION, abs=2 * se)
    assert se < 0.05


def test_what_was_never_reported_is_in_no_cell_and_in_the_reps_share() -> None:
    options = world_options("thin", 12, 24, None, zero_share=0.1, missing_share=0.2)
    world = simulate_launch(options, np.random.default_rng(2))
    found = product_cells(options, seed=2).frame
    cells = world.cells()
    money = np.bincount(cells.rep, weights=cells.reported, minlength=12)
    assert found.groupby("rep_id")["sales"].sum().to_numpy() == pytest.approx(money, abs=0.005)
    # every partner sends one file a week, each row of it taken: the share is that of the weeks
    share = 1.0 - world.is_missing.mean(axis=1)[world.partner[world.reps.territory]]
    assert found.groupby("rep_id")["reported_share"].first().to_numpy() == pytest.approx(share)
    weeks = found.groupby("period")["weeks"].max() / 4
    lost = world.is_missing.reshape(world.is_missing.shape[0], -1, 4).mean(axis=2)
    assert weeks.to_numpy() == pytest.approx(1.0 - lost.min(axis=0))


def test_sales_that_rules_divide_carry_the_part_of_each(bundled: tuple[LaunchInputs, Sold]) -> None:
    inputs, sold = bundled
    since = date(2017, 1, 1)
    rules = (CreditRule(2, "272", "1", "", 600_000, since), CreditRule(3, "281", "1", "", 400_000, since))
    named = replace(inputs, names=replace(inputs.names, rules=rules))
    lines = sold.lines[sold.lines["account_id"].isin(["1", "2"])].assign(rep_id="unknown")
    credited, _ = _credited(lines.reset_index(drop=True), named)
    assert int(credited["amount_minor"].sum()) == int(lines["amount_minor"].sum())
    assert {(r, s) for r, s in zip(credited["rep_id"], credited["credit_share"], strict=True)} >= {("272", 0.6), ("281", 0.4)}
    assert set(credited.loc[credited["rep_id"] == "", "seller"]) == {"unknown"}
    assert set(credited.loc[credited["rep_id"] != "", "seller"]) == {"272", "281"}
