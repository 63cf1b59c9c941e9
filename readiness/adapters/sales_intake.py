"""Sales intake: one file of a partner opened, read by its mapping or by its column names, and judged row by row.

In: the file's bytes, the partner's mapping where there is one, the day it came.
Out: ReadReport; nothing is booked. Needs no database, so files can be read side by side.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import cast

import polars as pl

from readiness.adapters.sales_mapping_files import mapping_yaml
from readiness.adapters.sales_reports.opening import RawReport, UnfitReportError, read_report
from readiness.stages.sales_out.checks import Period
from readiness.stages.sales_out.judging import Judged, judged, withheld
from readiness.stages.sales_out.lines import RULES
from readiness.stages.sales_out.mapping import EXCEL, STANDARD, ReportMapping, covered
from readiness.stages.sales_out.proposing import Proposal, proposed_mapping
from readiness.stages.sales_out.unit_table import UnitTable, with_unit_table

SAMPLE_LINES = 20_000
"""Rows a proposal is made from."""
EDI = ("x12", "edifact")
HOLDING = ("wrong_columns", "wrong_period", "mostly_faulty")
"""File rules a person decides about. A file of which no row can be taken is not held: all its rows wait in quarantine anyway."""
_COLUMN_OF = {rule.name: rule.column for rule in RULES}


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What one file says, before anybody knows which products and accounts it speaks of."""

    file: str
    sha256: str
    kind: str = ""
    """csv, xlsx, xlsb, xls, x12 or edifact; "" where it could not be opened."""
    unfit: str = ""
    """Why it could not be read as a whole, or ""."""
    mapping: ReportMapping = STANDARD
    proposal: Proposal | None = None
    """How it may be read, where no mapping was given."""
    judged: Judged | None = None
    cells: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={"row": pl.Int64, "cells": pl.String}))
    """Of every row in quarantine that was read: row, its cells as a JSON object, column name -> text."""
    facts: Mapping[str, str] = field(default_factory=dict)
    header_row: int = 0

    @property
    def mapping_version(self) -> str:
        """Return what tells this way of reading from every other: the start of a hash of the mapping as YAML."""
        return hashlib.sha256(mapping_yaml(self.mapping)).hexdigest()[:16]

    @property
    def period(self) -> Period | None:
        """Return the first and last day the file speaks for: as it says itself, else as its mapping says of its lines."""
        stated = stated_period(self.facts)
        if stated or self.judged is None or self.judged.lines.is_empty():
            return stated
        days = self.judged.lines["sold_on"]
        first, last = cast("date", days.min()), cast("date", days.max())
        return covered(self.mapping, first, last) if self.mapping.delivery == "replace" else None

    @property
    def replaces(self) -> bool:
        """Return whether it stands for all its partner sold in its period, in place of what was said before."""
        is_said = self.mapping.delivery == "replace" or self.facts.get("purpose") == "replacement"
        return is_said and self.period is not None

    @property
    def held(self) -> tuple[str, ...]:
        """Return why a person should look at the file before anything of it counts."""
        faults = self.judged.held if self.judged else ()
        held = tuple(fault.what for fault in faults if fault.rule in HOLDING)
        if self.facts.get("purpose") == "replacement" and not self.replaces:
            held += ("replacement: it says it replaces an earlier report, and does not say of which days",)
        return held

    @property
    def quarantined(self) -> list[tuple[int, str, str, str]]:
        """Return row, column, reason and raw text of what cannot be taken; row 0 is the file as a whole."""
        if self.judged is None:
            return [(0, "", self.unfit, "")]
        waits = self.judged.quarantine.join(self.cells, on="row", how="left", maintain_order="left")
        raw = pl.coalesce("cells", "raw")
        first = pl.col("rules").str.split(" ").list.first().replace_strict(_COLUMN_OF, default="")
        table = waits.select("row", first, "reason", raw).unique("row", keep="first", maintain_order=True)
        return list(table.iter_rows())


Mended = Mapping[int, Mapping[str, str]]
"""Row -> column name -> what a person put there."""


