"""Report workbook, trust: a sheet on what each figure hangs on, and one on how groups of reps fare.

In: Report, names.
Out: two sheets of a workbook.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from readiness.adapters.table_files import safe_text, write_sheet
from readiness.stages.fairness import Gap, GroupFairness
from readiness.stages.report import Report
from readiness.stages.report.trust import (
    BY,
    fairness_notes,
    group_name,
    left_out_words,
    sensitivity_notes,
)
from readiness.stages.sensitivity import LeaveOut, Refit, RepRange

SENSITIVITY, FAIRNESS = "Sensitivity", "Fairness"
_MONEY = "#,##0;[Red]-#,##0"
_REFITS = (
    "Left out", "Cells left", "Reps compared", "Agreement", "Verdicts", "Verdicts changed", "Outside the own band",
    "Largest mover", "Largest move",
)  # fmt: skip
_REPS = (
    "Rep", "Added", "Added, low", "Added, high", "Verdict", "Lowest", "Lowest without", "Highest", "Highest without", "Hangs on",
)  # fmt: skip
_GROUPS = (
    "By", "Group", "Reps", "Reps judged", "Added, share", "Added, low", "Added, high", "Beside the others", "Beside, low",
    "Beside, high", "Called above", "Others called above", "Called below", "Others called below", "Others judged", "Ready",
    "Ready, of", "Others ready", "Others, of", "Coverage",
)  # fmt: skip


def sensitivity_sheet(book: Workbook, report: Report, names: Mapping[str, str]) -> None:
    """Add a sheet with a row an input left out, then a row a rep, then what they mean."""
    sheet = book.create_sheet(SENSITIVITY)
    found = report.sensitivity
    write_sheet(sheet, _REFITS, [_refit(r, names) for r in found.refits] if found else [])
    reps = [_rep(r, names) for r in found.reps] if found else []
    _table_below(sheet, _REPS, reps)
    _lines_below(sheet, sensitivity_notes(found, names))
    _format(sheet, {4: "0.00", 9: _MONEY}, range(2, 2 + (len(found.refits) if found else 0)))
    top = sheet.max_row
    first = 4 + (len(found.refits) if found else 0)
    _format(sheet, dict.fromkeys((2, 3, 4, 6, 8), _MONEY), range(first, min(top, first + len(reps) - 1) + 1))
    _set_widths(sheet, (44, 14, 14, 14, 24, 16, 30, 14, 30, 44))


def fairness_sheet(book: Workbook, report: Report, names: Mapping[str, str]) -> None:
    """Add a sheet with a row a group, then what was found."""
    sheet = book.create_sheet(FAIRNESS)
    groups = report.fairness.groups if report.fairness else ()
    write_sheet(sheet, _GROUPS, [_group(g, names) for g in groups])
    _lines_below(sheet, fairness_notes(report.fairness, names))
    _format(sheet, dict.fromkeys((5, 6, 7, 8, 9, 10, 20), "0.0%"), range(2, 2 + len(groups)))
    _set_widths(sheet, (18, 28, *(11,) * 18))


def _refit(r: Refit, names: Mapping[str, str]) -> Sequence[object]:
    words = left_out_words(r.left_out, names)
    if r.why_not:
        return words, r.n_cells, 0, None, None, None, None, r.why_not, None
    agreement = None if r.agreement is None else round(r.agreement, 4)
    mover = names.get(r.largest_mover) or r.largest_mover
    return (
        words, r.n_cells, r.n_reps, agreement, r.n_judged, r.n_verdicts_changed, r.n_outside_band, mover,
        round(r.largest_move_money, 2) if mover else None,
    )  # fmt: skip


def _rep(r: RepRange, names: Mapping[str, str]) -> Sequence[object]:
    def words(left_out: LeaveOut | None) -> str:
        return left_out_words(left_out, names) if left_out else ""

    band = (round(value, 2) for value in (r.contribution_money, r.contribution_low, r.contribution_high))
    hangs_on = "; ".join(map(words, r.hangs_on))
    return (
        names.get(r.rep_id) or r.rep_id, *band, r.verdict.partition(":")[0].replace("_", " "), round(r.lowest, 2),
        words(r.lowest_without), round(r.highest, 2), words(r.highest_without), hangs_on,
    )  # fmt: skip


def _group(g: GroupFairness, names: Mapping[str, str]) -> Sequence[object]:
    m, r = g.mine, g.rest
    coverage = None if g.coverage is None else round(g.coverage, 4)
    return (
        BY[g.by], group_name(g, names), m.n_reps, m.n_judged, *_shares(g.effect), *_shares(g.difference), m.n_above, r.n_above,
        m.n_below, r.n_below, r.n_judged, m.n_ready, m.n_indexed, r.n_ready, r.n_indexed, coverage,
    )  # fmt: skip


def _shares(gap: Gap | None) -> Sequence[float | None]:
    return (None,) * 3 if gap is None else tuple(round(math.expm1(v), 4) for v in (gap.mean, gap.low, gap.high))


def _table_below(sheet: Worksheet, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    top = sheet.max_row + 2
    for at, row in enumerate([header, *rows], start=top):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(at, column)
            cell.value = safe_text(value) if isinstance(value, str) else value  # type: ignore[assignment]
            cell.font = Font(name="Calibri", bold=at == top)


def _lines_below(sheet: Worksheet, lines: Sequence[str]) -> None:
    top = sheet.max_row + 2
    for at, line in enumerate(lines, start=top):
        sheet.cell(at, 1, safe_text(line)).alignment = Alignment(vertical="top")


def _format(sheet: Worksheet, kinds: Mapping[int, str], rows: range) -> None:
    for at in rows:
        for column, kind in kinds.items():
            sheet.cell(at, column).number_format = kind


def _set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
