"""Rooms: how much text each place of a template holds, asked before a text is chosen for it.

In: the template's boxes.
Out: Rooms; a slot says whether a text fits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from readiness.errors import InputError, NotFoundError, Problem
from readiness.stages.decks.boxes import Box, Boxes, Paragraph
from readiness.stages.decks.measures import face_of, fits
from readiness.stages.decks.patterns import ITEM, said, tokens_of
from readiness.stages.decks.tables import SMALLEST_SIZE

LEAST_ROWS = 3
"""A cell is no taller than leaves room for so many rows like its own on a slide."""
_NOTHING: Mapping[str, str] = MappingProxyType({})
_CELL = "cell"
_Place = tuple[Box, int]
"""A box, and which of its paragraphs has the token."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The room for one text: every box it stands in, with what else is known to stand there."""

    places: tuple[_Place, ...]
    token: str
    known: Mapping[str, str] = field(default_factory=dict)
    """Token -> text of what shares its boxes; any other takes one line."""
    n_items: int = 1
    """For an item of a list: the list holds so many that are all as long."""

    def fits(self, text: str, *, smallest: bool = False) -> bool:
        """Return whether a text fits as designed, or at the smallest size allowed; everything fits where there is no box."""
        least = max((box.min_scale for box, _ in self.places), default=100)
        return all(fits(box, self._paragraphs(box, text), least if smallest else 100) for box, _ in self.places)

    def _paragraphs(self, box: Box, text: str) -> list[tuple[Paragraph, str]]:
        """Return the paragraphs of a box as they will be read."""
        values = {**self.known, self.token: text}
        found = []
        for look in box.paragraphs:
            n = self.n_items if ITEM in tokens_of(look.text) else 1
            found += [(look, said(look.text, values, values.get(ITEM, "")))] * n
        return found


class Rooms:
    """The room for each text of a brand's templates."""

    def __init__(self, boxes: Boxes) -> None:
        """Take the boxes.

        Raises:
            InputError: a font that nobody measured.
        """
        self._places: dict[tuple[str, str], tuple[_Place, ...]] = {}
        self._boxes = boxes
        for (key, name), box in boxes.items():
            for i, look in enumerate(box.paragraphs):
                _measurable(key, name, look)
                for token in tokens_of(look.text):
                    self._places[key, token] = (*self._places.get((key, token), ()), (box, i))

    def text(self, key: str, token: str, known: Mapping[str, str] = _NOTHING) -> Slot:
        """Return the room for a token of a slide; `known` is what its boxes are filled with besides."""
        return Slot(self._places.get((key, token), ()), token, known)

    def item(self, key: str, name: str, n_items: int) -> Slot:
        """Return the room for one of so many items of a list that are all as long."""
        box = self._boxes.get((key, f"list:{name}"))
        return Slot(() if box is None else ((box, 0),), ITEM, n_items=n_items)

    def holds(self, key: str, name: str, items: Sequence[str]) -> bool:
        """Return whether the box of a list holds these items, at the smallest size allowed."""
        box = self._boxes.get((key, f"list:{name}"))
        if box is None:
            return True
        lines = [(look, said(look.text, _NOTHING, i)) for look in box.paragraphs for i in (items if ITEM in look.text else ("",))]
        return fits(box, lines, box.min_scale)

    def table(self, key: str) -> Box | None:
        """Return the box of a slide's table."""
        return self._boxes.get((key, "table:rows"))

    def cell(self, key: str, n_columns: int) -> Slot:
        """Return the room for a cell of a table whose columns are all as wide."""
        table = self.table(key)
        if table is None:
            return Slot((), _CELL)
        across, down = table.cell_margins
        look = replace(table.paragraphs[1], text="{{cell}}")
        box = Box(
            width=max(table.width / n_columns - across, 1.0),
            height=(table.height - table.row_heights[0]) / LEAST_ROWS - down,
            paragraphs=(look,),
            min_scale=max(table.min_scale, min(round(SMALLEST_SIZE / look.size * 100), 100)),
        )
        return Slot(((box, 0),), _CELL)


def _measurable(key: str, name: str, look: Paragraph) -> None:
    try:
        face_of(look.font, look.bold)
    except NotFoundError as error:
        expected = "one of these, or a substitute named in brand.yaml"
        raise InputError(Problem("deck template", 0, f"{key} / {name}", str(error), expected)) from None
