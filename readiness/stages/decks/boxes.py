"""Boxes: the room a template gives to each text, list and table, as its designer drew it.

In: nothing; the press reads them from a template.
Out: Box, Paragraph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

SMALLEST_SCALE = 80
"""Percent of its designed size below which no text is shrunk."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One pattern paragraph of a box, its look as inherited from shape, layout, master and theme; all lengths in points."""

    text: str
    """With its {{tokens}}; a line break inside it is a newline."""
    font: str
    """The family as PowerPoint shows it (`Calibri`, never `+mn-lt`), or the substitute that brand.yaml names for it."""
    size: float
    """Of its largest run."""
    bold: bool = False
    """Whether any of its runs is."""
    before: float = 0.0
    after: float = 0.0
    line: float = 1.0
    """Line spacing as a share of the font's own."""
    exactly: float = 0.0
    """Line spacing in points where the design fixes it; 0: `line` counts."""
    indent: float = 0.0
    """What marL and marR take off every line."""
    first: float = 0.0
    """What comes off the first line besides: a positive `indent` of the paragraph; a hanging bullet takes nothing."""
    capitals: bool = False
    """Whether the look turns it into capitals."""
    spread: float = 0.0
    """Extra points after each character (spc)."""


@dataclass(frozen=True, slots=True)
class Box:
    """The room for one text shape, list or table, in points, the insets already taken off.

    A table's width is that of its frame; its height goes from its top to whatever stands below it (a note, the footer, the
    slide's edge), because a table grows with its rows.
    """

    width: float
    height: float
    paragraphs: tuple[Paragraph, ...]
    """A table has two: its header cell and its pattern cell."""
    min_scale: int = SMALLEST_SCALE
    """Percent; 100 where the text must not be shrunk."""
    wraps: bool = True
    """False: every paragraph is one line, however long."""
    cell_margins: tuple[float, float] = (14.4, 7.2)
    """A table's white around the text of a cell: left and right together, top and bottom together."""
    row_heights: tuple[float, float] = (0.0, 0.0)
    """The least height of a table's header row and of its pattern row."""


Boxes: TypeAlias = Mapping[tuple[str, str], Box]
"""(Slide key, shape's name) -> its box, for every shape that holds a token outside of alt text, links and notes.

A second shape of the same name on one slide is `name#2`, a third `name#3`, from back to front, also in SlideFill.scales.
"""
