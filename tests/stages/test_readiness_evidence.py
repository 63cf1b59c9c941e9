from __future__ import annotations

import math
from datetime import date, time, timedelta

import numpy as np
import pytest

from readiness.stages.quizzes import Ability, CompetencyAbility, CompetencyItems, Response
from readiness.stages.rep_readiness import PARTS, PartScore, RepEvidence, RepReadiness, readiness_by_rep
from readiness.stages.rep_readiness.knowledge import error_correlation
from readiness.stages.rep_readiness.pitches import pitched
from readiness.stages.training import Attendance, Criterion, IndexPolicy, PitchScore, Rubric, TrainingPolicy
from readiness.stats.subscores import fit_subscores
from readiness.vocabulary import Motion, Rep

DAY = date(2019, 5, 13)
LATER = DAY + timedelta(days=30)
NEVER_AGES = dict.fromkeys(PARTS, 0)
Z90 = 1.6448536269514722
RUBRIC = Rubric(5, (Criterion("opening", "Opening question", 40), Criterion("proof", "Proof", 60)))
AREAS = (
    CompetencyItems("comfort", "Comfort", frozenset({"C1", "C2"})),
    CompetencyItems("price", "Price", frozenset({"P1"})),
    CompetencyItems("nobody", "Never asked", frozenset()),
)
CLAIM_OF = {"C1": "R1", "C2": "R2", "P1": "R3"}


def rep(rep_id: str, motion: Motion = Motion.CONSULTATIVE) -> Rep:
    return Rep(rep_id, rep_id, "", "c", "p", "t", "m", motion, "UTC", "en", None)


def judged(known: RepEvidence, index: IndexPolicy | None = None, motion: Motion = Motion.CONSULTATIVE) -> RepReadiness:
    policy = TrainingPolicy("T", 90, 12, DAY, time(9), time(17), 2, 70, index or IndexPolicy(half_life_days=NEVER_AGES))
    (found,) = readiness_by_rep([rep("a", motion)], known, policy, as_of=LATER)
    return found


def part(known: RepEvidence, name: str, index: IndexPolicy | None = None) -> PartScore:
    return next(p for p in judged(known, index).parts if p.part == name)


def area(competency: str, share: float, reach: float, se: float = 0.5, n: int = 8) -> CompetencyAbility:
    return CompetencyAbility("a", competency, n, 0.0, se, share, share - reach, share + reach, "near")


def answers(*items: str, day: date = DAY, attempt: int = 1, right: bool = True) -> list[Response]:
    return [Response("a", item, attempt, day, right) for item in items]


WHOLE = Ability("a", 20, 0.0, 0.4, 0.66, 0.6, 0.72)


def test_knowledge_is_shared_evenly_over_the_competencies() -> None:
    known = RepEvidence(abilities=[WHOLE], competencies=[area("comfort", 0.9, 0.1), area("price", 0.5, 0.2)], areas=AREAS)
    found = part(known, "knowledge")
    assert found.share == pytest.approx(0.7)
    # judged apart (no correlation): half of each error, added as squares
    assert found.se == pytest.approx(0.5 * math.hypot(0.1, 0.2) / Z90)
    assert (found.weight, found.counted) == (0.5, 0.5)


def test_a_motion_may_need_some_competencies_only() -> None:
    known = RepEvidence(abilities=[WHOLE], competencies=[area("comfort", 0.9, 0.1), area("price", 0.5, 0.2)], areas=AREAS)
    index = IndexPolicy(half_life_days=NEVER_AGES, competencies={Motion.CONSULTATIVE: ("price",)})
    assert judged(known, index).readiness == pytest.approx(50)
    assert judged(known, index, Motion.ENTERPRISE).readiness == pytest.approx(70)


def test_a_competency_nobody_knows_of_the_rep_lowers_coverage_and_nothing_else() -> None:
    unknown = CompetencyAbility("a", "price", 0, math.nan, math.nan, math.nan, math.nan, math.nan, "not_enough_data")
    found = judged(RepEvidence(abilities=[WHOLE], competencies=[area("comfort", 0.9, 0.1), unknown], areas=AREAS))
    assert (found.readiness, found.coverage) == (pytest.approx(90), pytest.approx(0.25))


def test_without_competencies_ability_over_the_whole_quiz_stands_for_them() -> None:
    assert part(RepEvidence(abilities=[WHOLE], areas=AREAS), "knowledge").share == pytest.approx(0.66)


def test_errors_of_competencies_go_together_as_an_exact_posterior_says() -> None:
    """The oracle is the posterior covariance of K correlated normals, each seen once with the same error, by matrices."""
    for k, c, v in ((2, 0.8, 0.5), (3, 0.6, 2.0), (5, 0.3, 0.1)):
        prior = np.full((k, k), c) + (1 - c) * np.eye(k)
        post = np.linalg.inv(np.linalg.inv(prior) + np.eye(k) / v)
        assert error_correlation(c, [math.sqrt(post[0, 0])] * k) == pytest.approx(post[0, 1] / post[0, 0])
    assert error_correlation(math.nan, [0.5, 0.5]) == error_correlation(0.9, [0.5]) == 0
    assert error_correlation(0.9, [1.0, 1.0]) == pytest.approx(0.9)  # no answers: what the prior says


