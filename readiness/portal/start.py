"""Start: what a rep owes; health.

In: requests to / and /health.
Out: the start page; one word for whoever watches over the portal.
"""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse

from readiness.actions.portal_health import is_well
from readiness.actions.quiz_taking import owing
from readiness.portal.guard import AskedHere, ViewerHere
from readiness.portal.nav import entries_of
from readiness.portal.pages import STATIC, page
from readiness.portal.texts import nearest_language

router = APIRouter()


@router.get("/")
def start(here: AskedHere, viewer: ViewerHere) -> Response:
    """Show what a rep owes; whoever is no rep goes to the first page of the role."""
    if viewer.role != "rep":
        return RedirectResponse(entries_of(viewer)[0][1], status_code=303)
    owed = owing(here.settings, viewer, here.now)
    return page("owing", nearest_language(owed.language or here.language), viewer=viewer, owing=owed, here_in="/")


@router.get("/health")
def health(here: AskedHere) -> Response:
    """Say whether the portal and its database work."""
    is_well(here.settings)
    return JSONResponse({"status": "ok"})


@router.get("/worker.js")
def worker() -> Response:
    """Return the script that keeps an open quiz on the phone; it stands at the top, for it may keep what stands below it."""
    return FileResponse(STATIC / "worker.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"})