def read_sales_report(
    file: str,
    data: bytes,
    mapping: ReportMapping | None,
    partner_id: str,
    today: date,
    *,
    currency: str = "",
    units: UnitTable = MappingProxyType({}),
    late: Collection[int] = (),
    mended: Mended | None = None,
) -> ReadReport:
    """Return what a file says.

    Args:
        file: its plain name.
        data: its bytes.
        mapping: the partner's; None where there is none: the column names then have to be sure.
        partner_id: part of every line's key.
        today: the day it came.
        currency: of lines that name none, where the mapping says nothing either.
        units: how many base units a case or a pallet holds, where the mapping does not say.
        late: rows of it that were not taken when it was read before.
        mended: such rows as a person mended them.
    """
    read = ReadReport(file, hashlib.sha256(data).hexdigest())
    try:
        raw = read_report(file, data, mapping)
    except UnfitReportError as error:
        return replace(read, unfit=error.what)
    raw = _with_mended(raw, mended) if mended else raw
    read = replace(read, kind=raw.kind, facts=raw.facts, header_row=raw.header_row)
    proposal = None
    if raw.kind in EDI:
        mapping = STANDARD if mapping is None else replace(mapping, columns=STANDARD.columns)
    elif mapping is None:
        proposal = proposed_mapping(raw.header, raw.frame.drop("row").head(SAMPLE_LINES), [unit for unit, _ in units])
        mapping = replace(proposal.mapping, known_columns=())
    if mapping.date_format == EXCEL and raw.facts.get("days_from"):
        what = f"the workbook counts days from {raw.facts['days_from']}; format them as dates, save it, and send it again"
        return replace(read, unfit=what)
    mapping = with_unit_table(replace(mapping, currency=mapping.currency or currency), units)
    read = replace(read, mapping=mapping, proposal=proposal)
    if proposal and proposal.ambiguous:
        found = withheld(raw.frame, raw.rejected, proposal.ambiguous)
    else:
        period = stated_period(raw.facts)
        is_iso = raw.kind not in ("csv", *EDI)
        found = judged(raw.frame, raw.rejected, mapping, partner_id, today, period=period, iso_days=is_iso, late=late)
    return replace(read, judged=found, cells=_cells(raw, found.quarantine))


def _with_mended(raw: RawReport, mended: Mended) -> RawReport:
    """Return a report with rows as they were mended, each in its place, whether it could be parted into cells or not."""
    kept = raw.frame.filter(~pl.col("row").is_in(list(mended)))
    there = {row["row"]: row for row in raw.frame.filter(pl.col("row").is_in(list(mended))).iter_rows(named=True)}
    blank = dict.fromkeys(raw.header, "")
    rows = [{**blank, **there.get(row, {}), **{n: t for n, t in cells.items() if n in blank}, "row": row}
            for row, cells in mended.items()]  # fmt: skip
    frame = pl.concat([kept, pl.DataFrame(rows, schema=raw.frame.schema)]).sort("row").rechunk()
    return replace(raw, frame=frame, rejected=tuple(r for r in raw.rejected if r[0] not in mended))


def stated_period(facts: Mapping[str, str]) -> Period | None:
    """Return the first and last day a file says it is for."""
    first, last = (facts.get(name, "") for name in ("period_from", "period_to"))
    return (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None


def _cells(raw: RawReport, quarantine: pl.DataFrame) -> pl.DataFrame:
    """Return what stands in rows in quarantine; of a row its reader could not part into cells, its text as `raw`."""
    waits = raw.frame.filter(pl.col("row").is_in(quarantine["row"].to_list())).rechunk()
    texts = [pl.col(name).fill_null("") for name in raw.frame.columns if name != "row"]
    parted = waits.select("row", pl.struct(texts).struct.json_encode().alias("cells"))
    blank = dict.fromkeys(raw.header, "")
    whole = [(row, json.dumps({"raw": text} | blank, ensure_ascii=False)) for row, _, text in raw.rejected]
    return pl.concat([parted, pl.DataFrame(whole, parted.schema, orient="row")])
