"""Signing in: by password and code, through the company's own service, by a link that sets a password, by a quiz link.

In: requests to /sign-in, /sign-out, /forgotten, /set-password, /go.
Out: pages; a device signed in or out.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from readiness.actions import accounts
from readiness.portal.guard import Asked, AskedHere, OpenForm, SignedForm, form_secret, let_in, let_out, with_form_secret
from readiness.portal.pages import page
from readiness.portal.texts import say_in

COMPANY_SECONDS = 600
Next = Annotated[str, Query(alias="next", max_length=200)]
FromCompany = Annotated[str, Query(max_length=4_000)]
router = APIRouter()


@router.get("/sign-in")
def ask_password(here: AskedHere, then: Next = "/") -> Response:
    """Ask for mail address and password."""
    return _sign_in_page(here, then=then)


@router.post("/sign-in")
def sign_in(here: AskedHere, form: OpenForm) -> Response:
    """Sign in by password."""
    then, email = form.get("next", "/"), form.get("email", "")
    try:
        entered = accounts.sign_in(here.settings, email, form.get("password", ""), here.address, here.now, here.device)
    except (accounts.WrongPasswordError, accounts.TooManyTriesError) as error:
        return _sign_in_page(here, then=then, email=email, problem=error)
    return let_in(here, entered, then)


def _sign_in_page(here: Asked, *, then: str, email: str = "", problem: Exception | None = None) -> Response:
    ways = {"is_mail_set": accounts.is_mail_set(here.settings), "is_company_set": accounts.is_company_set(here.settings)}
    return _open_page(here, "sign_in", problem, then=then, email=email[:254], **ways)


def _open_page(here: Asked, name: str, problem: Exception | None = None, **facts: Any) -> Response:
    """Return a page with a form for whoever is not signed in, and what was wrong with it."""
    said, status = "", 200
    if problem is not None:
        said = say_in(here.language)(type(problem).__name__)
        is_too_often, is_weak = (isinstance(problem, e) for e in (accounts.TooManyTriesError, accounts.WeakPasswordError))
        status = 429 if is_too_often else 400 if is_weak else 403
    secret = form_secret(here)
    return with_form_secret(here, page(name, here.language, status=status, csrf=secret, problem=said, **facts), secret)


@router.get("/sign-in/code")
def ask_code(here: AskedHere, then: Next = "/") -> Response:
    """Ask for the code of a second factor."""
    if not accounts.waits_for_code(here.settings, here.token, here.now):
        return RedirectResponse("/sign-in", status_code=303)
    return _open_page(here, "sign_in_code", then=then)


@router.post("/sign-in/code")
def give_code(here: AskedHere, form: OpenForm) -> Response:
    """Sign in for good, by the code."""
    then = form.get("next", "/")
    try:
        entered = accounts.give_code(here.settings, here.token, form.get("code", "")[:100], here.now, here.device)
    except (accounts.WrongCodeError, accounts.TooManyTriesError) as error:
        return _open_page(here, "sign_in_code", error, then=then)
    return let_in(here, entered, then)


@router.get("/sign-in/company")
def to_company(here: AskedHere, then: Next = "/") -> Response:
    """Send a browser to the company's sign-in service."""
    asking = accounts.ask_company(here.settings, then, here.now)
    response = RedirectResponse(asking.address, status_code=303)
    kept = {"path": "/sign-in/company", "httponly": True, "samesite": "lax", "secure": here.is_https}
    response.set_cookie("readiness_company", asking.state, max_age=COMPANY_SECONDS, **kept)  # type: ignore[arg-type]
    return response


@router.get("/sign-in/company/back")
def from_company(here: AskedHere, state: FromCompany = "", code: FromCompany = "", error: FromCompany = "") -> Response:
    """Sign in whoever comes back from the company's sign-in service."""
    if error:
        raise accounts.NotBelievedError("the company's sign-in service let nobody in")
    kept = here.request.cookies.get("readiness_company", "")
    entered, then = accounts.come_back(here.settings, kept, state, code, here.now, here.device)
    response = let_in(here, entered, then)
    response.delete_cookie("readiness_company", path="/sign-in/company", httponly=True, samesite="lax", secure=here.is_https)
    return response


@router.post("/sign-out")
def sign_out(here: AskedHere, _form: SignedForm) -> Response:
    """Sign this device out."""
    accounts.sign_out(here.settings, here.token)
    return let_out(here)


@router.get("/forgotten")
def forgotten(here: AskedHere) -> Response:
    """Ask whose password was forgotten."""
    return _open_page(here, "forgotten", is_mail_set=accounts.is_mail_set(here.settings), is_sent=False)


@router.post("/forgotten")
def mail_new_password(here: AskedHere, form: OpenForm) -> Response:
    """Mail a link, if there is such an account: the answer is the same either way."""
    try:
        accounts.ask_new_password(here.settings, form.get("email", ""), here.address, here.language, here.now)
    except accounts.TooManyTriesError as error:
        return _open_page(here, "forgotten", error, is_mail_set=True, is_sent=False)
    return _open_page(here, "forgotten", is_mail_set=True, is_sent=True)


@router.get("/set-password/{secret}")
def ask_new_password(here: AskedHere, secret: str) -> Response:
    """Ask for a new password; the link is used up only when it is set, for mail programs look at links too."""
    return _open_page(here, "set_password", account=accounts.link_holder(here.settings, secret, here.now))


@router.post("/set-password/{secret}")
def set_password(here: AskedHere, secret: str, form: OpenForm) -> Response:
    """Set a password, and sign in."""
    try:
        entered = accounts.set_password(here.settings, secret, form.get("password", ""), here.now, here.device)
    except accounts.WeakPasswordError as error:
        return _open_page(here, "set_password", error, account=accounts.link_holder(here.settings, secret, here.now))
    return let_in(here, entered, "/")


@router.get("/go/{secret}")
def enter_by_link(here: AskedHere, secret: str) -> Response:
    """Let a rep in by a quiz link."""
    return let_in(here, accounts.enter_by_link(here.settings, secret, here.now, here.device), "/")
