"""Report workbook: the report's tables with native charts, for people who sort, filter and add a column of their own.

In: Report.
Out: XLSX as bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from datetime import date

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from readiness.adapters.report_charts import name_of, round_ends, with_contribution
from readiness.adapters.report_contest_files import contest_sheet
from readiness.adapters.report_workbook_acts import act_sheet
from readiness.adapters.report_workbook_charts import scatter_of, stacked
from readiness.adapters.report_workbook_link import link_sheet
from readiness.adapters.report_workbook_partners import partner_sheet
from readiness.adapters.report_workbook_quiz import quiz_sheets
from readiness.adapters.report_workbook_trust import fairness_sheet, sensitivity_sheet
from readiness.adapters.table_files import safe_text, workbook_bytes, write_sheet
from readiness.stages.report import Report, RepRow, methods, missing_notes, owner_name, rights, told_notes
from readiness.stages.report.contests import contested_figures
from readiness.stages.report.words import PARTS, QUADRANT, STATUS, day, plain

MONEY = "#,##0;[Red]-#,##0"
_TITLES: Mapping[str, str] = {
    "rep_id": "Rep id", "name": "Name", "channel": "Channel", "partner_id": "Partner", "territory_id": "Territory",
    "manager_id": "Manager", "motion": "Sales motion", "wave": "Training wave", "trained_on": "Trained on",
    "n_responses": "Quiz answers", "ability": "Ability", "ability_se": "Ability, error", "readiness": "Readiness",
    "readiness_low": "Readiness, low", "readiness_high": "Readiness, high", "coverage": "Coverage", "status": "Status",
    "sales_out_money": "Sales-out", "expected_money": "An average rep would have sold", "market_money": "Market",
    "availability_money": "Stock on hand", "demand_money": "Demand", "legacy_money": "Accounts as they were",
    "contribution_money": "Added", "contribution_low": "Added, low", "contribution_high": "Added, high",
    "rank_low": "Rank, best", "rank_high": "Rank, worst", "currency": "Currency", "quadrant": "Readiness and sales",
    "holds_back": "Costs most points", "next_action": "What to do next", "action_owner": "Owed by", "action_due_on": "Due on",
}  # fmt: skip
_FORMATS: Mapping[str, str] = {
    "trained_on": "yyyy-mm-dd", "action_due_on": "yyyy-mm-dd", "ability": "0.00", "ability_se": "0.00", "coverage": "0%",
    "readiness": "0.0", "readiness_low": "0.0", "readiness_high": "0.0",
}  # fmt: skip
_COLUMNS = tuple(field.name for field in fields(RepRow))
_STACK = ("legacy", "market", "availability", "demand", "contribution")
_FILLS = {"ready": "D6E9F8", "developing": "FFF3D1", "not_ready": "FBE0D3"}
_HEAD = PatternFill("solid", fgColor="1F3A4D")
_FONT = "Calibri"
_HEAD_FONT = Font(name=_FONT, bold=True, color="FFFFFF")
_TEXT_WIDTH = 150
"""Characters a text that spans the sheet has on one line."""
_SPAN = 9
"""Columns such a text spans."""
_POINTS = 12
"""The column where the scatter's own table starts."""
_WRAPPED = ("next_action", "holds_back", "quadrant")


def workbook(report: Report) -> bytes:
    """Return the report as a workbook: who is ready and what each added, the quiz, the data's quality, the methods."""
    book = Workbook()
    book.remove(book.worksheets[0])
    names = dict(report.names)
    _summary(book.create_sheet("Summary"), report)
    _reps(book.create_sheet("Reps"), report, names)
    act_sheet(book, report, names)
    _decomposition(book.create_sheet("Decomposition"), report, names)
    link_sheet(book, report.link)
    quiz_sheets(book, report.quiz, names)
    sensitivity_sheet(book, report, names)
    fairness_sheet(book, report, names)
    _quality(book.create_sheet("Data quality"), report)
    partner_sheet(book, report.quality)
    contest_sheet(book, report.contests)
    topics = [
        *methods(report.readiness_bar, report.quiz, report.index),
        *(("Your rights", right) for right in rights(report.owner)),
    ]
    sheet = book.create_sheet("Methods")
    write_sheet(sheet, ("Topic", "In plain words"), topics)
    _set_widths(sheet, (32, 110))
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for sheet in book.worksheets:
        _finish(sheet, f"{report.launch_name}, {day(report.as_of)}")
    return workbook_bytes(book)


def _finish(sheet: Worksheet, footer: str) -> None:
    """Make a sheet look and print like its neighbours."""
    for cell in sheet[1]:
        if cell.font.color is not None and cell.font.color.rgb == "00FFFFFF":
            cell.font = _HEAD_FONT
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if sheet.oddFooter is not None and sheet.oddFooter.center is not None:
        sheet.oddFooter.center.text = safe_text(footer).replace("&", "&&")


