"""Patterns: the words of a template with tokens in braces, filled as the press will fill them.

In: the text of a pattern paragraph, texts by token.
Out: its tokens; the paragraph as it will be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

ITEM = "item"
"""The token of a list's pattern paragraph."""
_TOKEN = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
_FOLDED = re.compile("[\t-\r]+")


@lru_cache(maxsize=4096)
def _parts(pattern: str) -> tuple[str, ...]:
    """Return a pattern's words and, at every odd place, its tokens."""
    return tuple(_TOKEN.split(pattern))


@lru_cache(maxsize=4096)
def tokens_of(pattern: str) -> tuple[str, ...]:
    """Return the tokens of a pattern, in order."""
    return _parts(pattern)[1::2]


def said(pattern: str, text: Mapping[str, str], item: str = "") -> str:
    """Return a pattern with its tokens filled; one without a text is empty."""
    parts = _parts(pattern)
    if len(parts) == 1:
        return pattern
    values = [item if token == ITEM else text.get(token, "") for token in tokens_of(pattern)]
    values = [v if v.isprintable() else _FOLDED.sub(" ", v) for v in values]
    if len(parts) == 3 and not parts[0] and not parts[2]:
        return values[0]
    return "".join(parts[i] + value for i, value in zip(range(0, len(parts), 2), [*values, ""], strict=True))
