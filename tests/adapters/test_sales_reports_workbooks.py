"""Workbooks: a cell is what openpyxl says it is, as text; and what no cell tells is said beside the table."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from readiness.adapters.sales_intake import read_sales_report
from readiness.adapters.sales_reports.child import number_text
from readiness.adapters.sales_reports.opening import RawReport, UnfitReportError, read_report
from readiness.adapters.sales_reports.sheet_xml import column_of
from readiness.stages.sales_out.mapping import ReportMapping
from tests.report_files import TABLE, Said, book, rewritten, saved, with_rows

SAMPLES = Path(__file__).parents[1] / "samples" / "sales_reports"
DAY = datetime(2026, 10, 1)  # noqa: DTZ001 - a spreadsheet's day has no zone
SHEET = "xl/worksheets/sheet1.xml"


def read(data: bytes, **said: object) -> RawReport:
    return read_report("report.xlsx", data, Said(**said) if said else None)  # type: ignore[arg-type]


def unfit(data: bytes, **said: object) -> tuple[str, str]:
    with pytest.raises(UnfitReportError) as caught:
        read(data, **said)
    assert "\n" not in caught.value.what
    return caught.value.rule, caught.value.what


def test_cells_are_exact_text() -> None:
    rows = [
        ["I-1", 4006381333931, 0.1], ["00017", "0400638133393", 1234.5], [True, DAY, DAY + timedelta(hours=9, minutes=30)],
        [time(9, 30), timedelta(hours=26, minutes=30), 1e-7], [123456789012345, -1, 5.0], ["a\nb", ' "q" ', "x\ry,;"],
        ["=cmd|'/c calc'!A1", 0.1 + 0.2, 1e20],
    ]  # fmt: skip
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in [TABLE[0], *rows]:
        sheet.append(row)
    sheet["A8"].data_type = "s"
    report = read(saved(workbook))
    assert report.frame.rows() == [
        (2, "I-1", "4006381333931", "0.1"), (3, "00017", "0400638133393", "1234.5"),
        (4, "true", "2026-10-01", "2026-10-01T09:30:00"), (5, "09:30:00", "26:30:00", "0.0000001"),
        (6, "123456789012345", "-1", "5"), (7, "a\nb", ' "q" ', "x\ry,;"),
        (8, "=cmd|'/c calc'!A1", "0.3", "100000000000000000000"),
    ]  # fmt: skip
    assert (report.kind, report.header, report.header_row, report.rejected) == ("xlsx", ("invoice", "product", "qty"), 1, ())
    assert dict(report.facts) == {"sheet": "Sheet"}


@given(st.decimals(-(10**15) + 1, 10**15 - 1, places=2))
def test_every_amount_a_spreadsheet_can_hold_is_read_to_the_cent(amount: Decimal) -> None:
    shown = amount if abs(amount) < 10**13 else amount.to_integral_value()  # 15 digits are what a spreadsheet keeps
    assert Decimal(number_text(float(shown))) == shown
    assert "e" not in number_text(float(shown)).lower()


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.tuples(st.text("ab,\"' é", max_size=5), st.integers(-(10**14), 10**14), st.dates(date(1950, 1, 1), date(2100, 1, 1))),
        min_size=1,
        max_size=30,
    )
)
def test_what_openpyxl_reads_is_read(rows: list[tuple[str, int, date]]) -> None:
    data = book(TABLE[0], *map(list, rows))
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    expected = [(c[0].row, c[0].value or "", str(c[1].value), c[2].value.date().isoformat()) for c in sheet.iter_rows(min_row=2)]
    assert read(data).frame.rows() == expected


def test_days_counted_from_1904() -> None:
    workbook = Workbook()
    workbook.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - a spreadsheet's day has no zone
    for row in (TABLE[0], ["I-1", date(2026, 10, 1), 1]):
        workbook.worksheets[0].append(row)
    data = saved(workbook)
    serial = (date(2026, 10, 1) - date(1904, 1, 1)).days
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert f"<v>{serial}</v>".encode() in archive.read(SHEET)
    report = read(data)
    assert report.frame.rows() == [(2, "I-1", "2026-10-01", "1")]
    assert report.facts["days_from"] == "1904"


def test_day_numbers_that_count_from_1904_are_not_read_as_if_from_1900() -> None:
    mapping = ReportMapping({"sold_on": "day", "product_code": "product", "quantity": "qty"}, date_format="excel")
    data = book(["day", "product", "qty"], [45760, "A", 1], [45761, "A", 1])
    found = read_sales_report("r.xlsx", data, mapping, "firm", date(2026, 11, 22))
    assert found.judged is not None and found.unfit == ""
    workbook = load_workbook(io.BytesIO(data))
    workbook.epoch = CALENDAR_MAC_1904
    old = saved(workbook)
    assert "from 1904" in read_sales_report("r.xlsx", old, mapping, "firm", date(2026, 11, 22)).unfit


def test_rows_are_numbered_as_in_the_sheet_wherever_the_table_stands() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet["C2"] = "Report of October"
    for i, row in enumerate(
        [["invoice", None, "qty", "qty"], ["I-1", "x", 1, 2], [None] * 4, [" ", None, None, ""], ["I-2", "y", 3, 4]]
    ):
        for j, value in enumerate(row):
            sheet.cell(5 + i, 3 + j).value = value
    report = read(saved(workbook))
    assert report.header == ("invoice", "(column D)", "qty (column E)", "qty (column F)")
    assert report.frame.rows() == [(6, "I-1", "x", "1", "2"), (9, "I-2", "y", "3", "4")]
    assert (report.header_row, report.facts["blank_rows"]) == (5, "2")


def test_merged_and_hidden_are_taken_and_said() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in [*TABLE, ["I-3", "TR-9", 4]]:
        sheet.append(row)
    sheet["A3"] = None
    sheet.merge_cells("A2:A3")
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["B"].hidden = True
    report = read(saved(workbook))
    assert report.frame.rows() == [(2, "I-1", "TR-1000", "2"), (3, "", "TR-1000", "-1"), (4, "I-3", "TR-9", "4")]
    assert {k: report.facts[k] for k in ("merged_cells", "hidden_rows", "hidden_columns")} == {
        "merged_cells": "1", "hidden_rows": "1", "hidden_columns": "1",
    }  # fmt: skip


def test_a_formula_with_a_result_is_that_and_one_without_rejects_its_row_and_names_its_cell() -> None:
    report = read(
        with_rows(
            b'<row r="4"><c r="A4" t="str"><f>"I-"&amp;3</f><v>I-3</v></c><c r="B4"/><c r="C4"><f>1+1</f><v>2</v></c></row>'
            b'<row r="5"><c r="A5" t="inlineStr"><is><t>I-4</t></is></c><c r="C5"><f>1+1</f><v></v></c></row>'
            b'<row r="6"><c r="A6" t="str"><f>""</f><v></v></c><c r="C6"><f t="shared" si="0"/><v>7</v></c></row>'
            b'<row r="7"><c r="B7"><f>C1</f></c><c r="C7"><f>1+1</f><v/></c></row>'
        )
    )
    assert report.frame.rows()[2:] == [(4, "I-3", "", "2"), (6, "", "", "7")]
    assert [(row, raw) for row, _, raw in report.rejected] == [(5, "I-4||"), (7, "")]
    assert "result in C5:" in report.rejected[0][1] and "result in B7, C7:" in report.rejected[1][1]
    assert report.facts["formulas"] == "4"
    rule, what = unfit(book(["invoice", "product", "qty", "=1+1"], *TABLE[1:]), header_row=1)
    assert rule == "formulas" and "D1" in what


def test_the_cells_openpyxl_calls_formulas_are_the_ones_rejected() -> None:
    data = book(TABLE[0], *[[f"I-{i}", f"=A{i}" if i % 3 else "TR", "=1/0" if i % 5 == 0 else 1] for i in range(2, 40)])
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    formulas = {row[0].row for row in sheet.iter_rows() if any(c.data_type == "f" for c in row)}
    report = read(data)
    assert {row for row, _, _ in report.rejected} == formulas
    assert set(report.frame["row"]) == set(range(2, 40)) - formulas


def test_errors_are_text() -> None:
    cells = b'<c r="A4" t="e"><v>#N/A</v></c><c r="C4" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    assert read(with_rows(b'<row r="4">' + cells + b"</row>")).frame.rows()[2] == (4, "#N/A", "", "#DIV/0!")


def test_a_prefix_in_the_xml_changes_nothing() -> None:
    row = b'<row r="4" hidden="1"><c r="A4" t="e"><v>#N/A</v></c><c r="C4"><f>1+1</f></c></row>'

    def prefixed(members: dict[str, bytes]) -> None:
        xml = members[SHEET].replace(b"</", b"</x:").replace(b"xmlns=", b"xmlns:x=")
        members[SHEET] = re.sub(rb"<(?=[a-zA-Z])", b"<x:", xml)

    report = read(rewritten(with_rows(row), prefixed))
    assert [r[0] for r in report.rejected] == [4]
    assert report.facts["hidden_rows"] == "1"


def test_the_only_sheet_with_a_table_is_read_and_several_are_asked_about() -> None:
    one = book(["Read me first"], Sales=TABLE, Terms=[["All prices net"], ["of returns"]])
    assert read(one).facts["sheet"] == "Sales"
    assert read(one).facts["other_sheets"] == "Sheet, Terms"
    two = book(*TABLE, Returns=TABLE)
    assert unfit(two) == ("sheet", "several sheets hold a table: 'Sheet', 'Returns'; say sheet in the mapping")
    assert read(two, sheet=" returns ").facts["sheet"] == "Returns"
    assert unfit(two, sheet="Stock")[1].endswith("it has 'Sheet', 'Returns'")


def test_a_hidden_sheet_is_read_only_where_the_mapping_names_it() -> None:
    workbook = load_workbook(io.BytesIO(book(*TABLE, Old=TABLE)))
    workbook["Old"].sheet_state = "hidden"
    data = saved(workbook)
    assert read(data).facts["sheet"] == "Sheet"
    assert read(data, sheet="Old").facts["sheet"] == "Old"


def test_what_other_programs_put_beside_the_sheets_is_not_looked_at() -> None:
    """A query of Excel's keeps its definition in customXml, in UTF-16."""
    data = io.BytesIO(book(*TABLE))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("customXml/item1.xml", '<?xml version="1.0" encoding="utf-16"?><DataMashup/>'.encode("utf-16"))
    assert read(data.getvalue()).frame.equals(read(book(*TABLE)).frame)


