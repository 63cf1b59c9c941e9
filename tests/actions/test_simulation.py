"""Simulated launches: a folder that passes every check, goes through the whole stream, and is held against its own truth."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr
from typer.testing import CliRunner

from readiness.actions import enablement, launch, measurement, sales_out
from readiness.actions.link_analysis import analyse_link
from readiness.actions.simulation import simulate, world_options
from readiness.adapters.folder_files import read_folder
from readiness.adapters.launch_files import is_input
from readiness.adapters.simulated_names import account_name, rep_name
from readiness.cli import app
from readiness.errors import InputError
from readiness.settings import ROOT, Settings
from readiness.stats.launch_world import SCENES, simulate_launch
from tests.simulated_cells import short_cells

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")))


def write(folder: Path, *, scene: str = "thin", seed: int = 1, reps: int = 12, weeks: int = 24, **changed: float | str | None):
    return simulate(
        Settings(home=folder.parent), folder, world_options(scene, reps, weeks, None, **changed), scene=scene, seed=seed
    )


@pytest.mark.parametrize("scene", SCENES)
def test_the_folder_of_every_scene_passes_every_check(tmp_path, scene):
    made = write(tmp_path / "launch", scene=scene, reps=9, accounts_per_rep=4)
    assert launch.check_folder(made.folder, ROOT / "content_templates") == []
    assert made.n_accounts == 36
    for path, data in read_folder(made.folder).items():
        head = data[:60].decode("cp1252")
        assert "Made up" in head or path.startswith("inbox/sales_out/") or path.endswith(".json"), path


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    one, again, other = (read_folder(write(tmp_path / name, seed=seed).folder) for name, seed in (("a", 3), ("b", 3), ("c", 4)))
    assert one == again
    texts = set(read_folder(ROOT / "content_templates" / "simulation"))
    lists = {"products.csv", "aliases/products.csv", "aliases/reps.csv", "trainers.csv", "calendar/people.csv"}
    assert {path for path in one if one[path] == other.get(path)} <= texts | lists
    accounts = [{row["account_id"] for row in csv.DictReader(f["accounts.csv"].decode().splitlines()[1:])} for f in (one, other)]
    assert not accounts[0] & accounts[1]  # two worlds in one database stay apart


def test_reports_as_a_stranger_reads_them_hold_the_reported_money_of_the_truth(tmp_path):
    """Read by the csv module alone, each partner's own marks and codes undone by hand."""
    folder = write(tmp_path / "launch", reps=24, return_share=0.1, missing_share=0.2).folder
    people = {row["name"]: row["rep_id"] for row in rows(folder / "reps.csv")}
    sold: dict[str, int] = defaultdict(int)
    for path in sorted((folder / "inbox" / "sales_out").glob("*/*.csv")):
        partner = path.parent.name.split("-")[0]
        if path.stem < "2024-01-08":
            continue
        text = path.read_text(encoding="cp1252" if partner == "birch" else "utf-8")
        for row in csv.DictReader(text.splitlines(), delimiter={"alder": ",", "birch": ";", "cedar": "|"}[partner]):
            if partner == "alder":
                rep, money = row["Sales Rep"], row["Net Amount"]
            elif partner == "birch":
                rep, money = row["Vertreter"], row["Wert"].replace(".", "").replace(",", ".")
            else:
                rep, money = people[row["Agent"]], ("-" if row["Type"] == "CREDIT" else "") + row["Total"]
            sold[rep] += round(float(money) * 100)
    truth = rows(folder / "truth" / "reps.csv")
    assert {row["rep_id"]: round(float(row["reported_money"]) * 100) for row in truth} == {
        row["rep_id"]: sold[row["rep_id"]] for row in truth
    }
    assert any(row["reported_money"] != row["sales_out_money"] for row in truth)
    cells = rows(folder / "truth" / "cells.csv")
    for column in ("sales_out_money", "reported_money", "expected_money", "contribution_money"):
        by_rep: dict[str, float] = defaultdict(float)
        for cell in cells:
            by_rep[cell["rep_id"]] += float(cell[column])
        for row in truth:
            assert by_rep[row["rep_id"]] == pytest.approx(float(row[column]), abs=0.005 * len(cells))


