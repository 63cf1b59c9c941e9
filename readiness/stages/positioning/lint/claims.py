"""Claims: the rules that hold a message against the spec, the evidence and the buyer's step.

In: a message and all it was made from.
Out: hits: rule and what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from readiness.stages.positioning.rows import Link, Message
from readiness.stages.positioning.verify.lexicon import BOUND_AFTER
from readiness.stages.positioning.verify.numbers import Quantity, quantities
from readiness.stages.positioning.verify.reading import holds, sentences, words
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import Characteristic, ProductSpec
from readiness.stages.units import canonical_unit

AT_MOST = frozenset(
    ("at most", "no more than", "not more than", "up to", "as many as", "less than", "fewer than", "under", "below", "within",
     "max", "maximum", "or less", "or fewer", "or under")
)  # fmt: skip
AT_LEAST = frozenset(
    ("at least", "no less than", "not less than", "more than", "over", "above", "beyond", "min", "minimum", "or more", "or over",
     "and up", "plus")
)  # fmt: skip
BEHIND = frozenset(BOUND_AFTER.split("|"))


@dataclass(frozen=True, slots=True)
class Facts:
    """All one message was made from."""

    product: str
    spec: ProductSpec
    requirement: Requirement
    evidence: tuple[Evidence, ...]
    links: tuple[Link, ...]

    @property
    def case(self) -> tuple[str, ...]:
        """Return the reader's own words: the requirement's fragments and who asks."""
        r = self.requirement
        return (r.statement, r.trigger, r.pain, r.outcome, r.ask, r.anxiety, r.measure, r.persona, r.segment)

    @property
    def heard(self) -> tuple[str, ...]:
        """Return what was heard of it."""
        return tuple(e.text for e in self.evidence)


def facts_of(
    product: str,
    m: Message,
    spec: ProductSpec,
    requirement: Requirement,
    evidence: Mapping[str, Evidence],
    links: Sequence[Link],
) -> Facts:
    """Return what a message was made from."""
    heard = tuple(evidence[i] for i in m.evidence_ids if i in evidence)
    return Facts(product, spec, requirement, heard, tuple(x for x in links if x.requirement_id == m.requirement_id))


def claim_hits(m: Message, own: str, facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield rule and what was found; `own` is the message without what stands in quotation marks."""
    known = _known_numbers(m, facts)
    for number in dict.fromkeys(n for n in _numbers_in(own) if n not in known):
        yield "number without a source", number
    if m.step == "recognise" and facts.product.lower() in own.lower():
        yield "product too early", facts.product
    if not m.evidence_ids:
        yield "no evidence", m.requirement_id
    for said in _turned_bounds(m, own, facts):
        yield "bound direction", said
    yield from _call_to_action(m)


def _numbers_in(text: str) -> list[str]:
    return [n.rstrip(".,").replace(",", "") for n in re.findall(r"(?<![\w-])\d[\d.,]*", text)]


def _known_numbers(m: Message, facts: Facts) -> set[str]:
    c, r = facts.spec.characteristic(m.characteristic_id), facts.requirement
    promises = " ".join(f"{x.limit} {x.proof} {x.reassurance}" for x in facts.links)
    need = (r.statement, r.trigger, r.pain, r.ask, r.measure, m.objection)
    sources = (facts.product, c.quote, c.value, c.condition, facts.spec.summary, promises, m.call_to_action, m.proof)
    variants = (value for v in facts.spec.variants for _, value in v.properties)
    return set(_numbers_in(" ".join((*sources, *need, *facts.heard, *variants))))


def _turned_bounds(m: Message, own: str, facts: Facts) -> list[str]:
    """Return each figure of the spec said as at most where the spec has at least, or the other way round.

    The call to action and what the customer said may hold the same figure with a bound of their own.
    """
    c = facts.spec.characteristic(m.characteristic_id)
    wrong = {"<=": AT_LEAST, ">=": AT_MOST}.get(c.operator)
    if wrong is None or c.number is None:
        return []
    customers = {(q.value, q.bound) for text in (*facts.case, *facts.heard) for q in quantities(text)}
    rest = own.replace(m.call_to_action, " ") if m.call_to_action else own
    turned = [q for q in quantities(rest) if _is_figure(q, c, c.number) and _bound(q.bound) & wrong]
    return list(dict.fromkeys(str(q) for q in turned if (q.value, q.bound) not in customers))


def _bound(said: str) -> frozenset[str]:
    """Return the bounds in what stands before and behind a figure: `no more than` is one, and holds no `more than`."""
    return frozenset(b for b in AT_MOST | AT_LEAST if said == b or said.startswith(f"{b} ") or (b in BEHIND and said.endswith(b)))


def _is_figure(q: Quantity, c: Characteristic, number: Decimal) -> bool:
    try:
        same = Decimal(q.value) == number
    except InvalidOperation:
        return False
    said, meant = canonical_unit(q.unit), canonical_unit(c.unit)
    return same and (said is None or meant is None or said == meant)


def _call_to_action(m: Message) -> Iterator[tuple[str, str]]:
    if not m.call_to_action.strip():
        yield "missing call to action", m.message_id
        return
    # a single sentence is a line for a slide; whoever shows it has the call to action in a field of its own
    if len(sentences(m.text)) > 1 and not holds(words(m.text), words(m.call_to_action)):
        yield "missing call to action", m.call_to_action
    asked = len(sentences(m.call_to_action))
    if asked > 1:
        yield "call to action", f"{asked} sentences"
