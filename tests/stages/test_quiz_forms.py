"""Forms hold the blueprint, share no item while there are others, are alike in claims and difficulty, and move little."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.stages.quizzes import Form, Item, forms_of
from readiness.stages.quizzes.forms import level_counts
from readiness.stages.quizzes.model import KINDS, LEVEL_OF_KIND
from readiness.stages.quizzes.policy import LEVELS, QuizPolicy
from readiness.vocabulary import Motion


def bank(n_claims: int, kinds: tuple[str, ...] = KINDS) -> list[Item]:
    """One item of each kind about each claim."""
    return [
        Item(f"R{c:02}-{kind}", "q", kind, "?", ("a", "b", "c"), 0, "f", f"R{c:02}-evaluate", "1", f"R{c:02}")
        for c in range(n_claims)
        for kind in kinds
    ]


def levels(form: Form, items: list[Item]) -> Counter[str]:
    by_id = {i.item_id: i for i in items}
    return Counter(by_id[i].level for i in form.item_ids)


@pytest.mark.parametrize(
    ("shares", "n", "expected"),
    [
        ((0.2, 0.3, 0.5), 15, (3, 4, 8)),  # 3, 4.5, 7.5: of two equal remainders the higher level's counts
        ((0.3, 0.3, 0.4), 10, (3, 3, 4)),
        ((0.3, 0.3, 0.4), 15, (4, 5, 6)),  # 4.5, 4.5, 6
        ((0.1, 0.3, 0.6), 15, (1, 5, 9)),  # 1.5, 4.5, 9
        ((1 / 3, 1 / 3, 1 / 3), 7, (2, 2, 3)),
        ((0, 0, 1), 3, (0, 0, 3)),
    ],
)
def test_shares_become_counts_by_the_largest_remainder(shares: tuple[float, ...], n: int, expected: tuple[int, ...]) -> None:
    assert tuple(level_counts(dict(zip(LEVELS, shares, strict=True)), n).values()) == expected


@given(st.lists(st.integers(0, 100), min_size=3, max_size=3).filter(any), st.integers(0, 200))
def test_counts_add_up_and_none_is_off_by_one(weights: list[int], n: int) -> None:
    shares = {level: w / sum(weights) for level, w in zip(LEVELS, weights, strict=True)}
    counts = level_counts(shares, n)
    assert sum(counts.values()) == n
    assert all(abs(counts[level] - shares[level] * n) < 1 + 1e-6 for level in LEVELS)


@pytest.mark.parametrize("motion", list(Motion))
def test_each_form_holds_the_blueprint_and_they_share_nothing(motion: Motion) -> None:
    items, policy = bank(12), QuizPolicy(n_items=20, n_forms=3)
    forms = forms_of(items, policy, motion, 1)
    assert [f.form_id[-1] for f in forms] == ["A", "B", "C"]
    for form in forms:
        assert levels(form, items) == +Counter(level_counts(policy.blueprint[motion], 20))
    met = [i for f in forms for i in f.item_ids]
    assert len(met) == len(set(met)) == 60


def test_a_quiz_goes_by_its_motion_and_keeps_its_own_name_where_it_is_consultative() -> None:
    by_motion = {m: forms_of(bank(12), QuizPolicy(), m, 1)[0] for m in Motion}
    assert {m: (f.quiz_id, f.form_id) for m, f in by_motion.items()} == {
        Motion.TRANSACTIONAL: ("q-transactional", "q-transactional-A"),
        Motion.CONSULTATIVE: ("q", "q-A"),
        Motion.ENTERPRISE: ("q-enterprise", "q-enterprise-A"),
    }
    assert {f.language for f in forms_of([replace(i, language="de") for i in bank(4)], QuizPolicy(), Motion.ENTERPRISE, 1)} == {
        "de"
    }


def test_claims_and_kinds_are_spread() -> None:
    items = bank(15)
    by_id = {i.item_id: i for i in items}
    for form in forms_of(items, QuizPolicy(n_items=15, n_forms=2), Motion.CONSULTATIVE, 3):
        assert max(Counter(by_id[i].requirement_id for i in form.item_ids).values()) <= 2
        applied = Counter(by_id[i].kind for i in form.item_ids if by_id[i].level == "apply")
        assert set(applied) == {k for k in KINDS if LEVEL_OF_KIND[k] == "apply"}


def test_where_items_run_out_forms_share_as_few_as_they_must() -> None:
    items = bank(4)  # 16 to apply, 12 to understand, 12 to recall
    policy = QuizPolicy(n_items=30, n_forms=2)
    first, second = forms_of(items, policy, Motion.CONSULTATIVE, 1)
    assert len(first.item_ids) == len(set(first.item_ids)) == len(second.item_ids) == 30
    assert len(set(first.item_ids) & set(second.item_ids)) == 20  # 40 items for 60 places


def test_what_a_level_lacks_comes_from_the_others() -> None:
    items = bank(3, ("value", "limit", "need"))
    (form,) = forms_of(items, QuizPolicy(n_items=9, n_forms=1), Motion.ENTERPRISE, 1)
    assert set(form.item_ids) == {i.item_id for i in items}
    (short,) = forms_of(items, QuizPolicy(n_items=50, n_forms=1), Motion.ENTERPRISE, 1)
    assert set(short.item_ids) == {i.item_id for i in items}
    assert forms_of([], QuizPolicy(), Motion.ENTERPRISE, 1) == ()


def test_a_situation_comes_before_what_is_recalled() -> None:
    items = bank(12)
    by_id = {i.item_id: i for i in items}
    for form in forms_of(items, QuizPolicy(n_items=20), Motion.TRANSACTIONAL, 1):
        places = [LEVELS.index(by_id[i].level) for i in form.item_ids]
        assert places == sorted(places, reverse=True)


@given(st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_measured_difficulties_bring_the_forms_together(seed: int) -> None:
    items, rng = bank(14), random.Random(seed)  # noqa: S311 - drawn to be drawn again
    difficulty = MappingProxyType({i.item_id: rng.gauss(0, 1) for i in items})
    policy = QuizPolicy(n_items=20, n_forms=3)

    def spread(forms: tuple[Form, ...]) -> float:
        means = [sum(difficulty[i] for i in f.item_ids) / len(f.item_ids) for f in forms]
        return max(means) - min(means)

    plain, equal = (
        forms_of(items, policy, Motion.CONSULTATIVE, seed),
        forms_of(items, policy, Motion.CONSULTATIVE, seed, difficulty),
    )
    assert spread(equal) <= min(spread(plain), 0.1)
    met = [i for f in equal for i in f.item_ids]
    assert len(met) == len(set(met))
    assert [levels(f, items) for f in equal] == [levels(f, items) for f in plain]


@given(st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_one_item_less_moves_few_others(seed: int) -> None:
    items, policy = bank(12), QuizPolicy()
    gone = items[seed % len(items)]
    before = forms_of(items, policy, Motion.CONSULTATIVE, seed)
    after = forms_of([i for i in items if i is not gone], policy, Motion.CONSULTATIVE, seed)
    moved = sum(len(set(a.item_ids) - set(b.item_ids)) for a, b in zip(before, after, strict=True))
    assert moved <= policy.n_items * policy.n_forms // 2
