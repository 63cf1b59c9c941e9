"""Benchmark: ways to rank reps held against what each truly added, in simulated launches.

In: how many worlds of each scene, reps a world, scenes.
Out: Spearman correlation with the truth and hits among the top fifth of each way; ours with the cover of its 90% bands, how much
of the field a rank's band spans, and how long the fit took; medians over worlds. Ours is on the product's own way: the folder's
files, the ledger, the cells, the fit. Beside it the same with products added up. Last, the whole stream once, to the report.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import spearmanr

from readiness.actions import enablement, launch, measurement, sales_out
from readiness.actions.simulation import simulate, world_options
from readiness.adapters.db.store import upgrade
from readiness.settings import Settings
from readiness.stages.contribution import ContributionFit, fit_contributions
from readiness.stats.launch_world import LaunchWorld, WorldOptions, simulate_launch
from readiness.stats.mixed_model import fit_mixed
from tests.simulated_cells import product_cells

Floats = NDArray[np.float64]
SCENES = ("thin", "rich", "sparse", "bad-history", "no-handoff", "null", "zeros")
ZERO_SHARE = 0.59
HEAD = f"{'':24} {'spearman':>9} {'of money':>9} {'top fifth':>10} {'cover 90%':>10} {'rank band':>10} {'ranked':>7} {'CPU s':>7}"


def options_of(scene: str, reps: int) -> WorldOptions:
    """Return a scene's world; zeros is the thin one with orders that come by chance."""
    if scene == "zeros":
        return world_options("thin", reps, 52, None, zero_share=ZERO_SHARE)
    return world_options(scene, reps, 52, None)


