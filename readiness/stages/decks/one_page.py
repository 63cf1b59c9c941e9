"""One page: the one-pager a customer keeps, and the battlecard a rep keeps to himself.

In: an Audience, DeckSources, the pillars of the message house.
Out: Recipes of one slide; None where there is nothing to say with a source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from readiness.stages.decks import fit
from readiness.stages.decks.assembly import deck_id
from readiness.stages.decks.audience import Audience
from readiness.stages.decks.closing_slides import call_to_action
from readiness.stages.decks.comparison import Standing, standing_words, standings
from readiness.stages.decks.facts import DeckFacts, DeckSources, compared, facts_for
from readiness.stages.decks.layers import Said, words_for
from readiness.stages.decks.page import (
    Page,
    footer,
    heard_at,
    layers_of,
    page_of,
    questions,
    quoted,
    seen_on,
    sentence,
    short,
    worry_of,
)
from readiness.stages.decks.recipe import PRESENTER, Recipe, SlideFill
from readiness.stages.decks.rooms import Rooms
from readiness.stages.decks.slide_keys import empty_of
from readiness.stages.decks.storyline import CLOSING, StorySlide
from readiness.stages.positioning import Message
from readiness.stages.positioning.house_rows import MessageHouse
from readiness.stages.positioning.verdict import EXCEEDS, MEETS, MET, NOT_MET
from readiness.stages.requirements import Requirement

MAX_LINES = 3
EVERY_ALTERNATIVE = 1000


def one_pager_for(audience: Audience, sources: DeckSources, house: MessageHouse | None = None) -> Recipe | None:
    """Return the page that stays with the customer: gain, claims in the order of the house's pillars, proofs, one quote, the act.

    Returns None where no claim fits on it.
    """
    facts = facts_for(audience, sources)
    words = words_for(sources.layers, audience)
    cover, closing = _page(facts, "cover", words), _page(facts, CLOSING, words)
    rooms = sources.rooms
    leading = _by_pillar(facts, house)
    claims = _most(rooms, "claims", [fit.folded(m.claim) for m in leading])
    told = [m for m in leading if fit.folded(m.claim) in claims]
    gain = fit.within([*map(facts.headline, told), *claims], rooms.text("one-pager", "gain"))
    proofs = _most(rooms, "proofs", [fit.folded(facts.proof(m)) for m in told]) or _most(rooms, "proofs", _figures(facts, told))
    fields = cover.fields()
    heads = {"claims.label": cover.label("claims"), "proofs.label": cover.label("proof")}
    text = {"gain": gain, **heads, **_quote(cover, told), **_act(cover, closing)}
    subtitle = cover.said("one-pager", "subtitle", cover.slide.subtitle, fields) or fields["date"]
    fill = cover.fill(
        "one-pager", fields, cover.notes(fields, told), subtitle=subtitle, text=text,
        lists={"claims": [c for c in claims if c != gain] or claims, "proofs": proofs}, messages=told,
    )  # fmt: skip
    if empty_of(fill):
        return None
    return _recipe(
        facts, "one_pager", fill, deck_id(facts.launch.launch_id, audience), layers_of(facts, words, ("cover", CLOSING))
    )


def _most(rooms: Rooms, name: str, lines: Sequence[str]) -> list[str]:
    """Return the first lines, each once, as many as the page's list holds; one that it cannot hold at all is left out."""
    known = [line for line in dict.fromkeys(lines) if line and rooms.holds("one-pager", name, [line])]
    return next((known[:n] for n in range(MAX_LINES, 0, -1) if rooms.holds("one-pager", name, known[:n])), [])


