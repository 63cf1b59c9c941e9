"""Quiz book: what is known of each claim, ready to ask about.

In: messages, links, spec, requirements, evidence, buyer map.
Out: Book: the message each requirement is asked about, and the facts templates may use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readiness.stages.buyers import BuyerMap
from readiness.stages.positioning import Link, Message
from readiness.stages.quizzes.likeness import overlap
from readiness.stages.quizzes.lint import folded
from readiness.stages.quizzes.wording import ended, sentence, unquoted
from readiness.stages.requirements import Evidence, Requirement, importance_order, quotable
from readiness.stages.spec import ProductSpec

ANSWERS = 3
"""A link of this strength or more answers the requirement (QFD: 3 medium, 9 strong)."""
ANCHOR_STEPS = ("evaluate", "decide", "define", "recognise", "implement", "review")
"""Where a claim is said most fully comes first."""
SPOKEN = ("interview", "review", "survey", "win_loss")
"""Evidence in the customer's own words; tickets and notes are often a colleague's."""
MAX_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Book:
    """What is known, ready to look up."""

    requirements: Mapping[str, Requirement]
    anchors: Mapping[str, Message]
    """Per answered requirement the message its questions are about, most important requirement first."""
    links: Mapping[tuple[str, str], Link]
    """By requirement and characteristic."""
    answering: Mapping[str, frozenset[str]]
    """Per requirement every characteristic that answers it."""
    evidence: Mapping[str, Evidence]
    buyers: BuyerMap
    spec: ProductSpec
    customer: str

    def facts(self, message: Message) -> dict[str, str]:
        """Return what templates may say about a message."""
        persona, segment = self.buyers.persona_name(message.persona), self.buyers.segment_name(message.segment)
        link = self.links.get((message.requirement_id, message.characteristic_id))
        limit = sentence(link.limit) if link else ""
        return {
            "customer": self.customer,
            "who": f"{persona} ({segment})" if persona and segment else persona or segment or self.customer,
            "product": self.spec.name,
            "quote": self.quote(message),
            "statement": sentence(self.requirements[message.requirement_id].statement),
            "claim": ended(message.claim),
            "does": self.does(message),
            "proof": ended(message.proof) if link and link.proof else "",  # else it is a place in a file, which helps no rep
            "limit": limit,
        }

    def does(self, message: Message) -> str:
        """Return the claim without the sentence that bounds it."""
        link = self.links.get((message.requirement_id, message.characteristic_id))
        claim = ended(message.claim)
        limit = ended(link.limit) if link else ""
        short = claim[: -len(limit)].rstrip() if limit and folded(claim).endswith(folded(limit)) else claim
        return short or claim

    def quote(self, message: Message) -> str:
        """Return what this customer says: of their own words those that tell the need most plainly, else the need itself.

        Words that name the part the claim is about give the answer away; words that fit another need as well allow two answers.
        """
        own = self.requirements[message.requirement_id]
        others = [r for r in self.requirements.values() if r is not own]
        elsewhere = {i for r in others for i in r.evidence_ids}
        heard = [self.evidence[i] for i in own.evidence_ids if i in self.evidence and i not in elsewhere]
        told = [(e, words[0]) for e in heard if (words := quotable(e))]
        spoken = [unquoted(text) for e, text in told if e.kind in SPOKEN and len(text) <= MAX_QUOTE]

        def unfit(quote: str) -> float:
            other = max((overlap(quote, _need(r)) for r in others), default=0.0)
            return overlap(quote, self.does(message)) + other - overlap(quote, _need(own))

        return min((q for q in (unquoted(message.quote), *spoken) if q), key=unfit, default=ended(own.statement))


def _need(requirement: Requirement) -> str:
    return " ".join((requirement.statement, requirement.trigger, requirement.pain, requirement.outcome))


def book_of(
    messages: Sequence[Message],
    links: Sequence[Link],
    spec: ProductSpec,
    requirements: Sequence[Requirement],
    evidence: Mapping[str, Evidence],
    buyers: BuyerMap,
    customer: str,
) -> Book:
    """Return what is known; a message of a requirement nobody lists, or without a claim, starts no question."""
    known = {r.requirement_id: r for r in importance_order(requirements)}
    steps = {s: i for i, s in enumerate(ANCHOR_STEPS)}
    by_fullness = sorted(messages, key=lambda m: (steps.get(m.step, len(steps)), m.message_id))
    first: dict[str, Message] = {}
    for message in by_fullness:
        if message.claim.strip():
            first.setdefault(message.requirement_id, message)
    answering = {r: {m.characteristic_id for m in messages if m.requirement_id == r} for r in known}
    for link in links:
        if link.strength >= ANSWERS and link.requirement_id in answering:
            answering[link.requirement_id].add(link.characteristic_id)
    return Book(
        requirements=known,
        anchors={r: first[r] for r in known if r in first},
        links={(link.requirement_id, link.characteristic_id): link for link in links},
        answering={r: frozenset(c) for r, c in answering.items()},
        evidence=evidence,
        buyers=buyers,
        spec=spec,
        customer=customer,
    )


def near(message: Message, persona: str, segment: str) -> bool:
    """Return whether a message is for the same persona or segment, so that its words could be mixed up."""
    return bool(message.persona and message.persona == persona) or bool(message.segment and message.segment == segment)
