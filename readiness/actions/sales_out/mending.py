"""Mending: rows of quarantine as a table for a spreadsheet, taken back in as a person mended them, or left out for good.

In: the table, who mended it and when.
Out: a CSV file; postings; each row is read again among the others of its file, so that no line counts twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from readiness.actions.sales_out.booking import book_again
from readiness.actions.sales_out.files import stored_mapping
from readiness.actions.sales_out.known import Known, known_to_partners
from readiness.actions.sales_out.review import named
from readiness.adapters.db import ledger_reading, sales_ledger, sales_mappings
from readiness.adapters.db.ledger_reading import QuarantinedRow
from readiness.adapters.db.sales_files import known
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.folder_files import read_file
from readiness.adapters.output_files import write_plain
from readiness.adapters.sales_reports.opening import UnfitReportError, read_report
from readiness.adapters.table_files import csv_bytes, plain_text
from readiness.errors import ConflictError, InputError, InvalidInputsError, Problem
from readiness.settings import Settings

COLUMNS = ("reason", "column", "submission", "partner_id", "file", "row")
"""Ours; the columns of the partner's own files follow, to be mended."""


@dataclass(frozen=True, slots=True)
class Released:
    """What became of a mended table."""

    n_released: int
    still: tuple[QuarantinedRow, ...]
    """Rows that still cannot be taken, with the reason now."""


def write_quarantine(rows: Sequence[QuarantinedRow], out: Path) -> None:
    """Write rows of quarantine as CSV, the reason first and the partner's own cells last."""
    cells = [cells_of(q.raw) for q in rows]
    names = list(dict.fromkeys(name for row in cells for name in row))
    table = [
        [q.reason, q.column, q.submission_id, q.partner_id, q.file, q.row or "", *(row.get(name, "") for name in names)]
        for q, row in zip(rows, cells, strict=True)
    ]
    write_plain(out, csv_bytes((*COLUMNS, *names), table))


def cells_of(raw: str) -> dict[str, str]:
    """Return a row's cells by column name; the text of one that could not be parted into cells stands under `raw`."""
    try:
        found = json.loads(raw) if raw.startswith("{") else None
    except ValueError:
        found = None
    return {str(name): str(text) for name, text in found.items()} if isinstance(found, dict) else {"raw": raw}


def release_rows(settings: Settings, table: Path, by: str, at: datetime) -> Released:
    """Take in rows of quarantine as they were mended in a table that `write_quarantine` wrote; all of it or nothing.

    Raises:
        ConflictError: a file is held, or came before files were kept.
        InvalidInputsError: the table names rows that are not in quarantine.
        NotAllowedError: nobody's name is given.
    """
    by, moment = named(by), at.astimezone(UTC).replace(tzinfo=None)
    mended = _mended(table)
    with transaction(settings.database) as connection:
        return released(connection, table.name, mended, known_to_partners(connection), by, moment)


def released(
    connection: Connection, table: str, mended: Mapping[int, Mapping[int, dict[str, str]]], masters: Known, by: str, at: datetime
) -> Released:
    """Take in mended rows (file number -> row -> column name -> text) of a table; all of it or nothing."""
    waiting = {number: ledger_reading.rows_in_quarantine(connection, submission_id=number) for number in mended}
    _refuse_unknown(table, mended, waiting)
    mended = {n: cells for n, cells in mended.items() if not _is_left_held(connection, n, cells, waiting[n])}
    for number, cells in mended.items():
        _release(connection, number, cells, masters, by, at)
    after = [q for number in mended for q in ledger_reading.rows_in_quarantine(connection, submission_id=number)]
    still = tuple(q for q in after if q.row in mended[q.submission_id])
    return Released(sum(map(len, mended.values())) - len(still), still)


