"""Contribution analysis: the contribution model on cells of one's own, with no database.

In: a CSV of cells, and a MODEL.yaml that says how it is to be read.
Out: reps.csv, components.csv and fit.json.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

from threadpoolctl import threadpool_limits

from readiness.adapters.contribution_cells import ReadCells, read_cells
from readiness.adapters.contribution_files import AVERAGE_WORDS, REPLACEMENT_WORDS, components_csv, fit_summary, reps_csv
from readiness.adapters.contribution_spec import CellSpec, check_replacement, read_cell_spec
from readiness.adapters.folder_files import read_file
from readiness.adapters.input_tables import Problems
from readiness.adapters.output_files import write_plain
from readiness.adapters.trust_files import sensitivity_files
from readiness.errors import InvalidInputsError, NotEnoughDataError
from readiness.stages.contribution import ContributionFit, fit_contributions
from readiness.stages.contribution.checks import moved_accounts, split_half
from readiness.stages.honesty import NOT_ENOUGH
from readiness.vocabulary import counted

SEED = 1


def analyse_contribution(
    cells_file: Path, spec_file: Path | None, out: Path, *, sensitive: bool = False
) -> tuple[list[Path], list[str]]:
    """Fit the contribution model to cells, and write reps.csv, components.csv and fit.json; return them and what to say.

    Args:
        cells_file: one row a cell: rep_id, account_id, week, sales; product_id, territory_id, covariates where they are known.
        spec_file: which columns are which, how covariates enter, what contributions are counted from; None takes usual names.
        out: the folder the results are written to.
        sensitive: whether to fit again without one input after the other: sensitivity.csv and rep_sensitivity.csv.

    Raises:
        InvalidInputsError: a file cannot be read.
        NotEnoughDataError: no model can be fitted to these cells.
    """
    started = time.process_time()
    spec, cells = _read(cells_file, spec_file)
    with threadpool_limits(limits=1):  # sums come out the same everywhere
        fit = fit_contributions(cells.table, seed=SEED, replacement=spec.replacement)
        if not fit.converged:
            raise NotEnoughDataError(" ".join(fit.notes[-1:]))
        agreement = split_half(cells.table, seed=SEED)
    notes = [*cells.notes, *fit.notes]
    accounts = cells.table["account_id"]
    summary = {
        **fit_summary(fit),
        "n_accounts": int(accounts[accounts != ""].nunique()),
        "hand_over": moved_accounts(cells.table),
        "split_half": agreement,
        "replacement": spec.replacement.words,
        "currency": spec.currency,
        "notes": notes,
        "seconds": round(time.process_time() - started, 3),
    }
    level = AVERAGE_WORDS if spec.replacement.is_average else REPLACEMENT_WORDS
    files = {
        "reps.csv": reps_csv(fit, spec.currency, level),
        "components.csv": components_csv(fit),
        "fit.json": (json.dumps(summary, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode(),
    }
    if sensitive:
        with threadpool_limits(limits=1):
            files |= sensitivity_files(
                cells.table, fit, cells.partner_of, seed=SEED, currency=spec.currency, replacement=spec.replacement
            )
    for name, data in files.items():
        write_plain(out / name, data)
    return [out / name for name in files], _said(fit, notes, level)


def _read(cells_file: Path, spec_file: Path | None) -> tuple[CellSpec, ReadCells]:
    """Return how cells are read, and the cells."""
    problems = Problems()
    spec = read_cell_spec(str(spec_file), read_file(spec_file), problems) if spec_file else CellSpec()
    cells = read_cells(str(cells_file), read_file(cells_file), spec, problems) if spec else None
    if spec and cells:
        check_replacement(str(spec_file), cells_file.name, spec, set(cells.table["rep_id"]), problems)
    if spec is None or cells is None or problems.found:
        raise InvalidInputsError(problems.found)
    if cells.table.empty:
        raise NotEnoughDataError(f"{cells_file} has a header and no rows")
    if not cells.table["rep_id"].any():
        raise NotEnoughDataError(f"{cells_file} names no rep in any row, so there is nobody to judge")
    return spec, cells


def _said(fit: ContributionFit, notes: list[str], level: str) -> list[str]:
    """Return the result in one line, and what a reader has to know beside it."""
    sides = {"above": f"above {level}", "below": "below it", "like": "like it", NOT_ENOUGH: "with too little data to say"}
    counts = {words: sum(rep.verdict.startswith(start) for rep in fit.reps) for start, words in sides.items()}
    found = ", ".join(f"{n} {words}" for words, n in counts.items())
    return [f"{counted(fit.n_cells, 'cell')}, {counted(len(fit.reps), 'rep')}: {found}", *(f"Note: {n}" for n in notes)]
