"""A second factor: asked for on every sign-in, no code taken twice, recovery codes, guessing, and who may take it away."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from readiness.actions import accounts
from readiness.actions.accounts.tries import of_code
from readiness.adapters.db import people, second_factors
from readiness.adapters.db.store import transaction
from readiness.adapters.one_time_codes import plain_recovery_code, step_of
from readiness.adapters.passwords import digest
from readiness.portal.app import portal
from readiness.settings import Settings
from tests.portal.mailbox import mail_server
from tests.portal.taking import NOW, PASSWORD, Browser, Clock, add, served, sign_up, signed_in
from tests.portal.test_passwords import ANA, NEW, forget, link_in

# RFC 6238, appendix B: the secret in base 32, and codes of SHA-1 cut to six digits.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 - a published one
RFC_CODES = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}


@pytest.mark.parametrize(("second", "code"), sorted(RFC_CODES.items()))
def test_the_codes_are_those_of_the_standard(second: int, code: str) -> None:
    at = NOW.fromtimestamp(second, NOW.tzinfo)
    assert step_of(RFC_SECRET, code, at, 0) == second // 30
    assert step_of(RFC_SECRET, f" {code[:3]} {code[3:]} ", at, 0) == second // 30
    assert step_of(RFC_SECRET, code, at + timedelta(seconds=30), 0) == second // 30  # the code before the present one
    assert step_of(RFC_SECRET, code, at + timedelta(seconds=90), 0) is None
    assert step_of(RFC_SECRET, code, at, second // 30) is None  # taken before
    for typed in ("", code[:5], f"{code}0", "²" * 6, "abcdef"):
        assert step_of(RFC_SECRET, typed, at, 0) is None


def turn_on(browser: Browser, clock: Clock) -> tuple[str, list[str]]:
    """Set up a second factor, and return its secret and the recovery codes."""
    browser.get("/account")
    assert browser.post("/account/second-factor", present=PASSWORD).url.path == "/account/second-factor"
    secret = re.findall(r'class="secret">([A-Z2-7 ]+)<', browser.page.text)[0].replace(" ", "")
    browser.post("/account/second-factor/confirm", code=pyotp.TOTP(secret).at(clock()))
    codes = re.findall(r"<code>([A-Z0-9-]{19})</code>", browser.page.text)
    assert len(set(codes)) == 10
    return secret, codes


def give(browser: Browser, code: str) -> int:
    """Give a code after the password, and return the status."""
    return browser.post("/sign-in/code", code=code, next="/").status_code


def test_with_a_second_factor_a_password_alone_opens_nothing(here: Settings, kettle: str, clock: Clock, address: str) -> None:
    browser = sign_up(Browser(address), here)
    secret, _ = turn_on(browser, clock)
    thief = signed_in(Browser(address), ANA)
    assert thief.page.url.path == "/sign-in/code"
    for path in ("/", "/account", "/account/second-factor", "/notice"):
        assert thief.client.get(path, follow_redirects=False).headers["location"].startswith("/sign-in")
    assert thief.client.post("/account/second-factor/remove", data={"csrf": thief.csrf}).url.path.startswith("/sign-in")
    owner = signed_in(Browser(address), ANA)
    waiting = owner.client.cookies["readiness"]
    clock.move(seconds=60)
    assert give(owner, pyotp.TOTP(secret).at(clock())) == 200
    assert owner.page.url.path == "/"
    assert owner.client.cookies["readiness"] != waiting


def test_no_code_is_taken_twice(here: Settings, kettle: str, clock: Clock, address: str) -> None:
    browser = sign_up(Browser(address), here)
    secret, codes = turn_on(browser, clock)
    code = pyotp.TOTP(secret).at(clock())
    assert give(signed_in(Browser(address), ANA), code) == 403  # it turned the factor on
    clock.move(seconds=30)
    code = pyotp.TOTP(secret).at(clock())
    assert give(signed_in(Browser(address), ANA), code) == 200
    assert give(signed_in(Browser(address), ANA), code) == 403
    assert give(signed_in(Browser(address), ANA), codes[0].lower().replace("-", " ")) == 200
    assert give(signed_in(Browser(address), ANA), codes[0]) == 403
    assert "9 recovery codes are left" in browser.get("/account").text


def test_of_two_who_give_one_code_at_once_one_gets_in(settings: Settings) -> None:
    """On both databases: the same code of the app, and the same recovery code, from four threads."""
    link = accounts.add_user(settings, ANA, "ops", NOW)
    accounts.set_password(settings, link.rsplit("/", 1)[1], PASSWORD, NOW)
    with transaction(settings.database) as connection:
        person = people.person_of(connection, email=ANA)
        assert person
        people.note_person(connection, person.person_id, totp_secret=RFC_SECRET)
        second_factors.keep_recovery_codes(connection, person.person_id, [digest("A" * 16)])
    for code in (pyotp.TOTP(RFC_SECRET).at(NOW), "AAAA-AAAA-AAAA-AAAA"):
        tokens = [accounts.sign_in(settings, ANA, PASSWORD, "127.0.0.1", NOW).token for _ in range(4)]
        got: list[bool] = []

        def give_it(token: str, code: str = code, got: list[bool] = got) -> None:
            try:
                accounts.give_code(settings, token, code, NOW)
                got.append(True)
            except (accounts.WrongCodeError, accounts.TooManyTriesError):
                got.append(False)

        threads = [threading.Thread(target=give_it, args=(token,)) for token in tokens]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(got) == [False, False, False, True]
        with transaction(settings.database) as connection:
            people.forget_failures(connection, list(of_code(person.person_id).most))


def test_guessing_codes_ends_after_a_few(here: Settings, kettle: str, clock: Clock, address: str) -> None:
    secret, codes = turn_on(sign_up(Browser(address), here), clock)
    guesser = signed_in(Browser(address), ANA)
    clock.move(seconds=60)
    right = pyotp.TOTP(secret).at(clock())
    wrong = [f"{(int(right) + n) % 1_000_000:06}" for n in (1, 2, 3, 4, 5)]
    assert [give(guesser, code) for code in wrong] == [403] * 5
    assert give(guesser, right) == 429
    assert give(signed_in(Browser(address), ANA), codes[0]) == 429
    clock.move(minutes=16)
    assert give(signed_in(Browser(address), ANA), codes[0]) == 200


def test_a_password_that_waits_for_its_code_does_not_wait_for_ever(
    here: Settings, kettle: str, clock: Clock, address: str
) -> None:
    secret, _ = turn_on(sign_up(Browser(address), here), clock)
    late = signed_in(Browser(address), ANA)
    clock.move(minutes=10, seconds=1)
    late.post("/sign-in/code", code=pyotp.TOTP(secret).at(clock()), next="/")
    assert late.page.url.path == "/sign-in"
    assert Browser(address).get("/sign-in/code").url.path == "/sign-in"


def test_a_link_in_a_mail_does_not_pass_the_second_factor_by(here: Settings, kettle: str, clock: Clock) -> None:
    with mail_server(here) as (box, settings), served(portal(settings, clock)) as address:
        secret, _ = turn_on(sign_up(Browser(address), settings), clock)
        browser = Browser(address)
        forget(browser)
        path = link_in(box.wait(1)[0])
        browser.get(path)
        assert browser.post(path, password=NEW).url.path == "/sign-in/code"
        clock.move(seconds=60)
        browser.get("/sign-in/code")
        assert give(browser, pyotp.TOTP(secret).at(clock())) == 200
        assert browser.page.url.path == "/"


def test_it_is_set_up_with_the_password_and_a_code_that_fits(here: Settings, kettle: str, clock: Clock, address: str) -> None:
    browser = sign_up(Browser(address), here)
    browser.get("/account")
    assert browser.post("/account/second-factor", present="wrong").status_code == 400
    assert browser.get("/account/second-factor").status_code == 404
    assert browser.get("/account/second-factor/picture.svg").status_code == 404
    browser.get("/account")
    browser.post("/account/second-factor", present=PASSWORD)
    picture = browser.client.get("/account/second-factor/picture.svg")
    assert (picture.headers["content-type"], picture.headers["cache-control"]) == ("image/svg+xml", "no-store")
    assert browser.post("/account/second-factor/confirm", code="000000").status_code == 400
    assert signed_in(Browser(address), ANA).page.url.path == "/"  # not on before a code fitted
    secret, codes = turn_on(browser, clock)
    assert browser.get("/account/second-factor/picture.svg").status_code == 404  # shown only while it is set up
    browser.get("/account")
    assert browser.post("/account/second-factor", present=PASSWORD).status_code == 409
    browser.get("/account")
    assert browser.post("/account/second-factor/remove", present=PASSWORD, code="000000").status_code == 400
    assert browser.post("/account/second-factor/remove", present="wrong", code=codes[0]).status_code == 400
    assert browser.post("/account/second-factor/remove", present=PASSWORD, code=codes[0]).url.path == "/account"
    assert signed_in(Browser(address), ANA).page.url.path == "/"
    assert secret


def test_an_administrator_helps_whoever_lost_the_phone(here: Settings, kettle: str, clock: Clock, address: str) -> None:
    browser = sign_up(Browser(address), here)
    turn_on(browser, clock)
    path = add(here, "ada@example.com", "admin")
    admin = Browser(address)
    admin.get(path)
    admin.post(path, password=PASSWORD)
    page = admin.get("/admin/people?q=ana").text
    person = re.findall(r"/admin/people/([0-9a-f]{32})", page)[0]
    admin.get(f"/admin/people/{person}")
    assert admin.post(f"/admin/people/{person}/second-factor").status_code == 200
    assert browser.get("/").url.path == "/sign-in"
    assert signed_in(Browser(address), ANA).page.url.path == "/"
    assert "people.second_factor_reset" in admin.get("/admin/log").text
    turn_on(admin, clock)
    own = re.findall(r"/admin/people/([0-9a-f]{32})", admin.get("/admin/people?q=ada").text)[0]
    admin.get(f"/admin/people/{own}")
    assert admin.post(f"/admin/people/{own}/second-factor").status_code == 409


def test_recovery_codes_are_kept_as_their_hash(here: Settings, kettle: str, clock: Clock, address: str) -> None:
    _, codes = turn_on(sign_up(Browser(address), here), clock)
    whole = b"".join(p.read_bytes() for p in Path(here.database.removeprefix("sqlite:///")).parent.glob("r.db*"))
    for code in codes:
        assert code.encode() not in whole
        assert plain_recovery_code(code).encode() not in whole
        assert len(plain_recovery_code(f" {code.lower()} ")) == 16
    assert plain_recovery_code("") == plain_recovery_code("O" * 16) == plain_recovery_code("A" * 15) == ""
