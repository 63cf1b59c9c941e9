"""Answer slides: what the product does about each need, with its limit, its proof and the factory's own figure.

In: a Page.
Out: answer and answer-plain slides; none where the facts are too few.
"""

from __future__ import annotations

from dataclasses import dataclass

from readiness.stages.decks import fit
from readiness.stages.decks.page import Page, heard_at, quoted, said, sentence
from readiness.stages.decks.recipe import SlideFill
from readiness.stages.positioning import Message


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one slide says of one need."""

    message: Message
    key: str
    title: str
    claim: str
    quote: str
    source: str


def answers(page: Page) -> list[SlideFill]:
    """Return one slide for each of the most important needs: the customer's gain, the claim, its proof, who asked for it.

    A need without a line of its own to stand over it has no slide, unless no need has one: then the first is told under the
    storyline's title.
    """
    told = [answer for m in page.asked() if (answer := _answer(page, m)).claim]
    titled = [answer for answer in told if answer.title]
    return [_slide(page, answer) for answer in titled[: page.slide.at_most] or told[:1]]


def _answer(page: Page, message: Message) -> _Answer:
    """Return the answer; its title is the headline, else the claim's first sentences where more of it follows below."""
    source = heard_at(page, message, page.room("answer", "quote.source"))
    quote = quoted(message.quote, page.room("answer", "quote.words", {"quote.source": source}), page.facts.labels["quote"])
    key = "answer" if quote and source else "answer-plain"
    claim = fit.opening(message.claim, page.room(key, "claim"))
    start = fit.opening(claim, page.room(key, "title"))
    title = page.facts.headline(message) or (start if start != claim else "")
    return _Answer(message, key, title, claim, quote, source)


def _slide(page: Page, answer: _Answer) -> SlideFill:
    facts, message = page.facts, answer.message
    persona = "" if "personas" in facts.denied else facts.buyers.persona_name(message.persona)
    segment = facts.buyers.segment_name(message.segment)
    fields = page.fields({"persona": persona, "segment": segment})
    text = {"claim": answer.claim, **_proof(page, answer), **_factory_fact(page, answer)}
    if answer.key == "answer":
        text |= {"quote.words": answer.quote, "quote.source": answer.source}
    notes = page.notes(fields, [message], say=said(message) or message.claim, do_next=message.call_to_action)
    return page.fill(answer.key, fields, notes, title=answer.title, text=text, messages=[message])


def _proof(page: Page, answer: _Answer) -> dict[str, str]:
    label = page.label("proof")
    proof = fit.within([page.facts.proof(answer.message)], page.room(answer.key, "proof.text", {"proof.label": label}))
    return {"proof.label": label, "proof.text": proof} if proof else {}


def _factory_fact(page: Page, answer: _Answer) -> dict[str, str]:
    facts = page.facts
    fact = facts.characteristic(answer.message)
    if fact is None:
        return {}
    name, label = sentence(fact.name), page.label("in_spec")
    value = " ".join(t for t in (facts.value_text(fact).strip(), fact.condition.strip()) if t)
    source = fit.name_within(facts.specification or facts.spec.vendor or facts.product, fit.SOURCE)
    room = page.room(answer.key, "fact.text", {"fact.label": label, "fact.source": source})
    text = fit.within([": ".join(t for t in (name, value) if t), ": ".join(t for t in (name, fact.quote) if t), name], room)
    return {"fact.label": label, "fact.text": text, "fact.source": source} if text and source else {}
