"""Plans of launches drawn by lot keep every rule, on everybody's own clock, and everybody has a seat or is told why not."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.stages.training.framing import Training
from readiness.stages.training.needs import needs_of
from readiness.stages.training.planning import plan_training
from readiness.stages.training.records import Blackout, Busy, Curriculum, Room, Trainer, TrainingModule, TrainingPolicy, Workday
from readiness.vocabulary import LaunchDates, Motion, Rep
from tests.plan_checker import broken_rules

ZONES = (
    "America/New_York",
    "America/St_Johns",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Adelaide",
    "Africa/Cairo",
)
# weeks in which clocks change: America, Europe, Adelaide twice; and the end of a year of 53 weeks
FIRST_DAYS = (date(2027, 3, 11), date(2027, 3, 25), date(2027, 4, 1), date(2027, 9, 30), date(2026, 12, 28))
PLACES = ("Bonn", "Bonn", "Ulm")


def drawn_training(seed: int) -> Training:
    rng = np.random.default_rng(seed)
    pick = lambda some: some[int(rng.integers(len(some)))]  # noqa: E731
    first = pick(FIRST_DAYS)
    last = first + timedelta(days=int(rng.integers(1, 9)))
    zones = [pick(ZONES) for _ in range(3)]
    names = ["core", "deep", "lab"][: pick((1, 2, 3, 3))]
    modules = tuple(
        TrainingModule(m, m.title(), pick((30, 45, 60, 90)), int(rng.integers(1, 7)), tuple(names[:i][-1:]), in_rooms=m == "lab")
        for i, m in enumerate(names)
    )
    policy = TrainingPolicy(
        "Selling it", 60, 6, first, pick((time(8), time(9, 15))), pick((time(14), time(17), time(18, 30))), 2, 70,
        modules=modules, curricula=(Curriculum(tuple(names[:1])), Curriculum(tuple(names), motions=(Motion.CONSULTATIVE,))),
        make_up_seats=pick((0.0, 0.2)), lunch_free=bool(rng.random() < 0.3), max_team_share=pick((0.34, 0.5, 1.0)),
    )  # fmt: skip
    motions = [pick((Motion.CONSULTATIVE, Motion.TRANSACTIONAL)) for _ in range(14)]
    reps = tuple(
        Rep(f"r{i:02d}", f"Rep {i}", f"r{i:02d}@example.com", "", "P", "T", pick(("", "m1", "m2")), motions[i], pick(zones),
            pick(("en", "en-GB", "fr")), None if rng.random() < 0.8 else first + timedelta(days=int(rng.integers(-2, 6))))
        for i in range(int(rng.integers(1, 15)))
    )  # fmt: skip
    trainers = tuple(
        Trainer(f"t{k}", f"Trainer {k}", "r00@example.com" if rng.random() < 0.15 else "", pick((("en",), ("fr",), ("en", "fr"))),
                pick(zones), int(rng.integers(1, 4)), skills=pick(((), (), tuple(names[:2]))), place=pick(("", "", "Bonn")))
        for k in range(int(rng.integers(1, 5)))
    )  # fmt: skip
    people = [r.rep_id for r in reps] + [t.trainer_id for t in trainers]
    hours = ((None, None), (None, None), (time(6), time(14)), (time(12), time(20)))
    workdays = [
        Workday(p, *pick(hours), place=pick(PLACES), travel_minutes=30, weekend=pick((None, None, (4, 5), (6,)))) for p in people
    ]
    off = frozenset({first + timedelta(days=1)})
    workdays = [replace(w, holidays=off) if rng.random() < 0.2 else w for w in workdays if rng.random() < 0.9]
    rooms = tuple(
        Room(f"room{i}", f"Room {i}", pick(PLACES), int(rng.integers(2, 7)), zones[0]) for i in range(int(rng.integers(4)))
    )
    start = datetime.combine(first, time(0), tzinfo=UTC)
    busy = []
    for who in [*people, *(r.room_id for r in rooms)] * 2:
        begins = start + timedelta(minutes=int(rng.integers(-600, 10 * 1440)))
        busy.append(Busy(who, begins, begins + timedelta(minutes=int(rng.integers(1, 900)))))
    dates = LaunchDates(first - timedelta(days=20), last, last + timedelta(days=5), last + timedelta(days=300))
    needs = needs_of(reps, policy, dates.launch_on).needs
    blackouts = (Blackout(last, last, "stocktaking"),) if rng.random() < 0.3 else ()
    return Training("bike", reps, trainers, policy, dates, needs, blackouts, tuple(busy), tuple(workdays), rooms)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32), st.integers(0, 3))
def test_every_plan_keeps_every_rule_and_serves_or_names_everybody(world, seed):
    training = drawn_training(world)
    plan = plan_training(training, seed=seed)
    assert broken_rules(training, plan) == []


def test_the_same_launch_and_seed_give_the_same_plan_whatever_the_order_of_the_files():
    training = drawn_training(7)
    turned = replace(
        training, reps=training.reps[::-1], trainers=training.trainers[::-1], busy=training.busy[::-1],
        rooms=training.rooms[::-1], needs=training.needs[::-1], workdays=training.workdays[::-1],
    )  # fmt: skip
    assert plan_training(turned, seed=1) == plan_training(training, seed=1)
