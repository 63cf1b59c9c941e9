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

IDS = ("rep", "account", "territory", "period", "product")
FACTORS = ("rep", "book", "account", "territory", "period", "product", "territory period", "territory product", "product period")
"""What effects belong to: `book` is the rep who first served the account; those of two words are combinations."""
COLUMN_OF = {"availability": "in_stock_share", "demand": "demand_index", "market": "market_index"}
LEAST_INDEX = 0.05
"""An index below this is read as this: its logarithm would otherwise swamp everything. Cells less in stock are not fitted."""
SHORTEST_WEEKS = 1 / 7
OTHER_COLUMNS = {"sales", "weeks", "credit_share", "history", "first_rep_id", "reported_share", *COLUMN_OF.values()}
IDENTIFIERS = {f"{name}_id" for name in IDS} | {"period"}


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells in one fixed order, as arrays; a code of -1 is a blank id."""

    sales: Floats
    """In multiples of `unit`."""
    unit: float
    log_exposure: Floats
    """Logarithm of weeks times the share of the account's sales that is credited to this rep."""
    logs: dict[str, Floats]
    """Logarithm of each index known anywhere, 0 where it is as usual or not known; other columns less their mean."""
    log_history: Floats
    """(accounts,) logarithm of sales a week before the launch, in multiples of the unit; NaN where there were none."""
    no_history: Floats
    in_fit: NDArray[np.bool_]
    """False where there was next to nothing in stock: the cell counts, but tells nothing of the rep."""
    codes: dict[str, Codes]
    rep_ids: tuple[str, ...]
    period_names: tuple[str, ...]
    reported_share: Floats
    """(reps,) weeks reported of the weeks due."""
    notes: tuple[str, ...]


def arrange(cells: pd.DataFrame) -> Cells:
    """Return the cells sorted and as arrays, with a remark on everything that had to be read generously."""
    table = cells[pd.to_numeric(cells["sales"], errors="coerce").notna()]
    if table.empty:
        raise NotEnoughDataError("there is no sales-out in the measured window: no account and period to measure")
    notes = []
    if len(table) < len(cells):
        notes.append(f"{len(cells) - len(table)} cells without a sales figure were left out.")
    ids = {name: _coded(table, f"{name}_id" if name != "period" else name) for name in IDS}
    first, first_ids = _coded(table, "first_rep_id")
    sales = table["sales"].to_numpy(np.float64)
    order = np.lexsort((sales, *(ids[name][0] for name in ("product", "territory", "period", "account", "rep"))))
    extras = sorted(set(map(str, table.columns)) - OTHER_COLUMNS - IDENTIFIERS)
    columns = ("weeks", "credit_share", "history", "reported_share", *COLUMN_OF.values(), *extras)
    numbers = {column: _numbers(table, column)[order] for column in columns}
    codes = {name: code[order] for name, (code, _) in ids.items()}
    rep_ids, period_names = ids["rep"][1], ids["period"][1]
    codes["book"] = _first_reps(codes, rep_ids, first[order], first_ids)
    for one, other in (("territory", "period"), ("territory", "product"), ("product", "period")):
        codes[f"{one} {other}"] = _combined(codes[one], codes[other])
    nobody = int((codes["rep"] < 0).sum())
    if nobody:
        notes.append(f"{nobody} cells name no rep: they inform the market, and count for nobody.")
    sales = sales[order]
    logs, remarks = _logarithms(numbers)
    others, more = _others({name: numbers[name] for name in extras})
    unit = float(sales[sales > 0.0].mean()) if (sales > 0.0).any() else 1.0
    history = _of_account(numbers["history"], codes["account"]) / unit
    notes += [*remarks, *more, *_history_notes(numbers["history"])]
    in_fit = ~(numbers["in_stock_share"] < LEAST_INDEX)
    if in_fit.any() and not in_fit.all():
        notes.append(f"availability: {int((~in_fit).sum())} cells less than {LEAST_INDEX:.0%} in stock count, but tell nothing.")
    return Cells(
        sales=sales / unit,
        unit=unit,
        log_exposure=_exposure(numbers["weeks"], numbers["credit_share"]),
        logs=logs | others,
        log_history=_log_history(history),
        no_history=np.where(numbers["history"] > 0.0, 0.0, 1.0),
        in_fit=in_fit if in_fit.any() else np.ones_like(in_fit),
        codes=codes,
        rep_ids=tuple(map(str, rep_ids)),
        period_names=tuple(map(str, period_names)),
        reported_share=_reported(numbers["reported_share"], codes["rep"], len(rep_ids)),
        notes=tuple(notes),
    )


def _coded(table: pd.DataFrame, column: str) -> tuple[Codes, NDArray[np.str_]]:
    """Return codes 0.. of a column of ids in the order of their texts, -1 where it is blank or missing, and the ids."""
    if column not in table:
        return np.full(len(table), -1, dtype=np.intp), np.zeros(0, dtype=np.str_)
    values = table[column]
    if not isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype("category")
    used = np.unique(values.cat.codes[values.cat.codes >= 0])
    texts = np.array(["" if pd.isna(v) else str(v) for v in values.cat.categories[used]], dtype=np.str_)
    found, code = np.unique(texts, return_inverse=True)
    blank = int(found.size > 0 and found[0] == "")
    place = np.full(len(values.cat.categories) + 1, -1, dtype=np.intp)  # a code of -1 is a blank too: the last place
    place[used] = code - blank
    return place[values.cat.codes], found[blank:]


