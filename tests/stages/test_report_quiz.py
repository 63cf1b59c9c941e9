"""The report's words on a quiz: questions beside sales by another program, and sentences that say what could not be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import pearsonr

from readiness.stages.quizzes.answer_table import AnswerTable
from readiness.stages.report import quiz_section
from readiness.stages.report.item_links import item_links
from readiness.stages.report.quiz_words import model_sentence, notes_of
from tests.quiz_field import DAY, MESSAGES, drawn, items_of, rep, responses_of, results_of


def field(seed: int, n: int, effect: float, n_items: int = 20) -> tuple[AnswerTable, dict[str, tuple[float, float]]]:
    """Answers, and contributions that go together with the first item."""
    draw = np.random.default_rng(seed)
    right = (draw.random((n, n_items)) < 0.6).astype(float)
    added = effect * right[:, 0] + draw.normal(size=n)
    ids = tuple(f"r{i}" for i in range(n))
    weights = draw.uniform(0.3, 0.9, n)
    table = AnswerTable(ids, tuple(f"i{j:02}" for j in range(n_items)), right)
    return table, {r: (float(y), float(w)) for r, y, w in zip(ids, added, weights, strict=True)}


def test_a_link_is_the_weighted_correlation_with_the_test_of_its_slope() -> None:
    table, added = field(1, 60, 0.5)
    found = item_links(table, added)["i00"]
    y, w = np.array(list(added.values())).T
    peer = sm.WLS(y, sm.add_constant(table.correct[:, 0]), weights=w).fit()
    assert found.r == pytest.approx(np.sign(peer.params[1]) * peer.rsquared**0.5)
    assert found.p == pytest.approx(peer.pvalues[1])
    equal = item_links(table, {r: (a, 0.5) for r, (a, _) in added.items()})["i00"]
    plain = pearsonr(table.correct[:, 0], y)
    interval = plain.confidence_interval(0.9)
    assert (equal.r, equal.p) == pytest.approx((plain.statistic, plain.pvalue))
    assert (equal.low, equal.high) == pytest.approx((interval.low, interval.high))


def test_of_many_items_few_go_together_by_chance_and_a_strong_one_is_found() -> None:
    false, hits = [], []
    for seed in range(60):
        verdicts = {i: link.verdict for i, link in item_links(*field(seed, 80, 0.0)).items()}
        false.append("go_together" in verdicts.values())
        verdicts = {i: link.verdict for i, link in item_links(*field(seed, 80, 1.2)).items()}
        hits.append(verdicts["i00"] == "go_together")
    assert np.mean(false) < 0.2
    assert np.mean(hits) > 0.9


def test_few_reps_or_answers_all_alike_are_not_enough() -> None:
    table, added = field(2, 19, 1.0)
    assert {link.verdict for link in item_links(table, added).values()} == {"not_enough_data"}
    table, added = field(2, 40, 1.0)
    table.correct[:, 1] = 1
    table.correct[:, 2] = np.where(np.arange(40) < 25, np.nan, table.correct[:, 2])
    found = item_links(table, added)
    assert [found[i].verdict for i in ("i01", "i02")] == ["not_enough_data"] * 2
    assert (found["i01"].r, found["i02"].n_reps) == (None, 15)
    assert item_links(table, {})["i00"].n_reps == 0


def test_the_sentence_says_which_model_and_why_not_another() -> None:
    items = items_of(2)
    few = results_of(drawn(1, 12, 12), items, [])
    assert model_sentence(few.facts).startswith("12 reps answered; a model of the questions needs 30. So each ability")
    many = results_of(drawn(1, 40, 12), items, [])
    assert model_sentence(many.facts) == (
        "Abilities come from a model of the questions (two-parameter logistic, with priors) fitted to 480 answers of 40 reps to"
        " 12 questions."
    )
    right = drawn(1, 40, 12)
    right[9:, 0] = np.nan
    assert "Note: questions with fewer than 10 answers left out: 1." in model_sentence(results_of(right, items, []).facts)
    assert "did not settle" in model_sentence({**many.facts, "converged": 0})
    assert model_sentence(results_of(right[:0], items, []).facts).startswith("No quiz answers have come in")


def test_the_notes_say_what_is_left_out_and_what_is_not_tested() -> None:
    items = items_of(2)
    right = drawn(1, 40, 12)
    again = responses_of(right, items, attempt=2, day=DAY + timedelta(days=3))
    reps = [rep(f"r{i:04}", "shops" if i < 9 else "online", "de" if i % 2 else "en") for i in range(40)]
    text = " ".join(notes_of(results_of(right, items, reps, again), ["not_enough_data"]))
    for words in (
        "480 answers to questions a rep had met before are left out",
        "later attempts hold 0 answers to items not seen before",
        "Fairness by language: no question could be tested; that takes 250",
        "Fairness by channel: no question could be tested",
        "Which questions go together with sales: not enough data.",
    ):
        assert words in text
    text = " ".join(notes_of(results_of(right, items, [rep("r0000")]), ["go_together", "not_shown"]))
    assert "Fairness" not in text
    assert "Of 2 questions with enough reps, 1 go together" in text
    assert "Nobody took the quiz again." in text


def test_the_worst_claims_come_first_those_shown_to_be_missed_before_the_others() -> None:
    items = items_of(2)
    right = np.ones((60, 12))
    right[:, [j for j, i in enumerate(items) if i.requirement_id == "N4"]] = np.arange(60)[:, None] % 4 == 0
    right[:30, [j for j, i in enumerate(items) if i.requirement_id == "N2"]] = 0
    reps = [rep(f"r{i:04}", "shops" if i < 30 else "online") for i in range(60)]
    section = quiz_section(results_of(right, items, reps), items, MESSAGES, {}, {"shops": "Bike shops"})
    assert [title for title, _ in section.worst[:2]] == ["Headline N2", "Headline N4"]
    assert section.n_missed == 2
    (_, of_channel), (_, of_message), (_, of_none) = section.worst
    assert "of 60 answers by 30 reps in Bike shops right" in of_channel
    assert of_channel.endswith("train this channel on it.")
    assert "by 60 reps right (90% interval" in of_message
    assert "look at the message first" in of_message
    assert of_none.endswith("Not shown to be missed by most.")
    assert {row.advice for row in section.claims if not row.problem} == {""}


def test_numbers_nobody_knows_are_blank() -> None:
    items = items_of(2)
    section = quiz_section(results_of(drawn(1, 12, 12), items, []), items, MESSAGES, {}, {})
    assert {(i.difficulty, i.infit, i.s_x2_p, i.sales_r) for i in section.items} == {(None, None, None, None)}
    assert all(c.reason for c in section.competencies if c.level == "not_enough_data")
    assert not any(c.reason for c in section.competencies if c.level != "not_enough_data")
    assert replace(section, model="") != section
