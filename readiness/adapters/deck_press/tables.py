"""Tables: a sample table's pattern row and columns, repeated.

In: a header and a pattern row, the table's width; TableFill and its cells.
Out: the bytes of grid and rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from readiness.adapters.deck_press.fragments import Pattern
from readiness.adapters.deck_press.texts import is_right_to_left, plain
from readiness.stages.decks.recipe import TableFill

_CLOSE = b"</a:tr>"
_MANY = 64


class TablePattern:
    """A table, compiled. Column k looks like the pattern's column k, the last one's look goes on."""

    def __init__(self, opens: Sequence[bytes], patterns: Sequence[Sequence[Pattern]], width: int, rtl: bool) -> None:
        """Take the beginnings of header and pattern row, their cells, and the table's width in EMU."""
        self._opens, self._patterns, self._width, self._rtl = opens, patterns, width, rtl
        self._known: dict[tuple[int, float], tuple[list[bytes], ...]] = {}

    def fill(self, table: TableFill, cells: Sequence[bytes]) -> bytes:
        """Return grid and rows."""
        n, n_rows = len(table.header), len(table.rows)
        columns = grid(n, table.widths, self._width)
        if self._rtl:
            return columns + self._turned(table, cells)
        head, first, next_row, ends = self._between(n, table.size)
        out = [b""] * (2 * len(cells) + 1)
        out[1::2] = cells
        out[::2] = [*head, *first, *next_row * (n_rows - 1), ends[1]] if n_rows else [*head, ends[0]]
        return columns + b"".join(out)

    def _between(self, n: int, size: float) -> tuple[list[bytes], ...]:
        """Return what stands before each cell of the header, of the first row and of a further row, and what ends the table.

        The end is that after the header, where there are no rows, and that after a row.
        """
        known = self._known.get((n, size))
        if known is None:
            header, row = ([self._cell(kind, c, size) for c in range(n)] for kind in (0, 1))
            ends = [side[-1][1] + _CLOSE for side in (header, row)]
            starts = (self._opens[0], ends[0] + self._opens[1], ends[1] + self._opens[1])
            stretches = [
                [start + cells[0][0], *(a[1] + b[0] for a, b in pairwise(cells))]
                for start, cells in zip(starts, (header, row, row), strict=True)
            ]
            if len(self._known) >= _MANY:
                self._known.clear()
            known = self._known[n, size] = (*stretches, ends)
        return known

    def _turned(self, table: TableFill, cells: Sequence[bytes]) -> bytes:
        """Return the rows, each cell in the direction of its text."""
        n = len(table.header)
        out: list[bytes] = []
        for number, row in enumerate((table.header, *table.rows)):
            kind = 1 if number else 0
            out.append(self._opens[kind])
            for c, (text, cell) in enumerate(zip(row, cells[number * n : number * n + n], strict=True)):
                before, after = self._cell(kind, c, table.size, rtl=is_right_to_left(plain(text)))
                out += (before, cell, after)
            out.append(_CLOSE)
        return b"".join(out)

    def _cell(self, kind: int, column: int, size: float, *, rtl: bool = False) -> tuple[bytes, bytes]:
        """Return what stands before and after a cell's text in the header (0) or a row (1)."""
        patterns = self._patterns[kind]
        attribute = f' sz="{round(size * 100)}"' if size else ""
        return patterns[min(column, len(patterns) - 1)].around(rtl, attribute)


def column_widths(n_columns: int, shares: Sequence[float], width: int) -> list[int]:
    """Return each column's width in EMU; together they are the table's."""
    shares = shares or (1.0,) * n_columns
    edges = [round(width * sum(shares[:i]) / sum(shares)) for i in range(n_columns + 1)]
    return [right - left for left, right in pairwise(edges)]


@lru_cache(maxsize=256)
def grid(n_columns: int, shares: Sequence[float], width: int) -> bytes:
    """Return a table's columns."""
    columns = b"".join(b'<a:gridCol w="%d"/>' % w for w in column_widths(n_columns, shares, width))
    return b"<a:tblGrid>" + columns + b"</a:tblGrid>"
