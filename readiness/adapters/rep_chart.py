"""Rep chart: where one rep's sales came from, drawn when somebody looks, once for the same figures.

In: a rep's row of the report.
Out: SVG.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from readiness.adapters.chart_drawing import svg
from readiness.stages.report import RepRow
from readiness.stages.report.charts import rep_waterfall

NARROW = 360
"""Pixels: what a phone shows without making the words smaller."""
KEPT = 256


@lru_cache(maxsize=KEPT)
def rep_chart(row: RepRow, *, is_narrow: bool) -> bytes | None:
    """Return a rep's waterfall, which names nobody, None where too little is known for one."""
    chart = rep_waterfall(replace(row, name="the rep"))
    return None if chart is None else svg({**chart.spec, "width": NARROW} if is_narrow else chart.spec)
