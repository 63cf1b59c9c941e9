from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from readiness.stages.training import Busy, Trainer, TrainingModule, TrainingPolicy, Workday
from readiness.stages.training.framing import Training, frame_of
from readiness.stages.training.needs import needs_of
from readiness.stages.training.planned import timetable_of
from readiness.stages.training.planning import drawn_training, find_plan, plan_training
from readiness.stages.training.records import Room
from readiness.vocabulary import LaunchDates, Motion, Rep
from tests.plan_checker import broken_rules
from tests.timetable_checker import faults_of

DATES = LaunchDates(date(2019, 5, 6), date(2019, 6, 21), date(2019, 7, 1), date(2020, 5, 31))
POLICY = TrainingPolicy("Selling it", 90, 12, date(2019, 5, 13), time(9), time(17), 1, 70)


def rep(rep_id, zone="America/New_York", language="en", territory="T", manager="", email=""):
    return Rep(rep_id, f"Name {rep_id}", email, "", "P", territory, manager, Motion.CONSULTATIVE, zone, language, None)


def trainer(trainer_id="A", zone="America/New_York", languages=("en",), load=4, email="", **more):
    return Trainer(trainer_id, f"Trainer {trainer_id}", email, languages, zone, load, **more)


def training_of(reps, trainers, policy=POLICY, blackouts=(), busy=(), dates=DATES, **more):
    needs = needs_of(reps, policy, dates.launch_on).needs
    return Training("bike", reps, trainers, policy, dates, needs, blackouts, busy, **more)


def plan_of(reps, trainers, policy=POLICY, blackouts=(), busy=(), dates=DATES, seed=1, **more):
    training = training_of(reps, trainers, policy, blackouts, busy, dates, **more)
    plan = plan_training(training, seed=seed)
    assert broken_rules(training, plan) == []
    return plan


def window(first, last, waves=1, **changes):
    dates = replace(DATES, ready_by=last)
    return replace(POLICY, first_day=first, n_waves=waves, **changes), dates


def overlap(a_start, a_end, b_start, b_end):
    return max(a_start, b_start) < min(a_end, b_end)


# Clock changes: the only hour that is 9:00 to 10:30 for both, found by hand.
@pytest.mark.parametrize(
    ("day", "rep_zone", "trainer_zone", "hours", "starts_utc"),
    [
        # Winter, both an hour later in UTC: 9:00 in New York is 14:00 UTC. After 10 March 2019 it is 13:00 UTC.
        (date(2019, 3, 8), "America/New_York", "America/New_York", (time(9), time(10, 30)), "14:00"),
        (date(2019, 3, 11), "America/New_York", "America/New_York", (time(9), time(10, 30)), "13:00"),
        # Paris changes on 31 March: 9:00 is 8:00 UTC before and 7:00 UTC after.
        (date(2019, 3, 29), "Europe/Paris", "Europe/Paris", (time(9), time(10, 30)), "08:00"),
        (date(2019, 4, 1), "Europe/Paris", "Europe/Paris", (time(9), time(10, 30)), "07:00"),
        # Between the two changes Paris is five hours from New York, not six: 9:00 to 15:30 is shared from 13:00 UTC.
        (date(2019, 3, 12), "America/New_York", "Europe/Paris", (time(9), time(15, 30)), "13:00"),
        # Adelaide leaves summer time on 7 April: 9:00 is 22:30 UTC the day before, then 23:30.
        (date(2019, 4, 5), "Australia/Adelaide", "Australia/Adelaide", (time(9), time(10, 30)), "22:30"),
        (date(2019, 4, 8), "Australia/Adelaide", "Australia/Adelaide", (time(9), time(10, 30)), "23:30"),
        # Half hours: St John's is UTC-3:30 in winter and -2:30 in summer, Kolkata always +5:30.
        (date(2019, 3, 8), "America/St_Johns", "America/St_Johns", (time(9), time(10, 30)), "12:30"),
        (date(2019, 3, 11), "America/St_Johns", "America/St_Johns", (time(9), time(10, 30)), "11:30"),
        (date(2019, 3, 11), "Asia/Kolkata", "Asia/Kolkata", (time(9), time(10, 30)), "03:30"),
    ],
)
def test_hours_follow_the_local_clock_over_its_changes(day, rep_zone, trainer_zone, hours, starts_utc):
    policy, dates = window(day, day, day_starts=hours[0], day_ends=hours[1])
    (session,) = plan_of([rep("r", rep_zone)], [trainer("t", trainer_zone)], policy, dates=dates).sessions
    assert f"{session.starts_at:%H:%M}" == starts_utc


