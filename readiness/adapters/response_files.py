"""Response files: right and wrong answers from any system, one row an answer or one row a person.

In: the bytes of a CSV.
Out: AnswerMatrix.
"""

from __future__ import annotations

import csv
import io
import warnings
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from readiness.errors import InputError, Problem

PERSON, ITEM, CORRECT, ATTEMPT = "person_id", "item_id", "correct", "attempt"
PERSON_NAMES = (PERSON, "person", "rep_id", "user_id", "student_id", "email", "id", "")
"""What the column of persons may be called, best first; without one, persons are numbered by their row."""
RIGHT_OR_WRONG = "1 for right, 0 for wrong, or nothing where there is no answer"
_WORDS = {"true": 1.0, "false": 0.0, "1": 1.0, "0": 0.0, "1.0": 1.0, "0.0": 0.0}


@dataclass(frozen=True, slots=True)
class AnswerMatrix:
    """First answers: 1 right, 0 wrong, NaN missing."""

    person_ids: tuple[str, ...]
    item_ids: tuple[str, ...]
    correct: NDArray[np.float64]
    n_retakes: int
    """Later answers of a person to the same item; they are left out."""
    columns_left_out: tuple[str, ...]
    """Columns of a wide file that hold no right or wrong answers."""


def read_answers(file: str, data: bytes) -> AnswerMatrix:
    """Return the answers of a CSV: person_id, item_id, correct (and attempt), or one row a person and one column an item.

    Raises:
        InputError: not a table, a column twice, no answers, or a cell that is neither right nor wrong.
    """
    frame = _frame(file, data)
    return _long(file, frame) if {PERSON, ITEM, CORRECT} <= set(frame.columns) else _wide(file, frame)


def _frame(file: str, data: bytes) -> pd.DataFrame:
    try:
        first = data.decode("utf-8-sig").split("\n", 1)[0].rstrip("\r")
    except UnicodeDecodeError as error:
        raise InputError(Problem(file, 0, "", "is not UTF-8 text", "a CSV saved as UTF-8")) from error
    separator = max(",;\t", key=first.count)
    names = [n.strip() for n in next(csv.reader([first], delimiter=separator), [])]
    if not names:
        raise InputError(Problem(file, 0, "", "is empty", "a CSV of answers"))
    twice = [name for name, n in Counter(names).items() if n > 1]
    if twice:
        raise InputError(Problem(file, 1, twice[0], "the column is there twice", "a name of its own for each column"))
    as_text = {k: str for k, name in enumerate(names) if name.casefold() in (*PERSON_NAMES, ITEM)}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # a row longer than the header is no table
            frame = pd.read_csv(
                io.BytesIO(data), sep=separator, header=0, names=range(len(names)), dtype=as_text, index_col=False,
                encoding="utf-8-sig", skip_blank_lines=False, low_memory=False, skipinitialspace=True,
            )  # fmt: skip
    except (ValueError, pd.errors.ParserWarning) as error:
        raise InputError(Problem(file, 0, "", f"cannot be read: {' '.join(str(error).split())}", "a CSV of answers")) from error
    frame.columns = pd.Index(names)
    frame.index += 2  # as a spreadsheet shows it
    return frame.dropna(how="all")


def _answers(file: str, column: pd.Series) -> NDArray[np.float64]:
    """Return a column as 1, 0 and NaN."""
    values = _known(column)
    bad = column.notna() & np.isnan(values)
    if bad.any():
        row = int(column.index[bad][0])
        raise InputError(Problem(file, row, str(column.name), f"{str(column[row])[:80]!r} is no answer", RIGHT_OR_WRONG))
    return values


def _known(column: pd.Series) -> NDArray[np.float64]:
    """Return 1 and 0 where a column says so, NaN anywhere else."""
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        return np.where((values == 0) | (values == 1), values, np.nan)
    return column.map(lambda cell: _WORDS.get(str(cell).strip().casefold(), np.nan)).to_numpy(dtype=np.float64)


def _long(file: str, frame: pd.DataFrame) -> AnswerMatrix:
    for name in (PERSON, ITEM):
        blank = frame.index[frame[name].isna()]
        if len(blank):
            raise InputError(Problem(file, int(blank[0]), name, "is blank", "an id"))
    attempt = np.ones(len(frame))
    if ATTEMPT in frame.columns:
        attempt = pd.to_numeric(frame[ATTEMPT], errors="coerce").to_numpy(dtype=np.float64)
        unknown = frame.index[~(attempt >= 1)]
        if len(unknown):
            raise InputError(Problem(file, int(unknown[0]), ATTEMPT, "is not a number of 1 or more", "1, 2, 3, ..."))
    correct = _answers(file, frame[CORRECT])
    person_of, persons = pd.factorize(frame[PERSON].str.strip(), sort=True)
    item_of, items = pd.factorize(frame[ITEM].str.strip(), sort=True)
    order = np.argsort(attempt, kind="stable")
    cell = person_of[order] * len(items) + item_of[order]
    cells, first = np.unique(cell, return_index=True)
    matrix = np.full(len(persons) * len(items), np.nan)
    matrix[cells] = correct[order][first]
    retakes = int(np.isfinite(correct).sum() - np.isfinite(matrix).sum())
    return _checked(file, AnswerMatrix(tuple(persons), tuple(items), matrix.reshape(len(persons), -1), retakes, ()))


def _wide(file: str, frame: pd.DataFrame) -> AnswerMatrix:
    person = next((c for name in PERSON_NAMES for c in frame.columns if c.casefold() == name), None)
    who = frame[person].str.strip() if person is not None else pd.Series([str(k) for k in range(1, len(frame) + 1)], frame.index)
    if who.isna().any():
        raise InputError(Problem(file, int(frame.index[who.isna()][0]), person or PERSON, "is blank", "an id"))
    columns = [c for c in frame.columns if c != person]
    kept = [c for c in columns if frame[c].isna().all() or np.isfinite(_known(frame[c])).any()]
    matrix = np.column_stack([_answers(file, frame[c]) for c in kept]) if kept else np.zeros((len(frame), 0))
    again = who.duplicated().to_numpy()
    first = matrix[~again]
    left_out = tuple(c for c in columns if c not in kept)
    found = AnswerMatrix(tuple(who[~again]), tuple(kept), first, int(np.isfinite(matrix[again]).sum()), left_out)
    return _checked(file, found)


def _checked(file: str, found: AnswerMatrix) -> AnswerMatrix:
    if not np.isfinite(found.correct).any():
        what = "there is no right or wrong answer in it"
        raise InputError(Problem(file, 0, "", what, f"{PERSON}, {ITEM} and {CORRECT}, or one column an item: {RIGHT_OR_WRONG}"))
    return found
