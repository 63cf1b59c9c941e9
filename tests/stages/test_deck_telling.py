"""Telling: a deck in another language says nothing that is not translated, and what is missing is asked for and named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from readiness.stages.buyers import Alternative
from readiness.stages.decks.layers import Layer
from readiness.stages.decks.telling import deck_words, told_layers, told_verdicts
from readiness.stages.positioning import Brief, Positioning, positioning_of
from readiness.stages.positioning.quality_house import AlternativeVerdict
from readiness.stages.positioning.translations import alternatives_told, told_deck_words, told_in
from readiness.stages.spec import Source, Variant
from tests.phrases import BOOKS
from tests.stages.test_positioning import BOIL, LID
from tests.stages.test_voices import BRIEF, GERMAN

LEGAL, OTHERS, SUBTITLE, THEIRS = "Read the manual.", "Pictures show more.", "For all shops", "Für alle Läden"
LAYERS = (
    Layer("launch", "k2", {"legal.lines": (LEGAL, OTHERS), "cover.subtitle": (SUBTITLE,)}, {"hero": "pan.jpg"}),
    Layer("channel", "laden", {"cover.subtitle": (THEIRS,)}),
)
SEEN = (
    AlternativeVerdict("Pot P", "R1", "meets", "data sheet", date(2024, 2, 1)),
    AlternativeVerdict("Keep the old one", "R1", "falls_short", "interviews", date(2024, 2, 1)),
)
PAN = Variant("K2", "Kettle 2", "", None, "", (("Weight", "1 kg"), ("Lid", "")), Source("spec.yaml", "row 9"))
SPEC = replace(BRIEF.spec, variants=(PAN,))
BUYERS = replace(BRIEF.buyers, alternatives=(Alternative("Pot P", "rival"), Alternative("Keep the old one", "status_quo")))
ALL = replace(BRIEF, spec=SPEC, buyers=BUYERS, deck_words=deck_words(LAYERS, SEEN))
DECK_GERMAN = {
    ("legal_lines", "launch k2", "1"): (LEGAL, "Lesen Sie die Anleitung."),
    ("legal_lines", "launch k2", "2"): (OTHERS, "Bilder zeigen mehr."),
    ("layers", "launch k2", "cover.subtitle"): (SUBTITLE, "Für alle"),
    ("alternatives", "Pot P/R1", "source"): ("data sheet", "Datenblatt"),
    ("alternatives", "Keep the old one/R1", "source"): ("interviews", "Befragungen"),
    ("alternatives", "Keep the old one", "name"): ("Keep the old one", "Den alten behalten"),
    ("variants", "Weight", "heading"): ("Weight", "Gewicht"),
}


def brief(german: Mapping[tuple[str, str, str], tuple[str, str]]) -> Brief:
    return replace(ALL, translations={"de": german})


def missing(made: Positioning) -> dict[str, str]:
    return {g.ref: g.advice for g in made.gaps if g.kind == "translation_missing"}


def test_all_that_a_german_deck_says_is_asked_for_and_named_until_it_is_there() -> None:
    made = positioning_of(brief(GERMAN), BOOKS)
    assert set(missing(made)) == {f"de:{'.'.join(place)}" for place in DECK_GERMAN}
    rows = {(t.table, t.id, t.field): t.source for t in made.to_translate["de"] if not t.text and t.table != "evidence"}
    assert rows == {place: source for place, (source, _) in DECK_GERMAN.items()}
    advice = missing(made)
    assert advice["de:legal_lines.launch k2.1"].endswith("until then it stands in its decks in en")
    assert advice["de:variants.Weight.heading"].endswith("until then it is left out")
    assert missing(positioning_of(brief(GERMAN | DECK_GERMAN), BOOKS)) == {}


def test_no_message_waits_for_what_decks_alone_say() -> None:
    without, complete = (positioning_of(brief(g), BOOKS) for g in (GERMAN, GERMAN | DECK_GERMAN))
    assert without.messages == complete.messages
    assert without.hashes == complete.hashes == positioning_of(replace(BRIEF, translations={"de": GERMAN}), BOOKS).hashes


def test_until_it_is_translated_a_deck_leaves_it_out_but_the_legal_lines() -> None:
    told, words = told_in(brief(GERMAN), "de"), told_deck_words(brief(GERMAN), "de")
    names = alternatives_told(brief(GERMAN), "de")
    assert told_layers(LAYERS, words) == (
        Layer("launch", "k2", {"legal.lines": (LEGAL, OTHERS)}, {"hero": "pan.jpg"}), LAYERS[1],
    )  # fmt: skip
    assert (told_verdicts(SEEN, names, words), [a.name for a in told.buyers.alternatives]) == ((), ["Pot P"])
    assert told.spec.variants[0].properties == ()


def test_translated_a_deck_says_it_in_german() -> None:
    whole = brief(GERMAN | DECK_GERMAN)
    told, words, names = told_in(whole, "de"), told_deck_words(whole, "de"), alternatives_told(whole, "de")
    assert told_layers(LAYERS, words)[0].says == {
        "legal.lines": ("Lesen Sie die Anleitung.", "Bilder zeigen mehr."), "cover.subtitle": ("Für alle",),
    }  # fmt: skip
    assert [(v.alternative, v.source) for v in told_verdicts(SEEN, names, words)] == [
        ("Pot P", "Datenblatt"), ("Den alten behalten", "Befragungen"),
    ]  # fmt: skip
    assert told.spec.variants[0].properties == (("Gewicht", "1 kg"),)


def test_a_fact_of_the_spec_stands_in_a_german_deck_only_when_all_of_it_is_translated() -> None:
    (fact,) = told_in(brief(GERMAN), "de").spec.characteristics
    assert (fact.name, fact.value, fact.quote) == ("Deckel", "geht mit einer Hand auf", "")
    for field in ("name", "text"):
        part = {k: v for k, v in GERMAN.items() if k != ("characteristics", "lid", field)}
        assert told_in(brief(part), "de").spec.characteristics == ()
    assert LID in ALL.spec.characteristics
    assert BOIL in ALL.spec.characteristics  # nothing asks for it, so nobody is asked to translate it
