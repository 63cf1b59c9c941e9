"""Contribution cells: anybody's table of cells as the contribution model reads it.

In: the bytes of a CSV, CellSpec.
Out: ReadCells; faults as Problems with row and column.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray

from readiness.adapters.contribution_spec import CellSpec, Use
from readiness.adapters.input_tables import Problems, close_name, decoded, raw_rows
from readiness.adapters.input_values import shown

KNOWN_AS: Mapping[str, tuple[str, ...]] = {
    "rep_id": ("rep_id", "rep"),
    "account_id": ("account_id", "account"),
    "product_id": ("product_id", "product"),
    "territory_id": ("territory_id", "territory"),
    "period": ("week", "period"),
    "partner_id": ("partner_id", "partner"),
    "first_rep_id": ("first_rep_id", "first_rep"),
    "in_stock_share": ("in_stock_share", "availability"),
    **{name: (name,) for name in ("sales", "weeks", "history", "market_index", "demand_index", "credit_share", "reported_share")},
}
"""The model's own name -> headers it goes by where nobody says otherwise."""
TEXTS = ("rep_id", "account_id", "product_id", "territory_id", "period", "first_rep_id")
NEEDED = ("rep_id", "account_id", "period", "sales")
INDICES = ("market_index", "in_stock_share", "demand_index")
RESERVED = ("intercept", "no_history", "availability", "demand", "market")
"""Names of the model's own columns."""
BLANKS = ("", "NA", "N/A", "NaN", "nan", "NULL", "null", "None")
MOSTLY = 0.5
"""From this share of texts on, a column nobody asked for holds texts; below, a text in it is a mistake."""
MOST_NAMED = 20
LARGEST_LOGARITHM = 50.0
NUMBER = "a number with a decimal point, or blank"
_DAY_FIRST = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ReadCells:
    """Cells as the model reads them, and remarks on how they were read."""

    table: pd.DataFrame
    notes: tuple[str, ...]
    partner_of: Mapping[str, str]
    """account -> partner of its first row that names one."""


def read_cells(file: str, data: bytes, spec: CellSpec, problems: Problems) -> ReadCells | None:
    """Return the cells, or None with problems."""
    frame = _texts(file, data, problems)
    if frame is None:
        return None
    placed = _placed(file, [c for c in frame.columns if c != ROW], spec, problems)
    if placed is None:
        return None
    reading = _Reading(file, frame, spec, problems)
    columns: dict[str, object] = {name: reading.ids(name, placed[name]) for name in TEXTS if name in placed}
    pairs = frame.select(placed["account_id"], placed["partner_id"]).rows() if "partner_id" in placed else []
    columns["sales"] = reading.sales(placed["sales"])
    for name in ("weeks", "history", "credit_share", "reported_share"):
        if name in placed:
            columns[name] = reading.known(name, placed[name])
    for name in INDICES:
        if name in placed and reading.use(name, placed[name]) != "out":
            columns[name] = reading.index(name, placed[name])
    columns |= reading.covariates(placed)
    if problems.in_file(file):
        return None
    table = pd.DataFrame(columns)
    reading.remark_on(table)
    return ReadCells(table, tuple(reading.notes), {account: partner for account, partner in reversed(pairs) if partner})


ROW = "\0row"
"""Column that keeps the number of each row as a spreadsheet shows it."""


def _texts(file: str, data: bytes, problems: Problems) -> pl.DataFrame | None:
    """Return every cell as its text, without blank rows."""
    text = decoded(file, data, problems)
    if text is None:
        return None
    if not text.strip():
        problems.add(file, 0, "", "the file is empty", "a header row: rep_id, account_id, territory_id, week, sales, ...")
        return None
    first = text.lstrip("\r\n").split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    header = [h.strip() for h in next(csv.reader([first], delimiter=mark))]
    twice = [name for name in dict.fromkeys(header) if name and header.count(name) > 1]
    for name in twice:
        problems.add(file, 1, name, "the column stands twice", "each column once")
    if twice:
        return None
    try:
        frame = pl.read_csv(text.encode(), separator=mark, infer_schema=False, raise_if_empty=False)
    except pl.exceptions.PolarsError:
        _name_shape(file, data, mark, len(header), problems)
        return None
    frame = frame.rename({old: name or old for old, name in zip(frame.columns, header, strict=False)})
    frame = frame.with_columns(pl.all().str.strip_chars().fill_null("")).with_row_index(ROW, offset=2)
    return frame.filter(pl.any_horizontal(pl.all().exclude(ROW) != ""))


