from __future__ import annotations

import math
from datetime import date, time, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.quizzes import Ability, Response
from readiness.stages.rep_readiness import (
    DRIFT,
    HALF_LIFE_DAYS,
    PARTS,
    WEIGHTS,
    Evidence,
    PartScore,
    RepEvidence,
    RepReadiness,
    index_of,
    part_score,
    readiness_by_rep,
)
from readiness.stages.training import Attendance, Criterion, IndexPolicy, PitchScore, Rubric, TrainingPolicy
from readiness.vocabulary import Motion, Rep

DAY = date(2019, 5, 13)
FRESH = IndexPolicy(half_life_days=dict.fromkeys(PARTS, 0))
"""Nothing ages, so that sums can be done by hand."""
Z90 = 1.6448536269514722


def rep(rep_id: str, partner_id: str = "p", motion: Motion = Motion.CONSULTATIVE) -> Rep:
    return Rep(rep_id, rep_id, "", "c", partner_id, "t", "m", motion, "UTC", "en", None)


def policy(bar: float = 70, minutes: int = 90, index: IndexPolicy = FRESH) -> TrainingPolicy:
    return TrainingPolicy("T", minutes, 12, DAY, time(9), time(17), 2, bar, index)


def ability(rep_id: str, share: float, low: float, high: float, n: int = 20) -> Ability:
    return Ability(rep_id, n, 0.0, 0.4, share, low, high)


def one(known: RepEvidence, bar: float = 70, index: IndexPolicy = FRESH, as_of: date = DAY) -> RepReadiness:
    (found,) = readiness_by_rep([rep("a")], known, policy(bar, index=index), as_of=as_of)
    return found


def quizzed(share: float, low: float, high: float, minutes: int | None = None, n: int = 20) -> RepEvidence:
    attendance = [] if minutes is None else [Attendance("a", DAY, minutes)]
    return RepEvidence(abilities=[ability("a", share, low, high, n)], attendance=attendance)


def test_the_published_weights_are_five_and_add_up() -> None:
    assert tuple(WEIGHTS) == PARTS == ("knowledge", "attendance", "reinforcement", "pitch", "certificate")
    assert math.fsum(WEIGHTS.values()) == pytest.approx(1)
    assert set(HALF_LIFE_DAYS) == set(PARTS)


def test_index_by_hand() -> None:
    # knowledge .8, 45 of 90 minutes: 100 (.5*.8 + .15*.5) / .65 = 73.077; error of knowledge .2 / 3.29 = .0608
    found = one(quizzed(0.8, 0.7, 0.9, minutes=45))
    assert found.readiness == pytest.approx(47.5 / 0.65)
    se = 100 * 0.5 * (0.2 / (2 * Z90)) / 0.65
    assert found.readiness_se == pytest.approx(se)
    assert found.readiness_low == pytest.approx(47.5 / 0.65 - Z90 * se)
    assert found.readiness_high == pytest.approx(47.5 / 0.65 + Z90 * se)
    assert found.coverage == pytest.approx(0.65)
    assert (found.status, found.bar) == ("developing", 70)
    assert [(p.part, p.share, p.weight, p.counted) for p in found.parts] == [
        ("knowledge", pytest.approx(0.8), 0.5, 0.5), ("attendance", 0.5, 0.15, 0.15), ("reinforcement", None, 0.1, 0),
        ("pitch", None, 0.2, 0), ("certificate", None, 0.05, 0),
    ]  # fmt: skip
    # knowledge costs .5*.2 = .1, attendance .15*.5 = .075
    assert (found.holds_back, found.weakest) == ("quiz: about 80% of it right", "knowledge")


def test_all_five_parts_by_hand() -> None:
    rubric = Rubric(5, (Criterion("opening", "Opening question", 40), Criterion("proof", "Proof", 60)), one_rater_error=0.15)
    days = [DAY, DAY + timedelta(days=20)]
    known = RepEvidence(
        abilities=[ability("a", 0.7, 0.6, 0.8)],
        responses=[Response("a", f"q{i}", attempt, days[attempt - 1], i < 8) for i in range(10) for attempt in (1, 2)],
        attendance=[Attendance("a", DAY, 90)],
        pitches=[PitchScore("a", DAY, "Mo", "opening", 2), PitchScore("a", DAY, "Mo", "proof", 4)],
        certified_on={"a": DAY},
    )
    index = IndexPolicy(half_life_days=dict.fromkeys(PARTS, 0), rubric=rubric)
    found = one(known, index=index, as_of=days[1])
    # pitch .4*.4 + .6*.8 = .64; again 8 of 10; 100 (.5*.7 + .15*1 + .1*.8 + .2*.64 + .05*1) = 75.8
    assert found.readiness == pytest.approx(75.8)
    assert found.coverage == pytest.approx(1)
    # errors: .2 / 3.29 = .0608; Beta(9, 3): sqrt(.75 * .25 / 13) = .1201; one rater .15
    variance = (0.5 * 0.2 / (2 * Z90)) ** 2 + (0.1**2) * (0.1875 / 13) + (0.2 * 0.15) ** 2
    assert found.readiness_se == pytest.approx(100 * math.sqrt(variance))
    assert found.holds_back == "quiz: about 70% of it right"  # costs 15 points, the pitch 7.2


