"""Drawing: the same bytes each time, of the size asked for, from nothing but the spec."""

from __future__ import annotations

import copy
import hashlib
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import vl_convert
from lxml import etree

from readiness.adapters.chart_drawing import VEGA_LITE, ChartError, png, svg, vega
from readiness.stages.report.charts import readiness_vs_results
from readiness.stages.report.charts.chart import FONT
from tests.adapters.test_report_act_files import made

DRAWN = readiness_vs_results(made(5))
assert DRAWN is not None
SPEC: dict[str, Any] = copy.deepcopy(dict(DRAWN.spec))
AGAIN = """
import hashlib
from tests.adapters.test_chart_drawing import SPEC
from readiness.adapters.chart_drawing import png, svg
print(hashlib.sha256(svg(SPEC) + png(SPEC, 900)).hexdigest())
"""


def sized(data: bytes) -> tuple[int, int]:
    """Return width and height from the header of a PNG."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def test_another_process_draws_the_same_bytes() -> None:
    told = subprocess.run([sys.executable, "-c", AGAIN], check=True, capture_output=True, text=True).stdout.strip()
    assert told == hashlib.sha256(svg(SPEC) + png(SPEC, 900)).hexdigest()


def test_threads_draw_the_same_bytes_side_by_side() -> None:
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(svg(SPEC))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {svg(SPEC)} and len(found) == 6


@pytest.mark.parametrize("width", [50, 198, 457, 460, 1000, 1012, 4000])
def test_a_png_is_as_wide_as_asked(width: int) -> None:
    root = etree.fromstring(svg(SPEC))
    shape = float(root.get("height")) / float(root.get("width"))
    wide, high = sized(png(SPEC, width))
    assert wide == width
    assert high == pytest.approx(width * shape, abs=1.5)


@pytest.mark.parametrize("width", [0, -3, 49, 8001])
def test_a_width_nobody_can_use_is_refused(width: int) -> None:
    with pytest.raises(ChartError, match=f"{width} pixels wide"):
        png(SPEC, width)


@pytest.mark.parametrize("address", ["https://example.com/x.csv", "file:///etc/passwd", "data:text/csv,a", "x.csv"])
@pytest.mark.parametrize("draw", [svg, vega, lambda spec: png(spec, 400)])
def test_nothing_is_asked_for_from_outside(draw: Any, address: str) -> None:
    asking = {**SPEC, "layer": [*SPEC["layer"], {"data": {"url": address}, "mark": "point"}]}
    with pytest.raises(ChartError, match="from outside"):
        draw(asking)
    image = {**SPEC["layer"][0], "mark": {"type": "image", "url": address}}
    with pytest.raises(ChartError, match="from outside"):
        draw({**SPEC, "layer": [image]})
    with pytest.raises(ChartError, match="from outside"):
        draw({**SPEC, "layer": [{**SPEC["layer"][0], "encoding": {"href": {"value": address}}}]})


def test_a_word_in_the_data_may_be_anything() -> None:
    spec = copy.deepcopy(SPEC)
    spec["datasets"]["rows0"] = [{"url": "https://example.com", "href": "x"}]
    assert svg(spec).startswith(b"<svg")


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({}, "cannot be drawn"),
        ({"mark": "point", "data": {"values": [{"a": float("nan")}]}}, "neither text nor a number"),
        ({"mark": "point", "data": {"values": [{"a": object()}]}}, "neither text nor a number"),
    ],
)
def test_what_is_no_chart_is_told_in_a_sentence(spec: dict[str, Any], said: str) -> None:
    for draw in (svg, vega):
        with pytest.raises(ChartError, match=said) as error:
            draw(spec)
        assert "\n" not in str(error.value)


def test_the_picture_needs_no_style_no_script_and_a_font_that_is_there() -> None:
    data = svg(SPEC)
    root = etree.fromstring(data)
    names = {etree.QName(e).localname for e in root.iter(etree.Element)}
    assert names <= {"svg", "g", "rect", "path", "line", "text", "tspan"}
    assert not [e for e in root.iter(etree.Element) for key in e.attrib if key == "style" or key.startswith("on")]
    fonts = {e.get("font-family") for e in root.iter("{*}text")}
    assert fonts == {FONT}
    first = FONT.split(",")[0]
    assert first.encode() in Path(str(vl_convert.vl_convert.__file__)).read_bytes()  # the library carries it


def test_the_compiled_chart_has_its_data_and_no_address() -> None:
    compiled = vega(SPEC)
    assert compiled["$schema"].startswith("https://vega.github.io/schema/vega/v6")
    assert len(str(compiled)) > 1000 and "url" not in {key for part in compiled["data"] for key in part}
    assert VEGA_LITE in vl_convert.get_vegalite_versions()
