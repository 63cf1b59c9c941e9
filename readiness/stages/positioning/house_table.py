"""House table: every sentence of a message house as a row, so that it can be sorted, counted and sent on.

In: MessageHouse.
Out: header and rows of `positioning/message_house.csv`.
"""

from __future__ import annotations

from readiness.stages.positioning.battlecard import BattleCard
from readiness.stages.positioning.house_rows import MessageHouse, SegmentHouse

HOUSE_HEADER = ("segment", "part", "place", "requirement_id", "text")
Cells = tuple[str, str, int, str, str]


def house_table(house: MessageHouse) -> tuple[tuple[str, ...], list[Cells]]:
    """Return header and rows in the order of the page; `place` counts from 1 in a part; a card stands under its alternative."""
    rows = [row for s in house.segments for row in _of_segment(s)]
    rows += [
        ("", "not answered", i, x.requirement.requirement_id, f"{x.requirement.statement} ({x.why})")
        for i, x in enumerate(house.not_answered, 1)
    ]
    rows += [row for card in house.battle_cards for row in _of_card(card)]
    return HOUSE_HEADER, rows


def _of_segment(s: SegmentHouse) -> list[Cells]:
    parts: list[tuple[str, int, str, str]] = []
    if s.roof:
        parts.append(("roof", 1, "", s.roof))
    for i, p in enumerate(s.pillars, 1):
        parts.append(("pillar", i, p.requirement_ids[0], p.title))
        parts += [("pillar claim", i, p.requirement_ids[0], claim) for claim in p.claims]
        parts += [("pillar proof" if p.proven else "pillar proof missing", i, p.requirement_ids[0], proof) for proof in p.proofs]
    if s.statement:
        parts.append(("positioning statement", 1, "", s.statement.text))
    if s.pitch:
        parts.append(("pitch", 1, "", s.pitch))
    for i, o in enumerate(s.objections, 1):
        texts = (("objection", o.objection), ("answer", o.answer), ("answer's proof", o.proof))
        parts += [(part, i, o.requirement_id, text) for part, text in texts]
    parts += [(f"{q.kind} question", i, q.requirement_id, q.text) for i, q in enumerate(s.questions, 1)]
    parts += [("missing", i, g.ref, f"{g.kind}: {g.text} ({g.advice})") for i, g in enumerate(s.gaps, 1)]
    return [(s.segment_id, *part) for part in parts]


def _of_card(card: BattleCard) -> list[Cells]:
    parts = (("when you meet it", card.meet), ("where we win", card.win), ("level", card.even), ("where we lose", card.lose))
    return [
        (card.alternative, f"battlecard: {part}", i, "", line)
        for part, lines in (*parts, ("what to say", card.say))
        for i, line in enumerate(lines, 1)
    ]
