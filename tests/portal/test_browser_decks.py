"""Decks, kits and runs in a real browser: the channel manager's job, by axe-core, without scripts, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from readiness.actions import deck_desk
from readiness.adapters.db.runs import DONE, RUNNING, Run, add_run, change_step, set_steps
from readiness.adapters.db.store import transaction
from readiness.permissions import Viewer
from readiness.settings import Settings
from tests.portal.desks import violations
from tests.portal.staffed import AFTER, CHANNEL, STAFF
from tests.portal.taking import PASSWORD, Clock


def enter(page: Page, address: str, role: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("[name=email]", STAFF[role])
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_channel_manager_fetches_makes_and_shares(
    chromium: Chromium, staffed: str, address: str, tmp_path: Path, has_scripts: bool
) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", java_script_enabled=has_scripts)
    page = context.new_page()
    enter(page, address, "channel_manager")
    page.click("nav.pages >> text=Decks")
    expect(page.locator("h1")).to_contain_text("Decks:")
    with page.expect_download() as download:
        page.click("text=All 3 as one zip")
    assert download.value.suggested_filename == f"{staffed}-decks.zip"
    page.locator("label.tick").first.click()
    with page.expect_download() as download:
        page.click("text=Selected ones as one zip")
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
    page.click("text=Make one for an account")
    page.fill("#q", "Kettle")
    page.click("form.search button")
    name = page.locator("tbody th").first.inner_text().split("\n")[0]
    page.locator("text=Make now").first.click()
    expect(page.locator("h1")).to_have_text(f"{name}: Deck")
    with page.expect_download() as download:
        page.click("text=Download PowerPoint")
    assert download.value.suggested_filename.endswith(".pptx")
    page.click("text=The same, for the customer to keep")
    expect(page.locator("dl")).to_contain_text("for the customer to keep")
    page.goto(f"{address}/launches/{staffed}/kits")
    page.fill("#for_whom", "Alder Ltd")
    page.fill("#days", "5")
    page.click("text=Make link")
    link = page.locator(".kits input[readonly]").input_value()
    outside = chromium.new_context().new_page()
    outside.goto(address + re.sub(r"^https?://[^/]+", "", link))
    expect(outside.locator("h1")).to_contain_text("Sales kit")
    page.click("text=End this link")
    outside.reload()
    expect(outside.locator("h1")).to_have_text("This link opens nothing")
    context.close()


@pytest.mark.parametrize(("language", "width"), [("en-GB", 1280), ("de-DE", 390)])
def test_no_page_of_decks_and_runs_keeps_anybody_out(
    chromium: Chromium, axe: str, here: Settings, staffed: str, address: str, clock: Clock, language: str, width: int
) -> None:
    shops = Viewer("p", "Pat", "channel_manager", CHANNEL, "", "", "")
    link = deck_desk.make_kit_link(here, shops, staffed, CHANNEL, "Alder Ltd", 5, AFTER)
    kit = "/kits/" + link.rsplit("/", 1)[1]
    deck = f"/launches/{staffed}/decks/{staffed}-{CHANNEL}"
    with transaction(here.database) as connection:
        for run_id, state in (("d" * 32, DONE), ("e" * 32, RUNNING)):
            add_run(connection, Run(run_id, staffed, "account_decks", state, "Mia", clock(), started_at=clock(), seen_at=clock()))
            set_steps(connection, run_id, ("press", "zip", "manifest"))
            change_step(connection, run_id, 0, state=RUNNING, n_done=3, n_total=10, started_at=clock())
    pages = {
        "channel_manager": (f"/launches/{staffed}/decks", deck, f"/launches/{staffed}/decks/make", f"/launches/{staffed}/kits"),
        "marketing": ("/decks", f"/launches/{staffed}/runs", "/runs/" + "d" * 32, "/runs/" + "e" * 32, f"{deck}?against=x"),
        "": (kit, "/kits/none"),
    }
    for role, paths in pages.items():
        # The test adds its own script to the page; that no page has one inside is tested elsewhere.
        context = chromium.new_context(viewport={"width": width, "height": 844}, locale=language, bypass_csp=True)
        page = context.new_page()
        if role:
            enter(page, address, role)
        for path in paths:
            page.goto(address + path)
            assert (path, violations(page, axe)) == (path, [])
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
            assert page.locator("html").get_attribute("lang") == language[:2]
        context.close()


def test_a_page_of_a_run_follows_by_itself(chromium: Chromium, here: Settings, staffed: str, address: str, clock: Clock) -> None:
    with transaction(here.database) as connection:
        add_run(connection, Run("e" * 32, staffed, "account_decks", RUNNING, "Mia", clock(), started_at=clock(), seen_at=clock()))
        set_steps(connection, "e" * 32, ("press", "zip", "manifest"))
        change_step(connection, "e" * 32, 0, state=RUNNING, n_done=3, n_total=10, started_at=clock())
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    enter(page, address, "marketing")
    page.goto(f"{address}/runs/{'e' * 32}")
    expect(page.locator("#live")).to_contain_text("3 of 10")
    with transaction(here.database) as connection:
        change_step(connection, "e" * 32, 0, n_done=7)
    expect(page.locator("#live")).to_contain_text("7 of 10", timeout=8000)
    assert said == []
    context.close()
