"""Passwords forgotten, set and changed, with a real mail server: nobody learns who has an account, and old ways in end."""

from __future__ import annotations

import re
import socket
import time
from pathlib import Path
from statistics import median

import httpx
import pytest
from pydantic import SecretStr

from readiness.actions import accounts
from readiness.adapters import mail
from readiness.adapters.db import audit
from readiness.adapters.db.store import transaction
from readiness.errors import InputError
from readiness.portal.app import portal
from readiness.settings import Settings
from tests.portal.mailbox import mail_server
from tests.portal.taking import NOW, PASSWORD, Browser, Clock, add, served, sign_up, signed_in

SHORT, SESAME = "short", "open sesame"
NEW = "toast before kettles boil"
ANA = "ana@example.com"


def forget(browser: Browser, email: str = ANA) -> httpx.Response:
    """Ask for a new password."""
    browser.get("/forgotten")
    return browser.post("/forgotten", email=email)


def link_in(letter: object) -> str:
    """Return the path of the link in a letter."""
    found = re.search(r"https?://\S+", letter.get_content())  # type: ignore[attr-defined]
    assert found
    return httpx.URL(found[0]).path


def test_a_forgotten_password_is_set_by_mail_once_and_within_an_hour(here: Settings, kettle: str, clock: Clock) -> None:
    with mail_server(here) as (box, settings), served(portal(settings, clock)) as address:
        browser = sign_up(Browser(address), settings)
        other = Browser(address)
        assert "mail with a link is on its way" in forget(other, " ANA@example.com ").text
        letter = box.wait(1)[0]
        assert (letter["To"], letter["From"], box.recipients) == (ANA, "readiness@example.com", [[ANA]])
        assert browser.get("/").url.path == "/"  # asking alone ends nothing: anybody can ask
        path = link_in(letter)
        assert other.get(path).status_code == 200
        assert other.post(path, password=NEW).url.path == "/"
        assert browser.get("/").url.path == "/sign-in"  # whoever was in with the old one is out
        assert other.get(path).status_code == 403
        assert signed_in(Browser(address), ANA).page.status_code == 403
        forget(other)
        late = link_in(box.wait(2)[1])
        clock.move(hours=1)
        assert other.get(late).status_code == 403


def test_the_answer_never_says_whether_there_is_an_account(here: Settings, kettle: str, clock: Clock) -> None:
    with mail_server(here) as (box, settings), served(portal(settings, clock)) as address:
        sign_up(Browser(address), settings)
        add(settings, "gone@example.com", rep_id="r2")
        accounts.disable_user(settings, "gone@example.com")
        browser = Browser(address)
        pages, seconds = [], []
        for email in (ANA, "nobody@example.com", "gone@example.com", "no address", ""):
            browser.get("/forgotten")
            began = time.perf_counter()
            pages.append(browser.post("/forgotten", email=email))
            seconds.append(time.perf_counter() - began)
        assert {p.status_code for p in pages} == {200}
        assert len({re.sub(r'value="[^"]+"', "", p.text) for p in pages}) == 1
        assert len({tuple(sorted(k for k in p.headers if k != "date")) for p in pages}) == 1
        assert [m["To"] for m in box.wait(1)] == [ANA]
        assert seconds[0] < 20 * median(seconds[1:]) + 0.2  # the mail goes out after the answer, not before it


