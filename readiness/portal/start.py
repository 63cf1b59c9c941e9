"""Start: what a rep owes; health.

In: requests to / and /health.
Out: the start page; one word for whoever watches over the portal.
"""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, JSONResponse

from readiness.actions.portal_health import is_well
from readiness.actions.quiz_taking import owing
from readiness.portal.guard import AskedHere, ViewerHere
from readiness.portal.pages import STATIC, page
from readiness.portal.texts import nearest_language

router = APIRouter()


@router.get("/")
def start(here: AskedHere, viewer: ViewerHere) -> Response:
    """Show what a rep owes."""
    if viewer.role != "rep":
        return page("no_page", here.language, viewer=viewer)
    owed = owing(here.settings, viewer, here.now)
    return page("owing", nearest_language(owed.language or here.language), viewer=viewer, owing=owed)


@router.get("/health")
def health(here: AskedHere) -> Response:
    """Say whether the portal and its database work."""
    is_well(here.settings)
    return JSONResponse({"status": "ok"})


@router.get("/worker.js")
def worker() -> Response:
    """Return the script that keeps an open quiz on the phone; it stands at the top, for it may keep what stands below it."""
    return FileResponse(STATIC / "worker.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"})
