"""Contrast: whether text can be read on what lies behind it, wherever both are one colour.

In: SlideDesign.
Out: for each text too faint: its shape, the words, both colours and their ratio.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from readiness.adapters.deck_check.design import Box, SlideDesign, paragraph_text, placeholder, shapes_with_boxes
from readiness.adapters.deck_check.package import A, Node, P, child, number
from readiness.adapters.deck_check.palette import contrast_ratio

LEAST_RATIO = 4.5
"""WCAG 2.2, success criterion 1.4.3, for text of normal size."""
_FILLED_TO_THE_EDGE = ("rect", "roundRect", "round1Rect", "round2SameRect", "snip1Rect")
_SOLID = f"{A}solidFill"
_FILLS = frozenset(f"{A}{tag}" for tag in ("solidFill", "noFill", "gradFill", "blipFill", "pattFill", "grpFill"))
_BACKGROUND_1 = 1001
"""The number of a theme's first background fill (ISO/IEC 29500-1, 20.1.10.57)."""
_FLAGS = ("firstRow", "lastRow", "firstCol", "lastCol", "bandRow")
_OWN_COLOUR = ".//{http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor}hlinkClr[@val='tx']"
"""By this a link keeps the colour of its text."""
_NOWHERE = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Faint:
    """A text too close in colour to what it stands on."""

    shape: Node
    words: str
    text: str
    ground: str
    ratio: float


@dataclass(frozen=True, slots=True)
class _Area:
    """A painted area; `colour` is None where it is not one colour, such as a picture."""

    box: Box
    colour: str | None
    is_full: bool


def faint_texts(design: SlideDesign, least: float = LEAST_RATIO) -> Iterator[Faint]:
    """Yield the texts of a slide whose contrast is known and below the least, at most one a shape or table."""
    areas, background = _below(design), _background(design)
    for shape, box in shapes_with_boxes(design, design.slide.find(f"{P}cSld/{P}spTree")):
        if shape.tag == f"{P}sp":
            own = _paint(design, shape)
            ground = _ground(areas, background, box) if own is None else own.colour
            if ground is not None:
                yield from _faint(design, shape, ground, least)
            if own is not None:
                areas.append(_Area(box, own.colour, own.is_full))
        elif shape.tag == f"{P}graphicFrame":
            ground = _ground(areas, background, box)
            for table in shape.iter(f"{A}tbl"):
                yield from _faint_cells(design, shape, table, ground, least)
            areas.append(_Area(box, None, is_full=False))
        elif shape.tag == f"{P}pic":
            areas.append(_Area(box, None, is_full=True))


def _below(design: SlideDesign) -> list[_Area]:
    """Return what master and layout paint below a slide's own shapes."""
    if design.slide.get("showMasterSp") == "0":
        return []
    return list(design.like.once("below", None, 0, lambda: _painted(design)))


def _painted(design: SlideDesign) -> list[_Area]:
    areas: list[_Area] = []
    is_alone = design.like.layout.get("showMasterSp") == "0"
    for root in (design.like.layout,) if is_alone else (design.like.master, design.like.layout):
        for shape, box in shapes_with_boxes(design, root.find(f"{P}cSld/{P}spTree"), only_free=True):
            paint = _Area(box, None, is_full=True) if shape.tag == f"{P}pic" else _paint(design, shape)
            if paint is not None:
                areas.append(_Area(box, paint.colour, paint.is_full))
    return areas


def _paint(design: SlideDesign, shape: Node) -> _Area | None:
    """Return a shape's own or inherited fill, None where there is none; its place is left open."""
    fill = _fill(shape)
    mark = placeholder(shape)
    if fill is None and mark is not None:
        fills = (_fill(one) for one in design.like.inherited(mark))
        fill = design.like.once("fill", mark, 0, lambda: next((f for f in fills if f is not None), None))
    if fill is None or fill.tag == f"{A}noFill":
        return None
    if fill.tag == f"{A}fillRef":
        style = int(number(fill.get("idx")))
        return None if style == 0 else _Area(_NOWHERE, design.theme.colour(fill) if style == 1 else None, _is_full(shape))
    return _Area(_NOWHERE, _solid(design, fill), _is_full(shape))


