"""Slide texts: what one slide is filled with, escaped.

In: slide fills, the samples they name.
Out: SlideTexts, all of a deck's at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from readiness.adapters.deck_press.sampling import Sample
from readiness.adapters.deck_press.texts import lines_of
from readiness.stages.decks.recipe import ChartFill, SlideFill, TableFill


@dataclass(slots=True)
class ChartTexts:
    """A chart's texts, as a part holds them."""

    fill: ChartFill
    series: bytes
    number_format: bytes
    alt_text: bytes
    categories: list[bytes]
    values: list[bytes]


@dataclass(slots=True)
class SlideTexts:
    """One slide's texts, as a part holds them."""

    fill: SlideFill
    tokens: list[bytes]
    lists: dict[str, list[bytes]]
    tables: dict[str, tuple[TableFill, list[bytes]]]
    """Table -> what it is filled with, and all its cells, header first."""
    charts: dict[str, ChartTexts]
    note_lines: Sequence[str]
    notes: list[bytes]
    links: Mapping[str, str] = field(default_factory=dict)
    """Relation -> address, of links that lead somewhere."""
    missing: Sequence[str] = ()
    """The pictures that are left out."""


def number(value: float) -> str:
    """Return a number as XML has it, not rounded."""
    return repr(float(value)).removesuffix(".0")


def flat_texts(fills: Sequence[SlideFill], samples: Sequence[Sample], with_notes: bool) -> tuple[list[str], list[list[str]]]:
    """Return every text of a deck in one list, and the lines of each slide's notes."""
    flat: list[str] = []
    all_notes: list[list[str]] = []
    for fill, sample in zip(fills, samples, strict=True):
        try:
            flat += sample.pick(fill.text)
        except KeyError:
            get = fill.text.get
            flat += [get(token, "") for token in sample.tokens]
        for name in sample.lists:
            flat += fill.lists[name]
        for name in sample.tables:
            table = fill.tables[name]
            flat += table.header
            for row in table.rows:
                flat += row
        for chart in sample.charts:
            data = fill.charts[chart.name]
            flat += (data.series, data.number_format, data.alt_text)
            flat += data.categories
            flat += map(number, data.values)
        notes = lines_of(fill.notes) if with_notes and sample.notes is not None else []
        flat += notes
        all_notes.append(notes)
    return flat, all_notes


def unpacked(
    fills: Sequence[SlideFill], samples: Sequence[Sample], all_notes: Sequence[Sequence[str]], done: list[bytes]
) -> list[SlideTexts]:
    """Return the texts of each slide from the list of all."""
    slides: list[SlideTexts] = []
    at = 0
    for fill, sample, notes in zip(fills, samples, all_notes, strict=True):
        start, at = at, at + len(sample.tokens)
        texts = SlideTexts(fill, done[start:at], {}, {}, {}, notes, [])
        for name in sample.lists:
            start, at = at, at + len(fill.lists[name])
            texts.lists[name] = done[start:at]
        for name in sample.tables:
            table = fill.tables[name]
            start, at = at, at + len(table.header) * (1 + len(table.rows))
            texts.tables[name] = (table, done[start:at])
        for chart in sample.charts:
            data = fill.charts[chart.name]
            first = at + 3
            second = first + len(data.categories)
            third = second + len(data.values)
            words = done[first:second], done[second:third]
            texts.charts[chart.name] = ChartTexts(data, done[at], done[at + 1], done[at + 2], *words)
            at = third
        start, at = at, at + len(notes)
        texts.notes = done[start:at]
        slides.append(texts)
    return slides
