"""Measures: how many lines and points a text takes, by the advance widths of its font.

In: texts, the paragraph of a box they stand in, a width in points.
Out: lines and heights, and whether a box holds them; never less than PowerPoint or LibreOffice needs: kerning and ligatures,
which only make lines shorter, are left out; a character no font of ours draws counts as wide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from readiness.errors import NotFoundError
from readiness.stages.decks.boxes import Box, Paragraph
from readiness.stages.decks.font_widths import ADVANCES, LETTERS, OTHERS

UNITS = 2048
"""An em."""
_FAMILIES = ("Arial", "Calibri", "Cambria", "Times New Roman")
LINE = 1.2156
"""Ems from line to line, whatever the font: PowerPoint grows a box with the usual insets and text of 18 points to 369,332 EMU for
one line (1.2156 em) and by 276,999 for each more (1.2117 em), Chinese fonts included; LibreOffice sets 1.2."""
_SAME = {
    "Carlito": "Calibri", "Liberation Sans": "Arial", "Helvetica": "Arial", "Arimo": "Arial", "Caladea": "Cambria",
    "Liberation Serif": "Times New Roman", "Times": "Times New Roman", "Tinos": "Times New Roman",
}  # fmt: skip
"""Fonts drawn to the same widths."""
FONTS = tuple(sorted((*_FAMILIES, *_SAME)))
"""Every family that can be measured."""
_SQUARE, _EMOJI, _UNKNOWN, _TAB = UNITS, UNITS * 14 // 10, UNITS * 5 // 4, UNITS * 7
"""A Chinese, Japanese or Korean character; an emoji; a letter of a script nobody listed; a tab, at most an inch."""
_SAFE = 0.995
"""Share of a line that counts: programs round every advance to their own units."""
TOLERANCE = 0.5
"""Points a text may stand out of its box: nobody sees them."""
_RAGGED = UNITS * 3 // 10
"""What a word broken anywhere may leave free at the end of a line: programs do not part letters drawn as one."""
_IDEOGRAPHS = "\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_NO_START = re.escape("!%),.:;?]}¢°’”›℃、。〉》」』】〕〗〞！％），．：；？］｝～ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮー々〻")
_NO_END = re.escape("$([£¥‘“〈《「『【〔〖〝＄（［｛￡￥")
"""What stays with the ideograph before it, and with the one after it."""
_WORDS = re.compile(" +|[^ ]+")
_DASHES = "\\-|–—\u00ad\u200b\u2010\u2012"
_BREAKS = re.compile(rf"[/{_DASHES}{_IDEOGRAPHS}]")
_PIECES = tuple(
    re.compile(
        rf" +|[{_NO_END}]*[{_IDEOGRAPHS}][{_NO_START}]*"
        rf"|(?:(?![{_IDEOGRAPHS}])[^ ])+?(?:{after}|(?=[ {_IDEOGRAPHS}])|$)"
    )
    for after in (rf"[{_DASHES}]+(?![0-9])", rf"[{_DASHES}]+", rf"[/{_DASHES}]+")
)
"""Blanks; one ideograph with the marks that stay with it; letters to the next place where a line may end.

Programs differ over a dash before a figure and over slashes, one program even from text to text, hence three ways.
"""


class Face(dict[str, int]):
    """Character -> advance width in 1/2048 em, of one family, regular or bold; what it lacks is found by a rule."""

    def __init__(self, family: str, *, bold: bool, spread: int = 0) -> None:
        """Take the widths of a family, with `spread` added to each character."""
        super().__init__(_listed(family, bold=bold))
        self.own = frozenset(self)
        self._bold, self._spread = bold, spread
        if spread:
            self.update({char: width + spread for char, width in self.items()})

    def __missing__(self, char: str) -> int:
        """Return the width of a character that the font does not list."""
        self[char] = width = self._found(char)
        return width

    def _found(self, char: str) -> int:
        if char == "\t":
            return _TAB
        if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc", "Cs"):
            return 0
        base = unicodedata.normalize("NFD", char)[0]
        if base in self.own:
            return self[base]
        return _elsewhere(char, self._bold) + self._spread


def _listed(family: str, *, bold: bool) -> dict[str, int]:
    figures = ADVANCES[family, bold]
    found = ((char, int(figures[3 * i : 3 * i + 3], 16)) for i, char in enumerate(LETTERS if family else OTHERS))
    return {char: width for char, width in found if width}


@lru_cache(maxsize=4096)
def _elsewhere(char: str, bold: bool) -> int:
    """Return how wide the widest font we know draws a character."""
    if unicodedata.east_asian_width(char) in "WF":
        return _EMOJI if unicodedata.category(char) in ("So", "Sk") else _SQUARE
    faces = [_listed(family, bold=bold) for family, weight in ADVANCES if weight == bold]
    widths = [face[char] for face in faces if char in face]
    if widths:
        return max(widths)
    return _EMOJI if ord(char) > 0xFFFF else _UNKNOWN


@lru_cache(maxsize=256)
def face_of(font: str, bold: bool, spread: float = 0.0) -> Face:
    """Return the widths of a font, each with `spread` ems added.

    Raises:
        NotFoundError: nobody measured that font.
    """
    family = _SAME.get(font, font)
    if family not in _FAMILIES:
        raise NotFoundError(f"the font {font!r} is not measured; measured are {', '.join(FONTS)}")
    return Face(family, bold=bold, spread=round(spread * UNITS))


def lines_needed(text: str, width: float, paragraph: Paragraph, scale: float = 1.0) -> int:
    """Return how many lines a text takes in a column of a width in points, at a share of the paragraph's size."""
    size = paragraph.size * scale
    said = text.upper() if paragraph.capitals else text
    spread, first = paragraph.spread and paragraph.spread / size, paragraph.first and paragraph.first / size
    return _lines(said, (width - paragraph.indent) / size, paragraph.font, paragraph.bold, spread, first)


