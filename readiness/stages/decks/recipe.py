"""Recipe: everything that makes one deck differ from its template, small enough to be kept instead of the deck.

In: nothing.
Out: Recipe, and what each of its slides is filled with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

PRESENTER, LEAVE_BEHIND = "presenter", "leave-behind"
EDITIONS = (PRESENTER, LEAVE_BEHIND)
"""With the presenter's notes; for the customer to keep, without notes and without who made it."""

ListFill = tuple[str, ...]
"""The paragraphs of one list."""


@dataclass(frozen=True, slots=True)
class TableFill:
    """What one table holds: header and body rows of equal length, all text."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    """Each column's share of the table's width, together 1; empty: all the same."""
    size: float = 0.0
    """Points; 0: as the template has it."""


@dataclass(frozen=True, slots=True)
class ChartFill:
    """What one bar chart shows: a single series."""

    series: str
    categories: tuple[str, ...]
    values: tuple[float, ...]
    number_format: str
    alt_text: str


@dataclass(frozen=True, slots=True)
class SlideFill:
    """One slide: a sample slide of the template by its key, and what goes into it."""

    key: str
    section: str
    """The buyer's step it belongs to, a PowerPoint section."""
    text: Mapping[str, str]
    """Token -> text; one that is absent is empty."""
    lists: Mapping[str, ListFill] = field(default_factory=dict)
    tables: Mapping[str, TableFill] = field(default_factory=dict)
    charts: Mapping[str, ChartFill] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)
    """Picture -> the key of an image of the brand or the launch."""
    notes: str = ""
    message_ids: tuple[str, ...] = ()
    scales: Mapping[str, int] = field(default_factory=dict)
    """Object -> the share of its designed text size that fits, in percent; absent: 100."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One deck, one-pager, battlecard or management brief."""

    deck_id: str
    template: str
    """The file of the brand's folder it is pressed from: library, one_pager, battlecard or brief."""
    brand: str
    title: str
    subject: str
    language: str
    """A tag such as `de-DE`."""
    made_on: str
    """The day the positioning was approved, ISO."""
    edition: str
    spec_revision: str
    slides: tuple[SlideFill, ...]
    layers: tuple[str, ...] = ()
    """Which layers spoke, from the launch to the person, such as `channel: fields cover.subtitle`."""

    @property
    def message_ids(self) -> tuple[str, ...]:
        """Return every message it uses, each once, in slide order."""
        return tuple(dict.fromkeys(m for s in self.slides for m in s.message_ids))

    def leave_behind(self) -> Recipe:
        """Return the edition a customer keeps."""
        return replace(self, edition=LEAVE_BEHIND, slides=tuple(replace(s, notes="") for s in self.slides))
