"""Questions: a launch's quiz questions, read and approved.

In: requests to /launches/<launch_id>/questions.
Out: pages; approvals.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from readiness.actions import questions_desk
from readiness.actions.accounts import Viewer
from readiness.errors import ConflictError, NotAllowedError
from readiness.permissions import allowed
from readiness.portal.guard import Asked, AskedHere, Form, SignedForm, ViewerHere
from readiness.portal.listing import Listing, listing
from readiness.portal.pages import page

router = APIRouter()


@router.get("/launches/{launch_id}/questions")
def questions(request: Request, here: AskedHere, viewer: ViewerHere, launch_id: str) -> Response:
    """Show the questions, each with its right answer and what it is about."""
    return _questions(here, viewer, launch_id, listing(request, (), ("state",)))


@router.post("/launches/{launch_id}/questions")
def approve(request: Request, here: AskedHere, viewer: ViewerHere, launch_id: str, form: SignedForm) -> Response:
    """Approve questions as they were read: those chosen, or all that wait; refused in place."""
    asked = listing(request, (), ("state",))
    allowed(viewer, "positioning.approve")
    try:
        n = _approved(here, viewer, launch_id, form)
    except (ConflictError, NotAllowedError) as error:
        return _questions(here, viewer, launch_id, asked, error)
    return RedirectResponse(asked.address(page=asked.page, done=n), status_code=303)


def _approved(here: Asked, viewer: Viewer, launch_id: str, form: Form) -> int:
    if form.get("then") == "all":
        return questions_desk.approve_all_questions(here.settings, viewer, launch_id, form.get("all_seen", ""), here.now)
    picked = [name.removeprefix("pick-") for name in form if name.startswith("pick-")]
    seen = {item_id: form.get(f"seen-{item_id}", "") for item_id in picked}
    return questions_desk.approve_questions(here.settings, viewer, launch_id, seen, here.now)


def _questions(here: Asked, viewer: Viewer, launch_id: str, asked: Listing, error: Exception | None = None) -> Response:
    state = dict(asked.equal).get("state", "")
    found = questions_desk.questions_page(
        here.settings, viewer, launch_id, state if state in questions_desk.STATES else "", asked.page
    )
    done = here.request.query_params.get("done", "")
    return page(
        "questions",
        viewer.language or here.language,
        status=409 if isinstance(error, ConflictError) else 400 if error else 200,
        viewer=viewer,
        is_desk=True,
        here_in="/launches",
        found=found,
        listing=asked,
        rows=questions_desk.ROWS,
        kind="changed" if isinstance(error, ConflictError) else "none" if error else "",
        n_done=int(done) if done.isascii() and done.isdigit() and len(done) < 7 else 0,
    )
