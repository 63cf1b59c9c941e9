"""Lexis: a language's word lists made ready to be looked for, each compiled once.

In: LintRules.
Out: Lexis; WordSet, and a pattern for a list of phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from readiness.stages.positioning.lint.rules import LintRules
from readiness.stages.positioning.reads_like import bare_words, phrase_pattern
from readiness.stages.positioning.verify.reading import plain

NEVER = re.compile(r"(?!)")
DATE = r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)?"


class WordSet:
    """Words looked for one by one: as written where the list has a capital (German `Sie` is no `sie`), else in any case.

    A star stands for any letters: `*s`, `unser*`.
    """

    def __init__(self, words: Iterable[str]) -> None:
        """Sort the words by how they are looked for."""
        plain_words = [plain(w) for w in words]
        stars = [w for w in plain_words if "*" in w]
        self.exact = frozenset(w for w in plain_words if w != w.lower())
        self.folded = frozenset(w for w in plain_words if w == w.lower() and w not in stars)
        self._star = re.compile("|".join(re.escape(w).replace(r"\*", r".*") for w in stars)) if stars else NEVER

    def has(self, word: str, low: str) -> bool:
        """Return whether a word, as it was written and in lower case, is meant by the list."""
        return low in self.folded or word in self.exact or (self._star is not NEVER and bool(self._star.fullmatch(low)))

    def __contains__(self, word: str) -> bool:
        """Return whether a word, as it was written, is meant by the list."""
        return self.has(word, word.lower())

    def __bool__(self) -> bool:
        """Return whether the list holds any word."""
        return bool(self.exact or self.folded or self._star is not NEVER)


@dataclass(frozen=True, slots=True)
class Lexis:
    """What the rules look for in one language."""

    rules: LintRules
    sets: Mapping[str, WordSet]
    """The lists of single words."""
    phrases: Mapping[str, re.Pattern[str]]
    """By rule: its own words."""
    acronyms: frozenset[str]
    """Those everybody knows, as `bare_words` has them."""
    time: re.Pattern[str]
    """What says by when; never matches where the language has no list of times."""
    quantity: re.Pattern[str]
    """A figure with its unit and what bounds it before and behind."""
    at_most: frozenset[str]
    at_least: frozenset[str]


SINGLE = (
    "you", "we", "first person", "articles", "small words", "than", "acts", "before acts", "after acts", "third person",
    "not third person", "questions",
)  # fmt: skip


@lru_cache(maxsize=16)
def lexis_of(rules: LintRules) -> Lexis:
    """Return the word lists of the rules, ready to be looked for."""
    sets = {name: WordSet(rules.words(name)) for name in SINGLE}
    phrases = {name: phrase_pattern(rules[name].words) for name in ("spec verbs", "absolute", "superlative", "open comparison")}
    most, least = ({plain(w).lower() for w in rules.words(n)} for n in ("at most", "at least"))
    or_less, or_more = ({plain(w).lower() for w in rules.words(n)} for n in ("or less", "or more"))
    return Lexis(
        rules=rules,
        sets=sets,
        phrases=phrases,
        acronyms=frozenset(w for short in rules["acronym not expanded"].words for w in bare_words(short)),
        time=_time(rules),
        quantity=_quantity(rules, most | least, or_less | or_more),
        at_most=frozenset(most | or_less),
        at_least=frozenset(least | or_more),
    )


def _any_of(phrases: Iterable[str]) -> str:
    """Return a pattern for one of some phrases, the longest first; it never matches where there are none."""
    longest = sorted(phrases, key=lambda p: (-len(p), p))
    return "|".join(r"\s+".join(map(re.escape, p.split())) for p in longest) or "(?!)"


def _time(rules: LintRules) -> re.Pattern[str]:
    """Return a pattern for the times of a language and for dates in digits.

    In a time, # stands for a number, TIME, DAY and MONTH for a word of the lists `time units`, `days` and `months`.
    """
    if not rules.words("times"):
        return NEVER
    number = rf"(?:\d+(?:st|nd|rd|th|\.)?|{_any_of(rules.number_words)})"
    kinds = {"#": number}
    kinds |= {k: f"(?:{_any_of(rules.words(n))})" for k, n in (("TIME", "time units"), ("DAY", "days"), ("MONTH", "months"))}
    said = [r"\s+".join(kinds.get(word) or re.escape(word) for word in phrase.split()) for phrase in rules.words("times")]
    return re.compile(rf"(?<!\w)(?:{DATE}|{'|'.join(said)})(?!\w)", re.IGNORECASE)


def _quantity(rules: LintRules, before: Iterable[str], behind: Iterable[str]) -> re.Pattern[str]:
    unit = r"[^\W\d_]+(?:/[^\W\d_]+)?|[%‰]|°\s?[CF]?"
    after, value = _any_of(behind), rf"\d[\d.,]*|(?:{_any_of(rules.number_words)})(?!\w)"
    return re.compile(
        rf"(?:(?<!\w)(?P<before>{_any_of(before)})\s+)?[€$£]?(?<![\w.,-])(?P<value>{value})"
        rf"(?:\s?(?!(?:{after})(?!\w))(?P<unit>{unit}))?(?:\s+(?P<behind>{after})(?!\w)(?!\s+[€$£]?(?:{value})))?",
        re.IGNORECASE,
    )
