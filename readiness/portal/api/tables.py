"""Tables: every published table of a launch, as JSON or as CSV.

In: requests to /launches/{launch_id}/tables.
Out: which tables there are; their rows that are the person's to see.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from readiness.actions import published_tables
from readiness.actions.wanted import Wanted
from readiness.portal.api.moments import Moment
from readiness.portal.api.paging import Page, PagingHere
from readiness.portal.api.program import ProgramHere, api_router
from readiness.portal.guard import AskedHere

router = api_router()
Where = Annotated[
    list[Annotated[str, Field(pattern=r"^[a-z0-9_]{1,64}:", max_length=300)]],
    Query(max_length=10, description="`column:value`; rows that are equal in every one"),
]
_CSV = {"description": "The rows; as CSV all of them at once", "content": {"text/csv": {"schema": {"type": "string"}}}}


class Table(BaseModel):
    """One published table; `n_rows` counts all of it, of which you may see a part."""

    name: str
    header: list[str]
    n_rows: int
    as_of: str = Field(description="the day its figures hold for; empty for what has none")
    made_at: Moment


class Rows(Page[dict[str, str]]):
    """One page of a table's rows, each cell as text, as in the CSV file."""

    name: str
    header: list[str]
    as_of: str
    made_at: Moment


@router.get("/launches/{launch_id}/tables")
def tables(here: AskedHere, viewer: ProgramHere, paging: PagingHere, launch_id: str) -> Page[Table]:
    """List the tables of a launch that you may look into."""
    found = published_tables.tables(here.settings, viewer, launch_id)
    return paging.of(
        [Table(name=t.name, header=list(t.header), n_rows=t.n_rows, as_of=t.as_of, made_at=t.made_at) for t in found]
    )


@router.get("/launches/{launch_id}/tables/{name}", response_model=Rows, responses={200: _CSV})
def table(
    here: AskedHere, viewer: ProgramHere, paging: PagingHere, request: Request, launch_id: str, name: str,
    q: Annotated[str, Query(max_length=100, description="words that a row holds in an id or a name")] = "",
    by: Annotated[str, Query(max_length=64, description="the column to sort by; none: as published")] = "",
    down: Annotated[bool, Query(description="the other way round")] = False,
    is_number: Annotated[bool, Query(description="whether the column sorts as numbers")] = False,
    where: Where = [],  # noqa: B006 - FastAPI copies it
) -> Rows | Response:  # fmt: skip
    """Return rows of a table: a page as JSON, or, asked with `Accept: text/csv`, all of them as CSV."""
    equal = dict(part.split(":", 1) for part in where)
    wanted = Wanted(equal, q, by, is_number, down, paging.limit, paging.offset)
    if "text/csv" in request.headers.get("accept", ""):
        pieces = published_tables.table_csv(here.settings, viewer, launch_id, name, wanted, here.now)
        return StreamingResponse(pieces, media_type="text/csv; charset=utf-8")
    found = published_tables.table(here.settings, viewer, launch_id, name, wanted, here.now)
    paging.told(found.n)
    about = {"name": name, "header": list(found.header), "as_of": found.as_of, "made_at": found.made_at}
    return Rows(items=[dict(r) for r in found.rows], total=found.n, page=paging.page, limit=paging.limit, **about)
