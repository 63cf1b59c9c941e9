"""Pages about programs in a real browser: a token made, shown once and ended; receivers; by axe-core, in both languages."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser as Chromium

from readiness.settings import Settings
from tests.portal.desks import desk, violations
from tests.portal.staffed import STAFF

WORDS = {
    "en": ("see launches", "Make the token", "To your tokens", "Add the receiver", "To the receivers", "Send a test"),
    "de": ("Einführungen ansehen", "Token erstellen", "Zu Ihren Token", "Empfänger hinzufügen", "Zu den Empfängern",
           "Test senden"),
}  # fmt: skip


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("de", 390)])
def test_programs_from_the_first_token_to_the_last_receiver(
    chromium: Chromium, axe: str, here: Settings, staffed: str, address: str, language: str, width: int, tmp_path: Path
) -> None:
    act, make, to_tokens, add, to_receivers, ping = WORDS[language]
    with desk(chromium, address, STAFF["admin"], language, width) as page:

        def look(name: str) -> None:
            assert violations(page, axe) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.screenshot(path=tmp_path / f"{name}-{language}.png", full_page=True)

        page.goto(f"{address}/account/tokens")
        look("tokens-none")
        page.fill("#label", "dashboard of the board")
        page.check(f"text={act}")
        page.click(f"text={make}")
        look("token-made")
        secret = page.inner_text("code.secret")
        assert httpx.get(f"{address}/api/v1/launches", headers={"Authorization": f"Bearer {secret}"}).json()["total"] == 1
        page.click(f"text={to_tokens}")
        look("tokens-one")
        assert secret not in page.content()
        page.click("table button")
        assert page.query_selector("table") is None
        page.goto(f"{address}/admin/webhooks")
        look("receivers-none")
        page.fill("#url", "https://example.com/readiness")
        page.click(f"text={add}")
        look("receiver-made")
        page.click(f"text={to_receivers}")
        page.click(f"text={ping}")
        look("receivers-one")
        page.goto(f"{address}/api/v1/docs")
        look("docs")


def test_without_scripts(chromium: Chromium, here: Settings, staffed: str, address: str) -> None:
    with desk(chromium, address, STAFF["ops"], scripts=False) as page:
        page.goto(f"{address}/account/tokens")
        page.fill("#label", "x")
        page.fill("#days", "5")
        page.click(f"text={WORDS['en'][1]}")
        assert page.inner_text('[role="alert"] a').startswith("no act is chosen")
        page.check("#act-decks\\.see")
        page.click(f"text={WORDS['en'][1]}")
        assert page.inner_text("code.secret").startswith("rdy_")