def battlecard_for(alternative: str, audience: Audience, sources: DeckSources) -> Recipe | None:
    """Return a rep's own page on one alternative, from verdicts with a source alone; None where nobody looked at it."""
    facts = facts_for(audience, sources)
    page = _page(facts, "cover", {})
    seen = [s for s in standings(facts, EVERY_ALTERNATIVE) if alternative in s.theirs]
    if not seen:
        return None
    win, lose = _ahead(seen, alternative)
    answers = {m.requirement_id: m for m in facts.answers}
    won = [m for s in win or seen if (m := answers.get(s.requirement_id))]
    needs = [need for s in (*win, *seen) if (need := facts.requirement(s.requirement_id))]
    room = {name: sources.rooms.item("battlecard", name, MAX_LINES) for name in ("win", "lose", "say_back", "ask")}

    def behind(line: str) -> str:
        return page.label("internal_line", text=line)

    lists = {
        "win": [_line(page, s, alternative, room["win"]) for s in win],
        "lose": [behind(_line(page, s, alternative, fit.Phrase(room["lose"], behind))) for s in lose],
        "say_back": [_said_back(page, m, room["say_back"]) for m in won],
        "ask": [_asked_of_them(page, need, room["ask"]) for need in needs],
    }
    fields = page.fields({"alternative": alternative})
    seen_in = sorted({f"{v.source.strip()}, {seen_on(page, v.on)}" for s in seen for v in (s.theirs[alternative],)})
    heads = {f"{name}.label": page.label({"ask": "asks"}.get(name, name)) for name in lists}
    marks = (facts.product, page.label("internal").rstrip("."), fields["date"], facts.specification)
    foot = footer(marks, page.room("battlecard", "footer"))
    is_today = any(a.name == alternative and a.kind == "status_quo" for a in facts.buyers.alternatives)
    title = page.told("battlecard", "title", facts.labels["battlecard_today" if is_today else "battlecard"], fields)
    fill = page.fill(
        "battlecard", fields, "", title=title, subtitle=page.label("internal"),
        text={"sources": _sources(page, seen_in), "footer": foot, **heads},
        lists={name: _some(lines) or [page.label("nothing_seen")] for name, lines in lists.items()}, messages=won,
    )  # fmt: skip
    slug = re.sub(r"[^a-z0-9]+", "-", alternative.casefold()).strip("-") or str(compared(sources.house).index(alternative) + 1)
    card_id = f"{deck_id(facts.launch.launch_id, audience)}-{slug}"
    return _recipe(facts, "battlecard", fill, card_id)


def _ahead(seen: Sequence[Standing], alternative: str) -> tuple[list[Standing], list[Standing]]:
    """Return where we are ahead of an alternative, and where it is ahead of us; to exceed a need is ahead of meeting it."""
    both = [(s, s.ours, s.theirs[alternative].verdict) for s in seen]
    win = [s for s, ours, theirs in both if (ours in MET and theirs in NOT_MET) or (ours, theirs) == (EXCEEDS, MEETS)]
    lose = [s for s, ours, theirs in both if (ours not in MET and theirs in MET) or (ours, theirs) == (MEETS, EXCEEDS)]
    return win, lose


def _said_back(page: Page, message: Message, room: fit.Room) -> str:
    """Return what a rep says back, behind what it is said to: the customer's worry, else the need."""
    need = page.facts.requirement(message.requirement_id)
    heard = [worry_of(page.facts, message), *([need.outcome, need.statement] if need else [])]
    ended = [t if t[-1] in ".!?…" else f"{t}." for t in map(sentence, heard) if t]
    words = message.answer or page.facts.proof(message)

    for to in ended:
        room_behind = fit.Phrase(room, lambda text, to=to: page.label("say_back_to", worry=to, text=text))  # type: ignore[misc]
        if back := fit.opening(words, room_behind):
            return room_behind.filled(back)
    return ""


def _asked_of_them(page: Page, need: Requirement, room: fit.Room) -> str:
    """Return what to ask a customer about a need of his own: how it is for him today."""
    ask = need.ask.strip().rstrip("?.")
    today = page.label("ask_today", text=ask) if ask else ""
    return fit.within([*questions(page, [need]), today], room)


