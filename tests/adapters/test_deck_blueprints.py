"""Deck blueprints: those that come with it are read, and every fault is named with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from readiness.adapters.deck_files import read_blueprint
from readiness.adapters.template_files import deck_blueprint, languages_of
from readiness.errors import InputError, NotFoundError
from readiness.stages.decks import LABELS, Blueprint
from readiness.vocabulary import Motion

BLUEPRINTS = Path(__file__).parents[2] / "content_templates/decks/blueprints"
TEMPLATES = BLUEPRINTS.parents[1]
BLUEPRINT = (BLUEPRINTS / "en/consultative.yaml").read_text(encoding="utf-8")
WORDS = ("title", "subtitle", "say", "ask", "do_next")


def blueprint(language: str, motion: str) -> Blueprint:
    return read_blueprint(*deck_blueprint(TEMPLATES, motion, language))


def fields(text: str) -> list[str]:
    return sorted(re.findall(r"{(\w+)}", text))


def test_the_blueprints_that_come_with_it_are_read() -> None:
    for motion in Motion:
        assert languages_of(TEMPLATES, motion) == ("de", "en")
        found = blueprint("en", motion)
        assert (found.motion, found.language) == (motion, "en-GB")
        assert found.slides[-1].key == "call-to-action"


@pytest.mark.parametrize("motion", list(Motion))
@pytest.mark.parametrize("language", sorted({p.parent.name for p in BLUEPRINTS.glob("*/*.yaml")} - {"en"}))
def test_every_language_has_the_same_slides_and_fills_the_same_fields(language: str, motion: Motion) -> None:
    english, other = blueprint("en", motion), blueprint(language, motion)
    assert [(s.key, s.step, s.when, s.at_most, s.steps) for s in other.slides] == [
        (s.key, s.step, s.when, s.at_most, s.steps) for s in english.slides
    ]
    for ours, theirs in zip(english.slides, other.slides, strict=True):
        for word in WORDS:
            assert fields(getattr(theirs, word)) == fields(getattr(ours, word)), (theirs.key, word)
            assert bool(getattr(theirs, word)) == bool(getattr(ours, word)), (theirs.key, word)
    for name in LABELS:
        assert fields(other.labels[name]) == fields(english.labels[name]), name


def test_a_region_without_blueprints_of_its_own_reads_those_of_its_language() -> None:
    assert deck_blueprint(TEMPLATES, "enterprise", "de-CH") == deck_blueprint(TEMPLATES, "enterprise", "de")
    with pytest.raises(NotFoundError, match=r"motion 'enterprise' in the language 'fr-CA'; there is: de, en$"):
        deck_blueprint(TEMPLATES, "enterprise", "fr-CA")
    assert languages_of(TEMPLATES, "barter") == ()
    with pytest.raises(NotFoundError, match="there is: none"):
        deck_blueprint(TEMPLATES, "barter", "en")


def test_a_region_with_blueprints_of_its_own_reads_those(tmp_path: Path) -> None:
    swiss = tmp_path / "decks/blueprints/de-CH/consultative.yaml"
    swiss.parent.mkdir(parents=True)
    swiss.write_text(BLUEPRINT.replace("language: en-GB", "language: de-CH"), encoding="utf-8")
    assert read_blueprint(*deck_blueprint(tmp_path, "consultative", "de-CH")).language == "de-CH"
    with pytest.raises(NotFoundError, match="there is: de-CH"):
        deck_blueprint(tmp_path, "consultative", "de")


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
        ("{product}: what", "{produkt}: what", "unknown field '{produkt}'"),
        ("{product}: what", "{product: what", "unknown field '{'"),
        ("    at_most: 3", "    at_mots: 3", "unknown field"),
        ("step: define", "step: dream", "'dream' does not fit"),
        ("{requirements: 2}\n    at_most: 1", "{requirements: 2}\n    at_most: 2", "2 slides of 'demand'"),
        ("  say: Say\n", "", "label 'say' is missing"),
        ("  say: Say\n", "  say: Say\n  sing: Sing\n", "unknown label 'sing'"),
    ],
)  # fmt: skip
def test_faults_of_a_blueprint_are_named_with_their_line(old: str, new: str, fault: str) -> None:
    assert old in BLUEPRINT
    with pytest.raises(InputError) as raised:
        read_blueprint("en/x.yaml", BLUEPRINT.replace(old, new, 1).encode())
    assert fault in str(raised.value)
    assert raised.value.problem.row > 0


def test_a_blueprint_must_end_in_the_call_to_action() -> None:
    head, _, rest = BLUEPRINT.partition("  - key: call-to-action")
    with pytest.raises(InputError, match="the last slide asks for nothing"):
        read_blueprint("x.yaml", (head + rest[rest.index("labels:") :]).encode())
