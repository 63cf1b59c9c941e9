"""Guard: who is asking, and whether a form is one of ours.

In: a request.
Out: Asked with its Viewer; its form, checked; refused where it is not.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse

from readiness.actions.accounts import Device, Entered, Viewer, one_line, viewer_of
from readiness.errors import NotAllowedError
from readiness.portal.texts import nearest_language
from readiness.settings import Settings

FORM_COOKIE = "readiness_form"
MOST_FIELDS = 2_000
_PATH = re.compile(r"/[A-Za-z0-9_-][A-Za-z0-9_/.-]*|/")

Clock = Callable[[], datetime]


class StalePageError(NotAllowedError):
    """A form without the secret of this device, or one that another site sent."""


def utc_now() -> datetime:
    """Return the time now."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, with what every route needs."""

    request: Request
    settings: Settings
    now: datetime

    @property
    def is_https(self) -> bool:
        """Say whether the portal is reached by https."""
        return self.settings.portal_url.startswith("https:")

    @property
    def cookie(self) -> str:
        """Return the name of the cookie with a device's secret; a browser keeps one that begins so to https and this host."""
        return "__Host-readiness" if self.is_https else "readiness"

    @property
    def token(self) -> str:
        """Return the secret that the device brought along."""
        return self.request.cookies.get(self.cookie, "")

    @property
    def device(self) -> Device:
        """Return what the device brings along when somebody signs in on it."""
        return Device(self.token, one_line(self.request.headers.get("user-agent", "")))

    @property
    def language(self) -> str:
        """Return the language the browser asks for."""
        return nearest_language(self.request.headers.get("accept-language", ""))

    @property
    def address(self) -> str:
        """Return the network address of who asks."""
        return self.request.client.host if self.request.client else ""

    @property
    def wants_json(self) -> bool:
        """Say whether a script asks, not a person."""
        return self.request.headers.get("accept", "").startswith("application/json")


def asked(request: Request) -> Asked:
    """Return the request with its settings and its time."""
    return Asked(request, request.app.state.settings, request.app.state.clock())


AskedHere = Annotated[Asked, Depends(asked)]


def viewer(here: AskedHere) -> Viewer:
    """Return who is signed in on the device that asks.

    Raises:
        SignInNeededError: nobody, or no longer.
    """
    return viewer_of(here.settings, here.token, here.now)


ViewerHere = Annotated[Viewer, Depends(viewer)]
Form = Mapping[str, str]


async def form_fields(request: Request) -> Form:
    """Return a form's fields, of each name the last; another site's form is refused.

    Raises:
        StalePageError: the browser says that another site sent it.
    """
    refuse_foreign(request)
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    return {name: value.replace("\x00", "") for name, value in form.multi_items() if isinstance(value, str)}


def refuse_foreign(request: Request) -> None:
    """Refuse a form that another site sent.

    Raises:
        StalePageError: the browser says that it is one.
    """
    origin, host = request.headers.get("origin"), request.headers.get("host", "")
    ours = {host, urlsplit(request.app.state.settings.portal_url).netloc}
    is_foreign = origin is not None and urlsplit(origin).netloc not in ours
    if is_foreign or request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise StalePageError("this form came from another site")


FieldsHere = Annotated[Form, Depends(form_fields)]


def signed_form(fields: FieldsHere, who: ViewerHere) -> Form:
    """Return the fields of a form that this device was given.

    Raises:
        StalePageError: it brings another secret, or none.
    """
    return checked(fields, who.csrf)


def open_form(fields: FieldsHere, here: AskedHere) -> Form:
    """Return the fields of a form that this browser was given before anybody signed in.

    Raises:
        StalePageError: it brings another secret than the browser's cookie, or none.
    """
    return checked(fields, here.request.cookies.get(FORM_COOKIE, ""))


SignedForm = Annotated[Form, Depends(signed_form)]
OpenForm = Annotated[Form, Depends(open_form)]


def checked(fields: Form, secret: str) -> Form:
    """Return the fields of a form that brings this secret; another is refused."""
    if not secret or not hmac.compare_digest(fields.get("csrf", "").encode(), secret.encode()):
        raise StalePageError("this form is too old, or came from elsewhere")
    return fields


def form_secret(here: Asked) -> str:
    """Return the secret of this browser's forms before anybody signed in."""
    known = here.request.cookies.get(FORM_COOKIE, "")
    return known if re.fullmatch(r"[\w-]{20,100}", known) else secrets.token_urlsafe(32)


def with_form_secret(here: Asked, response: Response, secret: str) -> Response:
    """Return the response, which lets the browser keep the secret of its forms."""
    response.set_cookie(FORM_COOKIE, secret, path="/", httponly=True, samesite="strict", secure=here.is_https)
    return response


def let_in(here: Asked, entered: Entered, path: str) -> Response:
    """Return the response that signs a device in, always under a new secret, and goes on to a page of ours."""
    response = RedirectResponse(code_page(path) if entered.needs_code else own_path(path), status_code=303)
    seconds = max(int((entered.expires_at - here.now).total_seconds()), 0)
    response.set_cookie(
        here.cookie, entered.token, max_age=seconds, path="/", httponly=True, samesite="lax", secure=here.is_https
    )
    return response


def code_page(path: str) -> str:
    """Return the page that asks for a code and then goes on to a page of ours."""
    then = own_path(path)
    return "/sign-in/code" + (f"?next={then}" if then != "/" else "")


def let_out(here: Asked) -> Response:
    """Return the response that signs a device out, and lets it forget what it kept of us."""
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(here.cookie, path="/", httponly=True, samesite="lax", secure=here.is_https)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def own_path(path: str) -> str:
    """Return a path of this site, the start page where it is none."""
    return path if _PATH.fullmatch(path) else "/"
