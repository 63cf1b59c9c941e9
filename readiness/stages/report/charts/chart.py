"""Chart: one picture as data: what it says, its Vega-Lite spec, and the table of the same numbers.

In: marks, values, names.
Out: Chart; the colours, shapes and settings that all charts share.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from readiness.stages.report.charts.table import Cell, Table, table_of

Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The first comes with the drawing library; the second, of the same widths, with most systems."""
INK, SOFT, GRID = "#16232e", "#4c5b67", "#d5dce2"
BLUE, VERMILION, GREEN, PURPLE, GREY = "#0072b2", "#c24f00", "#00805c", "#a6518a", "#66727c"
"""After Okabe and Ito, told apart by the colour-blind, darkened where less than 3 to 1 against white."""
WHITE, PALE, BAND, MUTED = "#ffffff", "#eef2f5", "#c3d3df", "#9db4c4"
SHADES = (("#eef4f9", "#000000"), ("#bfd7e8", "#000000"), ("#7fb2d3", "#000000"), ("#1c6ea4", "#ffffff"), ("#0b3c5d", "#ffffff"))
"""Fill and the text on it, from little to much."""
WIDTH = 420
"""Of every chart with its labels: on a phone it shrinks by a seventh, on a desk it grows."""
CONFIG: Mapping[str, Any] = {
    "aria": False,
    "background": "white",
    "font": FONT,
    "padding": 6,
    "axis": {
        "domainColor": SOFT, "gridColor": GRID, "labelColor": INK, "labelFontSize": 13, "labelFontWeight": "normal",
        "tickColor": SOFT, "titleColor": INK, "titleFontSize": 13, "titleFontWeight": "bold", "titlePadding": 8,
    },
    "legend": {
        "labelColor": INK, "labelFontSize": 13, "labelLimit": 420, "symbolSize": 90, "titleColor": INK, "titleFontSize": 13,
    },
    "view": {"stroke": None},
}  # fmt: skip
MONEY_LABEL = "replace(format(datum.value, '~s'), 'G', 'bn')"
LABELS: Mapping[str, Any] = {
    "labelExpr": "split(datum.value, '\\n')",
    "labelOffset": {
        "condition": [
            {"test": "length(split(datum.value, '\\n')) == 2", "value": -8},
            {"test": "length(split(datum.value, '\\n')) == 3", "value": -16},
        ],
        "value": 0,
    },
}
"""Of an axis whose labels have up to three lines, each set around its middle."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture; everything in it is plain text and numbers, the same for the same report."""

    name: str
    """Stem of its file's name."""
    title: str
    says: str
    """One sentence for people who cannot see it: what it shows, with its main figures."""
    spec: Mapping[str, Any]
    """Vega-Lite, its data inside."""
    header: tuple[str, ...]
    """A column that is followed by `<name>, low` and `<name>, high` is an estimate with its band."""
    rows: tuple[tuple[Cell, ...], ...]
    kinds: tuple[str, ...]
    """Of each column: text, count, share (0..1), percent (0..100, with its sign), index or money."""
    note: str = ""
    """What is not drawn, and why; blank where all is."""
    names_persons: bool = False
    """Whether it tells of single persons, by name: not everybody may see it."""

    @property
    def table(self) -> Table:
        """Return the rows as texts."""
        return table_of(self.header, self.rows, self.kinds)


def spec_of(height: int, layers: Sequence[Spec], **more: Any) -> Spec:
    """Return a spec of layers, as wide as every chart, and so high without labels; rows of several layers stand in it once."""
    size = {"width": WIDTH, "height": height, "autosize": {"type": "fit-x", "contains": "padding"}}
    tables: list[list[Spec]] = []
    named = []
    for layer in layers:
        rows = layer["data"]["values"]
        if rows not in tables:
            tables.append(rows)
        named.append({**layer, "data": {"name": f"rows{tables.index(rows)}"}})
    datasets = {f"rows{n}": rows for n, rows in enumerate(tables)}
    return {"$schema": SCHEMA, "config": CONFIG, **size, "datasets": datasets, "layer": named, **more}


def values(rows: Sequence[Spec]) -> Spec:
    """Return rows as the data of a spec."""
    return {"values": [dict(row) for row in rows]}


def line_at(axis: str, place: Spec, *, dashed: bool = False) -> Spec:
    """Return a line across the whole picture; `place` says where on the axis, x or y."""
    mark = {"type": "rule", "color": INK, "strokeWidth": 1.5, **({"strokeDash": [5, 4]} if dashed else {})}
    return {"data": {"values": [{}]}, "mark": mark, "encoding": {axis: place}}


def text_at(x: Spec, y: Spec, text: str, **look: Any) -> Spec:
    """Return a few words at a place; `x` and `y` hold its values as `at`."""
    encoding = {"x": {**x, "field": "x"}, "y": {**y, "field": "y"}, "text": {"field": "text", "type": "nominal"}}
    places = {"x": encoding["x"].pop("at"), "y": encoding["y"].pop("at"), "text": text}
    return {"data": values([places]), "mark": {"type": "text", "fontSize": 12, "color": SOFT, **look}, "encoding": encoding}


def tooltip(shown: Sequence[tuple[str, str]]) -> list[Spec]:
    """Return what is told of a mark that is pointed at: fields, which hold texts, and their titles."""
    return [{"field": name, "type": "nominal", "title": title} for name, title in shown]


def finite(*found: float | None) -> bool:
    """Return whether all of the numbers are known."""
    return all(v is not None and math.isfinite(v) for v in found)


def held(value: float, most: float) -> float:
    """Return a value drawn back to the picture's edge."""
    return round(min(most, max(-most, value)), 4) + 0.0


def one_line(text: str) -> str:
    """Return a text without line breaks and characters that cannot be drawn."""
    kept = (" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn"))
    return re.sub(" +", " ", "".join(kept)).strip()


def wrapped(text: str, *, width: int = 24, lines: int = 2) -> str:
    """Return a text in a few lines of so many characters, cut short with an ellipsis."""
    left = one_line(text)
    found: list[str] = []
    while left and len(found) < lines:
        cut = left.rfind(" ", 0, width + 1) if len(left) > width else len(left)
        at = cut if cut > 0 else width
        found.append(left[:at].strip())
        left = left[at:].strip()
    if left:
        found[-1] = f"{found[-1][: width - 1].rstrip()}…"
    return "\n".join(found)


def told_apart(labels: Sequence[str], ids: Sequence[str]) -> list[str]:
    """Return the labels, with its id behind each that another has too, so that no two are drawn as one."""
    said = [label if labels.count(label) == 1 else f"{label} ({one_line(i)[:16]})" for label, i in zip(labels, ids, strict=True)]
    seen: dict[str, int] = {}
    found = []
    for label in said:
        seen[label] = seen.get(label, 0) + 1
        found.append(label if seen[label] == 1 else f"{label} {seen[label]}")
    return found


def shade(share: float) -> tuple[str, str]:
    """Return the fill of a share 0..1 and the colour of the text on it."""
    return SHADES[min(len(SHADES) - 1, max(0, math.floor(share * len(SHADES))))]


def stem(text: str) -> str:
    """Return an id as part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "_", one_line(text).lower()).strip("_")[:40] or "other"
