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
from readiness.stages.decks.page import NAME_EMS, Page, heard_at, layers_of, page_of, quoted, sentence
from readiness.stages.decks.recipe import PRESENTER, Recipe, SlideFill
from readiness.stages.decks.slide_keys import empty_of
from readiness.stages.decks.storyline import CLOSING, StorySlide
from readiness.stages.positioning import Message
from readiness.stages.positioning.house_rows import MessageHouse
from readiness.stages.positioning.verdict import MET, NOT_MET

MAX_CLAIMS = 3
MAX_LINES = 3
CLAIM_EMS = 75.0
LINE_EMS = 75.0
NEED_EMS = 40.0
GAIN_EMS = 60.0
QUOTE_EMS = 130.0
SOURCE_EMS = 46.0
EVERY_ALTERNATIVE = 1000


def one_pager_for(audience: Audience, sources: DeckSources, house: MessageHouse | None = None) -> Recipe | None:
    """Return the page that stays with the customer: gain, claims in the order of the house's pillars, proofs, one quote, the act.

    Returns None where no claim fits on it.
    """
    facts = facts_for(audience, sources)
    words = words_for(sources.layers, audience)
    cover, closing = _page(facts, "cover", words), _page(facts, CLOSING, words)
    told = [m for m in _by_pillar(facts, house) if fit.within([m.claim], CLAIM_EMS)][:MAX_CLAIMS]
    if not told:
        return None
    claims = [fit.within([m.claim], CLAIM_EMS) for m in told]
    gain = fit.within([*map(facts.headline, told)], GAIN_EMS) or claims[0]
    proofs = [p for m in told if (p := fit.within([m.proof], LINE_EMS))]
    proofs = proofs or [f"{name}: {value}" for name, value in _figures(facts, told)]
    act = call_to_action(closing)[0].text
    fields = cover.fields()
    heads = {"claims.label": cover.label("claims"), "proofs.label": cover.label("proof")}
    text = {"gain": gain, **heads, **_quote(facts, told), "act": act["title"], "who": act["who"], "by": act["by"]}
    subtitle = cover.said("subtitle", cover.slide.subtitle, fields) or fields["date"]
    fill = cover.fill(
        "one-pager", fields, cover.notes(fields, told), subtitle=subtitle, text=text,
        lists={"claims": [c for c in claims if c != gain] or claims, "proofs": proofs}, messages=told,
    )  # fmt: skip
    if empty_of(fill):
        return None
    return _recipe(
        facts, "one_pager", fill, deck_id(facts.launch.launch_id, audience), layers_of(facts, words, ("cover", CLOSING))
    )


def battlecard_for(alternative: str, audience: Audience, sources: DeckSources) -> Recipe | None:
    """Return a rep's own page on one alternative, from verdicts with a source alone; None where nobody looked at it."""
    facts = facts_for(audience, sources)
    page = _page(facts, "cover", {})
    seen = [s for s in standings(facts, EVERY_ALTERNATIVE) if alternative in s.theirs]
    if not seen:
        return None
    win = [s for s in seen if s.ours in MET and s.theirs[alternative].verdict in NOT_MET]
    lose = [s for s in seen if s.ours not in MET and s.theirs[alternative].verdict in MET]
    answers = {m.requirement_id: m for m in facts.answers}
    won = [m for s in win or seen if (m := answers.get(s.requirement_id))]
    asks = [need.ask for s in (*win, *seen) if (need := facts.requirement(s.requirement_id))]
    lists = {
        "win": [_line(page, s, alternative) for s in win],
        "lose": [page.label("internal_line", text=_line(page, s, alternative)) for s in lose],
        "say_back": [fit.opening(m.answer or m.proof, LINE_EMS) for m in won],
        "ask": [sentence(fit.within([ask], LINE_EMS)) for ask in asks],
    }
    fields = page.fields({"alternative": fit.name_within(alternative, NAME_EMS)})
    sources_line = "; ".join(
        sorted({f"{v.source.strip()}, {facts.day_text(v.on)}" for s in seen for v in (s.theirs[alternative],)})
    )
    heads = {f"{name}.label": page.label({"ask": "asks"}.get(name, name)) for name in lists}
    foot = " · ".join(t for t in (fields["product"], page.label("internal").rstrip("."), facts.specification) if t)
    fill = page.fill(
        "battlecard", fields, "", title=page.label("battlecard", **fields), subtitle=page.label("internal"),
        text={"sources": page.label("sources", text=sources_line), "footer": foot, **heads},
        lists={name: _some(lines) or [page.label("nothing_seen")] for name, lines in lists.items()}, messages=won,
    )  # fmt: skip
    slug = re.sub(r"[^a-z0-9]+", "-", alternative.casefold()).strip("-") or str(compared(sources.house).index(alternative) + 1)
    card_id = f"{deck_id(facts.launch.launch_id, audience)}-{slug}"
    return _recipe(facts, "battlecard", fill, card_id)