def test_weekend_is_each_ones_own():
    # Monday 9:00 in Adelaide is still Sunday in New York; the two share no hour between 9:00 and 17:00 on any day.
    policy, dates = window(date(2019, 5, 13), date(2019, 5, 13))
    plan = plan_of([rep("r", "Australia/Adelaide")], [trainer("t")], policy, dates=dates)
    assert plan.unserved[0].why.startswith("no common working hours: Australia/Adelaide for the rep")


@pytest.mark.parametrize(
    ("who", "trainers", "busy", "why"),
    [
        (rep("r", language="ja"), [trainer()], (), "no trainer speaks ja"),
        (rep("r", language=""), [trainer()], (), "no language is given for this rep"),
        (rep("r", zone="Mars/Olympus"), [trainer()], (), 'time zone "Mars/Olympus" is not known'),
        (rep("r", zone="America"), [trainer()], (), 'time zone "America" is not known'),
        (rep("r", zone=""), [trainer()], (), "no time zone is given for this rep"),
        (rep("r"), [], (), "no trainer is named"),
        (
            replace(rep("r"), hired_on=date(2019, 7, 1)),
            [trainer()],
            (),
            "hired on 2019-07-01, after the last day of training, 2019-06-21",
        ),
        (
            rep("r"),
            [trainer(zone="Nowhere")],
            (),
            "no common working hours: America/New_York for the rep, Nowhere for trainers who speak en",
        ),
        (rep("r"), [trainer()], ["r"], "all slots busy: the rep is busy whenever a trainer who speaks en is at work"),
        (rep("r"), [trainer()], ["A"], "all slots busy: every trainer who speaks en is busy whenever the rep is free"),
    ],
)
def test_the_reason_is_the_real_one(who, trainers, busy, why):
    away = [Busy(person, datetime(2019, 5, 1, tzinfo=UTC), datetime(2019, 7, 1, tzinfo=UTC)) for person in busy]
    plan = plan_of([who], trainers, busy=away)
    assert [(u.rep_id, u.why) for u in plan.unserved] == [("r", why)]
    assert plan.sessions == ()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"minutes": 600}, "a session of 600 minutes does not fit working hours 09:00 to 17:00"),
        ({"minutes": 0}, "a session of 0 minutes does not fit working hours 09:00 to 17:00"),
        ({"seats": 0}, "a session has no seats"),
        ({"first_day": date(2019, 7, 1)}, "no working day is left between the first day of training and ready_by"),
    ],
)
def test_a_policy_that_allows_nothing_says_so(changes, why):
    plan = plan_of([rep("r")], [trainer()], replace(POLICY, **changes))
    assert [u.why for u in plan.unserved] == [why]


def test_daily_load_and_team_rule_leave_a_reason():
    policy, dates = window(date(2019, 5, 14), date(2019, 5, 14), seats=1)
    plan = plan_of([rep("a"), rep("b")], [trainer(load=1)], policy, dates=dates)
    assert [u.why for u in plan.unserved] == [
        "all slots taken: every trainer who speaks en already teaches, or has reached the daily most"
    ]
    policy = replace(policy, seats=12, day_ends=time(10, 30))
    plan = plan_of([rep(i, manager="Ann") for i in "abcd"], [trainer()], policy, dates=dates)
    assert len(plan.enrolments) == 2
    assert {u.why for u in plan.unserved} == {"any session left would take more than half of the team of Ann out at once"}


def test_full_sessions_before_many_small_ones():
    plan = plan_of([rep(f"r{i:02d}") for i in range(30)], [trainer("A"), trainer("B")])
    assert len(plan.sessions) == 3  # of 12 seats each
    assert len({e.rep_id for e in plan.enrolments}) == 30


def test_one_left_over_takes_a_spare_seat_of_another_wave():
    # Five reps, two waves: three and two drawn; with four seats a wave the odd ones need no session of their own.
    policy, dates = window(date(2019, 5, 13), date(2019, 5, 24), waves=2, seats=4)
    french = [rep("f", language="fr"), *[rep(f"g{i}", language="fr") for i in range(2)]]
    plan = plan_of(french, [trainer(languages=("en", "fr"))], policy, dates=dates)
    assert len(plan.sessions) == 1
    assert len(plan.enrolments) == 3


