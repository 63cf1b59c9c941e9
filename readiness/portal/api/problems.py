"""Problems: what went wrong, as programs read it (RFC 9457), in one clear sentence.

In: an error, a status.
Out: a response of the type application/problem+json.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from readiness.actions.api_tokens import TokenNeededError
from readiness.errors import ConflictError, InputError, InvalidInputsError, NotEnoughDataError, ReadinessError

PREFIX = "/api/v1"
TYPE = "application/problem+json"
MOST_PROBLEMS = 500
SAID = {
    400: "The request cannot be read.",
    401: "This takes a token that is valid: make one under your account, and send it as Authorization: Bearer.",
    404: "There is no such thing, or it is not yours to see.",
    405: "The address does not take this method.",
    413: "This is too large, or its length is not said.",
    500: "This is a fault of ours; it was noted, and trying again may help.",
    503: "The portal cannot answer now; try again in a minute.",
}
"""What is said where the error itself has nothing to say, or nothing that everybody may read."""
_OWN = (401, 404, 500, 503)


class BusyError(ConflictError):
    """The same request is being done; the answer comes in a moment."""


def is_api(request: Request) -> bool:
    """Say whether a program asks."""
    return request.url.path == PREFIX or request.url.path.startswith(f"{PREFIX}/")


def problem(
    status: int, detail: str = "", problems: Sequence[Mapping[str, Any]] = (), headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Return a problem; `problems` are its parts, each in a place of what was sent."""
    said = SAID.get(status, "") if status in _OWN or not detail else f"{detail[:1].upper()}{detail[1:]}".rstrip(".") + "."
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": said}
    if problems:
        body["problems"] = list(problems)[:MOST_PROBLEMS]
    asks = {"WWW-Authenticate": 'Bearer realm="readiness"'} if status == 401 else {}
    return JSONResponse(body, status_code=status, headers={**(headers or {}), **asks}, media_type=TYPE)


def problem_of(error: Exception, status: int) -> JSONResponse:
    """Return the problem that an error is; `status` is a page's."""
    if isinstance(error, RequestValidationError):
        parts = [{"where": ".".join(map(str, e["loc"])), "what": e["msg"]} for e in error.errors()]
        first = f"The part {parts[0]['where']} is wrong: {parts[0]['what']}" if parts else ""
        return problem(422, first, parts)
    if isinstance(error, InvalidInputsError):
        return problem(422, str(error), [asdict(p) for p in error.problems])
    if isinstance(error, HTTPException):
        return problem(error.status_code, "", headers=error.headers)
    if isinstance(error, InputError):
        found = error.problem
        return problem(status, f"{found.what}; expected {found.expected}", [asdict(found)])
    status = 401 if isinstance(error, TokenNeededError) else 409 if isinstance(error, NotEnoughDataError) else status
    more = {"Retry-After": "1"} if isinstance(error, BusyError) else None
    return problem(status, str(error) if isinstance(error, ReadinessError) else "", headers=more)


def _response(said: str) -> dict[str, Any]:
    return {"description": said, "content": {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


ERRORS: dict[int | str, dict[str, Any]] = {
    400: _response("What was sent is wrong"),
    401: _response("No token, or one that is not valid"),
    403: _response("The token's person may not do this, or the token was not given it"),
    404: _response("There is no such thing, or it is not the person's to see"),
    409: _response("It clashes with what is recorded; or the same request is being done"),
    413: _response("Too large, or without a length"),
    422: _response("A parameter, or a file, is not as it should be"),
    503: _response("Something the portal needs is down"),
}
"""What every address may answer, for the OpenAPI document."""
SCHEMA: Mapping[str, Any] = {
    "title": "Problem",
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "One sentence for a person."},
        "problems": {"type": "array", "items": {"type": "object"}, "description": "Each fault in its place."},
    },
}
