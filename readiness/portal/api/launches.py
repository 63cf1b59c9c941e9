"""Launches: which there are, how far each has come, and a new one taken in from a ZIP.

In: requests to /launches.
Out: launches, problems.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import Body, Query, Response
from pydantic import BaseModel, Field

from readiness.actions import launch_desk
from readiness.actions.launch_desk import LaunchRow
from readiness.errors import ReadinessError
from readiness.permissions import Viewer, allowed
from readiness.portal.api.paging import Page, PagingHere
from readiness.portal.api.problems import PREFIX
from readiness.portal.api.program import ProgramHere, api_router
from readiness.portal.guard import AskedHere

router = api_router()
ZIP: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The launch folder as a ZIP, 64 MB at most.",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}
State = Literal["making", "waiting", "approved", "decks", "measured"]


class Launch(BaseModel):
    """One launch."""

    launch_id: str
    name: str
    owner: str
    channels: list[str] = Field(description="those that are yours to see")
    currency: str
    positioning_by: date
    ready_by: date
    launch_on: date
    measure_until: date
    state: State = Field(description="the farthest it has come; waiting: for approval")
    n_messages: int
    n_waiting: int = Field(description="messages that nobody approved as they stand")
    n_decks: int
    as_of: date | None = Field(description="the day the last measurement is of")
    next: str = Field(description="what comes next: read, approve, press, train, measure or results")


class LaunchSize(Launch):
    """One launch, and how many of it are yours to see."""

    n_reps: int
    n_accounts: int
    n_contacts: int


class Fault(BaseModel):
    """One fault in one place of a file; row 0 is the file as a whole."""

    file: str
    row: int
    column: str
    what: str
    expected: str


class Taken(BaseModel):
    """A launch that was taken in."""

    launch_id: str
    href: str


@router.get("/launches")
def launches(
    here: AskedHere, viewer: ProgramHere, paging: PagingHere,
    q: Annotated[str, Query(max_length=100, description="words in its id, name or owner")] = "",
    state: State | None = None,
) -> Page[Launch]:  # fmt: skip
    """List the launches that are yours to see, those on sale last the latest first."""
    found = launch_desk.launches_of(here.settings, viewer, here.now)
    words = q.casefold().split()
    fits = [
        row for row in found
        if state in (None, row.state)
        and all(w in f"{row.launch.launch_id} {row.launch.name} {row.launch.owner}".casefold() for w in words)
    ]  # fmt: skip
    return paging.of([Launch(**_said(viewer, row)) for row in fits])


@router.get("/launches/{launch_id}")
def one(here: AskedHere, viewer: ProgramHere, launch_id: str) -> LaunchSize:
    """Return one launch and how far it has come."""
    found = launch_desk.launch_page(here.settings, viewer, launch_id, here.now)
    said = _said(viewer, found.row)
    return LaunchSize(**said, n_reps=found.n_reps, n_accounts=found.n_accounts, n_contacts=found.n_contacts)


@router.get("/launches/{launch_id}/problems")
def problems(here: AskedHere, viewer: ProgramHere, paging: PagingHere, launch_id: str) -> Page[Fault]:
    """List what is wrong with a launch's files as they were taken in, by today's rules."""
    return paging.of([Fault(**asdict(p)) for p in launch_desk.stored_problems(here.settings, viewer, launch_id)])


@router.post("/launches", status_code=201, openapi_extra=ZIP)
def create(
    here: AskedHere, viewer: ProgramHere, response: Response, sent: Annotated[bytes, Body(include_in_schema=False)] = b""
) -> Taken:
    """Take in a launch folder as a ZIP, a new launch or the next state of one; refused with every problem where it has any."""
    draft_id = launch_desk.start_from_files(here.settings, viewer, [("launch.zip", sent)], here.now)
    try:
        launch_id = launch_desk.take_in_draft(here.settings, viewer, draft_id, here.now)
    except ReadinessError:
        launch_desk.throw_draft_away(here.settings, viewer, draft_id, here.now)
        raise
    response.headers["Location"] = f"{PREFIX}/launches/{quote(launch_id, safe='')}"
    return Taken(launch_id=launch_id, href=response.headers["Location"])


def _said(viewer: Viewer, row: LaunchRow) -> dict[str, Any]:
    launch = row.launch
    scope = allowed(viewer, "launches.see")
    return {
        "launch_id": launch.launch_id,
        "name": launch.name,
        "owner": launch.owner,
        "channels": [c for c in launch.channels if scope.covers(channel=c)],
        "currency": launch.currency,
        **asdict(launch.dates),
        "state": row.state,
        "n_messages": row.n_messages,
        "n_waiting": row.n_waiting,
        "n_decks": row.n_decks,
        "as_of": row.as_of,
        "next": row.following,
    }