def test_a_mail_server_that_hangs_holds_no_answer_up(here: Settings, kettle: str, clock: Clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        facts = {
            "smtp_host": "127.0.0.1",
            "smtp_port": str(deaf.getsockname()[1]),
            "smtp_security": "none",
            "smtp_from": "a@b.co",
        }
        with served(portal(here.model_copy(update=facts), clock)) as address:
            browser = sign_up(Browser(address), here)
            began = time.perf_counter()
            assert forget(browser).status_code == 200
            assert time.perf_counter() - began < 5


def test_asking_ends_after_a_few_times_for_an_address_and_from_a_place(here: Settings, kettle: str, clock: Clock) -> None:
    with mail_server(here) as (box, settings), served(portal(settings, clock)) as address:
        sign_up(Browser(address), settings)
        browser = Browser(address)
        assert [forget(browser).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
        assert [forget(browser, "nobody@example.com").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
        others = [forget(browser, f"n{n}@example.com").status_code for n in range(20)]
        assert (others.count(200), others[-1]) == (14, 429)
        box.wait(3)
        clock.move(minutes=16)
        assert forget(browser).status_code == 200
        box.wait(4)


def test_without_a_mail_server_the_page_says_whom_to_ask(here: Settings, kettle: str, browser: Browser) -> None:
    assert "/forgotten" not in browser.get("/sign-in").text
    assert "Ask whoever gave you your account" in browser.get("/forgotten").text.replace("ask whoever", "Ask whoever")
    browser.get("/sign-in")
    assert browser.post("/forgotten", email=ANA).status_code == 403


def test_ones_own_password_is_changed_and_every_other_device_is_out(here: Settings, kettle: str, address: str) -> None:
    browser = sign_up(Browser(address), here)
    second = signed_in(Browser(address), ANA)
    before = browser.client.cookies["readiness"]
    browser.get("/account")
    assert browser.post("/account/password", present="wrong", password=NEW).status_code == 400
    assert browser.post("/account/password", present=PASSWORD, password=SHORT).status_code == 400
    assert browser.post("/account/password", present=PASSWORD, password=ANA).status_code == 400
    assert second.get("/").url.path == "/"
    assert browser.post("/account/password", present=PASSWORD, password=NEW).url.path == "/account"
    assert browser.client.cookies["readiness"] != before
    assert browser.get("/account").status_code == 200
    assert second.get("/").url.path == "/sign-in"
    assert httpx.get(address + "/", cookies={"readiness": before}).headers["location"].startswith("/sign-in")
    assert signed_in(Browser(address), ANA).page.status_code == 403


def test_at_an_open_device_nobody_can_guess_the_password(here: Settings, kettle: str, clock: Clock, address: str) -> None:
    browser = sign_up(Browser(address), here)
    browser.get("/account")
    tried = [browser.post("/account/password", present=f"wrong {n}", password=NEW).status_code for n in range(7)]
    assert tried == [400] * 5 + [429] * 2
    assert browser.post("/account/password", present=PASSWORD, password=NEW).status_code == 429
    clock.move(minutes=16)
    assert browser.post("/account/password", present=PASSWORD, password=NEW).url.path == "/account"


def test_ones_devices_are_listed_and_ended(here: Settings, kettle: str, clock: Clock, address: str) -> None:
    browser = sign_up(Browser(address), here)
    agent = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"
    second = Browser(address)
    second.client.headers["user-agent"] = agent
    signed_in(second, ANA)
    third = Browser(address)
    third.client.headers["user-agent"] = "<img src=x onerror=alert(1)>"
    signed_in(third, ANA)
    page = browser.get("/account").text
    assert "Firefox, Windows" in page
    assert "<img src=x" not in page
    ids = re.findall(r'name="device" value="([0-9a-f]{16})"', page)
    assert len(ids) == 2
    stranger = Browser(address)
    path = add(here, "bo@example.com", rep_id="r2")
    stranger.get(path)
    stranger.post(path, password=PASSWORD)
    stranger.get("/account")
    assert stranger.post("/account/devices", device=ids[0]).status_code == 404
    browser.get("/account")
    browser.post("/account/devices", device=ids[0])
    assert [b.get("/").url.path for b in (browser, second, third)].count("/sign-in") == 1
    browser.get("/account")
    browser.post("/account/devices")
    assert [b.get("/").url.path for b in (browser, second, third, stranger)] == ["/", "/sign-in", "/sign-in", "/"]


def test_a_language_is_chosen_once_for_all_devices(here: Settings, kettle: str, address: str) -> None:
    browser = sign_up(Browser(address), here)
    browser.get("/account")
    assert "Die Sprache ist eingestellt" in browser.post("/account/language", language="de").text
    assert 'lang="de"' in signed_in(Browser(address), ANA).get("/account").text
    assert browser.post("/account/language", language="fr").status_code == 400


def test_an_account_is_for_people_not_for_quiz_links(here: Settings, kettle: str, browser: Browser) -> None:
    browser.enter(here, "r1")
    assert browser.get("/account").status_code == 403
    assert browser.get("/notice").status_code == 200
    browser.get("/")
    assert browser.post("/account/password", present="", password=NEW).status_code == 403


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_mail_with_a_password_and_a_server_that_refuses(here: Settings) -> None:
    letter = mail.Letter(ANA, "Kettles – heiß", "one\n.two\nthree\n", "de")
    with mail_server(here, password=SESAME) as (box, settings):
        with pytest.raises(mail.MailDownError, match="took no mail"):
            mail.send(settings, letter)
        keyed = settings.model_copy(update={"smtp_user": "portal", "smtp_password": SecretStr(SESAME)})
        mail.send(keyed, letter)
        arrived = box.wait(1)[0]
        assert (arrived["Subject"], arrived["Content-Language"]) == ("Kettles – heiß", "de")
        assert arrived.get_content().replace("\r\n", "\n") == letter.text
        assert arrived["Auto-Submitted"] == "auto-generated"
        plain = keyed.model_copy(update={"smtp_security": "starttls"})
        with pytest.raises(mail.MailDownError):  # this server has no TLS: the password is not sent in the open
            mail.send(plain, letter)
    with pytest.raises(mail.MailDownError):
        mail.send(settings, letter)


@pytest.mark.parametrize("field", ["to", "subject", "from"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_line_break_adds_no_line_to_a_mail(here: Settings, field: str, end: str) -> None:
    evil = f"a@example.com{end}Bcc: victim@example.com"
    with mail_server(here) as (box, settings):
        facts = {"to": ANA, "subject": "s"} | ({field: evil} if field != "from" else {})
        sender = {"smtp_from": evil} if field == "from" else {}
        with pytest.raises(InputError):
            mail.send(settings.model_copy(update=sender), mail.Letter(facts["to"], facts["subject"], "text"))
        assert box.letters == []


@pytest.mark.parametrize(
    ("facts", "what"),
    [
        ({"smtp_port": "99999"}, "is no port"),
        ({"smtp_port": "x"}, "is no port"),
        ({"smtp_security": "ssl3"}, "is no way to reach a mail server"),
        ({"smtp_from": "nobody"}, "is no mail address"),
    ],
)
def test_wrong_settings_of_the_mail_server_are_named(here: Settings, facts: dict[str, str], what: str) -> None:
    base = {"smtp_host": "127.0.0.1", "smtp_from": "a@example.com"}
    with pytest.raises(InputError, match=what):
        mail.send(here.model_copy(update=base | facts), mail.Letter(ANA, "s", "t"))


def test_secrets_of_links_are_kept_nowhere_and_every_way_in_is_noted(here: Settings, kettle: str, clock: Clock) -> None:
    with mail_server(here) as (box, settings), served(portal(settings, clock)) as address:
        sign_up(Browser(address), settings)
        forget(Browser(address))
        path = link_in(box.wait(1)[0])
    whole = b"".join(p.read_bytes() for p in Path(here.database.removeprefix("sqlite:///")).parent.glob("r.db*"))
    assert path.rsplit("/", 1)[1].encode() not in whole
    assert PASSWORD.encode() not in whole
    with transaction(here.database) as connection:
        acts = [e.act for e in audit.entries_of(connection, audit.Asked(), 50, 0)[0]]
    assert acts == ["account.new_password_asked", "account.sign_in", "account.password_set", "people.added"]
    assert clock.now == NOW