def test_missing_evidence_leaves_the_denominator() -> None:
    found = one(quizzed(0.8, 0.72, 0.88))
    assert (found.readiness, found.coverage, found.status) == (80, 0.5, "ready")


@pytest.mark.parametrize(
    ("low", "high", "status"),
    [(0.70, 0.9, "ready"), (0.6999, 0.9, "developing"), (0.5, 0.70, "developing"), (0.5, 0.699, "not_ready")],
)
def test_status_comes_from_the_whole_band(low: float, high: float, status: str) -> None:
    assert one(quizzed((low + high) / 2, low, high)).status == status


def test_too_few_answers_are_not_judged() -> None:
    assert one(quizzed(0.9, 0.85, 0.95, n=4)).status == "not_enough_data"
    assert one(quizzed(0.9, 0.85, 0.95, n=4)).holds_back == "only 4 quiz answers so far"
    assert one(quizzed(0.9, 0.85, 0.95, n=5)).status == "ready"


def test_attendance_alone_has_no_band_and_no_verdict() -> None:
    found = one(RepEvidence(attendance=[Attendance("a", DAY, 90)]))
    assert (found.readiness, found.readiness_low, found.readiness_high, found.readiness_se) == (None, None, None, None)
    assert (found.coverage, found.status, found.holds_back) == (0.15, "not_enough_data", "no quiz taken")


def test_nothing_known() -> None:
    found = one(RepEvidence())
    assert (found.readiness, found.coverage, found.status) == (None, 0.0, "not_enough_data")
    assert (found.holds_back, found.weakest) == ("no quiz taken", "no_quiz")
    assert all(p.share is None and p.counted == 0 for p in found.parts)


def test_the_bar_is_that_of_the_motion() -> None:
    index = IndexPolicy(half_life_days=FRESH.half_life_days, bars={Motion.TRANSACTIONAL: 60, Motion.ENTERPRISE: 80})
    reps = [rep("a", motion=Motion.TRANSACTIONAL), rep("b"), rep("c", motion=Motion.ENTERPRISE)]
    known = RepEvidence(abilities=[ability(r.rep_id, 0.7, 0.65, 0.75) for r in reps])
    found = readiness_by_rep(reps, known, policy(70, index=index), as_of=DAY)
    assert [(r.bar, r.status) for r in found] == [(60, "ready"), (70, "developing"), (80, "not_ready")]


def test_own_weights_make_the_index() -> None:
    weights = {"knowledge": 0.2, "attendance": 0.8, "reinforcement": 0, "pitch": 0, "certificate": 0}
    found = one(quizzed(0.5, 0.4, 0.6, minutes=90), index=IndexPolicy(weights, FRESH.half_life_days))
    assert (found.readiness, found.coverage) == (pytest.approx(90), pytest.approx(1))


def test_whoever_is_on_no_list_of_the_partner_missed_the_session() -> None:
    reps = [rep("a"), rep("b"), rep("c", "other")]
    known = RepEvidence(abilities=[ability(r.rep_id, 0.95, 0.9, 0.99) for r in reps], attendance=[Attendance("a", DAY, 90)])
    found = {r.rep_id: r for r in readiness_by_rep(reps, known, policy(), as_of=DAY)}
    assert found["b"].holds_back == "missed the session"
    assert found["b"].readiness == pytest.approx(47.5 / 0.65)
    assert found["c"].coverage == 0.5  # no list of that partner came in
    early = RepEvidence(abilities=known.abilities, attendance=known.attendance, session_over={"a"})
    coverage = {r.rep_id: r.coverage for r in readiness_by_rep(reps, early, policy(), as_of=DAY)}
    assert coverage == {"a": 0.65, "b": 0.5, "c": 0.5}


def test_absence_ages_as_attendance_does() -> None:
    reps = [rep("a"), rep("b")]
    known = RepEvidence(abilities=[ability(r.rep_id, 0.9, 0.8, 1) for r in reps], attendance=[Attendance("a", DAY, 90)])
    later = readiness_by_rep(reps, known, policy(index=IndexPolicy()), as_of=DAY + timedelta(days=365))
    counted = {r.rep_id: {p.part: p.counted for p in r.parts}["attendance"] for r in later}
    assert counted == {"a": pytest.approx(0.075), "b": pytest.approx(0.075)}


