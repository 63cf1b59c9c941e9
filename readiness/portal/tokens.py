"""Tokens: the programs that ask in one's name.

In: requests to /account/tokens.
Out: a page; a token, shown once.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from readiness.actions import api_tokens
from readiness.errors import InputError
from readiness.permissions import Viewer
from readiness.portal.guard import Asked, AskedHere, SignedForm, ViewerHere
from readiness.portal.pages import page

router = APIRouter()
DAYS = 90


@router.get("/account/tokens")
def show(here: AskedHere, viewer: ViewerHere) -> Response:
    """Show one's tokens, and a form for a new one."""
    return _page(here, viewer)


@router.post("/account/tokens")
def add(here: AskedHere, viewer: ViewerHere, form: SignedForm) -> Response:
    """Make a token and show it, this once."""
    days = form.get("days", "")
    acts = [name.removeprefix("act-") for name in form if name.startswith("act-")]
    try:
        n_days = int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0
        made = api_tokens.add_token(here.settings, viewer, form.get("label", ""), acts, n_days, here.now)
    except InputError as error:
        return _page(here, viewer, error=error, said=form, status=400)
    return _page(here, viewer, made=made)


@router.post("/account/tokens/{token_id}/end")
def end(here: AskedHere, viewer: ViewerHere, token_id: str, _form: SignedForm) -> Response:
    """End a token."""
    api_tokens.end_token(here.settings, viewer, token_id, here.now)
    return RedirectResponse("/account/tokens", status_code=303)


def _page(here: Asked, viewer: Viewer, *, error: InputError | None = None, status: int = 200, **more: Any) -> Response:
    problems = [(error.problem.column, f"{error.problem.what}; {error.problem.expected}")] if error else []
    facts = {
        "tokens": api_tokens.tokens_of(here.settings, viewer),
        "acts": api_tokens.acts_of(viewer),
        "days": DAYS,
        "now": here.now,
    }
    shown = {"made": None, "said": {}, **facts, **more, "problems": problems}
    return page("tokens", viewer.language or here.language, status=status, viewer=viewer, is_desk=True, **shown)
