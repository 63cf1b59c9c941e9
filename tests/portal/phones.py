"""Phones: a real browser on a phone's screen, and what the database says of what was done with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect

from readiness.adapters.db import quiz_answers, sittings
from readiness.adapters.db.store import transaction
from readiness.settings import Settings
from readiness.stages.quizzes import Placed
from tests.portal.taking import link_of

PHONE = {"width": 390, "height": 844}


@contextmanager
def phone(chromium: Chromium, **options: object) -> Iterator[tuple[BrowserContext, Page]]:
    """Open a phone of its own; a fault in a script of a page fails the test."""
    context = chromium.new_context(viewport=PHONE, has_touch=True, locale="en", **options)  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    try:
        yield context, page
    finally:
        context.close()
    assert faults == []


def start(page: Page, address: str, settings: Settings, rep_id: str = "r1") -> str:
    """Come in by link, begin the quiz, and return the sitting's id."""
    page.goto(address + link_of(settings, rep_id, "kettle-2"))
    page.click("button.main")
    expect(page.locator("fieldset.question:visible")).to_have_count(1)
    return page.url.rsplit("/", 1)[1]


def choose(page: Page, option: int) -> str:
    """Choose an option of the question that is shown, and return its item."""
    question = page.locator("fieldset.question:visible")
    expect(question).to_have_count(1)  # before the page's script has run, all are
    item = question.get_attribute("data-item") or ""
    question.locator("label.option").nth(option).click()
    return item


def answers(settings: Settings, rep_id: str = "r1") -> list[Placed]:
    """Return a rep's answers as measurement sees them."""
    with transaction(settings.database) as connection:
        return quiz_answers.load_placed(connection, "kettle-2", [rep_id])


def chosen(settings: Settings, sitting_id: str) -> dict[str, int]:
    """Return which option of each item stands."""
    with transaction(settings.database) as connection:
        return {item: g.chosen for item, g in sittings.shown_in(connection, sitting_id)[1].items()}
