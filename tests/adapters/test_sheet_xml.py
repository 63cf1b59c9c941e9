"""Sheets written as XML: read back by openpyxl, every value is the one that was written, of its own kind."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from readiness.adapters.table_files import safe_text, xlsx_bytes

DAYS = st.dates(date(1900, 3, 1), date(2200, 1, 1))
VALUES = (
    st.none() | st.booleans() | st.integers(-(2**50), 2**50) | st.floats(-1e12, 1e12) | DAYS
    | st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)
)  # fmt: skip


def read(data: bytes) -> list[list[object]]:
    return [[c.value for c in row] for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(min_row=2)]


def same(found: object, written: object) -> bool:
    """Whether a cell holds what was written: a day is read as its midnight, a blank as none, a whole float as an integer."""
    if written is None or written == "":
        return found is None
    if isinstance(written, str):
        return found == safe_text(written)
    if isinstance(written, date):
        return isinstance(found, datetime) and found == datetime(written.year, written.month, written.day)  # noqa: DTZ001
    return isinstance(found, bool) == isinstance(written, bool) and found == written


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(VALUES, VALUES, st.just("x")), max_size=8))
def test_what_is_written_is_read(rows: list[tuple[object, object, str]]) -> None:
    found = read(xlsx_bytes({"s": (("a", "b", "c"), rows)}))
    assert len(found) == len(rows)
    assert all(same(f, w) for fs, ws in zip(found, rows, strict=True) for f, w in zip(fs, ws, strict=True))


def test_what_is_equal_and_of_another_kind_stays_of_its_kind() -> None:
    column = [True, 1, False, 0, "1", Decimal("1.50"), 1e-7, float("nan"), date(2024, 2, 29)]
    found = [row[0] for row in read(xlsx_bytes({"s": (("a", "b"), [(v, "x") for v in column])}))]
    assert found[:5] == [True, 1, False, 0, "1"]
    assert [type(v) for v in found[:5]] == [bool, int, bool, int, str]
    assert found[5:] == [1.5, 1e-7, None, datetime(2024, 2, 29)]  # noqa: DTZ001


def test_blanks_marks_and_moments_are_kept() -> None:
    words = ["  before", "after  ", "two\nlines", "<b> & \"c\" 'd'", "ünïcode 你好 🚲", "]]>"]
    moment = datetime(2024, 2, 29, 13, 30, 15)  # noqa: DTZ001 - a spreadsheet's moment has no zone
    found = read(xlsx_bytes({"s": (("a", "b"), [(w, moment) for w in words])}))
    assert [row[0] for row in found] == words
    assert {row[1] for row in found} == {moment}


def test_each_sheet_has_its_own_rows_and_an_empty_one_its_header() -> None:
    book = load_workbook(
        io.BytesIO(xlsx_bytes({"one": (("a",), [[1], [2]]), "none": (("b", "c"), []), "two": (("d",), [["x"]])}))
    )
    assert [[[c.value for c in row] for row in sheet.iter_rows()] for sheet in book] == [
        [["a"], [1], [2]], [["b", "c"]], [["d"], ["x"]],
    ]  # fmt: skip
    assert [sheet.auto_filter.ref for sheet in book] == ["A1:A3", "A1:B1", "A1:A2"]


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        xlsx_bytes({"s": (("a", "b"), [(1, 2), (1,)])})


def test_days_and_moments_look_like_what_they_are_and_the_header_is_bold() -> None:
    day, moment = date(2024, 2, 29), datetime(2024, 2, 29, 13, 30)  # noqa: DTZ001
    sheet = load_workbook(io.BytesIO(xlsx_bytes({"s": (("day", "moment", "n"), [(day, moment, 1)])}))).worksheets[0]
    assert [c.number_format for c in sheet[2]] == ["yyyy-mm-dd", "yyyy-mm-dd h:mm:ss", "General"]
    assert [c.font.bold for row in sheet.iter_rows() for c in row] == [True] * 3 + [False] * 3
