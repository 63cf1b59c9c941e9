"""Raw report: a partner's file as a table of text, nothing typed and nothing guessed.

In: what a reader of one format found.
Out: RawReport; Layout, what a mapping may say about where the table is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl


class Layout(Protocol):
    """What a partner's mapping says of how its files are laid out; "" and 0 mean: find out."""

    @property
    def sheet(self) -> str:
        """Return the sheet's name."""

    @property
    def header_row(self) -> int:
        """Return the line or row of the column names, from 1."""

    @property
    def delimiter(self) -> str:
        """Return the one mark between cells."""

    @property
    def encoding(self) -> str:
        """Return the encoding of a text file."""


@dataclass(frozen=True, slots=True)
class RawReport:
    """One report as text."""

    kind: str
    """csv, xlsx, xlsb, xls, x12 or edifact."""
    frame: pl.DataFrame
    """`row` (Int64: the line or row in the file, from 1), then one String column a name in `header`; "" where a cell is blank."""
    header: tuple[str, ...]
    """Each name once: two columns of one name, and a column of none, are told apart by their place: "Qty (column 3)"."""
    header_row: int
    facts: Mapping[str, str]
    rejected: tuple[tuple[int, str, str], ...]
    """Row, why, raw text: rows that do not fit the header, or hold a formula nobody has worked out."""


def named(frame: pl.DataFrame, cells: Sequence[str], names: Sequence[str]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return a frame of `row` and as many columns as `cells`, under their names; one with no name and no text is left out."""
    columns = dict(zip(frame.columns[1:], names, strict=True))
    unnamed = [c for c, cell in zip(columns, cells, strict=True) if not cell.strip()]
    void = [c for c in unnamed if not (frame[c] != "").any()]
    kept = {c: name for c, name in columns.items() if c not in void}
    return frame.drop(void).rename(kept), tuple(kept.values())
