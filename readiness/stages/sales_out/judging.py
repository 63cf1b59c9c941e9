"""Judging: what becomes of every row of a report: a line, a duplicate, or a row in quarantine with its reason.

In: a report's frame of texts and the rows its reader rejected, its mapping, the partner, the day it came.
Out: Judged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from readiness.stages.sales_out.checks import FileFault, Period, checked, file_faults, reasons, rule_counts
from readiness.stages.sales_out.keys import keyed
from readiness.stages.sales_out.lines import LINE_SCHEMA
from readiness.stages.sales_out.mapping import ReportMapping, differences
from readiness.stages.sales_out.parsing import typed

UNREAD = "waits until somebody says how the file is read"
KEYED_SCHEMA = {**LINE_SCHEMA, "content_hash": pl.String, "occurrence": pl.Int64, "line_key": pl.String}
QUARANTINE_SCHEMA = {"row": pl.Int64, "rules": pl.String, "reason": pl.String, "raw": pl.String}


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a report; rows_in = lines + duplicates + quarantine."""

    lines: pl.DataFrame
    """KEYED_SCHEMA; in the file's order."""
    duplicates: pl.DataFrame
    """row, line_key: rows that repeat a line of the same file word for word."""
    quarantine: pl.DataFrame
    """QUARANTINE_SCHEMA, by row."""
    held: tuple[FileFault, ...]
    """Why a person should look at the file before anything of it counts; () where nothing is wrong with it as a whole."""
    cautions: Mapping[str, int]
    """Rule -> lines that are taken with it."""

    @property
    def rows_in(self) -> int:
        """Return how many rows the file has."""
        return self.lines.height + self.duplicates.height + self.quarantine.height


def judged(
    raw: pl.DataFrame,
    rejected: Sequence[tuple[int, str, str]],
    mapping: ReportMapping,
    partner_id: str,
    today: date,
    *,
    period: Period | None = None,
    iso_days: bool = False,
    late: Collection[int] = (),
) -> Judged:
    """Return what becomes of a report's rows.

    Args:
        raw: `row` and columns of text; without the columns of the mapping it is held, and no row is looked at.
        rejected: row, why, raw text.
        mapping: of the partner.
        partner_id: part of every line's key.
        today: the day the report came.
        period: the first and last day the report states.
        iso_days: whether it is a workbook, whose reader writes days as ISO.
        late: rows of a file read before that were not taken then.
    """
    header = [name for name in raw.columns if name != "row"]
    changes = differences(mapping, header)
    if any(theirs not in header for theirs in mapping.columns.values()):
        return withheld(raw, rejected, changes)
    days = raw[mapping.columns["sold_on"]] if "sold_on" in mapping.columns else pl.Series([""]).new_from_index(0, raw.height)
    lines = typed(raw, mapping, today, iso_days=iso_days)
    lines = checked(lines, days, period)
    lines = keyed(lines, partner_id, mapping, late)
    held = tuple(FileFault("wrong_columns", what) for what in changes) + file_faults(lines, len(rejected), period)
    quarantine = _by_row(reasons(lines, raw, mapping), rejected)
    is_good, is_duplicate = lines["faults"] == 0, lines["is_duplicate"]
    duplicates = lines.select("row", "line_key").filter(is_good & is_duplicate)
    is_taken = is_good & ~is_duplicate
    # A column at a time: the lines need not stand in memory twice.
    lines = pl.DataFrame([lines.drop_in_place(name).filter(is_taken) for name in KEYED_SCHEMA])
    return Judged(lines, duplicates, quarantine, held, rule_counts(lines, "cautions"))


def withheld(raw: pl.DataFrame, rejected: Sequence[tuple[int, str, str]], why: Sequence[str]) -> Judged:
    """Return a report whose columns are not understood: it is held for these reasons, and no row of it is looked at."""
    cells = [pl.col(name).fill_null("") for name in raw.columns if name != "row"]
    reason = pl.lit(UNREAD).alias("reason")
    whole = raw.select("row", pl.lit("wrong_columns").alias("rules"), reason, pl.concat_str(cells, separator="|").alias("raw"))
    nothing = pl.DataFrame(schema=KEYED_SCHEMA)
    held = tuple(FileFault("wrong_columns", what) for what in why)
    return Judged(nothing, nothing.select("row", "line_key"), _by_row(whole, rejected), held, {})


def _by_row(quarantine: pl.DataFrame, rejected: Sequence[tuple[int, str, str]]) -> pl.DataFrame:
    """Return quarantine with the rows the reader rejected, by row."""
    unread = pl.DataFrame([(row, "unreadable", why, text) for row, why, text in rejected], QUARANTINE_SCHEMA, orient="row")
    return pl.concat([quarantine, unread], how="vertical_relaxed").sort("row", maintain_order=True)
