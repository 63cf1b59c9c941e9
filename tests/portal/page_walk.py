"""A walk through the portal as somebody who signed in: every page that links lead to, one of each kind, without writing.

In: a client that is signed in; the portal's routes.
Out: page -> an address of it; the files a page needs.
"""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Callable
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
from fastapi import FastAPI, routing

HREF = re.compile(r'<a [^>]*?href="([^"]+)"')
ASSET = re.compile(r'(?:<link [^>]*?href|<script [^>]*?src|<img [^>]*?src)="([^"]+)"')
NO_PAGE = re.compile(r"\.(zip|csv|xlsx|pptx|html|ics|md|yaml|json|svg|gift|xml|png)$|/(file|pdf|raw|kit|picture)$")
MOST_OF_A_KIND, MOST_PAGES = 3, 400


def kinds_of(app: FastAPI) -> Callable[[str], str]:
    """Return what gives the route that a path leads to, such as /launches/{launch_id}."""
    found: list[tuple[re.Pattern[str], str]] = []
    for context in routing.iter_route_contexts(app.routes):
        route = getattr(context, "route", context)
        path = str(getattr(context, "path", "") or getattr(route, "path", ""))
        if "GET" in (getattr(context, "methods", None) or getattr(route, "methods", None) or ()):
            parts = re.split(r"(\{[^}]+\})", path)
            pattern = "".join((".+" if ":path" in p else "[^/]+") if p.startswith("{") else re.escape(p) for p in parts)
            found.append((re.compile(pattern), path))
    return lambda path: next((name for pattern, name in found if pattern.fullmatch(path)), path)


def walk(client: httpx.Client, kind_of: Callable[[str], str]) -> dict[str, str]:
    """Return kind of page -> an address of it, of every page that can be reached from the first by links.

    Pages that differ in what their query asks for (search, filter, order) are kinds of their own.
    """
    found: dict[str, str] = {}
    seen: dict[str, int] = {}
    waiting, known = deque(["/"]), {"/"}
    while waiting and len(known) < MOST_PAGES * MOST_OF_A_KIND:
        address = waiting.popleft()
        answer = client.get(address)
        if answer.is_redirect:
            _add(client, answer.headers["location"], "/", waiting, known, seen, kind_of)
            continue
        if answer.status_code == 200 and answer.headers.get("content-type", "").startswith("text/html"):
            found.setdefault(_kind(address, kind_of), address)
            for link in HREF.findall(answer.text):
                _add(client, html.unescape(link), address, waiting, known, seen, kind_of)
    return found


def _kind(address: str, kind_of: Callable[[str], str]) -> str:
    parts = urlsplit(address)
    asked = sorted({name for name, _ in parse_qsl(parts.query)})
    return kind_of(parts.path) + (f"?{'&'.join(asked)}" if asked else "")


def _add(
    client: httpx.Client, link: str, base: str, waiting: deque[str], known: set[str], seen: dict[str, int],
    kind_of: Callable[[str], str],
) -> None:  # fmt: skip
    parts = urlsplit(urljoin(str(client.base_url.join(base)), link))
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    if parts.netloc != urlsplit(str(client.base_url)).netloc or address in known or NO_PAGE.search(parts.path):
        return
    kind = _kind(address, kind_of)
    if seen.get(kind, 0) < MOST_OF_A_KIND:
        seen[kind] = seen.get(kind, 0) + 1
        known.add(address)
        waiting.append(address)


def assets_of(client: httpx.Client, address: str) -> dict[str, int]:
    """Return the bytes over the wire of a page and of every file that it needs at once."""
    answer = client.get(address)
    sizes = {address: answer.num_bytes_downloaded}
    for link in dict.fromkeys(html.unescape(a) for a in ASSET.findall(answer.text)):
        sizes[link] = client.get(urljoin(address, link)).num_bytes_downloaded
    return sizes
