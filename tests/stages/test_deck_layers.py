"""Deck layers: the most particular one that may speak is heard, locked fields stay, a person's words reach that person alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.errors import NotFoundError
from readiness.stages.decks import Audience, Layer, audiences_of, differences, layer_faults, recipe_for, recipes_for
from readiness.stages.decks.layers import LEVELS
from readiness.stages.decks.slide_keys import OPEN_FIELDS, SLIDES
from readiness.vocabulary import Account
from tests.kettle_deck import ACCOUNT, SHOPS, keys, many, message, requirement, slide, sources

ACCOUNT_OF_REP = Audience("shops", "office", "retail", "a1", "r1")
IDS = dict(zip(LEVELS, ("kettle-k1", "shops", "office", "retail", "a1", "r1"), strict=True))


def layer(level: str, **says: str) -> Layer:
    return Layer(level, IDS[level], {name.replace("__", ".").replace("_to_", "-to-"): (text,) for name, text in says.items()})


def subtitle(layers: Sequence[Layer], audience: Audience = ACCOUNT_OF_REP) -> str:
    return recipe_for(audience, many(2, layers=tuple(layers))).slides[0].text["subtitle"]


@pytest.mark.parametrize("n", range(1, 7))
def test_of_any_layers_the_most_particular_is_heard_whatever_their_order(n: int) -> None:
    for chosen in combinations(LEVELS, n):
        layers = [layer(level, cover__subtitle=f"From the {level}") for level in chosen]
        assert subtitle(layers) == subtitle(layers[::-1]) == f"From the {chosen[-1]}"


def test_a_layer_of_somebody_else_is_not_heard() -> None:
    others = [Layer(level, "another", {"cover.subtitle": ("Not for you",)}) for level in LEVELS[1:]]
    assert subtitle(others) == "Hearth & Sons · Kettles"
    # A layer for everybody without a segment would be one for an empty id: nobody is meant by it.
    assert subtitle([Layer("segment", "", {"cover.subtitle": ("x",)})], SHOPS) == "Hearth & Sons · Kettles"


def test_a_layer_changes_the_named_field_alone_and_says_so() -> None:
    plain = recipe_for(SHOPS, many(3))
    told = recipe_for(SHOPS, many(3, layers=(layer("channel", demand__title="What your own shoppers ask for"),)))
    found = differences(plain, told)
    assert [(d.slide, d.field, d.before, d.after, d.layer) for d in found[:1]] == [
        ("demand", "title", "What customers asked for most", "What your own shoppers ask for", "channel shops")
    ]
    assert [(d.slide, d.field) for d in found[1:]] == [("demand", "notes")]
    assert "WHO SET WHAT\nchannel shops: title" in slide(told, "demand").notes
    assert told.layers == ("channel shops: demand.title",)
    assert differences(plain, plain) == []


def test_legal_lines_stay_as_the_most_general_layer_set_them() -> None:
    general = Layer("launch", "kettle-k1", {"legal.lines": ("Prices without VAT.", "Errors excepted.")})
    mine = Layer("company", "a1", {"legal.lines": ("Anything goes.",)})
    made = recipe_for(ACCOUNT_OF_REP, many(1, layers=(mine, general)))
    assert slide(made, "legal").lists["lines"] == ("Prices without VAT.", "Errors excepted.")
    assert keys(made)[-2:] == ["legal", "call-to-action"]
    assert slide(recipe_for(ACCOUNT_OF_REP, many(1, layers=(mine,))), "legal").lists["lines"] == ("Anything goes.",)
    assert "legal" not in keys(recipe_for(SHOPS, many(1, layers=(mine,))))


LOCKED = sorted({f"{key}.{token}" for key, known in SLIDES.items() for token in (*known.tokens, *known.lists)} - OPEN_FIELDS)


@given(st.dictionaries(st.sampled_from(LOCKED), st.just(("Best kettle ever, 99 % faster.",))), st.sampled_from(LEVELS))
def test_a_layer_never_changes_a_locked_field(says: dict[str, tuple[str, ...]], level: str) -> None:
    told = recipe_for(ACCOUNT_OF_REP, many(3, layers=(Layer(level, IDS[level], says),)))
    assert told == recipe_for(ACCOUNT_OF_REP, many(3))


def test_claims_proofs_quotes_and_figures_are_locked() -> None:
    approved = (
        "answers.title",
        "answers.claim",
        "answers.proof.text",
        "answers.quote.words",
        "voices.voice1.words",
        "cover.gain",
    )
    for field in (*approved, "demand.figure", "range.rows", "call-to-action.by", "plan.step1.when"):
        assert field not in OPEN_FIELDS
        found = list(layer_faults([Layer("launch", "k", {field: ("Words",)})], {}, ""))
        assert [(f.at, f.field, f.what) for f in found] == [(0, field, f"'{field}' is locked")]


def test_a_figure_without_a_source_is_refused_and_one_of_a_name_is_not() -> None:
    layers = [layer("channel", cover__subtitle="Kettle K1 for you"), layer("company", cover__title="Boils in 90 s")]
    assert [(f.at, f.what) for f in layer_faults(layers, {}, "Kettle K1")] == [(1, "the figure '90' has no source")]


def test_legal_lines_set_above_are_a_fault_where_both_may_speak_in_one_deck() -> None:
    def legal(level: str, name: str) -> Layer:
        return Layer(level, name, {"legal.lines": ("As of 2024.",)})

    places = {("company", "a1"): ACCOUNT_OF_REP, ("company", "a2"): Audience("web", "home", "", "a2")}
    met = list(layer_faults([legal("segment", "office"), legal("company", "a1")], places, ""))
    assert [(f.at, f.what) for f in met] == [(1, "legal lines are set by segment office already")]
    assert list(layer_faults([legal("segment", "office"), legal("company", "a2")], places, "")) == []
    assert len(list(layer_faults([legal("launch", "k"), legal("company", "a2")], places, ""))) == 1
    assert len(list(layer_faults([legal("channel", "shops"), legal("segment", "office")], places, ""))) == 1


def test_an_account_has_its_name_its_needs_first_its_partners_logo_and_its_rep() -> None:
    needs = [requirement(1, 9), replace(requirement(2, 1), segment="office")]
    facts = sources(needs, [message(1), message(2)], heroes={"retail": "hero-retail"}, pictures=frozenset({"logo-steam.png"}))
    made = recipe_for(ACCOUNT_OF_REP, facts)
    assert made.deck_id == "kettle-k1-shops-a1"
    assert made.title == "Kettle K1 · Northway Retail"
    cover, last = made.slides[0], made.slides[-1]
    assert cover.text["for_whom"] == "For Northway Retail · 4 March 2024 · Specification revision C"
    assert cover.images == {"hero": "hero-retail", "logo": "logo-steam.png"}
    assert cover.text["gain"] == "Gain 2"
    assert last.text["who"] == "You and a cook. Your contact: Cy Nash"
    assert made.layers == ("segment office: order of needs", "company a1: cover.for_whom", "individual r1: call-to-action.who")
    channel = recipe_for(SHOPS, facts)
    assert channel.slides[0].text["gain"] == "Gain 1"
    assert channel.slides[0].images == {}
    assert all("Northway" not in s.text["footer"] for s in made.slides)


def test_a_person_is_named_in_that_persons_decks_alone() -> None:
    own = Layer("individual", "r1", {"call-to-action.who": ("Call Cy Nash",), "cover.subtitle": ("Cy Nash at your side",)})
    facts = many(4, layers=(own,))
    for audience in (SHOPS, Audience("shops", "office"), Audience("shops", "office", "retail", "a1")):
        assert "Cy" not in repr(recipe_for(audience, facts))
    made = recipe_for(ACCOUNT_OF_REP, facts)
    assert (made.slides[0].text["subtitle"], made.slides[-1].text["who"]) == ("Cy Nash at your side", "Call Cy Nash")
    assert "cy@example.com" not in repr(made)
    mine = recipe_for(Audience("shops", rep_id="r1"), facts)
    assert (mine.deck_id, mine.slides[-1].text["who"]) == ("kettle-k1-shops-r1", "Call Cy Nash")


def test_layers_pictures_go_before_those_of_industry_and_partner() -> None:
    facts = many(1, heroes={"retail": "hero-retail"}, pictures=frozenset({"logo-steam.png"}))
    shown = Layer("company", "a1", {}, {"hero": "our-shop.jpg", "logo": "logo-own.png"})
    made = recipe_for(ACCOUNT_OF_REP, replace(facts, layers=(shown,)))
    assert made.slides[0].images == {"hero": "our-shop.jpg", "logo": "logo-own.png"}
    assert "company a1: cover.hero" in made.layers


def accounts(n: int) -> list[Account]:
    return [replace(ACCOUNT, account_id=f"a{i}", name=f"Shop {i}", segment=("office", "home", "")[i % 3]) for i in range(n)]


def test_decks_made_together_are_those_made_one_by_one() -> None:
    rows = accounts(7)
    layers = (layer("segment", answers__subtitle="For offices"), Layer("company", "a3", {"plan.title": ("Our plan",)}))
    facts = many(6, accounts={a.account_id: a for a in rows}, layers=layers)
    found = [SHOPS, *audiences_of(rows, {"a1": "r1"})]
    together = list(recipes_for(found, facts))
    assert together == [recipe_for(a, facts) for a in found]
    assert len({r.deck_id for r in together}) == 8
    assert together[1].slides[-3] is together[7].slides[-3], "what two accounts of one segment share is made once"


def test_audiences_are_the_accounts_asked_for() -> None:
    rows = accounts(3)
    assert [(a.account_id, a.segment, a.rep_id) for a in audiences_of(rows[::-1], {"a1": "r1"})] == [
        ("a0", "office", ""), ("a1", "home", "r1"), ("a2", "", ""),
    ]  # fmt: skip
    assert [a.account_id for a in audiences_of(rows, {}, ["a2"])] == ["a2"]
    with pytest.raises(NotFoundError, match="no account 'b' in the launch's channels"):
        audiences_of(rows, {}, ["a2", "b"])


def test_differences_name_slides_that_only_one_deck_has_and_run_backwards() -> None:
    few, more = recipe_for(SHOPS, many(1)), recipe_for(SHOPS, many(3))
    there, back = differences(few, more), differences(more, few)
    assert ("demand", "slide", "", "What customers asked for most") in [(d.slide, d.field, d.before, d.after) for d in there]
    assert {(d.field, d.before, d.after) for d in there} == {(d.field, d.after, d.before) for d in back}
    named = [d.slide for d in there if d.field == "slide"]
    assert named == ["demand", "answer 2", "answer 3", "scorecard", "worries"]
