"""Program: which program asks, in whose name; and a request that is sent twice is done once.

In: the headers Authorization and Idempotency-Key.
Out: the Viewer of the token; the answer that was given before.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from readiness.actions import answered_once
from readiness.actions.api_tokens import Program, program_of
from readiness.errors import ConflictError, InputError, Problem
from readiness.permissions import Viewer
from readiness.portal.api.problems import ERRORS, BusyError
from readiness.portal.guard import asked

KEY = "idempotency-key"
REPLAYED = "Idempotency-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_bearer = HTTPBearer(auto_error=False, description="A token made under your account, or by `readiness token add`.")


class OtherRequestError(ConflictError):
    """A key that another request had."""


def viewer(request: Request, _said: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None) -> Viewer:
    """Return in whose name a program asks.

    Raises:
        TokenNeededError: there is no valid token; a browser's cookie is none.
    """
    return program(request).viewer


ProgramHere = Annotated[Viewer, Security(viewer)]


def program(request: Request) -> Program:
    """Return which program asks."""
    if not hasattr(request.state, "program"):
        kind, _, secret = request.headers.get("authorization", "").partition(" ")
        here = asked(request)
        request.state.program = program_of(here.settings, secret.strip() if kind.lower() == "bearer" else "", here.now)
    return request.state.program  # type: ignore[no-any-return]


class OnceRoute(APIRoute):
    """A route whose POST is done once for each Idempotency-Key that a token sends."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        handle = super().get_route_handler()

        async def once(request: Request) -> Response:
            if request.method != "POST" or KEY not in request.headers:
                return await handle(request)
            return await _once(request, handle)

        return once


async def _once(request: Request, handle: Callable[[Request], Coroutine[Any, Any, Response]]) -> Response:
    key, here = request.headers[KEY], asked(request)
    if not _KEY.fullmatch(key):
        raise InputError(Problem("", 0, "Idempotency-Key", "this key cannot be kept", "1 to 255 visible characters"))
    asks = await run_in_threadpool(program, request)
    whose = (here.settings, asks.viewer, key)
    before = await run_in_threadpool(answered_once.take_key, *whose, await _fingerprint(request, asks), here.now)
    if before.state == "other":
        raise OtherRequestError("this Idempotency-Key was another request's; send a new key with a new request")
    if before.state == "busy":
        raise BusyError("the same request is being done; ask again in a moment")
    if before.state == "answered":
        head, _, body = before.content.partition(b"\n")
        return Response(body, before.status, headers={**json.loads(head), REPLAYED: "true"})
    is_kept = False
    try:
        response = await handle(request)
        if is_kept := response.status_code < 300 and hasattr(response, "body"):
            kept = {n: v for n, v in response.headers.items() if n in ("content-type", "location")}
            content = json.dumps(kept).encode() + b"\n" + bytes(response.body)
            await run_in_threadpool(answered_once.keep_answer, *whose, response.status_code, content)
        return response
    finally:
        if not is_kept:  # nothing was done, so that the key is free for another try
            await run_in_threadpool(answered_once.free_key, *whose)


async def _fingerprint(request: Request, asks: Program) -> str:
    about = [asks.token_id, request.method, request.url.path, request.url.query, request.headers.get("content-type", "")]
    return hashlib.sha256(json.dumps(about).encode() + b"\n" + await request.body()).hexdigest()


def api_router() -> APIRouter:
    """Return an empty router for programs."""
    return APIRouter(route_class=OnceRoute, responses=ERRORS)
