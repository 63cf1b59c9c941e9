"""Sending one message: signed as said, to public addresses alone, not following, not waiting for ever."""

from __future__ import annotations

import socket
import subprocess
import time
from datetime import UTC, datetime

import pytest

from readiness.adapters import webhook_post
from readiness.adapters.webhook_post import checked_url, post
from readiness.errors import InputError
from tests.receivers import receiving

AT = datetime(2025, 1, 8, 9, 0, tzinfo=UTC)
BODY = '{"event": "report.ready", "name": "Löwe ☕"}'


def openssl_mac(secret: str, message: bytes) -> str:
    """Return an HMAC-SHA256 as another program computes it."""
    told = subprocess.run(["openssl", "dgst", "-sha256", "-hmac", secret], input=message, capture_output=True, check=True)
    return told.stdout.decode().strip().rsplit(" ", 1)[1]


def test_the_signature_is_what_another_program_computes() -> None:
    with receiving() as receiver:
        assert post(receiver.url + "/hook?x=1", "whsec_s", BODY, AT, may_be_private=True) == webhook_post.Posted(
            arrived=True, answer="HTTP 200"
        )
    headers, body = receiver.came[0]
    stamp, mac = (part.split("=", 1)[1] for part in headers["Readiness-Signature"].split(","))
    assert (stamp, body) == ("1736326800", BODY.encode())
    assert mac == openssl_mac("whsec_s", f"{stamp}.".encode() + body)
    assert headers["Content-Type"].startswith("application/json")


@pytest.mark.parametrize(("answer", "arrived"), [(200, True), (204, True), (299, True), (300, False), (404, False), (500, False)])
def test_only_2xx_has_arrived(answer: int, arrived: bool) -> None:
    with receiving(answer) as receiver:
        assert post(receiver.url, "s", BODY, AT, may_be_private=True).arrived is arrived


def test_a_redirect_is_not_followed() -> None:
    with receiving("redirect") as receiver:
        posted = post(receiver.url, "s", BODY, AT, may_be_private=True)
    assert (posted.arrived, posted.answer, len(receiver.came)) == (False, "HTTP 302, not followed", 1)


@pytest.mark.parametrize("how", ["hang", "drip"])
def test_one_that_hangs_is_left(how: str) -> None:
    with receiving(how) as receiver:
        began = time.monotonic()
        posted = post(receiver.url, "s", BODY, AT, may_be_private=True, seconds=0.5)
        assert time.monotonic() - began < 3
    assert not posted.arrived


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    posted = post(f"http://127.0.0.1:{port}/", "s", BODY, AT, may_be_private=True)
    assert (posted.arrived, posted.answer[:21]) == (False, "it cannot be reached:")


INSIDE = """
127.0.0.1 127.1 2130706433 0x7f000001 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 224.0.0.1 255.255.255.255
localhost [::1] [::] [::ffff:127.0.0.1] [::ffff:10.0.0.1] [fe80::1] [fd00::1] [64:ff9b::7f00:1] [2002:7f00:1::] [ff02::1]
""".split()


@pytest.mark.parametrize("host", INSIDE)
def test_nothing_is_sent_inside(host: str) -> None:
    posted = post(f"http://{host}:9/", "s", BODY, AT, seconds=5)
    assert not posted.arrived
    # some of these a system cannot even make an address of; none may be connected to
    assert "not a public one" in posted.answer or "cannot be reached: " in posted.answer
    if host[0] != "[" or host in ("[::1]", "[::ffff:127.0.0.1]", "[fd00::1]"):
        assert "not a public one" in posted.answer


def test_a_public_address_is_one() -> None:
    assert all(webhook_post._is_outside(a) for a in ("93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"))


def test_a_name_that_means_another_address_a_moment_later_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that was looked at is the one connected to: a name server that changes its mind wins nothing."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def changing(host: str, port: int, *args: object, **more: object) -> object:
        asked.append(host)
        return real("127.0.0.1", port, *args, **more)  # type: ignore[arg-type]

    with receiving() as receiver:
        monkeypatch.setattr(socket, "getaddrinfo", changing)
        port = receiver.url.rsplit(":", 1)[1]
        assert post(f"http://changing.example:{port}/", "s", BODY, AT, may_be_private=True).arrived
        assert asked == ["changing.example"]
        assert receiver.came[0][0]["Host"] == f"changing.example:{port}"


def test_of_several_addresses_one_inside_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
    assert "not a public one" in post("http://two.example/", "s", BODY, AT).answer


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "ftp://example.com",
        "file:///etc/passwd",
        "http://",
        "http://user:pass@example.com/",
        "https://example.com/#x",
        "http://exa mple.com",
        "http://example.com/\r\nX: y",
        "javascript:alert(1)",
        "http://example.com:99999/",
        "http://[::1",
        "https://ü.de/",
        "http://example.com/" + "x" * 2_000,
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(InputError):
        checked_url(url)


def test_https_is_checked_against_its_name() -> None:
    """A server that speaks no TLS, or with a certificate of its own, gets nothing."""
    with receiving() as receiver:
        posted = post(receiver.url.replace("http:", "https:"), "s", BODY, AT, may_be_private=True, seconds=3)
    assert (posted.arrived, receiver.came) == (False, [])
