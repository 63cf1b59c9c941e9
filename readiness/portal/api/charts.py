"""Charts: what the last measurement drew, as a spec, as SVG, as PNG, and as a table.

In: requests to /launches/{launch_id}/charts.
Out: charts.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Path, Query, Response
from pydantic import BaseModel, Field

from readiness.actions import results_desk
from readiness.portal.api.paging import Page, PagingHere
from readiness.portal.api.problems import PREFIX
from readiness.portal.api.program import ProgramHere, api_router
from readiness.portal.guard import AskedHere

router = api_router()
_PICTURES = {
    "description": "The picture",
    "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("image/svg+xml", "image/png")},
}


class Chart(BaseModel):
    """One chart, with the same figures as a table."""

    name: str
    title: str
    says: str = Field(description="one sentence for people who cannot see it")
    note: str = Field(description="what is not drawn, and why")
    as_of: str
    header: list[str]
    rows: list[list[str | int | float | None]]
    href: str = Field(description="where its spec and pictures are: add /spec, /picture.svg or /picture.png")


@router.get("/launches/{launch_id}/charts")
def charts(here: AskedHere, viewer: ProgramHere, paging: PagingHere, launch_id: str) -> Page[Chart]:
    """List the charts of the last measurement that are yours to see."""
    found = results_desk.overview(here.settings, viewer, launch_id)
    return paging.of(
        [
            Chart(
                name=c.name, title=c.title, says=c.says, note=c.note, as_of=c.as_of, header=list(c.header),
                rows=[list(row) for row in c.rows], href=f"{PREFIX}/launches/{launch_id}/charts/{c.name}",
            )
            for c in found.charts
        ]
    )  # fmt: skip


@router.get("/launches/{launch_id}/charts/{name}/spec")
def spec(here: AskedHere, viewer: ProgramHere, launch_id: str, name: str) -> dict[str, Any]:
    """Return a chart as a Vega-Lite spec, its figures in it."""
    found = results_desk.chart_drawing(here.settings, viewer, launch_id, name, "spec")
    return dict(found) if not isinstance(found, str) else {}


@router.get("/launches/{launch_id}/charts/{name}/picture.{kind}", response_class=Response, responses={200: _PICTURES})
def picture(
    here: AskedHere, viewer: ProgramHere, launch_id: str, name: str, kind: Annotated[Literal["svg", "png"], Path()],
    width: Annotated[int, Query(ge=100, le=4_000, description="of a PNG, in pixels")] = 1_200,
) -> Response:  # fmt: skip
    """Return a chart as SVG or PNG."""
    if kind == "svg":
        found = results_desk.chart_drawing(here.settings, viewer, launch_id, name, "picture")
        return Response(str(found), media_type="image/svg+xml")
    return Response(results_desk.chart_png(here.settings, viewer, launch_id, name, width), media_type="image/png")
