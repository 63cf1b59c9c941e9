"""Nasty decks: every storyline in every brand and language, with the worst of words, becomes a sound deck; none is refused."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from readiness.adapters.deck_brands import DeckBrand
from readiness.adapters.deck_check import check_deck
from readiness.stages.buyers import BuyerMap, BuyerStep, CallToAction, Persona, Segment
from readiness.stages.decks import Audience, DeckSources, Recipe, battlecard_for, one_pager_for, recipe_for
from readiness.stages.decks.slide_keys import empty_of
from readiness.stages.positioning import Message
from readiness.stages.positioning.quality_house import AlternativeVerdict, HouseRow, QualityHouse
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import Characteristic
from readiness.vocabulary import BUYER_STEPS, Motion
from tests.kettle_deck import (
    ACCOUNT,
    CHANNEL,
    HERE,
    LAUNCH,
    REP,
    SPEC,
    STORYLINES,
    message,
    requirement,
    sources,
    storyline,
    variant,
)

WORDS = {
    "plain": ["a", "saddle", "the", "workshop", "10,000", "e.g.", "Nr.", "Why?", "Yes."],
    "long": ["Wartungsvertragsverlängerungsoption", "x" * 60, "W" * 200, "https://example.com/" + "a/b-" * 30, "of"],
    "markup": ["&", "<", ">", '"', "'", "]]>", "<a:t>", "&amp;", "{product}", "_x0041_", "</p:sld>"],
    "control": ["bell\x07", "tab\t", "line\x0b", "\ud800", "\x00", "new\nline", "\ufffe", "soft\u00adhyphen", "zero\u200bwidth"],
    "emoji": ["☕", "👩🏽‍🔧", "🚲", "🇩🇪", "1️⃣", "tea"],
    "rtl": ["שלום", "לקוח", "עם", "مرحبا", "123", "(סוף).", "Kettle"],
    "cjk": ["日本語の文章。", "お客様の声「はい」", "水壶", "주전자", "TEA", "、"],
}
SIZES = (0, 3, 30, 120, 290, 900)
ALTERNATIVES = 4
MOTIONS, LANGUAGES, BRANDS = tuple(m.value for m in Motion), ("en", "de"), ("standard", "field")


class Writer:
    """Writes texts of one kind, of lengths by chance or, of the kind `plain`, as long as the template promises."""

    def __init__(self, kind: str, seed: int) -> None:
        self.words, self.chance = WORDS.get(kind, [""]), random.Random(seed)  # noqa: S311 - words for a test

    def text(self, most: int = 900) -> str:
        size, found = min(self.chance.choice(SIZES), most), ""
        while len(found) < size:
            found += self.chance.choice(self.words) + " "
            if found == " " * len(found):
                return ""
        return found[:size]


def need(n: int, write: Writer) -> Requirement:
    names = ("statement", "outcome", "ask", "anxiety", "trigger", "pain", "measure")
    return replace(requirement(n, 1 + n % 9), **{name: write.text() for name in names})


def told(n: int, step: str, write: Writer) -> Message:
    names = ("claim", "text", "quote", "quote_source", "proof", "objection", "answer", "call_to_action")
    return message(n, step, headline=write.text(80), **{name: write.text() for name in names})


def house(needs: list[Requirement], write: Writer) -> QualityHouse:
    names = tuple(f"{n} {write.text(290)}".strip() for n in range(ALTERNATIVES))
    verdicts = ("meets", "falls_short", "unproven", "exceeds")
    rows = [
        HouseRow(
            r, (9,), verdicts[i % 4],
            tuple(AlternativeVerdict(a, r.requirement_id, verdicts[(i + k) % 4], write.text(290), date(2024, 2, 1))
                  for k, a in enumerate(names)), only_we=False,
        )
        for i, r in enumerate(needs)
    ]  # fmt: skip
    return QualityHouse((), names, tuple(rows))


def buyers(write: Writer) -> BuyerMap:
    steps = tuple(
        BuyerStep(s, write.text(290), write.text(), "", "", write.text(), 9 * i, CallToAction(write.text(), write.text(), 7))
        for i, s in enumerate(BUYER_STEPS)
    )
    return BuyerMap((Segment("home", write.text(290)),), (Persona("cook", write.text(290)),), steps, ())


def nasty_sources(brand: str, motion: str, language: str, write: Writer) -> DeckSources:
    needs = [need(n, write) for n in range(9)]
    messages = [told(n, step, write) for n in range(9) for step in ("recognise", "define", "evaluate", "decide")]
    fact = Characteristic("lid", write.text(290), write.text(), None, "", "=", write.text(120), write.text(), HERE)
    variants = tuple(
        variant(write.text(290) or f"V{n}", "10.50", size=write.text(), colour=f"{n} {write.text(30)}") for n in range(30)
    )
    names = {name: write.text(290) for name in ("name", "vendor", "category", "revision")}
    return sources(
        needs, messages, {f"E{n}": Evidence(f"E{n}", "interview", "", date(2024, 1, 2), "") for n in range(4)}, motion,
        storyline=storyline(motion, language), rooms=brand_of(brand).rooms, buyers=buyers(write), house=house(needs, write),
        spec=replace(SPEC, characteristics=(fact,), variants=variants, **names),
        channel=replace(CHANNEL, name=write.text(290), manager=write.text(290), template=brand),
        launch=replace(LAUNCH, name=write.text(290), owner=write.text(290)),
        accounts={"a1": replace(ACCOUNT, name=write.text(290))}, reps={"r1": replace(REP, name=write.text(290))},
    )  # fmt: skip


@cache
def brand_of(name: str) -> DeckBrand:
    return DeckBrand(STORYLINES.parent, name, {})


def recipes(facts: DeckSources, write: Writer) -> Iterator[Recipe]:
    """Yield a channel's deck, an account's, a one-pager and battlecards."""
    shops, account = Audience("shops"), Audience("shops", "home", write.text(120), "a1", "r1")
    assert facts.house is not None
    pages = [one_pager_for(account, facts), *(battlecard_for(a, shops, facts) for a in facts.house.alternatives[:1])]
    yield from (recipe for recipe in (recipe_for(shops, facts), recipe_for(account, facts), *pages) if recipe is not None)


@pytest.mark.parametrize("motion", MOTIONS)
@pytest.mark.parametrize(("number", "kind"), [*enumerate([*WORDS, "empty"])])
def test_no_deck_is_refused_and_every_one_is_sound(number: int, kind: str, motion: str) -> None:
    """Each storyline meets each brand and language twice."""
    language, brand = LANGUAGES[number % 2], brand_of(BRANDS[number // 2 % 2])
    write = Writer(kind, seed=number)
    for recipe in recipes(nasty_sources(brand.name, motion, language, write), write):
        assert [empty_of(s) for s in recipe.slides if empty_of(s)] == []
        assert check_deck(brand.press(brand.fit(recipe))) == [], recipe.deck_id


def test_a_product_whose_name_does_not_print_is_called_as_its_launch() -> None:
    facts = sources(spec=replace(SPEC, name="\x07\ud800\u200b"), channel=replace(CHANNEL, name="\x00"))
    deck = recipe_for(Audience("shops"), facts)
    assert (deck.slides[0].text["title"], deck.title, deck.subject) == ("Kettle K1", "Kettle K1", "")
    assert check_deck(brand_of("standard").press(brand_of("standard").fit(deck))) == []
