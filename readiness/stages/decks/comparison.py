"""Comparison: how we and the alternatives stand on a need, only where somebody looked and said where and when.

In: DeckFacts with a QualityHouse.
Out: Standings, most important need first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.stages.decks import fit
from readiness.stages.decks.facts import DeckFacts, compared
from readiness.stages.decks.page import Page, seen_on
from readiness.stages.positioning.quality_house import AlternativeVerdict


@dataclass(frozen=True, slots=True)
class Standing:
    """One need that at least one alternative was looked at for."""

    requirement_id: str
    ours: str
    """One of `verdict.VERDICTS`."""
    theirs: Mapping[str, AlternativeVerdict]
    """Alternative -> what was seen of it; those that nobody looked at are absent."""


def standings(facts: DeckFacts, n_alternatives: int) -> list[Standing]:
    """Return the needs on which one of the first so many compared alternatives was seen, in the deck's order."""
    house = facts.sources.house
    if house is None:
        return []
    names = compared(house)[:n_alternatives]
    rank = {r.requirement_id: i for i, r in enumerate(facts.requirements)}
    found = []
    for row in sorted(
        (r for r in house.rows if r.requirement.requirement_id in rank), key=lambda r: rank[r.requirement.requirement_id]
    ):
        theirs = {name: v for name, v in zip(house.alternatives, row.theirs, strict=True) if v is not None and name in names}
        if theirs:
            found.append(Standing(row.requirement.requirement_id, row.ours, theirs))
    return found


def standing_words(page: Page, seen: AlternativeVerdict, room: fit.Room) -> str:
    """Return a verdict in words with its source and day, such as `meets it (test report, 3 May 2026)`."""
    words, day = page.label(seen.verdict), seen_on(page, seen.on)

    def told(source: str) -> str:
        return page.label("seen", text=words, source=source, date=day)

    return told(fit.name_within(fit.name_within(seen.source, fit.SOURCE), fit.Phrase(room, told)))
