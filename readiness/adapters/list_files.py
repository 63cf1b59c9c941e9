"""List files: a table of firms, persons or products in columns of any names, its first column an id.

In: the bytes of a CSV.
Out: ListTable; faults as Problems.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import shown

DELIMITERS = ",;|\t%#"
"""The likeliest first."""
MOST_LETTERS = 1_000_000
"""Of one cell."""


@dataclass(frozen=True, slots=True)
class ListTable:
    """A table's rows in their order."""

    ids: list[str]
    columns: Mapping[str, list[str]]
    """Column -> texts, the id's too."""


def read_list(file: str, data: bytes, problems: Problems) -> ListTable:
    """Return a table; what is not UTF-8 is read as Windows-1252, and a row that is too short as blank where it ends."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.lstrip().splitlines()[:1]
    if not first:
        problems.add(file, 0, "", "the file is empty", "a table whose first column is an id")
        return ListTable([], {})
    delimiter = max(DELIMITERS, key=first[0].count)
    limit = csv.field_size_limit(MOST_LETTERS)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = [(number, cells) for number, cells in enumerate(reader, start=1) if any(c.strip() for c in cells)]
    except csv.Error as error:
        problems.add(file, 0, "", f"cannot be read as a table: {error}", "a CSV whose first column is an id")
        return ListTable([], {})
    finally:
        csv.field_size_limit(limit)
    return _table(file, rows, problems)


def _table(file: str, rows: list[tuple[int, list[str]]], problems: Problems) -> ListTable:
    header = [name.strip() for name in rows[0][1]]
    for name in sorted({name for name in header if header.count(name) > 1}):
        problems.add(file, rows[0][0], name or "(blank)", "the column stands twice", "each column once")
    seen: dict[str, int] = {}
    too_long = [(number, len(cells)) for number, cells in rows[1:] if any(c.strip() for c in cells[len(header) :])]
    if too_long:
        what = f"{too_long[0][1]} cells" + (f", and {len(too_long) - 1:,} more rows with too many" if too_long[1:] else "")
        problems.add(file, too_long[0][0], "", what, f"{len(header)}, as in the header")
    for number, cells in rows[1:]:
        one = cells[0].strip()
        if not one:
            problems.add(file, number, header[0], "the id is blank", "an id in the first column")
        elif seen.setdefault(one, number) != number:
            problems.add(file, number, header[0], f"{shown(one)} is already used in row {seen[one]}", "each id once")
    full = [[*cells, *[""] * (len(header) - len(cells))] for _, cells in rows[1:]]
    columns = {name: [cells[at].strip() for cells in full] for at, name in enumerate(header)}
    return ListTable(columns[header[0]], columns)
