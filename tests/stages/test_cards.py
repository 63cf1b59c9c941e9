"""Statements, cards and trace: what a customer said finds the characteristic it speaks of, and learns from a person."""

import importlib.util
import math
import os
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.stages.positioning.cards import Card, card_of, confirmed, rank, rank_groups
from readiness.stages.positioning.importance import confidence, distinct_accounts, importance
from readiness.stages.positioning.statements import sentences, statements_from
from readiness.stages.positioning.terms import stem, tokens
from readiness.stages.positioning.trace_match import trace
from readiness.stages.requirements import Evidence
from readiness.stages.spec import Characteristic, Source

ROOT = Path(__file__).parents[2]
SADDLE = Card("saddle", "Saddle", "Comfort over several days", ("sore", "sit bones"))
BRAKES = Card("brakes", "Brakes", "Stopping power", ("stop", "wet descent"))
PRICE = Card("price", "Price", "What it costs", ("expensive",))


def research() -> ModuleType:
    """Return the benchmark, which scores as these tests do."""
    spec = importlib.util.spec_from_file_location("research_benchmark", ROOT / "benchmarks" / "research.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The saddle hurts. The brakes squeal!", ["The saddle hurts.", "The brakes squeal!"]),
        ("Hi team,\nthe saddle hurts.\n\nThanks,\nJohn", ["The saddle hurts."]),
        ("Hi the saddle hurts", ["Hi the saddle hurts"]),
        ("HEY THE WHEEL BROKE", ["HEY THE WHEEL BROKE"]),
        ("Thanks for the broken wheel", ["Thanks for the broken wheel"]),
        ("Dear Sir or Madam: it squeaks. Kind regards, Ana Souza", ["It squeaks."]),
        ("Guten Tag Frau Müller, der Akku hält z.B. nur 2 Stunden. Viele Grüße", ["Der Akku hält z.B. nur 2 Stunden."]),
        ("- Too heavy\n- Dr. Smith waited 3.5 weeks\n2) No stock", ["Too heavy", "Dr. Smith waited 3.5 weeks", "No stock"]),
        ("We like it, e.g. the light.It broke once.", ["We like it, e.g. the light.", "It broke once."]),
        ("a line that a mail program broke at its width goes on here\nwithout a new thought.",
         ["a line that a mail program broke at its width goes on here without a new thought."]),
        ("Thank you so much for your time!", []),
        ("👍 ... ?", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_text_becomes_its_sentences_without_courtesies(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_statement_knows_the_evidence_it_came_from() -> None:
    evidence = [
        Evidence("E1", "ticket", "shop", date(2026, 1, 5), "Hello. It squeaks. It rusts."),
        Evidence("E2", "review", "", date(2026, 1, 6), "Thanks!"),
    ]
    assert [(s.statement_id, s.evidence_id, s.text) for s in statements_from(evidence)] == [
        ("E1.1", "E1", "It squeaks."),
        ("E1.2", "E1", "It rusts."),
    ]


@given(st.text(max_size=300))
def test_sentences_lose_no_letter_but_courtesies_and_never_crash(text: str) -> None:
    kept = "".join(sentences("zzz " + text)).lower()
    assert all(s.strip() for s in sentences(text))
    assert len(kept) <= len("zzz " + text) + 60


def test_a_hostile_text_takes_no_time() -> None:
    start = time.process_time()
    for part in ("thanks ", "hi there ", "many many ", "e.g. ", "Dear Sir ", ". ", "\n", "- "):
        sentences(part * 3000)
    assert time.process_time() - start < 3


def reference(statement: str, cards: list[Card], texts: list[str]) -> dict[str, float]:
    """Cosines as the definition gives them, by dictionaries: words and pairs, and parts of words at half weight."""

    def words(text: str) -> list[str]:
        stems = [stem(w) for w in tokens(text)]
        return stems + [" ".join(p) for p in pairwise(stems)]

    def grams(text: str) -> list[str]:
        return [f" {w} "[i : i + n] for w in tokens(text) for n in (3, 4, 5) for i in range(len(w) + 3 - n)]

    def vector(text: str) -> dict[tuple[str, str], float]:
        whole: dict[tuple[str, str], float] = {}
        for kind, split, share in (("w", words, 2 / 3), ("g", grams, 1 / 3)):
            df = Counter(t for other in texts for t in set(split(other)))
            raw = {t: (1 + math.log(n)) * (3 + math.log((1 + len(texts)) / (1 + df[t]))) for t, n in Counter(split(text)).items()}
            length = math.sqrt(sum(v * v for v in raw.values())) or 1.0
            whole |= {(kind, t): v / length * math.sqrt(share) for t, v in raw.items()}
        return whole

    scores = {}
    for card in cards:
        centroid: Counter[tuple[str, str]] = Counter()
        own = ". ".join([card.name, card.definition, *card.words])
        for text, weight in [(own, 3), *((q, 1) for q in card.approved_quotes)]:
            for term, value in vector(text).items():
                centroid[term] += value * weight
        length = math.sqrt(sum(v * v for v in centroid.values()))
        said = vector(statement)
        scores[card.characteristic_id] = sum(v * centroid[t] for t, v in said.items()) / length
    return scores


def test_scores_are_the_cosines_of_the_definition() -> None:
    grown = confirmed(confirmed(SADDLE, "After four days everybody was sore."), "My back hurts.")
    cards = [BRAKES, grown, PRICE]
    said = ["The saddle leaves riders sore after days.", "It stops late in the wet.", "Too expensive"]
    texts = [
        t
        for c in sorted(cards, key=lambda c: c.characteristic_id)
        for t in (". ".join([c.name, c.definition, *c.words]), *c.approved_quotes)
    ]
    for statement, found in zip(said, rank(said, cards, 3), strict=True):
        expected = {i: s for i, s in reference(statement, cards, texts + said).items() if s > 0}
        assert {c.characteristic_id: c.score for c in found} == pytest.approx(expected, abs=1e-8)


def test_a_statement_finds_its_card_and_one_of_nothing_finds_none() -> None:
    found = rank(["My riders come back sore.", "We could hardly stop on the wet descent.", "zzz", ""], [PRICE, BRAKES, SADDLE], 1)
    assert [tuple(c.characteristic_id for c in f) for f in found] == [("saddle",), ("brakes",), (), ()]


def test_few_facts_give_less_and_never_crash() -> None:
    assert rank([], [SADDLE]) == []
    assert rank(["sore"], []) == [()]
    assert rank(["sore"], [SADDLE], 0) == [()]
    assert rank(["sore"], [SADDLE], 3, least=0.99) == [()]
    assert rank([""], [Card("x", "")]) == [()]
    assert rank_groups([[], ["sore"]], [SADDLE])[0] == ()
    assert trace({}, {"a": "b"}) == []
    assert trace({"a": ""}, {"b": ""}) == []


def test_a_group_is_ranked_by_the_mean_of_its_statements() -> None:
    group = ["The saddle is hard.", "It costs too much, far too expensive.", "We were sore."]
    single = [{c.characteristic_id: c.score for c in f} for f in rank(group, [SADDLE, BRAKES, PRICE])]
    grouped = {c.characteristic_id: c.score for c in rank_groups([group], [SADDLE, BRAKES, PRICE])[0]}
    assert grouped == pytest.approx({i: sum(s.get(i, 0) for s in single) / 3 for i in grouped}, abs=1e-8)
    assert set(grouped) == {i for s in single for i in s}


def test_a_confirmed_quote_teaches_the_card_a_word_it_did_not_have() -> None:
    said = ["Qwylx!"]
    assert rank(said, [SADDLE, BRAKES])[0] == ()
    assert rank(said, [confirmed(SADDLE, "Our qwylx again"), BRAKES], 1)[0][0].characteristic_id == "saddle"


def test_the_same_quote_confirmed_twice_counts_once() -> None:
    once = confirmed(SADDLE, "It  hurts\nagain.")
    assert once.approved_quotes == ("It hurts again.",)
    assert confirmed(once, "It hurts again.") is once
    assert confirmed(SADDLE, "  ") is SADDLE


def test_a_spec_alone_gives_a_card() -> None:
    c = Characteristic("S1", "Saddle", "gel", None, "", "=", "on long tours", "Gel saddle", Source("spec.csv", "row 2"))
    assert card_of(c) == Card("S1", "Saddle", "Gel saddle on long tours")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The DVDs", ["dvds"]),
        ("UAVController getHTTPResponse", ["uav", "controller", "get", "http", "response"]),
        ("WRT54G at 3 GHz, it's Müller’s", ["wrt54g", "3", "ghz", "müller"]),
        ("set up", ["set", "up"]),
    ],
)
def test_words_are_taken_as_people_read_them(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    "family",
    [
        "install installs installing installed installation",
        "secure security",
        "easy easily easier",
        "speed speeds",
        "price pricing",
    ],
)
def test_forms_of_a_word_have_one_stem(family: str) -> None:
    assert len({stem(w) for w in family.split()}) == 1