def test_errors_that_go_together_make_a_wider_band() -> None:
    competencies = [area("comfort", 0.9, 0.1), area("price", 0.5, 0.2)]
    apart, together = (
        part(RepEvidence(abilities=[WHOLE], competencies=competencies, areas=AREAS, correlation=c), "knowledge").se
        for c in (math.nan, 0.9)
    )
    same = error_correlation(0.9, [0.5, 0.5])
    a, b = 0.1 / Z90, 0.2 / Z90
    assert together == pytest.approx(0.5 * math.sqrt(a**2 + b**2 + 2 * same * a * b))
    assert together > apart


def test_a_claim_that_changed_since_leaves_the_denominator_and_asks_for_the_new_questions() -> None:
    known = RepEvidence(
        abilities=[WHOLE], competencies=[area("comfort", 0.9, 0.1), area("price", 0.5, 0.1)], areas=AREAS, claim_of=CLAIM_OF,
        responses=answers("C1", "C2", "P1"), current_since={"C1": LATER},
    )  # fmt: skip
    found = judged(known)
    knowledge = found.parts[0]
    # comfort has one of two claims left: (.5 * .9 + 1 * .5) / 1.5, and 1.5 of 2 competencies
    assert knowledge.share == pytest.approx(0.95 / 1.5)
    assert knowledge.counted == pytest.approx(0.5 * 0.75)
    assert knowledge.stale == ("R1",)
    assert (found.weakest, found.holds_back) == ("new_questions", "1 claim of the product changed since the quiz")


def test_the_new_questions_answered_nothing_is_stale() -> None:
    known = RepEvidence(
        abilities=[WHOLE], competencies=[area("comfort", 0.9, 0.1), area("price", 0.5, 0.1)], areas=AREAS, claim_of=CLAIM_OF,
        responses=[*answers("C1", "C2", "P1"), *answers("C1", day=LATER, attempt=2)], current_since={"C1": LATER},
    )  # fmt: skip
    assert part(known, "knowledge").counted == pytest.approx(0.5)
    assert part(known, "knowledge").stale == ()


def test_where_everything_changed_nothing_is_known_and_the_rep_is_not_judged() -> None:
    since = dict.fromkeys(CLAIM_OF, date.max)
    found = judged(RepEvidence(areas=AREAS, claim_of=CLAIM_OF, responses=answers("C1", "C2", "P1"), current_since=since))
    assert (found.readiness, found.coverage, found.status) == (None, 0, "not_enough_data")
    assert (found.weakest, found.parts[0].stale) == ("new_questions", ("R1", "R2", "R3"))


def again(n: int, right: int, day: date) -> list[Response]:
    return [Response("a", f"q{i}", 2, day, i < right) for i in range(n)]


def test_reinforcement_is_the_share_right_of_what_was_answered_again_later() -> None:
    first = [Response("a", f"q{i}", 1, DAY, correct=False) for i in range(8)]
    on_the_day, too_soon = DAY + timedelta(days=14), DAY + timedelta(days=13)
    known = RepEvidence(abilities=[WHOLE], responses=[*first, *again(8, 6, on_the_day)])
    found = part(known, "reinforcement")
    assert (found.share, found.given_on, found.counted) == (0.75, on_the_day, 0.1)
    assert found.se == pytest.approx(math.sqrt(0.7 * 0.3 / 11))  # Beta(7, 3)
    assert part(RepEvidence(abilities=[WHOLE], responses=[*first, *again(8, 6, too_soon)]), "reinforcement").share is None


def test_reinforcement_waits_for_training_and_for_five_answers() -> None:
    first = [Response("a", "q0", 1, DAY, correct=False)]
    sat = [Attendance("a", DAY + timedelta(days=10), 90)]
    day = DAY + timedelta(days=20)  # 20 days after the first answer, 10 after the session
    known = RepEvidence(abilities=[WHOLE], responses=[*first, *again(6, 6, day)], attendance=sat)
    assert part(known, "reinforcement").share is None
    assert part(RepEvidence(abilities=[WHOLE], responses=[*first, *again(4, 4, day)]), "reinforcement").share is None
    assert part(RepEvidence(abilities=[WHOLE], responses=[*first, *again(5, 5, day)]), "reinforcement").share == 1


def test_of_an_item_asked_again_twice_the_last_answer_counts() -> None:
    first = [Response("a", f"q{i}", 1, DAY, correct=False) for i in range(5)]
    twice = [*again(5, 0, DAY + timedelta(days=15)), *again(5, 5, DAY + timedelta(days=25))]
    assert part(RepEvidence(abilities=[WHOLE], responses=[*first, *twice]), "reinforcement").share == 1


