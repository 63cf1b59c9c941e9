"""`analyse link`: the files it writes, and bad input named by row and column."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from readiness.actions.link_analysis import analyse_link
from readiness.cli import app
from readiness.errors import InvalidInputsError, NotEnoughDataError
from tests.link_worlds import waves_world

HEADER = "rep_id,week,trained_on,readiness,readiness_se,contribution"


def written(folder: Path, rows: pd.DataFrame, name: str = "reps.csv") -> Path:
    (folder / name).write_bytes(rows.to_csv(index=False).encode())
    return folder / name


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def problems(folder: Path, *lines: str, header: str = HEADER) -> list[str]:
    file = folder / "reps.csv"
    file.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    with pytest.raises(InvalidInputsError) as caught:
        analyse_link(file, folder / "out")
    assert not (folder / "out").exists()
    return [f"{p.row}:{p.column}: {p.what}" for p in caught.value.problems]


def test_files_hold_every_estimand_with_its_verdict(tmp_path: Path) -> None:
    rows = waves_world(1).assign(assigned="random")
    done = CliRunner().invoke(app, ["analyse", "link", str(written(tmp_path, rows)), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "Training raised contribution" in done.output
    effects = table(tmp_path / "out" / "effect.csv")
    assert list(effects[0]) == ["estimand", "estimate", "low", "high", "n", "verdict"]
    assert [e["estimand"] for e in effects][:4] == [
        "readiness_per_point",
        "training_simple",
        "training_dynamic",
        "training_group",
    ]
    assert all(float(e["low"]) < float(e["estimate"]) < float(e["high"]) for e in effects)
    points = table(tmp_path / "out" / "event_study.csv")
    assert list(points[0]) == ["weeks_since_training", "estimate", "low", "high", "n"]
    fit = json.loads((tmp_path / "out" / "fit.json").read_text(encoding="utf-8"))
    assert fit["design"]["carries"] is True
    assert fit["design"]["lottery_p"] == pytest.approx(0.002)
    assert sum(c["share"] for c in fit["cohorts"]) + fit["never_share"] == pytest.approx(1.0)


def test_cohorts_and_weeks_add_up_to_the_averages(tmp_path: Path) -> None:
    """Each cohort's average is the mean of its weeks from training on; the simple one weighs every week by the reps in it."""
    _, result = analyse_link(written(tmp_path, waves_world(4)), tmp_path / "out", controls="never")
    rows = pd.read_csv(tmp_path / "out" / "group_times.csv")
    treated = rows[rows["week"] >= rows["cohort"]]
    found = {e.estimand: e.estimate for e in result.estimates}
    for cohort, weeks in treated.groupby("cohort"):
        assert found[f"training_cohort_{cohort}"] == pytest.approx(weeks["estimate"].mean(), rel=1e-8)
    simple = (treated["estimate"] * treated["n"]).sum() / treated["n"].sum()
    assert found["training_simple"] == pytest.approx(simple, rel=1e-8)
    assert set(rows["n_compared"]) == {80}


def test_the_same_rows_give_the_same_bytes_however_they_are_sorted_and_weeks_are_written(tmp_path: Path) -> None:
    rows = waves_world(2, n=100)
    usual, _ = analyse_link(written(tmp_path, rows), tmp_path / "a")
    weeks = {n: pd.to_datetime(rows[n]).dt.strftime("%G-W%V") for n in ("week", "trained_on")}
    other = rows.assign(**weeks, remark="not read").sample(frac=1.0, random_state=1)
    again, _ = analyse_link(written(tmp_path, other), tmp_path / "b")
    assert [f.read_bytes() for f in usual] == [f.read_bytes() for f in again]


def test_said_not_to_be_random_is_an_association_only(tmp_path: Path) -> None:
    rows = waves_world(3).assign(assigned="not")
    _, result = analyse_link(written(tmp_path, rows), tmp_path / "out")
    assert {e.verdict for e in result.estimates[1:]} == {"association only"}


def test_bad_cells_are_named_by_row_and_column(tmp_path: Path) -> None:
    assert problems(tmp_path, "a,2026-01-05,,1,0.1,2", header="rep_id,week") == [
        "1:contribution: the column is missing",
        "1:readiness: the column is missing",
        "1:trained_on: the column is missing",
    ]
    assert problems(tmp_path, "a,2026-01-05,,x,0.1,2", "a,2026-13-05,,1,-1,inf", ",2026-01-05,5 May,1,0.1,2") == [
        "2:readiness: 'x' is not a number that can be read",
        "3:contribution: 'inf' is not a number that can be read",
        "3:readiness_se: '-1' is below 0",
        "3:week: '2026-13-05' is not a day of the calendar",
        "4:rep_id: blank",
        "4:trained_on: '5 May' is not a date written as year-month-day",
    ]


def test_rows_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    assert problems(tmp_path, "a,2026-01-05,,1,0.1,2", "a,2026-01-05,,1,0.1,2") == ["3:week: 'a' already has a row for this week"]
    assert problems(tmp_path, "a,2026-01-05,2026-01-05,1,0.1,2", "a,2026-01-12,2026-01-12,1,0.1,2") == [
        "3:trained_on: 'a' has another trained_on in an earlier row"
    ]
    assert problems(tmp_path, "a,3,,1,0.1,2", "b,2026-01-12,,1,0.1,2") == ["3:week: dates and numbers of weeks are mixed"]
    assert problems(tmp_path, "a,3,2026-01-05,1,0.1,2") == ["2:trained_on: dates and numbers of weeks are mixed"]
    assert problems(tmp_path, "a,3,,1,0.1,2,maybe", header=HEADER + ",assigned") == ["2:assigned: 'maybe' is unknown"]


@pytest.mark.parametrize("lines", [[], ["a,2026-01-05,,1,0.1,2"], ["a,2026-01-05,,1,0.1,"]])
def test_too_little_ends_with_three_and_the_reason(tmp_path: Path, lines: list[str]) -> None:
    file = tmp_path / "reps.csv"
    file.write_text("\n".join((HEADER, *lines)) + "\n", encoding="utf-8")
    with pytest.raises(NotEnoughDataError):
        analyse_link(file, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_empty_file_says_what_it_should_hold(tmp_path: Path) -> None:
    (tmp_path / "reps.csv").write_bytes(b"")
    with pytest.raises(InvalidInputsError, match="the file is empty; expected a header row: rep_id, week"):
        analyse_link(tmp_path / "reps.csv", tmp_path / "out")
