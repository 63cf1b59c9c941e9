"""Drawn charts: where the marks of a chart come to stand once Vega has laid it out, by its own scenegraph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import vl_convert

from readiness.stages.report.charts import Chart

Item = dict[str, Any]


def marks_of(chart: Chart, kind: str) -> list[list[Item]]:
    """Return the items of each group of marks of a kind, in the order they are drawn; axes and legends apart."""
    scene = vl_convert.vegalite_to_scenegraph(dict(chart.spec), vl_version="6.4", allowed_base_urls=["about:blank"])
    return [part["items"] for part in _parts(scene) if part["marktype"] == kind and part.get("role") == "mark"]


def texts_of(chart: Chart) -> list[str]:
    """Return every text in the picture, those of axes and legends too."""
    scene = vl_convert.vegalite_to_scenegraph(dict(chart.spec), vl_version="6.4", allowed_base_urls=["about:blank"])
    found = [item.get("text", "") for part in _parts(scene) if part["marktype"] == "text" for item in part["items"]]
    return [line for text in found for line in (text if isinstance(text, list) else [str(text)])]


def _parts(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if "marktype" in part:
            yield part
        for key in ("scenegraph", "items"):
            yield from _parts(part.get(key, ()))
    elif isinstance(part, list):
        for each in part:
            yield from _parts(each)


def values_of(chart: Chart, mark: str) -> list[list[Item]]:
    """Return the data of each layer of a spec with such a mark."""
    return [chart.spec["datasets"][layer["data"]["name"]] for layer in chart.spec["layer"] if layer["mark"]["type"] == mark]
