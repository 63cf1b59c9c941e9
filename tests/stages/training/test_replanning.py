from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readiness.stages.training.problem import ONLINE, Module, Offering, Prices, Problem, Timetable
from readiness.stages.training.replanning import NOBODY, Replanned, Why, replan
from tests.timetable_checker import cost_of, faults_of
from tests.training_worlds import MIDDLE, TINY, world

NONE = np.zeros(0, dtype=np.intp)
EMPTY = Timetable(NONE, NONE, NONE, NONE, NONE)


def timetable(sessions, seats):
    """Sessions as (offering, start, trainer), seats as (learner, session)."""
    columns = [np.array(c, dtype=np.intp) for c in zip(*sessions, strict=True)]
    return Timetable(*columns, *(np.array(c, dtype=np.intp) for c in zip(*seats, strict=True)))


def problem(n=4, bins=8, seats=4, trainers=1, modules=1, offerings=None, rooms=(), after=()):
    """One group that is always free, trainers who teach everything; each half hour costs its own number."""
    taught = [Module(f"m{i}", 1, seats, tuple(after) if i == modules - 1 else ()) for i in range(modules)]
    offered = offerings or [Offering(i, "en") for i in range(modules)]
    return Problem(
        tuple(taught), tuple(offered), np.arange(bins), np.zeros(n, dtype=np.intp), np.ones((n, modules), dtype=bool),
        np.ones((1, len(offered)), dtype=bool), np.ones((n, bins), dtype=bool), np.arange(bins, dtype=float)[None] + 1,
        np.zeros((1, len(offered))), np.ones((trainers, bins), dtype=bool), np.zeros((trainers, bins), dtype=np.int64),
        np.full(trainers, bins), np.ones((trainers, len(offered)), dtype=bool), np.ones(trainers),
        np.array(rooms, dtype=np.int64).reshape(-1, bins), np.zeros(n, dtype=np.intp), np.array([n]),
        Prices(10, 2, 1000), np.zeros(n, dtype=np.int64), np.zeros(bins, dtype=np.int64),
    )  # fmt: skip


def without(array, row, bins):
    changed = array.copy()
    changed[row, bins] = 0
    return changed


def told(result: Replanned):
    return [(m.learner, m.module, m.was, m.now, m.why) for m in result.moves]


def seats_of(made: Timetable):
    """Each learner's start by offering's row, and the trainer."""
    rows = zip(made.seat_learner.tolist(), made.seat_session.tolist(), strict=True)
    return {(r, int(made.offering[s])): (int(made.start[s]), int(made.trainer[s])) for r, s in rows}


FOUR = timetable([(0, 3, 0)], [(0, 0), (1, 0), (2, 0), (3, 0)])


def test_another_trainer_takes_over_at_the_same_time_and_nobody_moves():
    p = problem(trainers=3)
    ill = replace(p, trainer_free=without(p.trainer_free, 0, slice(2, 6)), trainer_price=np.array([1.0, 9.0, 2.0]))
    result = replan(ill, FOUR, 0, 0)
    assert result.moves == ()
    assert seats_of(result.timetable) == {(i, 0): (3, 2) for i in range(4)}  # the cheaper of the two who are free
    assert result.session_was.tolist() == [0]
    assert result.least_moves == 0


def test_a_trainer_hands_on_his_own_session_so_that_he_can_take_over():
    # Trainer 1 teaches both modules, trainer 2 only the second: 0 falls ill, 1 takes the first, 2 the second.
    p = problem(trainers=3, modules=2, n=4)
    can = np.array([[True, True], [True, True], [False, True]])
    p = replace(p, can=can, needs=np.ones((4, 2), dtype=bool))
    seats = [(0, 0), (1, 0), (0, 1), (1, 1), (2, 2), (3, 2), (2, 3), (3, 3)]
    plan = timetable([(0, 3, 0), (1, 5, 0), (1, 3, 1), (0, 5, 1)], seats)
    ill = replace(p, trainer_free=without(p.trainer_free, 0, slice(0, 5)))
    result = replan(ill, plan, 0, 0)
    assert result.moves == ()
    assert sorted(zip(result.timetable.offering, result.timetable.start, result.timetable.trainer, strict=True)) == [
        (0, 3, 1), (0, 5, 1), (1, 3, 2), (1, 5, 0),
    ]  # fmt: skip


