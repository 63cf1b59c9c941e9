"""Decks: few facts give few slides, each deck ends in the act asked for, nothing is cut in mid-sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.adapters.deck_files import read_blueprint
from readiness.stages.buyers import BuyerMap, BuyerStep, CallToAction, Persona, Segment
from readiness.stages.decks import Blueprint, Deck, deck_for
from readiness.stages.decks.facts import working_day
from readiness.stages.decks.product_range import range_table
from readiness.stages.decks.slide_words import filled
from readiness.stages.positioning import Approval, Message, Voice
from readiness.stages.positioning.figures import UnitWords
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import Characteristic, ProductSpec, Source, Variant
from readiness.vocabulary import ChannelRow, Launch, LaunchDates, Motion

BLUEPRINTS = Path(__file__).parents[2] / "content_templates/decks/blueprints"
HERE = Source("kettle.yaml", "row 2")
SPEC = ProductSpec(
    "k1", "Kettle K1", "Hearth & Sons", "Kettles", "C", "",
    (Characteristic("lid", "lid", "Locks with a click", None, "", "=", "", "Locks with a click", HERE),), (),
)  # fmt: skip
LAUNCH = Launch(
    "kettle-k1", "Kettle K1", 2, "Ada Okoro", ("K1",), "EUR",
    LaunchDates(date(2024, 3, 1), date(2024, 4, 5), date(2024, 5, 1), date(2025, 1, 1)), ("shops",), 1,
)  # fmt: skip
CHANNEL = ChannelRow("shops", "Kitchen shops", 2, Motion.CONSULTATIVE, "en", "standard", "Bo Lind")
APPROVAL = Approval("hash", "Ada Okoro", "2024-03-04")
NOBODY = BuyerMap((), (), (), ())


def step(name: str, starts: int, within: int = 7) -> BuyerStep:
    act = CallToAction(f"Do the {name} act", "you and a cook", within)
    return BuyerStep(name, f"Step {name}", f"Task of {name}", "", "", f"Exit of {name}", starts, act)


BUYERS = BuyerMap(
    (Segment("home", "Home cooks"),), (Persona("cook", "Cook"),),
    tuple(step(s, 10 * i) for i, s in enumerate(("recognise", "define", "evaluate", "decide", "implement", "review"))), (),
)  # fmt: skip


def requirement(n: int, importance: int = 5, heard: tuple[str, ...] = ()) -> Requirement:
    return Requirement(f"R{n}", "home", "cook", f"Need number {n} of a cook.", importance, "must", heard or (f"E{n}",))


def message(n: int, at: str = "evaluate", **changes: str) -> Message:
    plain = Message(
        f"R{n}-{at}", "home", "cook", at, f"R{n}", "lid", f"Gain {n}", f"Claim {n} holds.", f"Text {n}. Ask {n}.", (f"E{n}",),
        f"Said {n}.", f"interview, cook {n}", f"Proof {n}.", "", "", f"Ask {n}.",
        Voice(Motion.CONSULTATIVE, "en"),
    )  # fmt: skip
    return replace(plain, **changes)


def evidence(*ids: str) -> dict[str, Evidence]:
    return {i: Evidence(i, "interview", "a cook", date(2024, 1, 2), "Said.") for i in ids}


def blueprint(motion: str) -> Blueprint:
    return read_blueprint(f"en/{motion}.yaml", (BLUEPRINTS / f"en/{motion}.yaml").read_bytes())


def deck(n: int, motion: str = "consultative", buyers: BuyerMap = BUYERS, spec: ProductSpec = SPEC) -> Deck:
    needs = [requirement(i, importance=9 - i % 9) for i in range(n)]
    messages = [message(i) for i in range(n)] + [
        message(i, "decide", objection=f"worry {i}", answer=f"Answer {i}.") for i in range(n)
    ]
    return deck_for(
        CHANNEL,
        LAUNCH,
        spec,
        needs,
        evidence(*(f"E{i}" for i in range(n))),
        buyers,
        messages,
        APPROVAL,
        blueprint(motion),
        UnitWords(),
    )


def told(
    needs: Sequence[Requirement],
    messages: Sequence[Message],
    heard: Mapping[str, Evidence] = MappingProxyType({}),
    buyers: BuyerMap = BUYERS,
    by: Blueprint | None = None,
) -> Deck:
    used = by or blueprint("consultative")
    return deck_for(CHANNEL, LAUNCH, SPEC, needs, heard, buyers, messages, APPROVAL, used, UnitWords())


def keys(of: Deck) -> list[str]:
    return [s.key for s in of.slides]


def test_nothing_known_still_gives_a_cover_and_a_call_to_action() -> None:
    bare = deck(0, buyers=NOBODY)
    assert keys(bare) == ["cover", "call-to-action"]
    assert bare.slides[-1].title == "Agree the next step, its owner and its day"
    assert bare.slides[-1].texts[0].paragraphs == ("Bo Lind", "By 1 May 2024")


def test_one_fact_gives_fewer_slides_than_many() -> None:
    one, many = deck(1), deck(12)
    assert keys(one) == ["cover", "voices", "answers", "plan", "call-to-action"]
    assert keys(many) == [
        "cover",
        "voices",
        "demand",
        "answers",
        "answers",
        "answers",
        "scorecard",
        "worries",
        "plan",
        "call-to-action",
    ]
    assert len(one.slides[1].texts) == 1
    assert len(many.slides[1].texts) == 3


@pytest.mark.parametrize(("motion", "low", "high"), [("transactional", 5, 7), ("consultative", 9, 13), ("enterprise", 9, 16)])
def test_length_by_motion(motion: str, low: int, high: int) -> None:
    spec = replace(
        SPEC,
        variants=(
            Variant("1", "Small", "", None, "", (("size", "1 L"),), HERE),
            Variant("2", "Big", "", None, "", (("size", "2 L"),), HERE),
        ),
    )
    assert low <= len(deck(100, motion, spec=spec).slides) <= high
    assert len(deck(100, motion, spec=spec).slides) <= blueprint(motion).max_slides


@given(n=st.integers(0, 30), motion=st.sampled_from([m.value for m in Motion]), known=st.booleans())
def test_every_deck_ends_in_one_call_to_action_and_titles_differ(n: int, motion: str, known: bool) -> None:
    made = deck(n, motion, BUYERS if known else NOBODY)
    assert keys(made)[-1] == "call-to-action"
    assert keys(made).count("call-to-action") == 1
    titles = [s.title for s in made.slides]
    assert len(set(titles)) == len(titles)
    assert all(titles)
    assert all("SAY\n" in s.notes and "DO NEXT\n" in s.notes for s in made.slides)


def test_call_to_action_says_who_does_what_by_when() -> None:
    last = deck(2).slides[-1]
    # Ready by Friday 5 April 2024; evaluate starts 20 days later, on 25 April; the act is due within 7 days, Thursday 2 May.
    assert last.title == "Do the evaluate act"
    assert last.texts[0].paragraphs == ("You and a cook", "By 2 May 2024")
    # decide: 5 April + 30 + 7 = Sunday 12 May, so Monday 13 May.
    assert last.texts[1].paragraphs == ("By 13 May 2024", "Do the decide act", "You and a cook")


def test_what_follows_is_due_after_the_act_and_in_order() -> None:
    steps = (step("evaluate", 30), step("decide", 60), step("implement", 10), step("review", 90), step("define", 70))
    asks = blueprint("consultative")
    wanted = replace(asks.slides[-1], steps=("evaluate", "review", "decide", "implement", "define"))
    made = told([], [], buyers=replace(BUYERS, steps=steps), by=replace(asks, slides=(*asks.slides[:-1], wanted)))
    assert [t.paragraphs[1] for t in made.slides[-1].texts[1:]] == ["Do the decide act", "Do the define act"]


def test_worries_are_in_the_customers_bare_words_where_the_message_only_introduces_them() -> None:
    needs = [replace(requirement(1), anxiety="the lid jams"), requirement(2)]
    first = message(1, "decide", objection="You may worry that the lid jams.", answer="Try it.")
    second = message(2, "decide", objection="Is it loud?", answer="Listen.")
    made = told(needs, [first, second])
    table = next(s.table for s in made.slides if s.key == "worries")
    assert table is not None
    assert table.rows == (("The lid jams", "Try it."), ("Is it loud?", "Listen."))


def test_answer_slide_carries_claim_proof_quote_and_the_factorys_fact() -> None:
    slide = next(s for s in deck(1).slides if s.key == "answers")
    texts = {t.placeholder: t.paragraphs for t in slide.texts}
    assert (slide.title, slide.body, slide.layout) == ("Gain 0", ("Claim 0 holds.",), "Message")
    assert texts["Proof"][1] == "Proof 0."
    assert texts["Quote"] == ("“Said 0.”", "Interview, cook 0")
    assert texts["Fact"][1:] == ("Lid: Locks with a click", "Specification revision C, kettle.yaml")
    assert "SAY\nText 0." in slide.notes
    assert "DO NEXT\nAsk 0." in slide.notes
    assert "R0-evaluate; heard in E0; kettle.yaml, row 2" in slide.notes
    assert slide.subtitle == "Cook · Step evaluate"


def test_an_answer_without_quote_proof_or_fact_has_no_empty_card() -> None:
    bare = message(1, quote="", quote_source="", proof="", characteristic_id="gone")
    made = told([requirement(1)], [bare], buyers=NOBODY)
    slide = next(s for s in made.slides if s.key == "answers")
    assert (slide.layout, slide.texts) == ("Message without quote", ())
    assert "voices" not in keys(made)


def test_demand_counts_voices_where_they_tell_needs_apart_else_importance() -> None:
    needs = [requirement(1, 9, ("E1",)), requirement(2, 3, ("E2", "E3", "E4", "unheard"))]
    by_voice = told(needs, [message(1)], evidence("E1", "E2", "E3", "E4"))
    chart = next(s.chart for s in by_voice.slides if s.key == "demand")
    assert chart is not None
    assert (chart.categories, chart.values) == (("Need number 2 of a cook", "Need number 1 of a cook"), (3.0, 1.0))
    honest = next(s.notes for s in by_voice.slides if s.key == "demand")
    assert "BE HONEST" in honest
    assert "Need number 2 of a cook." in honest
    by_importance = told(needs, [message(1)])
    chart = next(s.chart for s in by_importance.slides if s.key == "demand")
    assert chart is not None
    assert chart.values == (9.0, 3.0)
    same = told([requirement(1), requirement(2)], [message(1)])
    assert "demand" not in keys(same)


def test_today_leaves_the_quote_out_and_criteria_ask_the_bare_question() -> None:
    need = replace(requirement(1), ask="who pays for the lid")
    recognise = message(1, "recognise", text="When it boils, it spills. “Said 1.” Ask 1.")
    made = told([need], [recognise, message(1, "define")])
    bodies = {s.key: s.body for s in made.slides}
    assert bodies["today"] == ("When it boils, it spills.",)
    assert bodies["criteria"] == ("Who pays for the lid",)


def test_message_ids_are_those_shown_and_same_inputs_give_the_same_deck() -> None:
    assert deck(7) == deck(7)
    assert deck(2).message_ids == ("R0-evaluate", "R1-evaluate", "R0-decide", "R1-decide")
    made = told([requirement(2, 1), requirement(1, 9)], [message(2), message(1)], by=blueprint("transactional"))
    assert [s.title for s in made.slides if s.key == "answers"] == ["Gain 1", "Gain 2"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ((2024, 5, 10), (2024, 5, 10)),
        ((2024, 5, 11), (2024, 5, 13)),
        ((2024, 5, 12), (2024, 5, 13)),
        ((2024, 5, 13), (2024, 5, 13)),
    ],
)
def test_a_weekend_counts_as_the_monday_after(day: tuple[int, int, int], expected: tuple[int, int, int]) -> None:
    assert working_day(date(*day)) == date(*expected)


def variant(name: str, price: str | None, **properties: str) -> Variant:
    return Variant(name, name, "", Decimal(price) if price else None, "EUR" if price else "", tuple(properties.items()), HERE)


WORDS = {"model": "Model", "price": "Price", "language": "en-GB"}


def test_range_joins_what_doubles_the_rows_and_drops_order_numbers() -> None:
    pairs = [(c, s) for c in ("Red", "Blue") for s in ("1 L", "2 L")]
    variants = [variant(f"{c} {s}", "1234.5", order_no=f"{c}{s}", colour=c, size=s, material="steel") for c, s in pairs]
    found = range_table(variants, **WORDS)
    assert found is not None
    assert found.table.header == ("Size", "Colour", "Price (EUR)")
    assert found.table.rows == (("1 L", "Red, Blue", "1,234.50"), ("2 L", "Red, Blue", "1,234.50"))
    assert found.same == ("Material steel",)


def test_range_without_prices_or_properties() -> None:
    plain = range_table([variant("Small", None), variant("Big", None)], **WORDS)
    assert plain is not None
    assert plain.table.header == ("Model",)
    some = range_table([variant("Small", "3", size="S"), variant("Big", None, size="L")], **WORDS)
    assert some is not None
    assert some.table.rows == (("Small", "S", "3.00"), ("Big", "L", "–"))
    assert range_table([variant("Only", None)], **WORDS) is None
    assert range_table([], **WORDS) is None


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from(["1", "2", None])), max_size=30))
def test_range_is_never_wider_or_longer_than_a_slide_and_never_ragged(rows: list[tuple[str, str, str | None]]) -> None:
    found = range_table([variant(f"v{i}", p, one=a, two=b) for i, (a, b, p) in enumerate(rows)], **WORDS)
    if found is not None:
        assert len(found.table.rows) <= 10
        assert len(found.table.header) <= 5
        assert {len(r) for r in found.table.rows} == {len(found.table.header)}
        assert all(cell for row in found.table.rows for cell in row)


def test_phrases_without_their_fact_leave_no_blank() -> None:
    assert filled("{a} · {b} · c", {"a": "", "b": "B"}) == "B · c"
    assert filled("{a}", {"a": "{b}", "b": "x"}) == "{b}"
