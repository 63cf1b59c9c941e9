"""Team holes: first answers only, skipped ones say nothing, what most get wrong comes first."""

from __future__ import annotations

from datetime import date

from readiness.stages.quizzes.attempts import Placed
from readiness.stages.report.team_holes import Hole, first_answers, holes


def answer(rep: str, item: str, said: str, at: int = 1) -> Placed:
    """Return an answer that is right, wrong or skipped."""
    correct = {"right": True, "wrong": False, "skipped": None}[said]
    day = date(2024, 2, at)
    return Placed(rep, item, f"s{at}", 0, f"2024-02-0{at}T09:00", day, correct, is_unfinished=False, file_number=0, row=0)


def test_first_answers_count_and_skipped_ones_do_not() -> None:
    given = [
        answer("a", "i1", "wrong"),
        answer("a", "i1", "right", 2),
        answer("b", "i1", "skipped"),
        answer("b", "i1", "right", 3),
    ]
    assert [(p.rep_id, p.correct) for p in first_answers(given)] == [("a", False), ("b", True)]


def test_what_most_get_wrong_comes_first_and_too_few_answers_last() -> None:
    reps = [f"r{n:02}" for n in range(10)]
    given = [answer(rep, "i1", "right" if n >= 7 else "wrong") for n, rep in enumerate(reps)]  # 7 of 10 wrong
    given += [answer(rep, "i2", "right" if n >= 2 else "wrong") for n, rep in enumerate(reps)]  # 2 of 10 wrong
    given += [answer("r00", "i3", "wrong")]  # 1 of 1 wrong says nothing
    given += [answer("r00", "gone", "wrong")]  # asked no more
    found = holes(given, {"i1": "m1", "i2": "m2", "i3": "m3"})
    assert found == [Hole("m1", 10, 10, 7), Hole("m2", 10, 10, 2), Hole("m3", 1, 1, 1)]
    assert [h.is_known for h in found] == [True, True, False]
    assert found[0].share == 0.7
