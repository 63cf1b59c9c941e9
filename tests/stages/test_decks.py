"""Decks: few facts give few slides, each deck ends in the act asked for, nothing is cut in mid-sentence or left empty."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.decks import Audience, SlideFill, StorySlide, recipe_for
from readiness.stages.decks.facts import working_day
from readiness.stages.decks.page import closed, filled
from readiness.stages.decks.product_range import range_table
from readiness.stages.decks.rooms import Rooms
from readiness.stages.decks.slide_keys import SLIDES, empty_of
from readiness.stages.decks.titles import as_heard, with_distinct_titles
from readiness.stages.positioning import Message
from readiness.stages.positioning.quality_house import AlternativeVerdict, quality_house
from readiness.stages.positioning.rows import Link
from readiness.vocabulary import Motion
from tests.kettle_deck import (
    ACCOUNT,
    BUYERS,
    CHANNEL,
    NOBODY,
    SHOPS,
    SPEC,
    deck,
    evidence,
    keys,
    many,
    message,
    requirement,
    slide,
    sources,
    step,
    storyline,
    variant,
)

ACCOUNT_A1 = Audience("shops", "office", "retail", "a1")


def test_nothing_known_still_gives_a_cover_and_a_call_to_action() -> None:
    bare = deck(0, buyers=NOBODY)
    assert keys(bare) == ["cover", "call-to-action"]
    last = bare.slides[-1].text
    assert (last["title"], last["who"], last["by"]) == ("Agree the next step, its owner and its day", "Bo Lind", "By 1 May 2024")


def test_one_fact_gives_fewer_slides_than_many() -> None:
    assert keys(deck(1)) == ["cover", "voices-1", "answer", "plan-3", "call-to-action"]
    assert keys(deck(12)) == [
        "cover", "voices-3", "demand", "answer", "answer", "answer", "scorecard", "scorecard", "worries", "worries", "plan-3",
        "call-to-action",
    ]  # fmt: skip


@pytest.mark.parametrize(("motion", "low", "high"), [("transactional", 5, 8), ("consultative", 9, 18), ("enterprise", 9, 22)])
def test_length_by_motion(motion: str, low: int, high: int) -> None:
    spec = replace(SPEC, variants=(variant("Small", None, size="1 L"), variant("Big", None, size="2 L")))
    assert low <= len(deck(100, motion, spec=spec).slides) <= high


def test_what_is_too_much_goes_from_the_longest_run_and_never_from_the_frame() -> None:
    story = storyline("consultative")
    for n, expected in ((9, ["answer", "answer"]), (8, ["answer"])):
        short = keys(deck(12, storyline=replace(story, max_slides=n)))
        assert len(short) == n
        assert [k for k in short if k == "answer"] == expected
    assert keys(deck(12, storyline=replace(story, max_slides=2))) == ["cover", "call-to-action"]


@given(n=st.integers(0, 30), motion=st.sampled_from([m.value for m in Motion]), known=st.booleans())
def test_every_deck_ends_in_one_call_to_action_and_titles_differ(n: int, motion: str, known: bool) -> None:
    made = deck(n, motion, buyers=BUYERS if known else NOBODY)
    assert keys(made)[-1] == "call-to-action"
    assert keys(made).count("call-to-action") == 1
    titles = [as_heard(s.text["title"]) for s in made.slides]
    assert len(set(titles)) == len(titles)
    assert all("SAY\n" in s.notes and "DO NEXT\n" in s.notes for s in made.slides)
    assert not any(s.notes for s in made.leave_behind().slides)


def test_a_table_of_many_rows_goes_on_on_further_slides_which_are_counted() -> None:
    told = [s for s in deck(12).slides if s.key == "scorecard"]
    title = "What you asked for, and what answers it"
    assert [s.text["title"] for s in told] == [f"{title} (1 of 2)", f"{title} (2 of 2)"]
    rows = [row for s in told for row in s.tables["rows"].rows]
    assert [row[1] for row in rows] == [f"Claim {n} holds." for n in (0, 9, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8)]
    assert [len(s.message_ids) for s in told] == [len(s.tables["rows"].rows) for s in told] == [6, 6]


def test_a_range_says_how_many_of_its_rows_it_shows() -> None:
    spec = replace(SPEC, variants=tuple(variant(f"Kettle {n}", None, size=f"{n} L") for n in range(20)))
    told = [s for s in deck(2, spec=spec).slides if s.key == "range"]
    shown = [row for s in told for row in s.tables["rows"].rows]
    assert shown == [(f"Kettle {n}", f"{n} L") for n in range(14)]
    assert {s.text["note"] for s in told} == {"Shown: the first 14 of 20."}
    assert [s.text["title"][-8:] for s in told] == ["(1 of 2)", "(2 of 2)"]


@pytest.mark.parametrize(
    ("titles", "told_apart"),
    [
        (("E.g.", "e.g"), ("E.g.", "e.g (2)")),
        (("Tea", "Tea ", "TEA!"), ("Tea", "Tea (2)", "TEA! (3)")),
        (("Straße", "STRASSE"), ("Straße", "STRASSE (2)")),
        (("T\x07ea", "Tea"), ("T\x07ea", "Tea (2)")),
        (("C", "C++", "C#"), ("C", "C++", "C#")),
        (("?", "!"), ("?", "!")),
    ],
)
def test_titles_that_sound_alike_are_told_apart(titles: tuple[str, ...], told_apart: tuple[str, ...]) -> None:
    slides = [SlideFill("answer", "step", {"title": t}) for t in titles]
    assert tuple(s.text["title"] for s in with_distinct_titles(slides, Rooms({}), "")) == told_apart


TEXT = st.sampled_from(
    ["", " ", "Short one.", "x" * 400, "Two words. And a second sentence that goes on for a while, as some do."]
)


@st.composite
def messages(draw: st.DrawFn) -> list[Message]:
    names = ("headline", "claim", "text", "quote", "quote_source", "proof", "objection", "answer", "call_to_action")
    return [
        message(
            n, draw(st.sampled_from(["recognise", "define", "evaluate", "decide"])),
            characteristic_id=draw(st.sampled_from(["lid", "gone"])), evidence_ids=draw(st.sampled_from([(), (f"E{n}",)])),
            **{name: draw(TEXT) for name in names},
        )
        for n in range(draw(st.integers(0, 4)))
    ]  # fmt: skip


@given(
    told=messages(), motion=st.sampled_from(list(Motion)), language=st.sampled_from(["en", "de"]), known=st.booleans(),
    vendor=TEXT, category=TEXT, revision=TEXT, variants=st.integers(0, 3), manager=TEXT,
)  # fmt: skip
def test_whatever_is_missing_no_slide_has_an_empty_token(
    told: list[Message], motion: str, language: str, known: bool, vendor: str, category: str, revision: str, variants: int,
    manager: str,
) -> None:  # fmt: skip
    rows = tuple(variant(f"v{i}", None, size=str(i)) for i in range(variants))
    made = recipe_for(
        SHOPS,
        sources(
            [requirement(n, 9 - n) for n in range(4)], told, evidence("E0", "E1"), motion,
            storyline=storyline(motion, language), buyers=BUYERS if known else NOBODY, channel=replace(CHANNEL, manager=manager),
            spec=replace(SPEC, vendor=vendor, category=category, revision=revision, variants=rows),
        ),
    )  # fmt: skip
    assert keys(made)[-1] == "call-to-action"
    for s in made.slides:
        assert empty_of(s) == []
        assert set(s.text) <= set(SLIDES[s.key].tokens)
        assert set(s.lists) == set(SLIDES[s.key].lists)
        for part in ("proof", "fact", "quote", "then1", "then2"):
            optional = [t for t in SLIDES[s.key].tokens if t.startswith(f"{part}.")]
            assert len({t in s.text for t in optional}) <= 1, "the tokens of one shape are all there or all empty"


def test_call_to_action_says_who_does_what_by_when() -> None:
    last = deck(2).slides[-1].text
    # Ready by Friday 5 April 2024; evaluate starts 20 days later, on 25 April; the act is due within 7 days, Thursday 2 May.
    assert (last["title"], last["who"], last["by"]) == ("Do the evaluate act", "You and a cook", "By 2 May 2024")
    # decide: 5 April + 30 + 7 = Sunday 12 May, so Monday 13 May.
    assert (last["then1.by"], last["then1.act"], last["then1.who"]) == ("By 13 May 2024", "Do the decide act", "You and a cook")


def test_what_follows_is_due_after_the_act_and_in_order() -> None:
    steps = (step("evaluate", 30), step("decide", 60), step("implement", 10), step("review", 90), step("define", 70))
    asks = storyline("consultative")
    wanted = replace(asks.slides[-1], steps=("evaluate", "review", "decide", "implement", "define"))
    made = deck(0, buyers=replace(BUYERS, steps=steps), storyline=replace(asks, slides=(*asks.slides[:-1], wanted)))
    assert [made.slides[-1].text[f"then{n}.act"] for n in (1, 2)] == ["Do the decide act", "Do the define act"]


def test_plan_has_a_card_a_step_with_its_first_day_in_order() -> None:
    text = slide(deck(1), "plan-3").text
    # decide starts 30 days after Friday 5 April: Sunday 5 May, so Monday 6 May.
    assert (text["step1.when"], text["step1.name"], text["step1.task"]) == ("From 6 May 2024", "Step decide", "Task of decide")
    assert text["step3.done"] == "Done when: Exit of review"


def test_worries_are_in_the_customers_bare_words_where_the_message_only_introduces_them() -> None:
    needs = [replace(requirement(1), anxiety="the lid jams"), requirement(2)]
    first = message(1, "decide", objection="You may worry that the lid jams.", answer="Try it.")
    second = message(2, "decide", objection="Is it loud?", answer="Listen.")
    made = recipe_for(SHOPS, sources(needs, [first, second]))
    assert slide(made, "worries").tables["rows"].rows == (("The lid jams", "Try it."), ("Is it loud?", "Listen."))


def test_what_answers_a_need_is_no_answer_to_the_worry_of_a_step() -> None:
    step = replace(BUYERS.steps[0], anxiety="The size is too small")
    told = [
        message(n, step.step, objection=f"You may have this worry: {w}", answer=f"Answer {n}.")
        for n, w in enumerate(("the size is too small", "the lid jams", "it is loud"))
    ]
    made = recipe_for(
        SHOPS, sources([requirement(n) for n in range(3)], told, buyers=replace(BUYERS, steps=(step, *BUYERS.steps[1:])))
    )
    assert [row[1] for row in slide(made, "worries").tables["rows"].rows] == ["Answer 1.", "Answer 2."]


def test_answer_slide_carries_claim_proof_quote_and_the_factorys_fact() -> None:
    shown = slide(deck(1), "answer")
    assert shown.text == {
        "title": "Gain 0", "subtitle": "Cook · Step evaluate", "footer": "Kettle K1 · 4 March 2024 · Specification revision C",
        "claim": "Claim 0 holds.", "quote.words": "“Said 0.”", "quote.source": "Interview, cook 0",
        "proof.label": "What shows it", "proof.text": "Proof 0.", "fact.label": "In the factory's specification",
        "fact.text": "Lid: Locks with a click", "fact.source": "Specification revision C",
    }  # fmt: skip
    assert "SAY\nText 0." in shown.notes
    assert "DO NEXT\nAsk 0." in shown.notes
    assert "R0-evaluate; heard in E0; kettle.yaml, row 2" in shown.notes


def test_a_proof_that_only_points_to_the_spec_is_not_shown_beside_it() -> None:
    made = recipe_for(SHOPS, many(3, unproven=frozenset({"R0"})))
    shown = [("proof.text" in s.text, "fact.text" in s.text) for s in made.slides if s.key == "answer"]
    assert shown == [(False, True), (True, True), (True, True)]
    assert [row[2] for row in slide(made, "scorecard").tables["rows"].rows] == ["", "Proof 1.", "Proof 2."]


def test_the_day_of_a_quote_is_in_words_that_stay_together() -> None:
    heard = recipe_for(SHOPS, sources([requirement(0)], [message(0, quote_source="cook, 2023-11-14, room 2024-99-99")]))
    assert slide(heard, "answer").text["quote.source"] == "Cook, 14\u00a0November\u00a02023, room 2024-99-99"


def test_a_claim_is_set_smaller_before_its_limit_is_left_out() -> None:
    claim = "It locks with one hand, " + "also with wet hands, " * 6 + "and stays shut. It is not for induction hobs."
    made = recipe_for(SHOPS, sources([requirement(n) for n in range(2)], [message(0, claim=claim), message(1)]))
    assert slide(made, "scorecard").tables["rows"].rows[0][1] == slide(made, "answer").text["claim"] == claim


def test_a_channels_deck_is_about_the_segments_of_its_accounts() -> None:
    needs = [requirement(0, 9), replace(requirement(1, 2), segment="office")]
    facts = sources(needs, [message(0), message(1)], accounts={"a1": ACCOUNT})
    made = recipe_for(SHOPS, facts)
    assert made.slides[0].text["for_whom"] == "For Office kitchens · 4 March 2024 · Specification revision C"
    assert (made.slides[0].text["gain"], [s.text["title"] for s in made.slides if s.key == "answer"]) == ("Gain 1", ["Gain 1"])
    asked = slide(made, "scorecard")
    assert (asked.tables["rows"].header[0], [row[1] for row in asked.tables["rows"].rows]) == ("You asked", ["Claim 1 holds."])
    assert slide(recipe_for(SHOPS, replace(facts, accounts={})), "scorecard").tables["rows"].rows[0][1] == "Claim 0 holds."


def test_a_worry_of_another_segment_is_not_put_to_the_customer() -> None:
    needs = [requirement(0, 9), *(replace(requirement(n, 2), segment="office") for n in (1, 2))]
    told = [message(n, "decide", objection=f"worry {n}", answer=f"Answer {n}.") for n in range(3)]
    facts = sources(needs, told, accounts={"a1": ACCOUNT})
    assert [row[0] for row in slide(recipe_for(SHOPS, facts), "worries").tables["rows"].rows] == ["Worry 1", "Worry 2"]


def test_what_others_asked_for_is_told_as_theirs() -> None:
    facts = sources([requirement(0), requirement(1)], [message(0), message(1)], accounts={"a1": ACCOUNT})
    for audience in (SHOPS, Audience("shops", "office", "retail", "a1")):
        asked = slide(recipe_for(audience, facts), "scorecard")
        assert asked.text["title"] == "What other customers asked for, and what answers it"
        assert asked.tables["rows"].header[0] == "What was asked for"


def test_a_channels_own_name_is_not_told_to_its_customers() -> None:
    for made in (deck(3), deck(3, accounts={})):
        assert made.slides[0].text["for_whom"] == "4 March 2024 · Specification revision C"
        assert "Kitchen shops" not in repr(made)


def test_long_names_stand_in_full_where_their_box_has_room() -> None:
    name = "Kreiskrankenhaus Bad Neustadt an der Saale und Umgebung"
    spec = replace(SPEC, name="Kettle K1 Professional with induction base and timer", variants=(
        variant("Kettle K1 Professional docking station, wall mounted", "3", size="S"), variant("Small", "2", size="L"),
    ))  # fmt: skip
    made = recipe_for(ACCOUNT_A1, many(3, spec=spec, accounts={"a1": replace(ACCOUNT, name=name)}))
    cover = made.slides[0].text
    assert (cover["title"], name in cover["for_whom"], spec.name == cover["footer"]) == (spec.name, True, True)
    assert slide(made, "range").tables["rows"].rows[0][0] == spec.variants[0].name
    endless = recipe_for(ACCOUNT_A1, many(3, accounts={"a1": replace(ACCOUNT, name="Clinic " * 60)}))
    assert endless.slides[0].text["for_whom"].endswith("… · 4 March 2024 · Specification revision C")


def test_an_answer_without_quote_proof_or_fact_has_no_card() -> None:
    bare = message(1, quote="", quote_source="", proof="", characteristic_id="gone")
    made = recipe_for(SHOPS, sources([requirement(1)], [bare], buyers=NOBODY))
    assert set(slide(made, "answer-plain").text) == {"title", "subtitle", "footer", "claim"}
    assert "voices-1" not in keys(made)


def test_discovery_questions_stand_in_the_notes_as_the_need_was_noted() -> None:
    need = replace(requirement(1), trigger="it boils", pain="it spills", measure="cloths a week", outcome="the table stays dry.")
    notes = slide(recipe_for(SHOPS, sources([need], [message(1)])), "answer").notes
    assert (
        "ASK\nWhat would you have to see to believe this?\nHow often does it happen that it boils?\nDo you find that it spills?\n"
        in notes
    )
    assert "What is your figure today for this: cloths a week?\nWhat is it worth to you if the table stays dry?\n\n" in notes


def test_a_headline_that_only_names_the_persona_makes_no_title() -> None:
    empty = message(1, headline="Cook: a need in their own words", claim="It holds. It stays shut.")
    named = message(2)
    both = recipe_for(SHOPS, sources([requirement(1), requirement(2)], [empty, named]))
    assert [s.text["title"] for s in both.slides if s.key == "answer"] == ["Gain 2"]
    alone = recipe_for(SHOPS, sources([requirement(1)], [empty]))
    assert [s.text["title"] for s in alone.slides if s.key == "answer"] == ["What Kettle K1 does about it"]
    assert not any("own words" in t for s in alone.slides for t in s.text.values() if s.key != "voices-1")


def test_a_claim_without_evidence_has_no_slide_of_its_own_and_its_fallback_steps_in() -> None:
    unheard = message(1, evidence_ids=())
    told = [unheard, message(1, "recognise", text="It spills. Ask 1.")]
    made = recipe_for(SHOPS, sources([requirement(1)], told, motion="transactional"))
    assert keys(made) == ["cover", "today", "call-to-action"]
    heard = recipe_for(SHOPS, sources([requirement(1)], [message(1), told[1]], motion="transactional"))
    assert keys(heard) == ["cover", "answer", "call-to-action"]


def test_a_fallback_stands_once_and_circles_end() -> None:
    story = storyline("consultative")
    last = story.slides[-1]
    first = StorySlide("competitors", "evaluate", "A", "", fallback="range")
    second = StorySlide("range", "evaluate", "B", "", fallback="competitors")
    third = StorySlide("answers", "evaluate", "C", "", require=("account",), fallback="scorecard")
    fourth = StorySlide("scorecard", "evaluate", "D", "")
    made = deck(2, storyline=replace(story, slides=(first, second, third, fourth, last)))
    assert keys(made) == ["scorecard", "call-to-action"]


def test_demand_counts_voices_where_they_tell_needs_apart_else_importance() -> None:
    needs = [requirement(1, 9, ("E1",)), requirement(2, 3, ("E2", "E3", "E4", "unheard")), requirement(3, 2, ("E1",))]
    by_voice = slide(recipe_for(SHOPS, sources(needs, [message(1)], evidence("E1", "E2", "E3", "E4"))), "demand")
    chart = by_voice.charts["demand"]
    assert (chart.categories, chart.values) == (tuple(f"Need number {n} of a cook" for n in (2, 1, 3)), (3.0, 1.0, 1.0))
    assert (by_voice.text["figure"], by_voice.text["measure"]) == ("3 of 4", "Times customers said it")
    assert "BE HONEST" in by_voice.notes
    assert "Need number 2 of a cook." in by_voice.notes
    by_importance = slide(recipe_for(SHOPS, sources(needs, [message(1)])), "demand")
    assert by_importance.charts["demand"].values == (9.0, 3.0, 2.0)
    assert "demand" not in keys(recipe_for(SHOPS, sources(needs[:2], [message(1)]))), "two bars are no chart"
    alike = [requirement(n) for n in range(3)]
    assert "demand" not in keys(recipe_for(SHOPS, sources(alike, [message(1)])))


def test_bars_are_all_named_in_one_way() -> None:
    words = [("Short.", "what is short", "it is short"), ("Said at length " * 9, "what is long", "it is long")]
    needs = [replace(requirement(n, 9 - n), statement=s, ask=a, outcome=o) for n, (s, a, o) in enumerate([*words, words[0]])]
    bars = slide(recipe_for(SHOPS, sources(needs, [message(1)])), "demand").charts["demand"].categories
    assert bars == ("What is short", "What is long", "What is short (2)")


def test_today_leaves_the_quote_out_and_criteria_ask_the_bare_question() -> None:
    need = replace(requirement(1), ask="who pays for the lid")
    recognise = message(1, "recognise", text="When it boils, it spills. “Said 1.” Ask 1.")
    made = recipe_for(SHOPS, sources([need], [recognise, message(1, "define")]))
    assert slide(made, "today").lists["lines"] == ("When it boils, it spills.",)
    assert slide(made, "criteria").lists["lines"] == ("Who pays for the lid",)


def compared(*verdicts: tuple[str, str, str]) -> dict[str, object]:
    seen = [AlternativeVerdict(name, need, verdict, "Test lab", date(2024, 2, 1)) for name, need, verdict in verdicts]
    needs = [requirement(1), requirement(2, 4)]
    links = [Link("lid", r.requirement_id, 9, 1.0, "") for r in needs]
    return {"needs": needs, "messages": [message(1), message(2)], "house": quality_house(SPEC, needs, links, (), seen)}


def test_competitors_stand_beside_us_only_where_somebody_looked() -> None:
    made = recipe_for(SHOPS, sources(**compared(("Pot P", "R1", "falls_short"), ("Pan Q", "R2", "meets"))))  # type: ignore[arg-type]
    table = slide(made, "competitors").tables["rows"]
    assert table.header == ("What was asked for", "Kettle K1", "Pan Q", "Pot P")
    ours, day = {row[0]: row[1] for row in table.rows}, "1\u00a0February\u00a02024"
    assert table.rows == (
        ("Need number 1 of a cook.", ours["Need number 1 of a cook."], "–", f"Falls short (Test lab, {day})"),
        ("Need number 2 of a cook.", ours["Need number 2 of a cook."], f"Meets it (Test lab, {day})", "–"),
    )
    assert "competitors" not in keys(recipe_for(SHOPS, sources(**compared())))  # type: ignore[arg-type]


def test_what_a_channel_may_not_see_is_not_in_its_deck() -> None:
    spec = replace(SPEC, variants=(variant("Small", "30", size="1 L"), variant("Big", "40", size="2 L")))
    facts = sources(**compared(("Pot P", "R1", "meets")), spec=spec)  # type: ignore[arg-type]
    shown = recipe_for(SHOPS, facts)
    assert slide(shown, "range").tables["rows"].header == ("Model", "Size", "Price (EUR)".replace("Price", "List price"))
    story = replace(facts.storyline, deny=MappingProxyType({"prices": ("shops",), "competitors": ("consultative",)}))
    by_story = recipe_for(SHOPS, replace(facts, storyline=story))
    by_channel = recipe_for(SHOPS, replace(facts, channel=replace(CHANNEL, deny=("prices", "competitors", "personas"))))
    for made in (by_story, by_channel):
        assert "competitors" not in keys(made)
        assert slide(made, "range").tables["rows"].header == ("Model", "Size")
    assert slide(by_story, "answer").text["subtitle"] == "Cook · Step evaluate"
    assert slide(by_channel, "answer").text["subtitle"] == "Step evaluate"
    other = replace(facts.storyline, deny=MappingProxyType({"prices": ("web", "enterprise")}))
    assert recipe_for(SHOPS, replace(facts, storyline=other)) == shown


def test_message_ids_are_those_shown_and_same_inputs_give_the_same_recipe() -> None:
    assert deck(7) == deck(7)
    assert deck(2).message_ids == ("R0-evaluate", "R1-evaluate", "R0-decide", "R1-decide")
    facts = sources([requirement(2, 1), requirement(1, 9)], [message(2), message(1)], motion="transactional")
    assert [s.text["title"] for s in recipe_for(SHOPS, facts).slides if s.key == "answer"] == ["Gain 1", "Gain 2"]
    again = replace(many(5), messages=tuple(reversed(many(5).messages)), requirements=tuple(reversed(many(5).requirements)))
    assert recipe_for(SHOPS, again) == deck(5)


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
def test_range_is_never_wider_than_a_slide_and_never_ragged(rows: list[tuple[str, str, str | None]]) -> None:
    found = range_table([variant(f"v{i}", p, one=a, two=b) for i, (a, b, p) in enumerate(rows)], **WORDS)
    if found is not None:
        assert len(found.table.header) <= 5
        assert {len(r) for r in found.table.rows} == {len(found.table.header)}
        assert all(cell for row in found.table.rows for cell in row)


def test_phrases_without_their_fact_leave_no_blank() -> None:
    assert filled("{a} · {b} · c", {"a": "", "b": "B"}) == "B · c"
    assert filled("{a}", {"a": "{b}", "b": "x"}) == "{b}"


def test_a_variants_quantity_is_written_as_the_language_does_and_a_name_is_left_alone() -> None:
    wide = [
        variant("Small", None, weight="1.9 kg", room="20000 GB", radio="5.2"),
        variant("Big", None, weight="3.40 kg", radio="6"),
    ]
    found = range_table(wide, model="Modell", price="", language="de-DE")
    assert found is not None
    assert found.table.rows == (("Small", "1,9 kg", "20.000 GB", "5.2"), ("Big", "3,40 kg", "–", "6"))


def test_a_name_written_from_right_to_left_leaves_the_date_behind_it_in_its_place() -> None:
    assert closed("مستشفى السلام") == "مستشفى السلام\u200e"
    assert closed("Klinik Süd") == "Klinik Süd"