def test_a_session_for_one_is_better_than_none():
    plan = plan_of([rep("r", "Asia/Kolkata"), rep("s", "America/New_York")], [trainer("k", "Asia/Kolkata"), trainer("n")])
    assert sorted(Counter(e.session_id for e in plan.enrolments).values()) == [1, 1]


def test_a_trainer_who_is_also_a_rep_is_taught_by_another_and_never_in_two_rooms():
    both, other = trainer("t1", email="ann@example.com"), trainer("t2")
    reps = [rep("r1", email="Ann@Example.com"), rep("r2"), rep("r3")]
    plan = plan_of(reps, [both, other])
    sessions = {s.session_id: s for s in plan.sessions}
    ann = next(sessions[e.session_id] for e in plan.enrolments if e.rep_id == "r1")
    assert len(plan.enrolments) == 3
    assert ann.trainer_id == "t2"
    assert not any(overlap(ann.starts_at, ann.ends_at, s.starts_at, s.ends_at) for s in plan.sessions if s.trainer_id == "t1")
    alone = plan_of(reps[:1], [both])
    assert alone.sessions == ()
    assert [u.rep_id for u in alone.unserved] == ["r1"]


def test_regional_tags_of_one_language_understand_each_other():
    plan = plan_of([rep("r", language="en-GB"), rep("s", language="EN")], [trainer(languages=("en_US",))])
    assert len(plan.sessions) == 1


def test_a_player_coach_seated_first_does_not_teach_meanwhile():
    policy, dates = window(date(2019, 5, 14), date(2019, 5, 14), day_ends=time(10, 30))
    reps = [rep("r1", email="ann@example.com"), rep("r2"), rep("r3", language="fr"), rep("r4", language="fr")]
    trainers = [trainer("t1", languages=("fr",), email="ann@example.com"), trainer("t2"), trainer("t3", languages=("fr",))]
    plan = plan_of(reps, trainers, policy, dates=dates)
    assert [(s.trainer_id, s.language) for s in plan.sessions] == [("t2", "en"), ("t3", "fr")]


def test_a_short_day_is_packed_back_to_back_when_that_serves_more():
    # 9:00 to 12:00 holds two sessions of 90 minutes, if neither is in the middle.
    policy, dates = window(date(2019, 5, 14), date(2019, 5, 14), day_ends=time(12), seats=1)
    plan = plan_of([rep("a"), rep("b")], [trainer()], policy, dates=dates)
    assert [f"{s.starts_at:%H:%M}" for s in plan.sessions] == ["13:00", "14:30"]


def test_a_session_s_id_tells_no_time_and_is_never_given_twice():
    plan = plan_of([rep("r"), rep("s", language="fr")], [trainer("A"), trainer("B", languages=("fr",))])
    assert {s.session_id for s in plan.sessions} == {"bike-training-en-1", "bike-training-fr-1"}
    training = training_of([rep("r")], [trainer()])
    again = plan_training(training, seed=1, kept=plan)
    assert sorted(s.session_id for s in again.sessions) == ["bike-training-en-1", "bike-training-en-2", "bike-training-fr-1"]


def test_no_reps_no_plan():
    plan = plan_of([], [])
    assert (plan.sessions, plan.enrolments, plan.unserved) == ((), (), ())


CORE = TrainingModule("core", "Core", 60, 4)
DEEP = TrainingModule("deep", "Deep dive", 90, 4, after=("core",))
LAB = TrainingModule("lab", "Hands on", 120, 6, in_rooms=True)
ROOMS = (Room("blue", "Blue", "Bonn", 3, "Europe/Berlin"), Room("red", "Red", "Bonn", 8, "Europe/Berlin"))


def with_modules(*modules, **changes):
    return replace(POLICY, modules=modules, **changes)


def test_what_comes_before_is_over_before_what_comes_after_begins():
    policy = with_modules(CORE, DEEP)
    plan = plan_of([rep(f"r{i}") for i in range(6)], [trainer("A"), trainer("B")], policy)
    at = {s.session_id: s for s in plan.sessions}
    mine = {(e.rep_id, e.module_id): at[e.session_id] for e in plan.enrolments}
    assert len(mine) == 12
    assert all(mine[f"r{i}", "core"].ends_at <= mine[f"r{i}", "deep"].starts_at for i in range(6))