@pytest.mark.parametrize("word", ["glass", "string", "need", "bus", "café", "40gb"])
def test_a_word_that_only_looks_inflected_stays(word: str) -> None:
    assert stem(word) == word


WORDS = st.lists(st.sampled_from("saddle sore wet stop brakes price café Müller's 40gb 🙂 & set-up the".split()), max_size=8).map(
    " ".join
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=6), st.permutations([SADDLE, BRAKES, PRICE]), st.integers(1, 4))
def test_rank_is_best_first_bounded_and_blind_to_the_order_of_cards(said: list[str], cards: list[Card], k: int) -> None:
    found = rank(said, cards, k)
    assert found == rank(said, [SADDLE, BRAKES, PRICE], k)
    for candidates in found:
        assert len(candidates) <= k
        assert all(0 < c.score <= 1 + 1e-9 for c in candidates)
        assert list(candidates) == sorted(candidates, key=lambda c: (-c.score, c.characteristic_id))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from("abcd"), WORDS), st.dictionaries(st.sampled_from("wxyz"), WORDS))
def test_trace_is_the_same_from_either_side(left: dict[str, str], right: dict[str, str]) -> None:
    forth = {(a, b): s for a, b, s in trace(left, right)}
    back = {(a, b): s for b, a, s in trace(right, left)}
    assert forth == pytest.approx(back, abs=2e-6)
    assert all(0 < s <= 1 for s in forth.values())


