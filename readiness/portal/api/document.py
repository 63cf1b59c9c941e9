"""Document: what programs can ask for, as OpenAPI, and as one small page to read.

In: the routes.
Out: openapi.json; a page.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from readiness import __version__
from readiness.portal.api.problems import PREFIX, SCHEMA
from readiness.portal.pages import page

ABOUT = (
    "Everything that people do on the pages, for programs: in the name of the person who made the token, and with no more than"
    " that person may do. Lists come in pages (`limit`, `page`, the headers `Link` and `X-Total-Count`) and in the same order"
    " each time. A POST with the header `Idempotency-Key` is done once, however often it is sent within 24 hours. Errors are"
    " `application/problem+json` (RFC 9457) with one sentence for a person. Figures carry their as-of day."
)
_WHICH = {"get": "GET", "post": "POST", "delete": "DELETE", "put": "PUT"}


def document_router(of: APIRouter) -> APIRouter:
    """Return the routes that show what a router can be asked for."""
    router = APIRouter()

    @router.get(f"{PREFIX}/openapi.json", include_in_schema=False)
    def openapi() -> Response:
        """Return the OpenAPI document."""
        return JSONResponse(_document())

    @router.get(f"{PREFIX}/docs", include_in_schema=False)
    def docs() -> Response:
        """Show the document as a page."""
        found = _document()
        rows = [
            (_WHICH[method], path, about["summary"], about.get("description", ""), about.get("parameters", []))
            for path, methods in found["paths"].items()
            for method, about in methods.items()
        ]
        return page("api_docs", "en", about=found["info"]["description"], rows=rows, is_desk=True)

    @lru_cache(maxsize=1)
    def _document() -> dict[str, Any]:
        return document_of(of)

    return router


def document_of(of: APIRouter) -> dict[str, Any]:
    """Return the OpenAPI document of a router."""
    made = get_openapi(title="Readiness", version=__version__, description=ABOUT, routes=of.routes, openapi_version="3.1.0")
    made["components"].setdefault("schemas", {})["Problem"] = dict(SCHEMA)
    for methods in made["paths"].values():
        for method, about in methods.items():
            if method == "post":
                about.setdefault("parameters", []).append(_KEY)
    return made


_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,255}$"},
    "description": "The same key and the same request within 24 hours: done once, and answered the same.",
}
