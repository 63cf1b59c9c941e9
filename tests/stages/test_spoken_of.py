"""What a marketer found: figures of a second characteristic, days of what ships later, rivals, bounds behind a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from readiness.errors import InputError
from readiness.stages.buyers import Alternative
from readiness.stages.positioning import Brief, Link, phrases, positioning_of
from readiness.stages.positioning.battlecard import battle_cards
from readiness.stages.positioning.impact import changes, stale_messages
from readiness.stages.positioning.lint.figures import quantities
from readiness.stages.positioning.lint.lexis import lexis_of
from readiness.stages.positioning.message_words import message_words
from readiness.stages.positioning.phrases import Phrasing
from readiness.stages.positioning.quality_house import AlternativeVerdict, quality_house
from readiness.stages.positioning.reads_like import has_verb
from readiness.stages.positioning.translations import texts_of
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import ProductSpec
from readiness.vocabulary import BUYER_STEPS, LaunchDates
from tests.phrases import BOOKS, english
from tests.stages.test_positioning import fact, steps

DATES = LaunchDates(date(2026, 3, 2), date(2026, 4, 30), date(2026, 5, 4), date(2026, 12, 31))
POWER = replace(fact("Power", "45", "Power 45 W", "W"), characteristic_id="power")
WAKE = replace(fact("Wake", "90", "Wake-up 90 s", "s"), characteristic_id="wake")
HEARD = Evidence("E1", "interview", "Owner", date(2026, 1, 1), "We took the Velluto, it wakes up.", consent="named")
CALM = replace(HEARD, evidence_id="E2", text="It runs all afternoon.")
NEED = Requirement("R1", "s", "p", "It must not run idle", 9, "", ("E1", "E2"), trigger="it is idle", pain="you pay for it")
ANSWER = Link("power", "R1", 9, 1.0, "", does="sleeps", proof="Try it.", reassurance="It wakes within {wake}.", rollout="Set it.")


def brief(wake=WAKE, power=POWER, rival: str = "Velluto Duo"):  # type: ignore[no-untyped-def]
    spec = ProductSpec("M", "Corsa 2", "", "", "1", "", (power, wake), ())
    buyers = replace(steps(*BUYER_STEPS), alternatives=(Alternative(rival, "rival"),))
    return Brief("Corsa 2", spec, [NEED], {"E1": HEARD, "E2": CALM}, buyers, [ANSWER], dates=DATES)


def said(b: Brief) -> dict[str, str]:
    return {m.step: m.text for m in positioning_of(b, BOOKS).messages}


def test_a_figure_of_the_roadmap_bars_the_answer_that_names_it() -> None:
    assert "90 seconds" in said(brief())["decide"]
    found = positioning_of(brief(replace(WAKE, status="roadmap")), BOOKS)
    assert not found.messages
    assert [(g.kind, g.ref) for g in found.gaps if g.kind == "not_yet_available"] == [("not_yet_available", "wake")]


def test_a_figure_that_is_named_is_asked_for_and_its_change_is_named() -> None:
    before = positioning_of(brief(), BOOKS)
    assert not [g for g in before.gaps if g.kind == "characteristic_unasked"]
    slow = replace(WAKE, text="120", number=Decimal(120), quote="Wake-up 120 s")
    found = changes(brief().spec, brief(slow).spec)
    stale = stale_messages(found, before.messages, positioning_of(brief(slow), BOOKS).messages)
    assert len(stale) == len(before.messages)
    assert all(s.why.startswith("wake is changed") for s in stale)


@pytest.mark.parametrize("which", ["power", "wake"])
def test_each_message_that_claims_what_ships_later_names_the_day(which: str) -> None:
    later = replace({"power": POWER, "wake": WAKE}[which], status="dated", available_from=date(2026, 6, 1))
    texts = said(brief(power=later) if which == "power" else brief(wake=later))
    for step in ("evaluate", "decide", "implement"):
        assert texts[step].count("It is available from June 1, 2026.") == 1, step


def test_no_customer_is_quoted_who_speaks_of_a_rival() -> None:
    assert "“It runs all afternoon.”" in said(brief())["recognise"]
    assert "Velluto" in said(brief(rival="Other Firm"))["recognise"]


def test_a_bound_between_two_figures_belongs_to_the_second() -> None:
    for language, text in (("en", "The Corsa 2 draws at least 45 watts."), ("de", "Corsa 2 braucht mindestens 45 Watt.")):
        found = quantities(text, lexis_of(BOOKS[language].rules))
        assert [(q.value, len(q.bounds)) for q in found] == [("45", 1)]
    assert [q.value for q in quantities("It takes 5 days or less.", lexis_of(BOOKS["en"].rules))] == ["5"]


def test_a_word_nobody_knows_is_refused_also_where_no_message_comes_by() -> None:
    with pytest.raises(InputError, match="prise"):
        Phrasing(english({"evaluate": "{{ headline }}\n\n{% if stat %}{{ prise }}{% endif %}"})["en"])
    words = message_words(brief(), NEED, steps("evaluate").steps[0], ANSWER, None, Phrasing(BOOKS["en"]))
    assert set(words) == phrases.WORDS


def test_a_rival_who_does_more_than_was_asked_is_not_level() -> None:
    b = brief()
    seen = [AlternativeVerdict("Velluto Duo", "R1", "exceeds", "Lost deal", date(2026, 1, 1))]
    house = quality_house(b.spec, b.requirements, b.answers, b.buyers.alternatives, seen)
    assert house.rows[0].ours == "meets"
    card = battle_cards([], b.evidence, b.buyers, house)[0]
    assert (len(card.win), len(card.even), len(card.lose)) == (0, 0, 1)


def test_what_may_not_leave_the_house_is_not_sent_to_a_translator() -> None:
    b = brief()
    b = replace(b, evidence={"E1": replace(HEARD, consent="internal"), "E2": CALM})
    assert {t.place[1] for t in texts_of(b) if t.place[0] == "evidence"} == {"E2"}


def test_a_name_is_not_said_twice_in_a_gap() -> None:
    told = replace(WAKE, quote="Wake: 90 s", name="Wake", characteristic_id="other")
    b = brief()
    b = replace(b, spec=replace(b.spec, characteristics=(*b.spec.characteristics, told)))
    assert [g.text for g in positioning_of(b, BOOKS).gaps if g.kind == "characteristic_unasked"] == ["Wake: 90 s"]


@pytest.mark.parametrize("act", ["Restore one server", "Calculate the cost", "Rehearse a claim", "Validate the count"])
def test_plain_verbs_begin_a_call_to_action(act: str) -> None:
    b = brief()
    step = replace(b.buyers.steps[2], call_to_action=replace(b.buyers.steps[2].call_to_action, act=act))
    b = replace(b, buyers=replace(b.buyers, steps=(step,)))
    assert "call to action" not in {f.rule for f in positioning_of(b, BOOKS).findings}


def test_a_past_tense_without_an_ending_is_a_verb() -> None:
    assert has_verb("Note when the first guest came")


def test_nobody_is_said_to_have_told_us_what_the_seller_wrote() -> None:
    for language, words in (("en", "told us"), ("de", "haben uns gesagt")):
        assert words not in BOOKS[language].templates["implement.enterprise"]