def width_needed(text: str, paragraph: Paragraph) -> float:
    """Return the width in points of a text as one line, with what a line keeps free."""
    face = face_of(paragraph.font, paragraph.bold, paragraph.spread / paragraph.size)
    said = text.upper() if paragraph.capitals else text
    return sum(map(face.__getitem__, said)) * paragraph.size / (UNITS * _SAFE) + paragraph.indent + paragraph.first


def height_needed(paragraphs: Iterable[tuple[Paragraph, str]], width: float, scale: float = 1.0) -> float:
    """Return the height in points of texts below each other, each in the look of its paragraph, at a share of its size.

    White space before the first and after the last paragraph takes no room.
    """
    total = after = 0.0
    for k, (look, text) in enumerate(paragraphs):
        lines = lines_needed(text, width, look, scale)
        if look.exactly:
            height = lines * look.exactly
        else:
            height = look.size * scale * LINE * (max(look.line, 1.0) + (lines - 1) * look.line)
        total += height + (after + look.before if k else 0.0)
        after = look.after
    return total


def fits(box: Box, paragraphs: Sequence[tuple[Paragraph, str]], scale: int) -> bool:
    """Return whether a box holds texts below each other, at a share of their designed size in percent."""
    share = scale / 100
    if not box.wraps and any(lines_needed(text, box.width, look, share) > 1 for look, text in paragraphs):
        return False
    return height_needed(paragraphs, box.width, share) <= box.height + TOLERANCE


@lru_cache(maxsize=1 << 16)
def _lines(text: str, ems: float, font: str, bold: bool, spread: float, first: float) -> int:
    face, room, start = face_of(font, bold, spread), int(ems * UNITS * _SAFE), int(first * UNITS)
    if "\n" not in text and sum(map(face.__getitem__, text)) <= room - start:
        return 1
    parts = text.split("\n")
    return sum(_wrapped(part, room, 0 if k else start, face) for k, part in enumerate(parts))


def _wrapped(text: str, room: int, start: int, face: Face) -> int:
    """Return the lines of one paragraph, the most that any program makes of it."""
    if not _BREAKS.search(text):
        return _greedy(_WORDS.findall(text), room, start, face)
    if "://" in text:  # LibreOffice parts an address before its line is full.
        room -= _RAGGED
    ways = {tuple(way.findall(text)) for way in _PIECES}
    return max(_greedy(way, room, start, face) for way in ways)


def _greedy(pieces: Sequence[str], room: int, start: int, face: Face) -> int:
    """Return the lines of blanks and pieces: as many pieces as fit on each, one wider than a line broken anywhere."""
    width_of, lines, used, blank, empty = face.__getitem__, 1, start, 0, True
    for piece in pieces:
        width = sum(map(width_of, piece))
        if piece[0] == " ":
            blank = width
            continue
        if not empty and used + blank + width > room:
            lines, used, blank, empty = lines + 1, 0, 0, True
        used += blank
        if used + width > room:
            for char in piece:
                step = width_of(char)
                if used + step > room - _RAGGED:
                    lines, used = lines + 1, 0
                used += step
        else:
            used += width
        blank, empty = 0, False
    return lines
