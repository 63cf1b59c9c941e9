"""Runs: flows of a launch, started, watched, and what they made.

In: requests to /launches/{launch_id}/runs, /runs/{run_id}, /launches/{launch_id}/files.
Out: runs with their stages; files.
"""

from __future__ import annotations

import mimetypes
from datetime import date
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import Path, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from readiness.actions import results_desk, runs
from readiness.actions.runs import Run
from readiness.portal.api.moments import Moment
from readiness.portal.api.paging import Page, PagingHere
from readiness.portal.api.problems import PREFIX
from readiness.portal.api.program import ProgramHere, api_router
from readiness.portal.guard import AskedHere

router = api_router()
Kind = Literal["launch", "account_decks", "enablement", "measurement"]
_FILE = {"description": "The file", "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}


class OneRun(BaseModel):
    """One run of a flow."""

    run_id: str
    launch_id: str
    kind: str
    state: str = Field(description="asked, running, waiting, done, failed or lost")
    asked_by: str
    asked_at: Moment
    started_at: Moment | None
    ended_at: Moment | None
    said: str = Field(description="what became of it, in one sentence")


class Stage(BaseModel):
    """One stage of a run."""

    stage: str
    state: str
    n_done: int | None
    n_total: int | None
    started_at: Moment | None
    ended_at: Moment | None
    said: str


class Watched(OneRun):
    """One run, stage by stage."""

    stages: list[Stage]
    left_seconds: float | None = Field(description="about how long it still takes; null where nobody can say")


class NewRun(BaseModel):
    """Which flow to start; `as_of` and `sensitivity` are a measurement's."""

    kind: Kind
    as_of: date | None = Field(default=None, description="count up to this day")
    sensitivity: bool = Field(default=True, description="also what the figures hang on, which takes longest")


class MadeFile(BaseModel):
    """One file that was made for a launch."""

    path: str
    stage: str
    href: str


@router.get("/launches/{launch_id}/runs")
def of_launch(here: AskedHere, viewer: ProgramHere, paging: PagingHere, launch_id: str) -> Page[OneRun]:
    """List the runs of a launch, the newest first."""
    found = runs.runs_of_launch(here.settings, viewer, launch_id, here.now, paging.limit, paging.offset)
    return paging.page_of([_said(r) for r in found.rows], found.n)


@router.post("/launches/{launch_id}/runs", status_code=202)
def start(here: AskedHere, viewer: ProgramHere, response: Response, launch_id: str, sent: NewRun) -> OneRun:
    """Start a flow of a launch, which goes on by itself; one at a time."""
    options = {"as_of": sent.as_of.isoformat() if sent.as_of else "", "sensitivity": "" if sent.sensitivity else "no"}
    chosen = options if sent.kind == "measurement" else {}
    run_id = runs.start_run(here.settings, viewer, launch_id, sent.kind, here.now, chosen)
    response.headers["Location"] = f"{PREFIX}/runs/{run_id}"
    return _said(runs.watch_run(here.settings, viewer, run_id, here.now).run)


@router.get("/runs/{run_id}")
def watch(here: AskedHere, viewer: ProgramHere, run_id: Annotated[str, Path(max_length=64)]) -> Watched:
    """Return a run stage by stage, with counts and about how long it still takes."""
    found = runs.watch_run(here.settings, viewer, run_id, here.now)
    stages = [Stage(**{name: getattr(s, name) for name in Stage.model_fields}) for s in found.steps]
    return Watched(**_said(found.run).model_dump(), stages=stages, left_seconds=found.left_seconds)


@router.get("/launches/{launch_id}/files")
def files(here: AskedHere, viewer: ProgramHere, paging: PagingHere, launch_id: str) -> Page[MadeFile]:
    """List the files that were made for a launch and are yours to see."""
    found = runs.made_files(here.settings, viewer, launch_id)
    address = f"{PREFIX}/launches/{quote(launch_id, safe='')}/files/"
    return paging.of([MadeFile(path=f.path, stage=f.stage, href=address + quote(f.path)) for f in found])


@router.get("/launches/{launch_id}/files/{path:path}", response_class=Response, responses={200: _FILE})
def file(here: AskedHere, viewer: ProgramHere, launch_id: str, path: Annotated[str, Path(max_length=500)]) -> Response:
    """Return one of the files that were made for a launch."""
    data = runs.fetch_made(here.settings, viewer, launch_id, path)
    name = path.rsplit("/", 1)[-1]
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(data, media_type=mimetypes.guess_type(name)[0] or "application/octet-stream", headers=headers)


@router.get("/launches/{launch_id}/report")
def report(here: AskedHere, viewer: ProgramHere, paging: PagingHere, launch_id: str) -> Page[MadeFile]:
    """List the files of the last report: the workbook, the page, the brief and the tables."""
    _, found = results_desk.report_files(here.settings, viewer, launch_id)
    address = f"{PREFIX}/launches/{quote(launch_id, safe='')}/report/"
    return paging.of([MadeFile(path=f.name, stage="report", href=address + quote(f.name)) for f in found])


@router.get("/launches/{launch_id}/report/{name}", response_class=Response, responses={200: _FILE})
def report_file(here: AskedHere, viewer: ProgramHere, launch_id: str, name: Annotated[str, Path(max_length=200)]) -> Response:
    """Return a file of the last report; who fetched it is noted."""
    path = results_desk.report_file(here.settings, viewer, launch_id, name, here.now)
    return FileResponse(path, filename=name, media_type=mimetypes.guess_type(name)[0] or "application/octet-stream")


def _said(run: Run) -> OneRun:
    return OneRun(**{name: getattr(run, name) for name in OneRun.model_fields})
