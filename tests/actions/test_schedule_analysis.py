"""Schedule analysis: a folder of one's own becomes a plan; what it says is worked out by hand."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from readiness.actions.schedule_analysis import analyse_schedule
from readiness.errors import InvalidInputsError

FILES = {
    "reps.csv": "rep_id,time_zone,language,manager_id\nr1,Europe/Berlin,de,\nr2,Europe/Berlin,de,\nr3,Asia/Kolkata,en,\n",
    "trainers.csv": (
        "trainer_id,name,email,languages,time_zone,max_sessions_per_day,country\n"
        "t1,Tina Tell,t1@example.com,de,Europe/Berlin,2,DE\n"
    ),
    "sessions.csv": "module_id,title,minutes,seats,after\ncore,Core,60,4,\ndeep,Deep dive,90,4,core\n",
    "needs.csv": "rep_id,module_id\nr1,core\nr1,deep\nr2,core\nr3,core\n",
    # Only Tuesday is left: Monday is Easter Monday for Tina.
    "calendar/people.csv": "person_id,country\nr1,DE\nr2,DE\n",
}
DAYS = {"first_day": date(2027, 3, 29), "ready_by": date(2027, 3, 30), "launch_on": None}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    return tmp_path / "in"


def table(data: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data)))


def test_a_plan_by_hand(folder: Path, tmp_path: Path) -> None:
    files, said = analyse_schedule(folder, tmp_path / "out", **DAYS, seed=1)
    assert [f.name for f in files] == ["plan.csv", "plan.xlsx", "fit.json"]
    plan = table((tmp_path / "out" / "plan.csv").read_text(encoding="utf-8"))
    seats = {(r["rep_id"], r["module_id"]): r for r in plan if r["status"] == "enrolled"}
    assert set(seats) == {("r1", "core"), ("r1", "deep"), ("r2", "core")}
    assert {r["starts_at_local"][:10] for r in seats.values()} == {"2027-03-30"}
    assert seats["r1", "core"]["session_id"] == seats["r2", "core"]["session_id"] == "schedule-core-de-1"
    (left,) = [r for r in plan if r["status"] == "unserved"]
    assert (left["rep_id"], left["why"]) == ("r3", "no trainer speaks en")
    fit = json.loads((tmp_path / "out" / "fit.json").read_text())
    # Two sessions at 2 selling hours each, 2.5 hours of a trainer at 1 each.
    assert (fit["parts"]["sessions"], fit["parts"]["trainers"], fit["n_unserved"]) == (4.0, 2.5, 1)
    assert fit["objective"] == pytest.approx(sum(fit["parts"].values()))
    assert {"bound", "gap_share", "seconds"} <= set(fit)
    assert any("there were one more trainer who speaks en and can teach Core, for 1 session (1 hours)" in s for s in said)


def test_the_same_folder_and_seed_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        analyse_schedule(folder, tmp_path / name, **DAYS, seed=3)
        made.append([(tmp_path / name / f).read_bytes() for f in ("plan.csv", "plan.xlsx")])
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sessions.csv": None}, "sessions.csv::: the file is missing; expected a file of this name, or a training.yaml"),
        ({"reps.csv": None}, "reps.csv::: the file is missing"),
        ({"needs.csv": "rep_id,module_id\nr1,crore\n"}, "needs.csv:2:module_id: 'crore' is unknown"),
        (
            {"sessions.csv": FILES["sessions.csv"].replace("4,core", "4,lab")},
            "sessions.csv:3:after: 'lab' does not stand in a row above; expected modules of rows above",
        ),
    ],
)
def test_what_is_wrong_is_named(folder: Path, tmp_path: Path, change: dict[str, str | None], said: str) -> None:
    for name, text in change.items():
        (folder / name).unlink()
        if text:
            (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInputsError) as raised:
        analyse_schedule(folder, tmp_path / "out", **DAYS, seed=1)
    assert said in str(raised.value)
    assert not (tmp_path / "out").exists()


def test_both_days_that_are_missing_are_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputsError) as raised:
        analyse_schedule(folder, tmp_path / "out", first_day=None, ready_by=None, launch_on=None, seed=1)
    assert [str(p) for p in raised.value.problems] == [
        "--first-day::: is not given; expected the first day that can be planned",
        "--ready-by::: is not given; expected the last day of training",
    ]
