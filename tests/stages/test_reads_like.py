"""Reads like: factory quotes and customers' reviews are told apart, and each verdict gives its reasons."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.adapters.input_tables import Problems
from readiness.adapters.spec_files import read_spec
from readiness.settings import ROOT
from readiness.stages.positioning.reads_like import acronyms_in, has_verb, reads_like

SAMPLES = Path(__file__).parents[1] / "samples"


def reviews(name):
    lines = (SAMPLES / "reviews" / name).read_text(encoding="utf-8").splitlines()
    texts = [""]
    for line in lines:
        if line.startswith("[t]"):
            texts.append("")
        elif "##" in line:
            texts[-1] += " " + line.split("##", 1)[1].strip()
    return [t for t in texts if len(t.split()) > 5]


def quotes():
    bundled, samples = ROOT / "data" / "launches" / "touring-1000", SAMPLES / "positioning"
    files = ([samples / "router" / "spec.yaml"], [samples / "phone" / "spec.yaml"], [bundled / "spec.csv", bundled / "spec.xml"])
    specs = [read_spec({f.name: f.read_bytes() for f in group}, Problems()) for group in files]
    assert None not in specs
    return [c.quote for spec in specs if spec for c in spec.characteristics]


def lean(text):
    scores = dict(reads_like(text).scores)
    return scores["factory"] - scores["customer"]


@pytest.mark.parametrize("name", ["Linksys_Router.txt", "Nokia_6610.txt"])
def test_factory_quotes_are_told_from_reviews(name):
    factory, customers = [lean(q) for q in quotes()], [lean(r) for r in reviews(name)]
    wins = sum((f > c) + (f == c) / 2 for f in factory for c in customers)
    assert wins / (len(factory) * len(customers)) >= 0.9
    verdicts = [reads_like(r).verdict for r in reviews(name)]
    assert verdicts.count("customer") >= 0.9 * len(verdicts)


def test_most_factory_quotes_read_like_the_factory():
    verdicts = [reads_like(q).verdict for q in quotes()]
    assert verdicts.count("factory") >= 0.9 * len(verdicts)


@pytest.mark.parametrize(
    ("text", "verdict", "reason"),
    [
        ("Supports WAN failover; equipped with BFD.", "factory", "words of a specification: Supports, equipped with"),
        (
            "We are the leading maker, and our innovative solutions are the best.",
            "vendor",
            "the seller speaks of itself: We, our",
        ),
        ("When your line drops, you wait, because nobody told you why.", "customer", "the reader is spoken to: your, you"),
    ],
)
def test_each_side_has_a_text_that_sounds_like_it(text, verdict, reason):
    whose = reads_like(text)
    assert whose.verdict == verdict
    assert reason.casefold() in [r.casefold() for r in whose.reasons]
    assert len(whose.reasons) == 3


def test_nothing_said_is_unclear():
    assert [reads_like(t).verdict for t in ("", " ~ … 🙂")] == ["unclear", "unclear"]


@given(st.text(max_size=200))
def test_there_are_at_most_three_reasons_and_each_once(text):
    whose = reads_like(text)
    assert len(set(whose.reasons)) == len(whose.reasons) <= 3
    assert (whose.verdict == "unclear") == (max(s for _, s in whose.scores) == 0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The NGFW and its SLAs", ["NGFW", "SLAs"]),
        ("BFD-triggered, Dual-SIM", ["BFD", "SIM"]),
        ("LT-117, SLA v7, R&D, U.S. and IT", []),
        ("a service level agreement (SLA), and the SLA", []),
        ("SLA (service level agreement)", []),
        ("SLA (see page 4)", ["SLA"]),
        ("THIS BOX HAS NEVER WORKED", []),
    ],
)
def test_abbreviations_are_those_nobody_explains(text, found):
    assert acronyms_in(text) == found


def test_a_sentence_is_told_from_a_list():
    assert all(
        has_verb(s) for s in ("The lid is red.", "Turn it on.", "It doesn't open.", "They opened it.", "The lid needs oil.")
    )
    assert not any(has_verb(s) for s in ("A stable pedal for all-day riding.", "5 years, parts and labor", "Aluminum alloy"))