def bm25(queries: dict[str, str], documents: dict[str, str]) -> dict[tuple[str, str], float]:
    """BM25 by its formula, k1 1.5 and b .75, a word of the query counted once."""
    split = {i: [stem(w) for w in tokens(t)] for i, t in (queries | documents).items()}
    mean = sum(len(split[d]) for d in documents) / len(documents)
    scores = {}
    for q in queries:
        for d in documents:
            total = 0.0
            for w in set(split[q]):
                df, tf = sum(w in split[x] for x in documents), split[d].count(w)
                idf = math.log(1 + (len(documents) - df + 0.5) / (df + 0.5))
                total += idf * tf / (tf + 1.5 * (1 - 0.75 + 0.75 * len(split[d]) / mean))
            scores[q, d] = total
    return scores


def shares(scores: dict[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    row = {a: max(s for (x, _), s in scores.items() if x == a) or 1.0 for a, _ in scores}
    column = {b: max(s for (_, y), s in scores.items() if y == b) or 1.0 for _, b in scores}
    return {(a, b): (s / row[a] + s / column[b]) / 2 for (a, b), s in scores.items()}


def test_trace_is_bm25_both_ways_and_the_cosine() -> None:
    needs = {"R1": "Riders must stop safely in the wet", "R2": "Riders stay comfortable on a long tour", "R3": "Batteries"}
    offers = {
        "C1": "Disc brakes stop the bike in wet weather",
        "C2": "Gel saddle, comfortable for a long day",
        "C3": "Steel frame",
    }
    forth, back = shares(bm25(needs, offers)), shares({(b, a): s for (a, b), s in bm25(offers, needs).items()})
    texts = [*needs.values(), *offers.values()]
    cosines = {(a, b): reference(needs[a], [Card(b, offers[b])], texts)[b] for a in needs for b in offers}
    found = trace(needs, offers)
    assert {(a, b): s for a, b, s in found} == pytest.approx(
        {p: ((forth[p] + back[p]) / 2 + cosines[p]) / 2 for p in forth if cosines[p] > 0}, abs=2e-6
    )
    assert {(a, b) for a, b, _ in found[:2]} == {("R1", "C1"), ("R2", "C2")}
    assert trace(needs, offers, least=found[1][2]) == found[:1]


def test_importance_counts_distinct_accounts_and_stands_apart_from_confidence() -> None:
    accounts = {"R1": ["Acme", "acme ", "Bolt", "Cord", "Dorn"], "R2": ["Acme"], "R3": [], "R4": ["Acme", "Bolt"]}
    assert importance({"R1": 2, "R2": 3, "R3": 5}, accounts) == {"R1": 5.0, "R2": 2.5, "R3": 0.0}  # 2 x (1 + 2), 3 x 1, 0
    assert importance({}, accounts) == {}
    assert importance({"R3": 0.0}, {}) == {"R3": 0.0}
    assert [confidence(accounts[r]) for r in ("R1", "R4", "R2", "R3")] == ["A", "B", "C", ""]
    assert distinct_accounts(["", "  ", "Café  Nord", "café nord"]) == 1
    with pytest.raises(ValueError, match="R1"):
        importance({"R1": float("nan")}, {})


def test_router_reviews_reach_the_level_with_cards_and_learn_from_confirmations() -> None:
    bench = research()
    rows, cards = bench.rows_of("router", bench.reviews_in(bench.SAMPLES / "Linksys_Router.txt")), bench.cards_of("router")
    n, first, (third,) = bench.hits(rows, cards, (3,))
    assert n == 146
    assert first >= 0.72
    assert third >= 0.90
    before, after, _ = bench.lift(rows, [Card(c.characteristic_id, c.name) for c in cards], 100)
    assert after - before >= 0.05


def test_a_big_catalogue_is_ranked_in_seconds() -> None:
    bench = research()
    cards, said = bench.drawn_cards(1000), bench.drawn_texts(2000, 18, 4)
    start = time.process_time()
    assert len(rank(said, cards)) == 2000
    assert time.process_time() - start < 3  # 30 s are allowed for ten times as many


def test_another_hash_seed_gives_the_same_bytes() -> None:
    code = (
        "from readiness.stages.positioning.cards import *\nfrom readiness.stages.positioning.trace_match import trace\n"
        "from readiness.stages.positioning.mining import aspects\n"
        "c=[Card('a','Saddle','soft gel',('sore',)),Card('b','Brakes','wet stop'),Card('c','Brakes','wet stop')]\n"
        "print(rank(['the saddle stop is sore','wet brakes'],c),trace({'x':'wet gel','y':'stop'},{'z':'gel stop','w':'wet'}),"
        "aspects([('p','The saddle is sore. The brake pad squeaks.'),('q','The brake pad wore out.')]))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True, cwd=ROOT
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
