"""Texts: what may stand in a slide's XML, escaped once for a whole deck.

In: texts as a recipe has them.
Out: the same as UTF-8, escaped, without what XML refuses; whether one runs from right to left.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_BREAKS = re.compile("[\t-\r]+")
_ILLEGAL = re.compile("[\x00-\x1f\x7f\ufffe\uffff\ufdd0\ufdd1\ud800-\udfff]")
_BETWEEN = "\x00"
_CONTROLS = bytes(range(1, 0x20)) + b"\x7f"
_MAYBE_RTL = bytes((*range(0xD6, 0xE1), 0xEF, 0xF0))
"""The first bytes, in UTF-8, of all letters that run from right to left, and of some that do not."""
_NOT_PLAIN = _CONTROLS + _MAYBE_RTL
_NONCHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf", b"\xef\xb7\x90", b"\xef\xb7\x91")


def plain(text: str) -> str:
    """Return a text in one line without the characters XML refuses."""
    return _ILLEGAL.sub("", _BREAKS.sub(" ", text))


def lines_of(notes: str) -> list[str]:
    """Return the lines of a presenter's notes, [] where nothing is said."""
    return notes.splitlines() if notes.strip() else []


def is_right_to_left(text: str) -> bool:
    """Return whether the first letter with a direction runs from right to left."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("L", "R", "AL") and unicodedata.category(char) != "Cf":
            return direction != "L"
    return False


def escape(data: bytes) -> bytes:
    """Return UTF-8 that may stand between tags and in an attribute."""
    data = data.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
    return data.replace(b'"', b"&quot;")


def escaped(texts: Sequence[str]) -> tuple[list[bytes], bool]:
    """Return each text as it stands in XML, and whether any may run from right to left.

    All are treated as one, because that costs a tenth; one by one only where there is something to remove.
    """
    if not texts:
        return [], False
    try:
        data = _BETWEEN.join(texts).encode()
    except UnicodeEncodeError:
        return escaped([plain(t) for t in texts])
    maybe_rtl = False
    if len(data.translate(None, _NOT_PLAIN)) != len(data):
        if len(data.translate(None, _CONTROLS)) != len(data) or any(n in data for n in _NONCHARACTERS):
            return escaped([plain(t) for t in texts])
        maybe_rtl = True
    done = escape(data).split(b"\x00")
    return (done, maybe_rtl) if len(done) == len(texts) else escaped([plain(t) for t in texts])
