"""Deck facts: what python-pptx and openpyxl read from a deck, to hold two decks against each other; and nasty texts.

In: the bytes of a .pptx.
Out: plain values.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from defusedxml import ElementTree
from openpyxl import load_workbook
from pptx import Presentation

P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
NASTY = [
    "a & b < c > \"d\" 'e'",
    "]]> <![CDATA[x",
    "bell \x07 and \x0b and \ufffe end",
    "tea ☕ and 👩🏽‍🔧",
    "שלום לקוח",
    "مرحبا & <b>",
    "日本語の文章",
    "{product} {% x %}",
    "= 1+1",
    "\ud800x",
    "_x0041_ is no A",
    "two\nlines\tand a tab",
    "\x00",
    "",
    "x" * 3000,
    " ",
]


def opened(data: bytes) -> Any:
    return Presentation(io.BytesIO(data))


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len(set(names))
        return {n: archive.read(n) for n in names}


def shape_facts(shape: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"name": shape.name, "alt": shape._element.xpath("./*/p:cNvPr/@descr")}
    found["place"] = (shape.left, shape.top, shape.width, shape.height)
    if hasattr(shape, "shapes"):
        found["inside"] = [shape_facts(s) for s in shape.shapes]
    if shape.has_text_frame:
        found["text"] = [paragraph_facts(p) for p in shape.text_frame.paragraphs]
        found["fit"] = shape._element.xpath("./p:txBody/a:bodyPr/a:normAutofit/@fontScale")
    if getattr(shape, "has_table", False):
        found["cells"] = [[[paragraph_facts(p) for p in c.text_frame.paragraphs] for c in r.cells] for r in shape.table.rows]
        found["widths"] = [c.width for c in shape.table.columns]
    if getattr(shape, "has_chart", False):
        found["chart"] = chart_facts(shape.chart)
    if shape.shape_type == 13:
        crop = (shape.crop_left, shape.crop_right, shape.crop_top, shape.crop_bottom)
        found["image"] = (shape.image.sha1, [round(c, 4) for c in crop])
    return found


def paragraph_facts(paragraph: Any) -> Any:
    properties = paragraph._p.pPr
    turn = None if properties is None else (properties.get("algn"), properties.get("rtl"))
    runs = [
        (r.text, r._r.rPr.get("lang"), r._r.rPr.get("sz"), r.font.bold, r.hyperlink.address) for r in paragraph.runs if r.text
    ]
    return (turn if turn != (None, None) else None, paragraph.level, runs)


def chart_facts(chart: Any) -> dict[str, Any]:
    plot = chart.plots[0]
    sheet = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).worksheets[0]
    accents = chart._chartSpace.xpath("//c:dPt/c:idx/@val")
    return {
        "series": plot.series[0].name,
        "bars": list(zip(plot.categories, plot.series[0].values, strict=True)),
        "formulas": chart._chartSpace.xpath("//c:f/text()"),
        "format": chart._chartSpace.xpath("//c:val//c:formatCode/text()"),
        "cells": [[_unescaped(c.value) for c in row] for row in sheet.iter_rows()],
        "cell format": sheet["B2"].number_format,
        "accents": accents,
    }


def _unescaped(value: Any) -> Any:
    """Return a cell as Excel shows it; openpyxl undoes `_x005F_` only where strings are shared."""
    return value.replace("_x005F_", "_") if isinstance(value, str) else value


def facts(data: bytes) -> dict[str, Any]:
    deck = opened(data)
    core = deck.core_properties
    root = ElementTree.fromstring(members(data)["ppt/presentation.xml"])
    ids = [s.slide_id for s in deck.slides]
    return {
        "slides": [[shape_facts(s) for s in slide.shapes] for slide in deck.slides],
        "layouts": [slide.slide_layout.name for slide in deck.slides],
        "notes": [
            [paragraph_facts(p) for p in s.notes_slide.notes_text_frame.paragraphs] if s.has_notes_slide else None
            for s in deck.slides
        ],
        "sections": [
            (s.get("name"), s.get("id"), [ids.index(int(i.get("id"))) for i in s.iter(f"{P14}sldId")])
            for s in root.iter(f"{P14}section")
        ],
        "core": (core.title, core.subject, core.author, core.language, core.created, core.modified),
        "custom": {p.get("name"): p[0].text for p in ElementTree.fromstring(members(data)["docProps/custom.xml"])},
    }