def test_a_cell_beside_the_table_rejects_its_row() -> None:
    report = read(book(TABLE[0], [*TABLE[1], None, "checked"], TABLE[2]))
    assert report.frame["row"].to_list() == [3]
    assert report.rejected == ((2, "a cell in column E, to the right of the last column name", "I-1|TR-1000|2||checked"),)


def test_the_stated_header_row_wins() -> None:
    data = book(["2024", "2025", "2026"], *TABLE)
    assert read(data, header_row=1).header == ("2024", "2025", "2026")
    assert unfit(data, header_row=9) == ("header", "the workbook has no row of column names in row 9")


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (book(), "header"),
        (book(["a", "b"]), "header"),
        (book(TABLE[0]), "no_rows"),
        (book(["c"] * 1001, ["x"] * 1001), "columns"),
    ],
)
def test_a_workbook_without_a_table_is_held(data: bytes, rule: str) -> None:
    assert unfit(data)[0] == rule


@pytest.mark.parametrize(("file", "kind", "below"), [("excel-97.xls", "xls", 3), ("binary.xlsb", "xlsb", 1)])
def test_older_and_binary_workbooks(file: str, kind: str, below: int) -> None:
    report = read((SAMPLES / file).read_bytes())
    assert report.kind == kind
    assert report.frame[:, :6].rows() == [
        (below + 1, "00017", "2026-10-01", "4006381333931", "2", "0.1"),
        (below + 2, "00018", "2026-10-02T09:30:00", "0400638133393", "-1", "-1234.5"),
    ]


def test_columns() -> None:
    assert [column_of(letters) for letters in ("A", "Z", "AA", "XFD")] == [1, 26, 27, 16384]
