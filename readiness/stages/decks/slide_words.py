"""Slide words: a blueprint's phrases filled with the launch's facts, titles that fit, and the presenter's notes.

In: DeckFacts, a BlueprintSlide, messages.
Out: text for slides and notes, without blanks where a fact is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from readiness.stages.decks import fit
from readiness.stages.decks.blueprint import BlueprintSlide
from readiness.stages.decks.deck import Slide, SlideChart, SlideTable, SlideText
from readiness.stages.decks.facts import DeckFacts
from readiness.stages.positioning import Message

TITLE_EMS = 84.0
"""Room of a title in the standard master: two lines at full size, three at the smallest."""
NAME_EMS = 24.0
"""Room of a name inside a title, a footer or a card."""
_QUOTATION_MARKS = '"“”„«»'
_FIELD = re.compile(r"\{(\w+)\}")


def filled(template: str, fields: Mapping[str, str]) -> str:
    """Return a phrase with its fields filled; a part between ` · ` whose field is empty is left out with it."""
    parts = []
    for part in template.split(" · "):
        names = _FIELD.findall(part)
        if names and not all(fields.get(n, "") for n in names):
            continue
        parts.append(_FIELD.sub(lambda m: fields[m.group(1)], part))
    return " ".join(" · ".join(parts).split())


def fields_of(facts: DeckFacts, slide: BlueprintSlide, extra: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """Return what the words of one slide may name."""
    spec, name = facts.spec, fit.name_within
    return {
        "product": name(spec.name or facts.launch.name, NAME_EMS),
        "vendor": name(spec.vendor, NAME_EMS),
        "category": name(spec.category, NAME_EMS),
        "channel": name(facts.channel.name, NAME_EMS),
        "revision": name(spec.revision, NAME_EMS),
        "specification": name(facts.specification, NAME_EMS),
        "date": facts.day_text(date.fromisoformat(facts.approval.approved_on)),
        "step": name(facts.step_name(slide.step), NAME_EMS),
        **extra,
    }


def label(facts: DeckFacts, key: str, **fields: str) -> str:
    """Return one fixed word or phrase of the blueprint, filled."""
    return filled(facts.labels.get(key, ""), fields)


def said(message: Message) -> str:
    """Return a message's text without the call to action it ends in."""
    return message.text.strip().removesuffix(message.call_to_action.strip()).strip()


def unquoted(text: str, quote: str) -> str:
    """Return a text without a quotation, whichever quotation marks it stands in."""
    marks = f"[{_QUOTATION_MARKS}]"
    return re.sub(rf"{marks}\s?{re.escape(quote)}\s?{marks}", "", text) if quote else text


def quoted(text: str, ems: float, marks: str) -> str:
    """Return a customer's words in quotation marks; too long, as many whole sentences as fit and a mark that more was said.

    Args:
        text: the words, with or without quotation marks of their own.
        ems: how much room there is.
        marks: the blueprint's label `quote`, such as `“{text}”`.
    """
    words = " ".join(text.split()).strip(_QUOTATION_MARKS)
    if not words:
        return ""
    if fit.text_ems(words) <= ems:
        return filled(marks, {"text": words})
    start = fit.opening(words, ems - 2)
    return filled(marks, {"text": f"{start} […]"}) if start else ""


def heard_at(message: Message, ems: float) -> str:
    """Return where a quote was heard, as a line of its own."""
    source = fit.name_within(message.quote_source, ems)
    return source[:1].upper() + source[1:]


def notes_of(
    facts: DeckFacts,
    slide: BlueprintSlide,
    fields: Mapping[str, str],
    messages: Sequence[Message] = (),
    *,
    say: str = "",
    do_next: str = "",
    be_honest: str = "",
) -> str:
    """Return the presenter's notes: what to say, to ask and to do next, and what stands behind the slide."""
    step = facts.buyer_step(slide.step)
    blocks = [
        ("say", " ".join(t for t in (filled(slide.say, fields), say) if t)),
        ("be_honest", be_honest),
        ("ask", filled(slide.ask, fields)),
        ("do_next", do_next or filled(slide.do_next, fields)),
        ("move_on_when", step.exit_criterion.strip() if step else ""),
        ("behind", "\n".join(_behind(facts, messages))),
    ]
    return "\n\n".join(f"{label(facts, key).upper()}\n{text}" for key, text in blocks if text)


def _behind(facts: DeckFacts, messages: Iterable[Message]) -> list[str]:
    lines = []
    for message in messages:
        heard = label(facts, "heard_in", text=", ".join(message.evidence_ids)) if message.evidence_ids else ""
        fact = facts.characteristic(message)
        lines.append("; ".join(t for t in (message.message_id, heard, facts.source_text(fact.source) if fact else "") if t))
    return lines


def slide_of(
    facts: DeckFacts,
    slide: BlueprintSlide,
    *,
    layout: str,
    title: str,
    subtitle: str,
    notes: str,
    body: Sequence[str] = (),
    table: SlideTable | None = None,
    chart: SlideChart | None = None,
    messages: Sequence[Message] = (),
    texts: Sequence[SlideText] = (),
) -> Slide:
    """Return a slide in the PowerPoint section of its buyer's step; cards without text are left out."""
    cards = (SlideText(t.placeholder, tuple(p for p in t.paragraphs if p)) for t in texts)
    return Slide(
        key=slide.key,
        layout=layout,
        title=fit.name_within(title, TITLE_EMS),
        subtitle=fit.name_within(subtitle, TITLE_EMS),
        body=tuple(p for p in body if p),
        table=table,
        chart=chart,
        notes=notes,
        message_ids=tuple(m.message_id for m in messages),
        section=facts.step_name(slide.step),
        texts=tuple(t for t in cards if t.paragraphs),
    )
