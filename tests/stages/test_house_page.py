import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.buyers import Alternative, BuyerMap, BuyerStep, CallToAction, Persona, Segment
from readiness.stages.positioning import Brief, Link, positioning_of
from readiness.stages.positioning.discovery import questions_of
from readiness.stages.positioning.house_page import house_page
from readiness.stages.positioning.house_table import house_table
from readiness.stages.positioning.message_house import message_house
from readiness.stages.positioning.quality_house import AlternativeVerdict, quality_house, stability
from readiness.stages.positioning.verdict import VERDICTS
from readiness.stages.requirements import Requirement
from readiness.stages.spec import Characteristic, ProductSpec, Source
from readiness.vocabulary import BUYER_STEPS
from tests.phrases import english

TEMPLATES = dict.fromkeys(BUYER_STEPS, "{{ statement }}\n\n{{ claim }} {{ call_to_action }}")
DAY = date(2025, 4, 2)


def made(product, spec, requirements, evidence, buyers, links, verdicts=(), templates=TEMPLATES):
    positioning = positioning_of(Brief(product, spec, requirements, evidence, buyers, links), english(templates))
    quality = quality_house(spec, requirements, positioning.links, buyers.alternatives, verdicts)
    return message_house(product, spec, requirements, evidence, buyers, positioning, quality), quality


def characteristic(characteristic_id="c", number=None, text="soft", name="saddle", unit=""):
    return Characteristic(characteristic_id, name, text, number, unit, "=", "", f"{name}: {text}", Source("spec.csv", "row 2"))


ACT = CallToAction("Try it", "you", 7)
STEP = BuyerStep("evaluate", "Try", "Try it", "", "", "", 0, ACT)


def bare_launch(needs, links=(), category="", alternatives=(), steps=(STEP,), characteristics=(), verdicts=()):
    spec = ProductSpec("m", "Ünïque & “Co” 😀", "V", category, "1", "", tuple(characteristics) or (characteristic(),), ())
    buyers = BuyerMap(
        (Segment("s", "small *shops*"), Segment("empty", "Empty")), (Persona("p", "Owner"),), tuple(steps), tuple(alternatives)
    )
    return made(spec.name, spec, needs, {}, buyers, list(links), verdicts)


def need(requirement_id="r", statement="Make it soft, “please”", **fragments):
    return Requirement(requirement_id, "s", "p", statement, 5, "", (), **fragments)


def test_few_facts_give_less_and_no_blank():
    house, quality = bare_launch([need()], [Link("c", "r", 9, 1.0, "")])
    (shops,) = house.segments
    assert shops.roof == ""
    assert {g.kind for g in shops.gaps} == {
        "pillar_missing", "roof_missing", "category_missing", "alternative_missing", "pillar_without_proof", "fragment_missing",
    }  # fmt: skip
    assert shops.statement.text.startswith("For small *shops*: we expect this need: “Make it soft, “please”.”")
    page = house_page(house, quality, stability(quality, 1))
    assert "small \\*shops\\*" in page
    assert not re.search(r"None\b|\{|\}|“”|\(\)| ,|\.\.|: *$|  +(?!-)", page.replace("   - ", ""), re.MULTILINE)
    assert page.index("😀") > 0


@pytest.mark.parametrize(
    ("needs", "links", "steps", "said"),
    [
        ([], (), (STEP,), "No customer has asked for anything yet"),
        ([need()], [Link("c", "r", 3, 1.0, "")], (STEP,), "Where we lose, whoever the rival is"),
        ([need()], [Link("c", "r", 9, 1.0, "")], (), "nothing this segment asks for has an answer and a message yet"),
    ],
)
def test_a_house_of_nothing_says_so(needs, links, steps, said):
    house, quality = bare_launch(needs, links, steps=steps)
    page = house_page(house, quality, stability(quality, 1))
    assert said.lower() in page.lower()
    assert ("Where we lose" in page) == bool(house.not_answered)


def test_a_number_against_us_is_no_pillar():
    slow = characteristic("c", number=Decimal(20), text="20", name="time", unit="s")
    house, _ = bare_launch(
        [need(statement="Back in at most 10 s")], [Link("c", "r", 9, 1.0, "", does="is quick")], characteristics=[slow]
    )
    assert house.segments[0].pillars == ()
    assert [x.why for x in house.not_answered] == ["asked for at most 10 s, the factory says 20 s (time)"]


