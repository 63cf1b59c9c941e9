"""Answer slides: what the product does about each need, with its limit, its proof and the factory's own figure.

In: a Page.
Out: answer and answer-plain slides; none where the facts are too few.
"""

from __future__ import annotations

from readiness.stages.decks import fit
from readiness.stages.decks.page import NAME_EMS, TITLE_EMS, Page, heard_at, quoted, said, sentence
from readiness.stages.decks.recipe import SlideFill
from readiness.stages.positioning import Message

CLAIM_EMS = 150.0
CARD_EMS = 80.0
QUOTE_EMS = 110.0
SOURCE_EMS = 40.0


def answers(page: Page) -> list[SlideFill]:
    """Return one slide for each of the most important needs: the customer's gain, the claim, its proof, who asked for it.

    A need without a line of its own to stand over it has no slide, unless no need has one: then the first is told under the
    storyline's title.
    """
    claimed = [(m, claim) for m in page.answers() if (claim := fit.opening(m.claim, CLAIM_EMS))]
    titled = [(m, claim, title) for m, claim in claimed if (title := _title(page, m, claim))]
    if not titled:
        return [_answer(page, m, claim, "") for m, claim in claimed[:1]]
    return [_answer(page, m, claim, title) for m, claim, title in titled[: page.slide.at_most]]


def _title(page: Page, message: Message, claim: str) -> str:
    """Return the headline, else the claim's first sentences where more of it follows below."""
    headline = page.facts.headline(message)
    start = fit.opening(claim, TITLE_EMS)
    return headline or (start if start != claim else "")


def _answer(page: Page, message: Message, claim: str, title: str) -> SlideFill:
    facts = page.facts
    persona = "" if "personas" in facts.denied else facts.buyers.persona_name(message.persona)
    segment = facts.buyers.segment_name(message.segment)
    fields = page.fields({"persona": fit.name_within(persona, NAME_EMS), "segment": fit.name_within(segment, NAME_EMS)})
    quote, source = quoted(message.quote, QUOTE_EMS, facts.labels["quote"]), heard_at(message, SOURCE_EMS)
    proof = fit.within([message.proof], CARD_EMS)
    text = {"claim": claim, **_factory_fact(page, message)}
    if proof:
        text |= {"proof.label": page.label("proof"), "proof.text": proof}
    if quote and source:
        text |= {"quote.words": quote, "quote.source": source}
    notes = page.notes(fields, [message], say=said(message) or message.claim, do_next=message.call_to_action)
    key = "answer" if quote and source else "answer-plain"
    return page.fill(key, fields, notes, title=title, text=text, messages=[message])


def _factory_fact(page: Page, message: Message) -> dict[str, str]:
    facts = page.facts
    fact = facts.characteristic(message)
    if fact is None:
        return {}
    name = sentence(fact.name)
    value = " ".join(t for t in (facts.value_text(fact).strip(), fact.condition.strip()) if t)
    text = fit.within([": ".join(t for t in (name, value) if t), ": ".join(t for t in (name, fact.quote) if t), name], CARD_EMS)
    source = fit.name_within(", ".join(t for t in (facts.specification, fact.source.file) if t), SOURCE_EMS)
    return {"fact.label": page.label("in_spec"), "fact.text": text, "fact.source": source} if text and source else {}
