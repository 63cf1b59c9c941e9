"""Opening slides: the product and its audience, and what customers asked for before anything is offered.

In: a Page.
Out: cover, voices, demand, today and criteria slides; none where the facts are too few.
"""

from __future__ import annotations

from collections.abc import Sequence

from readiness.stages.decks import fit
from readiness.stages.decks.layers import pictures_for
from readiness.stages.decks.page import Page, heard_at, quoted, said, sentence, unquoted
from readiness.stages.decks.recipe import ChartFill, SlideFill
from readiness.stages.positioning import Message
from readiness.stages.requirements import Requirement, evidence_of

LABEL = fit.Ems(36.0)
"""A chart's category: two to three lines."""
MIN_BARS, MAX_BARS = 3, 7
"""Two bars are no chart."""
MAX_LINES = {"today": 3, "criteria": 5}


def cover(page: Page) -> list[SlideFill]:
    """Return the cover: product, for whom, date and spec revision, the customer's gain in one line, its industry's picture."""
    facts, fields = page.facts, page.fields()
    gain = fit.within([facts.headline(m) for m in page.answers()[:1]], page.room("cover", "gain"))
    for_whom = page.said("cover", "for_whom", facts.labels["for_whom"], fields)
    subtitle = page.said("cover", "subtitle", page.slide.subtitle, fields) or fields["specification"] or fields["date"]
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
    for n in (3, 2, 1):
        text, messages = _voices(page, n)
        if len(messages) == n:
            fields = page.fields()
            return [page.fill(f"voices-{n}", fields, page.notes(fields, messages), text=text, messages=messages)]
    return []


def _voices(page: Page, n: int) -> tuple[dict[str, str], list[Message]]:
    """Return the words of up to so many customers that share a slide, and their messages."""
    text: dict[str, str] = {}
    used: list[Message] = []
    for message in page.answers():
        key, place = f"voices-{n}", f"voice{len(used) + 1}"
        source = heard_at(page, message, page.room(key, f"{place}.source"))
        room = page.room(key, f"{place}.words", {f"{place}.source": source})
        words = quoted(message.quote, room, page.facts.labels["quote"])
        if words and source and len(used) < n and message.quote not in [m.quote for m in used]:
            text |= {f"{place}.words": words, f"{place}.source": source}
            used.append(message)
    return text, used


def demand(page: Page) -> list[SlideFill]:
    """Return a chart of what was asked for, by how often it was said or, where that tells little apart, by importance."""
    facts = page.facts
    counts = {r.requirement_id: len(evidence_of(r, facts.evidence)) for r in facts.requirements}
    by_count = max(counts.values(), default=0) >= 2 * max(1, min(counts.values(), default=0))
    values = counts if by_count else {r.requirement_id: r.importance for r in facts.requirements}
    ranked = sorted(facts.requirements, key=lambda r: -values[r.requirement_id])
    ranked = [r for r in ranked if values[r.requirement_id] > 0][:MAX_BARS]
    if len(ranked) < MIN_BARS or len({values[r.requirement_id] for r in ranked}) < 2:
        return []
    top, key = ranked[0], "said" if by_count else "importance"
    names = _distinct(_short_names(page, ranked))
    fields = page.fields({"n": str(values[top.requirement_id]), "total": str(len(facts.evidence)), "top": names[0]})
    pairs = "; ".join(f"{n}: {values[r.requirement_id]}" for n, r in zip(names, ranked, strict=True))
    series = page.label(key, **fields)
    chart = ChartFill(series, tuple(names), tuple(float(values[r.requirement_id]) for r in ranked), "0", f"{series}. {pairs}.")
    answered = {m.requirement_id for m in facts.answers}
    open_needs = "\n".join(r.statement.strip() for r in ranked if r.requirement_id not in answered)
    honest = f"{page.label('unanswered')}\n{open_needs}" if open_needs else ""
    text = {"figure": page.label(f"{key}_count", **fields), "measure": series, "words": _own_words(page, top, names[0])}
    return [page.fill("demand", fields, page.notes(fields, be_honest=honest), text=text, charts={"demand": chart})]


def _short_names(page: Page, needs: Sequence[Requirement]) -> list[str]:
    """Return a bar's name for each need, all told in one way: what was said, what to ask for or what is won."""
    headlines = {m.requirement_id: page.facts.headline(m) for m in reversed(page.facts.answers)}
    ways = (
        [r.statement for r in needs],
        [fit.opening(r.statement, LABEL) for r in needs],
        [r.ask for r in needs],
        [r.outcome for r in needs],
        [headlines.get(r.requirement_id, "") for r in needs],
    )
    said = next((way for way in ways if all(fit.within([name], LABEL) for name in way)), None)
    names = said or [fit.name_within(r.statement or r.requirement_id, LABEL) for r in needs]
    return [sentence(name).rstrip(".") for name in names]


def _own_words(page: Page, requirement: Requirement, name: str) -> str:
    """Return the whole statement where the chart could show only part of it: what stands beside the bar needs no echo."""
    whole = fit.within([requirement.statement], page.room("demand", "words"))
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
    room = facts.sources.rooms.item(key, "lines", MAX_LINES[key])
    lines: list[str] = []
    used: list[Message] = []
    for message in facts.at_step(page.slide.step):
        text = fit.within([*_tellings(page, message), facts.headline(message)], room)
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