def test_holds_back_names_the_claim_missed_most() -> None:
    missed = {"a": "claim: rider comfort (missed 3 of 4)"}
    attendance = [Attendance("a", DAY, 60)]
    found = one(RepEvidence(abilities=[ability("a", 0.5, 0.4, 0.6)], attendance=attendance, missed=missed))
    assert (found.holds_back, found.weakest) == ("claim: rider comfort (missed 3 of 4)", "knowledge")
    found = one(RepEvidence(abilities=[ability("a", 0.99, 0.98, 1)], attendance=attendance, missed=missed))
    assert (found.holds_back, found.weakest) == ("attended 60 of 90 minutes", "attendance")


def test_minutes_add_up_and_are_capped() -> None:
    perfect = [ability("a", 1.0, 1.0, 1.0)]
    twice = [Attendance("a", DAY, 80), Attendance("a", DAY, 80)]
    assert one(RepEvidence(abilities=perfect, attendance=twice)).readiness == 100
    assert one(RepEvidence(abilities=perfect, attendance=[Attendance("a", DAY, -5)])).readiness == pytest.approx(50 / 0.65)


def test_rows_come_by_rep_whatever_the_order() -> None:
    reps = [rep("b"), rep("a")]
    found = readiness_by_rep(reps, RepEvidence(), policy(minutes=0), as_of=DAY)
    assert [r.rep_id for r in found] == ["a", "b"]
    assert found == readiness_by_rep(reps[::-1], RepEvidence(), policy(minutes=0), as_of=DAY)


def test_evidence_counts_half_after_its_half_life_and_the_share_stays() -> None:
    index = IndexPolicy(half_life_days={**FRESH.half_life_days, "knowledge": 100})
    found = part_score("knowledge", Evidence(0.8, 0.05, DAY), index, DAY + timedelta(days=100))
    assert found == PartScore("knowledge", 0.8, pytest.approx(math.sqrt(0.05**2 + DRIFT**2 * 0.75)), 0.5, 0.25, DAY)
    # a day to come is as good as today
    assert part_score("knowledge", Evidence(0.8, 0.05, DAY), index, DAY - timedelta(days=9)).counted == 0.5


@given(st.integers(0, 4000), st.integers(0, 4000), st.integers(1, 2000), st.floats(0, 0.3))
def test_age_takes_weight_and_widens_and_never_moves_the_share(age: int, more: int, half_life: int, se: float) -> None:
    index = IndexPolicy(half_life_days={**FRESH.half_life_days, "pitch": half_life})
    young, old = (part_score("pitch", Evidence(0.6, se, DAY), index, DAY + timedelta(days=n)) for n in (age, age + more))
    assert 0 <= old.counted <= young.counted <= old.weight
    assert se - 1e-12 <= young.se <= old.se + 1e-12 <= math.hypot(se, DRIFT) + 2e-12
    assert young.share == old.share == 0.6


share = st.floats(0, 1)
scores = st.lists(
    st.tuples(st.sampled_from(PARTS), share, st.floats(0, 0.5), share), min_size=1, max_size=5, unique_by=lambda s: s[0]
)


def parts_of(found: list[tuple[str, float, float, float]]) -> list[PartScore]:
    return [PartScore(part, s, se, WEIGHTS[part], WEIGHTS[part] * kept, DAY) for part, s, se, kept in found]


@given(scores)
def test_the_index_lies_between_its_shares(found: list[tuple[str, float, float, float]]) -> None:
    made = index_of(parts_of(found))
    counted = [100 * s for part, s, _, kept in found if WEIGHTS[part] * kept > 0]
    if made is None:
        assert not counted
        return
    assert 0 <= made[0] <= 100
    assert min(counted) - 1e-6 <= made[0] <= max(counted) + 1e-6
    assert made[1] <= 100 * max(se for _, _, se, _ in found) + 1e-6


@given(share, st.lists(st.sampled_from(PARTS), min_size=1, unique=True))
def test_missing_evidence_neither_helps_nor_hurts(s: float, known: list[str]) -> None:
    """Who has the same share of everything has that index, whichever parts there are."""
    made = index_of([PartScore(p, s if p in known else None, 0.0, w, w if p in known else 0.0, DAY) for p, w in WEIGHTS.items()])
    assert made is not None
    assert made[0] == pytest.approx(100 * s, abs=1e-6)


