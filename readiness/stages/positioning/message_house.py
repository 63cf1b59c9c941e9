"""Message house: what every rep says first: statement, roof, three pillars, pitch, objections and questions per segment.

In: product name, requirements, buyers, Positioning, QualityHouse.
Out: MessageHouse. Every sentence is a fragment, claim or proof that a person approved, joined by fixed grammar; what is missing
is a named gap and no blank.

Source: order of the positioning statement after Dunford (2019), Obviously Awesome; questions after Rackham (1988), SPIN Selling.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from readiness.stages.buyers import BuyerMap
from readiness.stages.positioning.asked import asked_of
from readiness.stages.positioning.battlecard import battle_cards
from readiness.stages.positioning.discovery import questions_of
from readiness.stages.positioning.house_gaps import N_PILLARS, house_gaps
from readiness.stages.positioning.house_rows import MessageHouse, NotAnswered, Objection, Pillar, SegmentHouse, Statement
from readiness.stages.positioning.quality_house import HouseRow, QualityHouse
from readiness.stages.positioning.rows import Link, Message, Positioning
from readiness.stages.positioning.said import AnsweredNeed, heard_or_expected, sentence
from readiness.stages.positioning.verdict import ANSWERING, FALLS_SHORT, NOT_MET
from readiness.stages.positioning.wording import best_links
from readiness.stages.requirements import Evidence, Requirement, importance_order
from readiness.stages.spec import ProductSpec
from readiness.vocabulary import counted

PITCH_WORDS = 80
"""What a person says in 30 seconds without hurry."""
PITCH_STEPS = ("evaluate", "recognise", "define", "decide", "implement", "review")
"""Whose call to action ends the pitch: the first of these that the buyer's process has."""
_ABSOLUTE = re.compile(r"\b(?:whatever|always|never|guarantee[ds]?|perfect|flawless|seamless|zero|100 ?%)(?!\w)", re.IGNORECASE)


def message_house(
    product: str,
    spec: ProductSpec,
    requirements: Sequence[Requirement],
    evidence: Mapping[str, Evidence],
    buyers: BuyerMap,
    positioning: Positioning,
    house: QualityHouse,
) -> MessageHouse:
    """Return the message house.

    Args:
        product: the name customers know it by.
        spec: for its category.
        requirements: the needs; one without a message, or whose number the spec does not meet, is not answered.
        evidence: by id.
        buyers: segments, personas, alternatives.
        positioning: messages and links.
        house: our verdict on every need, and the alternatives'.
    """
    ordered = importance_order(requirements)
    answered = _answered(ordered, positioning, house)
    ids = [s.segment_id for s in buyers.segments]
    ids += sorted({r.segment for r in ordered} - set(ids))
    segments = tuple(
        _segment(segment_id, [r for r in ordered if r.segment == segment_id], answered, spec, buyers, house.alternatives)
        for segment_id in ids
        if any(r.segment == segment_id for r in ordered)
    )
    best = best_links(positioning.links)
    lost = [row for row in house.rows if not _is_answered(row, best)]
    not_answered = tuple(NotAnswered(row.requirement, _why_not(row, best, spec)) for row in lost)
    cards = battle_cards(list(answered.values()), evidence, buyers, house)
    return MessageHouse(product, segments, cards, not_answered)


def _answered(requirements: Sequence[Requirement], positioning: Positioning, house: QualityHouse) -> dict[str, AnsweredNeed]:
    by_need: dict[str, dict[str, Message]] = {}
    for m in positioning.messages:
        by_need.setdefault(m.requirement_id, {}).setdefault(m.step, m)
    best: Mapping[str, Link] = best_links(positioning.links)
    rows: dict[str, HouseRow] = {row.requirement.requirement_id: row for row in house.rows}
    found: dict[str, AnsweredNeed] = {}
    for r in requirements:
        row, link, messages = rows.get(r.requirement_id), best.get(r.requirement_id), by_need.get(r.requirement_id)
        if row and link and messages and _is_answered(row, best):
            found[r.requirement_id] = AnsweredNeed(r, link, messages, row)
    return found


def _is_answered(row: HouseRow, best: Mapping[str, Link]) -> bool:
    """Say whether a need has a link of full strength is not refuted by the number that was asked for."""
    link = best.get(row.requirement.requirement_id)
    return link is not None and link.strength >= ANSWERING and row.ours not in NOT_MET


def _why_not(row: HouseRow, best: Mapping[str, Link], spec: ProductSpec) -> str:
    link = best.get(row.requirement.requirement_id)
    c = next((x for x in spec.characteristics if link and x.characteristic_id == link.characteristic_id), None)
    if c is None:
        return "nothing in the spec answers it"
    asked = asked_of(row.requirement)
    if row.ours == FALLS_SHORT and asked:
        return f"asked for {asked}, the factory says {c.value} ({c.name})"
    return f"nothing in the spec answers it; {c.name} comes nearest"


