"""German deck: the small launch told to German shops; no word of the English storylines is left in it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from readiness.adapters.deck_brands import DeckBrand
from readiness.adapters.launch_files import read_launch_files
from readiness.adapters.storyline_files import read_storyline
from readiness.adapters.template_files import deck_storyline
from readiness.adapters.unit_words_files import unit_words
from readiness.stages.decks import Audience, DeckSources, Recipe, Storyline, recipe_for
from readiness.stages.decks.assembly import story_key
from readiness.stages.decks.layers import Layer
from readiness.stages.positioning import Approval, Message, Voice
from readiness.stages.positioning.quality_house import AlternativeVerdict, quality_house
from readiness.stages.positioning.rows import Link
from readiness.vocabulary import Motion

TEMPLATES = Path(__file__).parents[2] / "content_templates"
SPEC_YAML = """\
product: {model_id: K2, name: Kessel 2, vendor: Steam & Co, category: Wasserkocher, revision: B, summary: "Ein Kessel."}
characteristics:
  - {id: boil, name: Kochzeit, value: 90, unit: s, operator: "<=", condition: "für einen halben Liter",
     quote: "Halber Liter: 90 s."}
  - {id: lid, name: Deckel, value: "öffnet mit einer Hand", quote: "Drucktaste öffnet den Deckel."}
  - {id: warranty, name: Garantie, value: 3, unit: years, operator: ">=", quote: "3 Jahre auf Teile."}
variants:
  - {product_id: K2, name: "Kessel 2, weiß", list_price: 1049.90, currency: EUR, "Farbe": weiß}
  - {product_id: K2b, name: "Kessel 2, blau", list_price: 1059.90, currency: EUR, "Farbe": blau}
"""
BUYERS_YAML = """\
segments: [{id: home, name: Haushaltsläden}]
personas: [{id: buyer, name: Einkäufer}]
steps:
  - {step: recognise, name: Bedarf erkennen, task: Rückgaben zählen, exit_criterion: Eine Zahl liegt vor, starts_after_days: 0,
     call_to_action: {act: Zählen Sie die Rückgaben, who: Sie, within_days: 7}}
  - {step: evaluate, name: Ausprobieren, task: Wasser kochen, exit_criterion: Der Kessel ist erprobt, starts_after_days: 14,
     call_to_action: {act: Kochen Sie im Laden einen halben Liter, who: Sie und ein Kollege, within_days: 7}}
  - {step: decide, name: Bestellen, task: Menge festlegen, exit_criterion: Die Bestellung liegt vor, starts_after_days: 28,
     call_to_action: {act: Bestellen Sie sechs Stück, who: Sie, within_days: 10}}
