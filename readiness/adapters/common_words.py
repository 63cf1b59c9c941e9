"""Common words: those people use often, by counts of pyspellchecker's word lists.

In: a language.
Out: the words said at least once in a million words of film subtitles (Zipf 3.0), in lower case.
"""

from __future__ import annotations

from functools import lru_cache

PER_WORDS = 1_000_000
LANGUAGES = ("en",)
"""The languages whose counts hold. The German list has lost most of what it counted of nouns (Haus 142, Kunde 50)."""


@lru_cache(maxsize=4)
def common_words(language: str) -> frozenset[str]:
    """Return the common words of a language; none where nobody counted. The first call takes a fifth of a second."""
    if language not in LANGUAGES:
        return frozenset()
    from spellchecker import SpellChecker  # slow to load, and seldom needed

    counts = SpellChecker(language=language).word_frequency
    return frozenset(word for word, n in counts.dictionary.items() if n * PER_WORDS >= counts.total_words)
