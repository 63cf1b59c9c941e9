"""Positioning: evidence, house of quality, messages and their approval, gaps, and what a new revision makes stale.

In: requests to the pages below /launches/<launch_id>.
Out: pages; files to take along.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from readiness.actions import positioning_desk
from readiness.actions.accounts import Viewer
from readiness.actions.positioning_desk import ApprovalRefusedError, MessageFilter
from readiness.errors import ConflictError, InputError, InvalidInputsError, NotAllowedError, ReadinessError
from readiness.permissions import allowed, may
from readiness.portal.guard import Asked, AskedHere, SignedForm, ViewerHere
from readiness.portal.listing import Listing, listing
from readiness.portal.pages import page
from readiness.portal.uploads import UploadHere

router = APIRouter()
FILTERS = ("segment", "persona", "step", "channel", "voice", "state", "need", "characteristic")
KINDS = {"csv": "text/csv; charset=utf-8", "md": "text/markdown; charset=utf-8"}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SPEC = 20_000_000
ROWS = 20


@router.get("/launches/{launch_id}/evidence")
def evidence(here: AskedHere, viewer: ViewerHere, launch_id: str, at: str = "", last: str = "") -> Response:
    """Show one statement that nobody judged yet."""
    found = positioning_desk.evidence_page(here.settings, viewer, launch_id, at, last)
    return _page(here, viewer, "positioning/evidence", found=found)


@router.post("/launches/{launch_id}/evidence")
def judge(here: AskedHere, viewer: ViewerHere, launch_id: str, form: SignedForm) -> Response:
    """Say what a statement speaks of."""
    key = form.get("statement", "")
    said = form.get("other", "") if form.get("said") == "other" else form.get("said", "")
    positioning_desk.judge_statement(here.settings, viewer, launch_id, key, "" if said == "0" else said, here.now)
    return _to(launch_id, "evidence", at=form.get("following", ""), last=key)


@router.post("/launches/{launch_id}/evidence/undo")
def undo(here: AskedHere, viewer: ViewerHere, launch_id: str, form: SignedForm) -> Response:
    """Take back what was said of a statement."""
    key = form.get("statement", "")
    positioning_desk.take_back(here.settings, viewer, launch_id, key, here.now)
    return _to(launch_id, "evidence/judged") if form.get("then") == "judged" else _to(launch_id, "evidence", at=key)


@router.get("/launches/{launch_id}/evidence/judged")
def judged(request: Request, here: AskedHere, viewer: ViewerHere, launch_id: str) -> Response:
    """Show what was judged so far."""
    asked = listing(request)
    name, rows, n = positioning_desk.judged_statements(here.settings, viewer, launch_id, asked.page)
    return _page(
        here,
        viewer,
        "positioning/judged",
        launch_id=launch_id,
        launch_name=name,
        rows=rows,
        n=n,
        listing=asked,
        may_judge=may(viewer, "evidence.judge"),
    )


@router.get("/launches/{launch_id}/evidence/confirmations.csv")
def confirmations(here: AskedHere, viewer: ViewerHere, launch_id: str) -> Response:
    """Return everything judged, as a file for the launch folder."""
    return _file(positioning_desk.confirmations_file(here.settings, viewer, launch_id), "confirmations.csv")


@router.get("/launches/{launch_id}/house")
def house(here: AskedHere, viewer: ViewerHere, launch_id: str) -> Response:
    """Show the house of quality."""
    return _page(here, viewer, "positioning/house", found=positioning_desk.house_page(here.settings, viewer, launch_id))


@router.get("/launches/{launch_id}/gaps")
def gaps(here: AskedHere, viewer: ViewerHere, launch_id: str) -> Response:
    """Show the gaps both ways."""
    return _page(here, viewer, "positioning/gaps", found=positioning_desk.gaps_page(here.settings, viewer, launch_id))


@router.get("/launches/{launch_id}/positioning/{name}")
def take_along(here: AskedHere, viewer: ViewerHere, launch_id: str, name: str) -> Response:
    """Return a file of the positioning as it is now."""
    return _file(positioning_desk.positioning_file(here.settings, viewer, launch_id, name), name)


@router.get("/launches/{launch_id}/messages")
def messages(request: Request, here: AskedHere, viewer: ViewerHere, launch_id: str) -> Response:
    """Show messages beside what the factory says."""
    return _messages(here, viewer, launch_id, listing(request, (), FILTERS))


@router.post("/launches/{launch_id}/messages")
def approve(request: Request, here: AskedHere, viewer: ViewerHere, launch_id: str, form: SignedForm) -> Response:
    """Approve messages as they were read: one, those chosen, or all that wait; refused in place."""
    asked = listing(request, (), FILTERS)
    try:
        n = _approved(here, viewer, launch_id, form, asked)
    except (ApprovalRefusedError, ConflictError) as error:
        return _messages(here, viewer, launch_id, asked, error)
    except NotAllowedError as error:
        allowed(viewer, "positioning.approve")  # who may not at all gets that page, who chose nothing is told so here
        return _messages(here, viewer, launch_id, asked, error)
    return RedirectResponse(asked.address(page=asked.page, done=n), status_code=303)


@router.get("/launches/{launch_id}/impact")
def ask_impact(here: AskedHere, viewer: ViewerHere, launch_id: str) -> Response:
    """Ask for the new revision."""
    name = positioning_desk.gaps_page(here.settings, viewer, launch_id).name
    return _page(here, viewer, "positioning/impact", launch_id=launch_id, launch_name=name, found=None, problems=[], file="")


@router.post("/launches/{launch_id}/impact")
def impact(here: AskedHere, viewer: ViewerHere, launch_id: str, sent: UploadHere) -> Response:
    """Show what a new revision makes stale; nothing is kept of it."""
    name, data = sent.file("spec") or ("", b"")
    title = positioning_desk.gaps_page(here.settings, viewer, launch_id).name
    facts: dict[str, Any] = {"launch_id": launch_id, "launch_name": title, "file": name}
    if not name or len(data) > MOST_SPEC:
        return _page(here, viewer, "positioning/impact", 400, found=None, problems=[None], **facts)
    try:
        found = positioning_desk.impact_page(here.settings, viewer, launch_id, name, data)
    except InvalidInputsError as error:
        return _page(here, viewer, "positioning/impact", 400, found=None, problems=error.problems, **facts)
    except InputError as error:
        return _page(here, viewer, "positioning/impact", 400, found=None, problems=[error.problem], **facts)
    return _page(here, viewer, "positioning/impact", found=found, problems=[], **facts)


def _approved(here: Asked, viewer: Viewer, launch_id: str, form: SignedForm, asked: Listing) -> int:
    if form.get("then") == "all":
        wanted = MessageFilter(**dict(asked.equal), q=asked.q)
        return positioning_desk.approve_all(here.settings, viewer, launch_id, wanted, form.get("all_seen", ""), here.now)
    one = form.get("one", "")
    chosen = [one] if one else [name[5:] for name in form if name.startswith("pick-")]
    seen = {message_id: form.get(f"seen-{message_id}", "") for message_id in chosen}
    return positioning_desk.approve_messages(here.settings, viewer, launch_id, seen, here.now)


def _messages(here: Asked, viewer: Viewer, launch_id: str, asked: Listing, error: ReadinessError | None = None) -> Response:
    wanted = MessageFilter(**dict(asked.equal), q=asked.q)
    found = positioning_desk.messages_page(here.settings, viewer, launch_id, wanted, asked.page)
    status = 200 if error is None else 409 if isinstance(error, ConflictError) else 403
    done = here.request.query_params.get("done", "")
    return _page(
        here, viewer, "positioning/messages", status, found=found, listing=asked, filters=FILTERS, rows=ROWS,
        kind=type(error).__name__ if error else "", errors=getattr(error, "errors", ()),
        n_done=int(done) if done.isascii() and done.isdigit() and len(done) < 6 else 0,
    )  # fmt: skip


def _page(here: Asked, viewer: Viewer, template: str, status: int = 200, **facts: Any) -> Response:
    language = viewer.language or here.language
    return page(template, language, status=status, viewer=viewer, is_desk=True, here_in="/launches", **facts)


def _to(launch_id: str, below: str, **asked: str) -> Response:
    query = urlencode({name: value for name, value in asked.items() if value})
    return RedirectResponse(f"/launches/{quote(launch_id, safe='')}/{below}" + (f"?{query}" if query else ""), status_code=303)


def _file(data: bytes, name: str) -> Response:
    kind = KINDS.get(name.rpartition(".")[2], WORKBOOK)
    return Response(
        data, media_type=kind, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    )
