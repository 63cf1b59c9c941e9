"""Opening slides: the product and its audience, and what customers asked for before anything is offered.

In: DeckFacts, a BlueprintSlide.
Out: cover, voices, demand, today and criteria slides; none where the facts are too few.
"""

from __future__ import annotations

from readiness.stages.decks import fit
from readiness.stages.decks.blueprint import BlueprintSlide
from readiness.stages.decks.deck import Slide, SlideChart, SlideText
from readiness.stages.decks.facts import DeckFacts
from readiness.stages.decks.slide_words import fields_of, filled, heard_at, label, notes_of, quoted, said, slide_of, unquoted
from readiness.stages.positioning import Message
from readiness.stages.requirements import Requirement, evidence_of

VOICE_EMS = {3: 78.0, 2: 130.0, 1: 190.0}
"""Room of each quote where so many share a slide."""
SOURCE_EMS = 46.0
LABEL_EMS = 36.0
"""Room of a chart's category: two to three lines."""
MAX_BARS = 7
STATEMENT_EMS = 190.0
LIST_EMS = 300.0
MAX_LINES = {"today": 3, "criteria": 5}


def cover(facts: DeckFacts, slide: BlueprintSlide) -> list[Slide]:
    """Return the cover: product, for whom, the customer's gain in one line, date and spec revision."""
    fields = fields_of(facts, slide)
    gain = fit.within([m.headline for m in facts.answers[:1]], 70)
    return [
        slide_of(
            facts,
            slide,
            layout="Cover",
            title=filled(slide.title, fields),
            subtitle=filled(slide.subtitle, fields),
            body=[gain],
            notes=notes_of(facts, slide, fields),
            texts=[SlideText("Note", (label(facts, "for_whom", **fields),))],
        )
    ]


def voices(facts: DeckFacts, slide: BlueprintSlide) -> list[Slide]:
    """Return up to three customers in their own words, each on another need, with where it was said."""
    chosen: list[tuple[str, Message]] = []
    for count in (3, 2, 1):
        chosen, seen = [], set[str]()
        for message in facts.answers:
            words = quoted(message.quote, VOICE_EMS[count], facts.labels["quote"])
            if words and message.quote not in seen:
                seen.add(message.quote)
                chosen.append((words, message))
        if len(chosen) >= count:
            chosen = chosen[:count]
            break
    if not chosen:
        return []
    layout = {3: "Three voices", 2: "Two voices", 1: "One voice"}[len(chosen)]
    fields = fields_of(facts, slide)
    messages = [m for _, m in chosen]
    return [
        slide_of(
            facts,
            slide,
            layout=layout,
            title=filled(slide.title, fields),
            subtitle=filled(slide.subtitle, fields),
            notes=notes_of(facts, slide, fields, messages),
            messages=messages,
            texts=[SlideText(f"Voice {i}", (words, heard_at(m, SOURCE_EMS))) for i, (words, m) in enumerate(chosen, start=1)],
        )
    ]


def demand(facts: DeckFacts, slide: BlueprintSlide) -> list[Slide]:
    """Return a chart of what was asked for, by how often it was said or, where that tells little apart, by importance."""
    counts = {r.requirement_id: len(evidence_of(r, facts.evidence)) for r in facts.requirements}
    by_count = max(counts.values(), default=0) >= 2 * max(1, min(counts.values(), default=0))
    values = counts if by_count else {r.requirement_id: r.importance for r in facts.requirements}
    ranked = [r for r in sorted(facts.requirements, key=lambda r: -values[r.requirement_id]) if values[r.requirement_id] > 0][
        :MAX_BARS
    ]
    if len(ranked) < 2 or len({values[r.requirement_id] for r in ranked}) < 2:
        return []
    top, key = ranked[0], "said" if by_count else "importance"
    names = _distinct([_short_name(facts, r) for r in ranked])
    fields = fields_of(facts, slide, {"n": str(values[top.requirement_id]), "total": str(len(facts.evidence)), "top": names[0]})
    pairs = "; ".join(f"{n}: {values[r.requirement_id]}" for n, r in zip(names, ranked, strict=True))
    series = label(facts, key, **fields)
    chart = SlideChart(series, tuple(names), tuple(float(values[r.requirement_id]) for r in ranked), "0", f"{series}. {pairs}.")
    answered = {m.requirement_id for m in facts.answers}
    open_needs = "\n".join(r.statement.strip() for r in ranked if r.requirement_id not in answered)
    honest = f"{label(facts, 'unanswered')}\n{open_needs}" if open_needs else ""
    figure = label(facts, f"{key}_count", **fields)
    return [
        slide_of(
            facts,
            slide,
            layout="Chart",
            title=filled(slide.title, fields),
            subtitle=filled(slide.subtitle, fields),
            chart=chart,
            notes=notes_of(facts, slide, fields, be_honest=honest),
            texts=[SlideText("Body", (figure, series, _own_words(top, names[0])))],
        )
    ]


def _short_name(facts: DeckFacts, requirement: Requirement) -> str:
    headline = next((m.headline for m in facts.answers if m.requirement_id == requirement.requirement_id), "")
    whole = fit.within(
        [requirement.statement, requirement.ask, fit.opening(requirement.statement, LABEL_EMS), requirement.outcome, headline],
        LABEL_EMS,
    )
    name = whole or fit.name_within(requirement.statement or requirement.requirement_id, LABEL_EMS)
    return (name[:1].upper() + name[1:]).rstrip(".")


def _own_words(requirement: Requirement, name: str) -> str:
    """Return the whole statement where the chart could show only part of it: what stands beside the bar needs no echo."""
    whole = fit.within([requirement.statement], 80)
    return "" if whole.rstrip(".") == name else whole


def _distinct(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result


def today(facts: DeckFacts, slide: BlueprintSlide) -> list[Slide]:
    """Return what it is like without the product, in up to three sentences."""
    return _told(facts, slide, "Statement", STATEMENT_EMS)


def criteria(facts: DeckFacts, slide: BlueprintSlide) -> list[Slide]:
    """Return what to ask of every supplier, one line each."""
    return _told(facts, slide, "List", LIST_EMS)


def _told(facts: DeckFacts, slide: BlueprintSlide, layout: str, room: float) -> list[Slide]:
    lines: list[str] = []
    used: list[Message] = []
    limit = MAX_LINES[slide.key]
    for message in facts.at_step(slide.step):
        text = fit.within([*_tellings(facts, slide, message), message.headline], room / limit)
        if text and text not in lines and len(lines) < limit:
            lines.append(text)
            used.append(message)
    if not lines:
        return []
    fields = fields_of(facts, slide)
    return [
        slide_of(
            facts,
            slide,
            layout=layout,
            title=filled(slide.title, fields),
            subtitle=filled(slide.subtitle, fields),
            body=lines,
            notes=notes_of(facts, slide, fields, used, do_next=used[0].call_to_action),
            messages=used,
        )
    ]


def _tellings(facts: DeckFacts, slide: BlueprintSlide, message: Message) -> list[str]:
    """Return ways to tell a message on a slide, best first: a bare question in a list, the situation without its quote."""
    need = facts.requirement(message.requirement_id)
    ask = need.ask.strip() if need and slide.key == "criteria" else ""
    return [ask[:1].upper() + ask[1:], unquoted(said(message), message.quote)]
