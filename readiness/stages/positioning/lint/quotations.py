"""Quotations: what stands in quotation marks is somebody else's words, in any of the marks that languages use.

In: a text.
Out: the text with its quotations masked, or without them.
"""

from __future__ import annotations

import re

QUOTATION = re.compile(r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«»]*«|(?<!\S)\"[^\s\"][^\"]*\"(?!\w)")
_MARKS = re.compile(r"[“„«»\"]")


def masked(text: str) -> str:
    """Return the text with each word in quotation marks as `~`: somebody else's words, kept only as places."""
    return QUOTATION.sub(_mask, text) if _MARKS.search(text) else text


def without_quotations(text: str) -> str:
    """Return the text without what stands in quotation marks."""
    return QUOTATION.sub(" ", text) if _MARKS.search(text) else text


def _mask(match: re.Match[str]) -> str:
    hidden = re.sub(r"\S+", "~", match[0])
    return hidden + match[0][-2] if match[0][-2] in ".!?" else hidden
