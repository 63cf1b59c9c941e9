"""Charts in a page under the portal's own policy, in a real browser: the picture first, live only when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

from readiness.adapters.chart_drawing import svg, vega
from readiness.portal.app import HEADERS
from readiness.portal.pages import _PAGES, STATIC, static_address
from readiness.stages.report.charts import Chart, launch_charts
from tests.adapters.test_report_act_files import made
from tests.portal.taking import served

PAGE = """{% from "charts.html.j2" import chart_figure, chart_head with context %}<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Charts</title><link rel="icon" href="{{ static('mark.svg') }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{{ static('portal.css') }}">{{ chart_head() }}</head>
<body><main><h1>Charts</h1><h2>All</h2>
{% for chart in charts %}{{ chart_figure(chart, "/charts", as_of="As of today.") }}{% endfor %}
</main></body></html>"""
NASTY = "Zoe <script>alert(1)</script> \"quoted\" & 'so'"

WATCH = "window.refused = []; addEventListener('securitypolicyviolation', (e) => refused.push(e.violatedDirective))"


def charts() -> dict[str, Chart]:
    found = made(8)
    named = tuple((key, NASTY if key == "r007" else name) for key, name in found.names)
    return {chart.name: chart for chart in launch_charts(replace(found, names=named))}


def app(known: dict[str, Chart]) -> FastAPI:
    made_app = FastAPI()
    made_app.mount("/static", StaticFiles(directory=STATIC))

    @made_app.get("/")
    def page() -> HTMLResponse:
        html = _PAGES.from_string(PAGE).render(charts=list(known.values()), static=static_address)
        return HTMLResponse(html, headers=HEADERS)

    @made_app.get("/charts/{name}.svg")
    def picture(name: str) -> Response:
        return Response(svg(known[name].spec), media_type="image/svg+xml", headers=HEADERS)

    @made_app.get("/charts/{name}.json")
    def spec(name: str) -> JSONResponse:
        if name == "decomposition":
            return JSONResponse({}, status_code=503, headers=HEADERS)
        return JSONResponse(vega(known[name].spec), headers=HEADERS)

    return made_app


@pytest.fixture(scope="module")
def known() -> dict[str, Chart]:
    return charts()


@pytest.fixture(scope="module")
def at(known: dict[str, Chart]) -> Iterator[str]:
    with served(app(known)) as address:
        yield address


@pytest.fixture
def opened(chromium: Any, at: str) -> Iterator[Any]:
    """Return a page with the charts, on a phone; what its policy refused is in `window.refused`."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.asked = []
    page.errors = []
    page.on("request", lambda request: page.asked.append(request.url.removeprefix(at).split("?")[0]))
    page.on("console", lambda message: page.errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(at)
    yield page
    context.close()


def figure(page: Any, name: str) -> Any:
    return page.locator(f'figure[data-chart="/charts/{name}.json"]')


def test_the_first_load_is_small_and_has_no_runtime(opened: Any, known: dict[str, Chart], axe: str) -> None:
    opened.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    opened.wait_for_load_state("networkidle")
    assert not [url for url in opened.asked if "vendor" in url or url.endswith(".json")]
    sizes = opened.evaluate("performance.getEntries().map((e) => e.transferSize ?? 0).reduce((a, b) => a + b)")
    assert 0 < sizes < 200_000
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert opened.locator("img").count() == len(known) >= 3
    assert all(opened.locator("img").nth(n).get_attribute("alt") for n in range(len(known)))
    assert (opened.errors, opened.evaluate("refused")) == ([], [])
    found = opened.evaluate(f"(() => {{ {axe} }})(), axe.run()")
    assert not [v["id"] for v in found["violations"]]


def test_a_press_makes_the_chart_live_under_the_policy_and_another_takes_it_back(opened: Any, axe: str) -> None:
    chart = figure(opened, "readiness_vs_results")
    button = chart.get_by_role("button", name="Explore")
    button.focus()
    opened.keyboard.press("Enter")
    chart.locator(".live svg").wait_for()
    assert not chart.locator("img").is_visible()
    assert opened.evaluate("document.activeElement.className") == "live"
    point = chart.locator(".live svg .mark-symbol.role-mark path").last
    point.hover()
    tip = chart.locator(".chart-tip")
    assert tip.is_visible()
    assert tip.locator("div").first.inner_text() == f"Rep: {NASTY}"
    assert tip.locator("script").count() == 0
    inside = tip.bounding_box()
    assert inside["x"] >= 0 and inside["x"] + inside["width"] <= 390
    found = opened.evaluate(f"(() => {{ {axe} }})(), axe.run()")
    assert not [v["id"] for v in found["violations"]]
    chart.get_by_role("button", name="Back to the picture").click()
    assert chart.locator("img").is_visible() and not chart.locator(".live").is_visible()
    chart.get_by_role("button", name="Explore").click()
    assert chart.locator(".live").count() == 1
    assert (opened.errors, opened.evaluate("refused")) == ([], [])


def test_arrow_keys_go_through_the_marks_and_say_each(opened: Any) -> None:
    chart = figure(opened, "readiness_vs_results")
    chart.get_by_role("button", name="Explore").click()
    chart.locator(".live svg").wait_for()
    said = []
    for _ in range(8):
        opened.keyboard.press("ArrowRight")
        said.append(chart.locator("[role=status]").inner_text())
    assert [text.split(". ")[0] for text in said] == sorted(f"Rep: {n}" for n in (*(f"Rep {i:03}" for i in range(7)), NASTY))
    assert "Readiness (90% band): 80 (75 to 85)" in said[0]
    assert chart.locator(".chart-tip").is_visible()
    opened.keyboard.press("Escape")
    assert not chart.locator(".chart-tip").is_visible()


def test_a_finger_is_told_of_the_mark_it_touches(chromium: Any, at: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(at)
    chart = figure(page, "readiness_vs_results")
    chart.get_by_role("button", name="Explore").tap()
    chart.locator(".live svg").wait_for()
    point = chart.locator(".live svg .mark-symbol.role-mark path").last
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    chart.locator(".chart-tip").wait_for(timeout=3000)
    assert chart.locator(".chart-tip div").first.inner_text() == f"Rep: {NASTY}"
    context.close()


def test_every_chart_comes_alive(opened: Any, known: dict[str, Chart]) -> None:
    for name in known.keys() - {"decomposition"}:
        chart = figure(opened, name)
        chart.get_by_role("button", name="Explore").click()
        chart.locator(".live svg").wait_for()
        assert chart.locator(".live svg path, .live svg text").count() > 5
    assert (opened.errors, opened.evaluate("refused")) == ([], [])


def test_where_the_live_chart_cannot_come_the_picture_stays_and_it_is_said(opened: Any) -> None:
    chart = figure(opened, "decomposition")
    chart.get_by_role("button", name="Explore").click()
    chart.get_by_role("status").wait_for()
    assert "cannot be loaded" in chart.get_by_role("status").inner_text()
    assert chart.locator("img").is_visible()
    assert chart.get_by_role("button").count() == 0


def test_without_scripts_there_is_the_picture_and_its_table(chromium: Any, at: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(at)
    chart = figure(page, "readiness_vs_results")
    assert chart.locator("img").is_visible()
    assert chart.get_by_role("button").count() == 0
    chart.locator("summary").click()
    assert chart.locator("tbody th").all_inner_texts() == sorted((*(f"Rep {i:03}" for i in range(7)), NASTY))
    context.close()