def test_where_nobody_can_take_over_the_whole_session_is_held_at_another_time_and_keeps_its_identity():
    p = problem()
    ill = replace(p, trainer_free=without(p.trainer_free, 0, slice(0, 5)))
    result = replan(ill, FOUR, 0, 0)
    assert told(result) == [(i, 0, 0, 0, Why.TRAINER_AWAY) for i in range(4)]
    assert seats_of(result.timetable) == {(i, 0): (5, 0) for i in range(4)}  # the cheapest half hour that is left
    assert result.session_was.tolist() == [0]
    assert (result.n_moves, result.n_lost, result.least_moves) == (4, 0, 4)


def test_a_larger_session_is_kept_at_the_cost_of_a_smaller_one():
    p = problem(n=5, trainers=2, seats=3)
    plan = timetable([(0, 3, 0), (0, 4, 1)], [(0, 0), (1, 0), (2, 0), (3, 1), (4, 1)])
    free = np.array([[False] * 8, [False] * 3 + [True, True] + [False] * 2 + [True]])
    busy = replace(p, trainer_free=free, trainer_most=np.array([8, 2]))
    result = replan(busy, plan, 0, 0)
    assert result.moves == ()  # half hour 3 and 4 are two sessions, and two are what he may teach
    less = replace(busy, trainer_most=np.array([8, 1]))
    result = replan(less, plan, 0, 0)
    assert told(result) == [(3, 0, 1, None, Why.TRAINER_LENT), (4, 0, 1, None, Why.TRAINER_LENT)]
    assert result.least_moves == 2


def test_spare_seats_come_before_a_new_session():
    p = problem(n=4, trainers=2, seats=3)
    plan = timetable([(0, 3, 0), (0, 6, 1)], [(0, 0), (1, 0), (2, 1), (3, 1)])
    ill = replace(p, trainer_free=np.array([[False] * 8, [True] * 3 + [False] + [True] * 4]), needs=np.ones((4, 1), dtype=bool))
    result = replan(ill, plan, 0, 0)
    assert sorted(m.learner for m in result.moves) == [0, 1]
    # One seat is left at 6; two together at half hour 0 cost 2 + 1 + 2 * 1, less than a seat at 6 for 7 and a session for one.
    assert {seats_of(result.timetable)[r, 0][0] for r in (0, 1)} == {0}
    dear = replace(ill, prices=Prices(10, 100, 1000))
    sat = seats_of(replan(dear, timetable([(0, 3, 0), (0, 6, 1)], [(0, 0), (2, 1), (3, 1), (1, 1)]), 0, 0).timetable)
    assert sat[0, 0] == (0, 1)  # the session at 6 is full
    roomy = replace(dear, modules=(Module("m0", 1, 4),))
    assert {s for s, _ in seats_of(replan(roomy, plan, 0, 0).timetable).values()} == {6}


def chain():
    """Learner 0 can sit at half hour 2 only, where one seat is taken by somebody who can sit at 5 as well."""
    p = problem(n=2, seats=1)
    free = np.array([[False, True, True, False, False, False, False, False], [True] * 8])
    plan = timetable([(0, 1, 0), (0, 2, 0)], [(0, 0), (1, 1)])
    return replace(p, free=free, trainer_free=np.array([[False, False, True, False, False, True, False, True]])), plan


def test_somebody_makes_room_for_who_has_no_other_seat():
    p, plan = chain()
    result = replan(p, plan, 0, 0)
    assert told(result) == [(0, 0, 0, 0, Why.TRAINER_AWAY), (1, 0, 1, 1, Why.MAKES_ROOM)]
    assert [m.for_whom for m in result.moves] == [NOBODY, 0]
    assert seats_of(result.timetable) == {(0, 0): (2, 0), (1, 0): (5, 0)}