def simple_ways(world: LaunchWorld) -> dict[str, Floats]:
    """Return what each simple way of ranking makes of the reports that came."""
    n = world.options.n_reps
    cells = world.cells()
    raw = np.bincount(cells.rep, weights=cells.reported, minlength=n)
    kept = np.maximum(np.bincount(np.unique(cells.rep * 10**7 + cells.account) // 10**7, minlength=n), 1)
    before = np.bincount(world.served.before, weights=world.accounts.history.sum(axis=1), minlength=n)
    growth = np.divide(raw, before, out=np.zeros(n), where=before > 0.0)
    return {
        "raw sales-out": raw,
        "sales-out per account": raw / kept,
        "quota attainment": raw / np.maximum(world.quota, 1.0),
        "growth on year before": growth,
    }


def by_line(world: LaunchWorld) -> Floats:
    """Return the rep effects of a log-linear mixed model of order lines: a peer that knows each line's product."""
    o, places = world.orders, world.places
    kept = (o.money > 0.0) & world.is_reported
    account, product, period = o.account[kept], o.product[kept], o.period[kept]
    place, n_periods = world.accounts.territory[account], world.options.n_periods
    columns = [
        np.ones(account.size),
        np.log(places.index_seen[place, period]),
        np.log(np.maximum(places.stock_by_period[place, product, period], 0.05)),
        np.log(places.demand_seen[place, product]),
        np.log(world.accounts.history.sum(axis=1))[account],
        *(np.asarray(product == p, dtype=np.float64) for p in range(1, world.options.n_products)),
    ]
    factors = {
        "rep": world.line_rep[kept], "account": account, "territory": place, "territory x period": place * n_periods + period,
        "product x period": product * n_periods + period,
    }  # fmt: skip
    effects = fit_mixed(np.log(o.money[kept]), np.column_stack(columns), factors).effects["rep"]
    return np.append(effects, np.zeros(world.options.n_reps - effects.size))


def truth_of(world: LaunchWorld) -> tuple[Floats, Floats]:
    """Return what each rep adds in log sales, training in it as far as it had taken place, and in money."""
    return world.contribution_money / np.maximum(world.expected_money, 1e-9), world.contribution_money


def hits(scores: Floats, truth: Floats) -> float:
    """Return the share of the true top fifth that the way puts there."""
    n = -(-truth.size // 5)
    return len(set(np.argsort(-scores, kind="stable")[:n]) & set(np.argsort(-truth, kind="stable")[:n])) / n


def scored(relative: Floats, money: Floats, world: LaunchWorld) -> list[float]:
    """Return agreement with the truth; a way that ranks everybody the same agrees with nothing."""
    true_relative, true_money = truth_of(world)

    def agreement(one: Floats, other: Floats) -> float:
        return 0.0 if np.ptp(one) == 0.0 else float(spearmanr(one, other).statistic)

    return [agreement(relative, true_relative), agreement(money, true_money), hits(relative, true_relative)]


def ours(fit: ContributionFit, world: LaunchWorld) -> list[float]:
    """Return the same for our contribution; cover of all bands of money, and how much of the field a rank's band spans."""
    n = world.options.n_reps
    at = np.array([int(rep.rep_id[1:]) - 1 for rep in fit.reps])
    columns = ("contribution_money", "expected_money", "contribution_low", "contribution_high", "rank_low", "rank_high")
    added, expected, low, high, first, last = np.zeros((6, n))
    for column, values in zip(columns, (added, expected, low, high, first, last), strict=True):
        values[at] = [getattr(rep, column) for rep in fit.reps]
    has_band, has_rank = high > low, last > 0
    _, true_money = truth_of(world)
    cover = float(((low <= true_money) & (true_money <= high))[has_band].mean()) if has_band.any() else float("nan")
    band = float(((last - first + 1) / n)[has_rank].mean()) if has_rank.any() else float("nan")
    return [*scored(added / np.maximum(expected, 1e-9), added, world), cover, band, float(has_rank.mean())]


def added_up(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the same cells without products: money and weeks of service summed, figures of products as their mean."""
    keys = ["rep_id", "account_id", "territory_id", "period", "first_rep_id"]
    mean = ("weeks", "credit_share", "history", "reported_share", "market_index", "in_stock_share", "demand_index")
    how = {"sales": "sum"} | {name: "mean" for name in (*mean, "promotion") if name in cells}
    return cells.groupby(keys, as_index=False).agg(how)


def run(scene: str, n_worlds: int, reps: int) -> None:
    """Print the table of one scene."""
    found: dict[str, list[list[float]]] = {}
    zeros, n_cells, empty = [], [], []
    for seed in range(1, n_worlds + 1):
        world = simulate_launch(options_of(scene, reps), np.random.default_rng(seed))
        zeros.append(world.zero_share)
        for way, scores in simple_ways(world).items():
            found.setdefault(way, []).append(scored(scores, scores, world))
        start = time.process_time()
        effects = by_line(world)
        agreement, _, hit = scored(effects, effects, world)
        nothing = float("nan")  # it says nothing of money
        found.setdefault("order lines, log scale", []).append(
            [agreement, nothing, hit, nothing, nothing, nothing, time.process_time() - start]
        )
        cells = product_cells(options_of(scene, reps), "thin" if scene == "zeros" else scene, seed).frame
        n_cells.append(len(cells))
        empty.append(float((cells["sales"] == 0.0).mean()))
        for way, table in (("ours", cells), ("ours, products added up", added_up(cells))):
            start = time.process_time()
            fit = fit_contributions(table, seed=seed)
            found.setdefault(way, []).append([*ours(fit, world), time.process_time() - start])
    print(f"\n{scene}: {n_worlds} worlds of {reps} reps; nothing was sold in {np.median(zeros):.0%} of accounts' four weeks")
    print(f"{np.median(n_cells):,.0f} cells, {np.median(empty):.0%} of them without a sale")
    print(HEAD)
    for way, rows in found.items():
        middle = np.median(np.array(rows), axis=0)
        print(
            f"{way:24} "
            + " ".join(
                f"{value:{width}.3f}" if value == value else " " * width
                for value, width in zip(middle, (9, 9, 10, 10, 10, 7, 7), strict=False)
            ),
            flush=True,
        )


def whole_stream(reps: int) -> None:
    """Print what one launch folder comes to when it goes through the whole product."""
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        settings = Settings(home=home, database_url=f"sqlite:///{home / 'readiness.db'}")
        upgrade(settings.database)
        start = time.process_time()
        made = simulate(settings, home / "launch", options_of("thin", reps), scene="thin", seed=1)
        wrote = time.process_time() - start
        launch.take_in(settings, made.folder)
        launch.approve(settings, made.launch_id, "Alex Example", datetime.now(UTC).date())
        enablement.write_training(settings, made.launch_id, home / "out")
        sales_out.collect_reports(settings, made.launch_id, datetime.now(UTC))
        measurement.collect_inbox(settings, made.launch_id)
        measurement.write_report(settings, made.launch_id, home / "out", datetime.now(UTC).date())
        truth = {row["rep_id"]: row for row in rows_of(made.folder / "truth" / "reps.csv")}
        report = [row for row in rows_of(home / "out" / "report" / "reps.csv") if row["rep_id"] in truth]
    pairs = [(truth[row["rep_id"]], row) for row in report]
    true, estimate, raw, sold = (
        np.array([float(p[i][c] or 0) for p in pairs])
        for i, c in ((0, "contribution_money"), (1, "contribution_money"), (1, "sales_out_money"), (0, "reported_money"))
    )
    able = [(float(t["ability"]), float(r["ability"])) for t, r in pairs if r["ability"]]
    whole = time.process_time() - start
    print(f"\nthe whole stream once, thin, {reps} reps: {whole:.1f} CPU s, {wrote:.1f} of them to write the folder")
    print(f"  sales-out differs from what was reported by at most {np.abs(raw - sold).max():.2f} {pairs[0][0]['currency']} a rep")
    for what, scores in (("raw sales-out", raw), ("ours", estimate)):
        agreement = 0.0 if np.ptp(scores) == 0.0 else spearmanr(scores, true).statistic
        print(f"  {what:22} spearman with the money truly added {agreement:6.3f}")
    print(f"  {'ability':22} spearman with the true ability      {spearmanr(*zip(*able, strict=True)).statistic:6.3f}")


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV, comment lines left out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2, help="worlds of each scene")
    parser.add_argument("--reps", type=int, default=100, help="reps a world")
    parser.add_argument("--scenes", nargs="*", default=SCENES, choices=SCENES)
    parser.add_argument(
        "--stream-reps", type=int, default=60, help="reps of the launch that goes through the whole stream; 0: none"
    )
    given = parser.parse_args()
    print("spearman: with what a rep adds to sales, relative to an average rep there and then; of money: with the money added")
    print("top fifth: share of the true best fifth found there; rank band: mean share of the field that a rank's 90% band spans,")
    print("of the reps that are reliable enough to be ranked, whose share is under ranked")
    for scene in given.scenes:
        run(scene, given.seeds, given.reps)
    if given.stream_reps:
        whole_stream(given.stream_reps)


if __name__ == "__main__":
    main()
