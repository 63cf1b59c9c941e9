"""One page: what a customer keeps and what a rep keeps to himself, nothing on either without a source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from readiness.stages.buyers import Alternative
from readiness.stages.decks import Audience, DeckSources, battlecard_for, one_pager_for
from readiness.stages.decks.slide_keys import empty_of
from readiness.stages.positioning.house_rows import MessageHouse, Pillar, SegmentHouse
from readiness.stages.positioning.quality_house import AlternativeVerdict, HouseRow, QualityHouse
from tests.kettle_deck import SHOPS, message, requirement, sources, storyline

ACCOUNT = Audience("shops", "office", "retail", "a1", "r1")
NEEDS = [requirement(n, 9 - n) for n in range(4)]
DAY = "1\u00a0February\u00a02024"


def seen(name: str, need: str, verdict: str) -> AlternativeVerdict:
    return AlternativeVerdict(name, need, verdict, "Test lab", date(2024, 2, 1))


def compared(*rows: tuple[int, str, str]) -> DeckSources:
    """Return sources in which Pot P was seen: need, our verdict, its verdict."""
    made = []
    for n, ours, theirs in rows:
        verdict = seen("Pot P", f"R{n}", theirs) if theirs else None
        made.append(HouseRow(NEEDS[n], (9,), ours, (verdict,), only_we=False))
    needs = [replace(r, ask=f"who wins on {r.requirement_id}") for r in NEEDS]
    told = [message(n, answer=f"Answer {n}.") for n in range(4)]
    return sources(needs, told, house=QualityHouse((), ("Pot P",), tuple(made)))


def test_a_one_pager_has_the_gain_claims_proofs_a_quote_and_the_act() -> None:
    made = one_pager_for(ACCOUNT, sources(NEEDS, [message(n) for n in range(4)]))
    assert made is not None
    page = made.slides[0]
    assert (made.template, page.key, empty_of(page)) == ("one_pager", "one-pager", [])
    assert page.lists == {
        "claims": ("Claim 0 holds.", "Claim 1 holds.", "Claim 2 holds."), "proofs": ("Proof 0.", "Proof 1.", "Proof 2."),
    }  # fmt: skip
    assert page.text["gain"] == "Gain 0"
    assert (page.text["act"], page.text["who"], page.text["by"]) == (
        "Do the evaluate act", "You and a cook. Your contact: Cy Nash", "By 2 May 2024",
    )  # fmt: skip
    assert page.text["quote.words"] == "“Said 0.”"
    assert made.message_ids == ("R0-evaluate", "R1-evaluate", "R2-evaluate")


def test_a_one_pager_without_a_claim_is_not_made_and_without_a_proof_shows_the_factorys_words() -> None:
    assert one_pager_for(SHOPS, sources()) is None
    bare = one_pager_for(SHOPS, sources(NEEDS, [message(1, proof="", quote="", headline="")]))
    assert bare is not None
    assert bare.slides[0].lists["proofs"] == ("Lid: Locks with a click",)
    assert bare.slides[0].text["gain"] == "Claim 1 holds."
    assert "quote.words" not in bare.slides[0].text
    assert one_pager_for(SHOPS, sources(NEEDS, [message(1, proof="", characteristic_id="gone")])) is None


def test_the_pillars_of_the_segments_house_give_the_order() -> None:
    def pillars(*needs: str) -> tuple[Pillar, ...]:
        return tuple(Pillar("", "lid", (n,), 1, (), (), proven=True, only_we="", not_looked_at=()) for n in needs)

    houses = tuple(
        SegmentHouse(s, s, "", p, None, "", (), (), ()) for s, p in (("home", pillars("R3")), ("office", pillars("R2", "R1")))
    )
    house = MessageHouse("Kettle K1", houses, (), ())
    told = sources(NEEDS, [message(n) for n in range(4)])
    for audience, expected in ((ACCOUNT, "210"), (SHOPS, "321")):
        made = one_pager_for(audience, told, house)
        assert made is not None
        assert made.slides[0].lists["claims"] == tuple(f"Claim {n} holds." for n in expected)


def test_a_battlecard_tells_won_and_lost_with_source_and_marks_the_lost_as_internal() -> None:
    facts = compared((0, "meets", "falls_short"), (1, "falls_short", "exceeds"), (2, "meets", "meets"), (3, "meets", ""))
    made = battlecard_for("Pot P", SHOPS, facts)
    assert made is not None
    card = made.slides[0]
    assert (made.template, card.key, empty_of(card)) == ("battlecard", "battlecard", [])
    assert made.deck_id == "kettle-k1-shops-pot-p-battlecard"
    assert (card.text["title"], card.text["subtitle"]) == ("Kettle K1 beside Pot P", "Internal. Not for customers.")
    assert card.lists == {
        "win": (f"Need number 0 of a cook. Pot P: falls short (Test lab, {DAY}).",),
        "lose": (f"Internal: Need number 1 of a cook. Pot P: does more than was asked (Test lab, {DAY}).",),
        "say_back": ("“Need number 0 of a cook.” Answer 0.",),
        "ask": tuple(f"How is that with what you use today: who wins on R{n}?" for n in range(3)),
    }
    assert (card.text["win.label"], card.text["footer"]) == (
        "Where we win", "Kettle K1 · Internal. Not for customers · 4 March 2024 · Specification revision C",
    )  # fmt: skip
    assert card.text["sources"] == f"Sources: Test lab, {DAY}"


def test_a_battlecard_asks_about_the_customer_and_says_back_to_a_worry() -> None:
    facts = compared((0, "meets", "falls_short"), (1, "meets", "falls_short"))
    needs = [replace(facts.requirements[0], trigger="a lid sticks", anxiety="the lid jams"), *facts.requirements[1:]]
    told = [replace(facts.messages[0], objection="You may worry that the lid jams."), replace(facts.messages[1], answer="")]
    buyers = replace(facts.buyers, alternatives=(Alternative("Pot P", "status_quo"),))
    made = battlecard_for("Pot P", SHOPS, replace(facts, requirements=needs, messages=told, buyers=buyers))
    assert made is not None
    card = made.slides[0]
    assert card.text["title"] == "Kettle K1 instead of “Pot P”"
    assert card.lists["say_back"] == ("“The lid jams.” Answer 0.", "“Need number 1 of a cook.” Proof 1.")
    assert card.lists["ask"][0] == "How often does it happen that a lid sticks?"


def test_where_both_meet_a_need_the_one_that_exceeds_it_is_ahead() -> None:
    made = battlecard_for("Pot P", SHOPS, compared((0, "meets", "exceeds"), (1, "exceeds", "meets"), (2, "exceeds", "exceeds")))
    assert made is not None
    assert made.slides[0].lists["win"] == (f"Need number 1 of a cook. Pot P: meets it (Test lab, {DAY}).",)
    assert made.slides[0].lists["lose"] == (
        f"Internal: Need number 0 of a cook. Pot P: does more than was asked (Test lab, {DAY}).",
    )  # fmt: skip


def test_two_claims_with_the_same_proof_name_it_once() -> None:
    made = one_pager_for(SHOPS, sources(NEEDS, [replace(message(n), proof="It is in the spec.") for n in range(3)]))
    assert made is not None
    assert made.slides[0].lists["proofs"] == ("It is in the spec.",)


def test_no_claim_is_left_out_for_a_less_important_one_that_is_shorter() -> None:
    long = "It holds " + "and holds " * 22 + "on."
    told = [message(0), replace(message(1), claim=long), message(2)]
    made = one_pager_for(SHOPS, sources(NEEDS, told))
    assert made is not None
    assert made.slides[0].lists["claims"][:2] == ("Claim 0 holds.", long)


@pytest.mark.parametrize("name", ["Pot P", "Pan Q"])
def test_an_alternative_nobody_looked_at_has_no_card(name: str) -> None:
    assert battlecard_for(name, SHOPS, compared((0, "meets", ""))) is None
    assert battlecard_for(name, SHOPS, sources(NEEDS, [message(0)])) is None


def test_a_part_without_a_source_says_so_in_the_decks_language() -> None:
    german = replace(compared((0, "meets", "meets")), storyline=storyline("consultative", "de"))
    made = battlecard_for("Pot P", SHOPS, german)
    assert made is not None
    assert made.slides[0].lists["win"] == made.slides[0].lists["lose"] == ("Noch nichts mit Quelle.",)
