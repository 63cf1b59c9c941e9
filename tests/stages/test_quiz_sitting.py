"""A sitting by its rules: what is dealt, what stands, what counts, when it is over, what comes next."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.quizzes import Form, Item, merged
from readiness.stages.quizzes.policy import LEVELS, QuizPolicy
from readiness.stages.quizzes.sitting import (
    GRACE,
    HANDED_IN,
    Given,
    Sitting,
    counts,
    dealt,
    drawn,
    form_for,
    marked,
    placed,
    progress,
    share_right,
    standing_answers,
)
from readiness.vocabulary import Motion, Rep

T0 = datetime(2024, 2, 1, 9, 0, tzinfo=UTC)
KINDS = ("situation", "need", "limit")
ITEMS = {
    f"i{n}": Item(f"i{n}", "q", KINDS[n % 3], f"stem {n}", ("a", "b", "c", "d"), n % 4, "because", "m", "B") for n in range(9)
}


def sitting(number: int = 1, minutes: int = 0, **more: object) -> Sitting:
    return Sitting("s", "l", "r1", "q", "q-A", "en", number, T0, minutes, 0.7, "after", 9, is_adaptive=False, **more)  # type: ignore[arg-type]


def rep(motion: Motion = Motion.CONSULTATIVE, language: str = "en", rep_id: str = "r1") -> Rep:
    return Rep(rep_id, "Ana", "a@b.c", "", "p", "t", "", motion, "Europe/Paris", language, None)


@given(st.text(max_size=20), st.text(max_size=20))
def test_what_is_dealt_depends_on_the_seed_alone_and_keeps_every_key(seed: str, other: str) -> None:
    one = dealt(list(ITEMS), ITEMS, seed)
    assert one == dealt(list(reversed(ITEMS)), ITEMS, seed)
    assert sorted(i.item_id for i in one) == sorted(ITEMS)
    assert [i.place for i in one] == list(range(1, 10))
    for shown in one:
        item = ITEMS[shown.item_id]
        assert sorted(shown.options) == sorted(item.options)
        assert shown.options[shown.correct] == item.options[item.correct]
    levels = [LEVELS.index(ITEMS[i.item_id].level) for i in one]
    assert levels == sorted(levels, reverse=True)
    if seed != other:
        assert dealt(list(ITEMS), ITEMS, other) != one


def test_the_right_option_stands_at_every_place_about_as_often() -> None:
    """4,000 deals of one item with four options: each place a quarter of the time, give or take four standard errors (110)."""
    places = [dealt(["i1"], ITEMS, f"seed {n}")[0].correct for n in range(4000)]
    assert all(abs(places.count(k) - 1000) < 110 for k in range(4))
    assert abs(sum(drawn(f"{n}") for n in range(4000)) / 4000 - 0.5) < 0.02


def test_an_item_nobody_knows_is_left_out() -> None:
    assert [i.item_id for i in dealt(["i1", "gone"], ITEMS, "x")] == ["i1"]


MOTIONS = (Motion.CONSULTATIVE, Motion.TRANSACTIONAL)
FORMS = [Form(f"q-{m}-{tongue}-{x}", "q", m, tongue, ("i1",)) for m in MOTIONS for tongue in ("en", "de") for x in "AB"]


@pytest.mark.parametrize(
    ("motion", "language", "own", "expected"),
    [
        (Motion.TRANSACTIONAL, "de", "en", "q-transactional-de"),
        (Motion.TRANSACTIONAL, "fr", "de", "q-transactional-de"),
        (Motion.ENTERPRISE, "de", "en", "q-consultative-de"),
    ],
)
def test_a_rep_gets_the_form_of_the_own_motion_and_language_else_the_nearest(
    motion: Motion, language: str, own: str, expected: str
) -> None:
    first, second, third = (form_for(FORMS, rep(motion, language), own, n) for n in (1, 2, 3))
    assert first and second and third
    assert {first.form_id[:-2], second.form_id[:-2]} == {expected}
    assert first != second
    assert third == first


def test_reps_begin_with_different_forms() -> None:
    firsts = [form_for(FORMS, rep(rep_id=f"r{n}"), "en", 1) for n in range(400)]
    share = sum(f is not None and f.form_id.endswith("A") for f in firsts) / 400
    assert 0.4 < share < 0.6
    assert form_for([], rep(), "en", 1) is None


ANSWERS = st.lists(
    st.builds(Given, st.sampled_from(["i1", "i2"]), st.integers(0, 3), st.integers(0, 50), st.just(T0)), max_size=12,
    unique_by=lambda a: (a.item_id, a.number),
)  # fmt: skip


@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_same_answers_stand_in_whatever_order_and_however_often_they_arrive(answers: list[Given], random: object) -> None:
    shuffled = [*answers, *answers]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found = standing_answers({}, shuffled)
    assert found == {i: max((a for a in answers if a.item_id == i), key=lambda a: a.number) for i in {a.item_id for a in answers}}
    assert standing_answers(found, shuffled) == found


@given(ANSWERS)
def test_answers_count_as_collected_ones_do_whatever_is_placed_first(answers: list[Given]) -> None:
    """Each state of a sitting, placed in any order with the earlier ones, ends in what the last state says."""
    shown = dealt(list(ITEMS), ITEMS, "seed")
    states, given_ = [], {}
    for answer in sorted(answers, key=lambda a: a.number):
        given_ = standing_answers(given_, [answer])
        states.append(placed(sitting(), marked(shown, given_), given_, UTC))
    done = placed(sitting(ended_at=T0, ending=HANDED_IN), marked(shown, given_), given_, UTC)
    assert len(done) == 9
    assert {p.item_id for p in done if p.correct is not None} == set(given_)
    for states_ in ([*states, done], [done, *reversed(states)]):
        kept: dict[tuple[str, str, str], object] = {}
        for state in states_:
            kept = merged(kept, state)  # type: ignore[arg-type,assignment]
        assert sorted(kept.values(), key=lambda p: p.item_id) == sorted(done, key=lambda p: p.item_id)  # type: ignore[attr-defined]


def test_days_are_the_reps_own() -> None:
    late = datetime(2024, 2, 1, 23, 30, tzinfo=UTC)
    answers = {"i1": Given("i1", 0, 1, late)}
    found = placed(sitting(), marked(dealt(["i1"], ITEMS, "s"), answers), answers, timezone(timedelta(hours=1)))
    assert [p.answered_on for p in found] == [date(2024, 2, 2)]


@pytest.mark.parametrize(
    ("now", "said", "expected"),
    [
        (9, None, True), (10, None, True), (10.01, None, False), (15, 9.9, True), (15, 10.1, False), (19.9, 10, True),
        (20.1, 9, False),
    ],
)  # fmt: skip
def test_an_answer_counts_until_the_deadline_and_within_the_grace_if_given_before(
    now: float, said: float | None, expected: bool
) -> None:
    said_at = None if said is None else T0 + timedelta(minutes=said)
    assert timedelta(minutes=10) == GRACE
    assert counts(sitting(minutes=10), T0 + timedelta(minutes=now), said_at) is expected


def test_without_a_limit_answers_count_until_the_end() -> None:
    assert counts(sitting(), T0 + timedelta(days=300), None)
    assert not counts(sitting(ended_at=T0, ending=HANDED_IN), T0, T0)


def test_share_right_is_of_all_asked() -> None:
    shown = dealt(list(ITEMS), ITEMS, "s")
    answers = {i.item_id: Given(i.item_id, i.correct, 1, T0) for i in shown[:6]}
    answers["i0"] = Given("i0", (next(i for i in shown if i.item_id == "i0").correct + 1) % 4, 2, T0)
    n_right = sum(a.item_id != "i0" for a in answers.values())
    assert share_right(marked(shown, answers)) == n_right / 9
    assert share_right([]) == 0


@pytest.mark.parametrize(
    ("n_done", "passed", "days", "most", "expected"),
    [
        (0, False, 0, 3, (True, 3, None)),
        (1, False, 0, 3, (False, 2, date(2024, 2, 3))),
        (1, False, 1, 3, (False, 2, date(2024, 2, 3))),
        (1, False, 2, 3, (True, 2, None)),
        (3, False, 9, 3, (False, 0, None)),
        (9, False, 9, 0, (True, None, None)),
        (1, True, 9, 3, (True, 2, None)),
    ],
)
def test_what_a_rep_may_do_next(
    n_done: int, passed: bool, days: int, most: int, expected: tuple[bool, int | None, date | None]
) -> None:
    policy = QuizPolicy(max_attempts=most, retake_days=2)
    done = [sitting(n, ended_at=T0, ending=HANDED_IN, is_passed=passed) for n in range(1, n_done + 1)]
    found = progress(policy, done, T0 + timedelta(days=days))
    assert (found.may_start, found.n_left, found.next_on) == expected
    assert (found.now, found.is_passed) == (None, passed)


def test_an_open_sitting_goes_first_and_one_whose_time_is_up_is_over() -> None:
    policy = QuizPolicy(max_attempts=0)
    assert progress(policy, [sitting()], T0).now == sitting()
    assert not progress(policy, [sitting()], T0).may_start
    over = progress(policy, [sitting(minutes=10)], T0 + timedelta(minutes=21))
    assert (over.now, over.last) == (None, sitting(minutes=10))
