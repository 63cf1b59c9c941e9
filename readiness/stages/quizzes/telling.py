"""Telling: what quiz items may be made from in one language.

In: Brief in the launch's own language, Positioning, the language's phrase book.
Out: Brief in that language, without whatever nobody translated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from readiness.stages.positioning import Brief, PhraseBook, Positioning, links_in
from readiness.stages.positioning.figures import value_text
from readiness.stages.positioning.translations import answer_id, missing_rows, table_for, told_in
from readiness.stages.spec import Characteristic


def told_for_quiz(brief: Brief, positioning: Positioning, book: PhraseBook) -> Brief:
    """Return what is known of a launch as one language tells it, its links as answers, every figure filled in."""
    if book.language == positioning.voices[0].language:
        return replace(brief, answers=positioning.links)
    missing = missing_rows(brief, table_for(brief, book.language))
    told = told_in(brief, book.language)
    return replace(
        told,
        answers=links_in(brief, positioning.links, book),
        acts={key: act for key, act in told.acts.items() if ("calls_to_action", answer_id(*key)) not in missing},
    )


def printed_in(book: PhraseBook) -> Callable[[Characteristic], str]:
    """Return how a language prints a characteristic's value; English prints it as the spec does."""
    if book.language == "en":
        return lambda c: c.value
    return lambda c: value_text(c, book.units, book.language)
