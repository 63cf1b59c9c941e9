"""Table: the numbers of a chart as texts, for people who read rather than look.

In: columns, rows.
Out: Table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readiness.stages.report.words import banded, percent, points, whole

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """A chart's table; an estimate stands in one column with its band."""

    header: tuple[tuple[str, bool], ...]
    """Columns, and whether they hold numbers."""
    rows: tuple[tuple[str, ...], ...]
    head: int
    """The column that says what a row is about."""


def table_of(header: Sequence[str], rows: Sequence[Sequence[Cell]], kinds: Sequence[str]) -> Table:
    """Return the table; columns and kinds are those of a Chart."""
    at = {name: n for n, name in enumerate(header)}
    columns: list[tuple[str, str, tuple[int, ...]]] = []
    for name, kind in zip(header, kinds, strict=True):
        low, high = at.get(f"{name}, low"), at.get(f"{name}, high")
        if low is not None and high is not None:
            columns.append((f"{name} (90% band)", kind, (at[name], low, high)))
        elif not name.endswith((", low", ", high")):
            columns.append((name, kind, (at[name],)))
    texts = tuple(tuple(_text(kind, [row[n] for n in cells]) for _, kind, cells in columns) for row in rows)
    head = next((n for n, (_, kind, _) in enumerate(columns) if kind == "text"), 0)
    return Table(tuple((name, kind != "text") for name, kind, _ in columns), texts, head)


def _text(kind: str, cells: Sequence[Cell]) -> str:
    """Return a value, with both ends of its band where these are known."""
    if cells[0] is None:
        return ""
    ends = [c for c in cells[1:] if isinstance(c, (int, float))]
    if len(ends) < 2 or not isinstance(cells[0], (int, float)):
        return _one(kind, cells[0])
    if kind == "money":
        middle, band = banded(cells[0], *ends)
        return f"{middle} ({band})"
    return f"{_one(kind, cells[0])} ({_one(kind, ends[0])} to {_one(kind, ends[1])})"


def _one(kind: str, value: Cell) -> str:
    if not isinstance(value, (int, float)):
        return str(value)
    if kind == "share":
        return percent(value)
    if kind == "percent":
        return percent(value / 100, signed=True)
    return points(value) if kind == "index" else whole(value)