@given(st.booleans(), st.booleans(), st.booleans(), st.integers(0, 90), st.integers(0, 800))
def test_more_evidence_never_lowers_coverage(seat: bool, pitch: bool, certificate: bool, minutes: int, age: int) -> None:
    index = IndexPolicy(rubric=Rubric(5, (Criterion("all", "All of it", 100),)))
    known = RepEvidence(
        abilities=[ability("a", 0.7, 0.6, 0.8)],
        attendance=[Attendance("a", DAY, minutes)] if seat else [],
        pitches=[PitchScore("a", DAY, "Mo", "all", 3)] if pitch else [],
        certified_on={"a": DAY} if certificate else {},
    )
    less, more = (one(k, index=index, as_of=DAY + timedelta(days=age)) for k in (RepEvidence(abilities=known.abilities), known))
    assert less.coverage <= more.coverage <= 1
    assert more.readiness_low is not None and more.readiness is not None and more.readiness_high is not None
    assert 0 <= more.readiness_low <= more.readiness <= more.readiness_high <= 100


def test_the_band_holds_the_truth_nine_times_in_ten() -> None:
    """Shares known to the simulation; measured by 20 answers, 12 asked again and two raters, then a year in which they wander."""
    rng = np.random.default_rng(4)
    rubric = Rubric(10, (Criterion("all", "All of it", 100),), one_rater_error=0.15)
    index, later, n = IndexPolicy(rubric=rubric), DAY + timedelta(days=365), 3000
    again = DAY + timedelta(days=30)
    kept = {part: 2 ** (-(335 if part == "reinforcement" else 365) / HALF_LIFE_DAYS[part]) for part in PARTS[:4]}
    then = {part: rng.uniform(0.4, 0.75, n) for part in ("knowledge", "reinforcement", "pitch")}
    now = {part: s + rng.normal(0, DRIFT * math.sqrt(1 - kept[part] ** 2), n) for part, s in then.items()}
    came = np.full(n, 2 / 3)
    there = came + rng.normal(0, DRIFT * math.sqrt(1 - kept["attendance"] ** 2), n)
    seen = then["knowledge"] + rng.normal(0, 0.06, n)
    graded = np.clip(then["pitch"][:, None] + rng.normal(0, 0.10, (n, 2)), 0, 1)
    reps = [rep(f"{i:04d}") for i in range(n)]
    known = RepEvidence(
        abilities=[ability(r.rep_id, s, s - Z90 * 0.06, s + Z90 * 0.06) for r, s in zip(reps, seen, strict=True)],
        responses=[Response(r.rep_id, f"q{k}", 1, DAY, correct=True) for r in reps for k in range(12)]
        + [
            Response(r.rep_id, f"q{k}", 2, again, bool(right))
            for r, s in zip(reps, then["reinforcement"], strict=True)
            for k, right in enumerate(rng.random(12) < s)
        ],
        attendance=[Attendance(r.rep_id, DAY, 60) for r in reps],
        pitches=[
            PitchScore(r.rep_id, DAY, rater, "all", 10 * float(g))
            for r, row in zip(reps, graded, strict=True)
            for rater, g in zip("AB", row, strict=True)
        ],
    )
    found = readiness_by_rep(reps, known, policy(index=index), as_of=later)
    weight = {part: WEIGHTS[part] * kept[part] for part in kept}
    truth = 100 * sum(weight[p] * v for p, v in {**now, "attendance": there}.items()) / math.fsum(weight.values())
    inside = [r.readiness_low <= t <= r.readiness_high for r, t in zip(found, truth, strict=True)]  # type: ignore[operator]
    assert 0.88 < float(np.mean(inside)) < 0.92


@pytest.mark.parametrize(
    ("days", "index", "se", "coverage", "status"),
    [(0, 70.9, 5.0, 0.85, "developing"), (365, 72.1, 7.2, 0.57, "developing"), (730, 73.0, 8.2, 0.39, "not_enough_data")],
)
def test_the_example_of_the_page(days: int, index: float, se: float, coverage: float, status: str) -> None:
    rubric = Rubric(5, (Criterion("all", "All of it", 100),), one_rater_error=0.15)
    known = RepEvidence(
        abilities=[ability("a", 0.8, 0.7, 0.9)],
        responses=[Response("a", "q", 1, DAY, correct=True)],
        attendance=[Attendance("a", DAY, 45)],
        pitches=[PitchScore("a", DAY, "Mo", "all", 3.2)],
    )
    found = one(known, index=IndexPolicy(rubric=rubric), as_of=DAY + timedelta(days=days))
    assert (found.readiness, found.readiness_se) == (pytest.approx(index, abs=0.05), pytest.approx(se, abs=0.05))
    assert (round(found.coverage, 2), found.status) == (coverage, status)
