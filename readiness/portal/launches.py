"""Launches: the list, and one launch with where it stands. New ones are put together in drafting.

In: requests.
Out: pages.
"""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from readiness.actions import launch_desk
from readiness.permissions import may
from readiness.portal import drafting
from readiness.portal.guard import AskedHere, SignedForm, ViewerHere
from readiness.portal.pages import page

router = APIRouter()
router.include_router(drafting.router)
"""First: /launches/new is no launch."""


@router.get("/launches")
def show_all(here: AskedHere, viewer: ViewerHere) -> Response:
    """Show the launches, and what comes next in each."""
    rows = launch_desk.launches_of(here.settings, viewer, here.now)
    may_change = may(viewer, "launches.change")
    drafts = launch_desk.drafts_of(here.settings, viewer) if may_change else []
    return page(
        "launches/list", viewer.language or here.language, viewer=viewer, is_desk=True, here_in="/launches",
        rows=rows, drafts=drafts, may_change=may_change, today=here.now.date(),
    )  # fmt: skip


@router.get("/launches/{launch_id}")
def show_one(here: AskedHere, viewer: ViewerHere, launch_id: str) -> Response:
    """Show where one launch stands."""
    found = launch_desk.launch_page(here.settings, viewer, launch_id, here.now)
    return page(
        "launches/one", viewer.language or here.language, viewer=viewer, is_desk=True, here_in="/launches",
        found=found, row=found.row, launch=found.row.launch, may=lambda act: may(viewer, act), today=here.now.date(),
    )  # fmt: skip


@router.post("/launches/{launch_id}/change")
def change(here: AskedHere, viewer: ViewerHere, launch_id: str, _form: SignedForm) -> Response:
    """Begin a draft with the files of a launch, to change them."""
    draft_id = launch_desk.start_from_launch(here.settings, viewer, launch_id, here.now)
    return RedirectResponse(f"/launches/drafts/{draft_id}", status_code=303)
