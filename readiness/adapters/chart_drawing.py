"""Chart drawing: a chart's spec drawn as SVG or PNG, without network, the same bytes each time.

In: a Vega-Lite spec with its data inside.
Out: SVG, PNG, or the spec compiled for the Vega runtime.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import vl_convert

from readiness.errors import ReadinessError

VEGA_LITE = "6.4"
"""Of those that come with the drawing library, so that a newer one changes no picture unasked."""
NOWHERE = ["about:blank"]
"""No address begins like this: whatever a spec asks for from outside is refused."""
OUTSIDE, ROWS = ("url", "href"), ("values", "datasets")
"""What names an address, and where the data stand, in which words may be anything."""
NARROWEST, WIDEST = 50, 8000
ROUNDING = 0.05
"""Of a pixel: the library cuts what is behind the point, and a width may come out as 899.999."""
KEPT = 64
"""Pictures drawn last: a measurement puts each into page, workbook and portal."""
_ONE_AT_A_TIME = threading.Lock()


class ChartError(ReadinessError):
    """A chart that cannot be drawn."""


def svg(chart_spec: Mapping[str, Any]) -> bytes:
    """Return the chart as an SVG file.

    Raises:
        ChartError: the spec is none, or asks for something from outside.
    """
    return _svg(chart_spec).encode("utf-8")


def png(chart_spec: Mapping[str, Any], width_px: int) -> bytes:
    """Return the chart as a PNG so many pixels wide.

    Raises:
        ChartError: the same as `svg`, or a width nobody can use.
    """
    if not NARROWEST <= width_px <= WIDEST:
        raise ChartError(f"A chart {width_px} pixels wide cannot be drawn; from {NARROWEST} to {WIDEST} is possible.")
    drawn = _svg(chart_spec)
    scale = (width_px + ROUNDING) / _width(drawn)
    with _ONE_AT_A_TIME:
        return bytes(vl_convert.svg_to_png(drawn, scale=scale))


def vega(chart_spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the chart compiled for the Vega runtime, so that a browser needs no compiler of its own.

    Raises:
        ChartError: the same as `svg`.
    """
    said = _checked(chart_spec)
    try:
        with _ONE_AT_A_TIME:
            found: dict[str, Any] = vl_convert.vegalite_to_vega(said, vl_version=VEGA_LITE)
    except ValueError as error:
        raise ChartError(_sentence(error)) from error
    return found


def _svg(chart_spec: Mapping[str, Any]) -> str:
    return _drawn(_checked(chart_spec))


@lru_cache(maxsize=KEPT)
def _drawn(said: str) -> str:
    try:
        with _ONE_AT_A_TIME:
            return str(vl_convert.vegalite_to_svg(said, vl_version=VEGA_LITE, allowed_base_urls=NOWHERE))
    except ValueError as error:
        raise ChartError(_sentence(error)) from error


def _checked(chart_spec: Mapping[str, Any]) -> str:
    """Return the spec as JSON; one that asks for a file or an address is refused before the library sees it."""
    asked = next(_outside(chart_spec), None)
    if asked is not None:
        raise ChartError(f"The chart asks for something from outside ({asked}); its data have to be in it.")
    try:
        return json.dumps(chart_spec, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ChartError(f"The chart holds something that is neither text nor a number ({error}).") from error


def _outside(part: object) -> Iterator[str]:
    """Yield each address in a spec, the values of its data apart."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            if key in OUTSIDE:
                yield str(value)
            elif key not in ROWS:
                yield from _outside(value)
    elif isinstance(part, (list, tuple)):
        for value in part:
            yield from _outside(value)


def _width(drawn: str) -> float:
    return float(drawn.partition(' width="')[2].partition('"')[0])


def _sentence(error: ValueError) -> str:
    line = str(error).strip().splitlines()[-1] if str(error).strip() else "no reason given"
    reason = next((said for said in str(error).splitlines() if said.startswith("Error")), line)
    return f"The chart cannot be drawn: {reason.removeprefix('Error:').strip()[:300]}"
