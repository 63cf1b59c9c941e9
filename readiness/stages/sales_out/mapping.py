"""Report mapping: how one partner's reports are read, decided once by a person and never guessed again.

In: what mapping.yaml says; the column names of a file.
Out: ReportMapping; how a file differs from the one its mapping was made for.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches

from readiness.stages.sales_out.lines import MOVEMENTS, READ_FIELDS
from readiness.vocabulary import counted, week_of

SIGNS = ("as_reported", "returns_positive", "by_movement")
"""What the sign of a quantity says: as_reported, a return is negative; returns_positive, a return is a positive number on a line
whose movement is a return; by_movement, nothing: sales count up and returns down, whatever the number's sign."""
DELIVERIES = ("replace", "delta")
"""replace: a file is all there is of the time it covers; delta: only what is new or changed, so that nothing else is touched."""
COVERS = ("days", "weeks", "months")
"""What a file that replaces speaks for where it does not say so itself: from its first to its last day, or the whole weeks
(Monday to Sunday) or months these stand in."""
EACH = dict.fromkeys("EA EACH PCE PC PCS PIECE PIECES C62 H87 UN UNIT UNITS STK STUECK STÜCK UNITE UNITÉ PZ".split(), 1)
"""Units that are one piece wherever they are used, upper case."""
DOZEN = dict.fromkeys("DZ DZN DOZEN".split(), 12)
SAMPLE_DAY = date(2019, 11, 23)
EXCEL, EXCEL_FROM = "excel", date(1899, 12, 30)
"""The date format of days that are a spreadsheet's numbers, with or without a time, and the day they count from."""
DIRECTIVES = {
    "Y": "[0-9]{4}", "y": "[0-9]{2}", "m": "[0-9]{1,2}", "d": "[0-9]{1,2}", "b": "[A-Za-z]{3}", "B": "[A-Za-z]{3,9}",
    "H": "[0-9]{2}", "M": "[0-9]{2}", "S": "[0-9]{2}",
}  # fmt: skip
"""What a date format may hold, and the text each part stands for."""


@dataclass(frozen=True, slots=True)
class ReportMapping:
    """How one partner's reports are read. Words of the partner's are compared without case and outer spaces."""

    columns: Mapping[str, str]
    """Our field -> the partner's column name."""
    date_format: str = "%Y-%m-%d"
    decimal_mark: str = "."
    currency: str = ""
    """Of lines that name none."""
    sheet: str = ""
    header_row: int = 0
    delimiter: str = ""
    encoding: str = ""
    sign: str = "as_reported"
    movements: Mapping[str, str] = field(default_factory=dict)
    """The partner's word -> one of MOVEMENTS."""
    units_of_measure: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """(the partner's unit, product code or "") -> base units."""
    keys: tuple[str, ...] = ()
    """Fields that together tell one line of this partner from every other; () where its documents and their lines do."""
    delivery: str = "delta"
    covers: str = "days"
    """One of COVERS."""
    product_by: tuple[str, ...] = ("product_code", "gtin", "partner_sku")
    """Fields that name the product, the surest first."""
    known_columns: tuple[str, ...] = ()
    """Every column name of the file it was made for; () where nobody wrote them down."""
    version: int = 1
    approved_by: str = ""
    approved_on: date | None = None


STANDARD = ReportMapping(columns={name: name for name in READ_FIELDS})
"""For files whose format names its own fields: EDI."""


def covered(mapping: ReportMapping, first: date, last: date) -> tuple[date, date]:
    """Return the first and the last day that a file speaks for whose lines are from `first` to `last`."""
    if mapping.covers == "weeks":
        return week_of(first), week_of(last) + timedelta(days=6)
    if mapping.covers == "months":
        return first.replace(day=1), last.replace(day=monthrange(last.year, last.month)[1])
    return first, last


def date_pattern(form: str) -> str:
    """Return the whole of a text that a date format reads, as a regular expression."""
    if form == EXCEL:
        return r"^[0-9]{5}(?:[.,][0-9]+)?$"
    parts = re.split(r"%([A-Za-z])", form)
    return "^" + "".join(DIRECTIVES[p] if at % 2 else re.escape(p) for at, p in enumerate(parts)) + "$"


def is_date_format(form: str) -> bool:
    """Return whether a format says year, month and day once each, and nothing that is not known; or is EXCEL."""
    if form == EXCEL:
        return True
    found = re.findall(r"%(.?)", form)
    says = sorted("".join(found).translate(str.maketrans("yBb", "Ymm")).translate(str.maketrans("", "", "HMS")))
    return set(found) <= set(DIRECTIVES) and says == ["Y", "d", "m"] and len(found) == len(set(found))


def sample_day(form: str) -> str:
    """Return a day as the format writes it, for a person to see."""
    return str((SAMPLE_DAY - EXCEL_FROM).days) if form == EXCEL else SAMPLE_DAY.strftime(form)


def unit_factors(mapping: ReportMapping) -> dict[tuple[str, str], int]:
    """Return (unit in upper case, product code or "") -> base units, with the units that need no saying."""
    said = {(unit.strip().upper(), product): factor for (unit, product), factor in mapping.units_of_measure.items()}
    return {(unit, ""): factor for unit, factor in {**EACH, **DOZEN}.items()} | said


def movement_words(mapping: ReportMapping) -> dict[str, str]:
    """Return a movement's word in lower case -> ours."""
    return {name: name for name in MOVEMENTS} | {word.strip().lower(): ours for word, ours in mapping.movements.items()}


def differences(mapping: ReportMapping, header: Sequence[str]) -> tuple[str, ...]:
    """Return how a file's columns differ from what its mapping was made for, a sentence each; () where it fits.

    A column that went missing or was renamed, and, where the mapping lists the file's columns, one that came in addition.
    """
    missing = {ours: theirs for ours, theirs in mapping.columns.items() if theirs not in header}
    new = [name for name in header if name not in mapping.known_columns] if mapping.known_columns else []
    spare = [name for name in header if name not in mapping.columns.values()] if not mapping.known_columns else new
    found = []
    for ours, theirs in missing.items():
        renamed = _renamed(theirs, spare)
        hint = f"; {renamed!r} may be its new name" if renamed else ""
        found.append(f"column {theirs!r}, which is read as {ours}, is not in the file{hint}")
        new = [name for name in new if name != renamed]
    if new:
        listed = ", ".join(repr(name) for name in new)
        found.append(f"{counted(len(new), 'column')} the mapping has not seen before: {listed}")
    return tuple(found)


def _renamed(name: str, spare: Collection[str]) -> str:
    folded = {"".join(filter(str.isalnum, s)).casefold(): s for s in spare}
    close = get_close_matches("".join(filter(str.isalnum, name)).casefold(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else ""
