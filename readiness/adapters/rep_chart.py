"""Rep chart: where one rep's sales came from, drawn when somebody looks, once for the same figures.

In: a rep's row of the report.
Out: SVG.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from readiness.adapters.chart_drawing import svg
from readiness.stages.report import RepRow
from readiness.stages.report.charts import rep_waterfall

NARROW = 350
"""Pixels: what a phone shows without making the words smaller."""
KEPT = 256


@lru_cache(maxsize=KEPT)
def rep_chart(row: RepRow, labels: tuple[str, ...], *, is_narrow: bool) -> bytes | None:
    """Return a rep's waterfall, which names nobody, with these words beside its bars; None where too little is known for one."""
    chart = rep_waterfall(replace(row, name="the rep"))
    if chart is None:
        return None
    drawn = list(dict.fromkeys(bar["label"] for bar in _bars(chart.spec)))
    told = _relabelled(chart.spec, dict(zip(drawn, labels, strict=True)))
    return svg({**told, "width": NARROW} if is_narrow else told)


def _bars(part: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the bars of a spec, in their order."""
    if isinstance(part, Mapping):
        if "label" in part:
            yield part
        for below in part.values():
            yield from _bars(below)
    elif isinstance(part, list):
        for below in part:
            yield from _bars(below)


def _relabelled(part: Any, said: Mapping[str, str]) -> Any:
    if isinstance(part, Mapping):
        told = {key: _relabelled(below, said) for key, below in part.items()}
        return {**told, "label": said[told["label"]]} if "label" in told else told
    return [_relabelled(below, said) for below in part] if isinstance(part, list) else part
