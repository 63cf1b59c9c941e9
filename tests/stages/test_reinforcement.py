"""Practice: FSRS as its own program reckons it; the days, the daily limit, the peak and the question, by hand and as rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from fsrs import Card as FsrsCard
from fsrs import Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.quizzes import Form, Item, Placed
from readiness.stages.quizzes.policy import PracticePolicy
from readiness.stages.reinforcement import (
    Card,
    DaysOff,
    Memories,
    Memory,
    Practised,
    Taught,
    cards_of,
    claim_recalls,
    interval_days,
    item_for,
    items_by_claim,
    learnt_on,
    next_on,
    questions_on,
    recall,
    reviewed,
    season_of,
    shown_as,
)
from readiness.vocabulary import LaunchDates, Motion

LAUNCH = date(2024, 3, 4)
"""A Monday."""
DATES = LaunchDates(date(2024, 1, 8), date(2024, 2, 16), LAUNCH, date(2024, 8, 30))
DAY = timedelta(days=1)
ANSWERS = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=12)


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


@given(ANSWERS, st.sampled_from([0.7, 0.8, 0.9, 0.95, 0.97]), st.integers(0, 200))
def test_memory_is_that_of_the_published_scheduler(answers: list[tuple[int, bool]], retention: float, later: int) -> None:
    program = Scheduler(desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, memory, day = FsrsCard(card_id=1, due=at_noon(LAUNCH)), None, LAUNCH
    for gap, is_right in answers:
        day += timedelta(days=gap)
        card, _ = program.review_card(card, Rating.Good if is_right else Rating.Again, at_noon(day))
        memory = reviewed(memory, day, is_right=is_right)
    assert memory is not None
    assert (memory.stability, memory.difficulty, memory.last_on) == (card.stability, card.difficulty, day)
    assert interval_days(memory, retention) == (card.due - at_noon(day)).days
    on = day + timedelta(days=later)
    assert recall(memory, on) == pytest.approx(program.get_card_retrievability(card, at_noon(on)), abs=1e-12)


def test_the_first_answer_leaves_the_stability_that_is_published() -> None:
    right, wrong = reviewed(None, LAUNCH, is_right=True), reviewed(None, LAUNCH, is_right=False)
    assert (right.stability, wrong.stability) == (2.3065, 0.212)  # of FSRS-6: days after "good" and after "again"
    assert (interval_days(right, 0.9), interval_days(wrong, 0.9)) == (2, 1)
    assert recall(Memory(10.0, 5.0, LAUNCH), LAUNCH + 10 * DAY) == pytest.approx(0.9)  # what stability means
    assert recall(right, LAUNCH - 3 * DAY) == 1.0


def test_days_never_go_back() -> None:
    first = reviewed(None, LAUNCH, is_right=True)
    assert reviewed(first, LAUNCH - 5 * DAY, is_right=True) == reviewed(first, LAUNCH, is_right=True)


@pytest.mark.parametrize(
    ("launch_on", "weekend", "holidays", "n_cards", "per_day", "expected"),
    [
        (date(2024, 3, 4), (5, 6), (), 1, 5, date(2024, 3, 1)),  # the Friday before
        (date(2024, 3, 4), (5, 6), (), 5, 5, date(2024, 3, 1)),
        (date(2024, 3, 4), (5, 6), (), 6, 5, date(2024, 2, 29)),  # one card more takes one day more
        (date(2024, 3, 4), (5, 6), (date(2024, 2, 29),), 6, 5, date(2024, 2, 28)),
        (date(2024, 3, 3), (4, 5), (), 6, 5, date(2024, 2, 28)),  # Friday and Saturday off, a launch on a Sunday
        (date(2024, 3, 4), (5, 6), (), 500, 5, date(2024, 2, 19)),  # never longer than ten working days
    ],
)
def test_the_peak_is_as_long_as_asking_every_card_once(
    launch_on: date, weekend: tuple[int, ...], holidays: tuple[date, ...], n_cards: int, per_day: int, expected: date
) -> None:
    dates = LaunchDates(DATES.positioning_by, DATES.ready_by, launch_on, DATES.measure_until)
    season = season_of(PracticePolicy(per_day), dates, DaysOff(weekend, frozenset(holidays)), n_cards)
    assert season.peak_from == expected


def card(place: int, memory: Memory | None, begins_on: date = date(2024, 1, 16)) -> Card:
    return Card(f"N{place}", place, begins_on, memory, ())


@pytest.mark.parametrize(
    ("memory", "begins_on", "earliest", "expected"),
    [
        (None, date(2024, 1, 20), date(2024, 1, 1), date(2024, 1, 22)),  # new, from a Saturday on: the Monday
        (None, date(2024, 1, 16), date(2024, 2, 1), date(2024, 2, 1)),  # new, and not asked so far: any working day
        (Memory(3.0, 5.0, date(2024, 1, 16)), date(2024, 1, 2), date(2024, 1, 17), date(2024, 1, 19)),  # three days on
        (Memory(4.0, 5.0, date(2024, 1, 16)), date(2024, 1, 2), date(2024, 1, 17), date(2024, 1, 22)),  # a Saturday: the Monday
        (Memory(0.2, 5.0, date(2024, 1, 16)), date(2024, 1, 2), date(2024, 1, 16), date(2024, 1, 17)),  # never twice a day
        (Memory(3.0, 5.0, date(2024, 1, 2)), date(2024, 1, 16), date(2024, 1, 3), date(2024, 1, 16)),  # not before the training
        # 60 days after the 16th of January is the 16th of March; on launch day, 48 days on, it stands at 92%, below 95%:
        (Memory(60.0, 5.0, date(2024, 1, 16)), date(2024, 1, 2), date(2024, 1, 17), date(2024, 2, 29)),
        # and one that stands at 97% on launch day can wait until it is forgotten.
        (Memory(200.0, 5.0, date(2024, 1, 16)), date(2024, 1, 2), date(2024, 1, 17), date(2024, 8, 5)),
        # What was answered in the peak is not asked again for the peak's sake, nor is anything for it once the launch is there.
        (Memory(60.0, 5.0, date(2024, 2, 29)), date(2024, 1, 2), date(2024, 3, 1), date(2024, 4, 29)),
        (Memory(60.0, 5.0, date(2024, 1, 16)), date(2024, 1, 2), date(2024, 3, 4), date(2024, 3, 18)),
    ],
)
def test_when_a_card_is_asked(memory: Memory | None, begins_on: date, earliest: date, expected: date) -> None:
    season = season_of(PracticePolicy(5), DATES, DaysOff(), 6)
    assert season.peak_from == date(2024, 2, 29)
    assert season.asked_on(card(1, memory, begins_on), earliest) == expected


def test_the_most_forgotten_first_and_no_more_than_the_day_holds() -> None:
    monday = date(2024, 1, 22)
    fresh, old, older = (Memory(2.0, 5.0, monday - n * DAY) for n in (1, 3, 6))
    cards = [card(0, old), card(1, None), card(2, fresh), card(3, older), card(4, None)]
    season = season_of(PracticePolicy(4), DATES, DaysOff(), len(cards))
    assert [c.place for c in questions_on(cards, season, monday, 0)] == [1, 4, 3, 0]  # never asked counts as forgotten
    assert [c.place for c in questions_on(cards, season, monday, 3)] == [1]
    assert questions_on(cards, season, monday, 4) == []
    assert questions_on(cards, season, monday - DAY, 0) == []  # a Sunday
    assert next_on(cards, season, monday) == monday + DAY


def test_in_the_peak_what_would_be_weakest_on_launch_day_comes_first() -> None:
    thursday = date(2024, 2, 29)
    quick, slow = Memory(4.0, 5.0, thursday - 4 * DAY), Memory(40.0, 5.0, thursday - 44 * DAY)
    season = season_of(PracticePolicy(1), DATES, DaysOff(), 2)
    assert recall(quick, thursday) > recall(slow, thursday)
    assert recall(quick, LAUNCH) < recall(slow, LAUNCH)
    assert [c.place for c in questions_on([card(0, slow), card(1, quick)], season, thursday, 0)] == [1]


def test_practice_ends_with_its_weeks_and_none_is_asked_for() -> None:
    cards = [card(0, Memory(2.0, 5.0, date(2024, 1, 16)))]
    season = season_of(PracticePolicy(weeks_after=1), DATES, DaysOff(), 1)
    assert season.ends_on == date(2024, 3, 11)
    assert questions_on(cards, season, date(2024, 3, 11), 0) == cards
    assert questions_on(cards, season, date(2024, 3, 12), 0) == []
    assert next_on(cards, season, date(2024, 3, 11)) is None
    assert next_on(cards, season_of(PracticePolicy(0), DATES, DaysOff(), 1), date(2024, 1, 20)) is None
    assert next_on([], season, date(2024, 1, 20)) is None


def test_who_never_works_is_never_asked() -> None:
    season = season_of(PracticePolicy(), DATES, DaysOff((0, 1, 2, 3, 4, 5, 6)), 3)
    assert questions_on([card(0, None)], season, LAUNCH, 0) == []
    assert next_on([card(0, None)], season, LAUNCH) is None


MEMORIES = st.none() | st.builds(Memory, st.floats(0.1, 300), st.floats(1, 10), st.dates(date(2024, 1, 2), date(2024, 3, 20)))
DAYS = st.dates(date(2024, 1, 10), date(2024, 6, 10))


@given(
    st.lists(st.tuples(MEMORIES, st.dates(date(2024, 1, 2), date(2024, 3, 20))), min_size=1, max_size=12),
    DAYS,
    st.integers(0, 7),
    st.integers(1, 6),
    st.frozensets(st.integers(0, 6), max_size=4),
    st.frozensets(DAYS, max_size=8),
)
def test_the_rules_of_a_day(
    drawn: list[tuple[Memory | None, date]], day: date, n_answered: int, per_day: int, weekend: frozenset[int],
    holidays: frozenset[date],
) -> None:  # fmt: skip
    cards = [card(place, memory, begins_on) for place, (memory, begins_on) in enumerate(drawn)]
    season = season_of(PracticePolicy(per_day), DATES, DaysOff(tuple(weekend), holidays), len(cards))
    asked = questions_on(cards, season, day, n_answered)
    assert len(asked) <= max(per_day - n_answered, 0)
    if day.weekday() in weekend or day in holidays or day > LAUNCH + timedelta(weeks=12):
        assert asked == []
    for c in asked:
        assert c.begins_on <= day
        assert c.memory is None or c.memory.last_on < day
        is_peak = season.peak_from <= day < LAUNCH
        assert c.memory is None or is_peak or (day - c.memory.last_on).days >= interval_days(c.memory, 0.9)
    following = next_on(cards, season, day)
    if following is not None:
        assert following > day
        assert questions_on(cards, season, following, 0)
    last = following or season.ends_on + DAY
    between = [day + n * DAY for n in range(1, (last - day).days)]
    assert [d for d in between if questions_on(cards, season, d, 0)] == []


@pytest.mark.parametrize(
    ("taught", "quizzed_on", "expected"),
    [
        ([], None, None),
        ([], date(2024, 1, 9), date(2024, 1, 9)),  # no session is stored: the first quiz
        ([(date(2024, 1, 15), {"N1"}), (date(2024, 1, 25), {"N1", "N2"})], None, date(2024, 1, 15)),  # the first that names it
        ([(date(2024, 1, 15), {"N2"}), (date(2024, 1, 25), set())], None, date(2024, 1, 25)),  # nobody names it: the last
        ([(date(2024, 1, 15), set())], date(2024, 1, 9), date(2024, 1, 15)),
    ],
)
def test_when_a_claim_was_learnt(taught: list[tuple[date, set[str]]], quizzed_on: date | None, expected: date | None) -> None:
    sessions = [Taught(on, frozenset(claims)) for on, claims in taught]
    assert learnt_on("N1", sessions, quizzed_on) == expected


def placed(item_id: str, on: date, *, correct: bool | None) -> Placed:
    return Placed("r1", item_id, "s", 1, on.isoformat(), on, correct, is_unfinished=False, file_number=0, row=1)


def test_cards_hold_what_quiz_and_practice_showed_each_in_its_turn() -> None:
    claims = {"a1": "A", "a2": "A", "b1": "B"}
    january = [date(2024, 1, n) for n in range(1, 32)]
    left = Memory(7.0, 4.0, january[19])
    practised = [Practised(1, "A", "a2", january[19], 0, is_right=True)]
    quizzed = [
        placed("a1", january[9], correct=True),
        placed("b1", january[10], correct=None),  # skipped: says nothing
        placed("a1", january[19], correct=False),  # on the day of the practice: it is in that memory or came before
        placed("a1", january[24], correct=True),
    ]
    taught = [Taught(january[8], frozenset())]
    a, b = cards_of(claims, ["A", "B"], taught, quizzed, practised, {"A": left})
    assert a.memory == reviewed(left, january[24], is_right=True)
    assert a.shown == ("a1", "a1", "a2", "a1")
    assert (b.memory, b.shown, b.begins_on, b.place) == (None, (), january[9], 1)
    (only,) = cards_of(claims, ["A"], taught, quizzed[:1], [], {})
    assert only.memory == reviewed(None, january[9], is_right=True)
    assert cards_of(claims, ["A"], [], [quizzed[1]], [], {}) == []  # nothing learnt that anybody knows of


def item(item_id: str, claim: str = "A", language: str = "en") -> Item:
    return Item(item_id, "q", "need", f"{item_id}?", ("x", "y", "z"), 1, "because", f"{claim}-m", "B", claim, language)


SOME = tuple(item(f"i{n}") for n in range(4))


@given(st.integers(1, 4), st.lists(st.sampled_from([i.item_id for i in SOME]), max_size=9), st.text(max_size=4))
def test_another_question_each_time_and_all_of_them_alike(n: int, shown: list[str], seed: str) -> None:
    items = SOME[:n]
    before = [s for s in shown if s in {i.item_id for i in items}]
    found = item_for(items, before, seed)
    assert n == 1 or not before or found.item_id != before[-1]
    least = min(before.count(i.item_id) for i in items if n == 1 or not before or i.item_id != before[-1])
    assert before.count(found.item_id) == least
    assert item_for(tuple(reversed(items)), before, seed) == found


def test_what_a_quiz_still_asks_is_kept_for_it_while_there_is_another() -> None:
    of_quiz = {"i0", "i1"}
    assert {item_for(SOME, (), str(n), of_quiz).item_id for n in range(40)} == {"i2", "i3"}
    assert item_for(SOME[:3], ("i2",), "s", of_quiz).item_id in of_quiz  # never the last one again
    assert item_for(SOME[:3], ("i0", "i2"), "s", of_quiz).item_id == "i0"  # which the quiz has asked already


def test_a_claim_has_all_its_items_of_the_language_and_the_order_is_the_quizs() -> None:
    items = {i.item_id: i for i in (item("b2", "B"), item("a1"), item("b1", "B"), item("a1-de", "A", "de"), item("c1", "C"))}
    forms = [Form("q-A", "q", Motion.CONSULTATIVE, "en", ("b2", "gone")), Form("q-B", "q", Motion.CONSULTATIVE, "en", ("a1",))]
    found = items_by_claim(items, forms, "en")
    assert {claim: [i.item_id for i in some] for claim, some in found.items()} == {"B": ["b1", "b2"], "A": ["a1"]}
    assert list(found) == ["B", "A"]
    assert list(items_by_claim(items, forms, "en", kept={"a1", "b2"})) == ["B"]


def test_options_stand_in_an_order_of_their_own_each_time() -> None:
    orders = {shown_as(SOME[0], str(n)).options for n in range(60)}
    assert len(orders) == 6
    for n in range(10):
        shown = shown_as(SOME[0], str(n))
        assert shown.options[shown.correct] == "y"
        assert shown == shown_as(SOME[0], str(n))


def together(memories: list[Memory]) -> Memories:
    rows = np.array([(m.stability, m.last_on.toordinal()) for m in memories])
    return Memories(rows[:, 0], rows[:, 1])


def test_recall_is_told_of_five_people_and_never_of_four() -> None:
    day = date(2024, 2, 1)
    ninety, all_of_it = Memory(10.0, 5.0, day - 10 * DAY), Memory(10.0, 5.0, day)
    memories = {"B": together([ninety] * 4), "A": together([ninety] * 2 + [all_of_it] * 3)}
    a, b = claim_recalls(memories, {"A": (12, 9), "B": (8, 8)}, day, day + 10 * DAY)
    assert (a.claim, a.n_reps, a.n_answers, a.share_right) == ("A", 5, 12, 0.75)
    assert a.now == pytest.approx((2 * 0.9 + 3 * 1.0) / 5)
    assert a.at_launch == pytest.approx((2 * recall(ninety, day + 10 * DAY) + 3 * 0.9) / 5)
    assert (b.claim, b.share_right, b.now, b.at_launch) == ("B", None, None, None)
    (past,) = claim_recalls({"A": together([ninety] * 5)}, {"A": (5, 5)}, day, day)
    assert past.at_launch is None
