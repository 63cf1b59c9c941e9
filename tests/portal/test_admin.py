"""An administrator's main job in a real browser, on a phone and a wide screen, in both languages; what others are refused."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from readiness.actions import accounts
from readiness.adapters.db import audit
from readiness.adapters.db.store import transaction
from readiness.permissions import AT_THE_MACHINE
from readiness.portal.app import portal
from readiness.settings import Settings, described
from tests.portal.desks import violations
from tests.portal.mailbox import mail_server
from tests.portal.staffed import AFTER, STAFF
from tests.portal.taking import PASSWORD, Browser, Clock, served, signed_in

WORDS = {"en": ("Nowhere now", "Saved.", "10 recovery codes"), "de": ("Zurzeit nirgends", "Gespeichert.", "10 Ersatzcodes")}


def looker(page: Page, axe: str) -> object:
    """Return what looks at a page: no fault by axe, nothing wider than the screen, everything to press large enough."""

    def look(name: str) -> None:
        assert (name, violations(page, axe)) == (name, [])
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        small = page.eval_on_selector_all(
            "button, a.button, summary",
            "all => all.filter((e) => e.offsetParent && e.getBoundingClientRect().height < 44).map((e) => e.textContent)",
        )
        assert (name, small) == (name, [])

    return look


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("de", 390)])
def test_somebody_is_added_and_set_up_and_helped(
    chromium: Chromium, axe: str, here: Settings, staffed: str, clock: Clock, language: str, width: int
) -> None:
    with mail_server(here) as (box, settings), served(portal(settings, clock)) as address:
        context = chromium.new_context(viewport={"width": width, "height": 844}, locale=language, java_script_enabled=True)
        context.set_default_timeout(15_000)
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        look = looker(page, axe)
        assert callable(look)
        page.goto(address + "/forgotten")
        look("forgotten")
        page.goto(address + "/sign-in")
        page.fill("#email", STAFF["admin"])
        page.fill("#password", PASSWORD)
        page.click("button.main")
        page.goto(address + "/admin/people")
        look("people")
        page.click("main a.main")
        look("new")
        page.fill("#email", "new@example.com")
        page.select_option("#role", "manager")
        page.click("main button.main")
        look("new, refused")
        assert page.locator("#manager_id").get_attribute("aria-invalid") == "true"
        page.fill("#manager_id", "r00028")
        page.click("main button.main")
        look("link")
        assert box.wait(1)[0]["To"] == "new@example.com"
        link = page.inner_text("code.secret")
        page.click("main a.button")
        look("person")
        assert WORDS[language][0] in page.inner_text("main")
        page.fill("#name", "New Person")
        page.click("section[aria-labelledby=may] button.main")
        assert WORDS[language][1] in page.inner_text("main")
        page.goto(address + "/admin/log?act=people.added")
        look("log")
        assert "new@example.com" in page.inner_text("table")
        page.goto(address + "/admin/installation")
        look("installation")
        page.click("main form button")
        look("installation, mailed")
        assert box.wait(2)[1]["To"] == STAFF["admin"]
        page.goto(address + "/notice")
        look("notice")
        page.goto(address + "/account")
        look("account")
        page.fill("#present-factor", PASSWORD)
        page.click("section[aria-labelledby=factor] button.main")
        look("second factor")
        assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 100
        secret = page.inner_text("code.secret").replace(" ", "")
        page.fill("#code", pyotp.TOTP(secret).at(clock()))
        page.click("button.main")
        look("recovery codes")
        page.click("main a.main")
        look("account, second factor")
        assert WORDS[language][2] in page.inner_text("main")
        page.click("#sign-out button")
        clock.now = AFTER + timedelta(minutes=1)
        page.fill("#email", STAFF["admin"])
        page.fill("#password", PASSWORD)
        page.click("button.main")
        look("code")
        page.fill("#code", pyotp.TOTP(secret).at(clock()))
        page.click("button.main")
        page.goto(address + link[link.index("/set-password") :])
        look("set password")
        assert faults == []
        context.close()


def test_everything_works_without_scripts_and_an_administrator_cannot_lock_everybody_out(
    here: Settings, staffed: str, clock: Clock, address: str
) -> None:
    admin = signed_in(Browser(address), STAFF["admin"])
    own = re.findall(r"/admin/people/([0-9a-f]{32})", admin.get("/admin/people?role=admin").text)[0]
    admin.get(f"/admin/people/{own}")
    assert admin.post(f"/admin/people/{own}/disable").status_code == 409
    assert admin.post(f"/admin/people/{own}", role="ops", name="").status_code == 409
    assert admin.get("/admin/people").status_code == 200
    other = re.findall(r"/admin/people/([0-9a-f]{32})", admin.get("/admin/people?role=ops").text)[0]
    ops = signed_in(Browser(address), STAFF["ops"])
    admin.get(f"/admin/people/{other}")
    admin.post(f"/admin/people/{other}", role="admin", name="")
    assert ops.get("/").url.path == "/sign-in"  # nobody goes on with the old role
    ops = signed_in(Browser(address), STAFF["ops"])
    assert ops.get("/admin/people").status_code == 200
    admin.get(f"/admin/people/{own}")
    assert admin.post(f"/admin/people/{own}", role="ops", name="").url.path in ("/sign-in", f"/admin/people/{own}")
    assert [a.role for a in accounts.list_users(here) if a.email == STAFF["admin"]] == ["ops"]


def test_an_invitation_outlives_a_change_of_role(here: Settings, staffed: str, clock: Clock, address: str) -> None:
    link = accounts.add_user(here, "new@example.com", "ops", clock())
    admin = signed_in(Browser(address), STAFF["admin"])
    person = re.findall(r"/admin/people/([0-9a-f]{32})", admin.get("/admin/people?q=new").text)[0]
    admin.get(f"/admin/people/{person}")
    admin.post(f"/admin/people/{person}", role="marketing", name="New")
    new = Browser(address)
    path = link[link.index("/set-password") :]
    new.get(path)
    assert new.post(path, password=PASSWORD).status_code == 200
    assert new.page.url.path != "/sign-in"


def test_the_log_is_filtered_by_person_act_launch_rep_and_day(here: Settings, staffed: str, clock: Clock, address: str) -> None:
    with transaction(here.database) as connection:
        for day in range(1, 8):
            at = clock().replace(month=2, day=day, hour=23, minute=59)
            audit.note(connection, AT_THE_MACHINE, "test.act", at, launch_id=f"l{day % 2}", rep_id=f"r{day}", about=f"n{day}")
    admin = signed_in(Browser(address), STAFF["admin"])

    def days(query: str) -> list[str]:
        page = admin.get(f"/admin/log?act=test.act&{query}").text
        listed = admin.client.get(f"/admin/log.csv?act=test.act&{query}").text.splitlines()[1:]
        found = re.findall(r"<td>n(\d)</td>", page)
        assert [row.rsplit(",n", 1)[1] for row in listed] == found
        return found

    assert days("") == list("7654321")
    assert days("first_on=2025-02-03&last_on=2025-02-05") == list("543")
    assert days("launch_id=l1") == list("7531")
    assert days("rep_id=r4") == ["4"]
    assert days("q=COMMAND+line") == list("7654321")
    assert days("q=somebody") == []
    assert "audit.downloaded" in admin.get("/admin/log").text


def test_settings_tell_where_they_are_from_and_no_secret(
    here: Settings, staffed: str, clock: Clock, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READINESS_SMTP_PASSWORD", "open sesame")
    secret = here.model_copy(
        update={"database_url": here.database_url, **{n: Settings().smtp_password for n in ("smtp_password", "llm_key")}}
    )
    assert secret.smtp_password.get_secret_value() == "open sesame"
    with served(portal(secret, clock)) as place:
        admin = signed_in(Browser(place), STAFF["admin"])
        page = admin.get("/admin/installation").text
    assert "open sesame" not in page
    row = re.sub(r"<[^>]+>", " ", page[page.index("READINESS_SMTP_PASSWORD") :][:200])
    assert "**********" in row
    assert "environment" in row
    hidden = Settings(database_url="postgresql://u:p@ss@h/db?password=second")
    told = {variable: value for variable, value, _ in described(hidden)}["READINESS_DATABASE_URL"]
    assert told == "postgresql://u:***@h/db?password=***"
