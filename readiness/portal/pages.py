"""Pages: templates rendered with their words, and the files they need.

In: a template's name, a language, facts.
Out: HTML; the address of a file that changes with its content.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from readiness.permissions import Viewer
from readiness.portal.nav import entries_of
from readiness.portal.tabs import tabs_of
from readiness.portal.texts import long_day, moment, money, number, pattern, percent, say_in

STATIC = Path(__file__).resolve().parent / "static"
_PAGES = Environment(
    loader=PackageLoader("readiness.portal"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def page(name: str, language: str, *, status: int = 200, viewer: Viewer | None = None, **facts: Any) -> HTMLResponse:
    """Return a rendered page.

    `is_desk=True` gives a page the width of a desk's screen; `here_in` is the address in the navigation that the page is under.
    """
    words = {
        "say": say_in(language),
        "pattern": lambda key: pattern(language, key),
        "day": lambda day: long_day(day, language),
        "percent": lambda share: percent(share, language),
        "moment": lambda at: moment(at, language),
        "money": lambda amount, currency: money(amount, currency, language),
        "number": lambda value, digits=0: number(value, language, digits),
        "language": language,
        "entries": entries_of(viewer) if viewer else [],
        "viewer": viewer,
        "launch_tabs": lambda launch_id: tabs_of(viewer, launch_id),
        "may_sign_out": True,
        "is_desk": False,
        "here_in": "",
        "static": static_address,
    }
    html = _PAGES.get_template(f"{name}.html.j2").render(**{**words, **facts})
    return HTMLResponse(html, status_code=status)


@cache
def static_address(name: str) -> str:
    """Return the address of a static file, another one whenever its content is."""
    return f"/static/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"
