"""App: the portal put together: its pages, the headers of every answer, and the one place where an error becomes a page.

In: settings, a clock.
Out: an ASGI application.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache

from anyio.to_thread import current_default_thread_limiter
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute

from readiness.actions.accounts import SignInNeededError, TooManyTriesError
from readiness.errors import (
    ConflictError,
    InputError,
    InvalidInputsError,
    NotAllowedError,
    NotEnoughDataError,
    NotFoundError,
    ReadinessError,
)
from readiness.portal import (
    account,
    admin,
    api,
    buyers,
    collected,
    decks,
    kits,
    launches,
    mine,
    positioning,
    practice,
    questions,
    quizzes,
    results,
    runs,
    signing_in,
    start,
    team,
    tokens,
    training,
    watched,
    webhooks,
    weekly,
)
from readiness.portal.guard import Asked, Clock, StalePageError, asked, own_path, utc_now
from readiness.portal.pages import STATIC, page
from readiness.portal.texts import TEXTS, say_in
from readiness.settings import Settings

MOST_BYTES = 256_000
"""Of a form; the largest quiz sends a tenth of it."""
UPLOADS = {"/launches/": 64_000_000, "/collected/": 64_000_000, "/api/v1/": 64_000_000}
"""Where files may be sent, by how the address begins, and how much at most; their routes set limits of their own below it."""
AT_ONCE = 16
"""Requests: more would share the same processors and each take longer."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
STATUS: tuple[tuple[type[ReadinessError], int], ...] = (
    (TooManyTriesError, 429),
    (NotFoundError, 404),
    (NotAllowedError, 403),
    (ConflictError, 409),
    (InputError, 400),
    (InvalidInputsError, 400),
    (NotEnoughDataError, 409),
)
"""The HTTP status of an error; of any other of ours it is 503, for what is down may come back."""
ROUTES = (
    start, signing_in, quizzes, practice, account, launches, positioning, questions, runs, decks, kits, mine, team,
    training, buyers, results, collected, weekly, admin, tokens, webhooks, watched, api,
)  # fmt: skip
_log = logging.getLogger("readiness.portal")


def portal(settings: Settings, clock: Clock = utc_now) -> FastAPI:
    """Return the portal."""
    # No redirect for a slash too many: it would name the host that the request names.
    app = FastAPI(
        title="readiness", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, lifespan=_few_at_once
    )
    app.state.settings, app.state.clock = settings, clock
    app.mount("/static", GZipMiddleware(StaticFiles(directory=STATIC), minimum_size=1_000), name="static")
    app.router.routes.extend(_pages())
    app.middleware("http")(_with_headers)
    watched.watch(app)
    app.add_exception_handler(ReadinessError, _shown)
    app.add_exception_handler(HTTPException, _shown)
    app.add_exception_handler(RequestValidationError, _shown)
    return app


@cache
def _pages() -> tuple[BaseRoute, ...]:
    """Return the routes of all pages: they hold nothing of an installation, and what they take is worked out once a process."""
    pages = APIRouter()
    for routes in ROUTES:
        pages.include_router(routes.router)
    return tuple(pages.routes)


@asynccontextmanager
async def _few_at_once(_: FastAPI) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = AT_ONCE
    yield


async def _with_headers(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
    """Answer with the headers every answer has; a fault of ours becomes a page too, its trace goes to the log."""
    size = request.headers.get("content-length", "0" if request.method in ("GET", "HEAD") else "")
    # With both, the length is what somebody says, and what comes is without end.
    if "transfer-encoding" in request.headers or not size.isdigit() or int(size) > _most_bytes(request.url.path):
        response = _error_page(request, 413, say_in(asked(request).language)("too_large"))
    elif "\x00" in request.url.path or "%00" in request.url.query:
        response = _error_page(request, 400, "")  # no file and no text of a database holds one
    else:
        try:
            response = await call(request)
        except Exception:  # noqa: BLE001 - the edge: an unexpected fault ends in one page
            _log.exception("%s %s failed", request.method, request.url.path.split("/")[1])
            response = _error_page(request, 500, "")
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    kept = "public, max-age=31536000, immutable" if request.url.path.startswith("/static/") else "no-store"
    response.headers.setdefault("Cache-Control", kept)
    if asked(request).is_https:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def _most_bytes(path: str) -> int:
    return next((most for start, most in UPLOADS.items() if path.startswith(start)), MOST_BYTES)


async def _shown(request: Request, error: Exception) -> Response:
    """Return the page of an error; who is not signed in is sent to the sign-in, and back afterwards."""
    here = asked(request)
    if api.is_api(request):
        return api.problem_of(error, _status(error))
    if isinstance(error, SignInNeededError) and not here.wants_json:
        back = own_path(request.url.path) if request.method == "GET" else "/"
        return RedirectResponse("/sign-in" + (f"?next={back}" if back != "/" else ""), status_code=303)
    return _error_page(request, _status(error), _sentence(error, here))


def _status(error: Exception) -> int:
    if isinstance(error, SignInNeededError):
        return 401
    if isinstance(error, HTTPException):
        return error.status_code
    if isinstance(error, RequestValidationError):
        return 400
    return next((status for kind, status in STATUS if isinstance(error, kind)), 503)


def _sentence(error: Exception, here: Asked) -> str:
    """Return what is wrong, in the reader's language where it has words for it."""
    say = say_in(here.language)
    if isinstance(error, StalePageError):
        return say("stale_page")
    if type(error).__name__ in TEXTS:
        return say(type(error).__name__)
    if isinstance(error, InputError):
        return f"{error.problem.what}; expected {error.problem.expected}"
    return str(error) if isinstance(error, ReadinessError) and _status(error) not in (404, 503) else ""


def _error_page(request: Request, status: int, sentence: str) -> Response:
    here = asked(request)
    if api.is_api(request):
        return api.problem(status)
    if here.wants_json:
        return JSONResponse({"error": sentence or "fault"}, status_code=status)
    shown = status if status in (400, 403, 404, 409, 500, 503) else {401: 403, 429: 403, 405: 404}.get(status, 400)
    say = say_in(here.language)
    sentence = sentence or (say(f"error_{shown}_act") if f"error_{shown}_act" in TEXTS else "")
    return page("error", here.language, status=status, title=say(f"error_{shown}"), sentence=sentence, may_sign_out=False)