"""
REQUIREMENTS = """\
requirement_id,segment,persona,statement,importance,kano,evidence_ids,ask,anxiety
N1,home,buyer,Das Kochen darf nicht länger dauern als das Toasten,9,must,E1;E2,wie lange ein halber Liter kocht,
N2,home,buyer,Ich öffne den Deckel mit einer Hand,6,attractive,E3,wie viele Hände der Deckel braucht,der Deckel klemmt
N3,home,buyer,Wer zahlt im zweiten Jahr?,7,must,E4,wer nach zwei Jahren zahlt,die Garantie nicht greift
N4,home,buyer,Er soll Musik spielen,2,,,,
"""
EVIDENCE = """\
evidence_id,kind,source,heard_on,text
E1,interview,Ladeninhaberin,2023-10-02,"Das Kochen dauert ewig."
E2,survey,zwölf Läden,2023-10-09,Neun von zwölf nennen zuerst die Kochzeit.
E3,review,eine Kundin,2023-10-11,Der Deckel braucht beide Hände.
E4,ticket,ein Laden,2023-10-20,"Nach vierzehn Monaten defekt. Keine Garantie."
"""
TOLD = {
    "N1": ("boil", "Der Tee ist so schnell fertig wie der Toast", "Kessel 2 kocht einen halben Liter in höchstens 90 Sekunden.",
           "Das Prüfblatt weist es aus.", "Das Kochen dauert ewig.", "Interview, Ladeninhaberin"),
    "N2": ("lid", "Eine Hand bleibt frei", "Kessel 2 öffnet den Deckel mit einer Hand.", "Drücken Sie im Laden die Taste.",
           "Der Deckel braucht beide Hände.", "Bewertung, eine Kundin"),
    "N3": ("warranty", "Im zweiten Jahr zahlen nicht Sie", "Kessel 2 hat 3 Jahre Garantie auf alle Teile.",
           "Die Garantiekarte belegt es.", "Nach vierzehn Monaten defekt. Keine Garantie.", "Reklamation, ein Laden"),
}  # fmt: skip
ACTS = {
    "recognise": "Zählen Sie die Rückgaben.",
    "define": "Nehmen Sie die Frage auf.",
    "evaluate": "Kochen Sie.",
    "decide": "Bestellen Sie.",
}
SHOPS = Audience("shops")
VERDICTS = ("falls_short", "meets", "unproven")
SAME_IN_BOTH = {"in", "marketing", "person", "so", "was"}
"""Words that are German as well as English."""
FIELD_NAMES = {"launch", "lines"}
"""Of deck_layers.yaml; the notes name them as the file does."""


def storyline(language: str, motion: Motion) -> Storyline:
    return read_storyline(*deck_storyline(TEMPLATES, motion, language))


def messages(motion: Motion) -> list[Message]:
    rows = []
    for need, (fact, headline, claim, proof, quote, source) in TOLD.items():
        for number, (step, act) in enumerate(ACTS.items(), start=1):
            text = f"Morgens drängt die Zeit. „{quote}“ {act}" if step == "recognise" else f"{claim} {act}"
            row = Message(
                f"{need}-{number}", "home", "buyer", step, need, fact, headline, claim, text, (need.replace("N", "E"),),
                quote, source, proof, f"Und im Alltag? {headline}?", proof, act, Voice(motion, "de"),
            )  # fmt: skip
            rows.append(row)
    return rows


def german_deck(folder: Path, motion: Motion, language: str = "de", audience: Audience = SHOPS) -> Recipe:
    changed = {"spec.yaml": SPEC_YAML, "buyers.yaml": BUYERS_YAML, "requirements.csv": REQUIREMENTS, "evidence.csv": EVIDENCE}
    files = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file() and p.name != "answers.csv"}
    channels = files["channels.yaml"].replace(b"name: Shops", "name: Läden".encode()).replace(b"language: en", b"language: de")
    inputs = read_launch_files(files | {name: text.encode() for name, text in changed.items()} | {"channels.yaml": channels})
    seen = [AlternativeVerdict("Topf", need, v, "Prüflabor", date(2024, 1, 3)) for need, v in zip(TOLD, VERDICTS, strict=True)]
    links = [Link(fact, need, 9, 1.0, "") for need, (fact, *_) in TOLD.items()]
    sources = DeckSources(
        inputs.channels[0], inputs.launch, inputs.spec, inputs.requirements, inputs.evidence, inputs.buyers, messages(motion),
        Approval("h", "Ada Owner", "2024-01-08"), storyline(language, motion), unit_words(TEMPLATES, language),
        DeckBrand(TEMPLATES / "decks", "standard", {}).rooms,
        quality_house(inputs.spec, inputs.requirements, links, (), seen), inputs.accounts, {r.rep_id: r for r in inputs.reps},
        (Layer("launch", "kettle-2", {"legal.lines": ("Preise ohne Umsatzsteuer.",)}),),
    )  # fmt: skip
    return recipe_for(audience, sources)


def texts(deck: Recipe) -> Iterator[str]:
    yield deck.title
    for s in deck.slides:
        yield from (s.notes, s.section, *s.text.values(), *(line for lines in s.lists.values() for line in lines))
        for table in s.tables.values():
            yield from (*table.header, *(cell for row in table.rows for cell in row))
        for chart in s.charts.values():
            yield from (chart.series, chart.alt_text, *chart.categories)


def words(phrases: Iterator[str]) -> set[str]:
    """Return the words in small letters, without fields in braces."""
    return {w for p in phrases for w in re.findall(r"[^\W\d_]+(?:'s)?", re.sub(r"{\w+}", "", p).casefold())}


def phrases(of: Storyline) -> Iterator[str]:
    for s in of.slides:
        yield from (s.title, s.subtitle, s.say, s.ask, s.do_next)
    yield from of.labels.values()


@pytest.mark.parametrize("motion", list(Motion))
def test_no_english_word_of_the_storylines_is_left_in_a_german_deck(small_launch: Path, motion: Motion) -> None:
    english = {w for m in Motion for w in words(phrases(storyline("en", m)))}
    made = german_deck(small_launch, motion)
    assert words(texts(made)) & english <= SAME_IN_BOTH | FIELD_NAMES
    assert words(phrases(storyline("de", motion))) & english <= SAME_IN_BOTH
    # Every kind of slide was made, so every builder was asked; and the search finds English where there is some.
    assert {story_key(s.key) for s in made.slides} == {s.key for s in storyline("de", motion).slides if not s.is_spare}
    assert len(words(texts(german_deck(small_launch, motion, "en"))) & english) > 60


def test_dates_figures_prices_and_quotations_are_german(small_launch: Path) -> None:
    slides = {s.key: s for s in reversed(german_deck(small_launch, Motion.CONSULTATIVE).slides)}
    # Ready by Friday 16 February 2024; evaluate starts 14 days later, its act is due 7 days after that.
    last = slides["call-to-action"].text
    assert (last["who"], last["by"]) == ("Sie und ein Kollege", "Bis zum 8. März 2024")
    assert slides["cover"].text["for_whom"] == "Für Haushaltsläden · 8. Januar 2024 · Spezifikation, Stand B"
    voice = slides["voices-3"].text
    assert (voice["voice1.words"], voice["voice1.source"]) == ("„Das Kochen dauert ewig.“", "Interview, Ladeninhaberin")
    assert slides["answer"].text["fact.text"] == "Kochzeit: höchstens 90 Sekunden für einen halben Liter"
    table = slides["range"].tables["rows"]
    assert table.header == ("Modell", "Farbe", "Listenpreis (EUR)")
    assert table.rows == (("Kessel 2, weiß", "weiß", "1.049,90"), ("Kessel 2, blau", "blau", "1.059,90"))
    assert slides["today"].lists["lines"] == ("Morgens drängt die Zeit.",)
    assert slides["competitors"].tables["rows"].rows[0][2] == "Bleibt darunter (Prüflabor, 3.\u00a0Januar\u00a02024)"


def test_a_german_account_is_told_whom_to_call(small_launch: Path) -> None:
    audience = Audience("shops", "home", "retail", "a1", "r1")
    made = german_deck(small_launch, Motion.CONSULTATIVE, audience=audience)
    assert made.slides[-1].text["who"] == "Sie und ein Kollege. Ihr Kontakt: Ana Ruiz"
    assert made.slides[0].text["for_whom"].startswith("Für Shop 1 · ")


def test_every_text_of_the_file_is_marked_german(small_launch: Path) -> None:
    brand = DeckBrand(TEMPLATES / "decks", "standard", {})
    data = brand.press(brand.fit(german_deck(small_launch, Motion.CONSULTATIVE)))
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        parts = [n for n in z.namelist() if re.match(r"ppt/(slides|notesSlides|charts)/[^/]*\.xml", n)]
        found = {language for n in parts for language in re.findall(rb'\blang="([^"]*)"', z.read(n))}
        runs = [run for n in parts for run in re.findall(rb"<a:rPr[^>]*>", z.read(n))]
        assert b"<dc:language>de-DE</dc:language>" in z.read("docProps/core.xml")
    assert found == {b"de-DE"}
    assert len(runs) > 100
    assert all(b"lang=" in run for run in runs)
