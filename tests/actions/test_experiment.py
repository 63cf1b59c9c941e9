"""Waves as an experiment through the product: drawn when the plan is made, kept, published, and read again when measured."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import date
from pathlib import Path

import pytest

from readiness.actions import enablement, launch
from readiness.adapters.db.launches import load_inputs
from readiness.adapters.db.store import transaction
from readiness.adapters.db.training_plans import load_plan
from readiness.errors import InvalidInputsError
from readiness.settings import ROOT, Settings
from readiness.stages.report import assignment
from readiness.stages.training import Attendance, TrainingPlan, TrainingPolicy
from readiness.stages.training.experiment import NOT_DRAWN, lots_of

BUNDLED = ROOT / "data" / "launches" / "touring-1000"
LATE = "waves: 2\nlast_wave: {starts_on: 2019-09-23, ends_on: 2019-10-04}\nrandomise_tolerance: 20"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUNDLED, tmp_path / "launch", ignore=shutil.ignore_patterns("inbox")))


@pytest.fixture
def settings(tmp_path: Path, sqlite_template: Path) -> Settings:
    path = shutil.copy(sqlite_template, tmp_path / "readiness.db")
    return Settings(home=tmp_path, database_url=f"sqlite:///{path}")


def said(folder: Path, waves: str) -> None:
    path = folder / "training.yaml"
    path.write_text(path.read_text().replace("waves: 2", waves))


def enabled(settings: Settings, folder: Path, out: Path) -> tuple[TrainingPlan, TrainingPolicy, tuple[str, ...]]:
    launch_id, _ = launch.take_in(settings, folder)
    launch.approve(settings, launch_id, "Dana", date(2019, 5, 6))
    report = enablement.write_training(settings, launch_id, out)
    with transaction(settings.database) as connection:
        return load_plan(connection, launch_id), load_inputs(connection, launch_id).policy, report.said


def rows_of(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((out / "training/experiment.csv").read_text())))


def test_what_is_drawn_is_kept_published_and_measured_by(settings: Settings, folder: Path, tmp_path: Path) -> None:
    said(folder, LATE)
    plan, policy, words = enabled(settings, folder, tmp_path / "out")
    lots = lots_of(plan.draw)
    assert sorted(set(lots.values())) == [1, 2] and len(lots) == 15
    assert {d.rep_id for d in plan.draw if d.why} == {"295", "296"}  # hired on the launch day, after the first wave
    first = {e.rep_id: e.wave for e in plan.enrolments}
    assert all(first[r] == w for r, w in lots.items())
    days = {s.wave: s.starts_at.date() for s in plan.sessions}
    assert days[1] <= date(2019, 6, 21) and date(2019, 9, 23) <= days[2] <= date(2019, 10, 4)
    rows = {r["rep_id"]: r for r in rows_of(tmp_path / "out")}
    assert {r: int(rows[r]["drawn_wave"]) for r in lots} == lots
    assert {r["kept"] for i, r in rows.items() if i in lots} == {"yes"}
    assert "hired on 2019-07-01, after wave 1 has ended" in rows["295"]["why"]
    assert any(line.startswith("Lots drew 2 waves for 15 reps") for line in words)
    assert any("fewer than 20 reps" in line for line in words)

    starts = {s.session_id: s.starts_at.date() for s in plan.sessions}
    came = [Attendance(e.rep_id, starts[e.session_id], 90) for e in plan.enrolments]
    found = assignment(policy, plan, came)
    assert (found.assigned, found.wave, found.left_out) == ("random", lots, {"295", "296"})


def test_who_joins_later_changes_nobody_s_lot(settings: Settings, folder: Path, tmp_path: Path) -> None:
    said(folder, LATE)
    before, _, _ = enabled(settings, folder, tmp_path / "out")
    path = folder / "reps.csv"
    line = "111,Ada New,ada@example.com,,adventureworks,4,272,consultative,America/New_York,en,2018-01-01\n"
    path.write_text(path.read_text() + line)
    after, _, _ = enabled(settings, folder, tmp_path / "out")
    assert lots_of(after.draw).keys() - lots_of(before.draw).keys() == {"111"}
    assert {r: w for r, w in lots_of(after.draw).items() if r != "111"} == lots_of(before.draw)


def test_switched_off_it_says_what_cannot_be_said(settings: Settings, folder: Path, tmp_path: Path) -> None:
    said(folder, "waves: 2\nrandomise: no")
    plan, policy, words = enabled(settings, folder, tmp_path / "out")
    assert plan.draw == () and rows_of(tmp_path / "out") == []
    assert NOT_DRAWN in words
    assert assignment(policy, plan, []).assigned == "not"


@pytest.mark.parametrize(
    ("waves", "column"),
    [
        ("waves: 2\nlast_wave: {starts_on: 2019-07-01, ends_on: 2019-10-04}", "last_wave.starts_on"),
        ("waves: 2\nlast_wave: {starts_on: 2019-09-23, ends_on: 2020-10-04}", "last_wave.ends_on"),
        ("waves: 2\nlast_wave: {starts_on: 2019-09-23, ends_on: 2019-09-04}", "last_wave.ends_on"),
        ("waves: 1\nlast_wave: {starts_on: 2019-09-23, ends_on: 2019-10-04}", "last_wave"),
        ("waves: 2\nrandomise: no\nlast_wave: {starts_on: 2019-09-23, ends_on: 2019-10-04}", "last_wave"),
    ],
)
def test_a_last_wave_that_cannot_be_is_a_fault_of_the_file(settings: Settings, folder: Path, waves: str, column: str) -> None:
    said(folder, waves)
    with pytest.raises(InvalidInputsError) as found:
        launch.take_in(settings, folder)
    assert [(p.file, p.column) for p in found.value.problems] == [("training.yaml", column)]