def _mended(table: Path) -> dict[int, dict[int, dict[str, str]]]:
    """Return file number -> row -> column name -> text of a table as it was mended."""
    try:
        raw = read_report(table.name, read_file(table))
    except UnfitReportError as error:
        raise InputError(
            Problem(str(table), 0, "", error.what, "the table `readiness collect quarantine --out` wrote")
        ) from error
    ours, theirs = raw.header[: len(COLUMNS)], raw.header[len(COLUMNS) :]
    if [name.split(" (")[0] for name in ours] != list(COLUMNS):
        expected = f"the table `readiness collect quarantine --out` wrote, whose first columns are {', '.join(COLUMNS)}"
        raise InputError(Problem(str(table), 1, "", "is another table", expected))
    problems: list[Problem] = []
    found: dict[int, dict[int, dict[str, str]]] = {}
    for row in raw.frame.iter_rows(named=True):
        number, at = row[ours[2]].strip(), row[ours[5]].strip()
        if not at and number.isdecimal():
            continue  # it tells of a file that could not be read at all; there is nothing in it to mend
        if not (number.isdecimal() and at.isdecimal()):
            problems.append(
                Problem(str(table), row["row"], "row", f"{number!r}, {at!r} name no row", "numbers as they were written")
            )
            continue
        cells = {name: plain_text(row[name]) for name in theirs}
        if found.setdefault(int(number), {}).setdefault(int(at), cells) != cells:
            what = f"row {at} of file {number} stands twice, mended in two ways"
            problems.append(Problem(str(table), row["row"], "row", what, "each row once"))
    if problems:
        raise InvalidInputsError(problems)
    return found


def _refuse_unknown(
    table: str, mended: Mapping[int, Mapping[int, object]], waiting: Mapping[int, Sequence[QuarantinedRow]]
) -> None:
    expected = "rows that still wait; if the file was accepted or read again meanwhile, write the table anew"
    problems = [
        Problem(table, 0, "row", f"row {row} of file {number} is not in quarantine", expected)
        for number, cells in mended.items()
        for row in sorted(set(cells) - {q.row for q in waiting[number]})
    ]
    if problems:
        raise InvalidInputsError(problems)


def _is_left_held(
    connection: Connection, number: int, cells: Mapping[int, Mapping[str, str]], waits: Sequence[QuarantinedRow]
) -> bool:
    """Return whether a file is held and nobody mended its rows: the table holds them only because they wait as well."""
    before = {q.row: cells_of(q.raw) for q in waits}
    is_same = all(before[row].get(name, "") == text for row, mended in cells.items() for name, text in mended.items())
    return is_same and known(connection, number).status == "held"


def _release(
    connection: Connection,
    number: int,
    cells: Mapping[int, Mapping[str, str]],
    masters: Known,
    by: str,
    at: datetime,
) -> None:
    """Read a file again with its mended rows, and book what could not be booked before."""
    file = known(connection, number)
    if file.status != "applied":
        raise ConflictError(
            f"the file {number} ({file.file}) is {file.status}; only rows of a file that was taken in can be mended"
            + (f": first readiness collect accept {number} --by NAME, then write the table anew" if file.status == "held" else "")
        )
    mapping = stored_mapping(sales_mappings.yaml_of(connection, file.partner_id, file.mapping_version))
    booked = book_again(connection, file, mapping, masters, at, mended=cells, by=by)
    if booked is None:
        raise ConflictError(f"the file {number} ({file.file}) came before files were kept; collect it once more, then mend it")
    sales_ledger.note_reasons(connection, number, [q for q in booked[1].quarantined if q[0] in cells])


def waive_rows(settings: Settings, submission_id: int, rows: Sequence[int], by: str) -> int:
    """Leave rows of a file's quarantine out for good, all of them where none is named; return how many.

    Raises:
        NotAllowedError: nobody's name is given.
        NotFoundError: there is no such file, or a row of it is not in quarantine.
    """
    with transaction(settings.database) as connection:
        known(connection, submission_id)
        return sales_ledger.waive(connection, submission_id, rows, named(by))
