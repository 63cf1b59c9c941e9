"""Needs: a table by hand of who has to learn what."""

from datetime import date, time

import pytest

from readiness.stages.training import TrainingModule
from readiness.stages.training.needs import NO_MODULE, OVERALL, needs_of
from readiness.stages.training.records import Curriculum, TrainingPolicy
from readiness.vocabulary import Motion, Rep

LAUNCH_ON = date(2027, 4, 6)
CORE = TrainingModule("core", "Core", 60, 9)
DEEP = TrainingModule("deep", "Deep dive", 60, 9, after=("core",), test_out=80, competencies=("price", "proof"))
LAB = TrainingModule("lab", "Hands on", 60, 9, after=("deep",))


def rep(rep_id="r", channel="", motion=Motion.CONSULTATIVE, manager="", hired_on=None):
    return Rep(rep_id, rep_id, "", channel, "P", "T", manager, motion, "UTC", "en", hired_on)


def needs(reps, *curricula, modules=(CORE, DEEP, LAB), **known):
    policy = TrainingPolicy("T", 180, 9, date(2027, 3, 8), time(9), time(17), 1, 70, modules=modules, curricula=curricula)
    found = needs_of(reps, policy, LAUNCH_ON, **known)
    return (
        [(n.rep_id, n.module_id, n.why) for n in found.needs],
        [(x.rep_id, x.module_id, x.why) for x in found.excused],
    )


def test_without_curricula_everybody_needs_everything() -> None:
    wanted, excused = needs([rep("b"), rep("a")])
    assert [(i, m) for i, m, _ in wanted] == [(i, m) for i in "ab" for m in ("core", "deep", "lab")]
    assert excused == []


@pytest.mark.parametrize(
    ("who", "curriculum", "why"),
    [
        (rep(motion=Motion.ENTERPRISE), Curriculum(("core",), motions=(Motion.ENTERPRISE,)), "motion enterprise"),
        (rep(motion=Motion.ENTERPRISE), Curriculum(("core",), motions=(Motion.CONSULTATIVE,)), None),
        (rep(channel="shops"), Curriculum(("core",), channels=("shops", "online")), "channel shops or online"),
        (rep(channel="chains"), Curriculum(("core",), channels=("shops",)), None),
        (rep(channel=""), Curriculum(("core",), channels=("shops",)), "channel shops"),  # serves every channel
        (rep(hired_on=date(2027, 1, 6)), Curriculum(("core",), hired_within_days=90), "hired within 90 days of the launch"),
        (rep(hired_on=date(2027, 1, 5)), Curriculum(("core",), hired_within_days=90), None),
        (rep(hired_on=None), Curriculum(("core",), hired_within_days=90), None),
        (rep(), Curriculum(("core",), managers=False), "not a manager"),
        (rep(), Curriculum(("core",), managers=True), None),
        (rep(), Curriculum(("core",), ability_below=60), "below 60% of the quiz"),
    ],
)
def test_who_a_curriculum_is_for(who, curriculum, why) -> None:
    wanted, excused = needs([who], curriculum)
    assert wanted == ([("r", "core", why)] if why else [])
    assert excused == ([] if why else [("r", NO_MODULE, "no curriculum of training.yaml applies")])


def test_managers_are_those_whom_somebody_reports_to() -> None:
    wanted, _ = needs([rep("boss"), rep("r", manager="boss")], Curriculum(("core",), managers=True))
    assert [i for i, _, _ in wanted] == ["boss"]


def test_what_is_needed_pulls_in_what_comes_before_it() -> None:
    wanted, _ = needs([rep()], Curriculum(("lab",), motions=(Motion.CONSULTATIVE,)))
    assert wanted == [
        ("r", "core", "comes before Deep dive"),
        ("r", "deep", "comes before Hands on"),
        ("r", "lab", "motion consultative"),
    ]


@pytest.mark.parametrize(
    ("shown", "excuse"),
    [
        ({"price": 80.0, "proof": 91.0, OVERALL: 10.0}, "tested out: 80% of the quiz right on price and proof, 80% is asked"),
        ({"price": 79.9, "proof": 100.0, OVERALL: 100.0}, None),
        ({"price": 100.0, OVERALL: 100.0}, None),  # nothing is known of the other
        ({}, None),
    ],
)
def test_testing_out_takes_every_competency(shown, excuse) -> None:
    _, excused = needs([rep()], figures={"r": shown})
    assert excused == ([("r", "deep", excuse)] if excuse else [])


def test_ability_above_the_line_needs_nothing_of_it_and_what_was_attended_is_not_needed_again() -> None:
    known = {"figures": {"r": {OVERALL: 60.0}}}
    wanted, excused = needs([rep()], Curriculum(("core",), ability_below=60), Curriculum(("lab",)), **known)
    assert wanted[0] == ("r", "core", "comes before Deep dive")  # not by its own curriculum any more
    wanted, excused = needs([rep()], attended={("r", "core"): date(2027, 3, 9)})
    assert [m for _, m, _ in wanted] == ["deep", "lab"]
    assert excused == [("r", "core", "attended on 2027-03-09")]
