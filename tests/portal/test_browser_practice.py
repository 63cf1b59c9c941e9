"""A day of practice in a real browser: phone and desk, both languages, by thumb and by keyboard; nobody kept out by axe."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from readiness.settings import Settings
from tests.portal.taking import PASSWORD, Clock, add
from tests.portal.test_browser_reps import look, opened
from tests.portal.test_practice import seated


def person(chromium: Any, here: Settings, address: str, language: str, email: str, role: str = "rep") -> Any:
    """Return a page of a new browser in which somebody with a new account is signed in."""
    page = chromium.new_page()
    page.goto(address + add(here, email, role))
    page.fill("input[type=password]", PASSWORD)
    page.click("main button.main")
    page.close()
    return opened(chromium, address, language, email)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_rep_practises_until_done_for_today(
    chromium: Any, axe: str, here: Settings, kettle: str, clock: Clock, address: str, language: str
) -> None:
    seated(here, "r1", datetime(2024, 1, 31, 10, tzinfo=UTC))
    page = person(chromium, here, address, language, "ana@example.com")
    look(page, axe, language, "start", thumbs=True)
    page.click('main a[href="/practice/kettle-2"]')
    for n in range(3):
        page.click("summary")
        look(page, axe, language, f"question {n + 1}", thumbs=True)
        assert page.locator("main button.option").count() >= 3
        if n == 0:
            page.locator("main button.option").first.focus()
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
        elif n == 1:
            page.locator("main button.option").last.click()
        else:
            page.click("main button.quiet")
        page.wait_for_url(f"**/practice/kettle-2/answers/{n + 1}")
        look(page, axe, language, f"answer {n + 1}", thumbs=True)
        page.click("main a.button.main")
    look(page, axe, language, "done", thumbs=True)
    assert {"en": "2 February", "de": "2. Februar"}[language] in page.locator("main").inner_text()  # what nobody knew, tomorrow
    page.go_back()
    page.go_back()
    page.wait_for_url("**/practice/kettle-2")
    assert page.locator("main button.option").count() == 0  # the browser keeps no old question


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_pages_without_a_question(
    chromium: Any, axe: str, here: Settings, kettle: str, clock: Clock, address: str, language: str
) -> None:
    page = person(chromium, here, address, language, "ana@example.com")
    page.goto(address + "/practice")
    look(page, axe, language, "nothing learnt", thumbs=True)
    seated(here, "r1", datetime(2024, 2, 6, 10, tzinfo=UTC))
    page.goto(address + "/practice")
    look(page, axe, language, "nothing due", thumbs=True)
    ops = person(chromium, here, address, language, "olu@example.com", "ops")
    ops.goto(address + "/launches/kettle-2/practice")
    look(ops, axe, language, "recall")
