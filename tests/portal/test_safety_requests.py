"""Requests nobody means well: odd paths, queries and lengths, line breaks, other hosts, markup in fields, framing, copies."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

from readiness.actions import accounts
from readiness.adapters.db.store import engine
from readiness.portal.app import HEADERS, portal
from readiness.settings import Settings
from tests.portal.every_route import World, prepared, routes_of
from tests.portal.staffed import AFTER, STAFF
from tests.portal.taking import Browser, Clock, add, served, settings_in, sign_up, signed_in
from tests.portal.test_safety_matrix import OPEN, ROLES, table

ODD_PARTS = [
    "../../../../etc/passwd", "..", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..\\..\\windows\\win.ini", "/etc/passwd", "a\x00b",
    "\U0001f4a5", "x" * 3_000, "' OR 1=1 --", "%", "-1", "99999999999999999999", "\u0661\u0662", "a\r\nb", ".", "C:\\x",
    "{launch_id}", "'\"><x7q>",
]  # fmt: skip
ODD_QUERIES = [
    "page=999999", "page=-1", "page=%00", "page=1e9", "page=\u0661", "by=nonsense", "by=%27%3B--", "by=rep_id&down=x",
    "q=" + "x" * 10_000, "q=%00", "q=%F0%9F%92%A5", "q=%25%5F%27%22%5C", "q=%0d%0a", "launch=%00", "launch=../..", "version=%00",
    "against=x", "status=x", "channel=%00", "first_on=0001-01-01&last_on=9999-12-31", "first_on=x", "as_of=9999-99-99", "lang=xx",
    "done=%3Cx7q%3E", "role=%00", "first_on=-1&act=%00", "launch=" + "x" * 5_000, "&&&==%zz", "page=1&page=2", "form=x&kind=x",
    "next=%0d%0aX:y", "q=%3Cx7q%3E&said=%3Cx7q%3E&at=%3Cx7q%3E&last=%3Cx7q%3E",
]  # fmt: skip


@pytest.fixture(scope="module")
def world(staffed_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, World, Settings]]:
    """Return the address of a portal with two of everything."""
    folder = tmp_path_factory.mktemp("requests")
    shutil.copytree(staffed_once, folder, dirs_exist_ok=True)
    settings = settings_in(folder)
    found = prepared(settings, next((settings.home / "out").iterdir()).name)
    with served(portal(settings, Clock(AFTER))) as address:
        yield address, found, settings
    engine(settings.database).dispose()


def pages(role: str) -> list[str]:
    """Return every address with a page that a role is let in to."""
    at = ROLES.index(role)
    return [p for (m, p), (own, _) in table().items() if m == "GET" and not p.startswith("/api/") and own[at] in "ye"]


def turn(role: str) -> list[str]:
    """Return the pages that this role tries: each is tried by one, by turns of those let in, for what is odd is so to all."""
    taken: list[str] = []
    for number, path in enumerate(sorted({p for r in STAFF for p in pages(r)})):
        let_in = [r for r in STAFF if path in pages(r)]
        taken += [path] if let_in[number % len(let_in)] == role else []
    return taken


def device(address: str, role: str) -> httpx.Client:
    """Return a device signed in as a role, which follows no redirect."""
    client = signed_in(Browser(address), STAFF[role]).client
    client.follow_redirects = False
    return client


@pytest.mark.parametrize("role", STAFF)
def test_no_odd_path_leads_out_of_the_house_or_to_a_fault(world: tuple[str, World, Settings], role: str) -> None:
    address, house, _ = world
    client, wrong = device(address, role), []
    for path in turn(role):
        for part in re.findall(r"\{(\w+)(?::path)?\}", path):
            for odd in ODD_PARTS:
                values = {**house.own, "launch_id": house.launch_id, **house.of_path.get(path, {})}
                values[part] = quote(odd, safe="%") if "%2e" not in odd else odd
                real = path.replace(":path}", "}").format(**values)
                answer = client.get(real)
                if answer.status_code >= 500 or "root:" in answer.text or "[fonts]" in answer.text:
                    wrong.append((real[:120], answer.status_code))
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.parametrize("role", STAFF)
def test_no_odd_query_is_a_fault(world: tuple[str, World, Settings], role: str) -> None:
    address, house, _ = world
    client, wrong = device(address, role), []
    for path in turn(role):
        for query in ODD_QUERIES:
            answer = client.get(f"{house.own_path(path)}?{query}")
            if answer.status_code >= 500 or "<x7q>" in answer.text or "\r\nX:" in str(answer.headers):
                wrong.append((path, query[:60], answer.status_code))
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.parametrize("role", ["admin", "marketing", "ops", "channel_manager", "manager", "rep"])
def test_every_page_has_the_headers_and_nothing_inside_that_they_forbid(world: tuple[str, World, Settings], role: str) -> None:
    """Framing, sniffing, what a page may load, and that nobody's page is kept by anybody in between."""
    address, house, _ = world
    client, wrong = device(address, role), []
    for path in pages(role):
        answer = client.get(house.own_path(path))
        for name, value in HEADERS.items():
            if answer.headers.get(name) != value and not (
                name == "Referrer-Policy" and answer.headers.get(name) == "no-referrer"
            ):
                wrong.append((path, name, answer.headers.get(name)))
        kept = answer.headers.get("cache-control", "")
        if path not in OPEN and "no-store" not in kept and "private" not in kept:
            wrong.append((path, "cache-control", kept))
        if "text/html" in answer.headers.get("content-type", ""):
            inside = re.findall(r"<script(?![^>]* src=)[^>]*>|<style|\son\w+=\"|\sstyle=\"|javascript:", answer.text)
            elsewhere = re.findall(r'(?:src|href|action)="(?!/|#|\?|mailto:)[^"]*"', answer.text)
            wrong += [(path, "inside", inside[:3])] if inside else []
            wrong += [(path, "elsewhere", elsewhere[:3])] if elsewhere else []
        named = answer.headers.get("content-disposition", "")
        if "\r" in named or "\n" in named or "/" in re.sub(r"filename\*=UTF-8''\S+", "", named):
            wrong.append((path, "content-disposition", named))
    assert wrong == [], "\n".join(map(str, wrong))
    assert "frame-ancestors 'none'" in HEADERS["Content-Security-Policy"]


