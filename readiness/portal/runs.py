"""Runs: a flow started and watched, the runs of a launch, the files they made.

In: requests to /launches/.../runs, /launches/.../files and /runs.
Out: pages, files.
"""

from __future__ import annotations

import mimetypes
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from readiness.actions import runs
from readiness.actions.runs import KINDS, RunUnderWayError
from readiness.errors import InputError
from readiness.permissions import may
from readiness.portal.decks import attached
from readiness.portal.guard import Asked, AskedHere, SignedForm, ViewerHere
from readiness.portal.listing import listing
from readiness.portal.pages import page
from readiness.portal.texts import Say, say_in

router = APIRouter()
A_PAGE = 30
MADE = {
    "launch": (("runs_made_decks", "/launches/{id}/decks"), ("runs_made_files", "/launches/{id}/runs#files")),
    "account_decks": (("runs_made_decks", "/launches/{id}/decks"),),
    "enablement": (("runs_made_files", "/launches/{id}/runs#files"),),
    "measurement": (("runs_made_results", "/results?launch={id}"),),
}
"""Kind of run -> where what it made can be seen."""


@router.get("/launches/{launch_id}/runs")
def of_launch(here: AskedHere, viewer: ViewerHere, request: Request, launch_id: str) -> Response:
    """Show the runs of a launch, what can be started, and the files there are."""
    return _of_launch(here, viewer, launch_id, page_number=listing(request).page)


@router.post("/launches/{launch_id}/runs")
def start(here: AskedHere, viewer: ViewerHere, launch_id: str, form: SignedForm) -> Response:
    """Start a flow and watch it; while another runs, or with a day that is none, the page says so."""
    options = {"as_of": form.get("as_of", "")[:10], "sensitivity": form.get("sensitivity", "")[:3]}
    try:
        run_id = runs.start_run(here.settings, viewer, launch_id, form.get("kind", ""), here.now, options)
    except RunUnderWayError:
        return _of_launch(here, viewer, launch_id, status=409)
    except InputError as error:
        if error.problem.column != "as_of":
            raise
        problem = ("as_of", say_in(viewer.language or here.language)("runs_problem_day"))
        return _of_launch(here, viewer, launch_id, status=400, problems=[problem])
    return RedirectResponse(f"/runs/{run_id}", status_code=303)


@router.get("/runs/{run_id}")
def watch(here: AskedHere, viewer: ViewerHere, run_id: str) -> Response:
    """Show how far a run has come."""
    language = viewer.language or here.language
    view = runs.watch_run(here.settings, viewer, run_id, here.now)
    id_ = quote(view.run.launch_id, safe="")
    facts: dict[str, Any] = {
        "view": view,
        "left": left_in_words(view.left_seconds, say_in(language)),
        "made": [(key, path.format(id=id_)) for key, path in MADE.get(view.run.kind, ())],
        "may_start": may(viewer, "runs.start"),
    }
    return page("runs/run", language, viewer=viewer, is_desk=True, here_in="/launches", **facts)


@router.get("/launches/{launch_id}/files/{folder}/{name}")
def file(here: AskedHere, viewer: ViewerHere, launch_id: str, folder: str, name: str) -> Response:
    """Send a file that a run made."""
    data = runs.fetch_made(here.settings, viewer, launch_id, f"{folder}/{name}")
    return attached(data, name, mimetypes.guess_type(name)[0] or "application/octet-stream")


def left_in_words(seconds: float | None, say: Say) -> str:
    """Return about how long something will still take; nothing where nobody knows."""
    if seconds is None:
        return ""
    if seconds < 15:
        return say("runs_left_moment")
    minutes = -(-seconds // 60)
    return say("runs_left_minutes", n=int(minutes)) if seconds > 50 else say("runs_left_seconds", n=int(-(-seconds // 10) * 10))


def _of_launch(
    here: Asked,
    viewer: ViewerHere,
    launch_id: str,
    *,
    status: int = 200,
    problems: list[tuple[str, str]] | None = None,
    page_number: int = 1,
) -> Response:
    offset = (page_number - 1) * A_PAGE
    facts: dict[str, Any] = {
        "found": runs.runs_of_launch(here.settings, viewer, launch_id, here.now, A_PAGE, offset),
        "files": runs.made_files(here.settings, viewer, launch_id),
        "launch_id": launch_id,
        "kinds": KINDS,
        "problems": problems or [],
        "may_start": may(viewer, "runs.start"),
        "today": here.now.date(),
        "asked": listing(here.request),
        "a_page": A_PAGE,
    }
    language = viewer.language or here.language
    return page("runs/list", language, status=status, viewer=viewer, is_desk=True, here_in="/launches", **facts)
