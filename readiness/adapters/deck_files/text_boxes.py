"""Text boxes: a layout's placeholders filled so that every text fits its box and carries its language.

In: a slide's placeholder, paragraphs, the text levels the layout and the master give it.
Out: the placeholder, filled; sizes are stored only where the design's own size does not fit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn

from readiness.errors import InputError, Problem
from readiness.stages.decks import fit

EMU_PER_POINT = 12700
SHRINK = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.65, 0.6, 0.55, 0.5)
"""Shares of the design's size, tried in order."""
SMALLEST = 9.0
"""Points; nobody in a room reads less."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_INSETS = {"lIns": 91440, "rIns": 91440, "tIns": 45720, "bIns": 45720}
"""What a box has where it says nothing, in EMU (ISO/IEC 29500-1, bodyPr)."""


@dataclass(frozen=True, slots=True)
class _Level:
    size: float
    before: float
    line: float


def legal(text: str) -> str:
    """Return a text in one line without the characters XML refuses."""
    return " ".join(_ILLEGAL.sub("", text).split())


def legal_lines(text: str) -> str:
    """Return a text without the characters XML refuses, its line ends kept."""
    return _ILLEGAL.sub("", text)


def is_right_to_left(text: str) -> bool:
    """Return whether the first letter with a direction runs from right to left."""
    strong = (unicodedata.bidirectional(c) for c in text)
    return next((d in ("R", "AL") for d in strong if d in ("L", "R", "AL")), False)


def font_factor(presentation: Any) -> float:
    """Return how much wider the theme's text font is than the widths `fit` knows."""
    master = presentation.slide_masters[0].part
    theme = next((r.target_part for r in master.rels.values() if r.reltype.endswith("/theme")), None)
    found = re.search(rb"<a:minorFont>.*?<a:latin typeface=\"([^\"]*)\"", theme.blob, re.S) if theme is not None else None
    return fit.FONT_FACTORS.get(found[1].decode() if found else "", fit.OTHER_FONT)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text goes, as an error names it: the template's file, and layout and placeholder."""

    file: str
    box: str

    def too_small(self, for_what: str) -> InputError:
        """Return the error that says what the box is too small for."""
        return InputError(Problem(self.file, 0, self.box, f"the box is too small for {for_what}", "a larger box"))


@dataclass(frozen=True, slots=True)
class LayoutBox:
    """A placeholder of a layout: its name, kind, room in points and text levels, read once for all slides."""

    name: str
    kind: str
    """`title`, `body`, `ftr`, ... as the file has it."""
    width: float
    height: float
    levels: tuple[_Level, ...]
    element: Any

    @classmethod
    def of(cls, layout_shape: Any) -> LayoutBox:
        """Return what there is to know of one placeholder of a layout."""
        element = layout_shape._element
        box = element.txBody.find(qn("a:bodyPr"))
        inset = {name: int(box.get(name, default)) for name, default in _INSETS.items()}
        first = _styles(layout_shape, 1)
        indent = int(first[0].get("marL", "0")) if first else 0
        return cls(
            name=str(layout_shape.name),
            kind=str(element.ph.get("type")),
            width=(layout_shape.width - inset["lIns"] - inset["rIns"] - indent) / EMU_PER_POINT,
            height=(layout_shape.height - inset["tIns"] - inset["bIns"]) / EMU_PER_POINT,
            levels=tuple(_level(layout_shape, number) for number in range(1, 10)),
            element=element,
        )

    def scale_that_fits(self, texts: Sequence[str], styles: Sequence[_Level], factor: float) -> float | None:
        """Return the largest share of the design's size at which the paragraphs fit, None where none does."""
        for scale in SHRINK:
            needed = 0.0
            for k, (text, style) in enumerate(zip(texts, styles, strict=True)):
                size = max(style.size * scale, min(SMALLEST, style.size))
                needed += fit.height_needed(text, size, self.width, factor=factor) * style.line
                needed += style.before if k else 0.0
            if needed <= self.height:
                return scale
        return None


