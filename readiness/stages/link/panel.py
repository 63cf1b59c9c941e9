"""Panel: reps by period in one fixed order, as arrays, with remarks on what was left out.

In: the table of rep x week rows.
Out: Panel.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from readiness.errors import NotEnoughDataError
from readiness.stats.staggered import Outcomes
from readiness.vocabulary import counted

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
COLUMNS = ("rep_id", "week", "trained_on", "readiness", "readiness_se", "contribution")
DAYS = 7
LEFT_OUT = "yes"


@dataclass(frozen=True, slots=True)
class Panel:
    """Contribution and readiness of every rep in every period, NaN where not known."""

    contribution: Floats
    """(reps, periods)."""
    readiness: Floats
    readiness_se: Floats
    territory: Codes
    """(reps, periods) codes 0..; all 0 where no territory is known, -1 where the rep has no row."""
    start: Codes
    """(reps,) period in which the rep was trained; 0 before or in the first, the number of periods for never."""
    left_out: NDArray[np.bool_]
    """(reps,) whether the rep was given a wave that was drawn for the others, and so is not compared before and after."""
    period_names: tuple[str, ...]
    weeks_per_period: int
    notes: tuple[str, ...]

    @property
    def outcomes(self) -> Outcomes:
        """Return contributions and starts; reps of a territory that was trained as one count as one lot."""
        return Outcomes(self.contribution, self.start, _lots(self.home, self.start))

    @property
    def compared(self) -> Panel:
        """Return the panel without the reps who are left out."""
        kept = ~self.left_out
        by_rep = ("contribution", "readiness", "readiness_se", "territory", "start", "left_out")
        return replace(self, **{name: getattr(self, name)[kept] for name in by_rep})

    @property
    def home(self) -> Codes:
        """Return each rep's first known territory."""
        first = np.argmax(self.territory >= 0, axis=1)
        homes: Codes = self.territory[np.arange(first.size), first]
        return homes


def arrange(rows: pd.DataFrame) -> Panel:
    """Return the rows as arrays, reps and periods in order.

    Raises:
        NotEnoughDataError: no row has a contribution, or all have the same.
    """
    table = rows.copy()
    for name in ("contribution", "readiness", "readiness_se"):
        numbers = pd.to_numeric(table[name], errors="coerce") if name in table else pd.Series(np.nan, table.index)
        table[name] = numbers.where(np.isfinite(numbers)).astype(np.float64)
    notes = []
    blank = int(table["contribution"].isna().sum())
    if blank:
        notes.append(f"{blank} rows without a contribution were left out.")
    table = table[table["contribution"].notna()]
    if table.empty:
        raise NotEnoughDataError("no row has a contribution, so there is nothing to compare")
    if np.ptp(table["contribution"].to_numpy()) == 0.0:
        raise NotEnoughDataError("contribution is the same in every row, so nothing can go with it")
    if table["readiness_se"].isna().all() and table["readiness"].notna().any():
        notes.append("readiness_se is not known, so readiness is taken as exact: its own error flattens the slope.")
        table["readiness_se"] = 0.0
    half_known = int((table["readiness"].notna() & table["readiness_se"].isna()).sum())
    if half_known:
        notes.append(f"{half_known} rows with a readiness but no readiness_se were left out of the slope.")
    return _filled(table, notes)