def test_inside_the_notice_period_nobody_moves_who_need_not():
    # Learners 1 and 2 could both make room for 0; 1 sits sooner.
    p = problem(n=3, seats=1)
    free = np.array([[False, True, True, True, False, False, False, False], [True] * 8, [True] * 8])
    p = replace(p, free=free, trainer_free=np.array([[False, False, True, True, False, True, False, False]]))
    plan = timetable([(0, 1, 0), (0, 2, 0), (0, 3, 0)], [(0, 0), (1, 1), (2, 2)])
    assert [(m.learner, m.why) for m in replan(p, plan, 0, 3).moves] == [(0, Why.TRAINER_AWAY), (2, Why.MAKES_ROOM)]
    chained, plan = chain()
    assert replan(chained, plan, 0, 8).n_lost == 0  # no other way: somebody moves at short notice


def test_a_module_after_another_moves_too_where_it_must():
    p = problem(n=1, modules=2, after=(0,), bins=6)
    plan = timetable([(0, 1, 0), (1, 2, 0)], [(0, 0), (0, 1)])
    ill = replace(p, trainer_free=np.array([[False, False, True, True, True, False]]))
    result = replan(ill, plan, 0, 0)
    sat = seats_of(result.timetable)
    assert sat[0, 0][0] < sat[0, 1][0]
    assert {m.why for m in result.moves} == {Why.TRAINER_AWAY, Why.ORDER}
    assert (result.n_moves, result.least_moves) == (2, 2)


def test_a_room_lost_moves_people_to_the_room_beside_it_at_the_same_time():
    rooms = [Offering(0, "en", 0), Offering(0, "en", 1)]
    p = problem(offerings=rooms, rooms=np.ones((2, 8)), trainers=1)
    lost = replace(p, rooms=without(p.rooms, 0, slice(0, 8)))
    result = replan(lost, FOUR, 0, 0)
    assert {m.why for m in result.moves} == {Why.ROOM_GONE}
    assert seats_of(result.timetable) == {(i, 1): (3, 0) for i in range(4)}


def test_fewer_seats_move_as_many_as_are_too_many():
    result = replan(problem(seats=3), FOUR, 0, 0)
    assert [m.why for m in result.moves] == [Why.SESSION_FULL]
    assert (result.n_moves, result.least_moves, result.n_lost) == (1, 1, 0)


def test_a_team_that_may_not_be_out_together_any_more():
    p = replace(problem(), team=np.ones(4, dtype=np.intp), team_most=np.array([4, 3]))
    result = replan(p, FOUR, 0, 0)
    assert [m.why for m in result.moves] == [Why.TEAM_OUT]
    assert not faults_of(p, result.timetable)


def test_a_launch_moved_back_moves_nobody_and_one_moved_forward_only_those_who_sat_after_it():
    p = problem()
    plan = timetable([(0, 3, 0), (0, 6, 0)], [(0, 0), (1, 0), (2, 1), (3, 1)])
    assert replan(p, plan, 0, 0).moves == ()
    sooner = replan(replace(p, starts=np.arange(5)), plan, 0, 0)
    assert told(sooner) == [(2, 0, 1, 1, Why.NO_START), (3, 0, 1, 1, Why.NO_START)]
    shorter = replace(p, starts=np.arange(5), **{
        name: getattr(p, name)[..., :5] for name in ("free", "value", "trainer_free", "trainer_day", "rooms", "start_wave")
    })  # fmt: skip
    assert told(replan(shorter, plan, 0, 0)) == told(sooner)  # a window so short that it does not reach the old session


def test_a_new_learner_finds_a_seat_and_one_who_left_gives_hers_up():
    p = problem(n=5, seats=5)
    needs = np.array([[True], [True], [False], [True], [True]])
    result = replan(replace(p, needs=needs), FOUR, 0, 0)
    assert told(result) == [(2, 0, 0, None, Why.NOT_NEEDED), (4, 0, None, 0, Why.NO_SEAT_BEFORE)]
    assert result.n_moves == 0


def test_a_trainer_nobody_knows_any_more_is_replaced():
    p = problem(trainers=1)
    gone = replace(FOUR, trainer=np.array([-1]))
    assert replan(p, gone, 0, 0).moves == ()