def raw(address: str, request: bytes) -> bytes:
    """Send bytes as they are, and return what comes back at first."""
    where = urlsplit(address)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=10) as line:
        line.sendall(request)
        line.settimeout(10)
        try:
            return line.recv(65_536)
        except TimeoutError:
            return b"nothing"


def test_a_body_is_counted_whatever_its_length_is_said_to_be(here: Settings, kettle: str, address: str) -> None:
    head = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    endless = b"2800\r\n" + b"x" * 0x2800 + b"\r\n"
    for lie in (
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"",
        b"Content-Length: 999999999\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Content-Length: \xd9\xa1\r\n",
    ):
        body = endless * 30 if b"chunked" in lie else b"csrf=x"
        told = raw(address, head + lie + b"\r\n" + body)
        assert re.match(rb"HTTP/1.1 4(00|13|11) ", told), (lie, told[:100])
    # Said to be short, and longer: the rest is no part of the form, and no second request in the name of the first.
    told = raw(address, head + b"Content-Length: 6\r\n\r\ncsrf=xGET /account HTTP/1.1\r\nHost: x\r\n\r\n")
    assert told.startswith(b"HTTP/1.1 403 ")
    assert httpx.get(f"{address}/health").status_code == 200


def test_another_host_in_a_request_stands_in_no_answer(here: Settings, kettle: str, address: str) -> None:
    browser = sign_up(Browser(address), here)
    browser.client.follow_redirects = False
    for headers in ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"}):
        for path in ("/", "/sign-in", "/account", "/nothing", "/sign-in?next=//evil.example/x", "/forgotten", "/account/"):
            answer = browser.client.get(path, headers=headers)
            assert answer.status_code < 500
            assert "evil.example" not in str(answer.headers), (path, headers)
            assert 'href="http' not in answer.text
    page = browser.client.get("/sign-in").text
    token = re.findall(r'name="csrf" value="([^"]+)"', page)[0]
    answer = browser.client.post(
        "/sign-in", data={"csrf": token}, headers={"Host": "good.example", "Origin": "https://evil.example"}
    )
    assert answer.status_code == 403