@dataclass(frozen=True, slots=True)
class FittedText:
    """A placeholder with its paragraphs, their text levels, and the share of the design's size at which they fit."""

    shape: Any
    family: str
    """The box's name without its number."""
    texts: tuple[str, ...]
    sizes: tuple[float, ...]
    levels: bool
    scale: float

    @classmethod
    def of(
        cls, shape: Any, box: LayoutBox, paragraphs: Sequence[str], levels: bool, *, factor: float, place: Place
    ) -> FittedText:
        """Return paragraphs fitted to their box: paragraph k in text level k, or all in the first.

        Raises:
            InputError: they do not fit even at the smallest size.
        """
        texts = tuple(t for t in map(legal, paragraphs) if t)
        styles = [box.levels[min(k, len(box.levels) - 1) if levels else 0] for k in range(len(texts))]
        scale = box.scale_that_fits(texts, styles, factor)
        if scale is None:
            raise place.too_small(f"a text of {sum(map(len, texts))} characters")
        return cls(shape, box.name.rstrip(" 0123456789"), texts, tuple(s.size for s in styles), levels, scale)


def fill_boxes(fitted: Sequence[FittedText], *, language: str) -> None:
    """Fill placeholders; those told apart by a number only, such as `Step 1` and `Step 2`, share the smallest size of them."""
    family_scale: dict[str, float] = {}
    for box in fitted:
        family_scale[box.family] = min(box.scale, family_scale.get(box.family, 1.0))
    for box in fitted:
        scale = family_scale[box.family]
        body = box.shape._element.txBody
        for old in body.findall(qn("a:p")):
            body.remove(old)
        for k, (text, design) in enumerate(zip(box.texts, box.sizes, strict=True)):
            size = None if scale == 1.0 else max(design * scale, min(SMALLEST, design))
            body.append(paragraph(body, text, language=language, level=k if box.levels else 0, size=size))


def paragraph(
    parent: Any, text: str, *, language: str, level: int = 0, size: float | None = None, bold: bool | None = None
) -> Any:
    """Return one `a:p` with its text as one run."""
    p = parent.makeelement(qn("a:p"), {})
    properties = p.makeelement(qn("a:pPr"), {})
    if level:
        properties.set("lvl", str(level))
    if is_right_to_left(text):
        properties.set("algn", "r")
        properties.set("rtl", "1")
    if properties.attrib:
        p.append(properties)
    run = p.makeelement(qn("a:r"), {})
    font = run.makeelement(qn("a:rPr"), {"lang": language})
    if size is not None:
        font.set("sz", str(int(size * 100 // 50 * 50)))
    if bold is not None:
        font.set("b", "1" if bold else "0")
    words = run.makeelement(qn("a:t"), {})
    words.text = text
    run.extend((font, words))
    p.append(run)
    return p


def _level(layout_shape: Any, number: int) -> _Level:
    """Return the size and spacing of a text level as the layout has it, else the master's, else PowerPoint's 18 points."""
    for properties in _styles(layout_shape, number):
        font = properties.find(qn("a:defRPr"))
        if font is not None and font.get("sz"):
            before = properties.find(f"{qn('a:spcBef')}/{qn('a:spcPts')}")
            after = properties.find(f"{qn('a:spcAft')}/{qn('a:spcPts')}")
            line = properties.find(f"{qn('a:lnSpc')}/{qn('a:spcPct')}")
            gaps = sum(int(g.get("val")) / 100 for g in (before, after) if g is not None)
            return _Level(int(font.get("sz")) / 100, gaps, int(line.get("val")) / 100000 if line is not None else 1.0)
    return _Level(18.0, 0.0, 1.0)


def _styles(layout_shape: Any, number: int) -> list[Any]:
    tag = qn(f"a:lvl{number}pPr")
    styles = layout_shape._element.txBody.find(qn("a:lstStyle"))
    master = layout_shape.part.slide_layout.slide_master._element
    kind = "p:titleStyle" if "itle" in str(layout_shape._element.ph.get("type")) else "p:bodyStyle"
    candidates = [styles, master.find(f"{qn('p:txStyles')}/{qn(kind)}")]
    return [c.find(tag) for c in candidates if c is not None and c.find(tag) is not None]