def _page(facts: DeckFacts, key: str, words: Mapping[str, Said]) -> Page:
    """Return the page of one slide of the storyline, a plain one where it has none."""
    plain = StorySlide(key, "recognise", "{product}", "")
    return page_of(facts, next((s for s in facts.sources.storyline.slides if s.key == key), plain), words)


def _by_pillar(facts: DeckFacts, house: MessageHouse | None) -> list[Message]:
    """Return the answers, the leading one of each pillar of the audience's house first; without a house, by importance."""
    segments = house.segments if house else ()
    own = [s for s in segments if s.segment_id == facts.audience.segment] or list(segments[:1])
    leads = [p.requirement_ids[0] for s in own for p in s.pillars if p.requirement_ids]
    rank = {requirement_id: i for i, requirement_id in reversed(list(enumerate(leads)))}
    return sorted(facts.answers, key=lambda m: rank.get(m.requirement_id, len(rank)))


def _figures(facts: DeckFacts, told: Sequence[Message]) -> list[tuple[str, str]]:
    found = [c for m in told if (c := facts.characteristic(m)) is not None]
    return [(sentence(c.name), facts.value_text(c)) for c in dict.fromkeys(found) if facts.value_text(c).strip()]


def _quote(facts: DeckFacts, told: Iterable[Message]) -> dict[str, str]:
    for m in told:
        words, source = quoted(m.quote, QUOTE_EMS, facts.labels["quote"]), heard_at(m, SOURCE_EMS)
        if words and source:
            return {"quote.words": words, "quote.source": source}
    return {}


def _line(page: Page, standing: Standing, alternative: str) -> str:
    """Return a need and what was seen of the alternative, with source and day."""
    need = page.facts.requirement(standing.requirement_id)
    short = fit.within([need.outcome, need.statement, need.ask], NEED_EMS) if need else ""
    title = short or fit.name_within(need.statement if need else standing.requirement_id, NEED_EMS)
    words = standing_words(page, standing.theirs[alternative], LINE_EMS - NEED_EMS)
    return f"{sentence(title).rstrip('.')}. {page.label('seen_of_it', text=words)}"


def _some(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(line for line in lines if line))[:MAX_LINES]


def _recipe(facts: DeckFacts, template: str, fill: SlideFill, recipe_id: str, layers: tuple[str, ...] = ()) -> Recipe:
    name = fit.name_within(facts.audience_name, NAME_EMS)
    return Recipe(
        deck_id=f"{recipe_id}-{template.replace('_', '-')}",
        template=template,
        brand=facts.channel.template,
        title=" · ".join((fill.text["title"], name)),
        subject=name,
        language=facts.language,
        made_on=facts.sources.approval.approved_on,
        edition=PRESENTER,
        spec_revision=facts.spec.revision,
        slides=(fill,),
        layers=layers,
    )
