"""What a launch's answers say: competencies, claims and whose problem they are, alarms, fairness, retakes."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from readiness.stages.quizzes import QuizResults, Response, abilities, competencies_of
from readiness.stages.quizzes.claims import PROBLEMS
from readiness.stages.quizzes.item_quality import ADVICE, advice_for
from readiness.stages.quizzes.policy import Competency
from tests.quiz_field import DAY, MESSAGES, drawn, items_of, rep, responses_of, results_of


def test_competencies_are_as_stated_or_one_a_persona() -> None:
    items = [*items_of(1), *items_of(1, "de")]
    by_persona = competencies_of(items_of(1), MESSAGES, (), lambda p: p.title())
    assert [(c.competency, c.name, len(c.item_ids)) for c in by_persona] == [("buyer", "Buyer", 3), ("owner", "Owner", 3)]
    stated = [Competency("z", "Zed", ("N0", "N1")), Competency("a", "Aye", ("N1", "N5"))]
    found = competencies_of(items, MESSAGES, stated, str)
    assert [(c.competency, sorted(c.item_ids)) for c in found] == [
        ("z", ["N0-need-0", "N0-need-0-de", "N1-need-0", "N1-need-0-de"]), ("a", ["N5-need-0", "N5-need-0-de"]),
    ]  # fmt: skip


def test_overall_is_the_ability_and_levels_need_a_small_error() -> None:
    items = items_of(8)
    right = drawn(1, 80, 48)
    right[0, 3:] = np.nan
    right[1, [j for j in range(48) if items[j].message_id[1] in "135"]] = np.nan  # nothing asked of the owner's claims
    found = results_of(right, items, [rep(f"r{i:04}") for i in range(80)])
    able = abilities(responses_of(right, items), items)[0]
    assert list(found.abilities) == able
    overall = [c for c in found.competencies if not c.competency]
    assert [(c.rep_id, c.ability) for c in overall] == [(a.rep_id, a.ability) for a in able]
    for c in found.competencies:
        if c.level == "not_enough_data":
            assert c.n_responses < 3 or not c.standard_error <= 0.5
        else:
            assert c.standard_error <= 0.5
            apart = abs(c.ability) > 1.645 * c.standard_error
            assert c.level == ("near" if not apart else "above" if c.ability > 0 else "below")
    assert {c.level for c in found.competencies} == {"above", "near", "below", "not_enough_data"}
    unasked = next(c for c in found.competencies if (c.rep_id, c.competency) == ("r0001", "owner"))
    assert (unasked.n_responses, unasked.level) == (0, "not_enough_data")
    assert np.isnan(unasked.ability)
    assert 0 < found.correlation < 1


def test_few_reps_have_shares_in_each_competency_too() -> None:
    items = items_of(3)
    right = drawn(2, 12, 18)
    found = results_of(right, items, [])
    assert found.facts["model"] == "beta-binomial"
    assert np.isnan(found.correlation)
    own = [j for j, i in enumerate(items) if i.requirement_id in ("N0", "N2", "N4")]
    shares = [c.expected_share for c in found.competencies if c.competency == "buyer"]
    assert np.argsort(shares)[[0, -1]].tolist() == np.argsort(right[:, own].mean(axis=1), kind="stable")[[0, -1]].tolist() or (
        min(shares) < right[:, own].mean() < max(shares)
    )
    assert all(c.expected_share_low < c.expected_share < c.expected_share_high for c in found.competencies)


def claims_of(shares: dict[tuple[str, str], float], n: int = 60) -> QuizResults:
    """Two channels of n reps; N0's share right as given for each, the other claims' 0.8, the same at every n."""
    items = items_of(2)
    share = {(c, item.item_id): shares.get((item.requirement_id, c), 0.8) for c in ("shops", "online") for item in items}
    rows = [
        [float((i + 7 * j) % n < n * share[channel, item.item_id]) for j, item in enumerate(items)]
        for channel in ("shops", "online")
        for i in range(n)
    ]
    reps = [rep(f"r{i:04}", "shops" if i < n else "online") for i in range(2 * n)]
    return results_of(np.array(rows), items, reps)


@pytest.mark.parametrize(
    ("shops", "online", "expected"),
    [
        (0.2, 0.3, {"": "message", "online": "message", "shops": "message"}),
        (0.2, 0.9, {"": "", "online": "", "shops": "training"}),
        (0.05, 0.7, {"": "", "online": "", "shops": "training"}),
        (0.8, 0.9, {"": "", "online": "", "shops": ""}),
    ],
)
def test_a_claim_missed_everywhere_is_the_messages_problem_and_in_one_channel_its_trainings(
    shops: float, online: float, expected: dict[str, str]
) -> None:
    found = claims_of({("N0", "shops"): shops, ("N0", "online"): online})
    of_claim = [c for c in found.claims if c.requirement_id == "N0"]
    assert {c.channel: c.problem for c in of_claim} == expected
    assert {c.n for c in of_claim} == {240, 120}
    assert of_claim[0].persona == "buyer"
    assert of_claim[0].message_id == "N0-evaluate"
    for c in of_claim:
        wanted = {"": (shops + online) / 2, "shops": shops, "online": online}[c.channel]
        assert c.share == pytest.approx(wanted, abs=0.05)
        assert c.share_low < c.share < c.share_high
    assert all(c.problem == "" for c in found.claims if c.requirement_id != "N0")
    assert set(expected.values()) - {""} <= set(PROBLEMS)


def test_claim_intervals_hold_the_share_of_these_reps() -> None:
    """The truth is the mean chance of a right answer of the reps who were asked, whatever chance made of it."""
    inside = []
    items = items_of(3)
    for seed in range(40):
        draw = np.random.default_rng(seed)
        theta, d = draw.normal(size=25), draw.normal(0.3, 1, 18)
        p = 1 / (1 + np.exp(-(theta[:, None] + d)))
        found = results_of((draw.random(p.shape) < p).astype(float), items, [])
        truth = {f"N{k}": p[:, 3 * k : 3 * k + 3].mean() for k in range(6)}
        inside += [c.share_low < truth[c.requirement_id] < c.share_high for c in found.claims]
    assert 0.87 < np.mean(inside) < 0.99  # answers of reps who differ scatter less than a coin's


def test_few_answers_are_no_verdict_and_a_wrong_key_comes_before_the_message() -> None:
    found = claims_of({("N0", "shops"): 0.1, ("N0", "online"): 0.1}, n=4)
    assert {c.verdict for c in found.claims if c.channel} == {"not_enough_data"}
    items = items_of(2)
    right = drawn(3, 200, 12)
    right[:, :2] = 1 - right[:, :2]  # both questions about N0 have the wrong key
    found = results_of(right, items, [])
    assert [q.flag for q in found.qualities[:2]] == ["wrong_key", "wrong_key"]
    assert [c.problem for c in found.claims if c.requirement_id == "N0"] == ["question"]


def test_translations_are_one_claim_and_fairness_by_language_holds_them_against_each_other() -> None:
    english, german = items_of(3), items_of(3, "de")
    right = drawn(4, 600, 18)
    right[300:, 4] *= np.random.default_rng(1).random(300) < 0.35  # its translation misleads
    both = np.full((600, 36), np.nan)
    both[:300, :18], both[300:, 18:] = right[:300], right[300:]
    items = [*english, *german]
    reps = [rep(f"r{i:04}", "", "en" if i < 300 else "de-AT") for i in range(600)]
    found = results_of(both, items, reps)
    said = {q.item_id: q.by_language for q in found.qualities}
    assert said["N1-need-1"] == said["N1-need-1-de"] == "harder for de"
    others = [said[i.item_id] for i in english if i.item_id != "N1-need-1"]
    assert others.count("fair") >= len(others) - 1
    assert {q.by_channel for q in found.qualities} == {""}
    assert {q.flag for q in found.qualities if "N1-need-1" in q.item_id} == {"unfair"}
    assert {advice_for(q)[:55] for q in found.qualities if q.flag == "unfair"} == {
        "For reps who know as much it is harder for de: look at "
    }
    assert [(c.message_id, c.n_reps) for c in found.claims] == [(f"N{k}-evaluate", 600) for k in range(6)]


def test_a_channel_with_too_few_answers_is_not_tested() -> None:
    right = drawn(5, 400, 12)
    right[160:, 0] *= np.random.default_rng(1).random(240) < 0.2
    reps = [rep(f"r{i:04}", "shops" if i < 160 else "online") for i in range(400)]
    found = results_of(right, items_of(2), reps)
    assert {q.by_channel for q in found.qualities} == {"not_tested"}
    assert "unfair" not in {q.flag for q in found.qualities}


def test_every_alarm_has_its_advice() -> None:
    draw = np.random.default_rng(6)
    right = drawn(6, 300, 12)
    right[:, 0] = 1 - right[:, 0]
    right[:, 1], right[:, 2], right[:, 3] = draw.random(300) < 0.99, draw.random(300) < 0.1, draw.random(300) < 0.5
    middle = np.abs(right[:, 5:].mean(axis=1) - np.median(right[:, 5:].mean(axis=1))) < 0.2
    right[:, 4] = draw.random(300) < np.where(middle, 0.95, 0.25)
    found = results_of(right, items_of(2), [])
    flags = [q.flag for q in found.qualities]
    assert flags[:3] == ["wrong_key", "too_easy", "too_hard"]
    assert flags[3] in ("weak", "wrong_key")  # a coin
    assert set(flags) - {""} <= set(ADVICE)
    assert set(flags[5:]) == {""}
    for q in found.qualities[5:]:
        assert 0.8 < q.infit < 1.2
        assert q.difficulty_se > 0 < q.discrimination_se
        assert 0 <= q.s_x2_p <= 1


def test_a_retake_is_a_gain_only_beyond_memory_and_leaves_the_ability_alone() -> None:
    draw = np.random.default_rng(7)
    items = items_of(6)
    theta, a, d = draw.normal(size=300), np.exp(draw.normal(0.1, 0.3, 36)), draw.normal(0.3, 0.8, 36)
    form = draw.random((300, 36)).argsort(axis=1).argsort(axis=1)
    later = theta + 0.4

    def answers(ability: np.ndarray, shift: np.ndarray | float) -> np.ndarray:
        return (draw.random((300, 36)) < 1 / (1 + np.exp(-(np.outer(ability, a) + d + shift)))).astype(float)

    first = np.where(form < 18, answers(theta, 0.0), np.nan)
    second = np.where((form >= 9) & (form < 27), answers(later, 0.9 * (form < 18)), np.nan)
    retakes = [*responses_of(second, items, attempt=2, day=DAY + timedelta(days=9))]
    found = results_of(first, items, [], retakes)
    assert found.retakes.n_reps == 300
    assert found.retakes.gain == pytest.approx(0.4, abs=3 * (found.retakes.gain_se or 0))
    assert found.retakes.exposure == pytest.approx(0.9, abs=3 * (found.retakes.exposure_se or 0))
    assert {(g.n_new, g.n_seen, g.attempt) for g in found.gains} == {(9, 9, 2)}
    now = np.array([a.ability for a in found.abilities_now])
    assert now == pytest.approx([g.now.ability for g in found.gains])
    assert np.corrcoef(now, later)[0, 1] > 0.85
    before = np.array([a.ability for a in found.abilities])
    assert (now - before).mean() == pytest.approx(np.mean([g.gain for g in found.gains]), abs=0.05)
    met_again = [r for r in retakes if r.item_id in {x.item_id for x in responses_of(first[int(r.rep_id[1:])][None], items)}]
    assert found.facts["n_retakes_left_out"] == len(met_again) == 2700
    # counted item by item, what is new on the second day has number 1: the same is found
    counted = [Response(r.rep_id, r.item_id, 2 if r in met_again else 1, r.answered_on, r.correct) for r in retakes]
    again = results_of(first, items, [], counted)
    assert again.retakes == found.retakes
    assert again.abilities == found.abilities


def test_retakes_of_few_reps_or_of_seen_questions_tell_no_gain() -> None:
    items = items_of(2)
    right = drawn(8, 60, 12)
    few = results_of(right, items, [], responses_of(right[:20], items, attempt=2))
    assert few.retakes.reason == "20 reps took it again; to tell a gain from memory takes 30"
    assert few.gains == ()
    assert few.abilities_now == few.abilities
    all_seen = results_of(right, items, [], responses_of(right, items, attempt=2))
    assert all_seen.retakes.reason.startswith("later attempts hold 0 answers to items not seen before")
    assert results_of(right, items, []).retakes.n_reps == 0


def test_nobody_answered() -> None:
    found = results_of(np.full((3, 12), np.nan), items_of(2), [])
    assert (found.abilities, found.competencies, found.qualities, found.claims, found.gains) == ((), (), (), (), ())
