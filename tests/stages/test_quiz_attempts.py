"""Attempts counted by hand; people found by what surely names them, never by likeness; questions by id, words or the nearest."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.quizzes import (
    Attempt,
    Item,
    Person,
    Placed,
    Question,
    ReadAnswer,
    attempts_of,
    merged,
    numbered,
    place,
    queue_id,
)
from readiness.stages.quizzes.matching import Catalogue, Roster
from readiness.vocabulary import Motion, Rep

DAY = date(2024, 3, 8)
DUE = date(2024, 3, 8)


def rep(rep_id: str, name: str = "", email: str = "") -> Rep:
    return Rep(rep_id, name, email, "", "", "", "", Motion.CONSULTATIVE, "UTC", "en", None)


REPS = [rep("r1", "Ana Ruiz", "Ana@x.example"), rep("r2", "Bo Li", "bo@x.example"), rep("r3", "Bo Li", "li@x.example"), rep("R9")]
ITEMS = [
    Item("N1-value", "q", "value", "How long does half a litre take?", ("90 s", "60 s", "30 s"), 0, "f", "m", "1"),
    Item("N2-value", "q", "value", "Who pays in year two?", ("The buyer", "The factory", "Nobody"), 1, "f", "m", "1"),
    Item(
        "N3-value",
        "q",
        "value",
        "Which of these may you not promise to anybody at all?",
        ("Music", "Light", "90 s"),
        2,
        "f",
        "m",
        "1",
    ),
]


def placed(item_id: str, at: str, correct: bool | None = True, stated: int = 0, rep_id: str = "r1", number: int = 1) -> Placed:
    sitting = f"attempt {stated}" if stated else at
    return Placed(
        rep_id, item_id, sitting, stated, at, date.fromisoformat(at[:10]), correct, is_unfinished=False, file_number=number, row=2
    )


def test_sittings_are_counted_by_time_for_each_item() -> None:
    answers = [
        placed("a", "2024-03-09"),
        placed("a", "2024-03-08T10:00:00"),
        placed("a", "2024-03-08T09:00:00"),
        placed("b", "2024-03-09"),
    ]
    assert [(p.item_id, p.at, n) for p, n in numbered(answers)] == [
        ("a", "2024-03-08T09:00:00", 1), ("a", "2024-03-08T10:00:00", 2), ("a", "2024-03-09", 3), ("b", "2024-03-09", 1),
    ]  # fmt: skip


def test_a_stated_number_stands_where_all_are_stated() -> None:
    both = [placed("a", "2024-03-09", stated=1), placed("a", "2024-03-08", stated=3)]
    assert [(p.stated, n) for p, n in numbered(both)] == [(1, 1), (3, 3)]
    assert [(p.at, n) for p, n in numbered([*both, placed("a", "2024-03-07")])] == [
        ("2024-03-07", 1), ("2024-03-08", 2), ("2024-03-09", 3),
    ]  # fmt: skip


def test_first_later_late_and_partial_attempts() -> None:
    answers = [
        placed("a", "2024-03-07"), placed("b", "2024-03-07", correct=None), placed("a", "2024-03-09"), placed("b", "2024-03-09"),
        replace(placed("a", "2024-03-08", rep_id="r2"), is_unfinished=True),
    ]  # fmt: skip
    day = {n: date(2024, 3, n) for n in (7, 8, 9)}
    assert attempts_of(answers, DUE) == [
        Attempt("r1", 1, day[7], day[7], 2, 1, is_late=False, is_partial=True),
        Attempt("r1", 2, day[9], day[9], 2, 2, is_late=True, is_partial=False),
        Attempt("r2", 1, day[8], day[8], 1, 1, is_late=False, is_partial=True),
    ]
    assert not any(a.is_late for a in attempts_of(answers, None))


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("78"), st.booleans(), st.integers(1, 4)), max_size=12), st.randoms()
)
def test_the_latest_file_wins_whatever_order_they_come_in(
    drawn: list[tuple[str, str, bool, int]], shuffle: random.Random
) -> None:
    files = {(item, day, number): placed(item, f"2024-03-0{day}", right, number=number) for item, day, right, number in drawn}
    answers = list(files.values())
    expected: dict[tuple[str, str], bool | None] = {}
    for p in sorted(answers, key=lambda p: p.file_number):
        expected[p.item_id, p.at] = p.correct
    shuffle.shuffle(answers)
    half = len(answers) // 2
    kept = merged(merged(merged({}, answers[:half]), answers[half:]), answers[:half])
    assert {(p.item_id, p.at): p.correct for p in kept.values()} == expected


@pytest.mark.parametrize(
    ("person", "found"),
    [
        (Person(rep_id="r1"), "r1"), (Person(rep_id="R1"), "r1"),
        (Person(rep_id="ana@x.example"), "r1"), (Person(email="ANA@X.example"), "r1"),
        (Person(name="ana  ruiz"), "r1"), (Person(nickname="r1"), "r1"),
        (Person(nickname="Ana Ruiz"), "r1"), (Person(rep_id="r9"), "R9"),
        (Person(rep_id="nobody", email="bo@x.example"), "r2"), (Person(name="Somebody Else", email="bo@x.example"), "r2"),
        (Person(email_sha1=hashlib.sha1(b"mailto:bo@x.example").hexdigest()), "r2"),  # noqa: S324 - as xAPI defines it
        (Person(name="Bo Li"), ""), (Person(name="Ana Ruis"), ""), (Person(name="Ana"), ""), (Person(), ""),
        (Person(rep_id="r1", email="bo@x.example"), ""), (Person(email="ana@x.exampl"), ""), (Person(nickname="zorro"), ""),
    ],
)  # fmt: skip
def test_a_person_is_found_by_id_mail_or_exact_name_and_never_by_a_guess(person: Person, found: str) -> None:
    match = Roster(REPS).match(person)
    assert match.found == found
    assert bool(match.why) == (not found)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (Question("N1-value"), "N1-value"), (Question("1. n1-VALUE: how long?"), "N1-value"),
        (Question("", item_id="N2-value"), "N2-value"),
        (Question("  who pays in year TWO? "), "N2-value"),
        (Question("Who pays in year two?: The buyer; The factory"), "N2-value"),
        (Question("Which of these may you not promise anybody at all?"), "N3-value"),
        (Question("Question 2", right="The factory"), "N2-value"),
        (Question("Question 2"), ""), (Question("Question 2", right="Music"), ""), (Question("N1-value or N2-value?"), ""),
        (Question("Who pays in year ten, then?"), ""), (Question("N1-values"), ""), (Question(""), ""),
    ],
)  # fmt: skip
def test_a_question_is_found_by_id_words_right_answer_or_the_nearest_above_the_bar(question: Question, found: str) -> None:
    match = Catalogue(ITEMS).match(question)
    assert match.found == found
    assert bool(match.why) == (not found)


def test_a_question_with_another_number_is_another_question() -> None:
    asked = replace(ITEMS[0], stem="How long does the kettle need for half a litre at 90 degrees?")
    assert Catalogue([asked]).match(Question("How long does a kettle need for half a litre at 90 degrees?")).found == "N1-value"
    assert Catalogue([asked]).match(Question("How long does the kettle need for half a litre at 80 degrees?")).found == ""


def test_two_items_with_the_same_words_are_told_apart_by_nobody() -> None:
    twins = [ITEMS[0], replace(ITEMS[1], stem=ITEMS[0].stem)]
    assert Catalogue(twins).match(Question(ITEMS[0].stem)).why.endswith("fits several items")


def read(
    row: int, person: Person, question: Question, answer: str, correct: bool | None = None, statement: str = ""
) -> ReadAnswer:
    return ReadAnswer(row, "", person, question, "s", 0, "2024-03-08", DAY, answer, correct, statement=statement)


ANA, NOBODY = Person(rep_id="r1"), Person(nickname="zorro")
FIRST, STRANGE = Question("N1-value"), Question("What is your shoe size?")


def test_every_answer_has_exactly_one_fate() -> None:
    answers = [
        read(2, ANA, FIRST, "90 s"), read(3, ANA, FIRST, "a) 90 s"), read(4, ANA, FIRST, "B"), read(5, NOBODY, FIRST, "A"),
        read(6, ANA, STRANGE, "44"), read(7, NOBODY, STRANGE, "44"), read(8, Person(rep_id="r2"), FIRST, "never"),
        read(9, Person(rep_id="r2"), FIRST, "90 s", correct=False), read(10, Person(rep_id="r2"), FIRST, "A", statement="s1"),
    ]  # fmt: skip
    placing = place(answers, ITEMS, REPS, {queue_id("void", "s1"): "s2"}, 1)
    assert [(p.rep_id, p.item_id, p.correct, p.row) for p in placing.placed] == [("r1", "N1-value", True, 2)]
    assert [a.row for a in placing.repeated] == [3]
    assert [(w.answer.row, bool(w.person_queue), bool(w.question_queue)) for w in placing.waiting] == [
        (5, True, False), (6, False, True), (7, True, True),
    ]  # fmt: skip
    assert sorted((a.row, why.split(" ")[0]) for a, why in placing.held) == [(4, "row"), (8, "'never'"), (9, "its"), (10, "the")]
    assert len(placing.placed) + len(placing.repeated) + len(placing.waiting) + len(placing.held) == len(answers)


def test_what_somebody_decided_comes_before_every_rule() -> None:
    answers = [read(2, NOBODY, STRANGE, "B"), read(3, ANA, STRANGE, "A")]
    decisions = {answers[0].person_queue: "r2", answers[0].question_queue: "N1-value"}
    placing = place(answers, ITEMS, REPS, decisions, 1)
    assert [(p.rep_id, p.item_id, p.correct) for p in placing.placed] == [("r2", "N1-value", False), ("r1", "N1-value", True)]
    out = place(answers, ITEMS, REPS, {answers[0].question_queue: "-"}, 1)
    assert [(a.row, why) for a, why in out.held] == [(2, "left out by hand"), (3, "left out by hand")]


def test_two_people_who_say_nothing_of_themselves_are_not_one() -> None:
    nobody = read(2, Person(), FIRST, "A")
    assert nobody.person_queue != replace(nobody, sitting="other").person_queue
    assert nobody.question_queue == replace(nobody, sitting="other").question_queue
