"""Mixed analysis: any table and formula, with no database.

In: a CSV and a formula such as `y ~ x + (1 | g) + (x | h)`.
Out: fixed.csv, random.csv and fit.json.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from readiness.adapters.folder_files import read_file
from readiness.adapters.output_files import write_plain
from readiness.adapters.table_files import csv_bytes
from readiness.errors import InputError, Problem
from readiness.stats.mixed_design import Design, design_of, names_in
from readiness.stats.mixed_fit import FormulaFit, fit_design
from readiness.stats.mixed_formula import Formula, FormulaError, read_formula

BLANKS = ["", "NA", "N/A", "NaN", "nan", "NULL", "null"]
MOSTLY = 0.5
"""From this share of numbers on, a cell that is none is a mistake, not a category."""


def analyse_mixed(file: Path, formula: str, out: Path) -> list[Path]:
    """Fit a formula with random intercepts and slopes to a table, and write fixed.csv, random.csv and fit.json."""
    started = time.process_time()
    try:
        parts = read_formula(formula)
    except FormulaError as error:
        raise InputError(Problem("--formula", 0, formula, str(error), "such as y ~ x + (1 | g) + (x | h)")) from error
    design, n_left_out = _design(file, parts)
    with threadpool_limits(limits=1):  # sums come out the same everywhere
        fit = fit_design(design)
    files = {
        "fixed.csv": csv_bytes(("term", "estimate", "standard_error", "t"), ((name, b, se, b / se) for name, b, se in fit.fixed)),
        "random.csv": csv_bytes(("group", "level", "term", "effect", "standard_error"), fit.random),
        "fit.json": _json(_summary(formula, fit, design, n_left_out), round(time.process_time() - started, 3)),
    }
    for name, data in files.items():
        write_plain(out / name, data)
    return [out / name for name in files]


def _summary(formula: str, fit: FormulaFit, design: Design, n_left_out: int) -> dict[str, object]:
    """Return what fit.json says."""
    return {
        "formula": formula,
        "reml": fit.fit.reml_criterion,
        "variances": fit.variances,
        "correlations": fit.correlations,
        "residual_variance": fit.fit.residual_variance,
        "levels": {part.group: len(part.levels) for part in design.random},
        "n": int(design.y.size),
        "n_left_out": n_left_out,
        "converged": fit.fit.converged,
        "singular": bool(fit.fit.singular),
        "notes": fit.notes,
    }


def _design(file: Path, formula: Formula) -> tuple[Design, int]:
    """Return the formula's columns without the rows that have a blank, and how many those are."""
    groups = {atom for part in formula.random for atom in part.group}
    atoms = [formula.response, *(a for t in formula.fixed for a in t), *(a for p in formula.random for t in p.terms for a in t)]
    as_text = {name for atom in groups for name in names_in(atom)}
    as_value = {name for atom in atoms for name in names_in(atom)}
    frame = _table(file, sorted(as_text | as_value))
    whole = frame.dropna()
    columns = {name: _column(file, name, whole[name], is_group=name not in as_value) for name in whole.columns}
    try:
        return design_of(formula, columns), len(frame) - len(whole)
    except FormulaError as error:
        raise InputError(Problem(file.name, 0, "", str(error), "columns that fit the formula")) from error


def _table(file: Path, names: Iterable[str]) -> pd.DataFrame:
    """Return the columns that are named, every cell as its text."""
    data = read_file(file)
    head = data[:65_536].split(b"\n", 1)[0]
    mark = max(",;\t", key=lambda one: head.count(one.encode()))
    try:
        header = pd.read_csv(io.BytesIO(data), sep=mark, dtype=str, nrows=0, encoding="utf-8-sig")
        known = {str(name).strip(): name for name in header.columns}
        for name in names:
            if name not in known:
                expected = f"one of {', '.join(sorted(known))}"
                raise InputError(Problem(file.name, 1, name, "the column is missing", expected))
        frame = pd.read_csv(
            io.BytesIO(data), sep=mark, dtype=str, encoding="utf-8-sig", na_values=BLANKS, keep_default_na=False,
            usecols=[known[name] for name in names],
        )  # fmt: skip
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError(Problem(file.name, 0, "", f"cannot be read: {error}", "a table in CSV, in UTF-8")) from error
    frame.columns = pd.Index([str(name).strip() for name in frame.columns])
    return frame


def _column(file: Path, name: str, cells: pd.Series[str], *, is_group: bool) -> NDArray[np.generic]:
    """Return a column as numbers where it holds numbers, else as texts; a stray text among numbers is refused."""
    numbers = pd.to_numeric(cells, errors="coerce")
    strange = ~np.isfinite(numbers.to_numpy(dtype=np.float64))
    texts = cells.str.strip().to_numpy(dtype=object)
    if is_group:
        return texts
    if not strange.any():
        return numbers.to_numpy(dtype=np.float64)
    if strange.mean() < MOSTLY:
        row = cells.index[int(np.flatnonzero(strange)[0])]
        what = f"{cells.loc[row]!r} is not a number, and most others are"
        raise InputError(Problem(file.name, int(row) + 2, name, what, "a number, or a blank"))
    return texts


def _json(content: Mapping[str, object], seconds: float) -> bytes:
    return (json.dumps({**content, "seconds": seconds}, indent=2, ensure_ascii=False) + "\n").encode()
