"""Press: a recipe as the bytes of a .pptx; nothing that many decks share is made twice.

In: Template; Recipe.
Out: the bytes of a .pptx, the same on every run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import TypeAlias

from readiness.adapters.deck_press.checking import check_recipe, goes_with
from readiness.adapters.deck_press.deflating import NO_HEAD, Deflate, Deflater, installed
from readiness.adapters.deck_press.links import addresses
from readiness.adapters.deck_press.opening import Template
from readiness.adapters.deck_press.plans import Library, Plan, Shape
from readiness.adapters.deck_press.properties import core_xml, custom_xml, recipe_sha256, texts_of
from readiness.adapters.deck_press.records import zip_after
from readiness.adapters.deck_press.sampling import Sample
from readiness.adapters.deck_press.slide_texts import SlideTexts, flat_texts, unpacked
from readiness.adapters.deck_press.texts import escaped
from readiness.adapters.deck_press.units import Units
from readiness.stages.decks.recipe import LEAVE_BEHIND, Recipe

Data: TypeAlias = bytes
_Shape: TypeAlias = tuple[str, str, bool, tuple[str | None, ...]]
_MANY = 256
"""How many plans are kept."""


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
        self._units = Units(template)
        self._deflaters: dict[Deflate, Deflater] = {}
        self._plans: dict[tuple[_Shape, ...], Plan] = {}
        self._required = {key: _picker(sample) for key, sample in template.samples.items()}

    def bytes(self, recipe: Recipe, *, deflate: Deflate | None = None) -> Data:
        """Return the deck as a .pptx.

        Raises:
            InputError: the recipe does not go with the template.
            NotFoundError: that way to deflate is not installed.
        """
        deflater = self._deflater(deflate or self.default)
        samples = self._samples(recipe)
        flat, notes = flat_texts(recipe.slides, samples, recipe.edition != LEAVE_BEHIND)
        done, maybe_rtl = escaped([*flat, *texts_of(recipe)])
        texts = unpacked(recipe.slides, samples, notes, done)
        plan = self._plan(recipe, samples, texts)
        own = done[len(flat) :]
        last = core_xml(self.template.file, recipe, own), custom_xml(own, recipe_sha256(recipe), self.template.sha256)
        members = self._units.members(texts, plan.rels, own[2].decode(), maybe_rtl, deflater)
        return zip_after(plan.beginning, plan.names, [*members, *(deflater.pack(NO_HEAD, [part]) for part in last)])

    def _deflater(self, way: Deflate) -> Deflater:
        if way not in self._deflaters:
            self._deflaters[way] = Deflater(way)
        return self._deflaters[way]

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


def _picker(sample: Sample) -> Callable[[Sequence[Data]], tuple[Data, ...]] | None:
    """Return what picks the required tokens of a slide's, two at least so that they come as a tuple."""
    required = [sample.tokens.index(t) for t in sample.required]
    return itemgetter(required[0], *required) if required else None
