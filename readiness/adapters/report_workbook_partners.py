"""Report workbook, the partners: a sheet of the scorecard.

In: DataQuality.
Out: a sheet of a workbook.
"""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook

from readiness.adapters.report_partner_files import SHARES
from readiness.adapters.report_workbook_sheets import COUNT, DAY, SHARE, WRAPPED, Column, Look, Sheet, Value
from readiness.stages.report import DataQuality
from readiness.stages.report.scores import MEASURES
from readiness.stages.sales_out.scorecard import PartnerScore

SHEET = "Partners"
_FIRST = (
    Column("Partner", width=26), Column("Reports missing", COUNT, 10), Column("Missing since", DAY, 12),
    Column("Touches the sales of", WRAPPED, 26),
)  # fmt: skip
_LAST = (Column("Usual month", SHARE, 10), Column("Days to book", COUNT, 9), Column("Lines behind it", COUNT, 10))


def partner_sheet(book: Workbook, quality: DataQuality | None, look: Look) -> None:
    """Add a sheet with a row a partner: each measure beside the number it is of; then what each measure is."""
    titles = [title for title, _ in MEASURES][: len(SHARES)]
    middle = [c for title in titles for c in (Column(title, SHARE, 10), Column("of", COUNT, 8))]
    columns = (*_FIRST, *middle, *_LAST)
    score_of = {s.partner_id: s for s in quality.channel.scores} if quality else {}
    rows = [
        [p.name, p.n_missing, p.missing_since, ", ".join(p.touches) if p.late else "", *_cells(score_of.get(p.partner_id))]
        for p in (quality.partners if quality else ())
    ]
    sheet = Sheet(book, SHEET, [c.width for c in columns], look, frozen="B2")
    sheet.table(columns, rows, is_filtered=True)
    sheet.heading("What the measures are")
    sheet.table((Column("Measure"), Column("What it is", WRAPPED)), MEASURES, spans=True)


def _cells(s: PartnerScore | None) -> Sequence[Value]:
    if s is None:
        return [None] * (2 * len(SHARES) + len(_LAST))
    measures = [getattr(s, name) for name in SHARES]
    shares = [cell for m in measures for cell in (None if m.share is None else round(m.share, 4), round(m.n))]
    return [*shares, None if s.total_ratio is None else round(s.total_ratio, 4), s.latency_days, s.n_latency]
