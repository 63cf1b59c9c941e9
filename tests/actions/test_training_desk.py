"""The plan mended: who moves and why, what stays, what is kept and shown to whom."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.actions import enablement, launch
from readiness.actions.training_desk import Wish, plan_page, replan_as, replan_training
from readiness.adapters.db.persons import Known, rows_about
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.db.training_changes import load_changes
from readiness.adapters.db.training_plans import last_revision, load_plan, save_plan
from readiness.adapters.stored_positioning import approved_positioning
from readiness.adapters.stored_training import stored_training
from readiness.cli import app
from readiness.errors import InputError, NotAllowedError, NotFoundError
from readiness.permissions import Viewer
from readiness.settings import Settings
from readiness.stages.training.changes import ILL, LEAVE, Change
from readiness.stages.training.records import Enrolment, Session, TrainingPlan
from tests.plan_checker import broken_rules
from tests.small_launch import TRAINING_YAML as SMALL_YAML

TODAY = date(2024, 1, 16)
TRAINING_YAML = SMALL_YAML + "max_team_share: 1\n"
SECOND = "t2,Tom Trainer,tom@example.com,en,Europe/Paris,3\n"


def session(session_id: str, trainer: str, starts: datetime, module: str = "training") -> Session:
    return Session(session_id, "Kettle 2", trainer, "en", starts, starts + timedelta(hours=1), 3, 1, module)


def at(day: int, hour: int, month: int = 1) -> datetime:
    return datetime(2024, month, day, hour, tzinfo=UTC)


PLAN = TrainingPlan(
    (session("kettle-2-training-en-1", "t1", at(23, 9)), session("kettle-2-training-en-2", "t1", at(7, 10, 2))),
    (
        Enrolment("r1", "kettle-2-training-en-1", 1), Enrolment("r2", "kettle-2-training-en-1", 1),
        Enrolment("r3", "kettle-2-training-en-2", 2), Enrolment("r4", "kettle-2-training-en-2", 2),
    ),
    (),
)  # fmt: skip


def taken_in(
    settings: Settings, folder: Path, plan: TrainingPlan = PLAN, trainers: str = "", training: str = TRAINING_YAML
) -> str:
    """A launch whose plan is given and not searched for."""
    (folder / "training.yaml").write_text(training, encoding="utf-8")
    with (folder / "trainers.csv").open("a", encoding="utf-8") as f:
        f.write(trainers)
    launch_id, _ = launch.take_in(settings, folder)
    launch.approve(settings, launch_id, "Ada", date(2024, 1, 5))
    with transaction(settings.database) as c:
        save_plan(c, launch_id, plan, by="Ada", why="first plan", at=at(1, 9))
    return launch_id


def standing(settings: Settings, launch_id: str) -> TrainingPlan:
    with reading(settings.database) as c:
        return load_plan(c, launch_id)


def faults(settings: Settings, launch_id: str) -> list[str]:
    with reading(settings.database) as c:
        inputs, positioning, _ = approved_positioning(settings.templates, c, launch_id)
        return broken_rules(stored_training(settings.templates, c, inputs, positioning, TODAY).training, load_plan(c, launch_id))


def test_another_trainer_at_the_same_time_moves_nobody(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    launch_id, out = taken_in(settings, small_launch, trainers=SECOND), tmp_path / "out"
    wish = Wish(ill=("t1",), from_day=date(2024, 1, 22), until_day=date(2024, 1, 26))
    report = replan_training(settings, launch_id, wish, out, by="Ada", today=TODAY)
    assert (report.n_moves, report.least_moves, report.moved) == (0, 0, ())
    assert report.new_trainers == ("Kettle 2 on Tue 2024-01-23 09:00 UTC: Tom Trainer instead of Tess Trainer",)
    plan = standing(settings, launch_id)
    assert [(s.session_id, s.trainer_id, s.starts_at) for s in plan.sessions] == [
        ("kettle-2-training-en-1", "t2", at(23, 9)), ("kettle-2-training-en-2", "t1", at(7, 10, 2)),
    ]  # fmt: skip
    assert faults(settings, launch_id) == []


def test_people_move_where_nobody_can_take_over_and_the_plan_is_kept(
    settings: Settings, small_launch: Path, tmp_path: Path
) -> None:
    launch_id, out = taken_in(settings, small_launch), tmp_path / "out"
    wish = Wish(ill=("t1",), from_day=date(2024, 1, 22), until_day=date(2024, 1, 26))
    stored = standing(settings, launch_id)
    dry = replan_training(settings, launch_id, wish, out, by="Ada", is_dry=True, today=TODAY)
    assert standing(settings, launch_id) == stored
    assert not out.exists()
    done = replan_training(settings, launch_id, wish, out, by="Ada", today=TODAY)
    assert dry.moved == done.moved
    assert (done.n_moves, done.least_moves, done.n_lost, done.unserved) == (2, 2, 0, ())
    assert [(m.rep_id, m.was) for m in done.moved] == [("r1", "Tue 2024-01-23 10:00"), ("r2", "Tue 2024-01-23 09:00")]
    plan = standing(settings, launch_id)
    moved = {e.rep_id: e.session_id for e in plan.enrolments}
    assert (moved["r3"], moved["r4"]) == ("kettle-2-training-en-2", "kettle-2-training-en-2")
    assert {s.session_id: s.starts_at for s in plan.sessions}["kettle-2-training-en-2"] == at(7, 10, 2)
    assert faults(settings, launch_id) == []
    with reading(settings.database) as c:
        last = last_revision(c, launch_id)
        assert last is not None
        assert (last.revision, last.by, last.why, last.facts["n_moves"]) == (2, "Ada", "replanned: trainer ill", 2)
        assert load_changes(c, launch_id) == [Change(ILL, "t1", date(2024, 1, 22), date(2024, 1, 26))]
    rows = list(csv.DictReader(io.StringIO((out / "training" / "changes.csv").read_text(encoding="utf-8"))))
    assert [(r["rep_id"], r["from"], r["why"]) for r in rows] == [
        ("r1", "2024-01-23T10:00+01:00", "the trainer cannot come and nobody else can take over then"),
        ("r2", "2024-01-23T09:00+00:00", "the trainer cannot come and nobody else can take over then"),
    ]
    again = replan_training(settings, launch_id, Wish(), out, by="Ada", today=TODAY)
    assert (again.moved, again.new_trainers, again.revision) == ((), (), 2)  # the illness is remembered, and nothing more moves
    enabled = enablement.write_training(settings, launch_id, out, TODAY)
    assert standing(settings, launch_id) == plan  # enabling keeps what was mended
    assert enabled.n_seats == 4


def test_a_rep_on_leave_moves_alone(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    launch_id = taken_in(settings, small_launch)
    wish = Wish(leave=("r1",), from_day=date(2024, 1, 22), until_day=date(2024, 1, 26))
    report = replan_training(settings, launch_id, wish, tmp_path / "out", by="Ada", today=TODAY)
    assert [(m.rep_id, m.why) for m in report.moved] == [("r1", "away or not at work then")]
    assert {e.rep_id: e.session_id for e in standing(settings, launch_id).enrolments}["r1"] == "kettle-2-training-en-2"
    assert faults(settings, launch_id) == []


def test_what_is_past_stays_and_who_missed_it_gets_another_seat(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    missed = TrainingPlan(
        PLAN.sessions,
        (Enrolment("r1", "kettle-2-training-en-1", 1, status="no_show"), *PLAN.enrolments[1:]),
        (),
    )
    launch_id = taken_in(settings, small_launch, missed)
    report = replan_training(settings, launch_id, Wish(), tmp_path / "out", by="Ada", today=date(2024, 1, 24))
    assert [(m.rep_id, m.was, m.why) for m in report.moved] == [("r1", "", "had no seat before")]
    assert report.n_moves == 0
    seats = {(e.rep_id, e.session_id, e.status) for e in standing(settings, launch_id).enrolments}
    assert ("r1", "kettle-2-training-en-1", "no_show") in seats
    assert ("r1", "kettle-2-training-en-2", "enrolled") in seats


def test_the_launch_moved(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    launch_id, out = taken_in(settings, small_launch), tmp_path / "out"
    later = replan_training(settings, launch_id, Wish(launch_on=date(2024, 3, 11)), out, by="Ada", today=TODAY)
    assert later.moved == ()
    assert "launch.yaml still says that the launch is on 2024-03-04" in later.notes[0]
    sooner = replan_training(settings, launch_id, Wish(launch_on=date(2024, 2, 19)), out, by="Ada", today=TODAY)
    assert {m.rep_id for m in sooner.moved} == {"r3", "r4"}
    ready_by = at(3, 0, 2)
    assert all(s.ends_at < ready_by for s in standing(settings, launch_id).sessions)


def test_a_room_lost(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    training = TRAINING_YAML.replace("title: Kettle 2\nminutes: 60\nseats: 3\n", "") + (
        "modules: [{module_id: training, title: Kettle 2, minutes: 60, seats: 3, rooms: yes}]\n"
    )
    calendar = small_launch / "calendar"
    calendar.mkdir()
    rooms = "room_id,name,place,seats,time_zone\nA,Blue room,Paris,4,Europe/Paris\nB,Red room,Paris,5,Europe/Paris\n"
    (calendar / "rooms.csv").write_text(rooms, encoding="utf-8")
    people = "person_id,country,subdivision,starts,ends,place,travel_minutes,weekend\n"
    (calendar / "people.csv").write_text(people + "".join(f"r{i},FR,,,,Paris,10,\n" for i in range(1, 5)), encoding="utf-8")
    sessions = tuple(
        Session(s.session_id, s.title, s.trainer_id, "en", s.starts_at, s.ends_at, 3, 1, "training", "Paris", "A")
        for s in PLAN.sessions
    )
    launch_id = taken_in(settings, small_launch, TrainingPlan(sessions, PLAN.enrolments, ()), training=training)
    wish = Wish(rooms=("A",), from_day=date(2024, 1, 22), until_day=date(2024, 1, 26))
    report = replan_training(settings, launch_id, wish, tmp_path / "out", by="Ada", today=TODAY)
    assert [(m.rep_id, m.was, m.now) for m in report.moved] == [
        ("r1", "Tue 2024-01-23 10:00 in Paris, Blue room", "Tue 2024-01-23 10:00 in Paris, Red room"),
        ("r2", "Tue 2024-01-23 09:00 in Paris, Blue room", "Tue 2024-01-23 09:00 in Paris, Red room"),
    ]
    assert [s.room_id for s in standing(settings, launch_id).sessions] == ["B", "A"]
    assert faults(settings, launch_id) == []


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish(ill=("tx",)), r"--ill.*there is no trainer 'tx'.*such as t1"),
        (Wish(leave=("r9",)), r"--leave.*there is no rep 'r9'"),
        (Wish(rooms=("A",)), r"--room.*the launch has no room"),
        (Wish(ill=("t1",), from_day=date(2024, 2, 2), until_day=date(2024, 2, 1)), "2024-02-01 is before 2024-02-02"),
        (Wish(launch_on=date(2023, 1, 1)), "before the positioning is due"),
    ],
)
def test_a_wish_that_cannot_be(settings: Settings, small_launch: Path, tmp_path: Path, wish: Wish, said: str) -> None:
    launch_id = taken_in(settings, small_launch)
    with pytest.raises(InputError, match=said):
        replan_training(settings, launch_id, wish, tmp_path, by="Ada", today=TODAY)


def test_nothing_planned_yet(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    launch_id = taken_in(settings, small_launch, TrainingPlan((), (), ()))
    with pytest.raises(NotFoundError, match="has no training plan yet; readiness enable kettle-2 makes one"):
        replan_training(settings, launch_id, Wish(), tmp_path, by="Ada", today=TODAY)


def viewer(role: str, **more: str) -> Viewer:
    return Viewer("p1", "x@example.com", role, more.get("channel", ""), "", "", "s", more.get("manager_id", ""))


def test_who_may_plan_and_who_sees_whom(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    launch_id, out = taken_in(settings, small_launch), tmp_path / "out"
    wish = Wish(leave=("r3", "r4"), from_day=date(2024, 2, 5), until_day=date(2024, 2, 9))
    for role in ("manager", "channel_manager", "rep", "admin"):
        with pytest.raises(NotAllowedError):
            replan_as(settings, viewer(role, manager_id="r4"), launch_id, wish, out, is_dry=True)
    replan_training(settings, launch_id, wish, out, by="Ada", today=TODAY)
    whole = plan_page(settings, viewer("ops"), launch_id)
    assert set(whole.names) == {"r1", "r2", "r3", "r4"}
    assert {r["rep_id"] for r in whole.moved} == {"r3", "r4"}
    assert whole.revision is not None
    assert whole.revision.revision == 2
    team = plan_page(settings, viewer("manager", manager_id="r4"), launch_id)
    assert set(team.names) == {"r1", "r2", "r3"}  # r4 leads them and is in nobody's team
    assert {r["rep_id"] for r in team.moved} == {"r3"}
    assert team.changes == (Change(LEAVE, "r3", date(2024, 2, 5), date(2024, 2, 9)),)
    seats = {e.rep_id for d in team.days for s in d.sessions for e in s.seats}
    assert seats == {"r1", "r2", "r3"}
    assert max(s.n_taken for d in team.days for s in d.sessions) >= 2
    with pytest.raises(NotFoundError):
        plan_page(settings, viewer("manager", manager_id="nobody"), launch_id)
    with pytest.raises(NotAllowedError):
        plan_page(settings, viewer("rep"), launch_id)


def test_the_command_says_who_moves_and_why(
    settings: Settings, small_launch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    launch_id = taken_in(settings, small_launch)
    monkeypatch.setenv("READINESS_HOME", str(settings.home))
    monkeypatch.setenv("READINESS_DATABASE_URL", settings.database)
    words = ["replan", launch_id, "--ill", "t1", "--from", "2024-01-22", "--until", "2024-01-26", "--today", "2024-01-16"]
    dry = CliRunner().invoke(app, [*words, "--dry-run"])
    assert dry.exit_code == 0, dry.output
    lines = dry.stdout.splitlines()
    assert lines[0] == "2 seats at another time or place (no plan moves fewer); 0 sessions with another trainer at the same time."
    ana = next(x for x in lines if x.startswith("  Ana Ruiz (r1), Kettle 2: Tue 2024-01-23 10:00 -> "))
    assert ana.endswith(", Europe/Paris: the trainer cannot come and nobody else can take over then")
    assert lines[-1] == "Nothing was written: --dry-run."
    done = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "out")])
    assert "then: readiness invites send kettle-2" in done.stdout
    again = CliRunner().invoke(app, ["replan", launch_id, "--today", "2024-01-16", "--out", str(tmp_path / "out")])
    assert again.stdout.splitlines()[0] == "Nobody has to move: the plan stands as it is."


def test_a_person_who_is_erased_takes_the_leave_that_was_noted_along(
    settings: Settings, small_launch: Path, tmp_path: Path
) -> None:
    launch_id = taken_in(settings, small_launch)
    wish = Wish(leave=("r1",), from_day=date(2024, 1, 22), until_day=date(2024, 1, 26))
    replan_training(settings, launch_id, wish, tmp_path / "out", by="Ada", today=TODAY)
    with reading(settings.database) as c:
        last = last_revision(c, launch_id)
        told = {name: rows for name, _, rows in rows_about(c, Known((), ("r1",)))}
    assert last is not None
    assert "r1" not in str(last.facts)
    assert [row["who"] for row in told["training_changes"]] == ["r1"]
