"""Report workbook, the decomposition: where sales-out came from: for all reps a waterfall, then by channel, then by rep.

In: Report; where the rows of reps stand.
Out: a sheet of a workbook with native charts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from readiness.adapters.report_workbook_charts import BLUE, GREEN, GREY, ORANGE, SKY, VERMILION, Part, stacked, waterfall
from readiness.adapters.report_workbook_reps import RepCells, left_over
from readiness.adapters.report_workbook_sheets import COUNT, MONEY, TEXT, Column, Look, Sheet, Value
from readiness.stages.report import Report, RepRow
from readiness.stages.report.charts.waterfalls import Step, steps_of
from readiness.stages.report.words import PARTS, money, plain
from readiness.vocabulary import counted

SHEET = "Decomposition"
NOTHING = "No sales-out could be judged, so nobody can say where it came from."
MOST_REPS = 40
"""A chart with more bars cannot be read."""
_COLOURS = {"start": GREY, "total": GREY, "more": BLUE, "less": VERMILION}
_STACK = {"legacy": GREY, "market": SKY, "availability": ORANGE, "demand": GREEN, "contribution": BLUE}
_AMOUNT = "#,##0"
_STEPS = (
    Column("Part"), Column("Amount", MONEY), Column("From", MONEY), Column("To", MONEY), Column("Not drawn", MONEY),
    Column("Above zero", MONEY), Column("Below zero", MONEY), Column("In the chart", TEXT),
)  # fmt: skip


def decomposition_sheet(book: Workbook, report: Report, names: Mapping[str, str], reps: RepCells, look: Look) -> None:
    """Add the sheet: all reps together, each channel, each rep of a launch with few of them."""
    sheet = Sheet(book, SHEET, (34.0, *(look.money_width,) * 6, 44.0, look.money_width), look)
    sheet.heading("Where the sales-out came from", size=14)
    if not report.split:
        sheet.line(NOTHING)
        return
    sheet.line(
        "What average reps would have sold to the same accounts, and what these reps added. A sum has no band; each rep's has."
    )
    _launch(sheet, steps_of(report.split), report.currency)
    _channels(sheet, report, names)
    _reps(sheet, report, reps)


def _launch(sheet: Sheet, steps: Sequence[Step], currency: str) -> None:
    sheet.heading("All reps together")
    top, last = sheet.table(_STEPS, [_row(step, currency) for step in steps])
    parts = [Part(sheet.area(c, top, top), sheet.area(c, top + 1, last), colour) for c, colour in ((5, ""), (6, GREY), (7, GREY))]
    labels = sheet.area(8, top + 1, last)
    title = f"Where the sales-out of all reps came from ({currency})"
    chart = waterfall(title, labels, parts, [_COLOURS[s.kind] for s in steps], _AMOUNT)
    sheet.chart(chart)


def _row(step: Step, currency: str) -> Sequence[Value]:
    low, high = sorted((step.start, step.end))
    below = low if low > 0 else min(high, 0.0)
    is_change = step.kind in ("more", "less")
    shown = f"{step.name} {money(step.shown, currency, signed=is_change)}"
    bar = (max(high, 0.0) - max(low, 0.0), min(low, 0.0) - min(high, 0.0))
    return (step.name, step.shown, *(round(v, 2) + 0.0 for v in (step.start, step.end, below, *bar)), shown)


def _channels(sheet: Sheet, report: Report, names: Mapping[str, str]) -> None:
    """Add a row and a bar a channel; the parts that the model could not tell apart are left out."""
    parts = [part for part in _STACK if part in dict(report.split)]
    by_channel: dict[str, list[RepRow]] = {}
    for row in report.rows:
        if left_over(row) is not None:
            by_channel.setdefault(row.channel, []).append(row)
    rows = [_sums(names.get(c) or plain(c) or "Every channel", by_channel[c], parts) for c in sorted(by_channel)]
    sheet.heading("By channel")
    if not rows:
        sheet.line(NOTHING)
        return
    heads = [Column(_head(part), MONEY) for part in parts]
    columns = (Column("Channel"), Column("Reps", COUNT), *heads, Column(PARTS["unexplained"], MONEY), Column("Sales-out", MONEY))
    top, last = sheet.table(columns, rows)
    drawn = [
        Part(sheet.area(at, top, top), sheet.area(at, top + 1, last), _STACK[part]) for at, part in enumerate(parts, start=3)
    ]
    chart = stacked(
        f"Where each channel's sales-out came from ({report.currency})", sheet.area(1, top + 1, last), drawn, len(rows), _AMOUNT
    )
    sheet.chart(chart)


def _head(part: str) -> str:
    return "Added by all of them" if part == "contribution" else PARTS[part]


def _sums(name: str, rows: Sequence[RepRow], parts: Sequence[str]) -> Sequence[Value]:
    sums = [math.fsum(getattr(row, f"{part}_money") or 0.0 for row in rows) for part in parts]
    left = math.fsum(left_over(row) or 0.0 for row in rows)
    total = math.fsum(row.sales_out_money or 0.0 for row in rows)
    return (name, len(rows), *(round(v, 2) + 0.0 for v in (*sums, left, total)))


def _reps(sheet: Sheet, report: Report, reps: RepCells) -> None:
    """Add a bar a rep over the rows of the sheet Reps, where there are few enough to be read."""
    sheet.heading("By rep")
    n = len(report.rows)
    if n > MOST_REPS:
        sheet.line(f"A chart of {counted(n, 'bar')} cannot be read; each rep's parts are on the sheet {reps.sheet.title}.")
        return
    sheet.line(f"The numbers behind it, with the band of what each rep added, are on the sheet {reps.sheet.title}.")
    parts = [Part(reps.title(f"{p}_money"), reps.of(f"{p}_money"), c) for p, c in _STACK.items() if p in dict(report.split)]
    chart = stacked(f"Where each rep's sales-out came from ({report.currency})", reps.of("name"), parts, n, _AMOUNT)
    sheet.chart(chart)