def _fill(shape: Node) -> Node | None:
    """Return what a shape says it is filled with: a fill, or its number in the theme."""
    for part in shape:
        if part.tag == f"{P}spPr":
            fill = next((c for c in part if c.tag in _FILLS), None)
            if fill is not None:
                return fill
        elif part.tag == f"{P}style":
            return part.find(f"{A}fillRef")
    return None


def _is_full(shape: Node) -> bool:
    """Return whether a shape fills its box, as a circle does not."""
    properties = child(shape, f"{P}spPr")
    geometry = None if properties is None else child(properties, f"{A}prstGeom")
    is_rectangle = geometry is None or geometry.get("prst") in _FILLED_TO_THE_EDGE
    return is_rectangle and (properties is None or child(properties, f"{A}custGeom") is None)


def _solid(design: SlideDesign, fill: Node) -> str | None:
    return design.theme.colour(fill) if fill.tag == _SOLID else None


def _ground(areas: Sequence[_Area], background: str | None, box: Box) -> str | None:
    """Return the one colour a box stands on, None where it is several or unknown."""
    for area in reversed(areas):
        b = area.box
        if b[0] < box[2] and box[0] < b[2] and b[1] < box[3] and box[1] < b[3]:
            is_inside = b[0] <= box[0] and box[2] <= b[2] and b[1] <= box[1] and box[3] <= b[3]
            return area.colour if is_inside and area.is_full else None
    return background


def _background(design: SlideDesign) -> str | None:
    for root in (design.slide, design.like.layout, design.like.master):
        ground = root.find(f"{P}cSld/{P}bg")
        if ground is None:
            continue
        fill = ground.find(f"{P}bgPr/{_SOLID}")
        if fill is not None:
            return design.theme.colour(fill)
        reference, fills = ground.find(f"{P}bgRef"), design.theme.backgrounds
        which = -1 if reference is None else int(number(reference.get("idx"))) - _BACKGROUND_1
        if 0 <= which < len(fills) and fills[which].tag == _SOLID:
            return design.theme.colour(fills[which], design.theme.colour(reference))
        return None
    return design.theme.named("bg1")


def _faint(design: SlideDesign, shape: Node, ground: str, least: float) -> Iterator[Faint]:
    body = child(shape, f"{P}txBody")
    by_level: dict[int, str | None] = {}
    for paragraph in () if body is None else body.iterchildren(f"{A}p"):
        properties = child(paragraph, f"{A}pPr")
        level = 0 if properties is None else int(number(properties.get("lvl")))
        if level not in by_level:
            by_level[level] = _text_colour(design, shape, body, level)
        found = _too_faint(design, paragraph, by_level[level], ground, least)
        if found is not None:
            yield Faint(shape, paragraph_text(paragraph), *found)
            return


def _text_colour(design: SlideDesign, shape: Node, body: Node, level: int) -> str | None:
    """Return the colour of a shape's text where its runs do not say their own; None where it is not one colour."""
    reference = None if (style := child(shape, f"{P}style")) is None else style.find(f"{A}fontRef")
    own = child(body, f"{A}lstStyle")
    if reference is None and (own is None or not len(own)):
        mark = placeholder(shape)
        answer = design.like.once("colour", mark, level, lambda: _styled(design, design.like.text_styles(mark, level)))
        return cast("str | None", answer)
    styles = design.text_styles(shape, level)
    if reference is not None:  # it comes before what the master says of text in general
        styles = [s for s in styles if shape in s.iterancestors()]
    return _styled(design, styles, design.theme.colour(reference))


