"""Watched: what a monitoring system asks the portal: whether it is ready for work, and its metrics.

In: requests to /ready and /metrics; requests as they are answered.
Out: JSON; Prometheus' text.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.routing import Match

from readiness.actions.portal_health import FINE, readiness_of
from readiness.actions.portal_metrics import CONTENT_TYPE, PortalMetrics, may_ask, metrics_text
from readiness.portal.guard import AskedHere

router = APIRouter()
_log = logging.getLogger("readiness.requests")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})


@router.get("/ready")
def ready(here: AskedHere) -> Response:
    """Say whether all is there that work needs, with 503 where something is not."""
    found = dict(readiness_of(here.settings))
    return JSONResponse(found, status_code=200 if set(found.values()) == {FINE} else 503)


@router.get("/metrics")
def metrics(here: AskedHere, request: Request) -> Response:
    """Tell Prometheus how the installation does."""
    is_passed_on = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    may_ask(here.settings, here.address, is_passed_on, request.headers.get("authorization", ""))
    return Response(metrics_text(here.settings, request.app.state.metrics, here.now), media_type=CONTENT_TYPE)


def watch(app: FastAPI) -> None:
    """Count every request, and write a line about it where lines are JSON; what is told is the pattern of its address."""
    app.state.metrics = PortalMetrics()

    async def counted(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
        start = time.perf_counter()
        response = await call(request)
        seconds = time.perf_counter() - start
        method = request.method if request.method in METHODS else "other"
        route = _pattern(app, request)
        app.state.metrics.answered(method, route, response.status_code, seconds)
        facts = {"method": method, "route": route, "status": response.status_code, "seconds": round(seconds, 4)}
        _log.info("answered", extra=facts)
        return response

    app.middleware("http")(counted)


def _pattern(app: FastAPI, request: Request) -> str:
    """Return the pattern of a request's address; of what no route answers, one for all."""
    scope = request.scope
    route = scope.get("route")
    if route is None and "endpoint" in scope:  # what is mounted
        return str(scope.get("root_path", "")) or "(none)"
    if route is None and "router" not in scope:  # answered before it was routed
        route = next((r for r in app.routes if r.matches(scope)[0] == Match.FULL), None)
    return str(getattr(route, "path", "")) or "(none)"
