"""Fitting: every slot of a deck measured before it is pressed; what is too long is shrunk a little, or refused with its place.

In: a Recipe, the template's boxes.
Out: the Recipe with the scales and table columns that fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from readiness.errors import InputError, NotFoundError, Problem
from readiness.stages.decks.boxes import Box, Boxes, Paragraph
from readiness.stages.decks.measures import fits
from readiness.stages.decks.patterns import ITEM, said, tokens_of
from readiness.stages.decks.recipe import Recipe, SlideFill, TableFill
from readiness.stages.decks.tables import rows_that_fit, table_that_fits

SCALES = (100, 96, 92, 88, 84, 80)
"""Percent of the designed size, tried in order."""
_NO_TOKENS: Mapping[str, int] = MappingProxyType({})


class TooLongError(InputError):
    """Texts are longer than their boxes; `problems` has them all, the sentence names the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0])
        self.problems = tuple(problems)
        more = len(problems) - 1
        if more:
            self.args = (f"{problems[0]}; {more} more {'text is' if more == 1 else 'texts are'} too long",)


def fitted(recipe: Recipe, boxes: Boxes, tokens: Mapping[str, int] = _NO_TOKENS) -> Recipe:
    """Return the recipe with a stored scale for each box that needs one, and columns and text size for its tables.

    Boxes of a slide that differ in a number only, such as those of `step1.task` and `step2.task`, share the smallest scale.

    Args:
        recipe: what is to be pressed.
        boxes: of its template.
        tokens: the most characters of each token, as the brand promises them.

    Raises:
        TooLongError: a text that does not fit even at the smallest size allowed.
        InputError: a font that nobody measured.
    """
    of_slide: dict[str, list[tuple[str, Box]]] = {}
    for (key, name), box in boxes.items():
        of_slide.setdefault(key, []).append((name, box))
    problems: list[Problem] = []
    slides = []
    for number, slide in enumerate(recipe.slides, start=1):
        place = _Place(recipe, number, slide, tokens)
        slides.append(_fitted_slide(place, of_slide.get(slide.key, []), problems))
    if problems:
        raise TooLongError(problems)
    return replace(recipe, slides=tuple(slides))


@dataclass(frozen=True, slots=True)
class _Place:
    """A slide, as an error names it."""

    recipe: Recipe
    number: int
    slide: SlideFill
    tokens: Mapping[str, int]

    def problem(self, shape: str, what: str, expected: str) -> Problem:
        return Problem(f"deck {self.recipe.deck_id}", self.number, f"{self.slide.key} / {shape}", what, expected)

    @property
    def larger_box(self) -> str:
        return f"a larger box on slide {self.slide.key} of {self.recipe.template}.pptx"


def _fitted_slide(place: _Place, boxes: Sequence[tuple[str, Box]], problems: list[Problem]) -> SlideFill:
    slide = place.slide
    found: list[tuple[str, Box, int]] = []
    tables = dict(slide.tables)
    for name, box in boxes:
        try:
            if name.startswith("table:"):
                _fit_table(place, name, box, tables, problems)
                continue
            scale = _scale(box, _filled(name, box, slide))
        except NotFoundError as error:
            raise InputError(place.problem(name, str(error), "one of these, or a substitute named in brand.yaml")) from None
        if not scale:
            problems.append(_too_long(place, name, box))
        found.append((name, box, scale or 100))
    scales = _shared(found) if any(scale < 100 for _, _, scale in found) else {}
    return slide if not scales and tables == slide.tables else replace(slide, scales={**slide.scales, **scales}, tables=tables)


def _shared(found: Sequence[tuple[str, Box, int]]) -> dict[str, int]:
    """Return the scale of each box that is shrunk, the smallest of those whose patterns differ in a number only."""
    families = {name: re.sub(r"\d+", "#", "\n".join(p.text for p in box.paragraphs)) for name, box, _ in found}
    least: dict[str, int] = {}
    for name, _, scale in found:
        least[families[name]] = min(scale, least.get(families[name], 100))
    return {name: least[family] for name, family in families.items() if least[family] < 100}


