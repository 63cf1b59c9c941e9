"""Marked objects: the lists, tables and pictures of a sample slide, marked where a deck fills them.

In: a shape by its name in the Selection Pane.
Out: its marks, in Marked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from readiness.adapters.deck_press.marking import (
    ITEMS,
    TOKEN,
    A,
    Marked,
    P,
    R,
    attribute_mark,
    element_mark,
    mark_paragraph,
    shapes_of,
    surround,
    value_mark,
)
from readiness.adapters.deck_press.pictures import crop_xml

Refuse = Callable[[str, str, str], Exception]
"""Shape, what is wrong, what was expected -> the error to raise."""


def mark_list(marked: Marked, shape: Any, name: str, what: str, refuse: Refuse) -> None:
    """Mark the paragraph of a list that is repeated."""
    found = [p for p in shape.iter(f"{A}p") if "item" in TOKEN.findall("".join(p.itertext(f"{A}t")))]
    if len(found) != 1 or len(TOKEN.findall("".join(found[0].itertext(f"{A}t")))) != 1:
        raise refuse(name, "has no pattern paragraph", "one paragraph with {{item}} and no other token")
    mark_paragraph(marked, found[0])
    surround(found[0], found[0], marked.label("l", what))


def mark_table(marked: Marked, shape: Any, name: str, what: str, refuse: Refuse) -> None:
    """Mark the header cells and the row of a table that are repeated."""
    table = shape.find(f".//{A}tbl")
    rows = table.findall(f"{A}tr") if table is not None else []
    if len(rows) < 2:
        raise refuse(name, "has no pattern row", "a table with a header row and one row with {{cell}}")
    if any(set(c.attrib) & {"gridSpan", "rowSpan", "hMerge", "vMerge"} for r in rows[:2] for c in r.iter(f"{A}tc")):
        raise refuse(name, "has merged cells", "a header row and a pattern row without merged cells")
    for row in rows[2:]:
        table.remove(row)
    grid = table.find(f"{A}tblGrid")
    width = sum(int(c.get("w")) for c in grid)
    heights = tuple(int(r.get("h")) for r in rows[:2])
    marked.tables[what] = (width, heights[0], heights[1])
    for row in rows[:2]:
        for extra in row.findall(f"{A}extLst"):
            row.remove(extra)
        for cell in row.findall(f"{A}tc"):
            _mark_cell(marked, cell, name, refuse)
            surround(cell, cell, marked.label("x"))
        surround(row, row, marked.label("r"))
    surround(grid, rows[1].getnext(), marked.label("b", what))
    extent = shape.find(f"{P}xfrm/{A}ext")
    if extent is not None:
        extent.set("cy", value_mark(marked.label("h", what)))


def _mark_cell(marked: Marked, cell: Any, name: str, refuse: Refuse) -> None:
    """Make a cell its own pattern: the first paragraph's first run holds the text, whatever sample stands there."""
    body = cell.find(f"{A}txBody")
    paragraphs = body.findall(f"{A}p")
    for extra in paragraphs[1:]:
        body.remove(extra)
    first = paragraphs[0]
    for other in first.findall(f"{A}fld") + first.findall(f"{A}br"):
        first.remove(other)
    runs = first.findall(f"{A}r")
    if not runs:
        runs = [etree.Element(f"{A}r")]
        etree.SubElement(runs[0], f"{A}t")
        first.insert(0 if first.find(f"{A}pPr") is None else 1, runs[0])
    for extra in runs[1:]:
        first.remove(extra)
    words = runs[0].find(f"{A}t")
    if any(t not in ITEMS for t in TOKEN.findall(words.text or "")):
        raise refuse(name, "has another token than {{cell}} in its header or pattern row", "{{cell}} alone")
    words.text = "{{cell}}"
    if runs[0].find(f"{A}rPr") is None:
        runs[0].insert(0, etree.Element(f"{A}rPr"))
    mark_paragraph(marked, first)
    for font in first.iter(f"{A}rPr", f"{A}endParaRPr"):
        attribute_mark(font, marked.label("z", font.attrib.pop("sz", "")))


def mark_picture(marked: Marked, shape: Any, name: str, what: str, refuse: Refuse, layout: Any) -> None:
    """Mark a picture that is swapped, cropped or left out."""
    blip = shape.find(f"{P}blipFill/{A}blip")
    if shape.tag != f"{P}pic" or blip is None or not blip.get(f"{R}embed"):
        raise refuse(name, "is no picture of its own", "a picture, inserted and not linked")
    for extra in blip.findall(f"{A}extLst"):
        blip.remove(extra)
    fill = blip.getparent()
    crop = {}
    for old in fill.findall(f"{A}srcRect"):
        crop = {k: int(v) for k, v in old.attrib.items()}
        fill.remove(old)
    blip.addnext(element_mark(marked.label("c", what)))
    marked.frames[what] = (_aspect(shape, layout), blip.get(f"{R}embed"), crop_xml(crop))
    blip.set(f"{R}embed", f"rIdImage{len(marked.frames)}")
    surround(shape, shape, marked.label("p", what))


def _aspect(shape: Any, layout: Any) -> float:
    """Return a picture's width by its height, from the layout's placeholder where it has none of its own."""
    place = shape.find(f"./*/{P}nvPr/{P}ph")
    likes = [s for _, s in shapes_of(layout) if place is not None and _index(s) == place.get("idx", "0")]
    for one in (shape, *likes):
        extent = one.find(f"{P}spPr/{A}xfrm/{A}ext")
        if extent is not None and int(extent.get("cy")):
            return int(extent.get("cx")) / int(extent.get("cy"))
    return 0.0


def _index(shape: Any) -> str | None:
    place = shape.find(f"./*/{P}nvPr/{P}ph")
    return None if place is None else str(place.get("idx", "0"))
