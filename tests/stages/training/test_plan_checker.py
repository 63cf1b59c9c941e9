"""The checker of plans has to find what is planted in one made by hand, and nothing else."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from readiness.stages.training.framing import Training
from readiness.stages.training.needs import Need
from readiness.stages.training.records import (
    Blackout,
    Busy,
    Enrolment,
    Room,
    Session,
    Trainer,
    TrainingModule,
    TrainingPlan,
    TrainingPolicy,
    Unserved,
    Workday,
)
from readiness.vocabulary import LaunchDates, Motion, Rep
from tests.plan_checker import broken_rules


def rep(rep_id, zone, team="m", **changes):
    return replace(
        Rep(rep_id, rep_id, f"{rep_id}@example.com", "", "P", "T", team, Motion.CONSULTATIVE, zone, "en-GB", None), **changes
    )


def at(day, hour, minute=0):
    return datetime(2027, 3, day, hour, minute, tzinfo=UTC)


def needs(*pairs):
    return [Need(r, m, "everybody needs it") for r, m in pairs]


# Monday 8 to Friday 19 March 2027: New York is five hours behind UTC until Sunday 14, four from then on; Berlin is one ahead.
POLICY = TrainingPolicy(
    "Selling it", 60, 3, date(2027, 3, 8), time(9), time(17), 1, 70,
    max_team_share=0.7,
    modules=(TrainingModule("core", "Core", 60, 3), TrainingModule("lab", "Lab", 90, 2, after=("core",), in_rooms=True)),
)  # fmt: skip
TRAINING = Training(
    launch_id="bike",
    reps=(rep("ann", "America/New_York"), rep("ben", "Europe/Berlin"),
        rep("cyd", "Europe/Berlin"), rep("dee", "UTC", "", language="ja")),
    trainers=(Trainer("tom", "Tom", "", ("en",), "Europe/Berlin", 2),
        Trainer("eve", "Eve", "", ("en", "fr"), "Europe/London", 1)),
    policy=POLICY,
    dates=LaunchDates(date(2027, 2, 1), date(2027, 3, 19), date(2027, 3, 24), date(2028, 1, 1)),
    needs=needs(("ann", "core"), ("ben", "core"), ("ben", "lab"), ("cyd", "lab"), ("dee", "core")),
    blackouts=(Blackout(date(2027, 3, 12), date(2027, 3, 12), "stocktaking"),),
    workdays=(Workday("ben", place="Bonn"),
        Workday("cyd", place="Bonn", weekend=(0, 6), holidays=frozenset({date(2027, 3, 16)}))),
    rooms=(Room("r1", "Room 1", "Bonn", 2, "Europe/Berlin"), Room("r2", "Room 2", "Ulm", 9, "Europe/Berlin")),
)  # fmt: skip
CORE = Session("bike-core-en-1", "Core", "tom", "en", at(10, 14), at(10, 15), 3, 1, "core")  # New York 9:00, Berlin 15:00
LAB = Session("bike-lab-en-1", "Lab", "eve", "en", at(17, 9), at(17, 10, 30), 2, 1, "lab", "Bonn", "r1")
SEATS = tuple(
    Enrolment(r, s.session_id, 1, s.module_id) for r, s in (("ann", CORE), ("ben", CORE), ("ben", LAB), ("cyd", LAB))
)  # fmt: skip
PLAN = TrainingPlan((CORE, LAB), SEATS, (Unserved("dee", "Nobody teaches in ja.", "core"),))
L, C = LAB.session_id, CORE.session_id


def with_lab(**changes):
    return replace(PLAN, sessions=(CORE, replace(LAB, **changes)))


def with_core(**changes):
    return replace(PLAN, sessions=(replace(CORE, **changes), LAB))


def training(**changes):
    return replace(TRAINING, **changes)


def as_rep(row, **changes):
    reps = list(TRAINING.reps)
    reps[row] = replace(reps[row], **changes)
    return replace(TRAINING, reps=tuple(reps))


def as_trainer(row, **changes):
    trainers = list(TRAINING.trainers)
    trainers[row] = replace(trainers[row], **changes)
    return replace(TRAINING, trainers=tuple(trainers))


def policy(**changes):
    return replace(TRAINING, policy=replace(POLICY, **changes))


SECOND = replace(LAB, session_id="bike-lab-en-2", trainer_id="tom", starts_at=at(17, 10), ends_at=at(17, 11, 30))
PLANTED = {
    "a seat missing": (TRAINING, replace(PLAN, enrolments=SEATS[1:]), ["ann has 0 seats or reasons for core"]),
    "a seat too many": (training(needs=TRAINING.needs[1:]), PLAN, ["ann has 1 seats or reasons for core"]),
    "a seat and a reason": (TRAINING, replace(PLAN, unserved=(*PLAN.unserved, Unserved("ann", "No.", "core"))),
        ["ann has 2 seats or reasons for core"]),
    "no reason": (TRAINING, replace(PLAN, unserved=(Unserved("dee", " ", "core"),)), ["dee is not told why"]),
    "too few seats": (TRAINING, with_lab(seats=1), [f"{L}: 2 reps, 1 seats, 2 of the module"]),
    "more seats than the module's": (TRAINING, with_core(seats=4), [f"{C}: 2 reps, 4 seats, 3 of the module"]),
    "an empty session": (TRAINING,
        replace(PLAN, sessions=(CORE, LAB, replace(SECOND, starts_at=at(18, 10), ends_at=at(18, 11, 30)))),
        ["bike-lab-en-2: 0 reps, 2 seats, 2 of the module"]),
    "too short": (TRAINING, with_lab(ends_at=at(17, 10)), [f"{L} does not last 90 minutes"]),
    "a language": (as_trainer(1, languages=("fr",)), PLAN, [f"{L}: eve does not speak en"]),
    "a rep's language": (as_rep(0, language="es"), PLAN, [f"ann does not speak the en of {C}"]),
    "a skill": (as_trainer(1, skills=("core",)), PLAN,
        [f"{L}: eve does not teach lab", "eve teaches 1:30:00 on 2027-03-17"]),
    "no room": (TRAINING, with_lab(place="", room_id=""), [f"{L} is in room '' at ''"]),
    "the wrong place": (TRAINING, with_lab(room_id="r2"), [f"{L} at Bonn is not where its room, module and trainer are"]),
    "a trainer who is elsewhere": (as_trainer(1, place="Ulm"), PLAN,
        [f"{L} at Bonn is not where its room, module and trainer are"]),
    "a place out of reach": (TRAINING, with_lab(place="Ulm", room_id="r2"),
        ["ben cannot come to Ulm", "cyd cannot come to Ulm"]),
    "a room too small": (training(rooms=(replace(TRAINING.rooms[0], seats=1),)), PLAN, [f"{L}: 2 seats in a room for 1"]),
    "a room in use": (training(busy=(Busy("r1", at(17, 10), at(17, 12)),)), PLAN, [f"r1 is busy during {L}"]),
    "two in a room": (TRAINING, replace(PLAN, sessions=(CORE, LAB, SECOND),
        enrolments=(*SEATS[:3], replace(SEATS[3], session_id="bike-lab-en-2"))), [f"{L} and bike-lab-en-2 in one room"]),
    "a trainer in two": (TRAINING, replace(PLAN, sessions=(CORE, LAB, replace(SECOND, trainer_id="eve")),
        enrolments=(*SEATS[:3], replace(SEATS[3], session_id="bike-lab-en-2"))),
        [f"{L} and bike-lab-en-2 in one room", "eve teaches 3:00:00 on 2027-03-17", f"eve teaches {L} and bike-lab-en-2"]),
    "a trainer's day": (as_trainer(1, max_hours_per_day=1.0), PLAN, ["eve teaches 1:30:00 on 2027-03-17"]),
    "a trainer's hours": (training(workdays=(*TRAINING.workdays, Workday("eve", starts=time(9, 30), ends=time(17)))), PLAN,
        [f"eve in {L} at Wed 2027-03-17 09:00"]),
    "a trainer's meeting": (training(busy=(Busy("eve", at(17, 8), at(17, 9, 1)),)), PLAN, [f"eve is busy during {L}"]),
    "a rep's meeting": (training(busy=(Busy("ben", at(17, 10, 29), at(17, 11)),)), PLAN, [f"ben is busy during {L}"]),
    "the hour before the clocks change": (TRAINING, with_core(starts_at=at(11, 13), ends_at=at(11, 14)),
        [f"ann in {C} at Thu 2027-03-11 08:00"]),
    "a holiday": (TRAINING, with_lab(starts_at=at(16, 9), ends_at=at(16, 10, 30)),
        [f"cyd in {L} at Tue 2027-03-16 10:00"]),
    "a day off": (TRAINING, with_lab(starts_at=at(15, 9), ends_at=at(15, 10, 30)), [f"cyd in {L} at Mon 2027-03-15 10:00"]),
    "a blackout": (TRAINING, with_lab(starts_at=at(12, 9), ends_at=at(12, 10, 30)),
        [f"{who} in {L} at Fri 2027-03-12 {hour}:00" for who, hour in (("eve", "09"), ("ben", "10"), ("cyd", "10"))]),
    "before the first day": (training(from_day=date(2027, 3, 11)), PLAN,
        [f"{who} in {C} at Wed 2027-03-10 {hour}:00" for who, hour in (("tom", "15"), ("ann", "09"), ("ben", "15"))]),
    "after the last": (training(dates=replace(TRAINING.dates, ready_by=date(2027, 3, 16))), PLAN,
        [f"{who} in {L} at Wed 2027-03-17 {hour}:00" for who, hour in (("eve", "09"), ("ben", "10"), ("cyd", "10"))]),
    "lunch": (policy(lunch_free=True), with_lab(starts_at=at(17, 10), ends_at=at(17, 11, 30)),
        [f"{who} in {L} at Wed 2027-03-17 12:00" for who in ("ben", "cyd")]),
    "not yet hired": (as_rep(0, hired_on=date(2027, 3, 11)), PLAN, [f"ann in {C} before the first day of work"]),
    "lab before core": (TRAINING, with_lab(starts_at=at(10, 13), ends_at=at(10, 14, 30)),
        ["ben has lab before core", f"ben sits in {C} and {L}",
         f"3 of 3 of m are out at {at(10, 14)}"]),
    "lab without core": (TRAINING, replace(PLAN, enrolments=(SEATS[0], *SEATS[2:])),
        ["ben has 0 seats or reasons for core", "ben has lab before core"]),
    "a team out": (policy(max_team_share=0.5), PLAN,
        [f"2 of 3 of m are out at {moment}" for moment in (at(10, 14), at(17, 9))]),
    "a rep who teaches": (as_trainer(0, email="Ben@example.com"), PLAN, ["ben teaches and learns"]),
}  # fmt: skip


def test_a_plan_that_keeps_the_rules_has_no_fault():
    assert broken_rules(TRAINING, PLAN) == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_named_and_no_other(name):
    made_from, plan, expected = PLANTED[name]
    assert sorted(broken_rules(made_from, plan)) == sorted(expected)
