"""Texts: every word of the portal's own, in English and German; one table a part of the portal.

In: a language, a key, what to fill in.
Out: the text; a count chooses between one and many.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal

from readiness.portal.texts import (
    account,
    admin,
    buyers,
    collected,
    decks,
    frame,
    launches,
    mine,
    positioning,
    practice,
    questions,
    review,
    runs,
    team,
    tokens,
    training,
    webhooks,
)

LANGUAGES = ("en", "de")
AREAS = (
    frame, launches, positioning, questions, runs, decks, mine, practice, team, review, collected, account, admin, tokens,
    training, webhooks, buyers,
)  # fmt: skip
TEXTS: dict[str, tuple[str, str]] = {key: said for area in AREAS for key, said in area.TEXTS.items()}

_MONEY = {
    "en": ("\u00a4\u00a4\u00a0#,##0;\u2212\u00a4\u00a4\u00a0#,##0", "en"),
    "de": ("#,##0\u00a0\u00a4\u00a4;\u2212#,##0\u00a0\u00a4\u00a4", "de"),
}
Say = Callable[..., str]


def say_in(language: str) -> Say:
    """Return what gives a text of this language: `say("questions", n=3)`."""
    column = LANGUAGES.index(language)

    def say(key: str, **facts: object) -> str:
        one, _, many = TEXTS[key][column].partition("|")
        text = many if many and facts.get("n") != 1 else one
        return text.format(**{k: long_day(v, language) if isinstance(v, date) else v for k, v in facts.items()})

    return say


def pattern(language: str, key: str) -> str:
    """Return a text with its places still open, for the script of a page to fill in."""
    return TEXTS[key][LANGUAGES.index(language)]


def long_day(day: date, language: str) -> str:
    """Return a day as people write it, such as 5 March 2026."""
    return format_date(day, "d MMMM y" if language == "en" else "d. MMMM y", locale=language)


def moment(at: datetime, language: str) -> str:
    """Return a moment as people write it, in UTC and said so, such as 5 March 2026, 14:05 UTC."""
    if language == "en":
        return format_datetime(at.astimezone(UTC), "d MMMM y, HH:mm 'UTC'", locale="en_GB")
    return format_datetime(at.astimezone(UTC), "d. MMMM y, HH:mm 'Uhr' (UTC)", locale="de")


def money(amount: float, currency: str, language: str) -> str:
    """Return an amount in whole units of its currency, such as EUR 12,300; a real minus sign before what is lost."""
    pattern, locale = _MONEY[language]
    return format_currency(round(amount), currency, pattern, locale=locale, currency_digits=False)


def number(value: float, language: str, digits: int = 0) -> str:
    """Return a number with so many digits after its decimal mark."""
    return format_decimal(value, "#,##0" + ("." + "0" * digits if digits else ""), locale=language)


def percent(share: float, language: str) -> str:
    """Return a share in whole percent."""
    return f"{round(share * 100)}%" if language == "en" else f"{round(share * 100)} %"


def nearest_language(wanted: str) -> str:
    """Return the language of ours that an Accept-Language header, or a rep's language, asks for first."""
    for part in wanted.split(","):
        code = part.split(";")[0].strip().lower().split("-")[0]
        if code in LANGUAGES:
            return code
    return LANGUAGES[0]
