"""Report workbook, the partners: a sheet of the scorecard.

In: DataQuality.
Out: a sheet of a workbook.
"""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from readiness.adapters.report_partner_files import SHARES
from readiness.adapters.table_files import write_sheet
from readiness.stages.report import DataQuality
from readiness.stages.report.scores import MEASURES
from readiness.stages.sales_out.scorecard import PartnerScore

SHEET = "Partners"
_FIRST = ("Partner", "Reports missing", "Missing since", "Touches the sales of")
_LAST = ("Usual month", "Days to book", "Lines behind it")


def partner_sheet(book: Workbook, quality: DataQuality | None) -> None:
    """Add a sheet with a row a partner: each measure beside the number it is of; then what each measure is."""
    sheet = book.create_sheet(SHEET)
    titles = [title for title, _ in MEASURES][: len(SHARES)]
    header = [*_FIRST, *(cell for title in titles for cell in (title, "of")), *_LAST]
    score_of = {s.partner_id: s for s in quality.channel.scores} if quality else {}
    rows = [
        [p.name, p.n_missing, p.missing_since, ", ".join(p.touches) if p.late else "", *_cells(score_of.get(p.partner_id))]
        for p in (quality.partners if quality else ())
    ]
    write_sheet(sheet, header, rows)
    shares = {len(_FIRST) + 1 + 2 * at for at in range(len(SHARES))} | {len(header) - 2}
    for at in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(at)].width = 30 if at in (1, 4) else 14
        for (cell,) in sheet.iter_rows(min_row=2, min_col=at, max_col=at):
            cell.alignment = Alignment(vertical="top", wrap_text=at == 4)
            if at in shares:
                cell.number_format = "0%"
    sheet.freeze_panes = "B2"
    top = len(rows) + 4
    for at, (title, meaning) in enumerate(MEASURES, start=top):
        sheet.cell(at, 1, title)
        sheet.cell(at, 2, meaning)


def _cells(s: PartnerScore | None) -> Sequence[object]:
    if s is None:
        return [None] * (2 * len(SHARES) + len(_LAST))
    measures = [getattr(s, name) for name in SHARES]
    shares = [cell for m in measures for cell in (None if m.share is None else round(m.share, 4), round(m.n))]
    return [*shares, None if s.total_ratio is None else round(s.total_ratio, 4), s.latency_days, s.n_latency]
