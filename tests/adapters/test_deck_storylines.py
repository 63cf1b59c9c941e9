"""Deck storylines: those that come with it are read, and every fault is named with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from readiness.adapters.storyline_files import read_storyline
from readiness.adapters.template_files import deck_storyline, languages_of
from readiness.errors import InputError, NotFoundError
from readiness.stages.decks import Storyline
from readiness.stages.decks.storyline import LABELS
from readiness.vocabulary import Motion

STORYLINES = Path(__file__).parents[2] / "content_templates/decks/storylines"
TEMPLATES = STORYLINES.parents[1]
STORYLINE = (STORYLINES / "en/consultative.yaml").read_text(encoding="utf-8")
TRANSACTIONAL = (STORYLINES / "en/transactional.yaml").read_text(encoding="utf-8")
WORDS = ("title", "subtitle", "say", "ask", "do_next")


def storyline(language: str, motion: str) -> Storyline:
    return read_storyline(*deck_storyline(TEMPLATES, motion, language))


def fields(text: str) -> list[str]:
    return sorted(re.findall(r"{(\w+)}", text))


def test_the_storylines_that_come_with_it_are_read() -> None:
    for motion in Motion:
        assert languages_of(TEMPLATES, motion) == ("de", "en")
        found = storyline("en", motion)
        assert (found.motion, found.language) == (motion, "en-GB")
        assert found.slides[-1].key == "call-to-action"


def test_what_a_storyline_says_is_what_is_read() -> None:
    answers = next(s for s in storyline("en", "transactional").slides if s.key == "answers")
    assert (answers.step, dict(answers.when), answers.at_most, answers.title) == (
        "evaluate", {"answers": 1}, 2, "What {product} does about it",
    )  # fmt: skip
    assert (answers.evidence, answers.fallback, answers.is_spare) == (True, "today", False)
    today = next(s for s in storyline("en", "transactional").slides if s.key == "today")
    assert (today.is_spare, today.step) == (True, "recognise")
    closing = storyline("en", "consultative").slides[-1]
    assert closing.steps == ("evaluate", "decide", "implement")
    denied = TRANSACTIONAL.replace("max_slides: 8\n", "max_slides: 8\ndeny: {prices: [warehouse, enterprise]}\n")
    told = read_storyline("en/x.yaml", denied.encode())
    assert (told.max_slides, dict(told.deny)) == (8, {"prices": ("warehouse", "enterprise")})
    assert told.denied("warehouse", "transactional") == {"prices"}
    assert told.denied("shops", "transactional", ["personas"]) == {"personas"}


@pytest.mark.parametrize("motion", list(Motion))
@pytest.mark.parametrize("language", sorted({p.parent.name for p in STORYLINES.glob("*/*.yaml")} - {"en"}))
def test_every_language_has_the_same_slides_and_fills_the_same_fields(language: str, motion: Motion) -> None:
    english, other = storyline("en", motion), storyline(language, motion)
    shape = ("key", "step", "when", "require", "evidence", "at_most", "fallback", "is_spare", "steps")
    assert [[getattr(s, n) for n in shape] for s in other.slides] == [[getattr(s, n) for n in shape] for s in english.slides]
    assert (other.max_slides, other.deny) == (english.max_slides, english.deny)
    for ours, theirs in zip(english.slides, other.slides, strict=True):
        for word in WORDS:
            assert fields(getattr(theirs, word)) == fields(getattr(ours, word)), (theirs.key, word)
            assert bool(getattr(theirs, word)) == bool(getattr(ours, word)), (theirs.key, word)
    for name in LABELS:
        assert fields(other.labels[name]) == fields(english.labels[name]), name


def test_a_region_without_storylines_of_its_own_reads_those_of_its_language() -> None:
    assert deck_storyline(TEMPLATES, "enterprise", "de-CH") == deck_storyline(TEMPLATES, "enterprise", "de")
    with pytest.raises(NotFoundError, match=r"motion 'enterprise' in the language 'fr-CA'; there is: de, en$"):
        deck_storyline(TEMPLATES, "enterprise", "fr-CA")
    assert languages_of(TEMPLATES, "barter") == ()
    with pytest.raises(NotFoundError, match="there is: none"):
        deck_storyline(TEMPLATES, "barter", "en")


def test_a_region_with_storylines_of_its_own_reads_those(tmp_path: Path) -> None:
    swiss = tmp_path / "decks/storylines/de-CH/consultative.yaml"
    swiss.parent.mkdir(parents=True)
    swiss.write_text(STORYLINE.replace("language: en-GB", "language: de-CH"), encoding="utf-8")
    assert read_storyline(*deck_storyline(tmp_path, "consultative", "de-CH")).language == "de-CH"
    with pytest.raises(NotFoundError, match="there is: de-CH"):
        deck_storyline(tmp_path, "consultative", "de")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("language: en-GB", "language: english", "unknown language 'english'"),
        ("language: en-GB", "language: de-DE", "'de-DE' in the folder 'en'"),
        ("language: en-GB\n", "", "language"),
        ("key: voices", "key: voises", "unknown slide 'voises'"),
        ("key: voices", "key: cover", "stands twice"),
        ("quotes: 1", "quots: 1", "unknown fact 'quots'"),
        ("quotes: 1", "quotes: one", "'one' does not fit"),
        ("quotes: 1", "quotes: 0", "1 or more"),
        ("{product}: what", "{produkt}: what", "unknown field '{produkt}'"),
        ("{product}: what", "{product: what", "unknown field '{'"),
        ("        at_most: 3", "        at_mots: 3", "unknown field"),
        ("step: define", "step: dream", "'dream' does not fit"),
        ("when: {requirements: 2}", "at_most: 2", "2 slides of 'demand'"),
        ("when: {requirements: 2}", "require: [revenue]", "unknown fact 'revenue'"),
        ("when: {requirements: 2}", "require: vendor", "a list"),
        ("when: {requirements: 2}", "else: todai", "unknown slide of this storyline 'todai'; expected one of cover"),
        ("when: {requirements: 2}", "else: demand", "unknown slide of this storyline 'demand'"),
        ("when: {requirements: 2}", "else: call-to-action", "unknown slide of this storyline 'call-to-action'"),
        ("when: {requirements: 2}", "spare: true", "no slide has `else: demand`"),
        ("when: {requirements: 2}", "evidence: perhaps", "true or false"),
        ("max_slides: 18", "max_slides: 2", "3 or more"),
        ("max_slides: 18\n", "", "max_slides"),
        ("max_slides: 18", "max_slides: 18\ndeny: {price: [shops]}", "unknown denial 'price'; expected one of prices"),
        ("max_slides: 18", "max_slides: 18\ndeny: {prices: [Web Shop]}", "the id of a channel, or a motion"),
        ("key: call-to-action", "key: call-to-action\n        when: {steps: 1}", "the last slide has a condition"),
        ("  say: Say\n", "", "label 'say' is missing"),
        ("  say: Say\n", "  say: Say\n  sing: Sing\n", "unknown label 'sing'"),
    ],
)  # fmt: skip
def test_faults_of_a_storyline_are_named_with_their_line(old: str, new: str, fault: str) -> None:
    assert old in STORYLINE
    with pytest.raises(InputError) as raised:
        read_storyline("en/x.yaml", STORYLINE.replace(old, new, 1).encode())
    assert fault in str(raised.value)
    assert raised.value.problem.row > 0


def test_a_storyline_must_end_in_the_call_to_action() -> None:
    head, _, rest = STORYLINE.partition("      - key: call-to-action")
    with pytest.raises(InputError, match="the last slide asks for nothing"):
        read_storyline("x.yaml", (head + rest[rest.index("labels:") :]).encode())
