"""Gaps: what customers asked for that nobody answers, and what the factory says that nobody asked for.

In: spec, requirements, links.
Out: Gaps, heaviest first. They go back to the factory.
"""

from __future__ import annotations

from collections.abc import Sequence

from readiness.stages.positioning.rows import Gap, Link
from readiness.stages.positioning.wording import best_links
from readiness.stages.requirements import Requirement, importance_order
from readiness.stages.spec import ProductSpec
from readiness.vocabulary import ChannelRow


def gaps_of(
    spec: ProductSpec, requirements: Sequence[Requirement], links: Sequence[Link], channels: Sequence[ChannelRow]
) -> list[Gap]:
    """Return the gaps, both ways."""
    best = best_links(links)
    gaps: list[Gap] = []
    for r in importance_order(requirements):
        link = best.get(r.requirement_id)
        if link is None or link.strength < 9:
            advice = "product, partner or disqualify: decide who answers this, or say openly that it is not answered"
            gaps.append(Gap("requirement_unanswered", r.requirement_id, r.statement, r.importance, advice))
        elif link.does and not link.proof:
            advice = "name what shows it: a test, a contract, a document, a reference or a trial"
            gaps.append(Gap("unproven", r.requirement_id, link.does, r.importance, advice))
    asked = {x.characteristic_id for x in links if x.strength >= 1}
    for c in spec.characteristics:
        if c.characteristic_id not in asked:
            advice = "find the customer who needs it, keep it for the checklist, or stop talking about it"
            gaps.append(Gap("characteristic_unasked", c.characteristic_id, f"{c.name}: {c.quote}", 0, advice))
    for channel in channels:
        if not channel.language.startswith("en"):
            advice = "the decks of this channel are in English until message templates in its language are there"
            gaps.append(Gap("translation_missing", channel.channel, channel.language, 0, advice))
    return gaps
