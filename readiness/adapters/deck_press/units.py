"""Units: sample slides compiled for a language, and the parts they give for a slide's texts.

In: Template; SlideTexts.
Out: the parts of a deck that its texts change, slide by slide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from readiness.adapters.deck_press import charts
from readiness.adapters.deck_press.compiling import Context, Filler
from readiness.adapters.deck_press.deflating import NO_HEAD, Codec, Cuts, Head
from readiness.adapters.deck_press.opening import Template
from readiness.adapters.deck_press.package import Rel
from readiness.adapters.deck_press.package_xml import OFFICE, RELS_END, rel_xml
from readiness.adapters.deck_press.pictures import crop_for
from readiness.adapters.deck_press.sampling import Sample
from readiness.adapters.deck_press.slide_texts import SlideTexts

Part: TypeAlias = tuple[Head, list[bytes], Cuts, bytes | None]
"""Its head and the pieces after it, which of these are long and constant, the number format if it is a workbook's sheet."""
_MANY = 1000
"""How many compiled slides are kept."""


class Units:
    """Compiled slides, each made when it is first wanted."""

    def __init__(self, template: Template) -> None:
        """Take a template."""
        self._template = template
        self._known: dict[tuple[str, str, bool, bool, Codec], _Unit] = {}

    def parts(
        self, slides: Sequence[SlideTexts], rels: Sequence[bytes], language: str, rtl: bool, codec: Codec
    ) -> Iterator[Part]:
        """Yield each slide's parts: itself, its notes, each chart and its workbook's sheet, its relations if a link varies.

        `rels` are each slide's relations without such links, `language` is escaped.
        """
        for text, known in zip(slides, rels, strict=True):
            key = (text.fill.key, language, rtl, bool(text.fill.scales), codec)
            unit = self._known.get(key) or self._compiled(key)
            slide, notes = unit.slide, unit.notes
            yield slide.head, slide.pieces(text), slide.cuts, None
            if text.notes and notes is not None:
                yield notes.head, notes.pieces(text), notes.cuts, None
            for name, chart in unit.charts:
                yield chart.head, chart.pieces(text), chart.cuts, None
                yield NO_HEAD, [charts.sheet(text.charts[name], codec)], (), text.charts[name].number_format
            if unit.links:
                own = [Rel(rid, f"{OFFICE}/hyperlink", address, external=True) for rid, address in text.links.items()]
                links = "".join(rel_xml(rel, "") for rel in own).encode()
                yield NO_HEAD, [codec.const(known), codec.text(links + RELS_END)], (), None

    def _compiled(self, key: tuple[str, str, bool, bool, Codec]) -> _Unit:
        if len(self._known) >= _MANY:
            self._known.clear()
        name, language, rtl, scaled, codec = key
        unit = self._known[key] = _Unit(self._template, self._template.samples[name], language, rtl, scaled, codec)
        return unit


class _Unit:
    """One sample slide, compiled for a language."""

    __slots__ = ("charts", "links", "notes", "slide")

    def __init__(self, template: Template, sample: Sample, language: str, rtl: bool, scaled: bool, codec: Codec) -> None:
        numbers = {token: i for i, token in enumerate(sample.tokens)}
        images = template.images

        def cropped(picture: str, image: str) -> str:
            aspect, _, design = sample.slide.frames[picture]
            return crop_for(picture, images[image].aspect, aspect) if image else design

        context = Context(numbers, language, rtl, scaled, codec, cropped)
        self.slide = Filler(sample.slide, context)
        self.notes = None if sample.notes is None else Filler(sample.notes, context)
        self.charts = [(c.name, Filler(c.marked, replace(context, chart=c.name))) for c in sample.charts]
        self.links = bool(sample.links)
