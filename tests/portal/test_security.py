"""What must not work: forged forms, other people's quizzes, stolen or old links, guessing, scripts in texts."""

from __future__ import annotations

import csv
import io
import re
import stat
from pathlib import Path

import httpx
import pytest

from readiness.actions import accounts
from readiness.adapters.db.store import engine
from readiness.portal.app import HEADERS, portal
from readiness.portal.guard import own_path
from readiness.settings import Settings
from tests.portal.taking import NOW, PASSWORD, Browser, Clock, add, approve_quiz, link_of, served, sign_up

SHORT = "x" * 11


def sign_in(browser: Browser, password: str = PASSWORD, email: str = "ana@example.com", then: str = "/") -> httpx.Response:
    """Sign in by password."""
    browser.get("/sign-in")
    return browser.post("/sign-in", email=email, password=password, next=then)


def test_a_rep_cannot_see_or_touch_the_quiz_of_another(here: Settings, kettle: str, address: str) -> None:
    mine, other = Browser(address).enter(here, "r1"), Browser(address).enter(here, "r2")
    sitting = mine.begin()
    item = mine.items[0]
    other.get("/")
    csrf = other.csrf or "none"
    never_was = "f" * 32
    for sitting_id in (sitting, never_was):
        for below in ("", "/review", "/state"):
            assert other.get(f"/sittings/{sitting_id}{below}").status_code == 404
        for below in ("/answers", "/hand-in"):
            fields = {"csrf": csrf, "number": "10001", f"q-{item}": "0"}
            assert other.client.post(f"/sittings/{sitting_id}{below}", data=fields).status_code == 404
    unknown, foreign = other.get(f"/sittings/{never_was}").text, other.get(f"/sittings/{sitting}").text
    assert unknown == foreign
    assert "checked" not in mine.get(f"/sittings/{sitting}").text


@pytest.mark.parametrize("role", ["admin", "marketing", "channel_manager", "manager", "ops"])
def test_quizzes_are_for_reps(here: Settings, kettle: str, browser: Browser, role: str) -> None:
    sign_up(browser, here, role=role)
    assert browser.get("/").status_code == 200
    assert browser.client.post(f"/launches/{kettle}/quiz", data={"csrf": browser.csrf}).status_code == 403
    assert browser.get(f"/sittings/{'0' * 32}").status_code == 403


@pytest.mark.parametrize(
    "then",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/%0d%0aX: y",
        "/x\r\nSet-Cookie: a=b",
        "javascript:1",
        "",
        "x",
    ],
)
def test_signing_in_goes_to_no_other_site(here: Settings, kettle: str, browser: Browser, then: str) -> None:
    sign_up(browser, here)
    browser.client.follow_redirects = False
    answer = sign_in(browser, then=then)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "a=b" not in str(answer.headers)
    assert own_path("/sittings/ab12") == "/sittings/ab12"


def test_a_text_with_markup_is_shown_as_text(here: Settings, small_launch: Path, browser: Browser) -> None:
    """A rep's name, the launch's name and the needs that make stems and options hold markup; none of it becomes any."""
    evil = "<img src=x onerror=alert(1)>"
    for name, old in (("reps.csv", "Ana Ruiz"), ("launch.yaml", "name: Kettle 2"), ("requirements.csv", "Boiling must not take")):
        file = small_launch / name
        new = f'name: "Kettle 2 {evil}"' if name == "launch.yaml" else f"{evil} {old}"
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    approve_quiz(here, small_launch)
    browser.enter(here, "r1")
    shown = browser.page.text
    sitting = browser.begin()
    shown += browser.page.text
    browser.post(f"/sittings/{sitting}/hand-in")
    shown += browser.page.text
    assert "<img src=x" not in shown
    assert shown.count("&lt;img src=x onerror=alert(1)&gt;") > 4


