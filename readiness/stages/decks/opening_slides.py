"""Opening slides: the product and its audience, and what customers asked for before anything is offered.

In: a Page.
Out: cover, voices, demand, today and criteria slides; none where the facts are too few.
"""

from __future__ import annotations

from readiness.stages.decks import fit
from readiness.stages.decks.layers import pictures_for
from readiness.stages.decks.page import Page, heard_at, quoted, said, sentence, unquoted
from readiness.stages.decks.recipe import ChartFill, SlideFill
from readiness.stages.positioning import Message
from readiness.stages.requirements import Requirement, evidence_of

VOICE_EMS = {3: 72.0, 2: 108.0, 1: 165.0}
"""Room of each quote where so many share a slide."""
SOURCE_EMS = 46.0
GAIN_EMS = 70.0
LABEL_EMS = 36.0
"""Room of a chart's category: two to three lines."""
MAX_BARS = 7
LINES_EMS = {"today": 190.0, "criteria": 300.0}
MAX_LINES = {"today": 3, "criteria": 5}


def cover(page: Page) -> list[SlideFill]:
    """Return the cover: product, for whom, date and spec revision, the customer's gain in one line, its industry's picture."""
    facts, fields = page.facts, page.fields()
    gain = fit.within([facts.headline(m) for m in page.answers()[:1]], GAIN_EMS)
    for_whom = page.said("for_whom", facts.labels["for_whom"], fields)
    subtitle = page.said("subtitle", page.slide.subtitle, fields) or fields["specification"] or fields["date"]
    text = {"gain": gain, "for_whom": for_whom}
    return [page.fill("cover", fields, page.notes(fields), subtitle=subtitle, text=text, images=_pictures(page))]


def _pictures(page: Page) -> dict[str, str]:
    """Return the picture of the audience's industry and the logo of its partner, where there are such; a layer's go first."""
    facts, sources = page.facts, page.facts.sources
    who = facts.account or facts.rep
    logos = [f"logo-{who.partner_id}.{end}" for end in ("png", "jpg")] if who else []
    found = {
        "hero": sources.heroes.get(facts.audience.industry, ""),
        "logo": next((name for name in logos if name in sources.pictures), ""),
        **pictures_for(facts.sources.layers, facts.audience),
    }
    return {name: key for name, key in found.items() if key}


def voices(page: Page) -> list[SlideFill]:
    """Return up to three customers in their own words, each on another need, with where it was said."""
    chosen: list[tuple[str, Message]] = []
    for count in (3, 2, 1):
        chosen, seen = [], set[str]()
        for message in page.answers():
            words = quoted(message.quote, VOICE_EMS[count], page.facts.labels["quote"])
            if words and message.quote not in seen and heard_at(message, SOURCE_EMS):
                seen.add(message.quote)
                chosen.append((words, message))
        if len(chosen) >= count:
            chosen = chosen[:count]
            break
    if not chosen:
        return []
    fields, messages = page.fields(), [m for _, m in chosen]
    text: dict[str, str] = {}
    for i, (words, message) in enumerate(chosen, start=1):
        text |= {f"voice{i}.words": words, f"voice{i}.source": heard_at(message, SOURCE_EMS)}
    return [page.fill(f"voices-{len(chosen)}", fields, page.notes(fields, messages), text=text, messages=messages)]


def demand(page: Page) -> list[SlideFill]:
    """Return a chart of what was asked for, by how often it was said or, where that tells little apart, by importance."""
    facts = page.facts
    counts = {r.requirement_id: len(evidence_of(r, facts.evidence)) for r in facts.requirements}
    by_count = max(counts.values(), default=0) >= 2 * max(1, min(counts.values(), default=0))
    values = counts if by_count else {r.requirement_id: r.importance for r in facts.requirements}
    ranked = sorted(facts.requirements, key=lambda r: -values[r.requirement_id])
    ranked = [r for r in ranked if values[r.requirement_id] > 0][:MAX_BARS]
    if len({values[r.requirement_id] for r in ranked}) < 2:
        return []
    top, key = ranked[0], "said" if by_count else "importance"
    names = _distinct([_short_name(page, r) for r in ranked])
    fields = page.fields({"n": str(values[top.requirement_id]), "total": str(len(facts.evidence)), "top": names[0]})
    pairs = "; ".join(f"{n}: {values[r.requirement_id]}" for n, r in zip(names, ranked, strict=True))
    series = page.label(key, **fields)
    chart = ChartFill(series, tuple(names), tuple(float(values[r.requirement_id]) for r in ranked), "0", f"{series}. {pairs}.")
    answered = {m.requirement_id for m in facts.answers}
    open_needs = "\n".join(r.statement.strip() for r in ranked if r.requirement_id not in answered)
    honest = f"{page.label('unanswered')}\n{open_needs}" if open_needs else ""
    text = {"figure": page.label(f"{key}_count", **fields), "measure": series, "words": _own_words(top, names[0])}
    return [page.fill("demand", fields, page.notes(fields, be_honest=honest), text=text, charts={"demand": chart})]


def _short_name(page: Page, requirement: Requirement) -> str:
    answers = (m for m in page.facts.answers if m.requirement_id == requirement.requirement_id)
    headline = next(map(page.facts.headline, answers), "")
    whole = fit.within(
        [requirement.statement, requirement.ask, fit.opening(requirement.statement, LABEL_EMS), requirement.outcome, headline],
        LABEL_EMS,
    )
    return sentence(whole or fit.name_within(requirement.statement or requirement.requirement_id, LABEL_EMS)).rstrip(".")


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


def told(page: Page) -> list[SlideFill]:
    """Return what it is like without the product, or what to ask of every supplier: a few lines, each from one message."""
    key, facts = page.slide.key, page.facts
    lines: list[str] = []
    used: list[Message] = []
    for message in facts.at_step(page.slide.step):
        text = fit.within([*_tellings(page, message), facts.headline(message)], LINES_EMS[key] / MAX_LINES[key])
        if text and text not in lines and len(lines) < MAX_LINES[key]:
            lines.append(text)
            used.append(message)
    if not lines:
        return []
    fields = page.fields()
    notes = page.notes(fields, used, do_next=used[0].call_to_action)
    return [page.fill(key, fields, notes, lists={"lines": lines}, messages=used)]


def _tellings(page: Page, message: Message) -> list[str]:
    """Return ways to tell a message on a slide, best first: a bare question in a list, the situation without its quote."""
    need = page.facts.requirement(message.requirement_id)
    ask = need.ask.strip() if need and page.slide.key == "criteria" else ""
    return [ask[:1].upper() + ask[1:], unquoted(said(message), message.quote)]
