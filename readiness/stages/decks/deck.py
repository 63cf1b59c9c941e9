"""Deck: a recipe as the press of `adapters/deck_files` takes it.

In: what a channel's deck is made from.
Out: Deck, Slide and what a slide may hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readiness.stages.buyers import BuyerMap
from readiness.stages.decks.assembly import recipe_for, story_key
from readiness.stages.decks.audience import Audience
from readiness.stages.decks.facts import DeckSources
from readiness.stages.decks.recipe import Recipe, SlideFill
from readiness.stages.decks.storyline import Storyline
from readiness.stages.positioning import Approval, Message
from readiness.stages.positioning.figures import UnitWords
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import ProductSpec
from readiness.vocabulary import ChannelRow, Launch


@dataclass(frozen=True, slots=True)
class SlideTable:
    """A native table: header row and body rows, all text."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SlideChart:
    """A native bar chart of one series."""

    series: str
    categories: tuple[str, ...]
    values: tuple[float, ...]
    number_format: str
    alt_text: str


@dataclass(frozen=True, slots=True)
class SlideText:
    """Text for one further placeholder of the layout, by the placeholder's name in the master.

    The first paragraph is set in the placeholder's first text level, the second in its second, and so on: a card's label,
    text and source are told apart by the template alone.
    """

    placeholder: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: a layout of the master by name, text for its placeholders, notes for the presenter."""

    key: str
    """Its name in the storyline, such as `answers`."""
    layout: str
    title: str
    subtitle: str
    body: tuple[str, ...]
    """Paragraphs of the body placeholder, all in its first text level."""
    table: SlideTable | None
    chart: SlideChart | None
    notes: str
    message_ids: tuple[str, ...]
    section: str
    """The buyer's step it belongs to, a PowerPoint section."""
    texts: tuple[SlideText, ...] = ()
    """What goes into the layout's further placeholders."""


@dataclass(frozen=True, slots=True)
class Deck:
    """One deck for one audience; empty strings where it is for all of them."""

    deck_id: str
    channel: str
    segment: str
    industry: str
    account_id: str
    rep_id: str
    title: str
    template: str
    language: str
    spec_revision: str
    made_on: str
    """The day the positioning was approved, ISO."""
    footer: str
    slides: tuple[Slide, ...]

    @property
    def message_ids(self) -> tuple[str, ...]:
        """Return every message the deck uses, each once, in slide order."""
        return tuple(dict.fromkeys(m for s in self.slides for m in s.message_ids))


_LAYOUTS = {
    "cover": "Cover", "voices-3": "Three voices", "voices-2": "Two voices", "voices-1": "One voice", "demand": "Chart",
    "today": "Statement", "criteria": "List", "legal": "List", "answer": "Message", "answer-plain": "Message without quote",
    "plan-1": "One step", "plan-2": "Two steps", "plan-3": "Three steps", "plan-4": "Four steps",
    "call-to-action": "Call to action",
}  # fmt: skip
_BODIES = {"demand": ("figure", "measure", "words"), "call-to-action": ("who", "by")}
_BOXES = {
    "Note": ("for_whom", "note"), "Proof": ("proof.label", "proof.text"), "Fact": ("fact.label", "fact.text", "fact.source"),
    "Quote": ("quote.words", "quote.source"), **{f"Voice {i}": (f"voice{i}.words", f"voice{i}.source") for i in (1, 2, 3)},
    **{f"Step {i}": tuple(f"step{i}.{p}" for p in ("when", "name", "task", "done")) for i in (1, 2, 3, 4)},
    **{f"Then {i}": tuple(f"then{i}.{p}" for p in ("by", "act", "who")) for i in (1, 2)},
}  # fmt: skip
"""Placeholder of the master -> the tokens that stand in it."""


def deck_for(
    channel: ChannelRow,
    launch: Launch,
    spec: ProductSpec,
    requirements: Sequence[Requirement],
    evidence: Mapping[str, Evidence],
    buyers: BuyerMap,
    messages: Sequence[Message],
    approval: Approval,
    storyline: Storyline,
    units: UnitWords,
) -> Deck:
    """Return the channel's deck."""
    sources = DeckSources(channel, launch, spec, requirements, evidence, buyers, messages, approval, storyline, units)
    return deck_of(recipe_for(Audience(channel.channel), sources), channel.channel)


def deck_of(recipe: Recipe, channel: str) -> Deck:
    """Return a channel's recipe as a Deck."""
    slides = tuple(map(_slide, recipe.slides))
    return Deck(
        recipe.deck_id, channel, "", "", "", "", recipe.title, recipe.brand, recipe.language, recipe.spec_revision,
        recipe.made_on, recipe.slides[0].text["footer"], slides,
    )  # fmt: skip


def _slide(fill: SlideFill) -> Slide:
    table, chart = fill.tables.get("rows"), fill.charts.get("demand")
    body = tuple(t for t in (fill.text.get("gain", ""), fill.text.get("claim", ""), *fill.lists.get("lines", ())) if t)
    boxes = {"Body": _BODIES.get(fill.key, ()), **_BOXES}
    texts = {name: tuple(fill.text[t] for t in tokens if t in fill.text) for name, tokens in boxes.items()}
    return Slide(
        key=story_key(fill.key),
        layout=_LAYOUTS.get(fill.key, "Table"),
        title=fill.text["title"],
        subtitle=fill.text.get("subtitle", ""),
        body=body,
        table=SlideTable(table.header, table.rows) if table else None,
        chart=SlideChart(chart.series, chart.categories, chart.values, chart.number_format, chart.alt_text) if chart else None,
        notes=fill.notes,
        message_ids=fill.message_ids,
        section=fill.section,
        texts=tuple(SlideText(name, paragraphs) for name, paragraphs in texts.items() if paragraphs),
    )
