"""Claims: the rules that hold a message against the spec, the evidence and the buyer's step.

In: a message and all it was made from.
Out: hits: rule and what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from readiness.stages.positioning.lint.call_to_action import WORD, by_beginning
from readiness.stages.positioning.lint.figures import PLACEHOLDER, Quantity, numbers_in, quantities
from readiness.stages.positioning.lint.lexis import Lexis
from readiness.stages.positioning.reads_like import bare_words
from readiness.stages.positioning.rows import Link, Message
from readiness.stages.positioning.verify.reading import words
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import Characteristic, ProductSpec
from readiness.stages.units import canonical_unit

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's answer to a need: in the message's language with its figures in place, and as it was written."""

    link: Link | None = None
    written: Link | None = None

    @property
    def shown(self) -> tuple[str, ...]:
        """Return what says where something stands, and where it ends."""
        return (self.link.limit, self.link.proof) if self.link else ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the messages about one requirement with one characteristic are made from, read once for all of them."""

    product: str
    characteristic: Characteristic
    statement: str
    """The need, as it was said."""
    numbers: frozenset[str]
    """Every number that has a source."""
    bounded: frozenset[tuple[str, bool]]
    """Figures that a customer bounded, and whether from above."""
    case: frozenset[str]
    """The words of the requirement and of who asks, in lower case."""
    need: Mapping[str, Sequence[str]]
    """Those of four letters or more of the requirement and of what was heard, `by_beginning`."""
    known: frozenset[str]
    """Words the reader knows, in one form: their own, the product's and the vendor's."""


def facts_of(
    product: str,
    spec: ProductSpec,
    c: Characteristic,
    r: Requirement,
    heard: Sequence[str],
    answer: Answer,
    lexis: Lexis,
) -> Facts:
    """Return what the messages about one requirement are made from; `answer` is a person's, if any."""
    fragments = (r.trigger, r.pain, r.outcome, r.ask, r.anxiety, r.measure, r.job, r.why, r.stat)
    case = (r.statement, *fragments, r.persona, r.segment)
    theirs = (*case, *heard)
    return Facts(
        product=product,
        characteristic=c,
        statement=r.statement,
        numbers=frozenset(_numbers(product, spec, c, r, heard, answer, lexis)),
        bounded=frozenset((q.value, bool(q.bounds & lexis.at_most)) for text in theirs for q in quantities(text, lexis)),
        case=frozenset(w for text in case for w in words(text) if w not in lexis.sets["acts"]),
        need=by_beginning(w.lower() for text in (r.statement, *fragments, *heard) for w in WORD.findall(text)),
        known=frozenset(w for text in (*theirs, product, spec.name, spec.vendor) for w in bare_words(text)),
    )


def _numbers(
    product: str,
    spec: ProductSpec,
    c: Characteristic,
    r: Requirement,
    heard: Sequence[str],
    answer: Answer,
    lexis: Lexis,
) -> Iterator[str]:
    """Yield each number that has a source; the factory and the customers may write it in either of two ways.

    Of a person's answer only `proof` and `limit` count, and figures that the program filled in: the rest of `does`,
    `reassurance` and `rollout` is what has to be shown.
    """
    factory = (product, c.quote, c.value, c.condition, spec.summary, *(v for p in spec.variants for _, v in p.properties))
    for text in (*factory, *heard):
        yield from numbers_in(text, ".")
        yield from numbers_in(text, ",")
    if c.number is not None:
        yield from numbers_in(f"{c.number:f}", ".")
    if c.available_from is not None:
        yield from (str(c.available_from.day), str(c.available_from.month), str(c.available_from.year))
    ours = (r.statement, r.trigger, r.pain, r.ask, r.measure, r.job, r.why, *answer.shown)
    for text in ours:
        yield from numbers_in(text, lexis.rules.decimal)
    if answer.link and answer.written:
        yield from _filled_in(answer.link, answer.written, lexis.rules.decimal)


def _filled_in(answer: Link, written: Link, decimal: str) -> Iterator[str]:
    """Yield the figures that stand where a person wrote a placeholder."""
    for name in ("does", "reassurance", "rollout"):
        own = numbers_in(PLACEHOLDER.sub(" ", getattr(written, name)), decimal)
        yield from (n for n in numbers_in(getattr(answer, name), decimal) if n not in own)


def claim_hits(m: Message, own: str, facts: Facts, lexis: Lexis) -> Iterator[tuple[str, str]]:
    """Yield rule and what was found; `own` is the message without what stands in quotation marks."""
    if _DIGIT.search(own):
        asked = {n for text in (m.objection, m.call_to_action, m.proof) for n in numbers_in(text, lexis.rules.decimal)}
        for number, written in numbers_in(own, lexis.rules.decimal).items():
            if number not in facts.numbers and number not in asked:
                yield "number without a source", written
    if m.step == "recognise" and facts.product.lower() in own.lower():
        yield "product too early", facts.product
    if not m.evidence_ids:
        yield "no evidence", m.requirement_id
    for said in _turned_bounds(m, own, facts, lexis):
        yield "bound direction", said


def _turned_bounds(m: Message, own: str, facts: Facts, lexis: Lexis) -> list[str]:
    """Return each figure of the spec said as at most where the spec has at least, or the other way round.

    The call to action and what the customer said may hold the same figure with a bound of their own.
    """
    c = facts.characteristic
    wrong = {"<=": lexis.at_least, ">=": lexis.at_most}.get(c.operator)
    if not wrong or c.number is None:
        return []
    rest = own.replace(m.call_to_action, " ") if m.call_to_action else own
    turned = [q for q in quantities(rest, lexis) if q.bounds & wrong and _is_figure(q, c, c.number)]
    return list(dict.fromkeys(q.said for q in turned if (q.value, bool(q.bounds & lexis.at_most)) not in facts.bounded))


def _is_figure(q: Quantity, c: Characteristic, number: Decimal) -> bool:
    try:
        same = Decimal(q.value) == number
    except InvalidOperation:
        return False
    said, meant = _unit(q.unit), _unit(c.unit)
    return same and (said is None or meant is None or said == meant)


@lru_cache(maxsize=1000)
def _unit(written: str) -> str | None:
    return canonical_unit(written)


def missing(m: Message, spec: ProductSpec, requirements: Mapping[str, Requirement]) -> list[tuple[str, str]]:
    """Return what a message rests on and is not there: its characteristic (because), its requirement (so that)."""
    found = []
    if all(c.characteristic_id != m.characteristic_id for c in spec.characteristics):
        found.append(("missing because", m.characteristic_id or "no characteristic"))
    if m.requirement_id not in requirements:
        found.append(("missing so that", m.requirement_id or "no requirement"))
    return found


def heard_by(m: Message, evidence: Mapping[str, Evidence]) -> tuple[str, ...]:
    """Return what was heard, by the evidence a message names."""
    return tuple(evidence[i].text for i in m.evidence_ids if i in evidence)
