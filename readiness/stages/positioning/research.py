"""Research: what each statement of the evidence may speak of, what a person confirmed, and what nobody has a card for yet.

In: spec, requirements, evidence, a person's confirmations.
Out: Research: statements with their three likeliest characteristics, needs with their confidence, proposals for new cards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readiness.stages.positioning.cards import Candidate, Card, card_of, confirmed, rank
from readiness.stages.positioning.importance import confidence, distinct_accounts, importance
from readiness.stages.positioning.mining import Aspect, aspects, uncovered
from readiness.stages.positioning.statements import Statement, statements_from
from readiness.stages.requirements import Evidence, Requirement, evidence_of
from readiness.stages.spec import ProductSpec

N_CANDIDATES = 3
MOST_ASPECTS = 40
MIN_ACCOUNTS = 2
"""An aspect that only one account speaks of is that account's, not the market's."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A statement, what it may speak of, and what a person said it does ("" nothing yet, "none" none of them)."""

    statement: Statement
    candidates: tuple[Candidate, ...]
    confirmed: str


@dataclass(frozen=True, slots=True)
class Need:
    """How well founded a requirement is; importance is a person's word and stands apart from it."""

    requirement_id: str
    statement: str
    severity: int
    """A person's word: the requirement's importance, 1 to 9."""
    n_accounts: int
    weight: float
    """0 to 5: severity and distinct accounts together."""
    confidence: str


@dataclass(frozen=True, slots=True)
class Research:
    """Everything a person looks through before the messages are worded."""

    statements: tuple[Ranked, ...]
    needs: tuple[Need, ...]
    new_cards: tuple[Aspect, ...]


def research_of(
    spec: ProductSpec,
    requirements: Sequence[Requirement],
    evidence: Mapping[str, Evidence],
    confirmations: Mapping[str, str],
    own_names: Sequence[str],
) -> Research:
    """Return the research on a launch's evidence.

    Args:
        spec: each characteristic gives a card, grown by the statements confirmed to speak of it.
        requirements: whose confidence is counted.
        evidence: by id; all of it is ranked together, since the weight of a word depends on all that was said.
        confirmations: statement_id -> characteristic_id, or "" for none of them.
        own_names: our product's and firm's names, which are no aspects.
    """
    heard = [evidence[key] for key in sorted(evidence)]
    statements = statements_from(heard)
    cards = _grown(spec, statements, confirmations)
    found = rank([s.text for s in statements], cards, N_CANDIDATES)
    said = [(e.voice, e.text) for e in heard]
    common = [a for a in aspects(said, own_names, MOST_ASPECTS) if a.n_accounts >= MIN_ACCOUNTS]
    return Research(
        tuple(
            Ranked(s, candidates, (confirmations[s.statement_id] or "none") if s.statement_id in confirmations else "")
            for s, candidates in zip(statements, found, strict=True)
        ),
        _needs(requirements, evidence),
        tuple(uncovered(common, cards)),
    )


def _grown(spec: ProductSpec, statements: Sequence[Statement], confirmations: Mapping[str, str]) -> list[Card]:
    text_of = {s.statement_id: s.text for s in statements}
    cards = {c.characteristic_id: card_of(c) for c in spec.characteristics}
    for statement_id, characteristic_id in sorted(confirmations.items()):
        if characteristic_id in cards and statement_id in text_of:
            cards[characteristic_id] = confirmed(cards[characteristic_id], text_of[statement_id])
    return list(cards.values())


def _needs(requirements: Sequence[Requirement], evidence: Mapping[str, Evidence]) -> tuple[Need, ...]:
    voices = {r.requirement_id: [e.voice for e in evidence_of(r, evidence)] for r in requirements}
    weights = importance({r.requirement_id: r.importance for r in requirements}, voices)
    return tuple(
        Need(
            r.requirement_id,
            r.statement,
            r.importance,
            distinct_accounts(voices[r.requirement_id]),
            weights[r.requirement_id],
            confidence(voices[r.requirement_id]),
        )
        for r in requirements
    )
