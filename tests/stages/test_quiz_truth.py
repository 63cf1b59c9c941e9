"""Whatever the launch: one right answer an item by another rule book, no broken rule, no guessing by place, the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, chisquare

from readiness.settings import ROOT
from readiness.stages.quizzes import Item, forms_of, lint_items
from readiness.stages.quizzes.model import KINDS
from readiness.stages.quizzes.policy import QuizPolicy
from readiness.vocabulary import Motion
from tests.quiz_launches import drawn_launch, without_last_need
from tests.quiz_truth import Truth

SEEDS = ("1", "2", "3")
IN_A_PROCESS = """\
import json
from tests.stages.test_quiz_truth import hashed
print(json.dumps({"order": list({"situation", "need", "limit", "value"}), "sha": hashed()}))
"""


@given(st.integers(0, 10**6), st.integers(4, 40), st.sampled_from([0.0, 0.15, 0.5]), st.sampled_from(["en", "de"]))
@settings(max_examples=60, deadline=None)
def test_no_item_has_two_right_answers_or_none(seed: int, n_needs: int, clash: float, language: str) -> None:
    launch = drawn_launch(seed, n_needs, clash=clash)
    truth = Truth(launch)
    items = launch.items(seed, language=language)
    assert [(i.item_id, truth.right(i)) for i in items] == [(i.item_id, [i.correct]) for i in items]
    assert lint_items(items) == []
    assert len({i.item_id for i in items}) == len(items)


def test_every_kind_is_drawn_and_so_is_judged() -> None:
    made = [i for seed in range(4) for i in drawn_launch(seed, 60).items(seed)]
    assert {i.kind for i in made} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_other_rule_book_sees_a_second_right_answer(kind: str) -> None:
    """Put the right option in a wrong one's place: it must be called right there too, and nowhere else."""
    launch = drawn_launch(5, 60)
    truth = Truth(launch)
    item = next(i for i in launch.items(5) if i.kind == kind)
    wrong = (item.correct + 1) % len(item.options)
    twice = replace(item, options=tuple(item.options[item.correct] if k == wrong else o for k, o in enumerate(item.options)))
    assert truth.right(twice) == sorted([wrong, item.correct])


@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_items_and_forms_depend_on_the_seed_alone_and_not_on_the_order_of_rows(seed: int, rng: random.Random) -> None:
    launch = drawn_launch(seed, 30)
    rows = {name: list(getattr(launch, name)) for name in ("messages", "links", "requirements")}
    for shuffled in rows.values():
        rng.shuffle(shuffled)
    made, again = launch.items(seed), launch.items(seed, **rows)
    assert made == again
    mixed = list(made)
    rng.shuffle(mixed)
    for motion in Motion:
        assert forms_of(made, QuizPolicy(), motion, seed) == forms_of(mixed, QuizPolicy(), motion, seed)


def test_the_place_of_the_right_answer_cannot_be_guessed() -> None:
    """A chi-square test of each number of options; numbers stand in their order, so no place may win by much there."""
    items = [i for seed in range(6) for i in drawn_launch(seed, 120).items(seed)]
    drawn = [i for i in items if i.kind != "value"]
    for n in (3, 4):
        places = Counter(i.correct for i in drawn if len(i.options) == n)
        assert sum(places.values()) > 50
        assert chisquare([places[k] for k in range(n)]).pvalue > 0.001
    figures = [i for i in items if i.kind == "value" and len(i.options) == 4]
    most = Counter(i.correct for i in figures).most_common(1)[0][1]
    assert len(figures) > 50
    assert binomtest(most, len(figures), 0.5, "greater").pvalue > 0.001  # never right more often than every second time


def test_the_longest_option_is_not_the_right_one_by_habit() -> None:
    items = [i for seed in range(6) for i in drawn_launch(seed, 120).items(seed) if len(i.options) == 4 and i.kind != "value"]
    longest = sum(len(i.options[i.correct]) == max(map(len, i.options)) for i in items)
    assert longest / len(items) < 0.4


def test_a_new_need_moves_few_items() -> None:
    launch = drawn_launch(3, 150)
    before, after = ({i.item_id: i for i in x.items(3)} for x in (without_last_need(launch), launch))
    new = launch.requirements[-1].requirement_id
    moved = [k for k in before if before[k] != after.get(k)]
    assert any(k.startswith(new) for k in after)
    assert len(moved) < 0.1 * len(before)


def hashed() -> str:
    """Return one hash over the items and forms of a launch."""
    items: tuple[Item, ...] = drawn_launch(11, 90).items(11)
    forms = [forms_of(items, QuizPolicy(n_forms=3), motion, 11) for motion in Motion]
    return hashlib.sha256(repr((items, forms)).encode()).hexdigest()


@pytest.mark.slow
def test_the_order_of_sets_changes_nothing() -> None:
    told = []
    for seed in SEEDS:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", IN_A_PROCESS], env=environment, capture_output=True, text=True, check=True, cwd=ROOT
        )
        told.append(json.loads(done.stdout))
    assert len({t["sha"] for t in told} | {hashed()}) == 1
    assert len({tuple(t["order"]) for t in told}) > 1
