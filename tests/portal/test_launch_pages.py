"""Marketing's day in a real browser: a folder sent, mended and taken in, evidence judged by keyboard, messages approved; axe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from readiness.actions import launch
from readiness.adapters.db.judgements import judgements_of
from readiness.adapters.db.launches import load_inputs
from readiness.adapters.db.store import reading
from readiness.settings import Settings
from tests.portal.desks import desk, violations
from tests.portal.staffed import STAFF
from tests.portal.test_launches import as_zip, small_files
from tests.small_launch import write_small_launch

MIA = STAFF["marketing"]
KETTLE = "/launches/kettle-2"
PAGES = ("", "/evidence", "/evidence/judged", "/house", "/messages", "/gaps", "/impact")


def spoiled(folder: Path) -> Path:
    """Write the small launch with two faults in its tables and one in launch.yaml."""
    write_small_launch(folder)
    for name, before, after in (
        ("requirements.csv", "tap,6,attractive", "tap,60,attractive"),
        ("reps.csv", "Europe/London", "Mars/Olympus"),
        ("launch.yaml", "tier: 2", "tier: 9"),
    ):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize("scripts", [True, False])
def test_a_folder_is_sent_mended_and_taken_in(
    chromium: Chromium, staffed: str, here: Settings, address: str, tmp_path: Path, axe: str, scripts: bool
) -> None:
    folder = spoiled(tmp_path / "kettle")
    with desk(chromium, address, MIA, scripts=scripts) as page:
        page.click("text=New launch")
        page.set_input_files("#folder", folder)
        page.click("text=Send and check")
        expect(page.locator("h1")).to_have_text("Draft: Kettle 2")
        expect(page.locator(".note h2")).to_contain_text("3 problems to mend")
        if scripts:
            assert violations(page, axe) == []
        cell = page.get_by_role("textbox", name="importance")
        expect(cell).to_have_attribute("aria-invalid", "true")
        cell.fill("6")
        page.get_by_role("button", name=re.compile("Save row 3 ?: requirements.csv")).click()
        expect(page.locator(".note h2")).to_contain_text("2 problems to mend")
        page.get_by_role("textbox", name="time_zone").fill("Europe/London")
        page.get_by_role("button", name=re.compile("Save row 3 ?: reps.csv")).click()
        area = page.get_by_label("The whole file launch.yaml")
        area.fill(area.input_value().replace("tier: 9", "tier: 2"))
        page.click("text=Save the file")
        expect(page.locator(".good-card h2")).to_have_text("No problem is left")
        if scripts:
            assert violations(page, axe) == []
        page.click("button:has-text('Take in')")
        expect(page.locator("h1")).to_have_text("Kettle 2")
        expect(page.locator("#next + p")).to_contain_text("wait for marketing")
    with reading(here.database) as connection:
        assert load_inputs(connection, "kettle-2").launch.tier == 2


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("de", 390)])
def test_axe_finds_nothing_on_any_page(
    chromium: Chromium, staffed: str, here: Settings, address: str, tmp_path: Path, axe: str, language: str, width: int
) -> None:
    launch.take_in(here, write_small_launch(tmp_path / "small"))
    with desk(chromium, address, MIA, language, width) as page:
        found = {}
        for path in ("/launches", "/launches/new", "/launches/new/form", *(KETTLE + p for p in PAGES)):
            page.goto(address + path)
            assert page.locator("html").get_attribute("lang") == language
            wide = page.evaluate("document.documentElement.scrollWidth")
            found[path] = (violations(page, axe), wide > width)
        assert {path: said for path, said in found.items() if said != ([], False)} == {}


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_draft_with_every_kind_of_fault_is_accessible(
    chromium: Chromium, staffed: str, here: Settings, address: str, tmp_path: Path, axe: str, language: str
) -> None:
    files = small_files(tmp_path)
    files["reps.csv"] += b"r9,Eve,not an address,,steam,T1,,consultative,Mars/Olympus,en,2020-01-01,too,many\n"
    files["evidence.csv"] = b'evidence_id,kind\nE1,"open\n'
    files["launch.yaml"] = files["launch.yaml"].replace(b"name: Kettle 2", b"name: [")
    files["spec.xlsx"] = b"no workbook"
    del files["buyers.yaml"]
    (tmp_path / "a.zip").write_bytes(as_zip(files))
    with desk(chromium, address, MIA, language) as page:
        page.goto(address + "/launches/new")
        page.set_input_files("#zip", tmp_path / "a.zip")
        page.click("form[action='/launches/new/files'] button")
        assert violations(page, axe) == []
        page.locator("form[action$='/example'] button").first.click()
        assert violations(page, axe) == []
        page.locator("#files a").first.click()
        assert violations(page, axe) == []


def test_evidence_is_judged_by_the_keyboard_alone(
    chromium: Chromium, staffed: str, here: Settings, address: str, tmp_path: Path
) -> None:
    launch.take_in(here, write_small_launch(tmp_path / "small"))

    def said() -> dict[str, str]:
        with reading(here.database) as connection:
            return {key: j.characteristic_id for key, j in judgements_of(connection, "kettle-2").items()}

    with desk(chromium, address, MIA) as page:
        page.goto(address + KETTLE + "/evidence")
        first = page.locator("blockquote").inner_text()
        likeliest = page.locator("[data-key='1']").get_attribute("value")
        page.keyboard.press("1")
        expect(page.locator("main")).to_contain_text("1 of 4 statements judged")
        expect(page.locator("blockquote")).not_to_have_text(first)
        assert list(said().values()) == [likeliest]
        page.keyboard.press("0")
        expect(page.locator("main")).to_contain_text("2 of 4 statements judged")
        page.keyboard.press("u")
        expect(page.locator("main")).to_contain_text("1 of 4 statements judged")
        assert list(said().values()) == [likeliest]
        page.keyboard.press("s")
        expect(page.locator("main")).to_contain_text("1 of 4 statements judged")
        page.click("text=Another characteristic")
        page.select_option("#other", "cord")
        page.focus("#other")
        page.keyboard.press("0")  # typed into the list, not pressed
        page.wait_for_timeout(200)
        assert len(said()) == 1
        page.select_option("#other", "cord")
        page.click("text=It speaks of this")
        expect(page.locator("main")).to_contain_text("2 of 4 statements judged")
        assert "cord" in said().values()


def test_messages_are_read_and_approved(
    chromium: Chromium, staffed: str, here: Settings, address: str, tmp_path: Path, axe: str
) -> None:
    launch.take_in(here, write_small_launch(tmp_path / "small"))
    with desk(chromium, address, MIA) as page:
        page.goto(address + "/launches")
        page.click("text=Kettle 2")
        page.click("text=Go to the messages")
        page.locator("article button").first.click()
        expect(page.locator("[role=status]").first).to_contain_text("1 message was approved.")
        page.locator(".pick input").nth(0).check()
        page.locator(".pick input").nth(1).check()
        page.click("text=Approve those picked")
        expect(page.locator("[role=status]").first).to_contain_text("2 messages were approved.")
        assert violations(page, axe) == []
        page.click("button:has-text('Approve all')")
        expect(page.locator("main")).to_contain_text("0 not approved")
        assert violations(page, axe) == []