def test_what_nobody_can_hold_is_lost_and_said_so():
    p = problem()
    result = replan(replace(p, trainer_free=np.zeros((1, 8), dtype=bool)), FOUR, 0, 0)
    assert told(result) == [(i, 0, 0, None, Why.TRAINER_AWAY) for i in range(4)]
    assert (result.n_moves, result.n_lost, result.least_moves, len(result.timetable.start)) == (4, 4, 4, 0)


# Worlds drawn by lot: rules, reasons, the past, the bound.

SOME = replace(MIDDLE, learners=20, groups=6, starts=50)
SMALL = replace(TINY, learners=3, starts=4, bins=6, day=3)


def changed(p: Problem, rng: np.random.Generator, first: int) -> Problem:
    """Return the world after something happened once the sessions that began before `first` are over."""
    n_bins = p.free.shape[1]
    over = first + max(m.n_bins for m in p.modules) if first else 0
    span = slice(over, int(rng.integers(over, n_bins + 1)))
    kind = int(rng.integers(5))
    if kind == 0:
        return replace(p, trainer_free=without(p.trainer_free, int(rng.integers(len(p.can))), span))
    if kind == 1 and len(p.rooms):
        return replace(p, rooms=without(p.rooms, int(rng.integers(len(p.rooms))), span))
    if kind == 2:
        return replace(p, starts=p.starts[p.starts < span.stop])
    if kind == 3:
        return replace(p, trainer_most=np.maximum(p.trainer_most - 1, 0)) if first == 0 else p
    return replace(p, free=without(p.free, rng.integers(len(p.free), size=2), span))


