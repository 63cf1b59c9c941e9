"""Quiz questions in the portal: read, approved exactly as read, refused where they changed meanwhile."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from readiness.actions import launch
from readiness.adapters.db.store import reading
from readiness.adapters.stored_positioning import approved_positioning, present_positioning
from readiness.adapters.stored_quizzes import quiz_desk
from readiness.settings import Settings
from tests.portal.taking import Browser, sign_up
from tests.small_launch import write_small_launch

PAGE = "/launches/kettle-2/questions"


@pytest.fixture
def unread(here: Settings, tmp_path: Path) -> Path:
    """Return the folder of the small launch, its messages approved and no question yet."""
    folder = write_small_launch(tmp_path / "launch")
    launch.take_in(here, folder)
    with reading(here.database) as connection:
        messages = list(present_positioning(here.templates, connection, "kettle-2")[1].hashes)
    launch.approve(here, "kettle-2", "Ada Owner", date(2024, 1, 8), messages)
    return folder


def waiting(settings: Settings) -> set[str]:
    with reading(settings.database) as connection:
        inputs, positioning, _ = approved_positioning(settings.templates, connection, "kettle-2")
        return set(quiz_desk(settings.templates, connection, inputs, positioning).states.waiting)


def test_some_then_all_are_approved_as_they_were_read(here: Settings, unread: Path, browser: Browser) -> None:
    sign_up(browser, here, role="marketing")
    before = waiting(here)
    page = browser.get(PAGE).text
    seen = dict(re.findall(r'name="(seen-[^"]+)" value="(\w+)"', page))
    first = min(before & {name.removeprefix("seen-") for name in seen})
    browser.post(PAGE, then="picked", **{f"pick-{first}": "1"}, **seen)
    assert browser.page.status_code == 200
    assert waiting(here) == before - {first}
    (all_seen,) = re.findall(r'name="all_seen" value="(\w+)"', browser.get(PAGE + "?state=waiting").text)
    browser.post(PAGE, then="all", all_seen=all_seen)
    assert waiting(here) == set()
    assert f"{len(before) - 1} questions approved" in browser.page.text


def test_what_changed_since_it_was_read_is_not_approved(here: Settings, unread: Path, browser: Browser) -> None:
    sign_up(browser, here, role="marketing")
    before = waiting(here)
    browser.get(PAGE)
    assert browser.post(PAGE, then="all", all_seen="0" * 64).status_code == 409
    first = min(before)
    assert browser.post(PAGE, then="picked", **{f"pick-{first}": "1", f"seen-{first}": "0" * 64}).status_code == 409
    assert browser.post(PAGE, then="picked").status_code == 400
    assert browser.post(PAGE, then="picked", **{"pick-nonsense": "1"}).status_code == 409
    assert waiting(here) == before


def test_ops_reads_and_does_not_approve(here: Settings, unread: Path, browser: Browser) -> None:
    sign_up(browser, here, role="ops")
    page = browser.get(PAGE)
    assert page.status_code == 200
    assert 'name="pick-' not in page.text
    assert browser.post(PAGE, then="all", all_seen="x").status_code == 403
    assert browser.get("/launches/other/questions").status_code == 404


def test_odd_addresses(here: Settings, unread: Path, browser: Browser) -> None:
    sign_up(browser, here, role="marketing")
    for query in ("page=99999999", "page=-1", "state=%00", "state=<b>", "done=9e9", "q=" + "x" * 9000):
        assert browser.get(f"{PAGE}?{query}").status_code in (200, 400)
