"""Fit: how much room a text takes, by a budget of character widths, so that nothing overflows its box.

In: texts, a font size in points, a box in points.
Out: widths, lines, heights; texts split into parts that fit, never inside a sentence.

A budget is shared by all brands, so each character counts as wide as in the widest of their fonts. Where the box is known,
`measures` and `fitting` are exact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from readiness.stages.decks.measures import UNITS, face_of

_WIDEST = 1.4
"""Ems of an emoji."""
LINE_HEIGHT = 1.22
"""Line height in ems (ascent, descent and gap)."""
FONTS = ("Calibri", "Arial")
_ABBREVIATIONS = (
    "approx.", "e.g.", "i.e.", "incl.", "excl.", "max.", "min.", "vs.", "ca.", "bzw.", "inkl.", "exkl.", "ggf.", "Nr.", "z.B.",
    "d.h.", "u.a.", "z.", "z. B.", "d.", "d. h.", "u.", "u. a.", "i.", "i. d.", "i. d. R.",
)  # fmt: skip
"""What a capital letter may follow in the same sentence, as every German noun does."""
_NO_END = "".join(rf"(?<!\b{re.escape(a)})" for a in _ABBREVIATIONS)
_SENTENCE_END = re.compile(
    r"(?:(?<=[.!?…。！？])|(?<=[.!?…][\"'“”’«»)\]]))" + _NO_END + r"(?<!\s\d\.)(?<!\s\d\d\.)\s+(?=[^a-zß-öø-ÿ0-9\s])"
)
"""White space after a full stop, unless a small letter or a figure follows, or it ends an abbreviation or a day of the month."""


@lru_cache(maxsize=4096)
def char_ems(char: str) -> float:
    """Return a conservative width of one character in ems: its widest among the fonts of the bundled brands."""
    return max(face_of(font, bold)[char] for font in FONTS for bold in (False, True)) / UNITS


def text_ems(text: str) -> float:
    """Return a conservative width of a text in ems, as one line."""
    return sum(map(char_ems, text))


def lines_needed(text: str, width_ems: float) -> int:
    """Return how many lines a paragraph takes in a column of that width, breaking at spaces (a longer word anywhere)."""
    lines, used = 1, 0.0
    for word in text.split():
        width = text_ems(word)
        if used and used + char_ems(" ") + width > width_ems:
            lines, used = lines + 1, 0.0
        if width > width_ems:
            extra = int(width / max(width_ems - _WIDEST, 0.5))
            lines, used = lines + extra, width_ems
        else:
            used += width + (char_ems(" ") if used else 0.0)
    return lines


def height_needed(text: str, size: float, width: float, *, factor: float = 1.0) -> float:
    """Return the height in points of a paragraph set at a size in points in a column of a width in points."""
    return lines_needed(text, width / (size * factor)) * size * LINE_HEIGHT


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, white space folded; joined by spaces they are the text again."""
    folded = " ".join(text.split())
    return [s for s in _SENTENCE_END.split(folded) if s] if folded else []


def within(texts: Sequence[str], ems: float) -> str:
    """Return the first text no wider than `ems` (white space folded), or "" if none is."""
    for text in texts:
        folded = " ".join(text.split())
        if folded and text_ems(folded) <= ems:
            return folded
    return ""


def opening(text: str, ems: float) -> str:
    """Return as many whole sentences from the start of a text as `ems` can take; "" if not even one."""
    taken = ""
    for sentence in sentences(text):
        longer = f"{taken} {sentence}" if taken else sentence
        if text_ems(longer) > ems:
            break
        taken = longer
    return taken


def name_within(text: str, ems: float) -> str:
    """Return a name or label, cut after a word and marked with an ellipsis only where it is wider than `ems`."""
    folded = " ".join(text.split())
    if text_ems(folded) <= ems:
        return folded
    room, end = ems - char_ems("…"), 0
    while end < len(folded) and room >= char_ems(folded[end]):
        room -= char_ems(folded[end])
        end += 1
    cut = folded[:end]
    whole_words = cut.rsplit(" ", 1)[0] if " " in cut else cut
    return whole_words.rstrip(" ,;:–—-") + "…"


CELL_WIDTH_MARGIN, CELL_HEIGHT_MARGIN = 20.0, 14.0
"""Points of white around the text of a table's cell, both sides together."""


def table_layout(
    header: Sequence[str], rows: Sequence[Sequence[str]], width: float, size: float, *, factor: float = 1.0
) -> tuple[list[float], list[float]]:
    """Return column widths and row heights (header first) in points of a table set at a size in points.

    Columns get their natural width where there is room for all; else they share it by the square root of what they hold, so
    that long texts get more and short ones stay readable.
    """
    cells = list(zip(header, *rows, strict=True))
    em = size * factor
    natural = [max(map(text_ems, column)) * em + CELL_WIDTH_MARGIN for column in cells]
    if sum(natural) <= width:
        shares = natural
    else:
        longest_word = [
            max(text_ems(w) for text in column for w in (text.split() or [""])) * em + CELL_WIDTH_MARGIN for column in cells
        ]
        held = [max(sum(map(text_ems, column)), 1.0) ** 0.5 for column in cells]
        shares = [max(h / sum(held) * width, min(w, width / len(cells))) for h, w in zip(held, longest_word, strict=True)]
    widths = [share / sum(shares) * width for share in shares]
    heights = [
        max(height_needed(text, size, w - CELL_WIDTH_MARGIN, factor=factor) for text, w in zip(row, widths, strict=True))
        + CELL_HEIGHT_MARGIN
        for row in (header, *rows)
    ]
    return widths, heights
