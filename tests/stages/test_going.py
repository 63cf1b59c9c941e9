"""Going: what the facts speak for."""

from __future__ import annotations

import pytest

from readiness.stages.report.going import GO, MET, OPEN, UNKNOWN, WAIT, GoFact, advice


@pytest.mark.parametrize(
    ("n", "of", "least", "state"),
    [
        (15, 15, 1.0, MET),
        (14, 15, 1.0, OPEN),
        (7, 10, 0.7, MET),
        (69, 100, 0.7, OPEN),
        (0, 0, 1.0, UNKNOWN),
        (None, 5, 1.0, UNKNOWN),
    ],
)
def test_a_fact_is_met_open_or_not_known(n: float | None, of: float, least: float, state: str) -> None:
    assert GoFact("messages", n, of, least).state == state


def test_only_when_all_is_met_the_facts_speak_for_going() -> None:
    met, open_, unknown = GoFact("a", 1, 1), GoFact("b", 0, 1), GoFact("c", None, 1)
    assert advice([met, met]) == GO
    assert advice([met, open_]) == WAIT
    assert advice([met, unknown]) == WAIT
    assert advice([]) == WAIT