def _filled(name: str, box: Box, slide: SlideFill) -> list[tuple[Paragraph, str]]:
    """Return the paragraphs of a box as the press will write them; none where all its tokens are empty and it goes."""
    text, result, empty = slide.text, [], True
    for look in box.paragraphs:
        tokens = tokens_of(look.text)
        if ITEM in tokens:
            items = slide.lists.get(_object(name), ())
            result += [(look, said(look.text, text, item)) for item in items]
            empty = empty and not any(items)
        else:
            result.append((look, said(look.text, text)))
            empty = empty and bool(tokens) and not any(map(text.get, tokens))
    return [] if empty else result


def _object(name: str) -> str:
    """Return what a list or table is called in a recipe."""
    return name.partition(":")[2].partition("#")[0]


def _scale(box: Box, paragraphs: Sequence[tuple[Paragraph, str]]) -> int:
    """Return the largest scale at which paragraphs fit, 0 where none does."""
    if not paragraphs or fits(box, paragraphs, 100):
        return 100
    smaller = (*(scale for scale in SCALES if scale > box.min_scale), box.min_scale)
    return next((scale for scale in smaller if fits(box, paragraphs, scale)), 0)


def _too_long(place: _Place, name: str, box: Box) -> Problem:
    """Return what is too long, about how much of it fits, and who can mend it."""
    smallest = f", even at {box.min_scale}% of its designed size" if box.min_scale < 100 else ""
    items = place.slide.lists.get(_object(name), ())
    if any(ITEM in tokens_of(p.text) for p in box.paragraphs):
        n = _most(lambda n: _holds(name, box, replace(place.slide, lists={_object(name): items[:n]})), len(items))
        what = f"the list has {len(items)} lines and {n} fit{'s' if n == 1 else ''}{smallest}"
        return place.problem(name, what, f"fewer or shorter lines, or {place.larger_box}")
    tokens = [t for p in box.paragraphs for t in tokens_of(p.text)]
    token = max(tokens, key=lambda t: len(place.slide.text.get(t, "")), default="")
    text = place.slide.text.get(token, "")
    n = _most(lambda n: _holds(name, box, replace(place.slide, text={**place.slide.text, token: text[:n]})), len(text))
    what = f"the text of {{{{{token}}}}} has {len(text)} characters and about {n} fit{smallest}"
    promised = place.tokens.get(token, 0)
    if len(text) <= promised:
        return place.problem(name, what, f"{place.larger_box}: tokens.yaml promises room for {promised} characters")
    return place.problem(name, what, f"a shorter text, or {place.larger_box}")


def _holds(name: str, box: Box, slide: SlideFill) -> bool:
    return fits(box, _filled(name, box, slide), box.min_scale)


def _most(holds: Callable[[int], bool], limit: int) -> int:
    """Return about the largest number up to a limit that fits, 0 where none does."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _fit_table(place: _Place, name: str, box: Box, tables: dict[str, TableFill], problems: list[Problem]) -> None:
    fill = tables.get(_object(name))
    if fill is None:
        return
    uneven = next((i for i, row in enumerate(fill.rows, start=1) if len(row) != len(fill.header)), 0)
    if uneven or not fill.header:
        what = f"row {uneven} of the table has not as many cells as its header" if uneven else "the table has no columns"
        problems.append(place.problem(name, what, "as many cells in each row as in the header, at least one"))
        return
    found = table_that_fits(fill, box)
    if found is not None:
        tables[_object(name)] = found
        return
    too_high = next((i for i, row in enumerate(fill.rows, 1) if not table_that_fits(replace(fill, rows=(row,)), box)), 0)
    if too_high:
        most = max(map(len, fill.rows[too_high - 1]))
        what = f"row {too_high} of the table is too high for a slide of its own, with {most} characters in one {{{{cell}}}}"
        problems.append(place.problem(name, what, f"shorter cells, fewer columns, or {place.larger_box}"))
        return
    rows, room = len(fill.rows), rows_that_fit(fill, box)
    what = f"the table has {rows} row{'s' if rows != 1 else ''} and {room} fit{'s' if room == 1 else ''}"
    what = f"{what}, even with the smallest text allowed"
    problems.append(place.problem(name, what, "fewer rows on a slide, or shorter cells"))
