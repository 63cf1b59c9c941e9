"""Phrase books for tests: the bundled ones, and English with other templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from readiness.adapters.phrase_files import phrase_books
from readiness.settings import ROOT
from readiness.stages.positioning import PhraseBook

BOOKS = phrase_books(ROOT / "content_templates")


def english(templates: Mapping[str, str]) -> dict[str, PhraseBook]:
    """Return the English book with other templates."""
    return {"en": replace(BOOKS["en"], templates=templates)}