def _summary(sheet: Worksheet, report: Report) -> None:
    sheet.append([safe_text(f"{report.launch_name}: who is ready, and what each rep added")])
    owner = f"; launch owner: {report.owner}" if report.owner else ""
    sheet.append([safe_text(f"As of {day(report.as_of)}{owner}. Money in {report.currency}. An empty cell means not known.")])
    sheet["A1"].font = Font(name=_FONT, bold=True, size=16)
    sheet.freeze_panes = "A3"
    _block(sheet, ("Headline", "Figure", "What it means"), [astuple(fact) for fact in report.facts])
    _block(sheet, ("Readiness and sales together",), [(line,) for line in report.link.together])
    _block(sheet, ("Did training change results",), [(line,) for line in report.link.training])
    header = ("", "Reps", "Ready", "Developing", "Not ready yet", "Not enough data", "Sales-out", "Average reps")
    for by in ("Channel", "Territory", "Sales motion"):
        rows = [astuple(group)[1:] for group in report.groups if group.by == by]
        if rows:
            _block(sheet, (by, *header[1:]), rows)
    if report.quiz:
        _block(sheet, ("What the quiz rests on",), [(report.quiz.model,), *((note,) for note in report.quiz.notes)])
        if report.quiz.worst:
            _block(sheet, ("Claims most missed",), [(f"“{title}”: {text}",) for title, text in report.quiz.worst])
    _block(sheet, ("What is missing",), [(line,) for line in report.missing])
    _set_widths(sheet, (44, 22, 16, 14, 16, 18, 16, 16, 16))


