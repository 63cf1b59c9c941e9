"""Signing in: by password, by a one-time link that sets one, by a quiz link; signing out.

In: requests to /sign-in, /sign-out, /set-password, /go.
Out: pages; a device signed in or out.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from readiness.actions import accounts
from readiness.portal.guard import Asked, AskedHere, OpenForm, SignedForm, form_secret, let_in, let_out, with_form_secret
from readiness.portal.pages import page
from readiness.portal.texts import say_in

router = APIRouter()


@router.get("/sign-in")
def ask_password(here: AskedHere, next: Annotated[str, Query(max_length=200)] = "/") -> Response:  # noqa: A002 - its public name
    """Ask for mail address and password."""
    return _sign_in_page(here, then=next)


@router.post("/sign-in")
def sign_in(here: AskedHere, form: OpenForm) -> Response:
    """Sign in by password."""
    then, email = form.get("next", "/"), form.get("email", "")
    try:
        entered = accounts.sign_in(here.settings, email, form.get("password", ""), here.address, here.now)
    except (accounts.WrongPasswordError, accounts.TooManyTriesError) as error:
        status = 429 if isinstance(error, accounts.TooManyTriesError) else 403
        return _sign_in_page(here, then=then, email=email, problem=type(error).__name__, status=status)
    return let_in(here, entered, then)


def _sign_in_page(here: Asked, *, then: str, email: str = "", problem: str = "", status: int = 200) -> Response:
    secret = form_secret(here)
    words: dict[str, Any] = {"then": then, "email": email[:254], "problem": say_in(here.language)(problem) if problem else ""}
    return with_form_secret(here, page("sign_in", here.language, status=status, csrf=secret, **words), secret)


@router.post("/sign-out")
def sign_out(here: AskedHere, _form: SignedForm) -> Response:
    """Sign this device out."""
    accounts.sign_out(here.settings, here.token)
    return let_out(here)


@router.get("/set-password/{secret}")
def ask_new_password(here: AskedHere, secret: str) -> Response:
    """Ask for a new password; the link is used up only when it is set, for mail programs look at links too."""
    return _password_page(here, accounts.link_holder(here.settings, secret, here.now))


@router.post("/set-password/{secret}")
def set_password(here: AskedHere, secret: str, form: OpenForm) -> Response:
    """Set a password, and sign in."""
    try:
        entered = accounts.set_password(here.settings, secret, form.get("password", ""), here.now)
    except accounts.WeakPasswordError as error:
        name = accounts.link_holder(here.settings, secret, here.now)
        return _password_page(here, name, problem=type(error).__name__, status=400)
    return let_in(here, entered, "/")


def _password_page(here: Asked, name: str, *, problem: str = "", status: int = 200) -> Response:
    secret = form_secret(here)
    said = say_in(here.language)(problem) if problem else ""
    return with_form_secret(
        here, page("set_password", here.language, status=status, csrf=secret, account=name, problem=said), secret
    )


@router.get("/go/{secret}")
def enter_by_link(here: AskedHere, secret: str) -> Response:
    """Let a rep in by a quiz link."""
    return let_in(here, accounts.enter_by_link(here.settings, secret, here.now), "/")
