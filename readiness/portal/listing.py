"""Listing: which rows a page shows, as its address says, and the addresses of the pages beside it.

In: the query of an address.
Out: Listing: what is wanted of a table, links that change one thing and keep the rest.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

from readiness.actions.wanted import Wanted

ROWS = 50
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Listing:
    """What an address asks of a table: `q` words, `by` a column to sort by, `down`, `page` from 1, and columns to be equal."""

    path: str
    q: str = ""
    by: str = ""
    down: bool = False
    page: int = 1
    equal: tuple[tuple[str, str], ...] = ()

    def wanted(self, numbers: Collection[str] = (), rows: int = ROWS) -> Wanted:
        """Return what to ask for; `numbers` are the columns that sort as numbers."""
        return Wanted(
            equal=dict(self.equal),
            search=self.q,
            order_by=self.by,
            is_number=self.by in numbers,
            descending=self.down,
            limit=rows,
            offset=(self.page - 1) * rows,
        )

    def address(self, **changes: str | int | bool) -> str:
        """Return the address with something changed; whatever is changed but the page, the first page is shown."""
        now: dict[str, str | int | bool] = {"q": self.q, "by": self.by, "down": self.down, **dict(self.equal)}
        now |= changes
        said = {k: str(int(v)) if isinstance(v, bool) else str(v) for k, v in now.items() if v not in ("", False)}
        if said.get("page") == "1":
            del said["page"]
        return self.path + (f"?{urlencode(said)}" if said else "")

    def sorted_by(self, column: str) -> str:
        """Return the address that sorts by a column, the other way round where it does already."""
        return self.address(by=column, down=self.by == column and not self.down)


def listing(request: Request, sortable: Collection[str] = (), filters: Collection[str] = ()) -> Listing:
    """Return what a request asks for; a column that cannot be sorted or filtered by is passed over."""
    asked = request.query_params
    page = asked.get("page", "1")
    return Listing(
        path=request.url.path,
        q=asked.get("q", "")[:100].strip(),
        by=asked.get("by", "") if asked.get("by", "") in sortable else "",
        down=asked.get("down", "") == "1",
        page=min(int(page), MOST_PAGES) if page.isascii() and page.isdigit() and len(page) < 7 and int(page) > 0 else 1,
        equal=tuple((name, asked[name][:200]) for name in filters if asked.get(name)),
    )