def _block(sheet: Worksheet, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Add a small table below what is there: an empty line, a header, the rows; money in whole units."""
    top = sheet.max_row + 2
    for column, title in enumerate(header, start=1):
        cell = sheet.cell(top, column, title)
        cell.font, cell.fill = _HEAD_FONT, _HEAD
        number = bool(rows) and isinstance(rows[0][column - 1], int | float)
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="right" if number else None)
    for at, row in enumerate(rows, start=top + 1):
        for column, value in enumerate(row, start=1):
            cell = _put(sheet, at, column, value)
            if isinstance(value, float):
                cell.number_format = MONEY
        if len(header) == 1:
            sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=_SPAN)
            sheet.cell(at, 1).alignment = Alignment(wrap_text=True, vertical="top")
            sheet.row_dimensions[at].height = 15.0 * (1 + len(str(row[0])) // _TEXT_WIDTH)


def _put(sheet: Worksheet, at: int, column: int, value: object) -> Cell:
    if isinstance(value, str):
        return sheet.cell(at, column, safe_text(value))
    if value is None or isinstance(value, int | float | date):
        return sheet.cell(at, column, value)
    raise TypeError(f"a cell holds text, a number or a day, not {type(value).__name__}")


def _reps(sheet: Worksheet, report: Report, names: Mapping[str, str]) -> None:
    weeks = {r.rep_id: f"{r.n_reported} of {r.n_weeks}" for r in report.quality.channel.reps} if report.quality else {}
    contested = {rep_id: ", ".join(figures) for rep_id, figures in contested_figures(report.contests).items()}
    rows = [[*_plain_row(row, names), contested.get(row.rep_id, ""), weeks.get(row.rep_id, "")] for row in report.rows]
    write_sheet(sheet, [*(_TITLES[column] for column in _COLUMNS), "Contested", "Partner weeks reported"], rows)
    sheet.freeze_panes = "C2"
    for at, column in enumerate(_COLUMNS, start=1):
        kind = MONEY if column.endswith("_money") or column in ("contribution_low", "contribution_high") else _FORMATS.get(column)
        letter = get_column_letter(at)
        if column in _WRAPPED:
            sheet.column_dimensions[letter].width = 38
        else:
            width = sheet.column_dimensions[letter].width
            sheet.column_dimensions[letter].width = max(10, min(width, 26))
        for (cell,) in sheet.iter_rows(min_row=2, min_col=at, max_col=at):
            cell.alignment = Alignment(vertical="top", wrap_text=column in _WRAPPED)
            if kind:
                cell.number_format = kind
    status = _COLUMNS.index("status") + 1
    for at, row in enumerate(report.rows, start=2):
        if row.status in _FILLS:
            sheet.cell(at, status).fill = PatternFill("solid", fgColor=_FILLS[row.status])


def _plain_row(row: RepRow, names: Mapping[str, str]) -> list[object]:
    found = dict(zip(_COLUMNS, astuple(row), strict=True))
    found["status"] = STATUS.get(row.status, row.status)
    found["quadrant"] = QUADRANT.get(row.quadrant, row.quadrant)
    found["action_owner"] = owner_name(row.action_owner, names)
    found["manager_id"] = names.get(row.manager_id, row.manager_id)
    found["channel"] = names.get(row.channel) or plain(row.channel)
    return [found[column] for column in _COLUMNS]


def _decomposition(sheet: Worksheet, report: Report, names: Mapping[str, str]) -> None:
    rows = with_contribution(report.rows, names)
    header = ["Rep", *(PARTS[part] for part in _STACK), PARTS["unexplained"], "Sales-out", "Added, low", "Added, high"]
    write_sheet(sheet, header, [_parts(r, names) for r in rows])
    _format(sheet, range(2, 11), MONEY)
    _set_widths(sheet, (26, *(22,) * 5, *(15,) * 4))
    if not rows:
        sheet["A2"] = "No sales-out could be judged."
        return
    sheet.freeze_panes = "B2"
    below = len(rows) + 4
    sheet.add_chart(stacked(sheet, len(rows), report.currency), f"A{below}")
    drawn = [r for r in rows if r.quadrant != "not_enough_data" and r.readiness_low is not None]
    if drawn:
        _scatter_table(sheet, drawn, names)
        ends = [v for r in drawn for v in (r.contribution_low, r.contribution_high) if v is not None]
        sheet.add_chart(
            scatter_of(sheet, len(drawn), _POINTS, report.currency, round_ends(ends)), f"{get_column_letter(_POINTS)}{below}"
        )


def _parts(row: RepRow, names: Mapping[str, str]) -> list[object]:
    left = None
    if row.sales_out_money is not None and row.expected_money is not None and row.contribution_money is not None:
        left = round(row.sales_out_money - row.expected_money - row.contribution_money, 4)
    parts = (getattr(row, f"{part}_money") for part in _STACK)
    return [name_of(names, row.rep_id), *parts, left, row.sales_out_money, row.contribution_low, row.contribution_high]


def _scatter_table(sheet: Worksheet, rows: Sequence[RepRow], names: Mapping[str, str]) -> None:
    """Write the scatter's numbers beside the parts; a band is how far it reaches either way, as error bars want it."""
    bands = (title for name in ("Readiness", "Added") for title in (name, f"{name}, band below", f"{name}, band above"))
    header = ("Rep in the chart", *bands)
    for column, title in enumerate(header, start=_POINTS):
        cell = sheet.cell(1, column, title)
        cell.font, cell.fill = _HEAD_FONT, _HEAD
    for at, row in enumerate(rows, start=2):
        index = (row.readiness, *_reach(row.readiness, row.readiness_low, row.readiness_high))
        added = (row.contribution_money, *_reach(row.contribution_money, row.contribution_low, row.contribution_high))
        for column, value in enumerate((safe_text(name_of(names, row.rep_id)), *index, *added), start=_POINTS):
            sheet.cell(at, column, value)
    _format(sheet, range(_POINTS + 1, _POINTS + 4), "0.0")
    _format(sheet, range(_POINTS + 4, _POINTS + 7), MONEY)
    for column in range(_POINTS, _POINTS + 7):
        sheet.column_dimensions[get_column_letter(column)].width = 26 if column == _POINTS else 13


def _format(sheet: Worksheet, columns: range, kind: str) -> None:
    for line in sheet.iter_rows(min_row=2, min_col=columns[0], max_col=columns[-1]):
        for cell in line:
            cell.number_format = kind


def _reach(middle: float | None, low: float | None, high: float | None) -> tuple[float | None, float | None]:
    """Return how far a band goes below and above its middle, as error bars want it."""
    if middle is None or low is None or high is None:
        return None, None
    return round(middle - low, 4), round(high - middle, 4)


def _quality(sheet: Worksheet, report: Report) -> None:
    quality = report.quality
    sheet.append(["What came in, and what of it could be used"])
    sheet["A1"].font = Font(name=_FONT, bold=True, size=14)
    if quality is None:
        sheet.append(["Nothing is known of the data's quality."])
    else:
        counts = [
            ("Sales lines taken", quality.n_lines),
            ("Sales lines in quarantine", quality.n_quarantined),
            ("Sales lines sent again, counted once", quality.n_duplicates),
            ("Quiz answers taken", quality.n_answers),
            ("Quiz answers not used", sum(n for _, n in quality.answer_reasons)),
        ]
        _block(sheet, ("What", "How many"), counts)
        header = ("Partner", "Lines taken", "In quarantine", "First sale", "Last sale", "Reports missing", "Missing since")
        rows = [
            (p.name, p.n_lines, p.n_quarantined, p.first_on, p.last_on, p.n_missing, p.missing_since) for p in quality.partners
        ]
        if rows:
            _block(sheet, header, rows)
        if notes := missing_notes(quality.channel) + told_notes(quality.channel):
            _block(sheet, ("What is missing or counted once, and whose figures it touches",), [(note,) for note in notes])
        for title, reasons in (
            ("sales lines are in quarantine", quality.reasons),
            ("quiz answers were not used", quality.answer_reasons),
        ):
            if reasons:
                _block(sheet, (f"Why {title}", "How many"), reasons)
    if report.doubts:
        _block(sheet, ("Too little to judge", "Why"), report.doubts)
    if report.notes:
        _block(sheet, ("What the sales model says of itself",), [(note,) for note in report.notes])
    _set_widths(sheet, (52, 16, 16, 14, 14, 12, 12, 12, 12))


def _set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
