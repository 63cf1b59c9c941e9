"""Webhook post: one signed message sent to one receiver, and to nobody inside.

In: a receiver's address and secret, a body, the time now.
Out: Posted: whether it arrived, and what was answered or why not.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

from readiness import __version__
from readiness.errors import InputError, Problem

SECONDS = 10.0
"""For all of it: finding the address, connecting, sending, and the first line of the answer."""
SIGNATURE = "Readiness-Signature"
MOST_LENGTH = 2_000
_PLAIN = re.compile(r"[\x21-\x7e]+")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a message; `answer` is `HTTP 200`, or why it did not get there."""

    arrived: bool
    answer: str


class _RefusedError(Exception):
    """Why nothing is sent there."""


def checked_url(url: str) -> str:
    """Return the address of a receiver.

    Raises:
        InputError: it is none that messages can be sent to.
    """
    try:
        parts = urlsplit(url)
        is_fit = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        is_fit = is_fit and "@" not in parts.netloc and not parts.fragment
    except ValueError:
        is_fit = False
    if not is_fit or len(url) > MOST_LENGTH or not _PLAIN.fullmatch(url):
        expected = "http:// or https://, a host, and no password in it, such as https://example.com/readiness"
        raise InputError(Problem("", 0, "url", "this is no address that messages can be sent to", expected))
    return url


def signature(secret: str, body: bytes, at: datetime) -> str:
    """Return the header that proves a message is ours: HMAC-SHA256 over `timestamp.body`."""
    moment = str(int(at.timestamp()))
    mac = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={mac}"


def post(url: str, secret: str, body: str, at: datetime, *, may_be_private: bool = False, seconds: float = SECONDS) -> Posted:
    """Send a signed message; redirects are not followed, and 10 seconds are the most it takes."""
    data, parts = body.encode(), urlsplit(url)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": f"readiness/{__version__}",
        SIGNATURE: signature(secret, data, at),
    }
    found: list[Posted] = []
    over = threading.Event()
    sender = threading.Thread(
        target=lambda: found.append(_sent(parts, data, headers, may_be_private, seconds, over)), daemon=True
    )
    sender.start()
    sender.join(seconds)  # a name server, or an answer of one byte a second, would hold a plain time limit up for ever
    over.set()
    return found[0] if found else Posted(arrived=False, answer=f"no answer within {seconds:g} seconds")


def _sent(
    parts: SplitResult, data: bytes, headers: dict[str, str], may_be_private: bool, seconds: float, over: threading.Event
) -> Posted:
    try:
        connection = _connected(parts, may_be_private, seconds)
    except _RefusedError as error:
        return Posted(arrived=False, answer=str(error))
    except (OSError, UnicodeError) as error:
        return Posted(arrived=False, answer=f"it cannot be reached: {_reason(error)}")
    closing = threading.Timer(seconds, _shut, (connection,))
    closing.daemon = True
    closing.start()
    try:
        if isinstance(connection.sock, ssl.SSLSocket):
            connection.sock.do_handshake()
        connection.request("POST", _target(parts), body=data, headers=headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Posted(arrived=False, answer=f"it broke off: {_reason(error)}" if not over.is_set() else "no answer")
    finally:
        closing.cancel()
        connection.close()
    return Posted(arrived=200 <= status < 300, answer=f"HTTP {status}" + (", not followed" if 300 <= status < 400 else ""))


def _connected(parts: SplitResult, may_be_private: bool, seconds: float) -> http.client.HTTPConnection:
    """Return a connection to the very address that was looked at, whatever the name means a moment later.

    Raises:
        OSError: there is no way there.
        _RefusedError: the name means an address inside.
    """
    host, is_https = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_https else 80)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not may_be_private and not all(_is_outside(str(info[4][0])) for info in found):
        raise _RefusedError("its address is not a public one: messages are not sent inside (READINESS_WEBHOOK_PRIVATE=yes)")
    line = _opened(found, seconds)
    if is_https:
        line = ssl.create_default_context().wrap_socket(line, server_hostname=host, do_handshake_on_connect=False)
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    connection.sock = line
    return connection


def _opened(found: Sequence[tuple[Any, ...]], seconds: float) -> socket.socket:
    last = OSError("no address")
    for family, kind, protocol, _, address in found[:4]:
        sock = socket.socket(family, kind, protocol)
        sock.settimeout(seconds)
        try:
            sock.connect(address)
        except OSError as error:
            sock.close()
            last = error
        else:
            return sock
    raise last


def _is_outside(text: str) -> bool:
    """Say whether an address is a public one, also where it carries another inside."""
    address: Address = ipaddress.ip_address(text.split("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            address = inner
    return address.is_global and not address.is_multicast


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _shut(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", "") or getattr(error, "reason", "") or type(error).__name__)[:200]
