"""Press: a recipe as the bytes of a .pptx; nothing that many decks share is made twice.

In: Template; Recipe.
Out: the bytes of a .pptx, the same on every run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from operator import itemgetter
from typing import TypeAlias

from readiness.adapters.deck_press import charts
from readiness.adapters.deck_press.checking import check_recipe, goes_with
from readiness.adapters.deck_press.compiling import Context, Filler
from readiness.adapters.deck_press.deflating import LAST_BLOCK, Codec, Cuts, Deflate, Deflater, Plain, Spliced, installed
from readiness.adapters.deck_press.links import addresses
from readiness.adapters.deck_press.opening import Template
from readiness.adapters.deck_press.package import Rel
from readiness.adapters.deck_press.pictures import crop_for
from readiness.adapters.deck_press.plans import OFFICE, RELS_END, Library, Plan, Shape, rel_xml
from readiness.adapters.deck_press.properties import core_xml, custom_xml, recipe_sha256, texts_of
from readiness.adapters.deck_press.records import Ending
from readiness.adapters.deck_press.sampling import Sample
from readiness.adapters.deck_press.slide_texts import SlideTexts, flat_texts, unpacked
from readiness.adapters.deck_press.texts import escaped
from readiness.stages.decks.recipe import LEAVE_BEHIND, Recipe

Data: TypeAlias = bytes
_Shape: TypeAlias = tuple[str, str, bool, tuple[str | None, ...]]
_Part: TypeAlias = tuple[list[Data], Cuts, Data | None]
"""Its pieces, the long constant ones of them, and the number format if it is a workbook's sheet."""
_MANY = 256
"""How many plans and how many compiled slides are kept."""
_PLAIN, _SPLICED = Plain(), Spliced()


def compile_press(template: Template) -> Press:
    """Return the press for a template."""
    return Press(template)