def test_pages_carry_strict_headers_and_no_script_or_style_inside(here: Settings, kettle: str, browser: Browser) -> None:
    browser.enter(here, "r1")
    sitting = browser.begin()
    for path in ("/", "/sign-in", f"/sittings/{sitting}", "/nothing", "/static/quiz.js", "/health"):
        answer = browser.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
        if "text/html" in answer.headers["content-type"]:
            assert answer.headers["cache-control"] == "no-store"
            assert re.findall(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|javascript:", answer.text) == []
            assert re.findall(r'(?:src|href|action)="(?!/|#)', answer.text) == []
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def test_a_sign_in_has_a_new_secret_whatever_the_device_brought(here: Settings, kettle: str, address: str) -> None:
    browser = sign_up(Browser(address), here)
    first = browser.client.cookies["readiness"]
    sign_in(browser)
    second = browser.client.cookies["readiness"]
    assert first != second
    planted = Browser(address)
    planted.client.cookies.set("readiness", "chosen-by-somebody-else", domain="127.0.0.1", path="/")
    planted.get(link_of(here, "r1", kettle))
    assert "chosen-by-somebody-else" not in planted.client.cookies.jar._cookies["127.0.0.1"]["/"]["readiness"].value
    assert second not in Path(here.database.removeprefix("sqlite:///")).read_bytes().decode("latin-1")


def test_cookies_are_kept_from_scripts_and_from_plain_http(here: Settings, kettle: str, clock: Clock, browser: Browser) -> None:
    browser.client.follow_redirects = False
    told = browser.get(link_of(here, "r1", kettle)).headers["set-cookie"]
    assert re.match(r"readiness=[\w-]{43}; HttpOnly; Max-Age=\d+; Path=/; SameSite=lax$", told)
    safe = here.model_copy(update={"portal_url": "https://readiness.example.com"})
    with served(portal(safe, clock)) as address:
        answer = httpx.get(address + link_of(here, "r1", kettle))
    assert re.match(
        r"__Host-readiness=[\w-]{43}; HttpOnly; Max-Age=\d+; Path=/; SameSite=lax; Secure$", answer.headers["set-cookie"]
    )
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_guessing_ends_after_a_few_tries(here: Settings, kettle: str, clock: Clock, address: str) -> None:
    browser = sign_up(Browser(address), here)
    guesses = [sign_in(browser, f"wrong password {n}").status_code for n in range(7)]
    assert guesses == [403] * 5 + [429] * 2
    assert sign_in(browser).status_code == 429
    clock.move(minutes=16)
    assert sign_in(browser).url.path == "/"


def test_an_unknown_address_and_a_wrong_password_look_alike(here: Settings, kettle: str, browser: Browser) -> None:
    sign_up(browser, here)
    known, unknown = sign_in(browser, "wrong password").text, sign_in(browser, email="bob@example.com").text
    assert re.sub(r"\w+@example.com", "", known) == re.sub(r"\w+@example.com", "", unknown)


def test_a_password_link_works_once_and_for_a_week(here: Settings, kettle: str, clock: Clock, address: str) -> None:
    path = add(here, "ana@example.com")
    browser = Browser(address)
    assert browser.get(path).status_code == 200
    assert browser.get(path).status_code == 200  # a mail program that looks at links does not use it up
    assert browser.post(path, password=SHORT).status_code == 400
    assert browser.post(path, password=PASSWORD).url.path == "/"
    assert browser.get(path).status_code == 403
    late = add(here, "bo@example.com", rep_id="r2")
    clock.move(days=7, seconds=1)
    assert Browser(address).get(late).status_code == 403


def test_a_new_link_ends_the_password_and_every_sign_in(here: Settings, kettle: str, clock: Clock, address: str) -> None:
    browser = sign_up(Browser(address), here)
    accounts.new_link(here, "ANA@example.com ", clock())
    assert browser.get("/").url.path == "/sign-in"
    assert sign_in(browser).status_code == 403


def test_a_disabled_account_is_out_at_once(here: Settings, kettle: str, clock: Clock, address: str) -> None:
    browser = sign_up(Browser(address), here)
    link = httpx.URL(accounts.new_link(here, "ana@example.com", clock())).path
    Browser(address).post(link, password=PASSWORD)
    accounts.disable_user(here, "ana@example.com")
    assert browser.get("/").url.path == "/sign-in"
    assert browser.get(link).status_code == 403
    assert [a.state for a in accounts.list_users(here)] == ["disabled"]


def test_a_sign_in_ends_by_itself(here: Settings, kettle: str, clock: Clock, address: str) -> None:
    browser = sign_up(Browser(address), here)
    clock.move(days=2)
    assert browser.get("/").url.path == "/"
    clock.move(days=2)
    assert browser.get("/").url.path == "/"
    clock.move(days=3, seconds=1)
    assert browser.get("/").url.path == "/sign-in"


def test_signing_out_ends_it_on_the_server_too(here: Settings, kettle: str, address: str) -> None:
    browser = sign_up(Browser(address), here)
    token = browser.client.cookies["readiness"]
    assert browser.post("/sign-out").url.path == "/sign-in"
    stolen = httpx.get(address + "/", cookies={"readiness": token})
    assert stolen.headers["location"].startswith("/sign-in")


def test_quiz_links_open_quizzes_of_one_launch_until_they_end(
    here: Settings, kettle: str, clock: Clock, address: str, tmp_path: Path
) -> None:
    out = tmp_path / "new" / "links.csv"
    assert accounts.write_quiz_links(here, kettle, out, NOW, days=10) == 4
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert [(r["rep_id"], r["expires_on"]) for r in rows] == [(f"r{n}", "2024-02-11") for n in (1, 2, 3, 4)]
    path = httpx.URL(rows[1]["link"]).path
    browser = Browser(address)
    assert "Bo Li" in browser.get(path).text
    assert "Bo Li" in Browser(address).get(path).text  # on another device, as often as wanted
    assert path.rsplit("/", 1)[1] not in Path(here.database.removeprefix("sqlite:///")).read_bytes().decode("latin-1")
    clock.move(days=10, seconds=1)
    assert Browser(address).get(path).status_code == 403
    assert browser.get("/").url.path == "/sign-in"


def test_new_quiz_links_end_the_old_ones(here: Settings, kettle: str, address: str, tmp_path: Path) -> None:
    out = tmp_path / "links.csv"
    accounts.write_quiz_links(here, kettle, out, NOW)
    old = httpx.URL(next(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))["link"]).path
    browser = Browser(address)
    browser.get(old)
    accounts.write_quiz_links(here, kettle, out, NOW)
    assert browser.get("/").url.path == "/sign-in"
    assert browser.get(old).status_code == 403


def test_what_is_too_large_or_without_length_is_refused(browser: Browser) -> None:
    assert browser.client.post("/sign-in", data={"email": "x" * 300_000}).status_code == 413
    assert browser.client.post("/sign-in", content=iter([b"csrf=", b"x"])).status_code == 413


def test_a_fault_is_one_page_and_nothing_of_its_cause(here: Settings, kettle: str, clock: Clock) -> None:
    app = portal(here, clock)

    @app.get("/fault")
    def fault() -> None:
        raise RuntimeError("secret of the house")

    with served(app) as address:
        answer = httpx.get(address + "/fault")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.text
    assert "secret" not in answer.text


def test_a_database_that_is_down_is_said_so(clock: Clock, tmp_path: Path) -> None:
    down = Settings(home=tmp_path, database_url="postgresql://x@127.0.0.1:1/none")
    with served(portal(down, clock)) as address:
        for path in ("/health", "/"):
            answer = httpx.get(address + path, cookies={"readiness": "x" * 43})
            assert answer.status_code == 503
            assert "127.0.0.1:1" not in answer.text
    engine(down.database).dispose()
