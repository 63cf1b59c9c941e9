"""Weekly: what changed, who owes what, go or no-go.

In: requests.
Out: pages.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from readiness.actions import go_desk
from readiness.permissions import Viewer
from readiness.portal.figures import figures_in
from readiness.portal.guard import Asked, AskedHere, SignedForm, ViewerHere
from readiness.portal.pages import page

router = APIRouter()


@router.get("/weekly")
def weekly(here: AskedHere, viewer: ViewerHere) -> Response:
    """Show the week of a launch on one page, which can be printed."""
    found = go_desk.week_page(here.settings, viewer, here.request.query_params.get("launch", "")[:64], here.now)
    return _page(here, viewer, "week", here_in="/weekly", found=found, today=here.now.date())


@router.get("/launches/{launch_id}/go")
def go(launch_id: str, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show whether a launch can go, each fact with what it is counted from."""
    found = go_desk.go_page(here.settings, viewer, launch_id, here.now)
    return _page(here, viewer, "go", here_in="/launches", found=found, problem="", why="", chosen="")


@router.post("/launches/{launch_id}/go")
def decide(launch_id: str, form: SignedForm, here: AskedHere, viewer: ViewerHere) -> Response:
    """Decide that a launch goes, waits or stops."""
    chosen, why = form.get("decision", ""), form.get("why", "")
    if chosen not in go_desk.DECISIONS or not why.strip():
        found = go_desk.go_page(here.settings, viewer, launch_id, here.now)
        facts = {"found": found, "problem": "go_incomplete", "why": why, "chosen": chosen}
        return _page(here, viewer, "go", status=400, here_in="/launches", **facts)
    go_desk.decide_go(here.settings, viewer, launch_id, chosen, why, here.now)
    return RedirectResponse(f"/launches/{quote(launch_id, safe='')}/go", status_code=303)


def _page(here: Asked, viewer: Viewer, name: str, *, status: int = 200, here_in: str, **facts: Any) -> Response:
    language = viewer.language or here.language
    shown: dict[str, Any] = {"date_of": date.fromisoformat, **figures_in(language), **facts}
    return page(f"weekly/{name}", language, status=status, viewer=viewer, is_desk=True, here_in=here_in, **shown)
