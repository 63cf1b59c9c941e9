"""Signing in through a company's service that is really there: who gets in, and every lie that must not let anybody in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import SecretStr

from readiness.actions import accounts
from readiness.portal.app import portal
from readiness.settings import Settings
from tests.portal.company import CLIENT, CLIENT_SECRET, company
from tests.portal.mailbox import free_port
from tests.portal.taking import Browser, Clock, add, served, signed_in
from tests.portal.test_passwords import ANA
from tests.portal.test_second_factor import turn_on


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Return the name of a running service."""
    with company() as name:
        yield name


@dataclass
class Desk:
    """A portal that knows the service."""

    settings: Settings
    address: str
    issuer: str
    clock: Clock

    def tell(self, lie: str = "", **claims: Any) -> None:
        """Tell the service what to say from now on."""
        now = self.clock().timestamp()
        httpx.post(f"{self.issuer}/told", json={"lie": lie, "claims": claims, "now": now}).raise_for_status()

    def come_in(self, then: str = "/") -> Browser:
        """Go to the service with a new browser, and come back."""
        browser = Browser(self.address)
        browser.get("/sign-in/company", params={"next": then})
        return browser


@pytest.fixture
def desk(here: Settings, kettle: str, clock: Clock, issuer: str) -> Iterator[Desk]:
    """Return a portal at its own address, with an account for Ana and the service telling the truth."""
    port = free_port()
    facts = {"oidc_issuer": issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SecretStr(CLIENT_SECRET)}
    settings = here.model_copy(update={**facts, "portal_url": f"http://127.0.0.1:{port}"})
    add(settings, ANA, "ops")
    with served(portal(settings, clock), port) as address:
        found = Desk(settings, address, issuer, clock)
        found.tell()
        yield found


def is_in(browser: Browser) -> bool:
    """Say whether somebody is signed in."""
    return browser.client.get("/account", follow_redirects=False).status_code == 200


def test_who_has_an_account_gets_in_and_goes_on(desk: Desk) -> None:
    assert "Sign in with your company account" in Browser(desk.address).get("/sign-in").text
    browser = desk.come_in("/notice")
    assert (browser.page.status_code, browser.page.url.path) == (200, "/notice")
    assert is_in(browser)
    assert "readiness_company" not in browser.client.cookies


def test_an_address_counts_only_when_the_service_verified_it(desk: Desk) -> None:
    for claims in ({"email_verified": False}, {"email_verified": None}, {"email_verified": "true"}, {"email": None}):
        desk.tell(**claims)
        browser = desk.come_in()
        assert (browser.page.status_code, is_in(browser)) == (403, False)
    desk.tell(email="ANA@Example.com ")
    assert is_in(desk.come_in())


def test_a_known_subject_stays_the_same_person_whatever_its_address(desk: Desk) -> None:
    assert is_in(desk.come_in())
    desk.tell(email="married@example.com", email_verified=False)
    assert is_in(desk.come_in())
    desk.tell(sub="u-2")  # the address was given to somebody else
    browser = desk.come_in()
    assert (browser.page.status_code, is_in(browser)) == (403, False)
    assert "no account here" in browser.page.text


def test_nobody_gets_an_account_by_signing_in(desk: Desk) -> None:
    desk.tell(sub="u-9", email="new@example.com")
    assert desk.come_in().page.status_code == 403
    assert [a.email for a in accounts.list_users(desk.settings)] == [ANA]
    accounts.disable_user(desk.settings, ANA)
    desk.tell()
    browser = desk.come_in()
    assert (browser.page.status_code, is_in(browser)) == (403, False)


LIES: list[tuple[str, dict[str, Any], int]] = [
    ("", {"nonce": "another"}, 403),
    ("", {"nonce": None}, 403),
    ("", {"aud": "another portal"}, 403),
    ("", {"aud": ["another portal"]}, 403),
    ("", {"aud": [CLIENT, "another"], "azp": "another"}, 403),
    ("", {"aud": [CLIENT, "another"]}, 403),
    ("", {"aud": None}, 403),
    ("", {"iss": "https://evil.example"}, 403),
    ("", {"iss": None}, 403),
    ("", {"exp": 1}, 403),
    ("", {"exp": None}, 403),
    ("", {"iat": 99_999_999_999}, 403),
    ("", {"nbf": 99_999_999_999}, 403),
    ("", {"sub": None}, 403),
    ("", {"sub": ""}, 403),
    ("", {"sub": 5}, 403),
    ("", {"at_hash": "of another token"}, 403),
    ("unsigned", {}, 403),
    ("stranger", {}, 403),
    ("own_key", {}, 403),
    ("our_secret", {}, 403),
    ("another_issuer", {}, 503),
]