def _combined(one: Codes, other: Codes) -> Codes:
    """Return codes of the pairs that are there, -1 where either is blank."""
    pair = np.where((one < 0) | (other < 0), -1, one * (int(other.max()) + 1) + other)
    found, code = np.unique(pair, return_inverse=True)
    return code.astype(np.intp) - int(found[0] == -1)


def _first_reps(codes: Mapping[str, Codes], rep_ids: NDArray[np.str_], named: Codes, named_ids: NDArray[np.str_]) -> Codes:
    """Return the code of the rep each cell's account began with: the one named, else who had it in its first period."""
    all_reps = np.unique(np.concatenate([rep_ids, named_ids]))
    account = codes["account"]
    known = np.append(np.searchsorted(all_reps, named_ids), -1)[named]
    seller = np.append(np.searchsorted(all_reps, rep_ids), -1)[codes["rep"]]
    first = np.full(int(account.max()) + 1, -1, dtype=np.intp)
    order = np.lexsort((seller, codes["period"]))[::-1]
    for candidate in (seller, known):
        said = order[(candidate[order] >= 0) & (account[order] >= 0)]
        first[account[said]] = candidate[said]  # the earliest is written last
    found = np.append(first, -1)[account]
    levels, code = np.unique(found, return_inverse=True)
    return code.astype(np.intp) - int(levels[0] == -1)


def _exposure(weeks: Floats, credit_share: Floats) -> Floats:
    """Return the logarithm of how much of an account's time counts in each cell; what is not known counts whole."""
    whole = np.maximum(np.nan_to_num(weeks, nan=1.0), SHORTEST_WEEKS)
    share = np.clip(np.nan_to_num(credit_share, nan=1.0), LEAST_INDEX, 1.0)
    return np.asarray(np.log(whole) + np.log(share), dtype=np.float64)


def _of_account(values: Floats, account: Codes) -> Floats:
    """Return the mean of the known values of each account's cells, NaN where none is known."""
    known = (account >= 0) & ~np.isnan(values)
    n = int(account.max()) + 1
    count = np.bincount(account[known], minlength=n)
    total = np.bincount(account[known], weights=values[known], minlength=n)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _log_history(history: Floats) -> Floats:
    """Return logarithms, NaN where nothing was bought; far below the typical account is read as LEAST_INDEX of it."""
    bought = history > 0.0
    typical = float(np.median(history[bought])) if bought.any() else 1.0
    return np.log(np.where(bought, np.maximum(history, LEAST_INDEX * typical), np.nan))


def _reported(share: Floats, rep: Codes, n_reps: int) -> Floats:
    """Return the mean share of each rep's cells that was reported; what is not known counts as reported."""
    whole = np.clip(np.nan_to_num(share, nan=1.0), LEAST_INDEX, 1.0)
    mine = rep >= 0
    cells = np.bincount(rep[mine], minlength=n_reps)
    return np.bincount(rep[mine], weights=whole[mine], minlength=n_reps) / np.maximum(cells, 1)


def _numbers(table: pd.DataFrame, column: str) -> Floats:
    """Return a column as numbers, NaN where it is missing, not a number or infinite."""
    if column not in table:
        return np.full(len(table), np.nan)
    values = pd.to_numeric(table[column], errors="coerce").to_numpy(np.float64, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def _history_notes(history: Floats) -> list[str]:
    """Return remarks on sales before the launch that are not known."""
    known = ~np.isnan(history)
    if (history > 0.0).any():
        return [] if known.all() else [f"history: not known for {int((~known).sum())} cells, read as none."]
    why = "no account bought anything before the launch" if known.any() else "sales before the launch are not known"
    return [f"history left out: {why}."]


def _logarithms(numbers: Mapping[str, Floats]) -> tuple[dict[str, Floats], list[str]]:
    """Return the logarithm of each index, and remarks on what was not known."""
    notes, logs = [], {}
    for name, column in COLUMN_OF.items():
        values = numbers[column]
        missing = np.isnan(values)
        if missing.all():
            notes.append(f"{name} left out: no {column} is known, so this part could not be separated.")
            continue
        if missing.any():
            notes.append(f"{name}: {column} is not known for {int(missing.sum())} cells, read as usual (1).")
        low = int((values < LEAST_INDEX).sum())
        if low and name != "availability":
            notes.append(f"{name}: {low} cells with {column} below {LEAST_INDEX} were read as that.")
        logs[name] = np.log(np.maximum(np.where(missing, 1.0, values), LEAST_INDEX))
    return logs, notes


def _others(numbers: Mapping[str, Floats]) -> tuple[dict[str, Floats], list[str]]:
    """Return every further column less its mean, and remarks on those that hold no numbers."""
    notes, found = [], {}
    for name, values in numbers.items():
        missing = np.isnan(values)
        if missing.all():
            notes.append(f"{name} left out: it holds no numbers.")
            continue
        if missing.any():
            notes.append(f"{name}: not known for {int(missing.sum())} cells, read as its mean.")
        found[name] = np.where(missing, 0.0, values - np.nanmean(values))
    return found, notes