def drawn(seed: int, size):
    p = world(seed, size)
    rng = np.random.default_rng([seed, 1])
    before = replan(p, EMPTY, 0, 0).timetable
    first = int(rng.integers(p.free.shape[1] // 2))
    return p, before, changed(p, rng, first), first, int(rng.integers(first, p.free.shape[1]))


def places(p: Problem, t: Timetable):
    """Where and when each learner has each module."""
    rows = zip(t.seat_learner.tolist(), t.seat_session.tolist(), strict=True)
    return {(r, p.offerings[int(t.offering[s])].module): (int(t.offering[s]), int(t.start[s])) for r, s in rows}


def past(t: Timetable, first: int):
    held = [tuple(int(a[n]) for a in (t.offering, t.start, t.trainer)) for n in range(len(t.start))]
    seats = Counter((r, held[s]) for r, s in zip(t.seat_learner.tolist(), t.seat_session.tolist(), strict=True))
    return Counter(h for h in held if h[1] < first), {k: n for k, n in seats.items() if k[1][1] < first}


@given(st.integers(0, 100_000))
@settings(max_examples=10)
@example(1104)  # one of two sessions at one time is gone, and those who are left fill the other
@example(2010)  # a session that is kept holds fewer
def test_rules_reasons_and_the_past(seed):
    p, before, now, first, notice = drawn(seed, SOME)
    assert not faults_of(p, before)
    result = replan(now, before, first, notice, seed=seed)
    assert not faults_of(now, result.timetable)
    assert past(result.timetable, first) == past(before, first)
    assert result.objective.total == pytest.approx(cost_of(now, result.timetable).total)
    assert result.least_moves <= result.n_moves
    was, is_now = places(p, before), places(now, result.timetable)
    differ = {w for w in was.keys() | is_now.keys() if was.get(w) != is_now.get(w)}
    assert {(m.learner, m.module) for m in result.moves} == differ
    for m in result.moves:
        assert reason_holds(now, before, is_now, m), m


def reason_holds(p: Problem, before: Timetable, is_now, m) -> bool:
    """Whether a reason is a fact of the world, seen without the planner."""
    if m.was is None:
        return m.why is Why.NO_SEAT_BEFORE
    offering, start, trainer = (int(a[m.was]) for a in (before.offering, before.start, before.trainer))
    span = slice(start, start + p.modules[m.module].n_bins)
    place = p.offerings[offering].place
    taught = [t for t in np.flatnonzero(p.can[:, offering]) if p.trainer_free[t, span].all()]
    return {
        Why.NO_START: start not in p.starts,
        Why.NOT_FREE: not p.free[m.learner, span].all(),
        Why.TRAINER_AWAY: trainer not in taught,
        Why.ROOM_GONE: place != ONLINE and (p.rooms[place, span] < Counter(before.offering.tolist())[offering]).any(),
        Why.SESSION_FULL: sum(x == (offering, start) for x in is_now.values())
        < sum(x == (offering, start) for x in places(p, before).values()),
        Why.TRAINER_LENT: trainer in taught and len(before.start) > 1,
        Why.ORDER: any(r == m.learner and other != m.module for r, other in is_now)
        or any(p.needs[m.learner, other] for other in p.modules[m.module].after),
        Why.MAKES_ROOM: m.for_whom not in (NOBODY, m.learner) and any(r == m.for_whom for r, _ in is_now),
    }.get(m.why, False)


@given(st.integers(0, 100_000))
@settings(max_examples=6)
@example(16999)  # two modules for one who had none, of one whose later module would have gone, too
def test_where_nothing_broke_nothing_moves_and_the_same_is_the_same(seed):
    p, before, now, first, notice = drawn(seed, SOME)
    again = replan(p, before, first, notice, seed=seed + 1)
    assert again.n_moves == 0
    assert again.least_moves == 0
    one, two = (replan(now, before, first, notice, seed=seed) for _ in range(2))
    assert repr(one.moves) == repr(two.moves)
    for name in ("offering", "start", "trainer", "seat_learner", "seat_session"):
        assert getattr(one.timetable, name).tobytes() == getattr(two.timetable, name).tobytes()
    twice = replan(now, one.timetable, first, notice, seed=seed)
    assert twice.n_moves == 0  # what is mended stays


def fewest(p: Problem, before: Timetable, most_lost: int) -> int:
    """Try everything: the fewest moves of all timetables that lose no more seats than so many."""
    wants = [(int(r), int(m)) for r, m in np.argwhere(p.needs)]
    was = places(p, before)
    options = []
    for r, m in wants:
        cells = [
            (o, int(s)) for o, off in enumerate(p.offerings) for s in p.starts.tolist()
            if off.module == m and p.takes[p.group[r], o] and s + p.modules[m].n_bins <= p.free.shape[1]
            and p.free[r, s : s + p.modules[m].n_bins].all() and p.can[:, o].any()
        ]  # fmt: skip
        options.append([*sorted(cells, key=lambda c: c != was.get((r, m))), None])
    ranked = sorted(
        (
            (sum(was.get(w) is not None and c != was[w] for w, c in zip(wants, chosen, strict=True)), i, chosen)
            for i, chosen in enumerate(product(*options))
            if sum(was.get(w) is not None and c is None for w, c in zip(wants, chosen, strict=True)) <= most_lost
        ),
        key=lambda x: x[:2],
    )
    return next(n for n, _, chosen in ranked if can_be_held(p, wants, chosen))


def can_be_held(p: Problem, wants, chosen) -> bool:
    """Whether some trainers can hold what was chosen, by trying them all and asking the checker."""
    people = Counter(c for c in chosen if c is not None)
    sessions = [c for c, n in people.items() for _ in range(-(-n // p.modules[p.offerings[c[0]].module].seats))]
    seats: Counter = Counter()
    rows = []
    for (r, _), c in zip(wants, chosen, strict=True):
        if c is not None:
            at = [i for i, s in enumerate(sessions) if s == c]
            rows.append((r, at[seats[c] // p.modules[p.offerings[c[0]].module].seats]))
            seats[c] += 1
    tries = product(*[np.flatnonzero(p.can[:, o]).tolist() for o, _ in sessions])
    return any(
        not faults_of(p, timetable([(o, s, k) for (o, s), k in zip(sessions, trainers, strict=True)], rows) if rows else EMPTY)
        for trainers in tries
    )


@given(st.integers(0, 100_000))
@settings(max_examples=25)
def test_the_least_is_never_more_than_what_trying_everything_finds(seed):
    p, before, now, first, _ = drawn(seed, SMALL)
    now = now if first == 0 else changed(p, np.random.default_rng(seed), 0)
    if not now.needs.any() or now.needs.sum() > 5:
        return
    result = replan(now, before, 0, 0, seed=seed)
    best = fewest(now, before, result.n_lost)
    assert result.least_moves <= best <= result.n_moves
