"""Pages in a real browser: by axe-core, by keyboard, without scripts, with nothing from elsewhere, signed out."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from readiness.actions import accounts
from readiness.settings import Settings
from tests.portal.desks import desk, violations
from tests.portal.phones import answers, choose, chosen, phone, start
from tests.portal.staffed import STAFF
from tests.portal.taking import NOW, PASSWORD, QUIZ, Clock, approve_quiz, link_of


def test_the_whole_quiz_works_without_scripts(chromium: Chromium, here: Settings, kettle: str, address: str) -> None:
    with phone(chromium, java_script_enabled=False) as (_, page):
        page.goto(address + link_of(here, "r1", "kettle-2"))
        page.click("button.main")
        questions = page.locator("fieldset.question")
        expect(questions).to_have_count(6)
        for k in range(5):
            questions.nth(k).locator("label.option").nth(k % 3).click()
        page.click("text=Review and hand in")
        expect(page.locator("main")).to_contain_text("1 question is open.")
        page.click("text=Question 6")
        page.locator("fieldset.question").nth(5).locator("label.option").nth(0).click()
        page.click("text=Review and hand in")
        expect(page.locator("main")).to_contain_text("All questions are answered.")
        page.click("button.main")
        expect(page.locator(".verdict")).to_be_visible()
    assert len([p for p in answers(here) if p.correct is not None and not p.is_unfinished]) == 6


def test_the_keyboard_alone_is_enough(chromium: Chromium, here: Settings, kettle: str, address: str) -> None:
    with phone(chromium) as (_, page):
        sitting = start(page, address, here)
        for k in range(6):
            page.locator("fieldset.question:visible").focus()
            page.keyboard.press("Tab")
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
            target = "next" if k < 5 else "to-review"
            for _ in range(4):
                page.keyboard.press("Tab")
                if page.evaluate("document.activeElement.id") == target:
                    break
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
            assert (page.evaluate("document.activeElement.id"), outline) == (target, "3px")
            page.keyboard.press("Enter")
        expect(page.locator("#review")).to_be_focused()
        page.locator("#hand-in").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".verdict")).to_be_visible()
    assert set(chosen(here, sitting).values()) == {1}


def test_no_page_keeps_anybody_out(
    chromium: Chromium, axe: str, here: Settings, small_launch: Path, clock: Clock, address: str
) -> None:
    """Every page by axe-core, on a phone and on a wide screen, in both languages; its targets are large enough for a thumb."""
    reps = small_launch / "reps.csv"
    reps.write_text(reps.read_text(encoding="utf-8").replace("Europe/London,en", "Europe/London,de"), encoding="utf-8")
    approve_quiz(here, small_launch, QUIZ + "minutes: 30\n")
    for rep_id, language, width in (("r1", "en", 390), ("r2", "de", 1280)):
        clock.now = NOW
        context = chromium.new_context(viewport={"width": width, "height": 844}, locale=language)
        page = context.new_page()

        def look(name: str, page: Page = page) -> None:
            assert (name, violations(page, axe)) == (name, [])
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
            sizes = page.eval_on_selector_all(
                "button, a.button, label.option, .listed a",
                "all => all.filter((e) => e.offsetParent).map((e) => [e.textContent, e.getBoundingClientRect().height])",
            )
            assert [(name, text) for text, height in sizes if height < 44] == []

        page.goto(address + "/")
        look("sign-in")
        page.fill("#email", "nobody@example.com")
        page.fill("#password", "not the password")
        page.click("button.main")
        look("sign-in refused")
        page.goto(address + "/no-such-page")
        look("not found")
        link = accounts.add_user(here, f"{rep_id}@example.com", "rep", NOW, rep_id=rep_id)
        page.goto(address + httpx.URL(link).path)
        look("set password")
        page.fill("#password", PASSWORD)
        page.click("button.main")
        look("owing")
        assert page.locator("html").get_attribute("lang") == language
        page.click("button.main")
        look("question")
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("legend .stem").first.get_attribute("lang") == "en"
        choose(page, 0)
        look("question answered")
        for _ in range(5):
            page.click("#next")
        page.click("#to-review")
        look("review")
        page.goto(page.url + "/review")
        look("review without scripts")
        page.go_back()
        page.evaluate("document.getElementById('hand-in').click()")
        expect(page.locator(".verdict")).to_be_visible()
        look("result")
        if page.locator("summary").count():
            page.click("summary")
            look("result in full")
        page.goto(address + "/")
        look("owing later")
        context.close()


def test_a_phone_that_signs_out_forgets_and_one_with_unsent_answers_asks(
    chromium: Chromium, here: Settings, kettle: str, address: str
) -> None:
    with phone(chromium) as (_, page):
        sitting = start(page, address, here)
        page.evaluate(
            "([key]) => localStorage.setItem(key, JSON.stringify({handIn: false, number: 10001, answers: {x: {sent: false}}}))",
            [f"quiz:{sitting}"],
        )
        page.goto(address + "/")
        expect(page.locator("#unsent")).to_be_visible()
        asked = []
        page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
        page.click("#sign-out button")
        assert asked == ["Answers on this phone are not sent yet. Sign out and lose them?"]
        page.once("dialog", lambda dialog: dialog.accept())
        page.click("#sign-out button")
        page.wait_for_url("**/sign-in")
        assert page.evaluate("Object.keys(localStorage)") == []
        assert page.evaluate("caches.keys()") == []


def test_pages_of_the_portal_load_nothing_from_elsewhere(chromium: Chromium, here: Settings, kettle: str, address: str) -> None:
    with phone(chromium) as (_, page):
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        start(page, address, here)
        assert len(asked) > 4
        assert [url for url in asked if not url.startswith(address + "/")] == []


@pytest.mark.parametrize(
    ("role", "width", "path", "bar"), [("marketing", 1280, "/launches/{id}", ".tabs"), ("rep", 375, "/", ".pages")]
)
def test_no_tab_is_out_of_sight(
    chromium: Chromium, address: str, staffed: str, role: str, width: int, path: str, bar: str
) -> None:
    with desk(chromium, address, STAFF[role], width=width) as page:
        page.goto(address + path.format(id=staffed))
        assert page.locator(f"nav{bar} li").count() > 2
        edges = page.locator(f"nav{bar} li").evaluate_all("found => found.map(f => f.getBoundingClientRect().right)")
        assert max(edges) <= width