EVIL = "<img src=x onerror=alert(1)>\"'&"


def test_markup_in_whatever_somebody_types_is_shown_as_text(here: Settings, kettle: str, address: str) -> None:
    path = add(here, "ada@example.com", "admin")
    admin = Browser(address)
    admin.get(path)
    admin.post(path, password="kettles boil before toast")  # noqa: S106 - of a test
    admin.client.headers["user-agent"] = EVIL
    signed_in(admin, "ada@example.com")
    admin.get("/admin/people/new")
    fields = {"role": "rep", "rep_id": EVIL, "channel": EVIL, "manager_id": EVIL, "name": EVIL}
    shown = admin.post("/admin/people", email=f"{EVIL}@example.com", **fields).text
    shown += admin.post("/admin/people", email="eve@example.com", role="ops", name=f"{EVIL}\r\nX: y").text
    shown += admin.get("/admin/people").text
    person = re.findall(r"/admin/people/([0-9a-f]{32})", admin.get("/admin/people?q=eve").text)[0]
    shown += admin.get(f"/admin/people/{person}").text
    shown += admin.post(f"/admin/people/{person}", role="nonsense", name=EVIL).text
    shown += admin.get(f"/admin/log?q={quote(EVIL)}&act={quote(EVIL)}&launch_id={quote(EVIL)}").text
    shown += admin.get(f"/sign-in?next={quote(EVIL)}").text + admin.get("/account").text + admin.get("/admin/installation").text
    admin.client.cookies.clear()
    admin.get("/sign-in")
    shown += admin.post("/sign-in", email=EVIL, password=EVIL, next=EVIL).text
    assert "<img src=x" not in shown
    assert shown.count("&lt;img src=x onerror=alert(1)&gt;") > 8


def test_what_a_name_breaks_is_one_line_in_the_log_and_no_formula_in_its_file(here: Settings, kettle: str, address: str) -> None:
    path = add(here, "ada@example.com", "admin")
    admin = Browser(address)
    admin.get(path)
    admin.post(path, password="kettles boil before toast")  # noqa: S106 - of a test
    admin.get("/admin/people/new")
    admin.post("/admin/people", email="eve@example.com", role="ops", name="=1+1\r\nSet-Cookie: a=b")
    admin.get("/admin/people?q=eve")
    assert "=1+1 Set-Cookie: a=b" in admin.page.text
    file = admin.client.get("/admin/log.csv?q=%0d%0aX:y")
    assert (file.status_code, file.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert re.fullmatch(r'attachment; filename="log-\d{4}-\d\d-\d\d.csv"', file.headers["content-disposition"])
    with pytest.raises(accounts.WrongPasswordError):
        accounts.sign_in(here, '=HYPERLINK("x")', "x", "127.0.0.1", AFTER)
    rows = admin.client.get("/admin/log.csv").text.splitlines()
    assert rows[0] == "at,who,role,act,launch_id,rep_id,about"
    assert [row for row in rows if re.search(r"(^|,)\"?[=+@-]", row)] == []


def test_every_role_can_leave(world: tuple[str, World, Settings]) -> None:
    address, _, _ = world
    for role in STAFF:
        browser = signed_in(Browser(address), STAFF[role])
        browser.get("/account")
        assert browser.post("/sign-out").url.path == "/sign-in"
        assert browser.get("/account").url.path == "/sign-in"
    assert ("POST", "/sign-out") in routes_of(portal(world[2]))
