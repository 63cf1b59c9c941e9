"""One row of a table mended, and nothing else in the file changed."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.adapters.file_changes import changed_files
from readiness.adapters.file_rows import BOM, header_of, rows_of, with_row
from readiness.errors import InputError

TABLE = b'# a note, "quoted"\nid,text\n1,"two\nlines, one cell"\n2,  spaced \n\n3,x\n'


def test_the_header_stands_behind_comments_and_rows_count_as_a_spreadsheet_does() -> None:
    header = header_of(TABLE)
    assert header is not None
    assert (header.row, header.cells) == (2, ("id", "text"))
    assert rows_of(TABLE, {3, 6})[3].cells == ("1", "two\nlines, one cell")
    assert rows_of(TABLE, {3, 6})[6].cells == ("3", "x")


def test_only_the_row_changes() -> None:
    assert with_row(TABLE, 4, ["2", "a, b"]) == TABLE.replace(b"2,  spaced ", b'2,"a, b"')


def test_a_row_of_blank_cells_is_taken_out() -> None:
    assert with_row(TABLE, 3, ["", " "]) == TABLE.replace(b'1,"two\nlines, one cell"\n', b"")


def test_mark_and_line_ends_stay() -> None:
    data = (BOM + "id,text\r\n1,a\r\n2,b").encode()
    assert with_row(data, 2, ["1", "c\r\nd"]) == (BOM + 'id,text\r\n1,"c\nd"\r\n2,b').encode()
    assert with_row(data, 3, ["2", "z"]) == (BOM + "id,text\r\n1,a\r\n2,z").encode()


def test_no_such_row() -> None:
    with pytest.raises(InputError):
        with_row(TABLE, 99, ["1"])


CELLS = st.lists(st.text("ab,\"'\n #=é", max_size=6), min_size=2, max_size=4).filter(lambda c: any(x.strip() for x in c))


@given(rows=st.lists(CELLS, min_size=1, max_size=6), new=CELLS, at=st.integers(0, 5))
def test_what_is_read_back_is_what_was_written(rows: list[list[str]], new: list[str], at: int) -> None:
    at %= len(rows)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    mended = with_row(out.getvalue().encode(), at + 1, new).decode()
    assert list(csv.reader(io.StringIO(mended, newline=""))) == [*rows[:at], new, *rows[at + 1 :]]


def test_changed_files_name_lines_that_came_and_went() -> None:
    found = changed_files(
        {"a.csv": b"x\ny\ny\n", "gone.csv": b"1\n", "same": b"s"}, {"a.csv": b"y\nz\n", "new.png": b"\xff\xd8", "same": b"s"}
    )
    assert [(c.path, c.kind, c.n_added, c.n_removed) for c in found] == [
        ("a.csv", "changed", 1, 2), ("gone.csv", "gone", 0, 1), ("new.png", "new", 0, 0),
    ]  # fmt: skip
    assert (found[0].added, found[0].removed) == (("z",), ("x", "y"))
