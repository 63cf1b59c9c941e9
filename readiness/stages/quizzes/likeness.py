"""Likeness: whether two sentences say nearly the same, so that one may not stand as the wrong answer beside the other.

In: two texts, or one and many.
Out: their overlap, 0..1, and a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]{4,}|\d+(?:[.,]\d+)*")
TOO_MUCH = 0.5
"""Share of the shorter text's words; a judgement: half of them in common reads as the same answer."""
REMEMBERED = 20_000
"""Texts whose words are kept at hand."""


@lru_cache(maxsize=REMEMBERED)
def content_words(text: str, without: str = "") -> frozenset[str]:
    """Return the numbers and the words of four letters or more, without case and plural s, and without a name."""
    plain = text.casefold().replace(without.casefold(), " ") if without else text.casefold()
    return frozenset(w.removesuffix("s") for w in _WORD.findall(plain))


def overlap(a: str, b: str) -> float:
    """Return the share of the shorter text's content words that the other has too; 0 where one has none.

    This is the overlap (Szymkiewicz-Simpson) coefficient.
    """
    return _share(content_words(a), content_words(b))


def too_alike(a: str, b: str, product: str) -> bool:
    """Return whether two answers share a number or half of their words, the product's name left out."""
    x, y = content_words(a, product), content_words(b, product)
    return any(w[0].isdigit() for w in x & y) or _share(x, y) >= TOO_MUCH


def _share(x: frozenset[str], y: frozenset[str]) -> float:
    return len(x & y) / min(len(x), len(y)) if x and y else 0.0


class Overlaps:
    """Texts by key, to be asked which is most like another."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Take the texts."""
        self._words = {key: content_words(text) for key, text in texts.items()}
        self._with: dict[str, list[str]] = {}
        for key, words in self._words.items():
            for word in words:
                self._with.setdefault(word, []).append(key)

    def most_like(self, text: str, but: str) -> float:
        """Return the largest overlap of a text with any of the others but one; 0 where none shares a word."""
        words = content_words(text)
        others = {key for word in words for key in self._with.get(word, ())} - {but}
        return max((_share(words, self._words[key]) for key in others), default=0.0)