def test_the_products_cells_are_those_of_the_world():
    """What the stage makes of the lines sums to what the world says was reported, rep by rep."""
    world = simulate_launch(world_options("thin", 12, 24, None, zero_share=0.1, return_share=0.1), np.random.default_rng(2))
    cells = short_cells(world).frame
    found = cells.groupby("rep_id")["sales"].sum()
    known = world.cells()
    expected = np.bincount(known.rep, weights=known.reported, minlength=12)
    assert found.to_numpy() == pytest.approx(expected, abs=0.005)
    assert cells["period"].nunique() == 6
    assert cells.groupby(["account_id", "product_id"])["weeks"].sum().to_numpy() == pytest.approx(24.0)
    o, kept = world.orders, world.is_reported
    sold = kept & (o.money > 0.0)
    bought = np.unique(np.column_stack([o.account[sold], o.product[sold]]), axis=0)
    by_account = np.bincount(bought[:, 0], minlength=60)
    width = np.sort(by_account)[-6]  # nine tenths of 60 accounts buy no more
    assert cells.groupby("account_id")["product_id"].nunique().tolist() == np.maximum(by_account, width).tolist()


@pytest.fixture(scope="module")
def through(tmp_path_factory, sqlite_template):
    """Return the folder and the report of one launch of 24 reps that went through the whole stream."""
    home = tmp_path_factory.mktemp("simulated")
    (home / "readiness.db").write_bytes(sqlite_template.read_bytes())
    settings = Settings(home=home, database_url=f"sqlite:///{home / 'readiness.db'}")
    options = world_options("thin", 24, 52, None, missing_share=0.02)
    made = simulate(settings, home / "launch", options, scene="thin", seed=2)
    launch_id, _ = launch.take_in(settings, made.folder)
    assert launch_id == made.launch_id
    worded = launch.write_positioning(settings, launch_id, home / "out")
    assert worded.errors == ()
    assert worded.n_gaps == 0
    launch.approve(settings, launch_id, "Alex Example", date(2023, 10, 20))
    trained = enablement.write_training(settings, launch_id, home / "out")
    quiz = enablement.write_quiz(settings, launch_id, home / "out")
    assert quiz.waiting == ()
    taken = sales_out.collect_reports(settings, launch_id, NOW) + measurement.collect_inbox(settings, launch_id)
    report = measurement.write_report(settings, launch_id, home / "out", NOW.date(), sensitive=False)
    return made, trained, taken, report, home / "out" / "report"


def test_the_whole_stream_takes_every_row(through):
    made, trained, taken, report, _ = through
    assert sum(t.submission.n_quarantined + t.submission.n_review for t in taken) == 0
    assert not any(getattr(t, "held", ()) for t in taken)
    assert report.n_reps == 24
    assert report.n_responses == made.n_answers
    assert report.n_lines == made.n_lines + 13 * made.n_accounts
    assert {who.split(": ")[1].split(" on ")[0] for who in trained.unserved} <= {"hired"}


def test_the_report_counts_what_the_truth_says_was_reported(through):
    made, _, _, _, out = through
    truth = {row["rep_id"]: row for row in rows(made.folder / "truth" / "reps.csv")}
    for row in rows(out / "reps.csv"):
        assert float(row["sales_out_money"]) == float(truth[row["rep_id"]]["reported_money"])
        assert row["trained_on"] == truth[row["rep_id"]]["trained_on"]


