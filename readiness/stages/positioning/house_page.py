"""House page: the message house, the battlecards and the house of quality as a page that a person reads aloud.

In: MessageHouse, QualityHouse, Stability.
Out: Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from readiness.stages.positioning.battlecard import STATUS_QUO, BattleCard
from readiness.stages.positioning.house_rows import (
    MessageHouse,
    NotAnswered,
    Objection,
    Pillar,
    Question,
    SegmentHouse,
    Statement,
)
from readiness.stages.positioning.quality_house import BANDS, QualityHouse, Stability
from readiness.stages.positioning.said import quoted, sentence
from readiness.stages.requirements import Requirement
from readiness.vocabulary import counted

GAP_WORDS = {
    "pillar_missing": "fewer pillars than three",
    "pillar_without_proof": "pillar without proof",
    "roof_missing": "no roof",
    "category_missing": "no category",
    "alternative_missing": "no alternative",
    "alternative_unknown": "alternatives nobody has looked at",
    "unproven": "not shown by the spec",
    "fragment_missing": "words missing",
    "objection_unanswered": "worry without an answer",
}
MOST_NEEDS = 6
"""A page is read in one go: the questions and worries of so many needs, and so many gaps, most important first."""
MOST_GAPS = 12
TABLE = "message_house.csv"
"""Where every sentence of the house stands (`house_table`)."""
Lines = list[str]


def house_page(message_house: MessageHouse, quality: QualityHouse, stable: Stability | None = None) -> str:
    """Return the page `positioning/message_house.md`.

    Args:
        message_house: what to print.
        quality: the house of quality of the same launch.
        stable: how far its top characteristic can be trusted; None where that was not computed.
    """
    needs = {row.requirement.requirement_id: row.requirement for row in quality.rows}
    lines = [f"# {_shown(message_house.product)}: message house"]
    if not message_house.segments:
        lines += ["", "No customer has asked for anything yet, so there is nothing to build on."]
    for segment in message_house.segments:
        lines += _segment(segment, needs)
    lines += _not_answered(message_house.not_answered)
    lines += _battle_cards(message_house.battle_cards)
    lines += _quality(quality, stable)
    return "\n".join(lines) + "\n"


def _segment(house: SegmentHouse, needs: Mapping[str, Requirement]) -> Lines:
    lines = ["", f"## {_shown(_first_upper(house.segment))}"]
    if not house.pillars or house.statement is None:
        return [*lines, "", "Nothing this segment asks for has an answer and a message yet, so there is no house for it."]
    if house.roof:
        lines += ["", f"**Roof:** {_shown(house.roof)}"]
    for i, pillar in enumerate(house.pillars, 1):
        lines += _pillar(i, pillar)
    lines += _statement(house.statement)
    lines += ["", "### In 30 seconds", "", f"> {_shown(house.pitch)}"]
    lines += _objections(house.objections)
    lines += _questions(house.questions, needs)
    if house.gaps:
        lines += ["", "### Missing", ""]
        lines += [
            f"- {_first_upper(GAP_WORDS[g.kind])} ({_shown(g.ref)}): {_shown(sentence(g.text))} What to do: {_shown(g.advice)}."
            for g in house.gaps[:MOST_GAPS]
        ]
        lines += _more(len(house.gaps) - MOST_GAPS, "gap")
    return lines


def _pillar(number: int, pillar: Pillar) -> Lines:
    lines = ["", f"### Pillar {number}: {_shown(pillar.title)}", ""]
    lines += [f"- {_shown(claim)}" for claim in pillar.claims]
    label = "Proof" if pillar.proven else "Proof is missing; the factory's word only"
    lines += [f"- {label}: {_shown(proof)}" for proof in pillar.proofs]
    if pillar.only_we:
        lines.append(f"- No alternative that was looked at meets this need: {_shown(pillar.only_we)}.")
    return lines


def _statement(s: Statement) -> Lines:
    lines = ["", "### Positioning statement", ""]
    if s.alternatives:
        lines.append(f"1. What they could do instead: {_shown('; '.join(s.alternatives))}.")
    alone = (
        "What only this product does" if s.unique else "What this product does (whether another does it too has not been shown)"
    )
    lines += _part(len(lines) - 2, alone, s.attributes)
    lines += _part(len(lines) - 2, "What that is worth", s.value)
    lines += _part(len(lines) - 2, "Who cares", s.who_cares)
    if s.category:
        lines.append(f"{len(lines) - 2}. Category: {_shown(s.category)}")
    return [*lines, "", f"> {_shown(s.text)}"]


def _part(number: int, label: str, items: Sequence[str]) -> Lines:
    said = [item if item.endswith((".", "!", "?", "”", ")")) else f"{item}." for item in items]
    return [f"{number}. {label}: {_shown(' '.join(said))}"] if len(said) < 2 else _list(number, label, said)


def _list(number: int, label: str, items: Iterable[str]) -> Lines:
    return ["\n".join([f"{number}. {label}:", *(f"   - {_shown(item)}" for item in items)])]


def _objections(objections: Sequence[Objection]) -> Lines:
    if not objections:
        return []
    lines = ["", "### Worries and answers"]
    for o in objections[:MOST_NEEDS]:
        lines += ["", f"**{_shown(o.objection)}** {_shown(o.answer)}"]
        if o.proof != o.answer:
            lines.append(f"*{_shown(o.proof)}*")
    return lines + _more(len(objections) - MOST_NEEDS, "worry", "worries")


def _questions(questions: Sequence[Question], needs: Mapping[str, Requirement]) -> Lines:
    lines = ["", "### Questions to find out"] if questions else []
    ids = list(dict.fromkeys(q.requirement_id for q in questions))
    before = ""
    for q in (q for q in questions if q.requirement_id in ids[:MOST_NEEDS]):
        if q.requirement_id != before:
            need = quoted(needs[q.requirement_id].statement)
            # A need without fragments is quoted in its first question already.
            lines += [""] if need in q.text else ["", _shown(need), ""]
            before = q.requirement_id
        lines.append(f"- {q.kind}: {_shown(q.text)}")
    return lines + _more(len(ids) - MOST_NEEDS, "need", verb="has its questions", verbs="have their questions")


def _more(n: int, one: str, many: str = "", verb: str = "stands", verbs: str = "stand") -> Lines:
    """Return where what did not fit on the page is found; nothing where all of it did."""
    if n <= 0:
        return []
    what = counted(n, f"more {one}", f"more {many}" if many else "")
    return ["", f"{what} {verb if n == 1 else verbs} in `{TABLE}`."]


def _not_answered(lost: Sequence[NotAnswered]) -> Lines:
    if not lost:
        return []
    lines = ["", "## Where we lose, whoever the rival is", "", "Say so early: build it, find a partner, or let the deal go.", ""]
    for x in lost:
        where = f"importance {x.requirement.importance} of 9, {_shown(x.requirement.requirement_id)}"
        lines.append(f"- {_shown(quoted(x.requirement.statement))} {_shown(sentence(x.why))} ({where})")
    return lines


def _battle_cards(cards: Sequence[BattleCard]) -> Lines:
    if not cards:
        return []
    lines = ["", "## Battlecards", "", "Internal: not for customers. Of a rival only what somebody saw, with source and date."]
    for card in cards:
        kind = " (doing nothing new)" if card.kind == STATUS_QUO else ""
        lines += ["", f"### {_shown(card.alternative)}{kind}", ""]
        if not card.n_looked_at:
            lines.append("- Not known yet: nobody has looked at it and written down where and when.")
        parts = (("When you meet it", card.meet), ("Where we win", card.win), ("Where we are level", card.even))
        say = "What others told us staying costs" if card.kind == STATUS_QUO else "What to say"
        for label, items in (*parts, ("Where we lose", card.lose), (say, card.say)):
            lines += [f"- {label}: {_shown(item)}" for item in items]
    return lines


def _quality(quality: QualityHouse, stable: Stability | None) -> Lines:
    lines = ["", "## What carries most", ""]
    names = {c.characteristic_id: c.name for c in quality.columns}
    for band in BANDS:
        found = [c for c in sorted(quality.columns, key=lambda c: -c.weight) if c.band == band]
        if found:
            share = sum(c.weight_share for c in found)
            lines.append(f"- {band}, {share:.0%} of the weight: {_shown('; '.join(c.name for c in found))}")
    if len(lines) == 3:
        return [*lines, "No characteristic answers anything that was asked for."]
    if stable:
        trials = counted(stable.n_perturbations, "trial")
        top = f"“{_shown(names[stable.characteristic_id])}” stays on top in {_share(stable.holds_share)} of {trials}"
        lines += ["", f"{top} in which importance and links were moved a little, as another person might judge them."]
    return lines


def _share(share: float) -> str:
    """Return a share in percent; one that is not all of it is never printed as 100%."""
    text = f"{share:.0%}"
    return "more than 99%" if text == "100%" and share < 1 else text


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shown(text: str) -> str:
    """Return text that Markdown shows as it is, in one line."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in " ".join(text.split()))
