"""Report figures: the report's charts as they stand in its page: drawn inline, each with its table.

In: Chart.
Out: Figure for the template.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree
from markupsafe import Markup

from readiness.adapters.chart_drawing import svg
from readiness.stages.report.charts import Chart, Table

KEPT_OUT = ("class", "aria-hidden", "aria-roledescription", "role", "pointer-events", "version")
"""Attributes of no use in a picture that is told as one."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart for the page."""

    name: str
    title: str
    note: str
    picture: Markup
    """Inline SVG."""
    table: Table


def figures(charts: Sequence[Chart]) -> dict[str, Figure]:
    """Return the figures by name."""
    return {chart.name: figure(chart) for chart in charts}


def figure(chart: Chart) -> Figure:
    """Return one figure."""
    return Figure(chart.name, chart.title, chart.note, Markup(inline(chart)), chart.table)  # noqa: S704 - made of elements below


def inline(chart: Chart) -> str:
    """Return the picture for the inside of an HTML page, with its title and its sentence, as wide as there is room."""
    root = etree.fromstring(svg(chart.spec))
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
        for name in KEPT_OUT:
            element.attrib.pop(name, None)
    title, desc = f"{chart.name}-title", f"{chart.name}-desc"
    for name in ("width", "height"):
        root.attrib.pop(name)
    root.attrib.update({"class": "drawn", "role": "img", "aria-labelledby": title, "aria-describedby": desc})
    for at, (tag, given, text) in enumerate((("title", title, chart.title), ("desc", desc, chart.says))):
        said = etree.Element(tag, {"id": given})
        said.text = text
        root.insert(at, said)
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))
