"""Matches: codes of partners that nobody can tell, as a table for a spreadsheet, and which of ours a person says they are.

In: the table, or one code; who decides and when.
Out: a CSV file; decisions, with the lines that hang on them booked or restated in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from readiness.actions.sales_out.known import Known, known_to_partners
from readiness.actions.sales_out.review import named
from readiness.adapters.db import matches
from readiness.adapters.db.matches import OTHER
from readiness.adapters.db.matches import WaitingCode as WaitingCode
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.folder_files import read_file
from readiness.adapters.input_ids import nearest
from readiness.adapters.input_values import shown
from readiness.adapters.output_files import write_plain
from readiness.adapters.sales_reports.opening import UnfitReportError, read_report
from readiness.adapters.table_files import csv_bytes, plain_text
from readiness.errors import InputError, InvalidInputsError, NotFoundError, Problem
from readiness.settings import Settings
from readiness.stages.sales_out.matching.known import FIELDS, MOST_CANDIDATES, Candidate

KEY = ("partner_id", "field", "code")
CHOICE = "choice"
COLUMNS = (
    *KEY, "name", "place", "gtin", "lines", "units", *(f"candidate_{n}" for n in range(1, MOST_CANDIDATES + 1)), CHOICE,
)  # fmt: skip
THE_TABLE = "the table `readiness collect matches --out` wrote"


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of decisions."""

    n_codes: int
    n_lines: int
    """Lines that waited for them; where a decision was taken back, lines that wait now."""


def waiting_matches(settings: Settings, partner_id: str = "") -> list[WaitingCode]:
    """Return the codes that wait for a person, of one partner or, where it is "", of all; those with the most lines first."""
    with transaction(settings.database) as connection:
        return matches.waiting(connection, partner_id)


def write_matches(rows: Sequence[WaitingCode], out: Path) -> None:
    """Write codes that wait as CSV, with a column `choice` for a person to fill in: one of our ids, or - for none of ours."""
    write_plain(out, csv_bytes(COLUMNS, [_cells(row) for row in rows]))


def _cells(row: WaitingCode) -> list[object]:
    match = row.match
    candidates = [candidate_text(c) for c in match.candidates]
    candidates += [""] * (MOST_CANDIDATES - len(candidates))
    return [
        row.partner_id, match.field, match.code, match.name, match.place, match.gtin, row.n_lines, row.units, *candidates, "",
    ]  # fmt: skip


def candidate_text(candidate: Candidate) -> str:
    """Return a candidate as a person reads it: its id, how sure it is, and why."""
    sure = f" ({candidate.score_ppm / 10_000:.0f}%)" if candidate.score_ppm else ""
    return f"{candidate.known_id}{sure}: {candidate.why}"


def decide_match(settings: Settings, key: tuple[str, str, str], known_id: str, by: str, at: datetime) -> Decided:
    """Say which of ours a code is: lines that waited for it are booked, lines booked as another restated.

    Args:
        settings: where the database is.
        key: partner_id, product or account, the partner's code.
        known_id: ours; - where it is none of ours and is counted under its own code; "" takes back what was decided.
        by: who decides.
        at: the moment of booking.

    Raises:
        ConflictError: nothing was decided that could be taken back.
        NotAllowedError: nobody's name is given.
        NotFoundError: no launch has such an id, or the partner never used such a code.
    """
    by, moment = named(by), at.astimezone(UTC).replace(tzinfo=None)
    with transaction(settings.database) as connection:
        return decided(connection, key, known_id, by, moment)


def decided(connection: Connection, key: tuple[str, str, str], known_id: str, by: str, at: datetime) -> Decided:
    """Decide about one code, as `decide_match` does, in a transaction."""
    if known_id and (fault := _fault(known_to_partners(connection), key[1], known_id)):
        raise NotFoundError(f"{fault[0]}; expected {fault[1]}")
    n_before = matches.n_waiting(connection, *key)
    if known_id:
        matches.decide(connection, *key, known_id, by, at)
    else:
        matches.undo(connection, *key, by, at)
    return Decided(1, n_before if known_id else matches.n_waiting(connection, *key))


def take_matches(settings: Settings, table: Path, by: str, at: datetime) -> Decided:
    """Take in a table of codes with its column `choice` filled in; a row without a choice waits on; all of it or nothing.

    Raises:
        InvalidInputsError: with every row that cannot be taken.
        NotAllowedError: nobody's name is given.
    """
    by, moment = named(by), at.astimezone(UTC).replace(tzinfo=None)
    chosen = _chosen(table)
    with transaction(settings.database) as connection:
        known, problems, n_lines = known_to_partners(connection), [], 0
        for row, key, known_id in chosen:
            if fault := _fault(known, key[1], known_id):
                problems.append(Problem(str(table), row, CHOICE, *fault))
                continue
            n_lines += matches.n_waiting(connection, *key)
            try:
                matches.decide(connection, *key, known_id, by, moment)
            except NotFoundError as error:
                problems.append(Problem(str(table), row, "code", str(error), "a code as it was written"))
        if problems:
            raise InvalidInputsError(problems)
    return Decided(len(chosen), n_lines)


def _chosen(table: Path) -> list[tuple[int, tuple[str, str, str], str]]:
    """Return row, code and choice of the rows of a table that have one."""
    try:
        raw = read_report(table.name, read_file(table))
    except UnfitReportError as error:
        raise InputError(Problem(str(table), 0, "", error.what, THE_TABLE)) from error
    for name in (*KEY, CHOICE):
        if name not in raw.header:
            raise InputError(Problem(str(table), raw.header_row or 1, name, "the column is missing", THE_TABLE))
    found: dict[tuple[str, str, str], tuple[int, str]] = {}
    problems: list[Problem] = []
    for row in raw.frame.iter_rows(named=True):
        choice = plain_text(row[CHOICE]).strip()
        key = tuple(plain_text(row[name]) for name in KEY)
        if choice and found.setdefault((key[0], key[1], key[2]), (row["row"], choice))[1] != choice:
            what = f"another choice for {shown(key[2])} stands in row {found[key[0], key[1], key[2]][0]}"
            problems.append(Problem(str(table), row["row"], CHOICE, what, "one choice for each code"))
    if problems:
        raise InvalidInputsError(problems)
    return [(row, key, choice) for key, (row, choice) in found.items()]


def _fault(known: Known, field: str, known_id: str) -> tuple[str, str] | None:
    """Return what is wrong with a choice and what was expected."""
    if field not in FIELDS:
        return f"{shown(field)} is not a field of a sales line that is matched", "product or account"
    ids: Collection[str] = set(known.products["product_id"] if field == "product" else known.accounts["account_id"])
    if known_id == OTHER or known_id in ids:
        return None
    expected = f"one of our {field}_ids, or {OTHER} for none of ours{nearest(known_id, ids)}"
    return f"no launch has the {field} {shown(known_id)}", expected