@pytest.mark.parametrize(("lie", "claims", "status"), LIES, ids=str)
def test_no_lie_lets_anybody_in(desk: Desk, lie: str, claims: dict[str, Any], status: int) -> None:
    desk.tell(lie, **claims)
    browser = desk.come_in()
    assert (browser.page.status_code, is_in(browser)) == (status, False)
    desk.tell()
    assert is_in(desk.come_in())  # and the truth still does


def test_clocks_may_differ_by_a_minute_and_no_more(desk: Desk) -> None:
    desk.tell(exp=int(desk.clock().timestamp()) - 30)
    assert is_in(desk.come_in())
    desk.tell(exp=int(desk.clock().timestamp()) - 90)
    assert not is_in(desk.come_in())


def test_a_code_and_a_state_work_once_and_in_one_browser(desk: Desk) -> None:
    browser = Browser(desk.address)
    browser.client.follow_redirects = False
    there = browser.get("/sign-in/company").headers["location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    back = httpx.get(there).headers["location"]
    other = Browser(desk.address)
    assert other.get(back).status_code == 403  # somebody else's browser: a planted sign-in
    assert not is_in(other)
    kept = browser.client.cookies["readiness_company"]
    assert browser.get(back).status_code == 303
    for again in (browser, other):  # replayed, even with the cookie that belongs to it
        again.client.cookies.set("readiness_company", kept, domain="127.0.0.1", path="/sign-in/company")
        assert again.get(back).status_code == 403


def test_a_code_of_another_ask_is_not_taken(desk: Desk) -> None:
    """A thief's code, put into the victim's own sign-in: the proof of the ask does not fit."""
    thief, victim = Browser(desk.address), Browser(desk.address)
    for browser in (thief, victim):
        browser.client.follow_redirects = False
    stolen = parse_qs(urlsplit(httpx.get(thief.get("/sign-in/company").headers["location"]).headers["location"]).query)
    asked = parse_qs(urlsplit(victim.get("/sign-in/company").headers["location"]).query)
    mixed = {"state": asked["state"][0], "code": stolen["code"][0]}
    assert victim.get("/sign-in/company/back", params=mixed).status_code == 403
    assert not is_in(victim)


def test_whoever_takes_too_long_begins_again(desk: Desk) -> None:
    browser = Browser(desk.address)
    browser.client.follow_redirects = False
    back = httpx.get(browser.get("/sign-in/company").headers["location"]).headers["location"]
    desk.clock.move(minutes=10, seconds=1)
    assert browser.get(back).status_code == 403


@pytest.mark.parametrize(
    "then", ["//evil.example", "https://evil.example", "/\\evil.example", "/x\r\nSet-Cookie: a=b", "javascript:1"]
)
def test_it_goes_to_no_other_site(desk: Desk, then: str) -> None:
    browser = desk.come_in(then)
    assert str(browser.page.url).startswith(desk.address)
    assert "a=b" not in str([r.headers for r in browser.page.history])


def test_a_second_factor_is_asked_for_here_too(desk: Desk) -> None:
    browser = desk.come_in()
    browser.get("/account")
    browser.post("/account/password", password="kettles boil before toast")  # noqa: S106 - of a test
    turn_on(browser, desk.clock)
    later = desk.come_in("/notice")
    assert later.page.url.path == "/sign-in/code"
    assert not is_in(later)


def test_a_service_that_is_down_or_refuses_is_said_so(desk: Desk, here: Settings, kettle: str, clock: Clock) -> None:
    browser = Browser(desk.address)
    assert browser.get("/sign-in/company/back", params={"error": "access_denied", "state": "x"}).status_code == 403
    down = here.model_copy(update={"oidc_issuer": f"http://127.0.0.1:{free_port()}", "oidc_client_id": CLIENT})
    unsafe = here.model_copy(update={"oidc_issuer": "http://company.example", "oidc_client_id": CLIENT})
    none = here.model_copy(update={"oidc_issuer": desk.issuer})
    for settings, status in ((down, 503), (unsafe, 503), (none, 400), (here, 403)):
        with served(portal(settings, clock)) as address:
            assert Browser(address).get("/sign-in/company").status_code == status
            assert signed_in(Browser(address), "x@example.com").page.status_code == 403  # the other way in is still there
