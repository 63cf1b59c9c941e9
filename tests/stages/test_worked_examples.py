"""Worked examples: two invented launches and the bundled one, every message as a person wrote it down by hand."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from readiness.adapters.buyer_map_files import read_buyers
from readiness.adapters.folder_files import read_folder
from readiness.adapters.input_tables import Problems
from readiness.adapters.launch_files import read_launch_files
from readiness.adapters.launch_needs import read_needs
from readiness.adapters.spec_files import read_spec
from readiness.settings import ROOT
from readiness.stages.positioning import Brief, Positioning, Voice, positioning_of
from readiness.stages.positioning.message_words import MAX_HEADLINE
from readiness.vocabulary import ChannelRow, Motion
from tests.phrases import BOOKS
from tests.worked_lines import GERMAN_LINES, PHONE, ROUTER

SAMPLES = Path(__file__).parents[1] / "samples" / "positioning"
VOICES = [Voice(motion, language) for language in ("en", "de") for motion in Motion]
OWN = Voice(Motion.CONSULTATIVE, "en")
GERMAN = Voice(Motion.CONSULTATIVE, "de")


@cache
def brief_of(name: str) -> Brief:
    problems = Problems()
    folder = SAMPLES / name
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*.*"))}
    spec = read_spec({p: data for p, data in files.items() if p.startswith("spec.")}, problems)
    buyers = read_buyers("buyers.yaml", files["buyers.yaml"], problems)
    needs = read_needs(files, spec, problems)
    assert spec and buyers and problems.found == []
    languages = ("en", *needs.translations)
    channels = [
        ChannelRow(f"{v.motion}-{v.language}", "", 1, v.motion, v.language, "", "") for v in VOICES if v.language in languages
    ]
    return Brief(
        spec.name, spec, needs.requirements, needs.evidence, buyers, needs.answers, channels, acts=needs.acts,
        translations=needs.translations,
    )  # fmt: skip


@cache
def sample(name: str) -> Positioning:
    return positioning_of(brief_of(name), BOOKS)


@cache
def touring() -> Positioning:
    return positioning_of(read_launch_files(read_folder(ROOT / "data" / "launches" / "touring-1000")).brief, BOOKS)


def found_in(positioning: Positioning, *voices: Voice) -> list[tuple[str, str, str]]:
    """Return the findings in these voices, and those about fragments."""
    others = {m.message_id for m in positioning.messages if m.voice not in voices}
    return [(f.message_id, f.rule, f.found) for f in positioning.findings if f.message_id not in others]


@pytest.mark.parametrize(
    ("name", "message_id", "text"),
    [(name, *row) for name, rows in (("router", ROUTER | GERMAN_LINES), ("phone", PHONE)) for row in rows.items()],
)
def test_a_message_is_what_a_person_would_have_written(name, message_id, text):
    assert {m.message_id: m.text for m in sample(name).messages}[message_id] == text


@pytest.mark.parametrize(
    ("name", "message_id", "headline"),
    [
        ("router", "R1-evaluate", "Your tills keep trading when a shop's line drops"),
        ("router", "R2-decide", "What if your managers have to fix technology?"),
        ("router", "R3-evaluate", "Your engineers stay at their desks"),
        ("router", "R4-evaluate", "When a box dies in year four, the replacement is already paid for"),
        ("router", "R5-evaluate", "Only the payment network is in scope when the card-payment audit comes round"),
        ("router", "R1-review", "Count line failures that stopped a till"),
        ("router", "R5-evaluate-de", "Die Prüfung der Kartenzahlung steht an: Nur das Zahlungsnetz wird geprüft"),
        ("router", "R1-decide-de", "Beim Wechsel auf Mobilfunk brechen laufende Zahlungen ab?"),
        ("phone", "R3-decide", "What if a monthly deal hides a price rise?"),
        ("phone", "R3-decide-transactional", "Your bill falls the month after your headcount does"),
    ],
)
def test_a_headline_says_what_the_relation_is(name, message_id, headline):
    assert {m.message_id: m.headline for m in sample(name).messages}[message_id] == headline


def test_the_lint_finds_nothing_but_these():
    """In the consultative voice nothing, but for the share of calls: it belongs in the claim and has no id in the spec."""
    assert found_in(sample("router"), OWN, GERMAN) == []
    assert found_in(sample("phone"), OWN) == [("R5", "figure in does", "does: 19"), ("R5", "figure in does", "does: 20")]
    assert {f.level for name in ("router", "phone") for f in sample(name).findings} == {"warn"}
    worked = {i for i in PHONE if i.endswith(("-transactional", "-enterprise"))}
    assert [f for f in sample("phone").findings if f.message_id in worked] == []


@pytest.mark.parametrize("name", ["router", "phone", "touring-1000"])
def test_no_claim_stands_without_its_limit(name):
    """The limit is what keeps a claim true, so it stands beside it at every step and in every voice."""
    positioning = touring() if name == "touring-1000" else sample(name)
    links = {(x.requirement_id, x.characteristic_id): x for x in positioning.links}
    in_own = [m for m in positioning.messages if m.voice.language == "en"]
    claimed = [m for m in in_own if links[m.requirement_id, m.characteristic_id].does in m.text]
    assert {m.step for m in claimed} >= {"evaluate", "decide"}
    assert [m.message_id for m in claimed if links[m.requirement_id, m.characteristic_id].limit not in m.text] == []


def test_what_read_well_and_said_too_much_is_not_said():
    """A service level is a threshold for a credit and no bound on downtime; a 95th percentile is 19 calls of 20."""
    texts = [m.text for m in sample("phone").messages]
    assert not [t for t in texts if re.search(r"limits? downtime|every number", t)]
    assert all("19 calls of 20" in t for t in texts if "2 seconds" in t)
    assert all("you receive a credit" in t for t in texts if "than 5 minutes" in t)


def test_the_figures_follow_the_spec_in_both_languages():
    brief = brief_of("router")
    slower = [replace(c, number=Decimal("2.5")) if c.characteristic_id == "failover" else c for c in brief.spec.characteristics]
    positioning = positioning_of(replace(brief, spec=replace(brief.spec, characteristics=tuple(slower))), BOOKS)
    texts = {m.message_id: m.text for m in positioning.messages}
    assert "within 2.5 seconds" in texts["R1-evaluate"]
    assert "innerhalb von 2,5 Sekunden" in texts["R1-evaluate-de"]
    assert {f.level for f in positioning.findings} == {"warn"}


def test_the_german_messages_are_german():
    """No word of the English files is left over that a translator did not write, and no number with a decimal point."""
    positioning = sample("router")
    assert [t for t in positioning.to_translate["de"] if not t.text] == []
    german = [m for m in positioning.messages if m.voice.language == "de"]
    assert len(german) == 3 * 5 * 6  # motions, answered needs, steps
    lines = (SAMPLES / "router" / "translations" / "de.csv").read_text(encoding="utf-8").splitlines()[1:]
    rows = list(csv.DictReader(lines))
    english, written = ({w for r in rows for w in words(re.sub(r"{.*?}", "", r[column]))} for column in ("source", "text"))
    assert {"networks", "till", "audit"} <= english - written
    said = {w for m in german for w in words(f"{m.headline} {m.text} {m.claim} {m.objection} {m.answer}")}
    assert said & (english - written) == set()
    assert not [m.message_id for m in german if re.search(r"\d\.\d", m.text)]
    assert max(len(m.headline) for m in german) <= MAX_HEADLINE


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", text.casefold()))


def test_the_bundled_launch_has_no_finding_in_either_voice():
    positioning = touring()
    assert Counter(m.voice.motion for m in positioning.messages) == {Motion.CONSULTATIVE: 54, Motion.TRANSACTIONAL: 54}
    assert positioning.findings == ()


def test_each_need_of_the_bundled_launch_asks_for_acts_of_its_own():
    """Nine needs by five steps; putting the bike on the floor is the same act for all."""
    acts = {(m.requirement_id, m.step): m.call_to_action for m in touring().main_messages}
    own = {key: act for key, act in acts.items() if key[1] != "implement"}
    assert len(own) == len(set(own.values())) == 45
    assert len({act for key, act in acts.items() if key not in own}) == 1


def test_the_bundled_launch_says_what_its_spec_says():
    texts = {m.message_id: m.text for m in touring().messages}
    assert texts["R03-evaluate"] == (
        "When something fails in the first season, your bench hours are covered as well as the part. The Touring-1000 carries a "
        "1-year warranty on parts and labor. Your cover ends after 1 year, and the factory says nothing about how long a claim "
        "takes. You can read both words, parts and labor, in the spec sheet. Next step for you and a colleague, within 14 days: "
        "list last season's repairs and mark those the warranty would have covered."
    )
    # the factory: "5 years, maintenance contact available through dealer": a contact, not the maintenance itself
    assert "comes with a maintenance contact through the dealer for 5 years." in texts["R07-evaluate-transactional"]
    assert texts["R05-recognise"].split(". ")[1] == (
        "One chain sold out of its model for old hands in May, and marked the one for beginners down by forty percent in October"
    )