def _name_shape(file: str, data: bytes, mark: str, n_columns: int, problems: Problems) -> None:
    """Record why a file is no table."""
    rows = raw_rows(file, data, problems, mark)
    for number, cells in rows[1:]:
        if len(cells) > n_columns:
            what, expected = f"has {len(cells)} cells where the header has {n_columns}", "a cell for each column"
            problems.add(file, number, "", what, f"{expected}; quotes around a text with a comma")
            return
    if not problems.in_file(file):
        problems.add(file, 0, "", "cannot be read", "a table in CSV, in UTF-8")


def _placed(file: str, headers: list[str], spec: CellSpec, problems: Problems) -> dict[str, str] | None:
    """Return which header stands for which of the model's columns."""
    placed: dict[str, str] = {}
    before = len(problems.found)
    folded = {re.sub(r"[^a-z0-9]+", "_", header.casefold()): header for header in headers}
    for name, header in spec.columns.items():
        if header in headers:
            placed[name] = header
        else:
            near = close_name(header, headers)
            problems.add(
                file, 1, header, "the column is missing, which the spec names", near or "one of " + ", ".join(sorted(headers))
            )
    taken = set(spec.columns.values())
    for name, aliases in KNOWN_AS.items():
        found = next((folded[a] for a in aliases if a in folded and folded[a] not in taken), None)
        if name not in spec.columns and found is not None:
            placed[name] = found
    for name in NEEDED:
        if name not in placed and name not in spec.columns:
            near = close_name(name, [h for h in headers if h not in placed.values()])
            hint = f"a column of this name, or its own name in --spec; the file has {', '.join(sorted(headers))}"
            problems.add(file, 1, KNOWN_AS[name][0], "the column is missing", f"{near}, perhaps: {hint}" if near else hint)
    for header in spec.covariates or ():
        if header not in headers and header not in placed:
            problems.add(file, 1, header, "the column is missing, which the spec names", "one of " + ", ".join(sorted(headers)))
    return placed if len(problems.found) == before else None


