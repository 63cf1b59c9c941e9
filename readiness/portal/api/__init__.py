"""API: what people do on the pages, for programs, as JSON under /api/v1.

In: requests of programs, with a token.
Out: JSON, CSV and files; problems in one sentence.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from readiness.portal.api import charts, collected, decks, launches, people, positioning, runs, tables
from readiness.portal.api.document import document_of, document_router
from readiness.portal.api.problems import PREFIX, is_api, problem, problem_of

__all__ = ["PREFIX", "document", "is_api", "problem", "problem_of", "router"]

_asked = APIRouter(prefix=PREFIX)
for _part in (people, launches, positioning, decks, runs, charts, tables, collected):
    _asked.include_router(_part.router)
router = APIRouter()
router.include_router(_asked)
router.include_router(document_router(_asked))


def document() -> dict[str, Any]:
    """Return the OpenAPI document of everything that programs can ask for."""
    return document_of(_asked)
