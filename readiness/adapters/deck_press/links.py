"""Links: the addresses of a slide's links, with their tokens.

In: a slide's texts, its links.
Out: addresses that PowerPoint opens without a question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from readiness.adapters.deck_press.marking import TOKEN
from readiness.adapters.deck_press.texts import plain
from readiness.errors import InputError, Problem
from readiness.stages.decks.recipe import SlideFill

_SAFE_START = re.compile(r"(https?://[^/\s]|mailto:[^\s]|tel:[^\s])", re.IGNORECASE)
_KEPT = "/:?#[]@!$&'()*+,;=%~-._"


def addresses(file: str, number: int, fill: SlideFill, links: Mapping[str, str]) -> dict[str, str]:
    """Return relation -> address, without links of which a token is empty.

    Raises:
        InputError: an address that is no web page, mail address or telephone number.
    """
    found: dict[str, str] = {}
    for rid, pattern in links.items():
        values = {t: plain(fill.text.get(t, "")).strip() for t in TOKEN.findall(pattern)}
        if not all(values.values()):
            continue
        address = TOKEN.sub(lambda m, v=values: v[m[1]], pattern)  # type: ignore[misc]
        if not _SAFE_START.match(address):
            expected = "an address that begins with https://, http://, mailto: or tel:"
            raise InputError(
                Problem(file, number, f"{fill.key} / {', '.join(values)}", f"the link goes to {address!r}", expected)
            )
        found[rid] = quote(address, safe=_KEPT)
    return found
