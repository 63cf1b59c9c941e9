"""Cells: account x period rows in one fixed order, as arrays, with remarks on what was read generously.

In: the table of cells.
Out: Cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from readiness.errors import NotEnoughDataError

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

FACTORS = ("rep", "account", "territory", "period")
COLUMN_OF = {"availability": "in_stock_share", "demand": "demand_index", "market": "market_index"}
LEAST_INDEX = 0.05
"""An index or share below this is read as this: its logarithm would otherwise swamp everything."""
SHORTEST_WEEKS = 1 / 7


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells in one fixed order, as arrays; a code of -1 is a blank id."""

    sales: Floats
    """In multiples of `unit`."""
    unit: float
    log_weeks: Floats
    logs: dict[str, Floats]
    """Logarithm of each covariate known anywhere, 0 where it is as usual or not known."""
    no_history: Floats
    codes: dict[str, Codes]
    rep_ids: tuple[str, ...]
    notes: tuple[str, ...]


def arrange(cells: pd.DataFrame) -> Cells:
    """Return the cells sorted and as arrays, with a remark on everything that had to be read generously."""
    table = cells[pd.to_numeric(cells["sales"], errors="coerce").notna()]
    if table.empty:
        raise NotEnoughDataError("there is no sales-out in the measured window: no account and period to measure")
    notes = []
    if len(table) < len(cells):
        notes.append(f"{len(cells) - len(table)} cells without a sales figure were left out.")
    ids = {name: _text(table, f"{name}_id" if name != "period" else name) for name in FACTORS}
    sales = table["sales"].to_numpy(np.float64)
    order = np.lexsort((sales, ids["territory"], ids["period"], ids["account"], ids["rep"]))
    numbers = {column: _numbers(table, column)[order] for column in ("weeks", "history", *COLUMN_OF.values())}
    sales = sales[order]
    codes, levels = {}, {}
    for name in FACTORS:
        levels[name], found = np.unique(ids[name][order], return_inverse=True)
        blank = int(levels[name][0] == "")
        codes[name] = found.astype(np.intp) - blank
        levels[name] = levels[name][blank:]
    nobody = int((codes["rep"] < 0).sum())
    if nobody:
        notes.append(f"{nobody} cells name no rep: they inform the market, and count for nobody.")
    logs, no_history, remarks = _logarithms(numbers)
    unit = float(sales[sales > 0.0].mean()) if (sales > 0.0).any() else 1.0
    return Cells(
        sales=sales / unit,
        unit=unit,
        log_weeks=np.log(np.maximum(np.nan_to_num(numbers["weeks"], nan=1.0), SHORTEST_WEEKS)),
        logs=logs,
        no_history=no_history,
        codes=codes,
        rep_ids=tuple(str(rep) for rep in levels["rep"]),
        notes=(*notes, *remarks),
    )


def _text(table: pd.DataFrame, column: str) -> NDArray[np.str_]:
    """Return a column of ids as text, blank where there is none."""
    return np.array(["" if pd.isna(v) else str(v) for v in table[column]], dtype=np.str_)


def _numbers(table: pd.DataFrame, column: str) -> Floats:
    """Return a column as numbers, NaN where it is missing, not a number or infinite."""
    if column not in table:
        return np.full(len(table), np.nan)
    values = pd.to_numeric(table[column], errors="coerce").to_numpy(np.float64, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def _logarithms(numbers: Mapping[str, Floats]) -> tuple[dict[str, Floats], Floats, list[str]]:
    """Return the logarithm of each covariate, the indicator of no history, and remarks on what was not known."""
    notes = []
    history = numbers["history"]
    known = ~np.isnan(history)
    bought = known & (history > 0.0)
    typical = float(np.median(history[bought])) if bought.any() else 1.0
    logs = {}
    no_history = np.where(bought, 0.0, 1.0)
    if bought.any():
        logs["history"] = np.log(np.where(bought, np.maximum(history / typical, LEAST_INDEX), 1.0))
        if not known.all():
            notes.append(f"history: not known for {int((~known).sum())} cells, read as none.")
    else:
        why = "no account bought anything before the launch" if known.any() else "sales before the launch are not known"
        notes.append(f"history left out: {why}.")
    for name, column in COLUMN_OF.items():
        values = numbers[column]
        missing = np.isnan(values)
        if missing.all():
            notes.append(f"{name} left out: no {column} is known, so this part could not be separated.")
            continue
        if missing.any():
            notes.append(f"{name}: {column} is not known for {int(missing.sum())} cells, read as usual (1).")
        if (values < LEAST_INDEX).any():
            notes.append(
                f"{name}: {int((values < LEAST_INDEX).sum())} cells with {column} below {LEAST_INDEX} were read as that."
            )
        logs[name] = np.log(np.maximum(np.where(missing, 1.0, values), LEAST_INDEX))
    return logs, no_history, notes
