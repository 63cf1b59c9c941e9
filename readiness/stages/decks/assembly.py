"""Deck assembly: the slides of a storyline whose facts are known, in order, as a recipe for one audience.

In: an Audience, DeckSources.
Out: Recipe.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from readiness.stages.decks import answer_slides, closing_slides, opening_slides, table_slides
from readiness.stages.decks.audience import Audience
from readiness.stages.decks.facts import DeckFacts, DeckSources, facts_for
from readiness.stages.decks.layers import words_for
from readiness.stages.decks.page import Page, layers_of, page_of, short
from readiness.stages.decks.recipe import PRESENTER, Recipe, SlideFill
from readiness.stages.decks.slide_keys import empty_of
from readiness.stages.decks.storyline import CLOSING, StorySlide
from readiness.stages.decks.titles import with_distinct_titles

_BUILDERS: Mapping[str, Callable[[Page], list[SlideFill]]] = {
    "cover": opening_slides.cover,
    "voices": opening_slides.voices,
    "demand": opening_slides.demand,
    "today": opening_slides.told,
    "criteria": opening_slides.told,
    "answers": answer_slides.answers,
    "scorecard": table_slides.scorecard,
    "competitors": table_slides.competitors,
    "worries": table_slides.worries,
    "range": table_slides.product_range,
    "plan": closing_slides.plan,
    "legal": closing_slides.legal,
    CLOSING: closing_slides.call_to_action,
}
_OWN_FIELDS = ("{audience}", "{account}", "{industry}", "{rep}")
_OF_ONE = frozenset(("account", "industry", "rep"))


def recipe_for(audience: Audience, sources: DeckSources) -> Recipe:
    """Return one audience's deck: every slide of the storyline whose facts are known; fewer facts give fewer slides."""
    return next(recipes_for([audience], sources))


def recipes_for(audiences: Iterable[Audience], sources: DeckSources) -> Iterator[Recipe]:
    """Yield a deck for each audience of one channel; what the decks have in common is made once and shared."""
    known: dict[str, DeckFacts] = {}
    made: dict[object, list[SlideFill]] = {}
    for audience in audiences:
        if audience.segment not in known:
            known[audience.segment] = facts_for(audience, sources)
        yield _recipe(replace(known[audience.segment], audience=audience), made)


def _recipe(facts: DeckFacts, made: dict[object, list[SlideFill]]) -> Recipe:
    audience, sources = facts.audience, facts.sources
    desk = _Desk(facts, made)
    slides = with_distinct_titles(_at_most(sources.storyline.max_slides, desk.slides()), sources.rooms, facts.labels["page"])
    name, product = short(facts.audience_name), short(facts.product)
    return Recipe(
        deck_id=deck_id(facts.launch.launch_id, audience),
        template="library",
        brand=facts.channel.template,
        title=" · ".join(t for t in (product, name) if t),
        subject=name,
        language=facts.language,
        made_on=sources.approval.approved_on,
        edition=PRESENTER,
        spec_revision=facts.spec.revision,
        slides=slides,
        layers=layers_of(facts, desk.words, {story_key(s.key) for s in slides}),
    )


def deck_id(launch_id: str, audience: Audience) -> str:
    """Return the id of an audience's deck, which names its file too."""
    industry = re.sub(r"[^a-z0-9]+", "-", audience.industry.casefold()).strip("-")
    part = (audience.account_id,) if audience.account_id else (audience.segment, industry, audience.rep_id)
    return "-".join(p for p in (launch_id, audience.channel, *part) if p)


@cache
def story_key(key: str) -> str:
    """Return the storyline's name of a slide of the template: `plan` for `plan-3`."""
    bare = re.sub(r"-\d$", "", key)
    return {"answer": "answers", "answer-plain": "answers"}.get(bare, bare)


class _Desk:
    """One deck being put together."""

    def __init__(self, facts: DeckFacts, made: dict[object, list[SlideFill]]) -> None:
        self.facts, self.made = facts, made
        self.words = words_for(facts.sources.layers, facts.audience)
        self.by_key = {s.key: s for s in facts.sources.storyline.slides}
        self.done: set[str] = set()

    def slides(self) -> list[SlideFill]:
        """Return every slide that can be made, in order."""
        return [fill for wanted in self.by_key.values() if not wanted.is_spare for fill in self._placed(wanted)]

    def _placed(self, wanted: StorySlide) -> list[SlideFill]:
        """Return a slide or what takes its place; each stands in a deck once."""
        if wanted.key in self.done:
            return []
        self.done.add(wanted.key)
        fills = self._shared(wanted)
        return self._placed(self.by_key[wanted.fallback]) if not fills and wanted.fallback in self.by_key else fills

    def _shared(self, wanted: StorySlide) -> list[SlideFill]:
        """Return a slide; made once where it says nothing of one account or person."""
        page = page_of(self.facts, wanted, self.words)
        if _is_personal(wanted):
            return self._built(page)
        key = (wanted.key, self.facts.audience.segment, page.spoken, tuple(said.lines for said in page.own.values()))
        if key not in self.made:
            self.made[key] = self._built(page)
        return self.made[key]

    def _built(self, page: Page) -> list[SlideFill]:
        facts, wanted = page.facts, page.slide
        counted = all(facts.count(fact) >= least for fact, least in wanted.when.items())
        if not counted or not all(map(facts.is_known, wanted.require)) or wanted.key in facts.denied:
            return []
        return [fill for fill in _BUILDERS[wanted.key](page) if not empty_of(fill)]


def _is_personal(wanted: StorySlide) -> bool:
    words = " ".join((wanted.title, wanted.subtitle, wanted.say, wanted.ask, wanted.do_next))
    return wanted.key in ("cover", CLOSING) or bool(_OF_ONE & set(wanted.require)) or any(f in words for f in _OWN_FIELDS)


def _at_most(n: int, slides: list[SlideFill]) -> list[SlideFill]:
    """Return at most so many slides: the longest run of one kind loses its last first, then the last that is no frame."""
    kept = list(slides)
    frame = ("cover", "legal", CLOSING)
    while len(kept) > n:
        inner = [i for i, s in enumerate(kept) if s.key not in frame]
        if not inner:
            break
        kinds = [story_key(s.key) for s in kept]
        del kept[max((kinds.count(kinds[i]), i) for i in inner)[1]]
    return kept
