from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.contribution import ContributionFit, RepContribution
from readiness.stages.follow_ups import FollowUp, adding, follow_ups, working_day
from readiness.stages.rep_readiness import RepReadiness
from readiness.vocabulary import Motion, Rep

FRIDAY = date(2020, 6, 5)


def rep(rep_id: str = "a", manager_id: str = "boss") -> Rep:
    return Rep(rep_id, "Ann", "", "c", "p", "t", manager_id, Motion.CONSULTATIVE, "UTC", "en", None)


def sold(low: float, high: float, verdict: str = "like the average") -> RepContribution:
    return RepContribution("a", 9, 90, 0, 0, 0, 0, 0, 0, (low + high) / 2, low, high, 0, 1, 2, 0, 0, 0.5, verdict)


def act(status: str, weakest: str, holds_back: str, contribution: RepContribution | None, manager_id: str = "boss") -> FollowUp:
    judged = RepReadiness("a", 50, 40, 60, 0.7, status, holds_back, weakest)
    fit = ContributionFit((contribution,), (), (), 1, 0, converged=True, notes=()) if contribution else None
    (found,) = follow_ups([rep(manager_id=manager_id)], [judged], fit, as_of=FRIDAY)
    return found


@pytest.mark.parametrize(
    ("n", "expected"),
    [(0, FRIDAY), (1, date(2020, 6, 8)), (5, date(2020, 6, 12)), (6, date(2020, 6, 15)), (10, date(2020, 6, 19))],
)
def test_working_days_by_the_calendar(n: int, expected: date) -> None:
    assert working_day(FRIDAY, n) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 40))
def test_a_due_day_is_never_on_a_weekend_and_counts_right(start: date, n: int) -> None:
    due = working_day(start, n)
    assert due.weekday() < 5
    assert sum((start + timedelta(days=d)).weekday() < 5 for d in range(1, (due - start).days + 1)) == n


def test_adding_is_told_from_the_band() -> None:
    assert [adding(sold(*ends)) for ends in ((1, 9), (-9, -1), (-1, 1), (0, 5), (-5, 0))] == [
        "yes",
        "no",
        "unclear",
        "unclear",
        "unclear",
    ]
    assert adding(None) == adding(sold(1, 9, "not_enough_data: 2 accounts")) == "not_enough_data"


@pytest.mark.parametrize(
    ("status", "weakest", "holds_back", "ends", "owner", "words"),
    [
        ("not_enough_data", "no_quiz", "no quiz taken", (1, 9), "a", "Take the quiz"),
        (
            "not_enough_data",
            "few_answers",
            "only 3 quiz answers so far",
            None,
            "a",
            "Finish the quiz (only 3 quiz answers so far)",
        ),
        ("ready", "knowledge", "", (1, 9), "a", "Share how you"),
        ("ready", "knowledge", "", (-9, -1), "boss", "Go on a visit with Ann"),
        ("ready", "knowledge", "", (-1, 1), "a", "Keep to the contact plan"),
        ("ready", "", "", None, "a", "Keep to the contact plan"),
        ("not_ready", "knowledge", "claim: comfort (missed 3 of 4)", (1, 9), "boss", "note what works"),
        (
            "not_ready",
            "attendance",
            "missed the session",
            (-1, 1),
            "boss",
            "Book Ann a seat in the next session (missed the session)",
        ),
        (
            "not_ready",
            "knowledge",
            "claim: comfort (missed 3 of 4)",
            None,
            "boss",
            "twenty minutes: comfort (missed 3 of 4). You play",
        ),
        ("developing", "knowledge", "claim: comfort (missed 3 of 4)", None, "a", "Go over comfort (missed 3 of 4), then"),
        (
            "developing",
            "knowledge",
            "quiz: about 60% of it right",
            None,
            "a",
            "Go over the claims the quiz asks for (about 60% of it right)",
        ),
    ],
)
def test_the_next_act(
    status: str, weakest: str, holds_back: str, ends: tuple[float, float] | None, owner: str, words: str
) -> None:
    found = act(status, weakest, holds_back, sold(*ends) if ends else None)
    assert words in found.action
    assert found.owner == owner
    assert found.due_on in (date(2020, 6, 12), date(2020, 6, 19))


@pytest.mark.parametrize(("status", "weakest"), [("ready", ""), ("not_ready", "knowledge"), ("not_ready", "attendance")])
@pytest.mark.parametrize("manager_id", ["", "a"])
def test_without_a_manager_the_rep_owes_an_act_that_a_rep_can_do(status: str, weakest: str, manager_id: str) -> None:
    found = act(status, weakest, "missed the session", sold(-9, -1), manager_id)
    assert found.owner == "a"
    assert "Ann" not in found.action


def test_every_rep_has_one_act_even_if_nothing_is_known() -> None:
    found = follow_ups([rep("b"), rep("a")], [], None, as_of=FRIDAY)
    assert [f.rep_id for f in found] == ["a", "b"]
    assert all("quiz" in f.action for f in found)