def test_a_number_that_cannot_be_compared_stays_a_person_s_answer_and_is_named():
    links = [Link("c", "r", 9, 1.0, "", does="is quick", proof="Try it.")]
    house, _ = bare_launch(
        [need(statement="Back in at most 10 s")], links, characteristics=[characteristic("c", Decimal(5), "5", "size", "m")]
    )
    assert len(house.segments[0].pillars) == 1
    (gap,) = (g for g in house.segments[0].gaps if g.kind == "unproven")
    assert gap.advice == "ask the factory: asked for is at most 10 s, and its own words, “5 m”, do not show that"


def test_a_roof_that_promises_everything_is_not_taken():
    links = [Link("c", "a", 9, 1.0, "", does="is soft"), Link("d", "b", 9, 1.0, "", does="is light")]
    needs = [need("a", outcome="your shops keep selling, whatever the line does"), need("b", outcome="your tills keep trading")]
    house, _ = bare_launch(needs, links, characteristics=[characteristic(), characteristic("d")])
    assert house.segments[0].roof == "Your tills keep trading."


def test_questions_by_hand():
    full = need(
        trigger="a line drops", pain="tills freeze", outcome="your tills keep trading", measure="failures that stopped a till"
    )
    assert [(q.kind, q.text) for q in questions_of(full)] == [
        ("situation", "How often does it happen that a line drops?"),
        ("problem", "When a line drops, do you find that tills freeze?"),
        ("implication", "What is your figure today for this: failures that stopped a till? And what follows from it?"),
        ("need-payoff", "What is it worth to you if your tills keep trading?"),
    ]
    assert [q.text for q in questions_of(need(pain="tills freeze"))] == [
        "Do you find that tills freeze?",
        "What does it lead to when tills freeze?",
    ]
    heard = Requirement("r", "s", "p", "Who pays?", 5, "", ("E1",))
    assert questions_of(heard)[0].text == "We have heard this: “Who pays?” How is that with you today?"


# Braces in an answer name a characteristic of the spec: which of them are refused is told elsewhere.
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="{}"), max_size=25)


@given(
    st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS, st.sampled_from((0, 1, 3, 9)), st.sampled_from(VERDICTS), WORDS), max_size=4),
    st.lists(WORDS.filter(bool), max_size=2, unique=True),
)
def test_any_words_make_a_page(rows, names):
    needs = [need(f"r{i}", x[0], trigger=x[1], outcome=x[2], anxiety=x[3]) for i, x in enumerate(rows)]
    links = [Link("c", f"r{i}", x[4], 1.0, "", does=x[6]) for i, x in enumerate(rows)]
    verdicts = [AlternativeVerdict(n, f"r{i}", x[5], x[6], DAY) for i, x in enumerate(rows) for n in names]
    buyers = [Alternative(n, "rival") for n in names]
    house, quality = bare_launch(needs, links, alternatives=buyers, verdicts=verdicts)
    page = house_page(house, quality, stability(quality, 1, 10))
    assert page.count("\n## ") == 1 + bool(needs) + bool(house.not_answered) + bool(house.battle_cards)
    for card in house.battle_cards:
        assert bool(card.n_looked_at) or not (card.win or card.even or card.lose)
    kept = [x for s in house.segments for p in s.pillars for x in p.requirement_ids]
    assert not set(kept) & {x.requirement.requirement_id for x in house.not_answered}
    assert len(house_table(house)[0]) == 5


def test_a_page_stays_short_and_says_where_the_rest_is():
    needs = [need(f"r{i}", f"Need {i}", anxiety=f"worry {i}") for i in range(8)]
    house, quality = bare_launch(needs, [Link("c", f"r{i}", 9, 1.0, "", does=f"does {i}", proof="Try it.") for i in range(8)])
    page = house_page(house, quality)
    assert page.count("You may worry that worry") == 6
    assert "2 more worries stand in `message_house.csv`." in page
    assert "2 more needs have their questions in `message_house.csv`." in page
    assert [row[4] for row in house_table(house)[1] if row[1] == "objection"] == [
        f"You may worry that worry {i}." for i in range(8)
    ]


def test_alternatives_only_count_where_they_are_known():
    alternatives = [Alternative("Do nothing", "status_quo"), Alternative("[Rival](x)", "rival")]
    house, quality = bare_launch(
        [need(outcome="it is soft")], [Link("c", "r", 9, 1.0, "", does="is soft")], alternatives=alternatives
    )
    assert [c.alternative for c in house.battle_cards] == ["Do nothing", "[Rival](x)"]
    assert all(c.n_looked_at == 0 and not c.win for c in house.battle_cards)
    assert "\\[Rival\\]" in house_page(house, quality)
