"""Verifier: what may be reordered and joined, and that nothing else gets through."""

from __future__ import annotations

import re
import runpy
from collections import Counter
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readiness.stages.positioning.rows import Message
from readiness.stages.positioning.verify import Facts, facts_of, violations, word_violations
from readiness.stages.positioning.verify.numbers import Quantity, quantities
from readiness.stages.positioning.verify.reading import sentences

BENCH: dict[str, Any] = runpy.run_path(str(Path(__file__).resolve().parents[2] / "benchmarks" / "verifier.py"))
TEXT = (
    "When a shop's line drops, your tills keep trading. The BR40 moves the shop to mobile data within at most 3 seconds. "
    "Each shop needs mobile signal. You can read the 2 pages of report LT-117. Pull the cable of one shop next Tuesday."
)
FACTS = Facts(("BR40",), "Each shop needs mobile signal.", "Pull the cable of one shop next Tuesday.")
WORRY, TEST = "You may worry that it drops payments.", "Test exactly that: pull the cable."
WORRIED = f"{WORRY} {TEST} One thing to plan for. It needs a roof. Sign today."


def rules(text: str, rewrite: str, facts: Facts = FACTS) -> set[str]:
    return {v.rule.split()[0] for v in violations(text, facts, rewrite)}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("3 seconds", "2 seconds", "V1"),
        ("3 seconds", "3 minutes", "V1"),
        ("the 2 pages", "the pages", "V2"),
        ("within at most 3", "at least 3", "V6"),
        ("within at most 3", "within 3", "V6"),
        ("mobile signal", "mobile signal, guaranteed", "V3"),
        ("your tills", "your fastest tills", "V4"),
        ("your tills", "all your tills", "V4"),
        ("your tills keep", "your tills do not keep", "V5"),
        ("Each shop needs mobile signal. ", "", "V7"),
        ("needs mobile signal", "needs signal", "V7"),
        ("The BR40", "It", "V8"),
        ("LT-117", "LT-118", "V8"),
        ("mobile data", "mobile Acme data", "V8"),
        ("your tills keep trading", "trading tills keep drops a shop", "V9"),
        ("moves", "carries", "V10"),
        ("keep trading.", "keep trading!", "V10"),
        ("your tills", "the tills", "V11"),
        ("The BR40", "Our BR40", "V11"),
        ("You can read", "You will read", "V12"),
        ("moves the shop to mobile data", "moves mobile data to the shop", "V13"),
        ("one shop next", "each shop next", "V14"),
        ("Each shop", "One shop", "V14"),
    ],
)
def test_each_rule_catches_its_kind(old: str, new: str, rule: str) -> None:
    assert old in TEXT
    assert rule in rules(TEXT, TEXT.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (f"{WORRY} {TEST}", f"{TEST} {WORRY}", "V15"),
        (f"{WORRY} {TEST}", f"{TEST} {WORRY}", "V12"),
        (f"{WORRY} {TEST}", "You may worry that it drops payments, and test exactly that: pull the cable.", "V16"),
        ("One thing to plan for. It needs a roof.", "It needs a roof. One thing to plan for.", "V15"),
        ("plan for. It needs", "plan for, and it needs", "V16"),
        (WORRY, "It drops payments.", "V12"),
    ],
)
def test_a_worry_stands_before_its_answer_and_apart_from_it(old: str, new: str, rule: str) -> None:
    assert old in WORRIED
    assert rule in rules(WORRIED, WORRIED.replace(old, new))


@pytest.mark.parametrize(
    "rewrite",
    [
        "Your tills keep trading when a shop's line drops. The BR40 moves the shop to mobile data within at most 3 seconds, but "
        "each shop needs mobile signal. You can read the 2 pages of report LT-117. Pull the cable of one shop next Tuesday.",
        "You can read the 2 pages of report LT-117. The BR40 moves the shop to mobile data within at most 3 seconds; each shop "
        "needs mobile signal. When a shop's line drops, your tills keep trading. Pull the cable of one shop next Tuesday.",
        "The BR40 moves the shop to mobile data within at most 3 seconds, and when a shop's line drops, your tills keep trading. "
        "Each shop needs mobile signal. Also, you can read the 2 pages of report LT-117. Pull the cable of one "
        "shop next Tuesday.",
    ],
)
def test_order_and_joins_are_free(rewrite: str) -> None:
    assert violations(TEXT, FACTS, rewrite) == []


