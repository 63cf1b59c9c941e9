"""The table of texts: every key used, none missing, the same places to fill in both languages; days, shares, languages."""

from __future__ import annotations

import re
import string
from datetime import date
from pathlib import Path

import pytest

from readiness.portal import texts
from readiness.portal.pages import STATIC
from readiness.portal.texts import TEXTS, long_day, nearest_language, percent, say_in

PORTAL = Path(texts.__file__).parent.parent
AREAS_TEXTS = [area.TEXTS for area in texts.AREAS]
TEMPLATES = "".join(p.read_text(encoding="utf-8") for p in sorted((PORTAL / "templates").rglob("*.j2")))
CODE = "".join(p.read_text(encoding="utf-8") for p in sorted(PORTAL.rglob("*.py")) if p.parent.name != "texts")


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_fill_in_the_same() -> None:
    for key, (english, german) in TEXTS.items():
        assert english.strip(), key
        assert german.strip(), key
        assert places(english) == places(german), key
        assert english.count("|") == german.count("|"), key


def test_no_key_is_given_twice() -> None:
    assert sum(len(t) for t in AREAS_TEXTS) == len(TEXTS)


def test_every_text_that_is_used_is_there() -> None:
    named = set(re.findall(r"""\b(?:say|pattern)(?:_in\([\w.()]+\))?\(\s*["'](\w+)["']\s*[,)]""", TEMPLATES + CODE))
    named |= set(re.findall(r"""language\)\("(\w+)"[,)]""", CODE))
    assert sorted(named - set(TEXTS)) == []


def test_every_text_is_used() -> None:
    """By its whole name somewhere, or by a beginning that what it says is joined to: say("state_" ~ state)."""
    quoted = set(re.findall(r"""["'](\w+)["']""", TEMPLATES + CODE))
    begun = (*re.findall(r"""["'](\w+_)(?:["']\s*[~+]|\{)""", TEMPLATES + CODE), "error_")
    errors = {"SignInNeededError", "TooManyTriesError", "WrongPasswordError", "LinkOverError", "WeakPasswordError"}
    errors |= {"WrongCodeError", "NotFromHereError", "NotBelievedError", "NoAccountError"}
    assert sorted(key for key in set(TEXTS) - quoted - errors if not key.startswith(begun)) == []
    assert errors <= set(TEXTS)


def test_what_the_script_says_is_handed_to_it() -> None:
    script = (STATIC / "quiz.js").read_text(encoding="utf-8")
    asked = set(re.findall(r'say\("(\w+)"', script)) | set(re.findall(r'trouble = "(\w+)"', script)) | {"Answered", "Open"}
    quiz = (PORTAL / "templates" / "quiz.html.j2").read_text(encoding="utf-8")
    listed = re.findall(r"for key in \(([^)]+)\)", quiz)[0]
    given = {"".join(part.capitalize() for part in key.split("_")) for key in re.findall(r'"(\w+)"', listed)}
    assert asked | {"SignInAgain", "Elsewhere"} == given


def test_one_and_many() -> None:
    assert say_in("en")("questions", n=1) == "1 question"
    assert say_in("de")("questions", n=0) == "0 Fragen"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr,en;q=0.5", "en"),
        ("fr", "en"),
        ("", "en"),
        ("EN-us", "en"),
        ("*", "en"),
        ("fr, de", "de"),
    ],
)
def test_the_first_language_of_ours_that_is_asked_for(wanted: str, expected: str) -> None:
    assert nearest_language(wanted) == expected


def test_days_and_shares() -> None:
    assert (long_day(date(2024, 3, 5), "en"), long_day(date(2024, 3, 5), "de")) == ("5 March 2024", "5. März 2024")
    assert (percent(0.705, "en"), percent(0.705, "de")) == ("70%", "70 %")