@dataclass(slots=True)
class _Reading:
    """One table being read column by column."""

    file: str
    frame: pl.DataFrame
    spec: CellSpec
    problems: Problems
    notes: list[str] = field(default_factory=list)

    def use(self, name: str, header: str) -> Use | None:
        """Return how the spec says a column enters; None where it says nothing."""
        uses = self.spec.covariates or {}
        return uses.get(header, uses.get(name))

    def ids(self, name: str, header: str) -> object:
        """Return a column of ids; periods so that their order as texts is that of their numbers."""
        texts = self.frame[header]
        if name != "period":
            return texts.to_numpy().astype(object)
        self.refuse(header, (texts == "").to_numpy(), "blank", "a week or another period")
        if texts.str.contains(f"^{_DAY_FIRST.pattern}$").any():
            self.notes.append(f"{header}: periods are put in order as texts; write days as 2026-01-31.")
        return _in_order(texts)

    def numbers(self, header: str) -> Floats:
        """Return a column as numbers, NaN where blank; what is no number is a problem."""
        values, strange = self._parsed(header)
        self.refuse(header, strange, "{} is not a number that can be read", NUMBER)
        return values

    def _parsed(self, header: str) -> tuple[Floats, NDArray[np.bool_]]:
        texts = self.frame[header]
        blank = texts.is_in(list(BLANKS))
        values = texts.cast(pl.Float64, strict=False).fill_null(float("inf")).to_numpy()
        return np.where(blank, np.nan, values), ~blank.to_numpy() & ~np.isfinite(values)

    def refuse(self, header: str, bad: NDArray[np.bool_], what: str, expected: str) -> None:
        """Record the first of the rows that are bad."""
        for at in np.flatnonzero(bad)[:MOST_NAMED].tolist():
            said = what.format(shown(self.frame[header][at]))
            self.problems.add(self.file, int(self.frame[ROW][at]), header, said, expected)

    def sales(self, header: str) -> Floats:
        """Return sales, known in every row."""
        values, strange = self._parsed(header)
        blank = np.isnan(values)
        self.refuse(header, strange, "{} is not a number that can be read", "an amount with a decimal point")
        self.refuse(header, blank, "{} is no amount", "an amount with a decimal point; 0 where nothing was sold")
        return values

    def known(self, name: str, header: str) -> Floats:
        """Return weeks, history, or a share that was credited or reported."""
        values = self.numbers(header)
        if name == "history":
            return self._history(header, values)
        low, high, expected = (0.0, np.inf, "weeks, above 0") if name == "weeks" else (-1e-300, 1.0, "a share from 0 to 1")
        self.refuse(header, (values <= low) | (values > high), "{} is out of range", expected)
        return values

    def _history(self, header: str, values: Floats) -> Floats:
        if self.use("history", header) == "as_is":
            return self._exponential(header, values)
        below = int((values < 0.0).sum())
        if below:
            hint = f"where it is a logarithm, write `covariates: {{{header}: as_is}}` in --spec"
            self.notes.append(f"{header}: {below} cells below 0 are read as no history; {hint}.")
        return values

    def index(self, name: str, header: str) -> Floats:
        """Return an index, 1 where all is as usual; one that is a logarithm already is turned back."""
        values = self.numbers(header)
        use = self.use(name, header)
        below = values < 0.0
        if use == "log":
            self.refuse(header, below, "{} is below 0, so it has no logarithm", "an index, 0 or more, 1 as usual")
        if use == "as_is" or (use is None and below.any()):
            if use is None:
                self.notes.append(f"{header}: there are values below 0, so it is read as a logarithm already.")
            return self._exponential(header, values)
        return values

    def _exponential(self, header: str, values: Floats) -> Floats:
        large = np.abs(values) > LARGEST_LOGARITHM
        self.refuse(header, large, "{} is no logarithm", f"a natural logarithm, up to {LARGEST_LOGARITHM:g}")
        return np.asarray(np.exp(np.where(large, 0.0, values)), dtype=np.float64)

    def covariates(self, placed: Mapping[str, str]) -> dict[str, Floats]:
        """Return further covariates by name: those asked for, else all that hold numbers."""
        aliases = {alias for names in KNOWN_AS.values() for alias in names}
        own = placed.get("promotion", "")
        free = [h for h in self.frame.columns if h != ROW and (h == own or h not in placed.values())]
        uses = self.spec.covariates
        if uses is None:
            free = [h for h in free if h == own or h.casefold() not in aliases]
        else:
            free = [h for h in free if self.use("promotion" if h == own else h, h) or h == own]
        found = [self.covariate("promotion" if h == own else h, h) for h in free]
        return dict(pair for pair in found if pair is not None)

    def covariate(self, name: str, header: str) -> tuple[str, Floats] | None:
        """Return name and values of a further column; None for one that is not wanted, or of texts nobody asked for."""
        use = self.use(name, header)
        if use == "out":
            return None
        values, strange = self._parsed(header)
        filled = int((~np.isnan(values)).sum())
        if use is None and strange.sum() >= MOSTLY * max(filled, 1):
            self.notes.append(f"{header} left out: it holds no numbers.")
            return None
        self.refuse(header, strange, "{} is not a number that can be read", NUMBER)
        name = f"{name} column" if name in RESERVED or name in KNOWN_AS else name
        if use != "log":
            return name, values
        self.refuse(header, values <= 0.0, "{} has no logarithm", "a number above 0, or as_is for this column in --spec")
        with np.errstate(divide="ignore", invalid="ignore"):
            return f"log {name}", np.log(values)

    def remark_on(self, table: pd.DataFrame) -> None:
        """Note cells that stand twice, and covariates that take from the reps what they tell of them."""
        cell = [name for name in ("rep_id", "account_id", "product_id", "territory_id", "period") if name in table]
        again = table.duplicated(cell).to_numpy()
        if again.any():
            at = int(self.frame[ROW][int(np.argmax(again))])
            what = f"repeat the {', '.join(name.removesuffix('_id') for name in cell)} of an earlier row (the first is row {at})"
            self.notes.append(f"{int(again.sum())} rows {what}: each counts. Is any of it in the file twice?")
        further = [str(name) for name in table if name not in KNOWN_AS]
        if not further or table["rep_id"].nunique() < 2:
            return
        spread = table.groupby("rep_id")[further].nunique().max()
        for name in further:
            if spread[name] <= 1 and table[name].nunique() > 1:
                self.notes.append(f"{name}: the same in all cells of each rep, so what goes with it is not counted as the rep's.")


def _in_order(texts: pl.Series) -> object:
    """Return periods with their numbers filled up with noughts: 2026-W9 then comes before 2026-W10."""
    known = sorted(set(texts.to_list()))
    width = max((len(run) for text in known for run in re.findall(r"\d+", text)), default=0)
    filled = {text: re.sub(r"\d+", lambda run: run[0].zfill(width), text) for text in known}
    if sorted(known, key=filled.__getitem__) == known:
        return texts.to_numpy().astype(object)
    return np.array([filled[text] for text in texts.to_list()], dtype=object)
