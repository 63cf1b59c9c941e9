"""Webhooks: which programs are told what, and what became of the messages.

In: requests to /admin/webhooks.
Out: a page; a secret, shown once.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from readiness.actions import webhooks
from readiness.errors import InputError
from readiness.permissions import Viewer
from readiness.portal.guard import Asked, AskedHere, SignedForm, ViewerHere
from readiness.portal.pages import page

router = APIRouter()


@router.get("/admin/webhooks")
def show(here: AskedHere, viewer: ViewerHere) -> Response:
    """Show the receivers, the last messages, and a form for a new receiver."""
    return _page(here, viewer)


@router.post("/admin/webhooks")
def add(here: AskedHere, viewer: ViewerHere, form: SignedForm) -> Response:
    """Add a receiver and show its secret, this once."""
    events = [name.removeprefix("event-") for name in form if name.startswith("event-")]
    try:
        shape = form.get("shape", "generic")
        made = webhooks.add_webhook(here.settings, viewer, form.get("url", ""), events, here.now, shape)
    except InputError as error:
        return _page(here, viewer, error=error, said=form, status=400)
    return _page(here, viewer, made=made)


@router.post("/admin/webhooks/{webhook_id}/ping")
def ping(here: AskedHere, viewer: ViewerHere, webhook_id: str, _form: SignedForm) -> Response:
    """Send a receiver a test."""
    webhooks.ping_webhook(here.settings, viewer, webhook_id, here.now)
    return RedirectResponse("/admin/webhooks", status_code=303)


@router.post("/admin/webhooks/{webhook_id}/end")
def end(here: AskedHere, viewer: ViewerHere, webhook_id: str, _form: SignedForm) -> Response:
    """Tell a receiver nothing more."""
    webhooks.end_webhook(here.settings, viewer, webhook_id, here.now)
    return RedirectResponse("/admin/webhooks", status_code=303)


def _page(here: Asked, viewer: Viewer, *, error: InputError | None = None, status: int = 200, **more: Any) -> Response:
    hooks, last = webhooks.list_webhooks(here.settings, viewer)
    problems = [(error.problem.column, f"{error.problem.what}; {error.problem.expected}")] if error else []
    facts = {
        "hooks": hooks,
        "last": last,
        "url_of": {h.webhook_id: h.url for h in hooks},
        "events": webhooks.EVENTS,
        "shapes": webhooks.SHAPES,
    }
    shown = {"made": None, "said": {}, **facts, **more, "problems": problems}
    return page(
        "webhooks",
        viewer.language or here.language,
        status=status,
        viewer=viewer,
        is_desk=True,
        here_in="/admin/webhooks",
        **shown,
    )
