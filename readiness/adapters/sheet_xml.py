"""Sheet XML: the rows of plain tables as the sheets of one workbook, without an object for each cell.

In: rows of text, numbers and days; how a text is made safe; the styles of days and moments.
Out: the XML of a sheet's rows; how wide each column is.

Source: ECMA-376-1: 18.3.1.4 (cells), 18.3.1.53 (texts in cells), 18.3.1.73 (rows), 18.17.4.1 (days as numbers).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from xml.sax.saxutils import escape

ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's moments have no zone


@dataclass(frozen=True, slots=True)
class SheetRows:
    """How the rows of a workbook's sheets are written."""

    safe: Callable[[str], str]
    """What is written of a text."""
    shown: Callable[[object], str]
    """How a cell reads, which says how wide it is."""
    styles: Mapping[type, int]
    """The numbers of the styles of date and datetime."""

    def xml(self, letters: Sequence[str], rows: Iterable[Sequence[object]], first: int, style: int = 0) -> tuple[str, list[int]]:
        """Return rows, numbered from `first`, and how wide each column's widest cell is; a blank is no cell.

        Args:
            letters: of the columns.
            rows: each as long as `letters`.
            first: number of the first row.
            style: of cells that are no days.
        """
        table = list(rows)
        columns = [self._column(values, style) for values in zip(*table, strict=True)] or [([], 0)] * len(letters)
        filled = [(letter, ends) for letter, (ends, _) in zip(letters, columns, strict=True) if any(ends)]
        places = [f'<c r="{letter}' for letter, _ in filled]
        by_row = zip(*(ends for _, ends in filled), strict=True) if filled else [()] * len(table)
        found = []
        for n, ends in enumerate(by_row, start=first):
            cells = "".join([f'{place}{n}"{end}' for place, end in zip(places, ends, strict=True) if end])
            found.append(f'<row r="{n}">{cells}</row>')
        return "".join(found), [width for _, width in columns]

    def _column(self, values: Sequence[object], style: int) -> tuple[list[str], int]:
        """Return what each cell says after its place, and the width of the widest; what comes again is made once."""
        types = list(map(type, values))
        keys: list[object] = list(values) if len(set(types)) == 1 else list(zip(types, values, strict=True))  # True is not 1
        distinct = dict(zip(keys, values, strict=True))
        made = {key: self._end(value, style) for key, value in distinct.items()}
        return [made[key] for key in keys], max(len(self.shown(value)) for value in distinct.values())

    def _end(self, value: object, style: int) -> str:
        if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
            return ""
        if isinstance(value, date):
            moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
            return f' s="{self.styles[type(value)]}"><v>{_plain((moment - ZERO) / timedelta(days=1))}</v></c>'
        marked = f' s="{style}"' if style else ""
        if isinstance(value, bool):
            return f'{marked} t="b"><v>{value:d}</v></c>'
        if isinstance(value, int | float | Decimal):
            return f"{marked}><v>{_plain(value)}</v></c>"
        text = self.safe(str(value))
        keep = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        return f'{marked} t="inlineStr"><is><t{keep}>{escape(text)}</t></is></c>'


def _plain(number: float | Decimal) -> str:
    if isinstance(number, Decimal):
        return f"{number:f}"
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(float(number))
