"""A rep's and a manager's main jobs in a real browser: on a phone and a desk, in both languages, nobody kept out by axe."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from readiness.adapters.db.portal_tables import people
from readiness.adapters.db.store import transaction
from readiness.settings import Settings
from tests.portal.desks import violations
from tests.portal.staffed import REP, STAFF
from tests.portal.taking import PASSWORD, Browser, Clock, signed_in
from tests.portal.test_team import RUBRIC

SIZES = {"en": (1280, 900), "de": (390, 844)}
"""German on the phone, for its words are the longest."""


def opened(chromium: Any, address: str, language: str, email: str) -> Any:
    """Return a page of a new browser in which somebody is signed in, and in `faults` what its console had to say."""
    width, height = SIZES[language]
    page = chromium.new_context(viewport={"width": width, "height": height}, locale=language).new_page()
    page.faults = []
    page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
    page.goto(address + "/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("button.main")
    return page


def look(page: Any, axe: str, language: str, name: str, *, thumbs: bool = False, is_refused: bool = False) -> None:
    """Check a page: no barrier, nothing wider than the screen, targets large enough, nothing that its policy forbids."""
    page.wait_for_load_state("networkidle")
    assert (name, violations(page, axe)) == (name, [])
    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    least = 44 if thumbs else 24
    sizes = page.eval_on_selector_all(
        "main button, main a.button, main summary, main select, main input:not([type=hidden])",
        "all => all.filter((e) => e.offsetParent).map((e) => [e.textContent || e.name, e.getBoundingClientRect().height])",
    )
    assert [(name, text) for text, height in sizes if height < least] == []
    refusals = [fault for fault in page.faults if "400 (Bad Request)" in fault]  # the browser calls one a failed load
    assert (page.faults == refusals) if is_refused else (page.faults == [])
    page.faults.clear()


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_rep_sees_what_is_owed_and_contests_a_row(
    chromium: Any, axe: str, staffed: str, clock: Clock, address: str, language: str
) -> None:
    clock.now = datetime(2023, 11, 23, 9, 0, tzinfo=UTC)
    page = opened(chromium, address, language, STAFF["rep"])
    look(page, axe, language, "start", thumbs=True)
    with page.expect_download() as sent:
        page.click('a[href$=".ics"]')
    assert sent.value.suggested_filename.endswith(f"-{REP}.ics")
    page.goto(address + "/my-numbers")
    for summary in page.locator("summary").all():
        summary.click()
    page.locator("figure img").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('figure img').naturalWidth > 200")
    look(page, axe, language, "numbers", thumbs=True)
    page.goto(address + "/my-decks")
    look(page, axe, language, "decks", thumbs=True)
    page.goto(address + "/my-numbers/inputs")
    look(page, axe, language, "inputs", thumbs=True)
    page.select_option("#kind", "sale")
    page.press("#q", "Enter")
    page.locator("#rows a").first.click()
    look(page, axe, language, "input", thumbs=True)
    page.fill("#says", "1 piece, not so many")
    page.click("main button.main")
    assert "/my-numbers/contests" in page.url
    look(page, axe, language, "contests", thumbs=True)
    page.goto(address + "/my-numbers")
    look(page, axe, language, "numbers contested", thumbs=True)
    page.goto(address + "/my-numbers/contests")
    page.click("article button")
    look(page, axe, language, "contests taken back", thumbs=True)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_manager_finds_what_to_do_writes_a_note_and_grades_a_pitch(
    chromium: Any, axe: str, here: Settings, staffed: str, address: str, language: str
) -> None:
    ops = opened(chromium, address, language, STAFF["ops"])
    ops.goto(f"{address}/launches/{staffed}/rubric")
    look(ops, axe, language, "rubric empty")
    for name, value in RUBRIC.items():
        ops.fill(f"#{name}", value)
    ops.fill("#weight-1", "50")
    ops.click("main button.main")
    look(ops, axe, language, "rubric refused", is_refused=True)
    ops.fill("#weight-1", "60")
    ops.click("main button.main")
    look(ops, axe, language, "rubric saved")
    page = opened(chromium, address, language, STAFF["manager"])
    look(page, axe, language, "team")
    page.goto(f"{address}/team/{REP}")
    look(page, axe, language, "rep")
    page.fill("#text", "Go through the lid together.")
    page.fill("#due_on", "2025-01-20")
    page.click("#notes button.main")
    look(page, axe, language, "rep with a note")
    page.select_option("#score-opening-question", "3")
    page.select_option("#score-proof-price", "2")
    page.fill("#comment-proof-price", "Name the price first.")
    page.click("#pitches button.main")
    assert "60" in page.locator("#pitches article h3").inner_text()
    look(page, axe, language, "rep with a pitch")
    page.click("#notes article button")
    look(page, axe, language, "rep with a note done")
    with transaction(here.database) as connection:
        connection.execute(update(people).where(people.c.email == STAFF["manager"]).values(manager_id="r00040"))
    page.goto(f"{address}/team")
    look(page, axe, language, "no team")


def test_a_rep_without_scripts_gets_everything(staffed: str, browser: Browser) -> None:
    page = signed_in(browser, STAFF["rep"])
    assert "<picture>" in page.get("/my-numbers").text
    assert 'action="/my-numbers/inputs"' in page.get("/my-numbers/inputs").text
