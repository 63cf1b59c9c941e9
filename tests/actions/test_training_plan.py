"""The training plan of a launch: made, kept, told in files; made again only where what it is made from has changed."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from openpyxl import load_workbook
from sqlalchemy import insert, select, text, update

from readiness.actions import enablement, launch, persons
from readiness.adapters.db import launches
from readiness.adapters.db.store import MIGRATIONS, engine, reading, transaction, upgrade
from readiness.adapters.db.tables import responses
from readiness.adapters.db.training_plans import last_revision, load_plan, minutes_due, seated_by
from readiness.adapters.db.training_tables import training_plans, training_seats, training_sessions
from readiness.adapters.stored_positioning import approved_positioning, quiz_items
from readiness.settings import Settings
from readiness.stages.training.framing import Training
from readiness.stages.training.needs import needs_of
from tests.plan_checker import broken_rules
from tests.small_launch import TRAINING_YAML

LATER, MIDWAY = date(2026, 11, 22), date(2024, 1, 29)
MODULES = TRAINING_YAML.replace("title: Kettle 2\nminutes: 60\nseats: 3\n", "") + (
    "modules:\n"
    "  - {module_id: core, title: The kettle, minutes: 60, seats: 3}\n"
    "  - {module_id: deep, title: Why it boils, minutes: 30, seats: 3, after: [core]}\n"
)


@pytest.fixture
def taken(settings: Settings, small_launch: Path, tmp_path: Path) -> tuple[str, Path]:
    (small_launch / "training.yaml").write_text(MODULES, encoding="utf-8")
    launch_id, _ = launch.take_in(settings, small_launch)
    launch.approve(settings, launch_id, "Ada", date(2024, 1, 5))
    return launch_id, tmp_path / "out"


def rows(out: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((out / name).read_text(encoding="utf-8"))))


def test_a_plan_keeps_every_rule_and_its_files_say_what_it_is(settings: Settings, taken: tuple[str, Path]) -> None:
    launch_id, out = taken
    done = enablement.write_training(settings, launch_id, out, LATER)
    with reading(settings.database) as c:
        plan, inputs = load_plan(c, launch_id), launches.load_inputs(c, launch_id)
        last = last_revision(c, launch_id)
        due = minutes_due(c, launch_id)
        seated = seated_by(c, launch_id, date(2024, 2, 16))
    needs = needs_of(inputs.reps, inputs.policy, inputs.launch.dates.launch_on)
    training = Training(launch_id, inputs.reps, inputs.trainers, inputs.policy, inputs.launch.dates, needs.needs)
    assert broken_rules(training, plan) == []
    assert (done.n_enrolled, done.n_seats, done.unserved) == (4, 8, ())
    assert due == {f"r{i}": 90 for i in range(1, 5)}
    assert seated == {"r1", "r2", "r3", "r4"}
    assert last is not None
    assert (last.revision, last.by, last.why) == (1, "readiness enable", "first plan")
    table = rows(out, "training/plan.csv")
    assert [(r["rep_id"], r["module_id"], r["status"]) for r in table] == [
        (f"r{i}", m, "enrolled") for i in range(1, 5) for m in ("core", "deep")
    ]
    fit = json.loads((out / "training/fit.json").read_text())
    assert fit["objective"] == pytest.approx(sum(fit["parts"].values()))
    assert 0 <= fit["bound"] <= fit["objective"] + 1e-9
    assert fit["gap_share"] == pytest.approx((fit["objective"] - fit["bound"]) / fit["objective"])
    assert any("selling hours" in line for line in done.said)
    assert len(rows(out, "training/needs.csv")) == 8


def test_the_same_inputs_leave_the_plan_and_every_file_as_it_is(settings: Settings, taken: tuple[str, Path]) -> None:
    launch_id, out = taken
    enablement.write_training(settings, launch_id, out, LATER)
    with transaction(settings.database) as c:  # as a replan would leave it: another trainer's name is on a session
        c.execute(update(training_sessions).values(title="Moved by hand"))
    before = rows(out, "training/plan.csv")
    again = enablement.write_training(settings, launch_id, out, LATER)
    assert {r["title"] for r in rows(out, "training/plan.csv")} == {"Moved by hand"}  # it stands; nobody solved it again
    assert [r["session_id"] for r in rows(out, "training/plan.csv")] == [r["session_id"] for r in before]
    assert enablement.write_training(settings, launch_id, out, MIDWAY).published.written == ()
    assert again.n_seats == 8
    with reading(settings.database) as c:
        assert [r.revision for r in c.execute(select(training_plans.c.revision))] == [1]


def test_changed_inputs_make_another_plan_that_keeps_what_is_past(
    settings: Settings, taken: tuple[str, Path], small_launch: Path
) -> None:
    launch_id, out = taken
    enablement.write_training(settings, launch_id, out, date(2024, 1, 10))
    with transaction(settings.database) as c:
        first = load_plan(c, launch_id)
        past = [s for s in first.sessions if s.starts_at.date() <= MIDWAY]
        held = {s.session_id for s in past}
        c.execute(update(training_seats).where(training_seats.c.session_id.in_(held)).values(status="attended"))
        missed = next((e for e in first.enrolments if e.session_id in held and e.module_id == "deep"), None)
        if missed:
            mine = (training_seats.c.rep_id == missed.rep_id) & (training_seats.c.session_id == missed.session_id)
            c.execute(update(training_seats).where(mine).values(status="no_show"))
    (small_launch / "calendar").mkdir()
    (small_launch / "calendar" / "blackout.csv").write_text("starts_on,ends_on,reason\n2024-02-05,2024-02-05,fair\n")
    launch.take_in(settings, small_launch)
    enablement.write_training(settings, launch_id, out, MIDWAY)
    with reading(settings.database) as c:
        plan, last = load_plan(c, launch_id), last_revision(c, launch_id)
    assert last is not None
    assert last.revision == 2
    assert set(past) <= set(plan.sessions)
    assert all(s.starts_at.date() > MIDWAY for s in plan.sessions if s not in past)
    had = {(e.rep_id, e.module_id) for e in plan.enrolments if e.status != "no_show"}
    assert had == {(f"r{i}", m) for i in range(1, 5) for m in ("core", "deep")}
    assert not any(u for u in plan.unserved)


def test_each_trainer_s_and_team_s_workbook_holds_their_own_people_only(settings: Settings, taken: tuple[str, Path]) -> None:
    launch_id, out = taken
    enablement.write_training(settings, launch_id, out, LATER)
    team = load_workbook(out / "training/by_team/r4.xlsx")
    assert {row[0].value for row in list(team["by rep"].rows)[1:]} == {"r1", "r2", "r3"}
    said = " ".join(str(cell.value) for sheet in team.worksheets for row in sheet.rows for cell in row)
    assert "Dee" not in said
    trainer = load_workbook(out / "training/by_trainer/t1.xlsx")
    assert trainer.sheetnames == ["my sessions", "who comes"]
    whole = load_workbook(out / "training/plan.xlsx")
    assert whole.sheetnames[:4] == ["by rep", "by session", "by trainer", "unserved"]
    costs = {row[0].value: row[1].value for row in list(whole["what it costs"].rows)[1:]}
    parts = ("time in sessions", "travel", "holding sessions", "trainers", "off the drawn wave", "missing seats")
    assert costs["all of it"] == pytest.approx(sum(costs[p] for p in parts), abs=0.01)


def test_who_tests_out_is_excused_and_says_so(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    text_ = MODULES.replace("after: [core]", "after: [core], test_out: 60")
    (small_launch / "training.yaml").write_text(text_, encoding="utf-8")
    launch_id, _ = launch.take_in(settings, small_launch)
    launch.approve(settings, launch_id, "Ada", date(2024, 1, 5))
    with transaction(settings.database) as c:
        inputs, positioning, _ = approved_positioning(settings.templates, c, launch_id)
        items = quiz_items(settings.templates, inputs, positioning)[:3]
        row = {"launch_id": launch_id, "sitting": "s", "stated": 0, "attempt": 1, "at": "", "is_unfinished": False}
        row |= {"file_number": 1, "row_number": 1}
        # r1: two of three right before training; r2: all right, but after the first day of training.
        for rep_id, day, right in (("r1", date(2024, 1, 8), 2), ("r2", date(2024, 1, 20), 3)):
            answers = [
                {"rep_id": rep_id, "item_id": i.item_id, "answered_on": day, "correct": n < right} for n, i in enumerate(items)
            ]
            c.execute(insert(responses), [{**row, **a} for a in answers])
    enablement.write_training(settings, launch_id, tmp_path / "out", LATER)
    excused = [r for r in rows(tmp_path / "out", "training/plan.csv") if r["status"] == "excused"]
    assert [(r["rep_id"], r["module_id"], r["why"]) for r in excused] == [
        ("r1", "deep", "tested out: 67% of the quiz right, 60% is asked")
    ]


def move(url: str, wanted: str, *, down: bool = False) -> None:
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    with engine(url).begin() as connection:
        made.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(made, wanted)


def test_seats_of_an_earlier_release_are_seats_of_its_one_module(database_url: str) -> None:
    upgrade(database_url)
    move(database_url, "0014", down=True)
    with engine(database_url).begin() as c:
        c.execute(text("INSERT INTO launches VALUES ('l', 'L', 'O', '/f')"))
        for rep_id, session, wave, at in (("r1", "s1", 1, "09:00"), ("r2", "s1", 1, "09:00"), ("r3", "s2", 2, "11:00")):
            c.execute(text(f"INSERT INTO enrolments VALUES ('l', '{rep_id}', '{session}', {wave}, '2024-01-15 {at}:00')"))  # noqa: S608
    for _ in range(2):  # forward, and once more after going back
        upgrade(database_url)
        with reading(database_url) as c:
            plan = load_plan(c, "l")
            assert {(e.rep_id, e.session_id, e.wave, e.module_id, e.status) for e in plan.enrolments} == {
                ("r1", "s1", 1, "training", "enrolled"),
                ("r2", "s1", 1, "training", "enrolled"),
                ("r3", "s2", 2, "training", "enrolled"),
            }
            assert [(s.session_id, s.starts_at.hour, s.seats) for s in plan.sessions] == [("s1", 9, 2), ("s2", 11, 1)]
            assert seated_by(c, "l", date(2024, 1, 15)) == {"r1", "r2", "r3"}
            assert last_revision(c, "l") is None
        move(database_url, "0014", down=True)


def test_an_erased_rep_s_seats_and_calendar_go_and_the_launch_still_reads(settings: Settings, small_launch: Path) -> None:
    ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"
    (small_launch / "calendar").mkdir()
    (small_launch / "calendar" / "r1.ics").write_text(ics, encoding="utf-8")
    (small_launch / "calendar" / "Bo@Example.com.ics").write_text(ics, encoding="utf-8")
    (small_launch / "calendar" / "people.csv").write_text("person_id,country\nr1,FR\nr2,GB\n", encoding="utf-8")
    busy = "person_id,starts_at,ends_at\nr1,2024-01-16T09:00:00+01:00,2024-01-16T10:00:00+01:00\n"
    (small_launch / "calendar" / "busy.csv").write_text(busy, encoding="utf-8")
    launch_id, _ = launch.take_in(settings, small_launch)
    launch.approve(settings, launch_id, "Ada", date(2024, 1, 5))
    enablement.write_training(settings, launch_id, settings.out_dir(launch_id), LATER)
    for who, mark in (("ana@example.com", "gone-1"), ("bo@example.com", "gone-2")):
        persons.erase_person(settings, who, "Dana Officer", datetime(2026, 11, 22, 9, tzinfo=UTC), mark)
    with reading(settings.database) as c:
        assert {r for (r,) in c.execute(select(training_seats.c.rep_id))} == {"r3", "r4"}
        paths = launches.input_hashes(c, launch_id)
        assert not [p for p in paths if p.endswith(".ics")]
        inputs = launches.load_inputs(c, launch_id)
    assert {w.person_id: w.country for w in inputs.calendar.workdays} == {"gone-1": "FR", "gone-2": "GB"}
    assert [b.person_id for b in inputs.calendar.busy] == ["gone-1"]
