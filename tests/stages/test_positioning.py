"""Positioning: gaps found both ways, the hash of what is approved, each lint rule, and messages that read well with few facts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product as every

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.errors import InputError
from readiness.settings import ROOT
from readiness.stages.buyers import BuyerMap, BuyerStep, CallToAction, Persona, Segment
from readiness.stages.positioning import Brief, Finding, Link, Positioning, best_links, positioning_of
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import Characteristic, ProductSpec, Source
from readiness.vocabulary import BUYER_STEPS, ChannelRow, Motion
from tests.phrases import BOOKS, english

TEMPLATES = BOOKS["en"].templates
HERE = Source("spec.yaml", "row 2")
HEARD = Evidence("E1", "interview", "Owner of a shop, Lyon", date(2024, 1, 9), "We send them back. Every week, three of them.")


def fact(name: str, value: str, quote: str = "", unit: str = "", condition: str = "") -> Characteristic:
    number = Decimal(value) if re.fullmatch(r"[\d.]+", value) else None
    return Characteristic(name, name, value, number, unit, "=", condition, quote or value, HERE)


LID = fact("lid", "opens with one hand", "Push-button lid opens with one hand.")
BOIL = fact("boiling time", "90", "Boils 0.5 L in 90 s.", "s", "for half a litre")
CORD = fact("cord", "75", "Cord 75 cm.", "cm")
SPEC = ProductSpec("K2", "Kettle", "Steam & Co", "Kettles", "B", "", (LID, BOIL, CORD), ())
NEED = Requirement("R1", "home", "buyer", "I need a hand free when I open it.", 9, "must", ("E1",))
FULL = replace(
    NEED, trigger="the tap runs", pain="both hands are needed", outcome="one hand stays free", ask="how the lid opens",
    anxiety="the button breaks", measure="kettles brought back for the lid",
)  # fmt: skip
ANSWER = Link(
    "lid", "R1", 9, 1.0, "set by a person", "opens its lid with one hand", "The spout stays open.", "Try it.", "It is tested."
)


def steps(*names: str, anxiety: str = "") -> BuyerMap:
    act = CallToAction("Try the button", "you", 7)
    rows = tuple(BuyerStep(n, n, "Look at it", anxiety, "", "A note", i, act) for i, n in enumerate(names))
    return BuyerMap((Segment("home", "Home shops"),), (Persona("buyer", "Buyer"),), rows, ())


def position(
    *,
    product: str = "Kettle 2",
    spec: ProductSpec = SPEC,
    needs: Sequence[Requirement] = (FULL,),
    answers: Sequence[Link] = (ANSWER,),
    heard: Sequence[Evidence] = (HEARD,),
    buyers: BuyerMap | None = None,
    templates: Mapping[str, str] | None = None,
    channels: Sequence[ChannelRow] = (),
) -> Positioning:
    evidence = {e.evidence_id: e for e in heard}
    books = BOOKS if templates is None else english(templates)
    brief = Brief(product, spec, needs, evidence, buyers or steps("evaluate"), answers, channels)
    return positioning_of(brief, books)


def whole(p: Positioning) -> str:
    return repr(sorted(p.hashes.items()))


def rules(found: Sequence[Finding]) -> set[tuple[str, str]]:
    return {(f.rule, f.level) for f in found}


# Gaps


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([0, 1, 3, 9]), min_size=8, max_size=8),
    st.lists(st.integers(0, 5), min_size=8, max_size=8),
    st.lists(st.booleans(), min_size=8, max_size=8),
)
def test_every_gap_planted_either_way_is_found_and_no_other(strengths: list[int], targets: list[int], proven: list[bool]) -> None:
    facts = tuple(fact(f"c{i}", f"value {i}") for i in range(6))
    needs = [replace(NEED, requirement_id=f"R{i}") for i in range(8)]
    links = [
        Link(f"c{t}", f"R{i}", s, 1.0, "set by a person", "does it", "", "A test." if p else "")
        for i, (s, t, p) in enumerate(zip(strengths, targets, proven, strict=True))
        if s
    ] or [Link("c0", "R0", 1, 1.0, "set by a person")]
    linked = {x.requirement_id: x for x in links}
    found = position(spec=replace(SPEC, characteristics=facts), needs=needs, answers=links, buyers=steps("evaluate")).gaps
    expected = {("characteristic_unasked", c.characteristic_id) for c in facts} - {
        ("characteristic_unasked", x.characteristic_id) for x in links
    }
    for r in needs:
        link = linked.get(r.requirement_id)
        if link is None or link.strength < 9:
            expected.add(("requirement_unanswered", r.requirement_id))
        elif not link.proof:
            expected.add(("unproven", r.requirement_id))
    assert {(g.kind, g.ref) for g in found} == expected
    assert len(found) == len(expected)


def test_an_answer_with_nothing_behind_it_goes_back_to_the_factory() -> None:
    bare = replace(ANSWER, proof="", rollout="We swap it on a Sunday.")
    found = [g for g in position(answers=[bare]).gaps if g.kind == "answer_without_because"]
    assert [(g.ref, g.text, g.weight) for g in found] == [("R1", "It is tested.", 9), ("R1", "We swap it on a Sunday.", 9)]
    assert not [g for g in position(answers=[replace(bare, proof="Try it.")]).gaps if g.kind == "answer_without_because"]


def test_gaps_come_heaviest_first_and_say_what_a_channel_lacks() -> None:
    needs = [replace(NEED, requirement_id=f"R{i}", importance=i) for i in (2, 9, 5)]
    channel = ChannelRow("shops", "Shops", 1, Motion.CONSULTATIVE, "fr", "standard", "Mo")
    english = replace(channel, channel="online", language="en-GB")
    found = position(needs=needs, answers=[replace(ANSWER, requirement_id="R0")], channels=[channel, english]).gaps
    assert [g.ref for g in found if g.kind == "requirement_unanswered"] == ["R9", "R5", "R2"]
    assert [g.ref for g in found if g.kind == "translation_missing"] == ["fr"]


def test_the_best_link_is_the_strongest_then_the_likeliest_then_the_first() -> None:
    links = [Link("b", "R", 3, 0.9, ""), Link("d", "R", 9, 0.2, ""), Link("c", "R", 9, 0.4, ""), Link("a", "R", 9, 0.4, "")]
    assert best_links(links)["R"].characteristic_id == "a"


# What is approved


def test_the_hash_changes_with_any_word_that_is_said_and_with_nothing_else() -> None:
    buyers = steps(*BUYER_STEPS, anxiety="It is only a kettle")
    base = whole(position(buyers=buyers))
    changed = [
        position(buyers=buyers, product="Kettle 3"),
        position(buyers=buyers, spec=replace(SPEC, characteristics=(replace(LID, quote="Opens with one finger."), BOIL, CORD))),
        *(position(buyers=buyers, needs=[replace(FULL, **{f: getattr(FULL, f) + " now"})])
          for f in ("trigger", "pain", "outcome", "ask", "anxiety", "measure")),
        *(position(buyers=buyers, answers=[replace(ANSWER, **{f: getattr(ANSWER, f)[:-1] + " now."})])
          for f in ("limit", "proof", "reassurance")),
        position(buyers=buyers, answers=[replace(ANSWER, does="opens its lid quickly")]),
        position(buyers=buyers, heard=[replace(HEARD, text="We send them back. Every day, three of them.")]),
        *(position(buyers=buyers, templates={**TEMPLATES, step: TEMPLATES[step] + " Indeed."}) for step in BUYER_STEPS),
        position(buyers=steps(*BUYER_STEPS[:5])),
    ]  # fmt: skip
    hashes = [whole(p) for p in changed]
    assert len({base, *hashes}) == len(hashes) + 1
    assert whole(position(buyers=buyers)) == base
    assert whole(position(buyers=buyers, spec=replace(SPEC, vendor="Another"))) == base
    assert whole(position(buyers=buyers, spec=replace(SPEC, revision="C"))) == base


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    code = (
        "from tests.stages.test_positioning import *\n"
        "p = position(buyers=steps(*BUYER_STEPS), answers=[], needs=[NEED, replace(FULL, requirement_id='R2')])\n"
        "print(repr(p))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, cwd=ROOT, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert b"hashes" in runs[0]


# Lint


def linted(text: str, *, step: str = "evaluate", need: Requirement = FULL, product: str = "Kettle 2") -> set[tuple[str, str]]:
    template, answer = {step: f"A headline\n\n{text}"}, replace(ANSWER, characteristic_id="boiling time")
    return rules(position(templates=template, buyers=steps(step), needs=[need], product=product, answers=[answer]).findings)


@pytest.mark.parametrize(
    ("rule", "level", "fails", "passes"),
    [
        ("number without a source", "error", "It saves 40 hours.", "It boils in 90 s, or 0.5 L of it."),
        ("number without a source", "error", "Order 12,500 of them.", "Do it within 7 days."),
        ("absolute", "warn", "It never fails.", "It is nevertheless a kettle."),
        ("absolute", "warn", "It works 100% of the time.", "They said: “It always works, 100%.”"),
        ("superlative", "warn", "The best kettle there is.", "“The best kettle,” said the owner."),
        ("superlative", "warn", "A world-class lid.", "The bestiary is open."),
        ("open comparison", "warn", "It opens faster.", "It opens faster than the old one."),
        ("long message", "warn", "Yes it is. " * 31, "Yes it is. " * 30),
        ("long sentence", "warn", "word " * 32 + "word.", "word " * 31 + "word."),
    ],
)
def test_each_rule_of_the_lint_has_a_text_that_breaks_it_and_one_that_keeps_it(
    rule: str, level: str, fails: str, passes: str
) -> None:
    assert (rule, level) in linted(fails)
    assert (rule, level) not in linted(passes)


def test_the_product_is_not_named_where_the_buyer_only_sees_the_problem() -> None:
    early = ("product too early", "error")
    assert early in linted("The KETTLE 2 is here.", step="recognise")
    assert early not in linted("A kettle is here.", step="recognise")
    assert early not in linted("They said: “A Kettle 2 would do.”", step="recognise")
    assert early not in linted("The Kettle 2 is here.", step="define")
    named = replace(FULL, pain="the Kettle 2 is missed")
    assert early in rules(position(buyers=steps("recognise"), needs=[named]).findings)


def test_a_need_nobody_was_heard_saying_is_marked() -> None:
    assert ("no evidence", "warn") in linted("Yes.", need=replace(FULL, evidence_ids=()))
    assert ("no evidence", "warn") not in linted("Yes.")


def test_a_number_of_a_headline_needs_a_source_too() -> None:
    found = position(templates={"evaluate": "Saves 40 hours\n\nYes."}, needs=[FULL]).findings
    assert [(f.rule, f.found) for f in found] == [("number without a source", "40")]


# Templates and texts are words, not code

CODE = "{{ ''.__class__ }} {% for x in range(9) %}x{% endfor %} {{ 7 * 7 }} <b>&amp;</b>"


@pytest.mark.parametrize(
    "template", ["{{ unheard_of }}", "{{ ''.__class__.__mro__ }}", "{% if %}", "{{ 1 / 0 }}", "{{ claim + 1 }}"]
)
def test_a_template_with_an_unknown_word_or_with_code_is_refused_by_its_name(template: str) -> None:
    with pytest.raises(InputError) as raised:
        position(templates={"evaluate": f"A headline\n\n{template}"})
    assert raised.value.problem.file == "content_templates/messages/en/evaluate.j2"


def test_code_in_a_spec_value_or_a_customers_words_stays_text() -> None:
    coded = replace(LID, quote=CODE)
    need = replace(NEED, statement=f"I said {CODE}.")
    found = position(
        spec=replace(SPEC, characteristics=(coded,)), needs=[need], answers=[replace(ANSWER, does="")],
        heard=[replace(HEARD, text=CODE)], buyers=steps("recognise", "evaluate"),
    )  # fmt: skip
    assert all(CODE in m.text for m in found.messages)
    assert found.messages[0].quote == CODE


# Few facts


def read_aloud(text: str) -> None:
    """Fail where a sentence would embarrass who says it."""
    assert text == " ".join(text.split())
    assert not re.search(
        r"[.!?,;:]{2,}(?<!\.\.\.)|[.!?]”[.!?]|\s[.,;:!?”]|“\s|“”|\(\)|\[\]|\{|\}|None|nan\b|,\.|\.,|:\.", text
    ), text
    assert text.count("“") == text.count("”"), text
    assert not re.search(r"[.!?] [a-z]", re.sub(r"“[^”]*”", "“”", text)), text
    assert text[:1] == text[:1].upper() or text[0] == "“"


FRAGMENTS = ("trigger", "pain", "outcome", "ask", "anxiety", "measure")
WORDS = ("does", "limit", "proof", "reassurance")


@pytest.mark.parametrize("anxiety", ["", "It is only a kettle."])
@pytest.mark.parametrize("heard", [(), (HEARD,)])
def test_messages_read_well_whatever_is_missing(anxiety: str, heard: tuple[Evidence, ...]) -> None:
    needs: list[Requirement] = []
    links: list[Link] = []
    for n, kept in enumerate(every((True, False), repeat=len(FRAGMENTS))):
        for k, said in list(enumerate(every((True, False), repeat=len(WORDS))))[n % 4 :: 4]:
            gone = {f: "" for f, keep in zip(FRAGMENTS, kept, strict=True) if not keep}
            unsaid = {w: "" for w, keep in zip(WORDS, said, strict=True) if not keep}
            fact_id = ("lid", "boiling time")[(n + k) % 2]
            needs.append(replace(FULL, requirement_id=f"R{n}-{k}", **gone))
            links.append(replace(ANSWER, requirement_id=f"R{n}-{k}", characteristic_id=fact_id, **unsaid))
    found = position(needs=needs, answers=links, buyers=steps(*BUYER_STEPS, anxiety=anxiety), heard=heard)
    assert len(found.messages) == len(needs) * len(BUYER_STEPS) == 256 * 6
    for m in found.messages:
        for text in (m.text, m.claim, m.proof, m.headline, m.call_to_action, m.answer, m.objection):
            read_aloud(text)
        assert m.text.endswith("Try the button, within 7 days.")
        assert not m.headline.endswith(".")
        assert 0 < len(m.headline) <= 80


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("Who pays?", "You asked: “Who pays?”"),
        ("Open it.", "You asked: “Open it”."),
        ("Well...", "You asked: “Well...”"),
        ("Open it!", "You asked: “Open it!”"),
        ("I want “quiet”.", "You asked: “I want ‘quiet’”."),
        ("  Two\n lines. ", "You asked: “Two lines”."),
        ("Größe, café & 👟", "You asked: “Größe, café & 👟”."),
    ],
)
def test_a_customers_words_are_quoted_with_one_mark_at_their_end(statement: str, said: str) -> None:
    text = position(needs=[replace(NEED, statement=statement)]).messages[0].text
    assert text.startswith(said + " The Kettle 2 opens its lid with one hand.")


def test_a_quotation_is_never_changed_into_upper_case() -> None:
    heard = replace(HEARD, text="It broke. we sent it back, e.g. by post. i am done.")
    message = position(heard=[heard], buyers=steps("recognise")).messages[0]
    assert "“It broke. we sent it back, e.g. by post. i am done.”" in message.text


def test_a_long_quotation_ends_with_a_sentence_and_a_short_one_is_preferred() -> None:
    long = replace(HEARD, text="First sentence here. " + "word " * 60 + "end.")
    assert position(heard=[long]).messages[0].quote == "First sentence here."
    other = replace(HEARD, evidence_id="E2", text="Short.")
    need = replace(FULL, evidence_ids=("E1", "E2"))
    message = position(heard=[long, other], needs=[need]).messages[0]
    assert (message.quote, message.quote_source) == ("Short.", "interview, Owner of a shop, Lyon, 2024-01-09")


def test_what_nobody_said_is_not_put_into_anybodys_mouth() -> None:
    bare = replace(NEED, evidence_ids=())
    alone = position(needs=[bare], heard=(), buyers=steps("recognise")).messages[0]
    assert "told us" not in alone.text
    assert alone.quote == alone.quote_source == ""
    assert "told us" in position(needs=[NEED], buyers=steps("recognise")).messages[0].text


@pytest.mark.parametrize(
    ("product", "subject"),
    [
        ("Touring-1000", "The Touring-1000"),
        ("Aura", "Aura"),
        ("The Kettle 2", "The Kettle 2"),
        ("K2 “Pro” & Co", "The K2 “Pro” & Co"),
    ],
)
def test_a_model_number_takes_an_article_and_a_name_does_not(product: str, subject: str) -> None:
    assert position(product=product).messages[0].claim.startswith(f"{subject} opens its lid")


def test_no_link_no_step_and_no_template_give_no_message_and_no_crash() -> None:
    weak = [replace(ANSWER, strength=3)]
    assert position(answers=weak).messages == ()
    assert position(buyers=steps()).messages == ()
    assert position(templates={}).messages == ()
    assert position(needs=(), answers=()).messages == ()


def test_links_are_proposed_where_nobody_set_them_and_say_why() -> None:
    need = replace(NEED, statement="The lid must open with one hand.")
    found = position(needs=[need], answers=())
    best = best_links(found.links)["R1"]
    assert best.characteristic_id == "lid"
    assert best.why
    assert all(x.strength in (1, 3, 9) and 0 <= x.score <= 1 for x in found.links)
    assert position(needs=[replace(NEED, statement="xyzzy", evidence_ids=())], answers=(), heard=()).messages == ()