def _filled(table: pd.DataFrame, notes: list[str]) -> Panel:
    """Return the panel of rows that all have a contribution."""
    reps, rep = np.unique(table["rep_id"].astype(str).to_numpy(dtype=np.str_), return_inverse=True)
    day = _days(table["week"])
    days, period = np.unique(day, return_inverse=True)
    step = float(np.diff(days).min()) if days.size > 1 else float(DAYS)
    grids = {name: np.full((reps.size, days.size), np.nan) for name in ("contribution", "readiness", "readiness_se")}
    for name, grid in grids.items():
        grid[rep, period] = table[name].to_numpy(np.float64)
    territory = np.full((reps.size, days.size), -1, dtype=np.intp)
    territory[rep, period] = _territories(table, notes)
    trained = np.full(reps.size, np.inf)
    known = table["trained_on"].notna().to_numpy() if "trained_on" in table else np.zeros(len(table), dtype=np.bool_)
    if known.any():
        np.minimum.at(trained, rep[known], _days(table["trained_on"][known]))
    if "wave" in table:
        _as_one(trained, rep, table["wave"], notes)
    start = np.searchsorted(days, trained, side="right") - 1
    start[trained >= days[-1] + step] = days.size
    earlier = int((start < 1).sum())
    if earlier:
        notes.append(
            f"{earlier} reps were trained before or in the first week, so nothing is known of them from before training."
        )
    return Panel(
        contribution=grids["contribution"],
        readiness=np.where(np.isfinite(grids["readiness_se"]), grids["readiness"], np.nan),
        readiness_se=grids["readiness_se"],
        territory=territory,
        start=np.maximum(start, 0).astype(np.intp),
        left_out=_left_out(table, rep, reps.size, notes),
        period_names=_names(table["week"]),
        weeks_per_period=max(1, round(step / DAYS)),
        notes=tuple(notes),
    )


def _as_one(trained: Floats, rep: Codes, wave: pd.Series, notes: list[str]) -> None:
    """Date the training of every rep of a wave by the wave's first: who of a wave came late or not at all is not chance."""
    known = wave.notna().to_numpy()
    if not known.any():
        return
    names, code = np.unique(wave[known].astype(str).to_numpy(dtype=np.str_), return_inverse=True)
    first = np.full(names.size, np.inf)
    np.minimum.at(first, code, trained[rep[known]])
    own = trained.copy()
    trained[rep[known]] = first[code]
    moved = int((own != trained).sum())
    if moved:
        notes.append(f"{moved} reps came later than their wave or not at all; they count with it, as invited.")


def _left_out(table: pd.DataFrame, rep: Codes, n_reps: int, notes: list[str]) -> NDArray[np.bool_]:
    """Return whether each rep is left out of the comparison before and after training."""
    found = np.zeros(n_reps, dtype=np.bool_)
    if "left_out" in table:
        found[rep[table["left_out"].eq(LEFT_OUT).to_numpy()]] = True
    if found.any():
        notes.append(f"{counted(int(found.sum()), 'rep')} had a wave given, not drawn by lot: left out when waves are compared.")
    return found


def _days(column: pd.Series) -> Floats:
    """Return days as numbers; a column of plain numbers counts weeks."""
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(np.float64) * DAYS
    code, values = pd.factorize(column)
    return np.array([pd.Timestamp(v).toordinal() for v in values], dtype=np.float64)[code]


def _names(column: pd.Series) -> tuple[str, ...]:
    """Return each period as it is written, in order."""
    values = (
        sorted(column.unique()) if pd.api.types.is_numeric_dtype(column) else sorted({pd.Timestamp(v) for v in column.unique()})
    )
    return tuple(str(v.date()) if isinstance(v, pd.Timestamp) else f"{v:g}" for v in values)


def _territories(table: pd.DataFrame, notes: list[str]) -> Codes:
    """Return the territory of each row, one for all where none is known or each holds only one rep."""
    if "territory_id" not in table or table["territory_id"].isna().all():
        notes.append("No territory is known, so reps are compared with all others of the same week.")
        return np.zeros(len(table), dtype=np.intp)
    known = table["territory_id"].fillna("").astype(str)
    if table.groupby(known)["rep_id"].nunique().max() < 2:
        notes.append("Each territory has one rep, so reps are compared across territories, rich and poor alike.")
        return np.zeros(len(table), dtype=np.intp)
    return np.unique(known.to_numpy(dtype=np.str_), return_inverse=True)[1].astype(np.intp)


def _lots(home: Codes, start: Codes) -> Codes:
    """Return what was trained together: whole territories where each has one start and starts differ, else each rep."""
    pairs = np.unique(np.column_stack([home, start]), axis=0)
    territories = np.unique(home)
    if 2 < territories.size == len(pairs) < home.size and np.unique(start).size > 1:
        return np.searchsorted(territories, home).astype(np.intp)
    return np.arange(home.size)