@pytest.mark.parametrize(
    ("rewrite", "rule"),
    [
        ("When a shop's line drops, each shop needs mobile signal. Your tills keep trading.", "V13"),
        ("When your tills keep trading, a shop's line drops. Each shop needs mobile signal.", "V13"),
        ("Each shop needs mobile signal, but when a shop's line drops, your tills keep trading.", "V16"),
        ("Each shop needs mobile signal because when a shop's line drops, your tills keep trading.", "V13"),
        ("Each shop needs mobile signal, when a shop's line drops, your tills keep trading.", "V13"),
        ("Your tills keep trading when a shop's line drops and each shop needs mobile signal.", "V16"),
        ("when a shop's line drops, your tills keep trading. Each shop needs mobile signal.", "V16"),
        ("When a shop's line drops, your tills keep trading, and Each shop needs mobile signal.", "V16"),
        ("When a shop's line drops, your tills keep trading. Each shop needs mobile signal", "V13"),
    ],
)
def test_a_condition_stays_with_its_outcome_and_a_join_says_nothing_new(rewrite: str, rule: str) -> None:
    text = "When a shop's line drops, your tills keep trading. Each shop needs mobile signal."
    assert rule in rules(text, rewrite, Facts())


@pytest.mark.parametrize(
    "moved", ["Only call us when the light is red.", "Call 2 days before you order.", "Ask who pays when it rains."]
)
def test_a_tail_that_its_clause_needs_is_not_moved(moved: str) -> None:
    m = re.fullmatch(r"(.+) ((?:when|before) .+)\.", moved)
    assert m
    assert rules(moved, f"{m[2].capitalize()}, {m[1][0].lower()}{m[1][1:]}.", Facts()) == {"V13"}


def test_a_sentence_is_joined_out_of_three_at_most() -> None:
    text = "Doors stay shut. Lamps burn. Staff keep a key. Nobody waits."
    assert rules(text, "Doors stay shut; lamps burn, and staff keep a key. Nobody waits.", Facts()) == set()
    assert rules(text, "Doors stay shut; lamps burn, and staff keep a key; nobody waits.", Facts()) == {"V16"}


def test_a_limit_follows_its_claim() -> None:
    parts = sentences(TEXT)
    early = " ".join([parts[2], *parts[:2], *parts[3:]])
    assert rules(TEXT, early) == {"V15"}
    assert rules(TEXT, early, Facts(("BR40",))) == set()


def test_a_free_tail_is_moved() -> None:
    assert rules("Call us when the light is red.", "When the light is red, call us.", Facts()) == set()


def test_the_product_is_named_once_where_both_sentences_open_with_it() -> None:
    text = "The P7 runs at 52 dB or less. The P7 needs a roof."
    p7 = Facts(("P7",))
    assert rules(text, "The P7 runs at 52 dB or less and needs a roof.", p7) == set()
    assert rules(text, "The P7 runs at 52 dB or less, and it needs a roof.", p7) == set()
    assert "V13" in rules(f"A fan helps. {text}", "The P7 runs at 52 dB or less. A fan helps. It needs a roof.", p7)


def test_a_quotation_is_verbatim_whole_and_beside_what_it_was_said_of() -> None:
    text = "Riders come back sore. “It hurts. I stopped.” The T1 has a new saddle. Count today."
    assert rules(text, "“It hurts. I stopped.” Riders come back sore. The T1 has a new saddle. Count today.", Facts()) == set()
    assert "V15" in rules(text, "Riders come back sore. The T1 has a new saddle. “It hurts. I stopped.” Count today.", Facts())
    assert "V13" in rules(text, text.replace("I stopped.”", "I” stopped."), Facts())
    assert "V10" in rules(text, text.replace("“", '"').replace("”", '"'), Facts())


def test_the_call_to_action_ends_the_message() -> None:
    parts = sentences(TEXT)
    assert "V15" in rules(TEXT, " ".join([parts[-1], *parts[:-1]]))
    assert rules(TEXT, " ".join([parts[-1], *parts[:-1]]), Facts(("BR40",))) == set()
    assert "V16" in rules(TEXT, " ".join([*parts[:2], parts[3], parts[2][:-1] + ", and pull" + parts[-1][4:]]))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("within 3 seconds", [Quantity("within", "3", "seconds")]),
        ("up to 4,500 litres", [Quantity("up to", "4500", "litres")]),
        ("less than $1.20 a day", [Quantity("less than", "$1.20", "")]),
        ("52 dB or less", [Quantity("or less", "52", "db")]),
        ("28W at -5 °C", [Quantity("", "28", "w"), Quantity("", "-5", "°c")]),
        ("five years, LT-117, 99.99%", [Quantity("", "5", "years"), Quantity("", "lt-117", ""), Quantity("", "99.99", "%")]),
        ("from 46 to 60 cm", [Quantity("from", "46", ""), Quantity("to", "60", "cm")]),
        ("a one-year cover", [Quantity("", "1", "year")]),
        ("nothing to count", []),
    ],
)
def test_quantities_as_a_reader_takes_them(text: str, said: list[Quantity]) -> None:
    assert quantities(text) == said


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("It costs approx. 3 EUR. It fits.", 2),
        ("Ask Dr. Ohm. Ask J. Doe.", 2),
        ("Lifts to 18 m. Runs on 9 V. Fits.", 3),
        ("She said: “Yes. No.” Then left. Why? Because!", 4),
        ("Er sagt: „Ja. Nein.“ Dann nicht.", 2),
        ("One e.g. two", 1),
        ("", 0),
    ],
)
def test_sentences(text: str, n: int) -> None:
    assert len(sentences(text)) == n