def test_a_module_in_rooms_is_where_there_is_room_for_those_who_can_come():
    policy, dates = window(date(2019, 5, 14), date(2019, 5, 15), modules=(LAB,))
    reps = [rep(f"r{i}", "Europe/Berlin", "de") for i in range(5)]
    workdays = [Workday(r.rep_id, place="Bonn", travel_minutes=30) for r in reps[:4]]
    plan = plan_of(reps, [trainer("A", "Europe/Berlin", ("de",))], policy, dates=dates, workdays=workdays, rooms=ROOMS)
    # The larger room holds eight, the module six: all four in one session there.
    assert [(s.place, s.room_id, s.seats) for s in plan.sessions] == [("Bonn", "red", 6)]
    assert plan.cost is not None
    assert plan.cost.travel == pytest.approx(4 * 1.0)  # half an hour there and half an hour back, each
    assert [(u.rep_id, u.why) for u in plan.unserved] == [
        ("r4", "Hands on is taught in rooms, and calendar/people.csv names no place for this rep")
    ]
    assert [(w.n_served, w.change) for w in plan.ways_out] == [(1, "calendar/people.csv named a place that has a room for them")]


def test_a_session_holds_what_the_largest_room_of_every_place_does_and_the_plan_says_so():
    policy, dates = window(date(2019, 5, 14), date(2019, 5, 24), modules=(LAB,))
    rooms = (*ROOMS, Room("attic", "Attic", "Ulm", 2, "Europe/Berlin"))
    reps = [rep(f"r{i}", "Europe/Berlin", "de") for i in range(4)]
    workdays = [Workday(r.rep_id, place="Ulm") for r in reps]
    plan = plan_of(reps, [trainer("A", "Europe/Berlin", ("de",))], policy, dates=dates, workdays=workdays, rooms=rooms)
    assert [(s.room_id, s.seats) for s in plan.sessions] == [("attic", 2), ("attic", 2)]
    assert any(n.startswith("Hands on: 2 instead of 6 seats") for n in plan.notes)


def test_a_room_that_is_busy_holds_nothing():
    policy, dates = window(date(2019, 5, 14), date(2019, 5, 14), modules=(LAB,))
    away = [Busy("red", datetime(2019, 5, 14, tzinfo=UTC), datetime(2019, 5, 15, tzinfo=UTC))]
    reps = [rep("r", "Europe/Berlin", "de")]
    workdays = [Workday("r", place="Bonn")]
    plan = plan_of(
        reps, [trainer("A", "Europe/Berlin", ("de",))], policy, busy=away, dates=dates, workdays=workdays, rooms=ROOMS[1:]
    )
    assert [u.why for u in plan.unserved] == ["all slots busy: no room is free when the rep and a trainer who speaks de are"]


def test_skills_and_languages_are_both_asked_of_a_trainer():
    policy = with_modules(CORE, DEEP)
    plan = plan_of([rep("r")], [trainer("A", skills=("core",)), trainer("B", languages=("fr",), skills=("deep",))], policy)
    assert [(e.module_id) for e in plan.enrolments] == ["core"]
    assert [(u.module_id, u.why) for u in plan.unserved] == [("deep", "no trainer who speaks en can teach Deep dive")]
    assert [w.change for w in plan.ways_out] == [
        "there were one more trainer who speaks en and can teach Deep dive, for 1 session (1.5 hours)"
    ]


def test_what_follows_a_module_without_a_seat_says_so():
    plan = plan_of([rep("r")], [trainer("A", skills=("deep",))], with_modules(CORE, DEEP))
    whys = {u.module_id: u.why for u in plan.unserved}
    assert whys["deep"] == "what has to come before it has no seat either"


def test_seats_are_kept_free_for_make_up_unless_somebody_would_be_left_out():
    policy, dates = window(date(2019, 5, 14), date(2019, 5, 14), seats=4, make_up_seats=0.25)
    roomy = plan_of([rep(f"r{i}") for i in range(4)], [trainer(load=2)], policy, dates=dates)
    assert sorted(Counter(e.session_id for e in roomy.enrolments).values()) in ([1, 3], [2, 2])
    assert {s.seats for s in roomy.sessions} == {4}
    tight = plan_of([rep(f"r{i}") for i in range(4)], [trainer(load=1)], policy, dates=dates)
    assert len(tight.enrolments) == 4
    assert any("no seats are kept free" in n for n in tight.notes)