def test_the_report_knows_the_able_and_the_ready(through):
    made, _, _, _, out = through
    truth = {row["rep_id"]: row for row in rows(made.folder / "truth" / "reps.csv")}
    report = rows(out / "reps.csv")
    able = [(float(row["ability"]), float(truth[row["rep_id"]]["ability"])) for row in report]
    assert spearmanr(*zip(*able, strict=True)).statistic > 0.7
    index = [(float(row["readiness"]), float(truth[row["rep_id"]]["true_readiness"])) for row in report]
    assert np.mean([abs(said - true) for said, true in index]) < 8
    sure = [
        (row["status"] == "ready", truth[row["rep_id"]]["ready"] == "1")
        for row in report
        if row["status"] in ("ready", "not_ready")
    ]
    assert len(sure) >= 10
    assert np.mean([said == true for said, true in sure]) >= 0.85


def test_the_link_can_be_worked_out_again_from_the_rows_beside_it(through, tmp_path):
    made, _, _, _, out = through
    analyse_link(out / "panel.csv", tmp_path)
    assert (tmp_path / "effect.csv").read_bytes() == (out / "link.csv").read_bytes()
    assert (tmp_path / "event_study.csv").read_bytes() == (out / "event_study.csv").read_bytes()
    truth = {row["rep_id"]: row for row in rows(made.folder / "truth" / "reps.csv")}
    panel = rows(out / "panel.csv")
    assert {row["assigned"] for row in panel} == {"random"}
    assert all(row["trained_on"] == truth[row["rep_id"]]["trained_on"] for row in panel)
    assert all(row["territory_id"] == truth[row["rep_id"]]["territory_id"] for row in panel)


def test_truth_is_no_input(tmp_path):
    made = write(tmp_path / "launch")
    paths = [p for p in read_folder(made.folder) if p.startswith("truth/")]
    assert len(paths) == 4
    assert not any(is_input(p) for p in paths)
    params = json.loads((made.folder / "truth" / "params.json").read_text())
    assert params["seed"] == 1
    assert params["options"]["gamma"] == 0.06
    handed = rows(made.folder / "truth" / "handovers.csv")
    territory = {row["rep_id"]: row["territory_id"] for row in rows(made.folder / "reps.csv")}
    assert handed
    assert all(territory[h["from_rep_id"]] == territory[h["to_rep_id"]] and h["from_rep_id"] != h["to_rep_id"] for h in handed)


def test_names_are_told_apart():
    assert len({rep_name(i) for i in range(20_000)}) == 20_000
    assert len({account_name(i) for i in range(20_000)}) == 20_000


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"reps": 5}, "--reps"),
        ({"weeks": 50}, "--weeks"),
        ({"territories": 2}, "--territories"),
        ({"territories": 30}, "--territories"),
        ({"accounts_per_rep": 0}, "--accounts-per-rep"),
        ({"scene": "moon"}, "--scene"),
    ],
)
def test_numbers_that_make_no_launch_are_named(change, named):
    given = {"scene": "thin", "reps": 24, "weeks": 52, "territories": None, **change}
    with pytest.raises(InputError) as caught:
        world_options(**given)
    assert caught.value.problem.file == named


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "launch").mkdir()
    (tmp_path / "launch" / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="already holds something"):
        write(tmp_path / "launch")
    assert [p.name for p in (tmp_path / "launch").iterdir()] == ["mine.txt"]


def test_the_command_says_what_to_run_next(tmp_path):
    folder = tmp_path / "launch"
    done = CliRunner().invoke(
        app, ["simulate", str(folder), "--seed", "5", "--reps", "6", "--weeks", "12", "--zero-share", "0.6"]
    )
    assert done.exit_code == 0, done.output
    assert "readiness measure simulated-thin-5-" in done.output
    assert (folder / "truth" / "reps.csv").is_file()
    said = CliRunner().invoke(app, ["simulate", str(tmp_path / "two"), "--seed", "5", "--reps", "6", "--weeks", "12", "--json"])
    assert json.loads(said.output)["n_reps"] == 6