def _segment(
    segment_id: str,
    asked: Sequence[Requirement],
    answered: Mapping[str, AnsweredNeed],
    spec: ProductSpec,
    buyers: BuyerMap,
    alternatives: Sequence[str],
) -> SegmentHouse:
    needs = [answered[r.requirement_id] for r in asked if r.requirement_id in answered]
    name = buyers.segment_name(segment_id)
    clusters = _clusters(needs)
    pillars = tuple(_pillar(cluster, alternatives) for cluster in clusters[:N_PILLARS])
    leads = [cluster[0] for cluster in clusters[:N_PILLARS]]
    roof = _roof(leads)
    return SegmentHouse(
        segment_id,
        name,
        roof,
        pillars,
        _statement(name, needs, leads, spec, buyers) if leads else None,
        _pitch(leads[0]) if leads else "",
        tuple(_objection(n) for n in needs if n.requirement.anxiety),
        tuple(q for n in needs for q in questions_of(n.requirement)),
        tuple(house_gaps(segment_id, name, needs, pillars, roof, spec, alternatives)),
    )


def _clusters(needs: Sequence[AnsweredNeed]) -> list[list[AnsweredNeed]]:
    """Return the needs in groups that one characteristic answers, heaviest group first, most important need first in each."""
    groups: dict[str, list[AnsweredNeed]] = {}
    for need in needs:
        groups.setdefault(need.link.characteristic_id, []).append(need)
    order = {c: i for i, c in enumerate(groups)}
    return [groups[c] for c in sorted(groups, key=lambda c: (-sum(n.weight for n in groups[c]), order[c]))]


def _pillar(cluster: Sequence[AnsweredNeed], alternatives: Sequence[str]) -> Pillar:
    lead = cluster[0]
    return Pillar(
        title=lead.title,
        characteristic_id=lead.link.characteristic_id,
        requirement_ids=tuple(n.requirement.requirement_id for n in cluster),
        weight=sum(n.weight for n in cluster),
        claims=tuple(dict.fromkeys(n.claim for n in cluster)),
        proofs=tuple(dict.fromkeys(n.proof for n in cluster)),
        proven=any(n.link.proof for n in cluster),
        only_we=lead.alone,
        not_looked_at=tuple(name for name, v in zip(alternatives, lead.row.theirs, strict=True) if v is None),
    )


def _roof(leads: Sequence[AnsweredNeed]) -> str:
    """Return the promise over the pillars: the first one's outcome that promises nothing absolute; empty where there is none."""
    for need in leads:
        r = need.requirement
        if r.outcome and not _ABSOLUTE.search(f"{r.outcome} {r.trigger}"):
            return sentence(f"{r.outcome} when {r.trigger}" if r.trigger else r.outcome)
    return ""


def _statement(
    segment: str, needs: Sequence[AnsweredNeed], leads: Sequence[AnsweredNeed], spec: ProductSpec, buyers: BuyerMap
) -> Statement:
    alone = [n for n in needs if n.row.only_we]
    who: dict[str, set[str]] = {}
    for n in needs:
        who.setdefault(buyers.persona_name(n.requirement.persona), set()).update(n.requirement.evidence_ids)
    return Statement(
        alternatives=tuple(a.name for a in buyers.alternatives),
        attributes=tuple(dict.fromkeys(n.claim for n in alone or leads)),
        unique=bool(alone),
        value=tuple(dict.fromkeys(n.title for n in leads)),
        who_cares=tuple(f"{p} ({counted(len(e), 'statement')} heard)" if e else p for p, e in who.items()),
        category=spec.category,
        text=_said_aloud(segment, leads[0], spec.category, [a.name for a in buyers.alternatives]),
    )


def _said_aloud(segment: str, lead: AnsweredNeed, category: str, alternatives: Sequence[str]) -> str:
    who = f"For {segment}, in the category “{category}”" if category else f"For {segment}"
    names = [f"“{name}”" for name in alternatives]
    choice = ", ".join([*names[:-2], " or ".join(names[-2:])])
    instead = f" What they could choose instead: {choice}." if names else ""
    return f"{who}: {lead.promise} {lead.claim}{instead}"


def _pitch(lead: AnsweredNeed) -> str:
    """Return what is said in 30 seconds: the pain, what the product does with its limit, the aim, the proof, the next step.

    The proof goes first where it is too long, then the aim; the limit stays with the claim.
    """
    r = lead.requirement
    pain = sentence(f"when {r.trigger}, {r.pain}") if r.trigger and r.pain else heard_or_expected(r)
    aim = sentence(f"the aim: {r.outcome}") if r.outcome else ""
    act = next((lead.messages[s].call_to_action for s in PITCH_STEPS if s in lead.messages), "")
    full = [pain, lead.claim, aim, lead.proof, act]
    for dropped in ((), (3,), (2, 3), (0, 2, 3)):
        said = " ".join(part for i, part in enumerate(full) if part and i not in dropped)
        if len(said.split()) <= PITCH_WORDS:
            break
    return said


def _objection(need: AnsweredNeed) -> Objection:
    r = need.requirement
    answer = sentence(need.link.reassurance) or need.claim
    return Objection(r.requirement_id, sentence(f"you may worry that {r.anxiety}"), answer, need.proof)