class Press:
    """A template, compiled. It keeps what decks of the same slides share; one thread at a time uses it."""

    def __init__(self, template: Template) -> None:
        """Take a template."""
        self.template = template
        self.default = installed()[0]
        self._library = Library(template)
        self._plans: dict[tuple[_Shape, ...], Plan] = {}
        self._units: dict[tuple[str, str, bool, bool, Codec], _Unit] = {}
        self._required = {key: _picker(sample) for key, sample in template.samples.items()}

    def bytes(self, recipe: Recipe, *, deflate: Deflate | None = None) -> Data:
        """Return the deck as a .pptx.

        Raises:
            InputError: the recipe does not go with the template.
            NotFoundError: that way to deflate is not installed.
        """
        way = deflate or self.default
        with_notes = recipe.edition != LEAVE_BEHIND
        samples = self._samples(recipe)
        flat, notes = flat_texts(recipe.slides, samples, with_notes)
        done, maybe_rtl = escaped([*flat, *texts_of(recipe)])
        texts = unpacked(recipe.slides, samples, notes, done)
        plan = self._plan(recipe, samples, texts)
        language = done[len(flat) + 2].decode()
        own = done[len(flat) :]
        properties = (
            core_xml(self.template.file, recipe, own),
            custom_xml(own, recipe_sha256(recipe), self.template.sha256),
        )
        raws = self._parts(samples, texts, plan, language, maybe_rtl, _PLAIN)
        if way is Deflate.SPLICE:
            spliced = unpacked(recipe.slides, samples, notes, _SPLICED.texts(done))
            for one, other in zip(texts, spliced, strict=True):
                other.links, other.missing = one.links, one.missing
            stretches = self._parts(samples, spliced, plan, language, maybe_rtl, _SPLICED)
            ready = chain((b"".join(pieces) for pieces, _, _ in stretches), map(_SPLICED.text, properties))
            return _whole(plan, raws, properties, lambda *_: next(ready) + LAST_BLOCK)
        return _whole(plan, raws, properties, Deflater(way).pack)

    def _samples(self, recipe: Recipe) -> list[Sample]:
        """Return each slide's sample."""
        try:
            samples = [self.template.samples[fill.key] for fill in recipe.slides]
        except KeyError:
            samples = []
        if not samples or not all(map(goes_with, recipe.slides, samples)):
            check_recipe(self.template, recipe)
        return samples

    def _plan(self, recipe: Recipe, samples: Sequence[Sample], texts: Sequence[SlideTexts]) -> Plan:
        """Return the constant part of decks of these slides, and note what each slide leaves out."""
        shapes: list[_Shape] = []
        for number, (sample, text) in enumerate(zip(samples, texts, strict=True), start=1):
            fill = text.fill
            required = self._required[fill.key]
            pictures: tuple[str | None, ...] = ()
            if required is not None and b"" in required(text.tokens):
                check_recipe(self.template, recipe)
            if sample.pictures:
                pictures = tuple(fill.images.get(p, "" if p in sample.optional_pictures else None) for p in sample.pictures)
                text.missing = [p for p, image in zip(sample.pictures, pictures, strict=True) if image == ""]
            if sample.links:
                text.links = addresses(self.template.file, number, fill, sample.links)
            shapes.append((fill.key, fill.section, bool(text.notes), pictures))
        key = tuple(shapes)
        plan = self._plans.get(key)
        if plan is None:
            check_recipe(self.template, recipe)
            if len(self._plans) >= _MANY:
                self._plans.clear()
            plan = self._plans[key] = self._library.plan([Shape(*shape) for shape in shapes])
        return plan

    def _parts(
        self, samples: Sequence[Sample], texts: Sequence[SlideTexts], plan: Plan, language: str, rtl: bool, codec: Codec
    ) -> Iterator[_Part]:
        """Yield what the plan names, slide by slide; a chart's workbook as its sheet, with the number format."""
        for number, (sample, text) in enumerate(zip(samples, texts, strict=True)):
            unit = self._unit(sample, language, rtl, bool(text.fill.scales), codec)
            yield unit.slide.pieces(text), unit.slide.cuts, None
            if text.notes and unit.notes is not None:
                yield unit.notes.pieces(text), unit.notes.cuts, None
            for name, chart in unit.charts:
                yield chart.pieces(text), chart.cuts, None
                yield [charts.sheet(text.charts[name], codec)], (), text.charts[name].number_format
            if sample.links:
                own = [Rel(rid, f"{OFFICE}/hyperlink", address, external=True) for rid, address in text.links.items()]
                links = "".join(rel_xml(rel, "") for rel in own).encode()
                yield [codec.const(plan.rels[number]), codec.text(links + RELS_END)], (), None

    def _unit(self, sample: Sample, language: str, rtl: bool, scaled: bool, codec: Codec) -> _Unit:
        key = (sample.key, language, rtl, scaled, codec)
        unit = self._units.get(key)
        if unit is None:
            if len(self._units) >= _MANY:
                self._units.clear()
            unit = self._units[key] = _Unit(self.template, sample, language, rtl, scaled, codec)
        return unit


class _Unit:
    """One sample slide, compiled for a language."""

    __slots__ = ("charts", "notes", "slide")

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


def _picker(sample: Sample) -> Callable[[Sequence[Data]], tuple[Data, ...]] | None:
    """Return what picks the required tokens of a slide's, two at least so that they come as a tuple."""
    required = [sample.tokens.index(t) for t in sample.required]
    return itemgetter(required[0], *required) if required else None


def _whole(
    plan: Plan, parts: Iterable[_Part], properties: Iterable[Data], pack: Callable[[list[Data], Data, Cuts], Data]
) -> Data:
    """Return the file; a workbook is put around its sheet and stored as it is."""
    ending = Ending(plan.beginning)
    add = ending.add
    for name, (pieces, cuts, number_format) in zip(plan.names, chain(parts, (([p], (), None) for p in properties)), strict=True):
        raw = b"".join(pieces)
        packed = pack(pieces, raw, cuts)
        if number_format is not None:
            raw = packed = charts.workbook(number_format, raw, packed)
        add(name, raw, packed)
    return ending.whole(plan.beginning)