def test_a_timetable_is_found_again_in_its_plan():
    policy, dates = window(date(2019, 5, 14), date(2019, 5, 22), modules=(CORE, DEEP, LAB))
    reps = [rep(f"r{i}", "Europe/Berlin", "de") for i in range(6)]
    workdays = [Workday(r.rep_id, place="Bonn") for r in reps]
    more = {"workdays": workdays, "rooms": ROOMS}
    training = training_of(reps, [trainer("A", "Europe/Berlin", ("de",))], policy, dates=dates, **more)
    plan = plan_training(training, seed=1)
    table, names = timetable_of(frame_of(training), plan)
    assert faults_of(frame_of(training).problem, table) == []
    assert sorted(names) == sorted(s.session_id for s in plan.sessions)
    assert len(table.seat_learner) == len(plan.enrolments) == 18
    gone = training_of(reps[1:], [], policy, dates=dates, **more)
    assert len(timetable_of(frame_of(gone), plan)[0].start) == 0  # nobody is left to teach


def test_nothing_is_planned_before_the_day_planning_begins():
    policy, dates = window(date(2019, 5, 13), date(2019, 5, 24))
    plan = plan_of([rep("r")], [trainer()], policy, dates=dates, from_day=date(2019, 5, 23))
    assert {s.starts_at.date() for s in plan.sessions} <= {date(2019, 5, 23), date(2019, 5, 24)}


def test_the_smallest_change_is_named_once_for_all():
    policy, dates = window(date(2019, 5, 14), date(2019, 5, 14), seats=2)
    plan = plan_of([rep(i) for i in "abcd"], [trainer(load=1)], policy, dates=dates)
    (way,) = plan.ways_out
    assert (way.n_reps, way.n_served) == (2, 2)
    assert way.who == "2 reps without a seat in Selling it in en"
    assert way.change.startswith("the session on 2019-05-14 at ")
    assert way.change.endswith("with Trainer A had 2 seats more")


def test_a_change_that_is_proposed_does_what_it_says():
    policy, dates = window(date(2019, 5, 14), date(2019, 5, 14), day_ends=time(10, 30))
    busy = [Busy("a", datetime(2019, 5, 14, tzinfo=UTC), datetime(2019, 5, 15, tzinfo=UTC))]
    plan = plan_of([rep("a")], [trainer()], policy, busy=busy, dates=dates)
    (way,) = plan.ways_out
    assert way.change == "ready_by were 2019-05-15 instead of 2019-05-14"
    later = replace(dates, ready_by=date(2019, 5, 15))
    assert plan_of([rep("a")], [trainer()], policy, busy=busy, dates=later).unserved == ()


def test_lunch_is_free_where_the_policy_says_so_and_could_be_used():
    policy, dates = window(date(2019, 5, 14), date(2019, 5, 14), day_starts=time(11), day_ends=time(13, 30), lunch_free=True)
    plan = plan_of([rep("a")], [trainer()], policy, dates=replace(dates, launch_on=date(2019, 5, 15)))
    assert [w.change for w in plan.ways_out] == ["sessions could be held over lunch"]
    eased = replace(policy, lunch_free=False)
    assert plan_of([rep("a")], [trainer()], eased, dates=dates).unserved == ()


def test_waves_are_drawn_and_kept_where_that_costs_no_more_than_the_policy_allows():
    policy, dates = window(date(2019, 5, 13), date(2019, 6, 21), waves=2, randomise_tolerance=50.0)
    reps = [rep(f"r{i:02d}", territory=f"T{i % 2}", manager=f"m{i % 4}") for i in range(12)]
    training = drawn_training(training_of(reps, [trainer("A"), trainer("B")], policy, dates=dates), seed=7)
    plan = plan_training(training, seed=7)
    drawn = {d.rep_id: d.wave for d in plan.draw}
    assert sorted(Counter(drawn.values()).values()) == [6, 6]
    assert {e.rep_id: e.wave for e in plan.enrolments} == drawn
    assert plan.cost is not None
    assert plan.cost.draw is not None
    assert plan.cost.off_wave == 0
    undrawn = drawn_training(replace(training, policy=replace(policy, randomise=False)), seed=7)
    assert undrawn.draw == ()


def test_the_whole_search_keeps_the_rules_of_the_arrays_too():
    policy = with_modules(CORE, DEEP)
    found = find_plan(training_of([rep(f"r{i}", manager="m") for i in range(9)], [trainer()], policy), seed=3)
    assert faults_of(found.frame.problem, found.timetable) == []
    assert found.bound <= found.objective.total + 1e-6
