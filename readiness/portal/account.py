"""Account: one's own password, second factor, language and devices; the notice of what is kept about people.

In: requests to /account and /notice.
Out: pages.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from readiness.actions import accounts
from readiness.permissions import Viewer
from readiness.portal.guard import Asked, AskedHere, SignedForm, ViewerHere, let_in
from readiness.portal.pages import page
from readiness.portal.texts import say_in

router = APIRouter()
_REFUSED = (accounts.WrongPasswordError, accounts.WeakPasswordError, accounts.WrongCodeError, accounts.TooManyTriesError)


def _language(here: Asked, viewer: Viewer) -> str:
    return viewer.language or here.language


@router.get("/account")
def show(here: AskedHere, viewer: ViewerHere, done: str = "") -> Response:
    """Show one's own account."""
    return _account_page(here, viewer, done=done if done in ("language", "devices", "second_factor_off", "password") else "")


def _account_page(here: Asked, viewer: Viewer, *, done: str = "", problem: Exception | None = None, at: str = "") -> Response:
    own = accounts.my_account(here.settings, viewer, here.token, here.now)
    said = _said(here, viewer, problem)
    status = _status(problem)
    facts: dict[str, Any] = {"own": own, "done": done, "problem": said, "at": at}
    return page("account", _language(here, viewer), status=status, viewer=viewer, here_in="/account", is_desk=True, **facts)


def _said(here: Asked, viewer: Viewer, problem: Exception | None) -> str:
    if problem is None:
        return ""
    name = "own_password_wrong" if isinstance(problem, accounts.WrongPasswordError) else type(problem).__name__
    return say_in(_language(here, viewer))(name)


def _status(problem: Exception | None) -> int:
    if problem is None:
        return 200
    return 429 if isinstance(problem, accounts.TooManyTriesError) else 400


@router.post("/account/language")
def choose_language(here: AskedHere, viewer: ViewerHere, form: SignedForm) -> Response:
    """Set the language of one's pages."""
    accounts.choose_language(here.settings, viewer, form.get("language", ""))
    return _to("/account?done=language")


@router.post("/account/password")
def change_password(here: AskedHere, viewer: ViewerHere, form: SignedForm) -> Response:
    """Change one's password."""
    present, new = form.get("present", ""), form.get("password", "")
    try:
        entered = accounts.change_password(here.settings, viewer, present, new, here.address, here.now, here.device)
    except _REFUSED as error:
        at = "password" if isinstance(error, accounts.WeakPasswordError) else "present"
        return _account_page(here, viewer, problem=error, at=at)
    response = let_in(here, entered, "/account")
    response.headers["location"] = "/account?done=password"
    return response


@router.post("/account/devices")
def end_devices(here: AskedHere, viewer: ViewerHere, form: SignedForm) -> Response:
    """Sign out one of one's devices, or all others."""
    accounts.end_devices(here.settings, viewer, here.token, here.now, form.get("device", "")[:64])
    return _to("/account?done=devices")


@router.post("/account/second-factor")
def begin_second_factor(here: AskedHere, viewer: ViewerHere, form: SignedForm) -> Response:
    """Begin to set up a second factor."""
    try:
        accounts.begin_second_factor(here.settings, viewer, form.get("present", ""), here.address, here.now)
    except _REFUSED as error:
        return _account_page(here, viewer, problem=error, at="present-factor")
    return _to("/account/second-factor")


@router.get("/account/second-factor")
def show_second_factor(here: AskedHere, viewer: ViewerHere) -> Response:
    """Show the secret that is being set up, and ask for its first code."""
    return _factor_page(here, viewer)


def _factor_page(here: Asked, viewer: Viewer, problem: Exception | None = None) -> Response:
    facts = {"secret": accounts.pending_secret(here.settings, viewer), "problem": _said(here, viewer, problem)}
    return page("second_factor", _language(here, viewer), status=_status(problem), viewer=viewer, **facts)


@router.get("/account/second-factor/picture.svg")
def show_picture(here: AskedHere, viewer: ViewerHere) -> Response:
    """Return the secret that is being set up as a QR code."""
    return Response(accounts.pending_picture(here.settings, viewer), media_type="image/svg+xml")


@router.post("/account/second-factor/confirm")
def finish_second_factor(here: AskedHere, viewer: ViewerHere, form: SignedForm) -> Response:
    """Ask for codes from now on, and show the recovery codes, this once."""
    try:
        codes = accounts.finish_second_factor(here.settings, viewer, form.get("code", "")[:100], here.now)
    except _REFUSED as error:
        return _factor_page(here, viewer, error)
    return page("recovery_codes", _language(here, viewer), viewer=viewer, codes=codes)


@router.post("/account/second-factor/remove")
def remove_second_factor(here: AskedHere, viewer: ViewerHere, form: SignedForm) -> Response:
    """Ask for no more codes."""
    present, code = form.get("present", ""), form.get("code", "")[:100]
    try:
        accounts.remove_second_factor(here.settings, viewer, present, code, here.address, here.now)
    except _REFUSED as error:
        at = "code" if isinstance(error, accounts.WrongCodeError) else "present-factor"
        return _account_page(here, viewer, problem=error, at=at)
    return _to("/account?done=second_factor_off")


@router.get("/notice")
def notice(here: AskedHere, viewer: ViewerHere) -> Response:
    """Say what is kept about people, what for, who sees it, for how long, and how to contest it."""
    facts: dict[str, Any] = {"contact": here.settings.contact, "keep_days": here.settings.n_keep_days}
    return page("notice", _language(here, viewer), viewer=viewer, here_in="/notice", **facts)


def _to(path: str) -> Response:
    return RedirectResponse(path, status_code=303)
