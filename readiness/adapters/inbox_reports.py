"""Inbox reports: the sales-out reports of an inbox, and what of them could not be taken in, before anything is.

In: the folder's files as path -> bytes, the partners' currencies.
Out: paths with their partner; Problems, one for each fault however many rows it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from readiness.adapters.input_ids import also_in
from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import BadValueError, currency_value
from readiness.adapters.sales_intake import ReadReport, read_sales_report
from readiness.adapters.sales_mapping_files import read_mapping
from readiness.errors import Problem

EXPECTED = {
    "sold_on": "a day as the mapping says it is written",
    "quantity": "a whole number of units, negative for a return",
    "amount": "a number with the sign of the units",
    "unit_price": "a number",
    "currency": "an ISO 4217 code such as EUR",
    "unit_of_measure": "a unit the mapping or units.csv gives the size of",
}
"""What a sales line's cell should have been, by our column name."""
ANY_DAY = date(2100, 1, 1)
"""A folder is checked the same whatever day it is; a day in the future shows when the report is taken in."""


def report_paths(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Return the path of each sales-out report of an inbox, and its partner; mapping.yaml files are no reports."""
    parts = {path: path.split("/") for path in sorted(paths)}
    return [
        (path, at[2])
        for path, at in parts.items()
        if at[:2] == ["inbox", "sales_out"] and len(at) == 4 and at[-1] != "mapping.yaml"
    ]


def inspect_reports(files: Mapping[str, bytes], currencies: Mapping[str, str], problems: Problems) -> None:
    """Record every row of a report that would go to quarantine, and every file a person would have to look at.

    Args:
        files: of the launch's folder.
        currencies: of each partner that could be read.
        problems: takes them.
    """
    mappings = {}
    for partner_id in sorted(currencies):
        path = f"inbox/sales_out/{partner_id}/mapping.yaml"
        before = len(problems.found)
        mapping = read_mapping(path, files[path], problems) if path in files else None
        if len(problems.found) == before:
            mappings[partner_id] = mapping
    for path, partner_id in report_paths(files):
        if partner_id in mappings:
            name, mapping = path.rsplit("/", 1)[-1], mappings[partner_id]
            currency = _currency(currencies[partner_id])
            found = read_sales_report(name, files[path], mapping, partner_id, ANY_DAY, currency=currency)
            problems.found += _problems(path, found)


def _currency(text: str) -> str:
    try:
        return currency_value(text)
    except BadValueError:
        return ""


def _problems(path: str, found: ReadReport) -> list[Problem]:
    """Return one problem for each thing that is wrong, at its first row, saying where else it stands."""
    fits = "a file that fits its mapping.yaml"
    if found.judged is None:
        return [Problem(path, 0, "", found.unfit, "a CSV file, a workbook or an EDI file")]
    if found.held and found.judged.lines.is_empty():
        return [Problem(path, 0, "", what, fits) for what in found.held]
    rows = pl.DataFrame(found.quarantined, ["row", "column", "reason", "raw"], orient="row")
    each = rows.group_by("column", "reason", maintain_order=True).agg("row")
    wrong = []
    for column, reason, at in each.iter_rows():
        theirs = found.mapping.columns.get(column, column)
        what = reason.removeprefix(f"{theirs} ") + also_in(at)
        wrong.append(Problem(path, at[0], theirs, what, EXPECTED.get(column, "a row that can be booked")))
    return wrong + [Problem(path, 0, "", what, fits) for what in found.held]
