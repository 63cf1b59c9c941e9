"""Mining: what most accounts speak of comes first, told by nouns alone."""

import importlib.util
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.stages.positioning.cards import Card
from readiness.stages.positioning.mining import Aspect, aspects, uncovered
from readiness.stages.positioning.word_classes import noun_runs, singular

NOTES = [
    ("Acme", "The battery life is too short. The saddle hurts."),
    ("Bolt", "We want more battery life! Northway support never called back."),
    ("Cord", "The saddle is hard. The saddle squeaks. Our saddle broke."),
    ("Cord", "I work every day and I love the saddle."),
    ("Dorn", "Batteries die in the cold."),
    ("Egon", "A second battery would help."),
]


def test_aspects_are_counted_by_account_and_not_by_mention() -> None:
    found = aspects(NOTES, ["Northway"])
    assert found[:3] == [
        Aspect("battery", 4, 4, "Batteries die in the cold."),
        Aspect("saddle", 2, 5, "Our saddle broke."),
        Aspect("battery life", 2, 2, "We want more battery life!"),
    ]
    terms = {a.term for a in found}
    assert "support" in terms
    assert terms.isdisjoint({"northway", "northway support", "day", "work", "life", "love", "call"})


def test_nothing_said_gives_nothing() -> None:
    assert aspects([]) == []
    assert aspects([("Acme", ""), ("Bolt", "Hi! Thanks.")]) == []


def test_an_aspect_that_no_card_has_a_word_for_is_proposed() -> None:
    cards = [Card("seat", "Seat", "", ("saddles",))]
    assert [a.term for a in uncovered(aspects(NOTES, ["Northway"]), cards)][:2] == ["battery", "battery life"]


@pytest.mark.parametrize(
    ("sentence", "runs"),
    [
        ("The battery life is short.", [["battery", "life"]]),
        ("I use the scroll wheel to control the volume.", [["scroll", "wheel"], ["volume"]]),
        ("The controls feel cheap.", [["control"]]),
        ("It works great.", []),
        ("The buttons seem too small for gloves.", [["button"], ["glove"]]),
        ("My dealer's support was excellent.", [["dealer"], ["support"]]),
        ("We've replaced two lenses & the café's boxes.", [["lens"], ["café"], ["box"]]),
        ("", []),
    ],
)
def test_nouns_are_told_by_their_place(sentence: str, runs: list[list[str]]) -> None:
    assert noun_runs(sentence) == runs


@pytest.mark.parametrize(
    ("many", "one"),
    [("batteries", "battery"), ("boxes", "box"), ("lens", "lens"), ("movies", "movie"), ("switches", "switch"), ("cds", "cd"),
     ("glass", "glass"), ("buttons", "button"), ("bus", "bus"), ("status", "status")],
)  # fmt: skip
def test_a_plural_becomes_its_singular_once_and_for_all(many: str, one: str) -> None:
    assert singular(many) == one
    assert singular(one) == one


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.text(max_size=80)), max_size=5), st.integers(0, 5))
def test_any_text_gives_at_most_k_aspects_most_accounts_first(texts: list[tuple[str, str]], k: int) -> None:
    found = aspects(texts, (), k)
    assert len(found) <= k
    assert [a.n_accounts for a in found] == sorted((a.n_accounts for a in found), reverse=True)
    assert all(a.term and a.example and 1 <= a.n_accounts <= 3 for a in found)


def test_the_annotated_reviews_do_not_get_worse() -> None:
    path = Path(__file__).parents[2] / "benchmarks" / "research.py"
    spec = importlib.util.spec_from_file_location("research_for_mining", path)
    assert spec is not None
    assert spec.loader is not None
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    scores = [bench.mined(file) for file in sorted(bench.SAMPLES.glob("*.txt"))]
    assert len(scores) == 6
    lenient, _, recall = (sum(s) / len(scores) for s in zip(*scores, strict=True))
    assert lenient >= 0.72
    assert recall >= 0.70
