"""Team holes: first answers only, skipped ones say nothing, what most get wrong comes first."""

from __future__ import annotations

from datetime import date

from readiness.stages.quizzes.attempts import Placed
from readiness.stages.report.team_holes import Hole, first_answers, holes


def answer(rep: str, item: str, correct: bool | None, at: int = 1) -> Placed:
    return Placed(rep, item, f"s{at}", 0, f"2024-02-0{at}T09:00", date(2024, 2, at), correct, False, 0, 0)


def test_first_answers_count_and_skipped_ones_do_not() -> None:
    given = [answer("a", "i1", False), answer("a", "i1", True, 2), answer("b", "i1", None), answer("b", "i1", True, 3)]
    assert [(p.rep_id, p.correct) for p in first_answers(given)] == [("a", False), ("b", True)]


def test_what_most_get_wrong_comes_first_and_too_few_answers_last() -> None:
    reps = [f"r{n:02}" for n in range(10)]
    given = [answer(rep, "i1", n >= 7) for n, rep in enumerate(reps)]  # 7 of 10 wrong
    given += [answer(rep, "i2", n >= 2) for n, rep in enumerate(reps)]  # 2 of 10 wrong
    given += [answer("r00", "i3", False)]  # 1 of 1 wrong says nothing
    given += [answer("r00", "gone", False)]  # asked no more
    found = holes(given, {"i1": "m1", "i2": "m2", "i3": "m3"})
    assert found == [Hole("m1", 10, 10, 7), Hole("m2", 10, 10, 2), Hole("m3", 1, 1, 1)]
    assert [h.is_known for h in found] == [True, True, False]
    assert found[0].share == 0.7
