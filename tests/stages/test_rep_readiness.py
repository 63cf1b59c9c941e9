from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.quizzes import Ability
from readiness.stages.rep_readiness import WEIGHTS, RepReadiness, readiness_by_rep
from readiness.stages.training import Attendance, TrainingPolicy
from readiness.vocabulary import Motion, Rep

DAY = date(2019, 5, 13)


def rep(rep_id: str, partner_id: str = "p") -> Rep:
    return Rep(rep_id, rep_id, "", "c", partner_id, "t", "m", Motion.CONSULTATIVE, "UTC", "en", None)


def policy(bar: float = 70, minutes: int = 90) -> TrainingPolicy:
    return TrainingPolicy("T", minutes, 12, DAY, time(9), time(17), 2, bar)


def ability(rep_id: str, share: float, low: float, high: float, n: int = 20) -> Ability:
    return Ability(rep_id, n, 0.0, 0.4, share, low, high)


def one(abilities: list[Ability], attendance: list[Attendance], bar: float = 70, **more: object) -> RepReadiness:
    (found,) = readiness_by_rep([rep("a")], abilities, attendance, policy(bar), {}, **more)  # type: ignore[arg-type]
    return found


def test_the_weights_are_the_published_ones() -> None:
    assert dict(WEIGHTS) == {"knowledge": 0.5, "attendance": 0.2, "reinforcement": 0.1, "pitch": 0.2}
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_index_by_hand() -> None:
    # knowledge .8, 45 of 90 minutes: 100 (.5*.8 + .2*.5) / .7 = 71.43; low .7: 64.29; high .9: 78.57
    found = one([ability("a", 0.8, 0.7, 0.9)], [Attendance("a", DAY, 45)])
    assert found.readiness == pytest.approx(50 / 0.7)
    assert found.readiness_low == pytest.approx(45 / 0.7)
    assert found.readiness_high == pytest.approx(55 / 0.7)
    assert found.coverage == pytest.approx(0.7)
    assert found.status == "developing"
    # knowledge costs .5*.2, attendance .2*.5: level, so knowledge is named
    assert found.holds_back == "quiz: about 80% of it right"


def test_missing_evidence_leaves_the_denominator() -> None:
    found = one([ability("a", 0.8, 0.72, 0.9)], [])
    assert (found.readiness, found.coverage, found.status) == (80, 0.5, "ready")


@pytest.mark.parametrize(
    ("low", "high", "status"),
    [(0.70, 0.9, "ready"), (0.6999, 0.9, "developing"), (0.5, 0.70, "developing"), (0.5, 0.699, "not_ready")],
)
def test_status_comes_from_the_whole_band(low: float, high: float, status: str) -> None:
    assert one([ability("a", (low + high) / 2, low, high)], []).status == status


def test_too_few_answers_are_not_judged() -> None:
    assert one([ability("a", 0.9, 0.8, 0.95, n=4)], []).status == "not_enough_data"
    assert one([ability("a", 0.9, 0.8, 0.95, n=4)], []).holds_back == "only 4 quiz answers so far"
    assert one([ability("a", 0.9, 0.8, 0.95, n=5)], []).status == "ready"


def test_attendance_alone_has_no_band_and_no_verdict() -> None:
    found = one([], [Attendance("a", DAY, 90)])
    assert (found.readiness, found.readiness_low, found.readiness_high) == (None, None, None)
    assert (found.coverage, found.status, found.holds_back) == (0.2, "not_enough_data", "no quiz taken")


def test_nothing_known() -> None:
    found = one([], [])
    assert found == RepReadiness("a", None, None, None, 0.0, "not_enough_data", "no quiz taken", "no_quiz")


def test_whoever_is_on_no_list_of_the_partner_missed_the_session() -> None:
    reps = [rep("a"), rep("b"), rep("c", "other")]
    abilities = [ability(r.rep_id, 0.95, 0.9, 0.99) for r in reps]
    found = {r.rep_id: r for r in readiness_by_rep(reps, abilities, [Attendance("a", DAY, 90)], policy(), {})}
    assert found["b"].holds_back == "missed the session"
    assert found["b"].readiness == pytest.approx(47.5 / 0.7)
    assert found["c"].coverage == 0.5  # no list of that partner came in
    early = readiness_by_rep(reps, abilities, [Attendance("a", DAY, 90)], policy(), {}, session_over={"a"})
    assert {r.rep_id: r.coverage for r in early} == {"a": 0.7, "b": 0.5, "c": 0.5}


def test_holds_back_names_the_claim_missed_most() -> None:
    misses = {"a": "claim: rider comfort (missed 3 of 4)"}
    (found,) = readiness_by_rep([rep("a")], [ability("a", 0.5, 0.4, 0.6)], [Attendance("a", DAY, 60)], policy(), misses)
    assert (found.holds_back, found.weakest) == ("claim: rider comfort (missed 3 of 4)", "knowledge")
    (found,) = readiness_by_rep([rep("a")], [ability("a", 0.99, 0.98, 1)], [Attendance("a", DAY, 60)], policy(), misses)
    assert found.holds_back == "attended 60 of 90 minutes"


def test_minutes_add_up_and_are_capped() -> None:
    perfect = [ability("a", 1.0, 1.0, 1.0)]
    assert one(perfect, [Attendance("a", DAY, 80), Attendance("a", DAY, 80)]).readiness == 100
    assert one(perfect, [Attendance("a", DAY, -5)]).readiness == pytest.approx(100 * 0.5 / 0.7)


def test_rows_come_by_rep_whatever_the_order() -> None:
    reps = [rep("b"), rep("a")]
    assert [r.rep_id for r in readiness_by_rep(reps, [], [], policy(), {})] == ["a", "b"]
    assert readiness_by_rep(reps, [], [], policy(minutes=0), {}) == readiness_by_rep(reps[::-1], [], [], policy(), {})


share = st.floats(0, 1)


@given(st.tuples(share, share, share).map(sorted), st.integers(0, 200), share)
def test_index_lies_in_its_band_and_more_of_anything_never_lowers_it(shares: list[float], minutes: int, more: float) -> None:
    low, middle, high = shares
    found = one([ability("a", middle, low, high)], [Attendance("a", DAY, minutes)])
    assert found.readiness is not None and found.readiness_low is not None and found.readiness_high is not None
    assert 0 <= found.readiness_low <= found.readiness <= found.readiness_high <= 100
    better = one([ability("a", max(middle, more), low, high)], [Attendance("a", DAY, minutes + 10)])
    assert better.readiness is not None and better.readiness >= found.readiness
