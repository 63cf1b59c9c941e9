"""Answers are scored by our own key or set aside with one clear reason; first attempts alone make the ability."""

from datetime import date

import numpy as np
import pytest

from readiness.stages.quizzes import Item, RawResponse, Response, abilities, score_responses
from readiness.vocabulary import Motion, Rep

DAY = date(2020, 5, 4)
ITEMS = [
    Item("R1-need", "q", "need", "Which?", ("The first need.", "The second, “quoted” need", "a", "-20 °C"), 1, "f", "m", "1"),
    Item("R2-need", "q", "need", "Which then?", ("one", "two", "three"), 0, "f", "m", "1"),
]


def rep(rep_id: str, email: str = "") -> Rep:
    return Rep(rep_id, "", email, "", "", "", "", Motion.CONSULTATIVE, "UTC", "en", None)


REPS = [rep("281", "Zoë@x.example"), rep("282", "same@x.example"), rep("283", "same@x.example")]


def raw(
    row: int, who: str, item_id: str = "R1-need", attempt: int = 1, answer: str = "", correct: bool | None = None
) -> RawResponse:
    return RawResponse("a.csv", row, who, item_id, attempt, DAY, answer, correct)


@pytest.mark.parametrize(
    ("answer", "correct"),
    [
        ("the second,  \"quoted\" need.", True), ("B", True), ("b)", True), ("(B)", True), ("The first need", False),
        ("A", False),  # the third option is the text `a`: a text comes before a letter
        ("'-20 °C", False), ("D", False),
    ],
)  # fmt: skip
def test_an_answer_is_an_options_text_or_letter(answer: str, correct: bool) -> None:
    good, refused = score_responses([raw(2, "281", answer=answer)], ITEMS, REPS)
    assert refused == []
    assert good == [Response("281", "R1-need", 1, DAY, correct)]


def test_a_person_is_an_id_or_a_mail_address() -> None:
    rows = [raw(2, "ZOË@X.example", correct=True), raw(3, "282", correct=False), raw(4, "283")]
    good, refused = score_responses(rows, ITEMS, REPS)
    assert refused == []
    assert [(r.rep_id, r.correct) for r in good] == [("281", True), ("282", False), ("283", None)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (raw(2, "999", answer="B"), "no rep has the id or mail address '999'"),
        (raw(2, "same@x.example", answer="B"), "no rep has the id or mail address 'same@x.example'"),
        (raw(2, "", answer="B"), "it does not say who answered"),
        (raw(2, "281", item_id="R7-need"), "no item has the id 'R7-need'"),
        (raw(2, "281", answer="E"), "'E' is none of the item's 4 options"),
        (raw(2, "281", answer="some of it"), "'some of it' is none of the item's 4 options"),
        (raw(2, "281", attempt=0), "attempt 0 is not 1 or more"),
        (raw(2, "281", answer="B", correct=False), "its answer and its own score contradict"),
    ],
)
def test_what_cannot_be_counted_is_set_aside_with_its_reason(row: RawResponse, reason: str) -> None:
    good, [refused] = score_responses([row], ITEMS, REPS)
    assert good == []
    assert refused.reason.startswith(reason)
    assert (refused.file, refused.row) == ("a.csv", 2)
    assert row.item_id in refused.raw


def test_the_same_attempt_twice_counts_once() -> None:
    rows = [raw(9, "281", answer="A"), raw(2, "zoë@x.example", answer="B"), raw(10, "281", attempt=2, answer="B")]
    good, [refused] = score_responses(rows, ITEMS, REPS)
    assert [(r.attempt, r.correct) for r in good] == [(1, True), (2, True)]
    assert refused.row == 9
    assert refused.reason.endswith("is already in a.csv, row 2")


def answered(matrix: np.ndarray) -> tuple[list[Response], list[Item]]:
    n_reps, n_items = matrix.shape
    items = [Item(f"i{j:02}", "q", "need", str(j), ("a", "b", "c"), 0, "f", "m", "1") for j in range(n_items)]
    return [Response(f"r{i:02}", f"i{j:02}", 1, DAY, bool(matrix[i, j])) for i in range(n_reps) for j in range(n_items)], items


def test_nobody_answered() -> None:
    assert abilities([], ITEMS)[:2] == ([], [])
    skipped = [Response("281", "R1-need", 1, DAY, correct=None)]
    assert abilities(skipped, ITEMS)[:2] == ([], [])


def test_stronger_reps_have_more_ability_and_the_band_holds_the_share() -> None:
    draw = np.random.default_rng(5)
    theta = np.linspace(-1.5, 1.5, 17)
    matrix = draw.random((17, 24)) < 1 / (1 + np.exp(draw.normal(-0.4, 1, 24) - theta[:, None]))
    found, quality, facts = abilities(*answered(matrix))
    by_rep = [a.ability for a in found]
    assert np.corrcoef(by_rep, theta)[0, 1] > 0.85
    assert all(0 <= a.expected_share_low < a.expected_share < a.expected_share_high <= 1 for a in found)
    assert all(a.n_responses == 24 for a in found)
    assert np.mean([a.expected_share for a in found]) == pytest.approx(matrix.mean(), abs=0.03)
    assert [q.share_correct for q in quality] == pytest.approx(list(matrix.mean(axis=0)))
    assert (facts["n_reps"], facts["n_items"], facts["n_responses"]) == (17, 24, 17 * 24)


def test_retakes_and_skips_change_nothing_but_their_counts() -> None:
    matrix = np.random.default_rng(2).random((32, 6)) < 0.6
    responses, items = answered(matrix)
    retakes = [Response(r.rep_id, r.item_id, 2, DAY, correct=True) for r in responses]
    unknown = [Response("r00", "gone", 1, DAY, correct=True)]
    plain, more = abilities(responses, items), abilities([*retakes, *reversed(responses), *unknown], items)
    assert more[:2] == plain[:2]
    assert (plain[2]["n_retakes_left_out"], more[2]["n_retakes_left_out"]) == (0, 192)
    skipped = [*responses, Response("r99", "i00", 1, DAY, correct=None), Response("r99", "i00", 2, DAY, correct=True)]
    assert abilities(skipped, items)[:2] == plain[:2]  # a skip is a first attempt: the retake after it has seen the item


def test_items_are_flagged_for_what_is_wrong_with_them() -> None:
    draw = np.random.default_rng(11)
    theta = draw.normal(size=60)
    matrix = draw.random((60, 12)) < 1 / (1 + np.exp(-1.8 * (theta[:, None] - np.linspace(-1, 1, 12))))
    matrix[:, 1] = ~matrix[:, 1]  # the wrong option is the key
    matrix[:, 2], matrix[:, 3] = True, False
    matrix[:5, 3] = theta[:5] > 0.5
    flags = {q.item_id: q.flag for q in abilities(*answered(matrix))[1]}
    assert (flags["i01"], flags["i02"], flags["i03"]) == ("wrong_key", "too_easy", "too_hard")
    assert {f for i, f in flags.items() if i not in ("i01", "i02", "i03")} == {""}


def test_few_answers_flag_nothing() -> None:
    quality = abilities(*answered(np.array([[1, 0], [0, 1], [1, 1]], dtype=bool)))[1]
    assert [q.flag for q in quality] == ["", ""]
    [one] = abilities([Response("r", "R1-need", 1, DAY, correct=True)], ITEMS)[0]
    assert 0 < one.ability < 1
    assert 0.5 < one.standard_error < 1
