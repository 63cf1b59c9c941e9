"""Fit: which of several texts a room takes, and how much of one, never cut inside a sentence; only a name is.

In: texts, a Room.
Out: a text that fits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from readiness.stages.decks.measures import UNITS, face_of

_FONTS = ("Calibri", "Arial")
_ABBREVIATIONS = (
    "approx.", "e.g.", "i.e.", "incl.", "excl.", "max.", "min.", "vs.", "ca.", "bzw.", "inkl.", "exkl.", "ggf.", "Nr.", "z.B.",
    "d.h.", "u.a.", "z.", "z. B.", "d.", "d. h.", "u.", "u. a.", "i.", "i. d.", "i. d. R.",
)  # fmt: skip
"""What a capital letter may follow in the same sentence, as every German noun does."""
_NO_END = "".join(rf"(?<!\b{re.escape(a)})" for a in _ABBREVIATIONS)
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")
_SENTENCE_END = re.compile(
    r"(?:(?<=[.!?…。！？])|(?<=[.!?…][\"'“”’«»)\]]))" + _NO_END + r"(?<!\s\d\.)(?<!\s\d\d\.)\s+(?=[^a-zß-öø-ÿ0-9\s])"
)
"""White space after a full stop, unless a small letter or a figure follows, or it ends an abbreviation or a day of the month."""


class Room(Protocol):
    """What takes texts up to some length."""

    def fits(self, text: str, *, smallest: bool = False) -> bool:
        """Return whether a text fits as designed, or at the smallest size allowed."""


@dataclass(frozen=True, slots=True)
class Ems:
    """A width in ems for what stands within a phrase: the phrase as a whole has the room of its box."""

    width: float

    def fits(self, text: str, *, smallest: bool = False) -> bool:
        """Return whether a text is no wider; the size does not matter."""
        del smallest
        return text_ems(text) <= self.width


@dataclass(frozen=True, slots=True)
class Phrase:
    """The room that a phrase leaves to what is filled in."""

    room: Room
    filled: Callable[[str], str]

    def fits(self, text: str, *, smallest: bool = False) -> bool:
        """Return whether the filled phrase fits."""
        return self.room.fits(self.filled(text), smallest=smallest)


NAME = Ems(36.0)
"""A name in a card: the longest that tokens.yaml promises room for."""
HEADING = Ems(24.0)
"""A name over a narrow column, or values joined in a cell."""
NAMES = (Ems(72.0), NAME, HEADING, Ems(17.0), Ems(11.0))
"""The names within a phrase, as long as the phrase's box takes."""
SOURCE = Ems(46.0)
"""Where a quote was heard, or where a figure stands."""


@lru_cache(maxsize=4096)
def _char_ems(char: str) -> float:
    """Return the width of a character in ems, the widest among the common office fonts: a name is cut alike in all brands."""
    return max(face_of(font, bold)[char] for font in _FONTS for bold in (False, True)) / UNITS


def text_ems(text: str) -> float:
    """Return a conservative width of a text in ems, as one line."""
    return sum(map(_char_ems, text))


def folded(text: str) -> str:
    """Return a text with its white space folded; blanks that keep words together stay."""
    return _BLANKS.sub(" ", text).strip()


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, white space folded; joined by spaces they are the text again."""
    return [s for s in _SENTENCE_END.split(folded(text)) if s]


def openings(text: str) -> list[str]:
    """Return a text, then ever fewer whole sentences from its start, down to its first."""
    found = sentences(text)
    return [" ".join(found[:n]) for n in range(len(found), 0, -1)]


def within(texts: Iterable[str], room: Room) -> str:
    """Return the first text that fits as designed, else the first that fits at the smallest size, white space folded; or "".

    Where a later text says less, it is no other way to say the first: `most_of` prefers the first in a smaller size.
    """
    known = [t for t in map(folded, texts) if t]
    return next((t for smallest in (False, True) for t in known if room.fits(t, smallest=smallest)), "")


def most_of(texts: Iterable[str], room: Room) -> str:
    """Return the first text that fits at any size allowed, white space folded; or ""."""
    return next((found for text in texts if (found := within([text], room))), "")


def opening(text: str, room: Room) -> str:
    """Return as many whole sentences from the start of a text as fit, set smaller before one is left out; "" if not even one."""
    return most_of(openings(text), room)


def phrase(filled: Callable[[Room], str], room: Room) -> str:
    """Return a phrase filled with names as long as its room takes, at the smallest size allowed; then cut like a name."""
    return most_of(map(filled, NAMES), room) or name_within(filled(NAMES[-1]), room)


def name_within(text: str, room: Room) -> str:
    """Return a name or label, cut after a word and marked with an ellipsis only where it is too long at the smallest size."""
    whole = folded(text)
    if not whole or room.fits(whole, smallest=True):
        return whole
    low, high = 0, len(whole) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if room.fits(f"{whole[:middle]}…", smallest=True) else (low, middle - 1)
    cut = whole[:low]
    words = cut.rsplit(" ", 1)[0] if " " in cut and whole[low] != " " else cut
    return words.rstrip(" ,;:–—-\u200d") + "…"