def graded(rater: str, opening: float, proof: float | None, day: date = DAY, rep_id: str = "a") -> list[PitchScore]:
    rows = [PitchScore(rep_id, day, rater, "opening", opening)]
    return rows if proof is None else [*rows, PitchScore(rep_id, day, rater, "proof", proof)]


def test_one_rater_has_the_stated_error() -> None:
    found = pitched(graded("Mo", 2, 4), RUBRIC)["a"]
    assert (found.share, found.se, found.known) == (pytest.approx(0.4 * 0.4 + 0.6 * 0.8), pytest.approx(0.15), 1)
    assert found.phrase == "pitch: Opening question (2 of 5)"  # costs .24, the proof .12


def test_two_raters_have_their_mean_and_an_error_from_how_far_they_differ() -> None:
    found = pitched([*graded("Mo", 2, 4), *graded("Di", 4, 4)], RUBRIC)["a"]
    assert found.share == pytest.approx(0.4 * 0.6 + 0.6 * 0.8)
    # totals .64 and .80, squares about their mean 2 * .08^2, one degree of freedom beside four of the stated error
    one = math.sqrt((4 * 0.15**2 + 2 * 0.08**2) / 5)
    assert found.se == pytest.approx(one / math.sqrt(2))


def test_raters_of_other_reps_tell_how_sure_one_rater_is() -> None:
    agreeing = [s for i in range(50) for rater in ("Mo", "Di") for s in graded(rater, 3, 3, rep_id=f"b{i}")]
    found = pitched([*agreeing, *graded("Mo", 2, 4)], RUBRIC)["a"]
    assert found.se == pytest.approx(math.sqrt(4 * 0.15**2 / 54))


def test_the_last_pitch_counts_and_each_raters_last_word_on_it() -> None:
    months_ago, week_ago = DAY - timedelta(days=60), DAY - timedelta(days=7)
    rows = [*graded("Mo", 0, 0, months_ago), *graded("Mo", 1, 1, week_ago), *graded("Di", 5, 5, week_ago), *graded("Mo", 5, 5)]
    found = pitched(rows, RUBRIC)["a"]
    assert (found.share, found.given_on) == (1, DAY)


def test_a_criterion_nobody_graded_leaves_the_pitch() -> None:
    found = pitched(graded("Mo", 2, None), RUBRIC)["a"]
    assert (found.share, found.known) == (pytest.approx(0.4), pytest.approx(0.4))
    assert pitched([PitchScore("a", DAY, "Mo", "gone", 3)], RUBRIC) == {}
    assert pitched(graded("Mo", 2, 4), None) == {}


def test_a_pitch_without_a_quiz_has_an_index_and_no_verdict() -> None:
    known = RepEvidence(pitches=graded("Mo", 2, 4))
    found = judged(known, IndexPolicy(half_life_days=NEVER_AGES, rubric=RUBRIC))
    assert (found.readiness, found.coverage, found.status) == (pytest.approx(64), 0.2, "not_enough_data")


def test_a_certificate_counts_while_it_is_held_and_nobody_loses_without_one() -> None:
    without = judged(RepEvidence(abilities=[WHOLE]))
    held = judged(RepEvidence(abilities=[WHOLE], certified_on={"a": DAY}))
    assert without.readiness == pytest.approx(66)
    assert held.readiness == pytest.approx((0.5 * 66 + 5) / 0.55)
    assert (without.coverage, held.coverage) == (0.5, 0.55)


def test_the_band_of_knowledge_holds_the_true_share_of_simulated_quizzes() -> None:
    """Three competencies of eight questions, abilities correlated .7; the truth is the mean chance over all questions."""
    inside = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        theta = math.sqrt(0.7) * rng.normal(size=(300, 1)) + math.sqrt(0.3) * rng.normal(size=(300, 3))
        slope, level = rng.lognormal(0, 0.3, (3, 8)), rng.normal(0.5, 0.8, (3, 8))
        chance = 1 / (1 + np.exp(-(slope * theta[:, :, None] + level)))
        fit = fit_subscores((rng.random(chance.shape) < chance).astype(float).reshape(300, 24), np.repeat(np.arange(3), 8))
        areas = [CompetencyItems(f"c{k}", f"C {k}", frozenset({f"q{k}"})) for k in range(3)]
        rows = zip(fit.ability, fit.ability_se, fit.share, fit.share_low, fit.share_high, strict=True)
        for numbers, truth in zip(rows, chance.mean(axis=(1, 2)), strict=True):
            own = [CompetencyAbility("a", f"c{k}", 8, *(float(n[k]) for n in numbers), "near") for k in range(3)]
            found = judged(RepEvidence(abilities=[WHOLE], competencies=own, areas=areas, correlation=fit.correlation))
            assert found.readiness_low is not None
            assert found.readiness_high is not None
            inside.append(found.readiness_low <= 100 * truth <= found.readiness_high)
    assert 0.88 < float(np.mean(inside)) < 0.92
