"""Tables: column widths by what the columns hold, and the largest text size at which all rows fit.

In: a TableFill, the table's box.
Out: the TableFill with widths and size; how many rows fit; rows spread evenly over slides, alike on all of them.
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
EASILY_READ = 14.0
"""Points; rows go to a further slide before their text gets smaller, except one that needs a slide of its own."""
STILL_READ = 12.0
"""Points; rows are left out before their text gets smaller than this."""
_STEP = 0.5


def table_that_fits(fill: TableFill, box: Box) -> TableFill | None:
    """Return a table with its columns' widths and, where needed, a smaller text; None where not all rows fit.

    What the fill has of both stays: a width given is kept, a size given is the only one tried.
    """
    for size in (fill.size,) if fill.size else _sizes(box):
        for widths in _layouts(fill, box, size):
            if sum(row_heights(replace(fill, widths=widths), box, size)) <= box.height:
                return replace(fill, widths=widths, size=size)
    return None


def rows_that_fit(fill: TableFill, box: Box) -> int:
    """Return how many rows from the top fit at the smallest size."""
    return next(
        (n for n in range(len(fill.rows), 0, -1) if table_that_fits(replace(fill, rows=fill.rows[:n]), box) is not None), 0
    )


def pages_of(fill: TableFill, box: Box, at_most: int) -> list[TableFill] | None:
    """Return a table spread over as few slides as it needs, as evenly as can be; None where one row alone does not fit.

    Where the slides are not enough, the text is set a little smaller; after that the last rows are left out.
    """
    if any(table_that_fits(replace(fill, rows=(row,)), box) is None for row in fill.rows):
        return None
    for n_rows in range(len(fill.rows), 0, -1):
        shown = replace(fill, rows=fill.rows[:n_rows])
        spreads = [(n, least) for least in (EASILY_READ, STILL_READ) for n in range(1, min(at_most, n_rows) + 1)]
        if found := next(filter(None, (_paged(shown, box, n, least) for n, least in spreads)), None):
            return found
    return [replace(fill, rows=fill.rows[:1])]


def _paged(fill: TableFill, box: Box, n_pages: int, least: float) -> list[TableFill] | None:
    """Return a table spread over so many slides, all in one size and with the same columns; None where it does not fit."""
    each, extra = divmod(len(fill.rows), n_pages)
    bounds = [i * each + min(i, extra) for i in range(n_pages + 1)]
    for size in _sizes(box, least):
        for widths in _layouts(fill, box, size):
            pages = [replace(fill, rows=fill.rows[a:b], widths=widths, size=size) for a, b in pairwise(bounds)]
            if all(sum(row_heights(page, box, size)) <= box.height for page in pages):
                return pages
    return None


def _layouts(fill: TableFill, box: Box, size: float) -> tuple[tuple[float, ...], ...]:
    """Return the columns' shares of the width to be tried: those given, else by what they hold, then all the same.

    A word as wide as half the table, such as an address, would leave the other columns a strip: it is broken instead.
    """
    return (fill.widths,) if fill.widths else (column_shares(fill, box, size), _even(fill))


def _even(fill: TableFill) -> tuple[float, ...]:
    return tuple(1 / len(fill.header) for _ in fill.header)


def row_heights(fill: TableFill, box: Box, size: float = 0.0) -> list[float]:
    """Return the height of each row in points, the header's first; size 0: as designed."""
    shares = fill.widths or _even(fill)
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


def _sizes(box: Box, least: float = SMALLEST_SIZE) -> Iterator[float]:
    """Return 0 for the designed size, then smaller ones of the pattern cell by half points."""
    yield 0.0
    designed = box.paragraphs[1].size
    size = designed - _STEP
    while size >= max(designed * box.min_scale / 100, least):
        yield size
        size -= _STEP


def _look(box: Box, body: bool, size: float) -> Paragraph:
    """Return the look of a header or body cell at a text size for the whole table."""
    look = box.paragraphs[1 if body else 0]
    return replace(look, size=size) if size else look
