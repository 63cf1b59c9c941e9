"""Deck languages: dates, figures, prices and quotations as the storyline's language writes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest

from readiness.stages.buyers import BuyerMap
from readiness.stages.decks import Audience, DeckSources, Storyline, StorySlide, recipe_for
from readiness.stages.decks.facts import DeckFacts, facts_for
from readiness.stages.decks.page import unquoted
from readiness.stages.decks.product_range import range_table
from readiness.stages.decks.storyline import LABELS
from readiness.stages.positioning import Approval
from readiness.stages.positioning.figures import UnitWords
from readiness.stages.spec import Characteristic, ProductSpec, Source, Variant
from readiness.vocabulary import ChannelRow, Launch, LaunchDates, Motion
from tests.kettle_deck import rooms

DAY = date(2024, 3, 2)
LAUNCH = Launch("k", "K", 1, "Ada", ("K",), "EUR", LaunchDates(DAY, DAY, DAY, DAY), ("c",), 1)
CHANNEL = ChannelRow("c", "C", 1, Motion.CONSULTATIVE, "it", "standard", "Bo")
SPEC = ProductSpec("k", "K", "", "", "", "", (), ())
NOBODY = BuyerMap((), (), (), ())
APPROVAL = Approval("h", "A", "2024-01-02")
UNITS = UnitWords({"page": {"one": "Seite", "other": "Seiten"}}, {"at_most": "bis zu {value}"})
WORDS = {"row": "Zeile {n}", "column": "Spalte {text}"}
LAST = StorySlide("call-to-action", "decide", "Ende", "")


def storyline(language: str) -> Storyline:
    return Storyline("consultative", language, (LAST,), MappingProxyType(dict.fromkeys(LABELS, "{text}") | WORDS))


def sources(language: str) -> DeckSources:
    return DeckSources(CHANNEL, LAUNCH, SPEC, [], {}, NOBODY, [], APPROVAL, storyline(language), UNITS, rooms())


def facts(language: str) -> DeckFacts:
    return facts_for(Audience("c"), sources(language))


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en-GB", "2 March 2024"), ("en-US", "March 2, 2024"), ("de-DE", "2. März 2024"), ("de", "2. März 2024")],
)
def test_a_deck_is_in_the_language_of_its_storyline_not_of_its_channel(language: str, expected: str) -> None:
    made = recipe_for(Audience("c"), sources(language))
    assert made.language == language
    assert (made.slides[-1].text["who"], made.slides[-1].text["by"]) == ("Bo", expected)


def test_values_are_said_in_the_decks_language() -> None:
    most = Characteristic("c", "n", "", Decimal("1.5"), "page", "<=", "", "", Source("f", "row 2"))
    assert facts("de-DE").value_text(most) == "bis zu 1,5 Seiten"
    words = replace(most, text="dreht leise", number=None)
    assert facts("de-DE").value_text(words) == "dreht leise"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("row 12", "s.csv, Zeile 12"),
        ("row 3, column max_load", "s.csv, Zeile 3, Spalte max_load"),
        ("specs!C4", "s.csv, specs!C4"),
        ("/a/row 3", "s.csv, /a/row 3"),
    ],
)
def test_places_are_named_in_the_decks_words(place: str, expected: str) -> None:
    assert facts("de").source_text(Source("s.csv", place)) == expected


@pytest.mark.parametrize(
    ("language", "currency", "expected"),
    [("en-GB", "EUR", "1,234.50"), ("de-DE", "EUR", "1.234,50"), ("de-CH", "CHF", "1’234.50"), ("de-DE", "JPY", "1.234")],
)
def test_prices_are_written_as_the_language_writes_them(language: str, currency: str, expected: str) -> None:
    price = Decimal("1234" if currency == "JPY" else "1234.5")
    small = Variant("1", "S", "", price, currency, (("Größe", "klein"),), Source("f", "row 2"))
    big = replace(small, product_id="2", name="L", properties=(("Größe", "groß"),))
    found = range_table([small, big], model="Modell", price="Preis", language=language)
    assert found is not None
    assert found.table.rows == (("S", "klein", expected), ("L", "groß", expected))


@pytest.mark.parametrize("marks", ["“{}”", "„{}“", "«{}»", "« {} »", "»{}«", '"{}"'])
def test_a_situation_is_told_without_its_quote_whatever_marks_it_stands_in(marks: str) -> None:
    said = "It leaks (often). Why?"
    assert unquoted(f"When it boils, it leaks. {marks.format(said)}", said) == "When it boils, it leaks. "
    assert unquoted("It says “” there.", "") == "It says “” there."