def test_facts_of_a_message() -> None:
    claim = "The P7 lifts 3 t. It needs a roof."
    fields = dict.fromkeys(
        ("message_id", "segment", "persona", "step", "requirement_id", "characteristic_id", "headline", "quote"), ""
    )
    fields |= dict.fromkeys(("quote_source", "proof", "objection", "answer"), "")
    message = Message(**fields, claim=claim, text=f"{claim} Call us.", evidence_ids=(), call_to_action="Call us.")
    assert facts_of("P7", message) == Facts(("P7",), "It needs a roof.", "Call us.", "en")


def test_what_could_be_read_in_endless_ways_is_refused_in_no_time() -> None:
    """Sentences of 1 to 20 times the same word: more orders than anyone can try."""
    text = " ".join("; ".join(["go"] * n).capitalize() + "." for n in range(1, 21))
    assert "V13" in rules(text, f"{text[:-1]}; no.", Facts())
    assert "V13" in rules("Go. " * 80, "Go! " * 80, Facts())
    assert [v.found[:5] for v in violations(TEXT, FACTS, TEXT * 3)] == [f"{len(TEXT) * 3} ch"[:5]]


def test_a_pronoun_is_not_put_in_front_of_its_noun() -> None:
    assert rules("When a bike is old, its owner waits.", "Its owner waits when a bike is old.", Facts()) == {"V13"}
    assert rules("Before any load, it weighs 9 kg.", "It weighs 9 kg before any load.", Facts()) == set()


words = st.lists(
    st.sampled_from("each the shop needs when , if 3 seconds not may data and it your “x” . “ ” é 🚲 & 5% D.".split()),
    max_size=30,
)


@given(words)
@settings(max_examples=150, deadline=None)
@example([])
def test_no_alarm_on_identity_whatever_the_text(said: list[str]) -> None:
    text = " ".join(said)
    assert violations(text, FACTS, text) == []
    assert word_violations(text, Facts(("5%",)), f" {text}\n") == []


@given(st.integers(0, 10_000), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80), st.booleans()), min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_what_passes_has_the_same_words_but_for_joins(pick: int, edits: list[tuple[int, int, bool]]) -> None:
    """An identity that knows nothing of sentences: words may only move, and only joining words may come."""
    (_, text, facts), _ = BENCH["sources"]()[pick % len(BENCH["sources"]())]
    said = text.split()
    for a, b, copies in edits:
        i, j = a % len(said), b % len(said)
        said[i : i + 1] = [said[j]] if copies else [said[i], said[j]] if a % 3 else []
        said = said or ["x"]
    rewrite = " ".join(said)
    if violations(text, facts, rewrite):
        return
    before, after = (Counter(w.strip(".,;").lower() for w in t.split()) for t in (text, rewrite))
    assert before - after == Counter()
    assert set(after - before) <= {"and", "but", "yet", "also", "plus", "in", "addition", "und", "aber", "auch", "zudem"}


def test_any_order_of_sentences_that_lean_on_nothing_passes() -> None:
    parts = ["Doors stay shut.", "A lamp shows 3 bars.", "Your staff keep a key.", "Nobody waits."]
    assert [p for p in permutations(parts) if violations(" ".join(parts), Facts(), " ".join(p))] == []


@pytest.mark.parametrize("title", ["SEEN", "UNSEEN"])
def test_damage_is_caught(title: str) -> None:
    """Numbers, units and bounds: every one. All kinds together: 99 of 100."""
    found = BENCH["caught"](BENCH[title], violations, 5)
    assert len(found) >= 25
    exact = [kind for kind in found if re.search("number|unit|bound|decimal", kind)]
    assert [found[kind][1] for kind in exact if found[kind][1]] == []
    made, passed = (sum(x) for x in zip(*((n, len(p)) for n, p in found.values()), strict=True))
    assert passed / made <= 0.01


def test_faithful_rewrites_are_let_pass() -> None:
    check: Callable[[str, Facts, str], object] = violations
    refused = [bool(check(text, facts, r)) for (_, text, facts), rewrites in BENCH["sources"]() for r in rewrites]
    assert len(refused) >= 27
    assert sum(refused) / len(refused) <= 0.20


def test_no_alarm_on_any_message() -> None:
    said = [(text, facts) for (_, text, facts), _ in BENCH["sources"]()]
    assert [t for t, f in said if word_violations(t, f, t) or violations(t, f, f" {t} ")] == []
