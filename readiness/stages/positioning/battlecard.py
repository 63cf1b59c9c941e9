"""Battlecard: per alternative, when we meet it, where we win, where we lose and what to say; internal.

In: answered needs, evidence, buyers, QualityHouse.
Out: BattleCards. Nothing is said of an alternative without a source and a date; of doing nothing, what customers said it costs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readiness.stages.buyers import BuyerMap
from readiness.stages.positioning.quality_house import AlternativeVerdict, HouseRow, QualityHouse
from readiness.stages.positioning.said import HEARD_IN, AnsweredNeed, bare, first_upper, quoted, sentence, verdict_words
from readiness.stages.positioning.verdict import EXCEEDS, MEETS, MET, NOT_MET
from readiness.stages.requirements import Evidence

STATUS_QUO = "status_quo"
MOST_LINES = 3
"""A card is read in a minute: so many lines a part, most important first."""


@dataclass(frozen=True, slots=True)
class BattleCard:
    """One alternative; a part that nobody has a source for is empty."""

    alternative: str
    kind: str
    """rival or status_quo; empty where only a verdict names it."""
    meet: tuple[str, ...]
    win: tuple[str, ...]
    even: tuple[str, ...]
    lose: tuple[str, ...]
    say: tuple[str, ...]
    n_looked_at: int
    """Needs on which somebody looked at it and said where."""


def battle_cards(
    needs: Sequence[AnsweredNeed], evidence: Mapping[str, Evidence], buyers: BuyerMap, house: QualityHouse
) -> tuple[BattleCard, ...]:
    """Return a card per alternative, in the order of the buyer map, then those that only a verdict names.

    Args:
        needs: those we answer, most important first.
        evidence: by id; it says where customers named an alternative.
        buyers: the alternatives and their kinds.
        house: verdicts with a source.
    """
    kinds = {a.name: a.kind for a in buyers.alternatives}
    by_id = {n.requirement.requirement_id: n for n in needs}
    return tuple(_card(name, kinds.get(name, ""), i, by_id, evidence, house) for i, name in enumerate(house.alternatives))


def _card(
    name: str, kind: str, place: int, needs: Mapping[str, AnsweredNeed], evidence: Mapping[str, Evidence], house: QualityHouse
) -> BattleCard:
    seen = [(row, v) for row in house.rows if (v := row.theirs[place]) is not None]
    win = [(row, v) for row, v in seen if row.ours in MET and v.verdict in NOT_MET]
    ahead = [(row, v) for row, v in seen if row.ours == MEETS and v.verdict == EXCEEDS]
    lose = [(row, v) for row, v in seen if (row.ours not in MET and v.verdict in MET) or (row, v) in ahead]
    even = [pair for pair in seen if pair not in win and pair not in lose]
    return BattleCard(
        alternative=name,
        kind=kind,
        meet=tuple(_named_by(name, evidence))[:MOST_LINES],
        win=tuple(_line(row, v, needs) for row, v in win)[:MOST_LINES],
        even=tuple(_line(row, v, {}) for row, v in even)[:MOST_LINES],
        lose=tuple(_line(row, v, {}) for row, v in lose)[:MOST_LINES],
        say=tuple(_say(kind, [row for row, _ in win], needs))[:MOST_LINES],
        n_looked_at=len(seen),
    )


def _named_by(name: str, evidence: Mapping[str, Evidence]) -> list[str]:
    """Return the customers' own words that name an alternative, with their source."""
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    heard = [e for _, e in sorted(evidence.items()) if pattern.search(e.text)]
    return [f"{quoted(e.text)} ({HEARD_IN.get(e.kind, e.kind)}, {e.source}, {e.heard_on.isoformat()})" for e in heard]


def _line(row: HouseRow, v: AlternativeVerdict, needs: Mapping[str, AnsweredNeed]) -> str:
    """Return a need, what we do for it where we win, and what was seen of the alternative."""
    need = needs.get(row.requirement.requirement_id)
    title = f"{need.title}: {need.claim}" if need else f"{_need(row)}:"
    ours = (
        ""
        if need
        else " We meet it."
        if row.ours in MET
        else " We do not meet it."
        if row.ours in NOT_MET
        else " We cannot show it."
    )
    return f"{title}{ours} What was seen of it: {verdict_words(v)}."


def _need(row: HouseRow) -> str:
    return first_upper(bare(row.requirement.outcome)) if row.requirement.outcome else quoted(row.requirement.statement)


def _say(kind: str, won: Sequence[HouseRow], needs: Mapping[str, AnsweredNeed]) -> list[str]:
    """Return what to say: of doing nothing what customers told us it costs, of others the question to ask every supplier."""
    first = [needs[row.requirement.requirement_id] for row in won if row.requirement.requirement_id in needs]
    chosen = first or list(needs.values())
    said = []
    for need in chosen:
        r = need.requirement
        if kind == STATUS_QUO and r.trigger and r.pain and r.evidence_ids:
            said.append(f"When {bare(r.trigger)}, {bare(r.pain)}.")
        elif kind != STATUS_QUO and r.ask:
            said.append(sentence(f"ask every supplier {bare(r.ask)}"))
        elif kind != STATUS_QUO and need.link.proof:
            said.append(sentence(need.link.proof))
    return list(dict.fromkeys(said))
