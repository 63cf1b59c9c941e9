"""A person at a desk with a real browser: signed in, in a language, with or without scripts; and what axe finds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from tests.portal.taking import PASSWORD

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def desk(
    chromium: Chromium, address: str, email: str, language: str = "en", width: int = 1280, *, scripts: bool = True
) -> Iterator[Page]:
    """Sign somebody in and give the page; an error on the console or of the page's script fails the test."""
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, locale=language, java_script_enabled=scripts, accept_downloads=True
    )
    faults: list[str] = []
    try:
        page = context.new_page()
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" and "status of 4" not in m.text else None)
        page.on("pageerror", lambda e: faults.append(str(e)))
        page.goto(address + "/sign-in")
        page.fill("input[type=email]", email)
        page.fill("input[type=password]", PASSWORD)
        page.click("main form button")
        page.wait_for_load_state()
        yield page
    finally:
        context.close()
    assert faults == []


def violations(page: Page, axe: str) -> list[tuple[str, str]]:
    """Return what axe finds on the page that is shown: rule and the first place. Only that is listed: the rest takes as long."""
    page.wait_for_load_state()  # a press returns as soon as the next page begins, of which there may be nothing yet
    found = page.evaluate(f"(() => {{ {axe} }})(), axe.run({{runOnly: {RULES}, resultTypes: ['violations']}})")
    return [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]]
