from __future__ import annotations

from datetime import date

import pytest

from readiness.stages.rep_readiness import WEIGHTS, PartScore, RepReadiness
from readiness.stages.report import changed_bars, methods, readiness_notes
from readiness.stages.training import HALF_LIFE_DAYS, IndexPolicy
from readiness.vocabulary import Motion

DAY = date(2026, 3, 2)


def judged(rep_id: str, *known: str, stale: tuple[str, ...] = ()) -> RepReadiness:
    parts = tuple(
        PartScore(p, 0.5 if p in known else None, 0.1, w, w if p in known else 0.0, DAY, stale if p == "knowledge" else ())
        for p, w in WEIGHTS.items()
    )
    return RepReadiness(rep_id, 50, 40, 60, 0.5, "developing", "", parts=parts)


def test_what_nobody_has_is_named_with_its_weight() -> None:
    assert readiness_notes([judged("a", "knowledge", "attendance"), judged("b", "knowledge", "pitch")]) == [
        "Nothing is known of reinforcement and certificates (15% of the formula). That counts neither for nor against anybody,"
        " and coverage can reach 85% at most."
    ]
    assert readiness_notes([judged("a", *WEIGHTS)]) == readiness_notes([]) == readiness_notes([judged("a")]) == []


@pytest.mark.parametrize(
    ("stale", "said"),
    [
        ([("R1",)],
         "1 claim changed after 1 rep was quizzed on it: those answers count no more until the new questions are answered."),
        ([("R1",), ("R1", "R2")],
         "2 claims changed after 2 reps were quizzed on them: those answers count no more until the new questions are answered."),
    ],
)  # fmt: skip
def test_claims_that_changed_are_counted(stale: list[tuple[str, ...]], said: str) -> None:
    assert readiness_notes([judged(f"r{i}", *WEIGHTS, stale=claims) for i, claims in enumerate(stale)]) == [said]


def test_a_bar_that_moved_is_said_with_both_values() -> None:
    first = {"consultative": (70.0, DAY), "enterprise": (80.0, DAY)}
    assert changed_bars({"consultative": 60.0, "enterprise": 80.0, "transactional": 55.0}, first) == [
        "The bar of consultative reps was 70 when answers were first measured (2 March 2026) and is 60 now. A bar is fair when"
        " it is set before the answers are known."
    ]


def test_the_formula_in_words_is_the_launchs_own() -> None:
    own = {"knowledge": 0.6, "attendance": 0.0, "reinforcement": 0.0, "pitch": 0.4, "certificate": 0.0}
    index = IndexPolicy(own, HALF_LIFE_DAYS, bars={Motion.ENTERPRISE: 80.0})
    said = dict(methods(70, None, index))
    assert "in the competencies of the motion (60%); a graded pitch (40%). Evidence that" in said["Readiness"]
    assert "attended" not in said["Readiness"]
    assert "the whole band is at the bar of 70 (enterprise reps: 80) or above" in said["Ready, developing, not ready"]
    assert "minutes attended out of the session's minutes (15%)" in dict(methods(70))["Readiness"]
