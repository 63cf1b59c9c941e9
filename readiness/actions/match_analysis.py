"""Match analysis: two lists of firms, persons or products on their own, with no database: which records are one.

In: two CSVs whose first column is an id; the fields to compare.
Out: pairs.csv, best first.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from readiness.adapters.folder_files import read_file
from readiness.adapters.input_tables import Problems, close_name
from readiness.adapters.list_files import ListTable, read_list
from readiness.adapters.output_files import write_plain
from readiness.adapters.table_files import csv_bytes
from readiness.errors import InputError, InvalidInputsError, Problem
from readiness.stages.sales_out.matching.text_model import matched_pairs
from readiness.stages.sales_out.matching.text_pairs import text_pairs
from readiness.stages.sales_out.matching.text_records import records_of


def analyse_match(left_file: Path, right_file: Path, fields: str, out: Path) -> list[Path]:
    """Match two lists, and write pairs.csv: left_id, right_id and how likely they are one.

    Args:
        left_file: a table, first column an id.
        right_file: another.
        fields: columns to compare with commas, the most telling first; `name=title` where the right one is called otherwise.
        out: the folder pairs.csv is written to.

    Raises:
        InputError: a field is no column of a file.
        InvalidInputsError: a file cannot be read, or an id is blank or stands twice.
    """
    names = [(a.strip(), (b or a).strip()) for a, _, b in (part.partition("=") for part in fields.split(",")) if a.strip()]
    if not names:
        raise InputError(Problem("--fields", 0, "", "names no column", "column names with commas between them"))
    left, right = _table(left_file), _table(right_file)
    ours = [_column(left_file, left, a) for a, _ in names]
    theirs = [_column(right_file, right, b) for _, b in names]
    found = matched_pairs(text_pairs(*records_of(ours, theirs))) if left.ids and right.ids else []
    rows = [(left.ids[i], right.ids[j], p) for i, j, p in found]
    write_plain(out / "pairs.csv", csv_bytes(("left_id", "right_id", "probability"), rows))
    return [out / "pairs.csv"]


def _table(file: Path) -> ListTable:
    problems = Problems()
    found = read_list(str(file), read_file(file), problems)
    if problems.found:
        raise InvalidInputsError(problems.found)
    return found


def _column(file: Path, table: ListTable, name: str) -> Sequence[str]:
    if name not in table.columns:
        expected = close_name(name, list(table.columns)) or "one of " + ", ".join(table.columns)
        raise InputError(Problem(str(file), 1, name, "there is no such column", expected))
    return table.columns[name]
