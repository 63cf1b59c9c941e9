"""Promises: each way an act may end, by hand; and what no run of reviews may ever do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readiness.stages.owed import Owed, Promise, counts, settle

MONDAY = date(2026, 3, 2)
ABOVE = {"r1": "m1", "m1": "Dana"}


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


def act(name: str = "a", *, owner: str = "r1", opened: int = 0, due: int = 5, done: int | None = None) -> Owed:
    role = {"r1": "rep", "m1": "manager", "Dana": "factory"}[owner]
    return Owed(name, "rep", "r1", owner, role, "Do it.", day(opened), day(due), "why", None if done is None else day(done))


@pytest.mark.parametrize(
    ("reviews", "state", "closed", "told"),
    [
        # each review: its day, and what is owed then (None: nothing is any more)
        ([(0, act())], "open", None, ""),
        ([(0, act()), (5, act())], "open", None, ""),  # its day is not over yet
        ([(0, act()), (6, act())], "broken", None, "m1"),
        ([(0, act()), (7, None)], "kept", 7, ""),  # gone between two reviews: nobody can say that it was late
        ([(0, act()), (6, act()), (9, None)], "broken", 9, "m1"),  # done late
        ([(0, act()), (9, act(done=4))], "kept", 4, ""),
        ([(0, act()), (9, act(done=8))], "broken", 8, ""),  # done before anybody was told
        ([(0, act(done=0))], "kept", 0, ""),
        ([(6, act())], "broken", None, "m1"),  # nobody held a review in time
        ([(0, act(owner="m1")), (6, act(owner="m1"))], "broken", None, "Dana"),
        ([(0, act(owner="Dana")), (6, act(owner="Dana"))], "broken", None, ""),  # nobody stands above
    ],
)
def test_how_a_promise_ends(reviews: list[tuple[int, Owed | None]], state: str, closed: int | None, told: str) -> None:
    ledger: list[Promise] = []
    for n, owed in reviews:
        ledger = settle(ledger, [owed] if owed else [], ABOVE, day(n))
    (row,) = ledger
    assert (row.state, row.closed_on, row.escalated_to) == (state, None if closed is None else day(closed), told)


def test_an_overdue_act_goes_up_one_level_and_no_further() -> None:
    ledger = settle([], [act()], ABOVE, day(6))
    again = settle(ledger, [act()], ABOVE, day(60))
    assert [p.escalated_to for p in again] == ["m1"]
    assert [p.escalated_on for p in again] == [day(6)]


def test_what_fell_away_is_neither_kept_nor_broken() -> None:
    ledger = settle(settle([], [act()], ABOVE, day(0)), [], ABOVE, day(9), withdrawn=["a"])
    assert [(p.state, p.closed_on) for p in ledger] == [("withdrawn", day(9))]
    assert [(c.n_open, c.n_kept, c.n_broken, c.kept_share) for c in counts(ledger)] == [(0, 0, 0, None)]


def test_an_act_owed_again_is_another_promise() -> None:
    ledger = settle(settle([], [act()], ABOVE, day(0)), [], ABOVE, day(3))
    ledger = settle(ledger, [act(opened=10, due=12)], ABOVE, day(13))
    assert [(p.opened_on, p.state) for p in ledger] == [(day(0), "kept"), (day(10), "broken")]
    (mine,) = counts(ledger)
    assert (mine.n_kept, mine.n_broken, mine.kept_share) == (1, 1, 0.5)


def test_an_act_opened_after_the_day_waits_for_its_own_review() -> None:
    assert settle([], [act(opened=3)], ABOVE, day(2)) == []


def test_a_record_that_comes_late_makes_good_what_was_held_to_be_broken() -> None:
    ledger = settle(settle([], [act()], ABOVE, day(6)), [act(done=4)], ABOVE, day(8))
    assert [(p.state, p.closed_on, p.escalated_to) for p in ledger] == [("kept", day(4), "m1")]


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 4),
            st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9), st.integers(0, 6), st.none() | st.integers(0, 12))),
        ),
        max_size=6,
    )
)
@example([(1, [("a", 1, 0, None)]), (0, [("a", 0, 0, 0)]), (0, [("a", 1, 0, None)])])  # done the day before it was opened
def test_no_review_takes_back_what_was_settled(drawn: list[tuple[int, list[tuple[str, int, int, int | None]]]]) -> None:
    ledger: list[Promise] = []
    today = 0
    for step, acts in drawn:
        today += step
        owed = {name: act(name, opened=o, due=o + d, done=None if x is None else o + x) for name, o, d, x in acts}
        after = settle(ledger, owed.values(), ABOVE, day(today))
        known = {(p.act_id, p.opened_on): p for p in after}
        assert len(known) == len(after)
        for old in ledger:
            new = known[old.act_id, old.opened_on]
            assert old.is_owed or new == old
            done = owed[old.act_id].done_on if old.act_id in owed else None
            in_time = done is not None and done <= old.due_on
            assert old.state != "broken" or new.state == ("kept" if in_time and old.is_owed else "broken")
            assert new.due_on == old.due_on
            assert not old.escalated_to or new.escalated_to == old.escalated_to
        assert all(p.state != "open" or p.due_on >= day(today) for p in after)
        assert all(p.closed_on is None or p.closed_on <= day(today) for p in after)
        assert settle(after, [replace(o) for o in owed.values()], ABOVE, day(today)) == after
        ledger = after
