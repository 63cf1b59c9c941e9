"""Wording: fragments joined by templates into one message per requirement and buyer step, in one voice.

In: a Brief in the voice's language, its links, a Phrasing.
Out: Messages. Numbers come only from the fragments, the spec and the call to action.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from readiness.stages.buyers import BuyerStep
from readiness.stages.positioning.asked import Asked
from readiness.stages.positioning.availability import barred
from readiness.stages.positioning.brief import Brief
from readiness.stages.positioning.message_words import MAX_HEADLINE, message_words, sentence, spoken_of, tidy
from readiness.stages.positioning.phrases import Phrasing
from readiness.stages.positioning.rows import Link, Message, Voice
from readiness.stages.positioning.translations import FULL_STRENGTH, rows_for
from readiness.stages.positioning.verdict import FALLS_SHORT, our_verdict
from readiness.stages.requirements import Requirement, importance_order


def messages_from(
    brief: Brief,
    links: Mapping[str, Link],
    asked: Mapping[str, Asked],
    voice: Voice,
    phrasing: Phrasing,
    suffix: str = "",
    missing: Collection[tuple[str, str]] = frozenset(),
) -> list[Message]:
    """Return the messages, most important requirement first, then in the order of the buyer's steps.

    Args:
        brief: in the voice's language.
        links: requirement_id -> the link its messages are made from, in that language; one not among them has no message.
        asked: requirement_id -> the number asked for, where there is one.
        voice: the motion and language to word them in.
        phrasing: of that language; a step without a template has no message.
        suffix: what their ids end in.
        missing: rows, as (table, id), with a text that is not in this language: a message made from one is left out.

    Raises:
        InputError: a template uses a word nobody knows.
    """
    messages: list[Message] = []
    for requirement in importance_order(brief.requirements):
        link = links.get(requirement.requirement_id)
        for step in brief.buyers.steps_of(requirement.segment) if link else ():
            if not step.asks(requirement.persona):
                continue
            name = phrasing.template_name(step.step, voice.motion, link.relation) if link else ""
            if link and name and not rows_for(brief, requirement, link, step, phrasing.words(name)) & set(missing):
                number = asked.get(requirement.requirement_id)
                words = message_words(brief, requirement, step, link, number, phrasing, missing)
                headline, text = phrasing.message(name, words)
                headline = _headline(headline, words, phrasing)
                messages.append(_message(requirement, step, link, voice, suffix, words, headline, tidy(text)))
    return messages


def links_said(brief: Brief, links: Sequence[Link]) -> dict[str, Link]:
    """Return requirement_id -> its best link, where it may be said: full strength, in force, not below what was asked for."""
    needs = {r.requirement_id: r for r in brief.requirements}
    best = {i: link for i, link in best_links(links).items() if i in needs and link.strength >= FULL_STRENGTH}
    return {
        i: link
        for i, link in best.items()
        if our_verdict(brief.spec, needs[i], link) != FALLS_SHORT
        and not (brief.dates and any(barred(c, brief.dates) for c in spoken_of(brief, link)))
    }


def best_links(links: Sequence[Link]) -> dict[str, Link]:
    """Return each requirement's best link: strongest, then highest score, then first by characteristic."""
    best: dict[str, Link] = {}
    for link in sorted(links, key=lambda x: (-x.strength, -x.score, x.characteristic_id)):
        best.setdefault(link.requirement_id, link)
    return best


def _headline(line: str, words: Mapping[str, str], phrasing: Phrasing) -> str:
    """Return a headline that fits a slide: the template's, else the need, else what it is about; never cut in mid-sentence."""
    for candidate in map(_title, (line, words["outcome"], words["statement"])):
        if 0 < len(candidate) <= MAX_HEADLINE:
            return candidate[0].upper() + candidate[1:]
    return _title(phrasing.phrase("headline.none", words))[:MAX_HEADLINE].strip()


def _title(line: str) -> str:
    """Return a line as a title has it: no full stop at its end, but an ellipsis or another mark stays."""
    return line if line.endswith("..") else line.removesuffix(".")


def _message(
    requirement: Requirement,
    step: BuyerStep,
    link: Link,
    voice: Voice,
    suffix: str,
    words: Mapping[str, str],
    headline: str,
    text: str,
) -> Message:
    return Message(
        message_id=f"{requirement.requirement_id}-{step.step}{suffix}",
        segment=requirement.segment,
        persona=requirement.persona,
        step=step.step,
        requirement_id=requirement.requirement_id,
        characteristic_id=link.characteristic_id,
        headline=headline,
        claim=tidy(f"{words['claim']} {words['limit']}"),
        text=text,
        evidence_ids=requirement.evidence_ids,
        quote=words["quote"],
        quote_source=words["quote_source"],
        proof=words["proof"],
        objection=words["worry"],
        answer=f"{words['reassurance'] or sentence(link.proof) or words['claim']} {words['available']}".strip(),
        call_to_action=words["call_to_action"],
        voice=voice,
        figures_of=link.figures_of,
    )
