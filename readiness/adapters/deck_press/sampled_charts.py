"""Sampled charts: the part of a sample slide's bar chart, marked where its data go.

In: the graphic frame, its package.
Out: ChartSample.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from readiness.adapters.deck_press.marking import (
    A,
    Marked,
    R,
    element_mark,
    finish,
    mark_language,
    mark_paragraph,
    surround,
    value_mark,
)
from readiness.adapters.deck_press.package import Package, Rel

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
SHEET = "Sheet1"
_BEFORE_DATA = ("idx", "order", "tx", "spPr", "invertIfNegative", "pictureOptions", "dPt", "dLbls", "trendline", "errBars")


@dataclass(frozen=True, slots=True)
class ChartSample:
    """One chart: its name, its relation on the slide, its part with the data marked, and what else the part relates to."""

    name: str
    rid: str
    part: str
    marked: Marked
    workbook_rid: str
    rels: tuple[Rel, ...]


def chart_sample(
    package: Package, refuse: Callable[[str, str, str], Exception], shape: Any, name: str, rels: Mapping[str, Rel]
) -> ChartSample:
    """Return a slide's chart, marked.

    Raises:
        InputError: it is no chart of one series with a workbook of its own.
    """
    reference = shape.find(f".//{C}chart")
    if reference is None:
        raise refuse(name, "is no chart", "a native bar chart")
    rid = reference.get(f"{R}id")
    part = rels[rid].target
    root = package.tree(part)
    series = root.findall(f".//{C}ser")
    if len(series) != 1:
        raise refuse(name, f"has {len(series)} series", "a chart of one series")
    data = root.find(f"{C}externalData")
    inside = {r.rid: r for r in package.rels.get(part, ())}
    workbook = inside.get(data.get(f"{R}id", "")) if data is not None else None
    if workbook is None or workbook.external:
        raise refuse(name, "has its data in another file", "a chart with its data inside (Paste Special: embed)")
    marked = Marked()
    _mark_series(marked, series[0])
    for axis in root.iter(f"{C}axId", f"{C}crossAx"):
        axis.set("val", axis.get("val", "").lstrip("-"))
    for paragraph in root.iter(f"{A}p"):
        mark_paragraph(marked, paragraph)
    mark_language(marked, root)
    others = tuple(r for r in inside.values() if r.rid != workbook.rid)
    return ChartSample(name.partition(":")[2], rid, part, finish(marked, root), workbook.rid, others)


def _mark_series(marked: Marked, series: Any) -> None:
    for old in (*series.findall(f"{C}tx"), *series.findall(f"{C}cat"), *series.findall(f"{C}val"), *series.findall(f"{C}extLst")):
        series.remove(old)
    _mark_points(marked, series)
    format_code, end = value_mark(marked.label("q")), value_mark(marked.label("w"))
    title, categories, values = (etree.Element(C + tag) for tag in ("tx", "cat", "val"))
    cache = _reference(title, "str", f"{SHEET}!$B$1")
    etree.SubElement(cache, f"{C}ptCount", val="1")
    etree.SubElement(etree.SubElement(cache, f"{C}pt", idx="0"), f"{C}v").text = value_mark(marked.label("s"))
    _reference(categories, "str", f"{SHEET}!$A$2:$A${end}").append(element_mark(marked.label("u")))
    cache = _reference(values, "num", f"{SHEET}!$B$2:$B${end}")
    etree.SubElement(cache, f"{C}formatCode").text = format_code
    cache.append(element_mark(marked.label("v")))
    series.insert(_place(series, _BEFORE_DATA[:2]), title)
    at = _place(series, _BEFORE_DATA)
    series.insert(at, categories)
    series.insert(at + 1, values)


def _mark_points(marked: Marked, series: Any) -> None:
    """Make the first bar with a look of its own the pattern for the longest ones."""
    points = series.findall(f"{C}dPt")
    for extra in points[1:]:
        series.remove(extra)
    for point in points[:1]:
        for extra in point.findall(f"{C}extLst"):
            point.remove(extra)
        point.find(f"{C}idx").set("val", value_mark(marked.label("i")))
        surround(point, point, marked.label("y"))


def _reference(parent: Any, kind: str, formula: str) -> Any:
    reference = etree.SubElement(parent, f"{C}{kind}Ref")
    etree.SubElement(reference, f"{C}f").text = formula
    return etree.SubElement(reference, f"{C}{kind}Cache")


def _place(series: Any, before: tuple[str, ...]) -> int:
    """Return where a child goes that the schema wants after some others."""
    tags = {C + tag for tag in before}
    at = max((i + 1 for i, e in enumerate(series) if e.tag in tags), default=0)
    ends_here = at < len(series) and series[at].tag is etree.ProcessingInstruction and series[at].target == "e"
    return at + ends_here
