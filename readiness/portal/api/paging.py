"""Paging: which page of a list a program wants, and how it finds the next.

In: limit, page.
Out: Page: items, how many there are; the headers Link (RFC 8288) and X-Total-Count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, Field

T = TypeVar("T")
MOST = 500


class Paging:
    """Which page of a list is wanted."""

    def __init__(
        self,
        request: Request,
        response: Response,
        limit: Annotated[int, Query(ge=1, le=MOST, description="how many at once")] = 50,
        page: Annotated[int, Query(ge=1, le=100_000, description="which page, from 1")] = 1,
    ) -> None:
        """Take in what the address says."""
        self.request, self.response, self.limit, self.page = request, response, limit, page

    @property
    def offset(self) -> int:
        """Return how many come before the page."""
        return (self.page - 1) * self.limit

    def told(self, total: int) -> None:
        """Say in the headers how many there are, and where the other pages are."""
        last = max(-(-total // self.limit), 1)
        pages = {"first": 1, "prev": self.page - 1, "next": self.page + 1, "last": last}
        if self.page >= last:
            del pages["next"]
        if not 1 < self.page <= last + 1:
            del pages["prev"]
        self.response.headers["X-Total-Count"] = str(total)
        self.response.headers["Link"] = ", ".join(f'<{self._address(n)}>; rel="{rel}"' for rel, n in pages.items())

    def cut(self, at_once: int, fetch: Callable[[int], tuple[Sequence[T], int]]) -> tuple[list[T], int]:
        """Return the wanted items and how many there are, from what gives a page of `at_once` by its number."""
        first, last = self.offset // at_once, (self.offset + self.limit - 1) // at_once
        found: list[T] = []
        n = 0
        for number in range(first, last + 1):
            rows, n = fetch(number + 1)
            found += rows
            if n <= (number + 1) * at_once:
                break
        start = self.offset - first * at_once
        self.told(n)
        return found[start : start + self.limit], n

    def page_of(self, items: list[T], n: int) -> Page[T]:
        """Return a page of items that were cut out already."""
        self.told(n)
        return Page[T](items=items, total=n, page=self.page, limit=self.limit)

    def of(self, found: Sequence[T]) -> Page[T]:
        """Return the page of a list that is here whole."""
        return self.page_of(list(found[self.offset : self.offset + self.limit]), len(found))

    def _address(self, page: int) -> str:
        said = [(k, v) for k, v in self.request.query_params.multi_items() if k not in ("page", "limit")]
        return f"{quote(self.request.url.path)}?{urlencode([*said, ('limit', self.limit), ('page', page)])}"


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    items: list[T]
    total: int = Field(description="how many there are on all pages")
    page: int
    limit: int


PagingHere = Annotated[Paging, Depends()]
