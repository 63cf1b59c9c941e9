"""Likeness: whether two sentences say nearly the same, so that one may not stand as the wrong answer beside the other.

In: two texts.
Out: their overlap, 0..1, and a verdict.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]{4,}|\d+(?:[.,]\d+)*")
TOO_MUCH = 0.5
"""Share of the shorter text's words; a judgement: half of them in common reads as the same answer."""


def content_words(text: str) -> frozenset[str]:
    """Return the numbers and the words of four letters or more, without case and plural s."""
    return frozenset(w.removesuffix("s") for w in _WORD.findall(text.casefold()))


def overlap(a: str, b: str) -> float:
    """Return the share of the shorter text's content words that the other has too; 0 where one has none.

    This is the overlap (Szymkiewicz-Simpson) coefficient.
    """
    x, y = content_words(a), content_words(b)
    return len(x & y) / min(len(x), len(y)) if x and y else 0.0


def too_alike(a: str, b: str, product: str) -> bool:
    """Return whether two answers share a number or half of their words, the product's name left out."""
    a, b = (t.casefold().replace(product.casefold(), " ") if product else t for t in (a, b))
    shared = content_words(a) & content_words(b)
    return any(w[0].isdigit() for w in shared) or overlap(a, b) >= TOO_MUCH
