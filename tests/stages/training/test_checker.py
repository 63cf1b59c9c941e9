"""The checker of timetables has to find what is planted, and nothing else; its costs are counted by hand."""

from dataclasses import replace

import numpy as np
import pytest

from readiness.stages.training.problem import Module, Offering, Prices, Problem, Timetable
from tests.timetable_checker import cost_of, faults_of, malformed

N_BINS = 12
DAYS = np.repeat([0, 1], 6)


def rows(*texts):
    """Return one row a text: # is yes."""
    return np.array([[c == "#" for c in text] for text in texts])


def numbers(*values):
    return np.array(values, dtype=np.intp)


# Two days of six half hours. Module 0 (1 half hour) comes before module 1 (2 half hours, in a room of place 0).
# Group 0: learners 0, 1, 2, English; group 1: learner 3, French, needs module 0 alone.
# Learners 0 and 1 are team 1, of whom one may be out at once.
PROBLEM = Problem(
    modules=(Module("CORE", 1, 3), Module("LAB", 2, 2, after=(0,))),
    offerings=(Offering(0, "en"), Offering(0, "fr"), Offering(1, "en", 0)),
    starts=numbers(0, 1, 2, 3, 4, 6, 7, 8, 9, 11),
    group=numbers(0, 0, 0, 1),
    needs=rows("##", "##", "##", "#."),
    takes=rows("#.#", ".#."),
    free=rows("#######.####", "############", "###########.", "#####.######"),
    value=np.array([[1.0, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6], [10.0] * N_BINS]),
    travel=np.array([[0.0, 0, 7], [0, 0, 0]]),
    trainer_free=rows("############", ".###########"),
    trainer_day=np.array([DAYS, DAYS]),
    trainer_most=np.array([3, 4]),
    can=rows("#.#", "###"),
    trainer_price=np.array([0.5, 2.0]),
    rooms=np.array([[1] * 10 + [0, 0]]),
    team=numbers(1, 1, 0, 0),
    team_most=np.array([4, 1]),
    prices=Prices(20.0, 3.0, 100.0, 0.25),
    wave=np.array([1, 2, 0, 0]),
    start_wave=DAYS + 1,
)
# session: offering, start, trainer, who
SESSIONS = ((0, 0, 0, (0, 2)), (0, 1, 1, (1,)), (1, 2, 1, (3,)), (2, 3, 0, (0,)), (2, 8, 0, (1, 2)))


def timetable(*sessions):
    seats = [(who, n) for n, (*_, learners) in enumerate(sessions) for who in learners]
    return Timetable(
        offering=numbers(*(s[0] for s in sessions)),
        start=numbers(*(s[1] for s in sessions)),
        trainer=numbers(*(s[2] for s in sessions)),
        seat_learner=numbers(*(s[0] for s in seats)),
        seat_session=numbers(*(s[1] for s in seats)),
    )


def changed(number, **to):
    """Return the good timetable with one session changed."""
    names = ("offering", "start", "trainer", "who")
    session = tuple(to.get(name, value) for name, value in zip(names, SESSIONS[number], strict=True))
    return timetable(*SESSIONS[:number], session, *SESSIONS[number + 1 :])


def without(array, *index):
    """Return the array with a no, or a zero, at one place."""
    array = array.copy()
    array[index] = 0
    return array


GOOD = timetable(*SESSIONS)


def test_a_good_timetable_has_no_fault_and_costs_what_a_hand_counts():
    assert malformed(PROBLEM) == []
    assert faults_of(PROBLEM, GOOD) == []
    cost = cost_of(PROBLEM, GOOD)
    # seats: learner 0 at 0 and 3-4, 2 at 0 and 8-9, 1 at 1 and 8-9, 3 at 2
    assert cost.time == (1 + 4 + 5) + (1 + 3 + 4) + (2 + 3 + 4) + 10
    assert cost.travel == 3 * 7
    assert cost.sessions == 5 * 3
    assert cost.trainers == 0.5 * (1 + 2 + 2) + 2 * (1 + 1)
    assert cost.off_wave == 0.25  # learner 1 is drawn for the second day and has CORE on the first
    assert (cost.n_unserved, cost.unserved) == (0, 0)
    assert cost.total == 37 + 21 + 15 + 6.5 + 0.25


def test_what_nobody_has_a_seat_for_is_counted_once_a_module():
    cost = cost_of(PROBLEM, timetable(SESSIONS[0], SESSIONS[3]))
    assert (cost.n_unserved, cost.unserved) == (4, 400)  # 1: both, 2: LAB, 3: CORE
    empty = timetable()
    assert faults_of(PROBLEM, empty) == []
    assert cost_of(PROBLEM, empty).total == 700


