"""Quiz book: what is known of each claim, ready to ask about.

In: messages, links, spec, requirements, evidence, buyer map.
Out: Book: the message each requirement is asked about, and the facts templates may use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from readiness.stages.buyers import BuyerMap, CallToAction
from readiness.stages.positioning import Link, Message
from readiness.stages.quizzes.likeness import Overlaps, overlap
from readiness.stages.quizzes.lint import folded
from readiness.stages.quizzes.wording import ended, sentence, unquoted
from readiness.stages.requirements import Evidence, Requirement, importance_order, quotable
from readiness.stages.spec import Characteristic, ProductSpec

T = TypeVar("T")
ANSWERS = 3
"""A link of this strength or more answers the requirement (QFD: 3 medium, 9 strong)."""
ANCHOR_STEPS = ("evaluate", "decide", "define", "recognise", "implement", "review")
"""Where a claim is said most fully comes first."""
SPOKEN = ("interview", "review", "survey", "win_loss")
"""Evidence in the customer's own words; tickets and notes are often a colleague's."""
MAX_QUOTE = 160


class Book:
    """What is known, ready to look up; a message of a requirement nobody lists, or without a claim, starts no question."""

    def __init__(
        self,
        messages: Sequence[Message],
        links: Sequence[Link],
        spec: ProductSpec,
        requirements: Sequence[Requirement],
        evidence: Mapping[str, Evidence],
        buyers: BuyerMap,
        customer: str,
        acts: Mapping[tuple[str, str], CallToAction],
        printed: Callable[[Characteristic], str],
    ) -> None:
        """Take what items are made from; `customer` is who speaks where nobody has a name."""
        self.spec, self.evidence, self.buyers, self.customer, self.acts, self.printed = (
            spec, evidence, buyers, customer, acts, printed,
        )  # fmt: skip
        self.requirements = {r.requirement_id: r for r in importance_order(requirements)}
        self.messages = sorted((m for m in messages if m.requirement_id in self.requirements), key=lambda m: m.message_id)
        self.links = {(link.requirement_id, link.characteristic_id): link for link in links}
        self._needs = Overlaps({i: _need(r) for i, r in self.requirements.items()})

    @cached_property
    def anchors(self) -> Mapping[str, Message]:
        """Return per answered requirement the message its questions are about, most important requirement first."""
        first: dict[str, Message] = {}
        for message in sorted(self.messages, key=step_rank):
            if message.claim.strip():
                first.setdefault(message.requirement_id, message)
        return {r: first[r] for r in self.requirements if r in first}

    @cached_property
    def answering(self) -> Mapping[str, set[str]]:
        """Return per requirement every characteristic that answers it."""
        found: dict[str, set[str]] = {r: set() for r in self.requirements}
        for m in self.messages:
            found[m.requirement_id].add(m.characteristic_id)
        for requirement_id, characteristic_id in (k for k, link in self.links.items() if link.strength >= ANSWERS):
            if requirement_id in found:
                found[requirement_id].add(characteristic_id)
        return found

    @cached_property
    def needs_met_by(self) -> Mapping[str, list[str]]:
        """Return per characteristic the requirements it answers."""
        return _grouped((c, r) for r, met in self.answering.items() for c in sorted(met))

    @cached_property
    def messages_of(self) -> Mapping[str, list[Message]]:
        """Return the messages of each requirement."""
        return _grouped((m.requirement_id, m) for m in self.messages)

    @cached_property
    def messages_at(self) -> Mapping[str, list[Message]]:
        """Return the messages of each buyer step."""
        return _grouped((m.step, m) for m in self.messages)

    @cached_property
    def headlines(self) -> Mapping[str, list[Message]]:
        """Return the messages by their headline, folded."""
        return _grouped((folded(m.headline), m) for m in self.messages)

    @cached_property
    def answers(self) -> Mapping[str, list[Message]]:
        """Return the messages by what they answer a worry with, folded."""
        return _grouped((folded(m.answer), m) for m in self.messages)

    @cached_property
    def limits_of(self) -> Mapping[str, set[str]]:
        """Return per characteristic every limit that goes with a claim about it, folded."""
        found: dict[str, set[str]] = {m.characteristic_id: set() for m in self.messages}
        for (_, characteristic_id), link in self.links.items():
            found.setdefault(characteristic_id, set()).add(folded(link.limit))
        return found

    @cached_property
    def characteristics(self) -> Mapping[str, Characteristic]:
        """Return the spec's characteristics by id."""
        return {c.characteristic_id: c for c in self.spec.characteristics}

    @cached_property
    def n_named(self) -> Counter[tuple[str, str]]:
        """Return how many characteristics go by each name and condition, folded."""
        return Counter((folded(c.name), folded(c.condition)) for c in self.spec.characteristics)

    @cached_property
    def _does(self) -> Mapping[str, str]:
        return {m.message_id: self._unlimited(m) for m in self.messages}

    def _unlimited(self, message: Message) -> str:
        link = self.links.get((message.requirement_id, message.characteristic_id))
        claim, limit = ended(message.claim), ended(link.limit) if link else ""
        short = claim[: -len(limit)].rstrip() if limit and folded(claim).endswith(folded(limit)) else claim
        return short or claim

    @cached_property
    def _by_statement(self) -> Mapping[str, list[str]]:
        return _grouped((folded(r.statement), i) for i, r in self.requirements.items())

    @cached_property
    def _n_rest_on(self) -> Counter[str]:
        return Counter(i for r in self.requirements.values() for i in set(r.evidence_ids))

    @cached_property
    def _said_by(self) -> Mapping[str, set[str]]:
        """Return everything customers said, folded, with the requirements that rest on it."""
        found: dict[str, set[str]] = {}
        for i, r in self.requirements.items():
            for e in (self.evidence[e] for e in r.evidence_ids if e in self.evidence):
                found.setdefault(folded(e.text), set()).add(i)
        for m in (m for m in self.messages if m.quote.strip()):
            found.setdefault(folded(unquoted(m.quote)), set()).add(m.requirement_id)
        return found

    def same_need(self, requirement_id: str) -> set[str]:
        """Return the requirements that are put in the same words, itself among them."""
        return set(self._by_statement[folded(self.requirements[requirement_id].statement)])

    def heard_from(self, quote: str) -> set[str]:
        """Return the requirements that rest on evidence with these words in it."""
        words = folded(quote)
        return {i for text, ids in self._said_by.items() if words in text for i in ids}

    def answered_for(self, persona: str) -> set[str]:
        """Return the characteristics that answer any need of one persona, in whatever segment."""
        return self._met_for.get(persona, set())

    @cached_property
    def _met_for(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for i, r in self.requirements.items():
            found.setdefault(r.persona, set()).update(self.answering[i])
        return found

    def number(self, c: Characteristic) -> str:
        """Return a characteristic's number and unit without its bound."""
        return self.printed(unbounded(c))

    def facts(self, message: Message) -> dict[str, str]:
        """Return what templates may say about a message."""
        persona, segment = self.buyers.persona_name(message.persona), self.buyers.segment_name(message.segment)
        link = self.links.get((message.requirement_id, message.characteristic_id))
        return {
            "customer": self.customer,
            "who": f"{persona} ({segment})" if persona and segment else persona or segment or self.customer,
            "product": self.spec.name,
            "quote": self.quotes(message)[0][1],
            "statement": sentence(self.requirements[message.requirement_id].statement),
            "claim": ended(message.claim),
            "does": self.does(message),
            "proof": ended(message.proof) if link and link.proof else "",  # else it is a place in a file, which helps no rep
            "limit": self.limit(message),
        }

    def limit(self, message: Message) -> str:
        """Return what bounds a message's claim, as a sentence."""
        link = self.links.get((message.requirement_id, message.characteristic_id))
        return sentence(link.limit) if link else ""

    def does(self, message: Message) -> str:
        """Return the claim without the sentence that bounds it."""
        return self._does[message.message_id]

    def quotes(self, message: Message) -> list[tuple[str, str]]:
        """Return what this customer says, plainest first, each with what tells it from the first: "", then evidence ids.

        It is their own words where there are any, else the need itself. Words that name the part the claim is about give the
        answer away; words that fit another need as well allow two answers.
        """
        own = self.requirements[message.requirement_id]
        heard = [self.evidence[i] for i in own.evidence_ids if i in self.evidence and self._n_rest_on[i] == 1]
        told = [(e, words[0]) for e in heard if (words := quotable(e))]
        spoken = [(e.evidence_id, unquoted(text)) for e, text in told if e.kind in SPOKEN and len(text) <= MAX_QUOTE]

        def unfit(quote: str) -> float:
            other = self._needs.most_like(quote, own.requirement_id)
            return overlap(quote, self.does(message)) + other - overlap(quote, _need(own))

        known = {folded(q): i for i, q in spoken}
        said = dict.fromkeys(q for q in (unquoted(message.quote), *(q for _, q in spoken)) if q)
        ranked = sorted(said, key=unfit)
        named = [(known.get(folded(q), ""), q) for q in ranked]
        return [("", ranked[0]), *((i, q) for i, q in named[1:] if i)] if ranked else [("", ended(own.statement))]


def unbounded(c: Characteristic) -> Characteristic:
    """Return a characteristic as if its number were promised exactly."""
    return replace(c, operator="=")


def _need(requirement: Requirement) -> str:
    return " ".join((requirement.statement, requirement.trigger, requirement.pain, requirement.outcome))


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def step_rank(message: Message) -> tuple[int, str]:
    """Return where a message stands among those of its need, the fullest first."""
    return ANCHOR_STEPS.index(message.step) if message.step in ANCHOR_STEPS else len(ANCHOR_STEPS), message.message_id


def near(message: Message, persona: str, segment: str) -> bool:
    """Return whether a message is for the same persona or segment, so that its words could be mixed up."""
    return bool(message.persona and message.persona == persona) or bool(message.segment and message.segment == segment)
