"""Verifier: whether a rewrite only reorders and joins a message's sentences, and which rule it breaks if not.

In: a message's text, its facts and the rewrite somebody (or something) made of it.
Out: violations; none means that nothing was added, lost, strengthened or said of somebody else.
"""

from __future__ import annotations

from readiness.stages.positioning.verify.arrangement import Unit, arranged, units_of
from readiness.stages.positioning.verify.counts import count_violations
from readiness.stages.positioning.verify.joins import is_worry, joint_violations, order_violations
from readiness.stages.positioning.verify.numbers import number_violations
from readiness.stages.positioning.verify.reading import holds, tokens, words
from readiness.stages.positioning.verify.rows import Facts, Violation, facts_of
from readiness.stages.positioning.verify.vocabulary import (
    limit_violations,
    name_violations,
    novelty_violations,
    vocabulary_violations,
)

__all__ = ["Facts", "Violation", "facts_of", "violations", "word_violations"]

MAX_GROWTH = 1.5
"""A rewrite this many times as long as its message is not read at all: joining adds a few words, repeating does not help."""
MAX_SENTENCES = 60


def violations(text: str, facts: Facts, rewrite: str) -> list[Violation]:
    """Return every rule the rewrite breaks, in the order of the rules; nothing for the text itself."""
    if len(rewrite) > MAX_GROWTH * len(text) + 80:
        return [Violation("V13 too long", f"{len(rewrite)} characters for {len(text)}")]
    if " ".join(rewrite.split()) == " ".join(text.split()):
        return []
    return word_violations(text, facts, rewrite) + _arrangement_violations(text, facts, rewrite)


def word_violations(text: str, facts: Facts, rewrite: str) -> list[Violation]:
    """Return the rules on words and numbers alone (V1 to V12, V14), blind to who does what to whom."""
    return [
        *number_violations(text, facts, rewrite),
        *count_violations(text, rewrite),
        *limit_violations(text, facts, rewrite),
        *name_violations(text, facts, rewrite),
        *novelty_violations(text, rewrite),
        *vocabulary_violations(text, facts, rewrite),
        *_worries_lost(units_of(text, facts), rewrite),
    ]


def _worries_lost(units: list[Unit], rewrite: str) -> list[Violation]:
    said = words(rewrite)
    worries = [" ".join(u.said) for u in units if is_worry(u)]
    return [Violation("V12 worry not acknowledged", w[:120]) for w in worries if not holds(said, words(w))]


def _arrangement_violations(text: str, facts: Facts, rewrite: str) -> list[Violation]:
    units = units_of(text, facts)
    said = tokens(rewrite)
    if len(units) > MAX_SENTENCES:
        return [Violation("V13 too long", f"{len(units)} sentences")]
    placed, read = arranged(units, facts, said)
    if not placed:
        return [Violation("V13 not a sentence of the message", " ".join(said[read : read + 12]) or "the end is missing")]
    return order_violations(placed, facts) + joint_violations(placed, facts)
