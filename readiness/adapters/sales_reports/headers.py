"""Headers: which row of a sheet or text file holds the column names, and a name for every column.

In: the first rows as text.
Out: the header's position; names, each once. Imports nothing heavy: the process that reads a workbook starts with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

SAMPLE_ROWS = 100
MIN_COLUMNS = 3
"""A day, a product and a quantity: with less nothing can be booked."""
MAX_COLUMNS = 1_000
FULL_SHARE = 0.75
"""A header names at least this share of the columns most rows fill; a title or a list of filters above it does not."""
RESERVED = "row"
_NAMED = re.compile(r"[^\W\d_]|^\D+$")


def header_at(rows: Sequence[Sequence[str]], min_columns: int = MIN_COLUMNS) -> int | None:
    """Return the index of the first row that is about as full as most and holds names only, no numbers or days.

    A row that starts with a comment's # counts only if there is no other.
    """
    filled = [[cell for cell in row if cell.strip()] for row in rows]
    usual = Counter(len(cells) for cells in filled if len(cells) >= min_columns)
    enough = FULL_SHARE * max(usual, key=lambda n: (usual[n], n), default=0)
    fits = [i for i, cells in enumerate(filled) if len(cells) >= max(min_columns, enough) and all(map(_NAMED.search, cells))]
    return min(fits, key=lambda i: (filled[i][0].startswith("#") and len(filled[i][0]) > 1, i), default=None)


def column_names(cells: Sequence[str], place: Callable[[int], str]) -> tuple[str, ...]:
    """Return a name for each column; one that is blank or stands twice gets its place, as `place` writes it (from 1)."""
    names = [" ".join(cell.split()) for cell in cells]
    seen = Counter(names)
    plain = [bool(name) and seen[name] == 1 and name != RESERVED for name in names]
    taken = {name for name, is_plain in zip(names, plain, strict=True) if is_plain}
    for i, is_plain in enumerate(plain):
        while not is_plain and names[i] in {*taken, "", RESERVED, *(n for n in seen if seen[n] > 1)}:
            names[i] = f"{names[i]} (column {place(i + 1)})".strip()
        taken.add(names[i])
    return tuple(names)


def column_number(place: int) -> str:
    """Return a column's place in a text file."""
    return str(place)


def column_letters(place: int) -> str:
    """Return a column's place as a spreadsheet names it: 1 is A, 27 is AA."""
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