def _styled(design: SlideDesign, styles: Iterable[Node], otherwise: str | None = None) -> str | None:
    fill = next((c for style in styles for c in style if c.tag in _FILLS), None)
    return otherwise or design.theme.named("tx1") if fill is None else _solid(design, fill)


def _too_faint(
    design: SlideDesign, paragraph: Node, base: str | None, ground: str, least: float
) -> tuple[str, str, float] | None:
    """Return text colour, ground and contrast of the first run of a paragraph that is too faint."""
    for run in paragraph:
        text = child(run, f"{A}t")
        if text is None or not (text.text or "").strip():
            continue
        properties = child(run, f"{A}rPr")
        colour = base
        for look in () if properties is None else properties:
            if look.tag in _FILLS:
                colour = _solid(design, look)
            elif look.tag == f"{A}hlinkClick" and look.find(_OWN_COLOUR) is None:
                colour = design.theme.named("hlink")
        ratio = least if colour is None else contrast_ratio(colour, ground)
        if colour is not None and ratio < least:
            return colour, ground, ratio
    return None


def _faint_cells(design: SlideDesign, shape: Node, table: Node, behind: str | None, least: float) -> Iterator[Faint]:
    properties = table.find(f"{A}tblPr")
    style_id = None if properties is None else properties.findtext(f"{A}tableStyleId")
    style = design.like.table_styles.get(style_id or "")
    if style_id and style is None:  # one of PowerPoint's own styles, which the file does not hold
        return
    on = {k for k in _FLAGS if properties is not None and properties.get(k) in ("1", "true")}
    colours: dict[tuple[str, ...], tuple[str | None, str | None]] = {}
    rows = table.findall(f"{A}tr")
    for r, row in enumerate(rows):
        cells = list(row.iterchildren(f"{A}tc"))
        for c, cell in enumerate(cells):
            names = tuple(_regions(on, (r, c), (len(rows), len(cells))))
            if names not in colours:
                colours[names] = _region_colours(design, style, names, behind)
            text, ground = colours[names]
            own, body = child(cell, f"{A}tcPr"), child(cell, f"{A}txBody")
            fill = next((f for f in (() if own is None else own) if f.tag in _FILLS), None)
            if fill is not None:
                ground = behind if fill.tag == f"{A}noFill" else _solid(design, fill)
            for paragraph in () if ground is None or body is None else body.iterchildren(f"{A}p"):
                found = _too_faint(design, paragraph, text, str(ground), least)
                if found is not None:
                    yield Faint(shape, paragraph_text(paragraph), *found)
                    return


def _regions(on: set[str], at: tuple[int, int], size: tuple[int, int]) -> Iterator[str]:
    """Yield the parts of a table style that hold for a cell, the strongest first."""
    (r, c), (n_rows, n_columns) = at, size
    places = {"firstRow": r == 0, "lastRow": r == n_rows - 1, "firstCol": c == 0, "lastCol": c == n_columns - 1}
    yield from (name for name, is_there in places.items() if is_there and name in on)
    if "bandRow" in on:
        yield "band1H" if (r - ("firstRow" in on)) % 2 == 0 else "band2H"
    yield "wholeTbl"


def _region_colours(
    design: SlideDesign, style: Node | None, names: Sequence[str], behind: str | None
) -> tuple[str | None, str | None]:
    """Return the colours of text and ground a table style has for its regions; None where it is not one colour."""
    regions = [] if style is None else [n for n in (style.find(f"{A}{name}") for name in names) if n is not None]
    texts = [c for region in regions for c in region.iterfind(f"{A}tcTxStyle/*") if c.tag.endswith("Clr")]
    fills = [f for region in regions for f in region.iterfind(f"{A}tcStyle/{A}fill/*")]
    if any(region.find(f"{A}tcStyle/{A}fillRef") is not None for region in regions):
        return None, None
    text = design.theme.shade(texts[0]) if texts else design.theme.named("tx1")
    return text, behind if not fills or fills[0].tag == f"{A}noFill" else _solid(design, fills[0])
