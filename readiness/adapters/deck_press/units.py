"""Units: sample slides compiled for a language, and the parts they give for a slide's texts.

In: Template; SlideTexts.
Out: the members of a deck that its texts change, slide by slide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from readiness.adapters.deck_press import charts
from readiness.adapters.deck_press.compiling import Context, Filler
from readiness.adapters.deck_press.deflating import NO_HEAD, Deflater, Packed
from readiness.adapters.deck_press.opening import Template
from readiness.adapters.deck_press.package import Rel
from readiness.adapters.deck_press.package_xml import OFFICE, RELS_END, rel_xml
from readiness.adapters.deck_press.pictures import crop_for
from readiness.adapters.deck_press.sampling import Sample
from readiness.adapters.deck_press.slide_texts import SlideTexts

_MANY = 1000
"""How many compiled slides are kept."""


class Units:
    """Compiled slides, each made when it is first wanted."""

    def __init__(self, template: Template) -> None:
        """Take a template."""
        self._template = template
        self._known: dict[tuple[str, str, bool, bool], _Unit] = {}

    def members(
        self, slides: Sequence[SlideTexts], rels: Sequence[bytes], language: str, rtl: bool, deflater: Deflater
    ) -> Iterator[Packed]:
        """Yield each slide's parts: itself, its notes, each chart and its workbook, its relations if a link varies.

        `rels` are each slide's relations without such links, `language` is escaped.
        """
        pack = deflater.pack
        for text, known in zip(slides, rels, strict=True):
            key = (text.fill.key, language, rtl, bool(text.fill.scales))
            unit = self._known.get(key) or self._compiled(key)
            slide, notes = unit.slide, unit.notes
            yield pack(slide.head, slide.pieces(text), slide.cuts)
            if text.notes and notes is not None:
                yield pack(notes.head, notes.pieces(text), notes.cuts)
            for name, chart in unit.charts:
                data = text.charts[name]
                yield pack(chart.head, chart.pieces(text), chart.cuts)
                yield charts.workbook(data.number_format, pack(NO_HEAD, [charts.sheet(data)]))
            if unit.links:
                own = [Rel(rid, f"{OFFICE}/hyperlink", address, external=True) for rid, address in text.links.items()]
                links = "".join(rel_xml(rel, "") for rel in own).encode()
                yield pack(NO_HEAD, [known, links, RELS_END])

    def _compiled(self, key: tuple[str, str, bool, bool]) -> _Unit:
        if len(self._known) >= _MANY:
            self._known.clear()
        name, language, rtl, scaled = key
        unit = self._known[key] = _Unit(self._template, self._template.samples[name], language, rtl, scaled)
        return unit


class _Unit:
    """One sample slide, compiled for a language."""

    __slots__ = ("charts", "links", "notes", "slide")

    def __init__(self, template: Template, sample: Sample, language: str, rtl: bool, scaled: bool) -> None:
        numbers = {token: i for i, token in enumerate(sample.tokens)}
        images = template.images

        def cropped(picture: str, image: str) -> str:
            aspect, _, design = sample.slide.frames[picture]
            return crop_for(picture, images[image].aspect, aspect) if image else design

        context = Context(numbers, language, rtl, scaled, cropped)
        self.slide = Filler(sample.slide, context)
        self.notes = None if sample.notes is None else Filler(sample.notes, context)
        self.charts = [(c.name, Filler(c.marked, replace(context, chart=c.name))) for c in sample.charts]
        self.links = bool(sample.links)
