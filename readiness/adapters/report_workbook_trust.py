"""Report workbook, trust: a sheet on what each figure hangs on, and one on how groups of reps fare.

In: Report, names.
Out: two sheets of a workbook.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from readiness.adapters.report_workbook_sheets import (
    COUNT,
    HUNDREDTHS,
    MONEY,
    TENTHS,
    WRAPPED,
    Column,
    Look,
    Sheet,
    Value,
)
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
_REFITS = (
    Column("Left out", width=40), Column("Cells left", COUNT, 14), Column("Reps compared", COUNT, 14),
    Column("Agreement", HUNDREDTHS, 14), Column("Verdicts", COUNT, 22), Column("Verdicts changed", COUNT, 14),
    Column("Outside the own band", COUNT, 30), Column("Largest mover", width=16), Column("Largest move", MONEY, 30),
)  # fmt: skip
_REPS = (
    Column("Rep", width=40), Column("Added", MONEY, 14), Column("Added, low", MONEY, 14), Column("Added, high", MONEY, 14),
    Column("Verdict", width=22), Column("Lowest", MONEY, 14), Column("Lowest without", width=30), Column("Highest", MONEY, 16),
    Column("Highest without", width=30), Column("Hangs on", WRAPPED, 44),
)  # fmt: skip
_GROUPS = (
    Column("By", width=18), Column("Group", width=26), Column("Reps", COUNT, 8), Column("Reps judged", COUNT, 9),
    *(Column(title, TENTHS, 11) for title in ("Added, share", "Added, low", "Added, high", "Beside the others", "Beside, low",
                                               "Beside, high")),
    *(Column(title, COUNT, 10) for title in ("Called above", "Others called above", "Called below", "Others called below",
                                              "Others judged", "Ready", "Ready, of", "Others ready", "Others, of")),
    Column("Coverage", TENTHS, 11),
)  # fmt: skip


def sensitivity_sheet(book: Workbook, report: Report, names: Mapping[str, str], look: Look) -> None:
    """Add a sheet with a row an input left out, then a row a rep, then what they mean."""
    sheet = Sheet(book, SENSITIVITY, [max(c.width, look.money_width if c.kind == MONEY else 0) for c in _REPS], look)
    found = report.sensitivity
    sheet.heading("What each figure hangs on", size=14)
    sheet.gap()
    sheet.table(_REFITS, [_refit(r, names) for r in found.refits] if found else [])
    sheet.gap()
    sheet.table(_REPS, [_rep(r, names) for r in found.reps] if found else [], is_filtered=True)
    _notes(sheet, sensitivity_notes(found, names))


def fairness_sheet(book: Workbook, report: Report, names: Mapping[str, str], look: Look) -> None:
    """Add a sheet with a row a group, then what was found."""
    sheet = Sheet(book, FAIRNESS, [c.width for c in _GROUPS], look, frozen="C2")
    groups = report.fairness.groups if report.fairness else ()
    sheet.table(_GROUPS, [_group(g, names) for g in groups], is_filtered=True)
    _notes(sheet, fairness_notes(report.fairness, names))


def _notes(sheet: Sheet, lines: Sequence[str]) -> None:
    sheet.gap()
    for line in lines:
        sheet.line(line)


def _refit(r: Refit, names: Mapping[str, str]) -> Sequence[Value]:
    words = left_out_words(r.left_out, names)
    if r.why_not:
        return words, r.n_cells, 0, None, None, None, None, r.why_not, None
    agreement = None if r.agreement is None else round(r.agreement, 4)
    mover = names.get(r.largest_mover) or r.largest_mover
    return (
        words, r.n_cells, r.n_reps, agreement, r.n_judged, r.n_verdicts_changed, r.n_outside_band, mover,
        round(r.largest_move_money, 2) if mover else None,
    )  # fmt: skip


def _rep(r: RepRange, names: Mapping[str, str]) -> Sequence[Value]:
    def words(left_out: LeaveOut | None) -> str:
        return left_out_words(left_out, names) if left_out else ""

    band = (round(value, 2) for value in (r.contribution_money, r.contribution_low, r.contribution_high))
    hangs_on = "; ".join(map(words, r.hangs_on))
    return (
        names.get(r.rep_id) or r.rep_id, *band, r.verdict.partition(":")[0].replace("_", " "), round(r.lowest, 2),
        words(r.lowest_without), round(r.highest, 2), words(r.highest_without), hangs_on,
    )  # fmt: skip


def _group(g: GroupFairness, names: Mapping[str, str]) -> Sequence[Value]:
    m, r = g.mine, g.rest
    coverage = None if g.coverage is None else round(g.coverage, 4)
    return (
        BY[g.by], group_name(g, names), m.n_reps, m.n_judged, *_shares(g.effect), *_shares(g.difference), m.n_above, r.n_above,
        m.n_below, r.n_below, r.n_judged, m.n_ready, m.n_indexed, r.n_ready, r.n_indexed, coverage,
    )  # fmt: skip


def _shares(gap: Gap | None) -> Sequence[float | None]:
    return (None,) * 3 if gap is None else tuple(round(math.expm1(v), 4) for v in (gap.mean, gap.low, gap.high))
