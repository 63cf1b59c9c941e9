"""Checking: whether a template has a place for what a recipe says, and the recipe something for every place that needs it.

In: Template, Recipe.
Out: nothing, or one clear sentence.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from readiness.adapters.deck_press.opening import Template
from readiness.adapters.deck_press.sampling import Sample
from readiness.adapters.deck_press.texts import plain
from readiness.errors import InputError, Problem
from readiness.stages.decks.recipe import ChartFill, Recipe, SlideFill, TableFill


def check_recipe(template: Template, recipe: Recipe) -> None:
    """Refuse a recipe that does not go with its template.

    Raises:
        InputError: an unknown key, list, table, chart, picture or image; a required token without a text.
    """
    if not recipe.slides:
        raise InputError(Problem(template.file, 0, recipe.deck_id, "the deck has no slides", "one at least"))
    for number, fill in enumerate(recipe.slides, start=1):
        _check_slide(_Slide(template, number, fill))


@dataclass(frozen=True, slots=True)
class _Slide:
    template: Template
    number: int
    fill: SlideFill

    def refuse(self, place: str, what: str, expected: str) -> InputError:
        column = f"{self.fill.key} / {place}" if place else self.fill.key
        return InputError(Problem(self.template.file, self.number, column, what, expected))


def _check_slide(slide: _Slide) -> None:
    sample = slide.template.samples.get(slide.fill.key)
    if sample is None:
        known = ", ".join(sorted(slide.template.samples))
        raise slide.refuse("", f"the template has no slide {slide.fill.key}", f"one of its keys: {known}")
    fill = slide.fill
    charts = [c.name for c in sample.charts]
    for kind, wanted, given in (
        ("list", sample.lists, fill.lists),
        ("table", sample.tables, fill.tables),
        ("chart", charts, fill.charts),
    ):
        _check_names(slide, kind, wanted, given)
    _check_pictures(slide, sample)
    for token, shape in sample.required.items():
        if not plain(fill.text.get(token, "")):
            raise slide.refuse(shape or token, f"no text for {{{{{token}}}}}", "a text: the template shows it always")
    for name, table in fill.tables.items():
        _check_table(slide, f"table:{name}", table)
    for name, chart in fill.charts.items():
        _check_chart(slide, f"chart:{name}", chart)


def _check_names(slide: _Slide, kind: str, wanted: Collection[str], given: Collection[str]) -> None:
    for name in given:
        if name not in wanted:
            there = ", ".join(f"{kind}:{w}" for w in wanted) or f"no {kind}"
            raise slide.refuse(f"{kind}:{name}", f"the slide has no {kind}:{name}", f"what it has: {there}")
    for name in wanted:
        if name not in given:
            raise slide.refuse(f"{kind}:{name}", f"nothing for {kind}:{name}", f"the {kind}'s contents")


def _check_pictures(slide: _Slide, sample: Sample) -> None:
    for name, image in slide.fill.images.items():
        if name not in sample.pictures:
            there = ", ".join(f"img:{p}" for p in sample.pictures) or "no picture"
            raise slide.refuse(f"img:{name}", f"the slide has no img:{name}", f"what it has: {there}")
        if image and image not in slide.template.images:
            there = ", ".join(sorted(slide.template.images)) or "none"
            raise slide.refuse(f"img:{name}", f"there is no image {image}", f"one of: {there}")


def _check_table(slide: _Slide, place: str, table: TableFill) -> None:
    n_columns = len(table.header)
    if not n_columns or any(len(row) != n_columns for row in table.rows):
        raise slide.refuse(place, "header and rows differ in length", "the same number of cells in each, one at least")
    if table.widths and not _shares(table.widths, n_columns):
        raise slide.refuse(place, f"{len(table.widths)} widths for {n_columns} columns", "a share above 0 for each column")


def _check_chart(slide: _Slide, place: str, chart: ChartFill) -> None:
    if not chart.values or len(chart.values) != len(chart.categories):
        raise slide.refuse(place, f"{len(chart.values)} values for {len(chart.categories)} bars", "one for each, one at least")
    if not all(map(math.isfinite, chart.values)):
        raise slide.refuse(place, "a value is no number", "numbers")


def goes_with(fill: SlideFill, sample: Sample) -> bool:
    """Return, quickly, whether names and numbers of cells are right; texts and images are looked at elsewhere."""
    lists, tables, charts = sample.names
    if not (fill.lists or fill.tables or fill.charts or fill.images):
        return not (lists or tables or charts)
    if fill.lists.keys() != lists or fill.tables.keys() != tables or fill.charts.keys() != charts:
        return False
    if fill.images and not fill.images.keys() <= set(sample.pictures):
        return False
    for table in fill.tables.values():
        n = len(table.header)
        if not n or any(len(row) != n for row in table.rows) or (table.widths and not _shares(table.widths, n)):
            return False
    return not charts or all(
        c.values and len(c.values) == len(c.categories) and all(map(math.isfinite, c.values)) for c in fill.charts.values()
    )


def _shares(widths: Collection[float], n_columns: int) -> bool:
    return len(widths) == n_columns and min(widths) > 0