S0, S1, S2, S3, S4 = (
    f"session {n} (offering {o}, module {m}, trainer {k}, half hours {a} to {b})"
    for n, (o, m, k, a, b) in enumerate([(0, 0, 0, 0, 0), (0, 0, 1, 1, 1), (1, 0, 1, 2, 2), (2, 1, 0, 3, 4), (2, 1, 0, 8, 9)])
)
PLANTED = {
    "begins where nothing may begin": (PROBLEM, changed(3, start=5),
        ["session 3 (offering 2, module 1, trainer 0, half hours 5 to 6): no session may begin then"]),
    "a trainer without the skill": (replace(PROBLEM, can=without(PROBLEM.can, 0, 2)), GOOD,
        [f"{S3}: trainer 0 cannot teach offering 2", f"{S4}: trainer 0 cannot teach offering 2"]),
    "a trainer without the language": (PROBLEM, changed(2, trainer=0),
        ["session 2 (offering 1, module 0, trainer 0, half hours 2 to 2): trainer 0 cannot teach offering 1",
         "trainer 0 teaches 4 half hours on day 0, 3 at most"]),
    "a trainer who is away": (PROBLEM, changed(0, trainer=1),
        ["session 0 (offering 0, module 0, trainer 1, half hours 0 to 0): trainer 1 is not free at half hour 0"]),
    "a trainer away for the second half hour": (replace(PROBLEM, trainer_free=without(PROBLEM.trainer_free, 0, 9)), GOOD,
        [f"{S4}: trainer 0 is not free at half hour 9"]),
    "a trainer in two sessions": (PROBLEM, changed(2, start=1),
        ["session 2 (offering 1, module 0, trainer 1, half hours 1 to 1): trainer 1 teaches session 1 too at half hour 1"]),
    "a trainer's day too long": (replace(PROBLEM, trainer_most=np.array([2, 4])), GOOD,
        ["trainer 0 teaches 3 half hours on day 0, 2 at most"]),
    "a trainer's day that begins elsewhere": (replace(PROBLEM, trainer_day=np.array([np.arange(12) * 0, DAYS])), GOOD,
        ["trainer 0 teaches 5 half hours on day 0, 3 at most"]),
    "no room": (replace(PROBLEM, rooms=without(PROBLEM.rooms, 0, 9)), GOOD,
        ["place 0 has 0 rooms at half hour 9; sessions [4] are there"]),
    "one room for two sessions": (replace(PROBLEM, team_most=np.array([4, 2])),
        timetable(*SESSIONS[:3], (2, 3, 0, (0,)), (2, 4, 1, (1, 2))),
        ["place 0 has 1 rooms at half hour 4; sessions [3, 4] are there"]),
    "more learners than seats": (replace(PROBLEM, modules=(Module("CORE", 1, 3), Module("LAB", 2, 1, after=(0,)))), GOOD,
        [f"{S4}: 2 learners in 1 seats"]),
    "a session for nobody": (PROBLEM, timetable(*SESSIONS, (0, 11, 1, ())),
        ["session 5 (offering 0, module 0, trainer 1, half hours 11 to 11): nobody sits in it"]),
    "a module nobody asked for": (replace(PROBLEM, needs=rows("##", "##", "##", "..")), GOOD,
        [f"{S2}: learner 3 does not need module 0"]),
    "a language the learner does not speak": (PROBLEM, changed(2, offering=0),
        ["session 2 (offering 0, module 0, trainer 1, half hours 2 to 2): learner 3 cannot take part in offering 0"]),
    "beyond the learner's reach": (replace(PROBLEM, takes=without(PROBLEM.takes, 0, 2)), timetable(*SESSIONS[:4]),
        [f"{S3}: learner 0 cannot take part in offering 2"]),
    "a module twice": (PROBLEM, changed(4, who=(1, 2, 0)),
        [f"{S4}: 3 learners in 2 seats", f"{S4}: learner 0 has module 1 in session 3 too",
         "team 1: 2 learners out at half hour 8, 1 at most", "team 1: 2 learners out at half hour 9, 1 at most"]),
    "one seat taken twice by one learner": (PROBLEM, changed(2, who=(3, 3)),
        [f"{S2}: learner 3 has module 0 in session 2 too", f"{S2}: learner 3 sits in session 2 too at half hour 2"]),
    "a learner who is busy": (replace(PROBLEM, free=without(PROBLEM.free, 3, 2)), GOOD,
        [f"{S2}: learner 3 is not free at half hour 2"]),
    "a learner busy for the second half hour": (replace(PROBLEM, free=without(PROBLEM.free, 2, 9)), GOOD,
        [f"{S4}: learner 2 is not free at half hour 9"]),
    "a learner in two sessions": (replace(PROBLEM, modules=(Module("CORE", 1, 3), Module("LAB", 2, 2))),
        timetable(SESSIONS[0], (2, 2, 0, (1,)), (0, 3, 1, (1,))),
        ["session 2 (offering 0, module 0, trainer 1, half hours 3 to 3): learner 1 sits in session 1 too at half hour 3"]),
    "the second module first": (PROBLEM, timetable((0, 6, 1, (0, 2)), *SESSIONS[1:]),
        [f"{S3}: learner 0 ends module 0 only at half hour 6"]),
    "the second module before the first has ended": (
        replace(PROBLEM, modules=(Module("CORE", 4, 3), PROBLEM.modules[1]), trainer_most=np.array([9, 9])),
        timetable((0, 0, 0, (0,)), (2, 3, 1, (0,))),
        ["session 1 (offering 2, module 1, trainer 1, half hours 3 to 4): learner 0 sits in session 0 too at half hour 3",
         "session 1 (offering 2, module 1, trainer 1, half hours 3 to 4): learner 0 ends module 0 only at half hour 3"]),
    "the second module without the first": (PROBLEM, changed(0, who=(2,)),
        [f"{S3}: learner 0 has no seat for module 0, which comes first"]),
    "a team out": (PROBLEM, changed(0, who=(0, 1, 2)),
        [f"{S1}: learner 1 has module 0 in session 0 too", "team 1: 2 learners out at half hour 0, 1 at most"]),
    "a team out in two sessions": (PROBLEM, changed(1, start=0, trainer=0),
        ["session 1 (offering 0, module 0, trainer 0, half hours 0 to 0): trainer 0 teaches session 0 too at half hour 0",
         "trainer 0 teaches 4 half hours on day 0, 3 at most", "team 1: 2 learners out at half hour 0, 1 at most"]),
    "an end after the last half hour": (PROBLEM, changed(4, start=11),
        ["session 4: begins at half hour 11 and ends after the last"]),
    "a trainer who does not exist": (PROBLEM, changed(4, trainer=2), ["session 4: there is no trainer 2"]),
    "an offering that does not exist": (PROBLEM, changed(4, offering=-1), ["session 4: there is no offering -1"]),
    "a start that does not exist": (PROBLEM, changed(2, start=-1), ["session 2: there is no start -1"]),
    "a learner who does not exist": (PROBLEM, changed(4, who=(1, 4)), ["seat 6: there is no learner 4"]),
    "a session that does not exist": (PROBLEM, replace(GOOD, seat_session=numbers(0, 0, 1, 2, 3, 4, 5)),
        ["seat 6: there is no session 5"]),
    "a session without a trainer": (PROBLEM, replace(GOOD, trainer=GOOD.trainer[:-1]),
        ["5 offerings, 5 starts and 4 trainers: not as many of each"]),
    "a learner without a session": (PROBLEM, replace(GOOD, seat_session=GOOD.seat_session[:-1]), ["7 learners in 6 seats"]),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_named_and_no_other(name):
    problem, planted, expected = PLANTED[name]
    assert sorted(faults_of(problem, planted)) == sorted(expected)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"wave": np.array([1])}, ["wave is (1,), not (4,)"]),
        ({"starts": numbers(3, 2)}, ["starts do not rise"]),
        ({"starts": numbers(12)}, ["starts points to nothing"]),
        ({"team": numbers(0, 0, 0, 2)}, ["team points to nothing"]),
        ({"needs": rows("##", "#.", "##", "#.")}, ["group 0: learners with different needs"]),
        ({"travel": -PROBLEM.travel}, ["travel is below nothing or no number"]),
        ({"offerings": (Offering(0, "en"), Offering(2, "fr"), Offering(1, "en", 1))},
         ["offering 1 is of no module or at no place", "offering 2 is of no module or at no place"]),
        ({"modules": (Module("CORE", 1, 3, after=(1,)), Module("LAB", 2, 2, after=(0,)))},
         ["module 0 comes after itself", "module 1 comes after itself"]),
    ],
)  # fmt: skip
def test_a_problem_that_does_not_fit_together_is_named(change, expected):
    assert malformed(replace(PROBLEM, **change)) == expected
