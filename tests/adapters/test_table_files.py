"""Tables: what is written opens in a spreadsheet as it was, and nothing in it runs."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from readiness.adapters.table_files import UnreadableWorkbookError, cell_text, csv_bytes, safe_text, workbook_cells, xlsx_bytes

TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""), (float("nan"), ""), (True, "1"), (False, "0"), (7, "7"), (-7, "-7"), (0.1 + 0.2, "0.3"), (1e-7, "1e-07"),
        (Decimal("1E+3"), "1000"), (Decimal("-2.50"), "-2.50"), (date(2024, 3, 1), "2024-03-01"),
        (datetime(2024, 3, 1, 9, 30, tzinfo=UTC), "2024-03-01T09:30:00+00:00"), ("a\x00b", "ab"), ("=1+1", "'=1+1"),
        ("-x", "'-x"),
        ("@x", "'@x"), ("+x", "'+x"), ("\tx", "'\tx"), ("x=1", "x=1"), ("", ""),
    ],
)  # fmt: skip
def test_a_value_is_written_as_a_cell(value: object, cell: str) -> None:
    assert cell_text(value) == cell


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6))
def test_a_csv_is_read_back_by_a_csv_reader_but_for_the_apostrophe_before_a_formula(rows: list[tuple[str, str]]) -> None:
    data = csv_bytes(("a", "b"), rows)
    assert data == csv_bytes(["a", "b"], iter(rows))
    assert list(csv.reader(io.StringIO(data.decode(), newline=""))) == [["a", "b"], *([safe_text(c) for c in r] for r in rows)]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(TEXTS, st.integers(-(10**9), 10**9)), max_size=4))
def test_a_workbook_is_read_back_and_has_no_formula(rows: list[tuple[str, int]]) -> None:
    data = xlsx_bytes({"s": (("a", "b"), rows)})
    assert data == xlsx_bytes({"s": (("a", "b"), rows)})
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    read = [(c[0].value or "", c[1].value) for c in sheet.iter_rows(min_row=2)]
    assert read == [(safe_text(t), n) for t, n in rows]
    assert all(c.data_type != "f" for row in sheet.iter_rows() for c in row)


def test_a_sheet_is_readable_at_once() -> None:
    sheet = load_workbook(io.BytesIO(xlsx_bytes({"x" * 40: (("id", "text"), [("a", "word " * 50)])}))).worksheets[0]
    assert sheet.title == "x" * 31
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B2"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["B"].width == 63


def book(*rows: list[Any]) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.worksheets[0].append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_cells_are_read_as_they_are_seen_with_the_readers_own_marks() -> None:
    day, moment = datetime(2024, 3, 1), datetime(2024, 3, 1, 9, 30)  # noqa: DTZ001 - a spreadsheet's day has no zone
    data = book([day, moment, 12.5, 3.0, None, "  x "], [], [1e20, -0.25, True])
    cells = workbook_cells(data, 10**6, date_format="%d.%m.%Y", decimal_mark=",")["Sheet"]
    assert cells == [
        (1, ["01.03.2024", "01.03.2024 09:30", "12,5", "3", "", "x"]), (2, []), (3, ["100000000000000000000", "-0,25", "true"]),
    ]  # fmt: skip


@pytest.mark.parametrize(("data", "limit"), [(b"", 99), (b"PK\x03\x04", 99), (book(["x"]), 99), (book(["=1+1"]), 10**6)])
def test_what_cannot_be_read_is_one_error(data: bytes, limit: int) -> None:
    with pytest.raises(UnreadableWorkbookError):
        workbook_cells(data, limit)


def test_a_column_named_like_a_formula_is_no_formula() -> None:
    assert csv_bytes(["=1+1"], [["x"]]).decode() == "'=1+1\r\nx\r\n"
    cell = load_workbook(io.BytesIO(xlsx_bytes({"s": (["=1+1"], [["x"]])}))).worksheets[0]["A1"]
    assert (cell.value, cell.data_type) == ("'=1+1", "s")


def test_a_workbook_with_more_cells_than_asked_for_is_refused() -> None:
    data = book(*[["x"] * 9] * 1000)  # each row counts for one more
    assert len(workbook_cells(data, 10**6, 10_000)["Sheet"]) == 1000
    with pytest.raises(UnreadableWorkbookError, match="more than 9,999 cells in Sheet"):
        workbook_cells(data, 10**6, 9_999)
