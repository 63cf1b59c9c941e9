"""Sales-out analysis: one report on its own, with no database: what would count, what would wait, and why.

In: paths of a report and, where there is one, of its mapping.
Out: lines.csv, quarantine.csv and summary.json; mapping.proposed.yaml where a person has to decide how it is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from readiness.adapters.folder_files import read_file
from readiness.adapters.input_tables import Problems
from readiness.adapters.output_files import write_plain
from readiness.adapters.sales_intake import ReadReport, read_sales_report
from readiness.adapters.sales_mapping_files import proposal_yaml, read_mapping
from readiness.adapters.table_files import csv_bytes
from readiness.errors import InvalidInputsError
from readiness.stages.sales_out.judging import Judged
from readiness.stages.sales_out.lines import SOLD
from readiness.vocabulary import counted

FIRST_COLUMNS = {
    "row": "row", "document": "document", "sold_on": "sold_on", "product_code": "product_id", "account_code": "account_id",
    "rep_code": "rep_id", "territory_code": "territory_id", "units": "units", "amount_minor": "amount_minor",
    "currency": "currency", "movement": "movement", "line_key": "line_key",
}  # fmt: skip
"""Columns of lines.csv that are always there; the others are where a line fills them."""
_INNER = ("faults", "cautions", "content_hash", "occurrence")


def analyse_sales_out(file: Path, layout: Path | None, out: Path) -> tuple[list[Path], list[str]]:
    """Read a sales-out report, write lines.csv, quarantine.csv and summary.json; return them, and what came of the rows."""
    problems = Problems()
    mapping = read_mapping(str(layout), read_file(layout), problems, is_for_booking=False) if layout else None
    if problems.found:
        raise InvalidInputsError(problems.found)
    report = read_sales_report(file.name, read_file(file), mapping, "", datetime.now(UTC).date())
    if report.judged is None:
        return _written(out, _unfit_files(file.name, report.unfit)), [f"{file.name} cannot be read: {report.unfit}"]
    files = _files(file.name, report.judged, report)
    if report.proposal and report.proposal.ambiguous:
        files["mapping.proposed.yaml"] = proposal_yaml(report.proposal)
    return _written(out, files), _said(file.name, report.judged)


def _said(name: str, found: Judged) -> list[str]:
    """Return what came of the rows, and why a person would have to look at the file first."""
    became = f"{found.lines.height:,} lines, {found.quarantine.height:,} in quarantine, {found.duplicates.height:,} duplicates"
    return [f"{name}: {counted(found.rows_in, 'row')}: {became}", *(f"  to decide: {fault.what}" for fault in found.held)]


def _files(name: str, found: Judged, report: ReadReport) -> dict[str, bytes]:
    lines = found.lines
    more = [c for c in lines.columns if c not in (*FIRST_COLUMNS, *_INNER) and (lines[c].cast(pl.String) != "").any()]
    table = lines.select(*FIRST_COLUMNS, *more).rename(FIRST_COLUMNS)
    sold = lines.filter(pl.col("movement").is_in(SOLD))
    totals = sold.group_by("currency").agg(pl.col("amount_minor").sum()).sort("currency")
    movements = lines.group_by("movement").agg(pl.len(), pl.col("units").sum()).sort("movement")
    summary = {
        "file": name,
        "rows": found.rows_in,
        "lines": lines.height,
        "quarantined": found.quarantine.height,
        "duplicates": found.duplicates.height,
        "held": [fault.what for fault in found.held],
        "cautions": dict(found.cautions),
        "units": int(sold["units"].sum()),
        "amount_minor": dict(totals.iter_rows()),
        "movements": {name: {"lines": n, "units": units} for name, n, units in movements.iter_rows()},
        "first_sold_on": lines["sold_on"].min(),
        "last_sold_on": lines["sold_on"].max(),
        "read_as": {"kind": report.kind, "header_row": report.header_row, **report.facts},
    }
    return {
        "lines.csv": csv_bytes(table.columns, table.iter_rows()),
        "quarantine.csv": csv_bytes(("row", "reason", "raw"), found.quarantine.select("row", "reason", "raw").iter_rows()),
        "summary.json": _json(summary),
    }


def _unfit_files(name: str, why: str) -> dict[str, bytes]:
    summary = {"file": name, "rows": 0, "lines": 0, "quarantined": 0, "duplicates": 0, "held": [why]}
    return {
        "lines.csv": csv_bytes(tuple(FIRST_COLUMNS.values()), ()),
        "quarantine.csv": csv_bytes(("row", "reason", "raw"), [(0, why, "")]),
        "summary.json": _json(summary),
    }


def _json(content: Mapping[str, object]) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n").encode()


def _written(out: Path, files: Mapping[str, bytes]) -> list[Path]:
    for name, data in files.items():
        write_plain(out / name, data)
    return [out / name for name in files]
