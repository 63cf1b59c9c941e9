"""Deck: slides as data, ready for the press.

In: nothing.
Out: Deck, Slide and what a slide may hold.
"""

from __future__ import annotations

from dataclasses import dataclass


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
    """Its name in the blueprint, such as `answers`."""
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
