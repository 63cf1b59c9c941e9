"""Tables: column widths by what the columns hold, and the largest text size at which all rows fit.

In: a TableFill, the table's box.
Out: the TableFill with widths and size; how many rows fit; rows spread evenly over slides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from readiness.stages.decks.boxes import Box, Paragraph
from readiness.stages.decks.measures import height_needed, width_needed
from readiness.stages.decks.recipe import TableFill

SMALLEST_SIZE = 10.0
"""Points; no cell is set smaller unless it is designed so."""
_STEP = 0.5


def table_that_fits(fill: TableFill, box: Box) -> TableFill | None:
    """Return a table with its columns' widths and, where needed, a smaller text; None where not all rows fit.

    What the fill has of both stays: a width given is kept, a size given is the only one tried.
    """
    for size in (fill.size,) if fill.size else _sizes(box):
        widths = fill.widths or column_shares(fill, box, size)
        if sum(row_heights(replace(fill, widths=widths), box, size)) <= box.height:
            return replace(fill, widths=widths, size=size)
    return None


def rows_that_fit(fill: TableFill, box: Box) -> int:
    """Return how many rows from the top fit at the smallest size."""
    return next(
        (n for n in range(len(fill.rows), 0, -1) if table_that_fits(replace(fill, rows=fill.rows[:n]), box) is not None), 0
    )


def pages_of(fill: TableFill, box: Box) -> list[TableFill] | None:
    """Return a table spread over as few slides as it needs, as evenly as can be; None where one row alone does not fit."""
    for n_pages in range(1, max(len(fill.rows), 1) + 1):
        each, extra = divmod(len(fill.rows), n_pages)
        bounds = [i * each + min(i, extra) for i in range(n_pages + 1)]
        pages = [table_that_fits(replace(fill, rows=fill.rows[a:b]), box) for a, b in pairwise(bounds)]
        found = [page for page in pages if page is not None]
        if len(found) == n_pages:
            return found
    return None


def row_heights(fill: TableFill, box: Box, size: float = 0.0) -> list[float]:
    """Return the height of each row in points, the header's first; size 0: as designed."""
    shares = fill.widths or tuple(1 / len(fill.header) for _ in fill.header)
    rooms = [share * box.width - box.cell_margins[0] for share in shares]
    heights = []
    for i, row in enumerate((fill.header, *fill.rows)):
        look = _look(box, i > 0, size)
        tallest = max(height_needed([(look, text)], max(room, 1.0)) for text, room in zip(row, rooms, strict=True))
        heights.append(max(tallest + box.cell_margins[1], box.row_heights[min(i, 1)]))
    return heights


def column_shares(fill: TableFill, box: Box, size: float = 0.0) -> tuple[float, ...]:
    """Return each column's share of the width.

    Where all cells fit on one line, the room left over is shared in proportion; else no column is narrower than its longest
    word, and the rest is shared by what the columns hold.
    """
    rows = (fill.header, *fill.rows)
    looks = [_look(box, i > 0, size) for i in range(len(rows))]
    white = box.cell_margins[0] + 1.0
    lines, words = [], []
    for column in zip(*rows, strict=True):
        cells = list(zip(looks, column, strict=True))
        lines.append(max(width_needed(text, look) for look, text in cells) + white)
        words.append(max(width_needed(word, look) for look, text in cells for word in text.split() or [""]) + white)
    if sum(lines) <= box.width:
        widths = lines
    elif sum(words) < box.width:
        held = [max(sum(map(len, column)), 1) ** 0.5 for column in zip(*rows, strict=True)]
        left = box.width - sum(words)
        widths = _spread(words, lines, held, left)
    else:
        widths = words
    return tuple(w / sum(widths) for w in widths)


def _spread(least: Sequence[float], most: Sequence[float], held: Sequence[float], left: float) -> list[float]:
    """Return widths from least to most, the room left shared by what each column holds."""
    widths = list(least)
    while left > 1e-6:
        open_columns = [i for i, w in enumerate(widths) if most[i] - w > 1e-6]
        if not open_columns:
            break
        total, given = sum(held[i] for i in open_columns), 0.0
        for i in open_columns:
            more = min(left * held[i] / total, most[i] - widths[i])
            widths[i] += more
            given += more
        left -= given
    return widths


def _sizes(box: Box) -> Iterator[float]:
    """Return 0 for the designed size, then smaller ones of the pattern cell by half points."""
    yield 0.0
    designed = box.paragraphs[1].size
    size = designed - _STEP
    while size >= max(designed * box.min_scale / 100, SMALLEST_SIZE):
        yield size
        size -= _STEP


def _look(box: Box, body: bool, size: float) -> Paragraph:
    """Return the look of a header or body cell at a text size for the whole table."""
    look = box.paragraphs[1 if body else 0]
    return replace(look, size=size) if size else look