def _page(facts: DeckFacts, key: str, words: Mapping[str, Said]) -> Page:
    """Return the page of one slide of the storyline, a plain one where it has none."""
    plain = StorySlide(key, "recognise", "{product}", "")
    return page_of(facts, next((s for s in facts.sources.storyline.slides if s.key == key), plain), words)


def _by_pillar(facts: DeckFacts, house: MessageHouse | None) -> list[Message]:
    """Return the answers, the leading one of each pillar of the audience's houses first; without a house, by importance."""
    houses = {s.segment_id: s for s in house.segments} if house else {}
    own = [houses[s] for s in facts.segments if s in houses] or list(houses.values())[:1]
    leads = [p.requirement_ids[0] for s in own for p in s.pillars if p.requirement_ids]
    rank = {requirement_id: i for i, requirement_id in reversed(list(enumerate(leads)))}
    return sorted(facts.asked or facts.answers, key=lambda m: rank.get(m.requirement_id, len(rank)))


def _figures(facts: DeckFacts, told: Sequence[Message]) -> list[str]:
    found = [c for m in told if (c := facts.characteristic(m)) is not None]
    return [f"{sentence(c.name)}: {facts.value_text(c)}" for c in dict.fromkeys(found) if facts.value_text(c).strip()]


def _act(page: Page, closing: Page) -> dict[str, str]:
    """Return the deck's call to action as the page has room for it."""
    asked = call_to_action(closing)[0].text
    act = fit.within([asked["title"], page.label("next_act")], page.room("one-pager", "act"))
    who = fit.name_within(asked["who"], page.room("one-pager", "who", {"by": asked["by"]}))
    return {"act": act, "who": who, "by": asked["by"]}


def _quote(page: Page, told: Iterable[Message]) -> dict[str, str]:
    for m in told:
        source = heard_at(page, m, page.room("one-pager", "quote.source"))
        room = page.room("one-pager", "quote.words", {"quote.source": source})
        words = quoted(m.quote, room, page.facts.labels["quote"])
        if words and source:
            return {"quote.words": words, "quote.source": source}
    return {}


def _line(page: Page, standing: Standing, alternative: str, room: fit.Room) -> str:
    """Return a need and what was seen of the alternative, with source and day."""
    need = page.facts.requirement(standing.requirement_id)
    seen = standing.theirs[alternative]

    def told(words: str, title: str) -> str:
        return f"{sentence(title).rstrip('.')}. {page.label('seen_of_it', alternative=short(alternative), text=words)}"

    least = page.label("seen", text=page.label(seen.verdict), source=short(seen.source), date=seen_on(page, seen.on))
    title_room = fit.Phrase(room, lambda title: told(least, title))
    wordings = [need.outcome, need.statement, need.ask] if need else []
    title = fit.within(wordings, title_room)
    title = title or fit.name_within(need.statement if need else standing.requirement_id, title_room)
    return told(standing_words(page, seen, fit.Phrase(room, lambda words: told(words, title))), title)


def _sources(page: Page, seen_in: Sequence[str]) -> str:
    """Return where the alternative was seen: as many of the sources as the page has room for."""
    room = page.room("battlecard", "sources")
    lines = [page.label("sources", text="; ".join(seen_in[:n])) for n in range(len(seen_in), 0, -1)]
    return fit.within(lines, room) or fit.name_within(lines[-1], room)


def _some(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(line for line in lines if line))[:MAX_LINES]


def _recipe(facts: DeckFacts, template: str, fill: SlideFill, recipe_id: str, layers: tuple[str, ...] = ()) -> Recipe:
    name = short(facts.audience_name)
    return Recipe(
        deck_id=f"{recipe_id}-{template.replace('_', '-')}",
        template=template,
        brand=facts.channel.template,
        title=" · ".join(t for t in (fill.text["title"], name) if t),
        subject=name,
        language=facts.language,
        made_on=facts.sources.approval.approved_on,
        edition=PRESENTER,
        spec_revision=facts.spec.revision,
        slides=(fill,),
        layers=layers,
    )
