"""Text tables: what Python's csv reads is what is read, with the line it stands in, and no cell becomes anything but text."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.adapters.sales_reports import text_tables
from readiness.adapters.sales_reports.headers import column_letters, column_names, column_number, header_at
from readiness.adapters.sales_reports.opening import RawReport, UnfitReportError, read_report
from readiness.adapters.sales_reports.text_encodings import probable_encoding
from tests.report_files import Said

HEADER = "invoice,product,qty\n"


def read(text: str | bytes, **said: object) -> RawReport:
    data = text.encode() if isinstance(text, str) else text
    return read_report("report.csv", data, Said(**said) if said else None)  # type: ignore[arg-type]


def unfit(text: str | bytes, **said: object) -> tuple[str, str]:
    with pytest.raises(UnfitReportError) as caught:
        read(text, **said)
    assert "\n" not in caught.value.what
    return caught.value.rule, caught.value.what


def test_nothing_is_guessed_into_a_type() -> None:
    report = read(HEADER + "00123,1E5,NA\n  x ,0.10,=cmd|'/c calc'!A1\nnull,2026-13-45,\n")
    assert report.frame.rows() == [
        (2, "00123", "1E5", "NA"), (3, "  x ", "0.10", "=cmd|'/c calc'!A1"), (4, "null", "2026-13-45", ""),
    ]  # fmt: skip
    assert report.frame.schema == {"row": pl.Int64, "invoice": pl.String, "product": pl.String, "qty": pl.String}
    assert (report.kind, report.header, report.header_row, report.rejected) == ("csv", ("invoice", "product", "qty"), 1, ())


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", "^", "~"])
@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"])
def test_every_mark_and_line_end(mark: str, eol: str) -> None:
    lines = [["a", "b", "c"], ["1,50", "x y", '"q"'], ["2,75", "a b", '"1' + eol + '2"']]
    if mark == ",":
        lines = [[cell.replace(",", ".") for cell in line] for line in lines]
    report = read(eol.join(mark.join(line) for line in lines) + eol)
    assert report.facts["delimiter"] == ("tab" if mark == "\t" else mark)
    assert report.frame["row"].to_list() == [2, 3]
    assert report.frame["c"].to_list() == ["q", f"1{eol}2"]


def test_the_stated_mark_and_the_one_excel_is_told_win_over_what_is_likely() -> None:
    text = "a;b,c,d\n1;2,3,4\n"
    assert read(text).header == ("a;b", "c", "d")
    assert read(text, delimiter=";", header_row=1).header == ("a", "b,c,d")
    assert read("sep=:\na:b:c\n1,2:3,4:5,6\n").frame.rows() == [(3, "1,2", "3,4", "5,6")]
    assert read("a§b§c\n1§2§3\n", delimiter="§").frame.rows() == [(2, "1", "2", "3")]


def test_lines_are_numbered_as_in_the_file_whatever_stands_between() -> None:
    above = 'Sell-through report\n"ACME\nInc.";October\n\ninvoice;product;qty;city\n'
    text = above + 'I-1;A;1;"New\r\nYork"\n\n; ;;\nI-2;B;2;x\nTotal;;3;\n'
    report = read(text)
    assert report.header_row == 5
    assert report.frame.select("row", "invoice").rows() == [(6, "I-1"), (10, "I-2"), (11, "Total")]
    assert report.frame["city"][0] == "New\r\nYork"
    assert report.facts["blank_rows"] == "2"


def test_ragged_lines_are_rejected_with_their_text_and_the_others_are_taken() -> None:
    report = read(HEADER + 'I-1,A,1\nI-2,B\nI-3,"C, blue",1\nI-4,D,1,5\nI-5,E,1,,\n,,,x\nend\n')
    assert report.frame.rows() == [(2, "I-1", "A", "1"), (4, "I-3", "C, blue", "1"), (6, "I-5", "E", "1")]
    assert report.rejected == (
        (3, "2 cells where the header has 3: the line is cut short", "I-2,B"),
        (5, "4 cells where the header has 3: a text with the delimiter in it needs quotes", "I-4,D,1,5"),
        (7, "4 cells where the header has 3: a text with the delimiter in it needs quotes", ",,,x"),
        (8, "1 cell where the header has 3: the line is cut short", "end"),
    )


def test_inches_in_a_cell_are_no_quotation() -> None:
    report = read(HEADER + 'I-1,12" screen,1\nI-2,"15"" screen",2\nI-3,"17" screen",3\n')
    assert report.frame.rows() == [(2, "I-1", '12" screen', "1"), (3, "I-2", '15" screen', "2")]
    ((row, why, raw),) = report.rejected
    assert (row, raw) == (4, 'I-3,"17" screen",3')
    assert "quotation marks do not pair" in why


@pytest.mark.parametrize("line", ['I-2,"B,2\n', 'I-2,"B,2\nI-3,"C",3\n', 'I-2,"B,2\n' + "I-3,C,3\n" * 60 + 'I-4,D",4\n'])
def test_a_quotation_that_is_never_closed_holds_the_file_and_names_its_line(line: str) -> None:
    rule, what = unfit(HEADER + "I-1,A,1\n" + line + "I-9,Z,9\n" * 2)
    assert rule == "quotes"
    assert "in line 3" in what


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [("utf-8", "utf-8"), ("utf-8", "utf-8-sig"), ("utf-16-le", "utf-16"), ("utf-16-be", "utf-16-be"), ("cp1252", "cp1252")],
)
def test_encodings(encoding: str, sent: str) -> None:
    data = "invoice;Straße;qty\nI-1;Müller €;1\n".encode(sent)
    said = {"encoding": sent} if sent in ("cp1252", "utf-16-be") else {}
    report = read(data, **said)
    assert report.header == ("invoice", "Straße", "qty")
    assert report.frame.rows() == [(2, "I-1", "Müller €", "1")]
    assert report.facts["encoding"] == encoding


@pytest.mark.parametrize(
    ("encoding", "city"),
    [
        ("cp1252", "München"), ("cp1252", "Málaga"), ("cp1250", "Łódź"), ("cp1251", "Москва"), ("shift_jis", "トウキョウ"),
        ("gb18030", "北京"),
    ],
)  # fmt: skip
def test_another_encoding_is_named(encoding: str, city: str) -> None:
    rule, what = unfit(f"invoice,city,qty\nI-1,Rome,1\nI-2,{city},1\n".encode(encoding))
    assert rule == "encoding"
    assert f"line 3 is not text in UTF-8; the file is probably {encoding} ({city!r})" in what


def test_an_encoding_that_does_not_fit_holds_the_file() -> None:
    assert probable_encoding(bytes(range(128, 256))) == ""
    assert unfit("invoice,city,qty\nI-1,Köln,1\n", encoding="cp1252")[1].startswith(
        "the file is UTF-8, and its mapping says cp1252"
    )
    assert unfit(b"a,b,c\n1,\x81,2\n", encoding="cp1252")[1] == "the file is not text in cp1252: line 2 has other bytes"
    assert unfit(b"a,b,c\n", encoding="klingon")[1] == "the mapping names the encoding 'klingon', which does not exist"
    assert "encoding: utf-16-le" in unfit("a,b,c\n1,2,3\n".encode("utf-16-le"))[1]
    assert unfit(b"a,b,c\n1,\x00,3\n")[0] == "nul"


def test_names_are_told_apart_by_their_place() -> None:
    report = read("Qty;row;;Qty;;Name;\n1;2;3;4;;6;\n")
    assert report.header == ("Qty (column 1)", "row (column 2)", "(column 3)", "Qty (column 4)", "Name")
    assert report.frame.rows() == [(2, "1", "2", "3", "4", "6")]


@given(st.lists(st.sampled_from(["", "row", "Qty", "Qty (column 1)", "(column 2)", " a  b "]), min_size=1, max_size=9))
def test_every_column_has_a_name_of_its_own(cells: list[str]) -> None:
    names = column_names(cells, column_number)
    assert len({*names, "row", ""}) == len(cells) + 2
    assert all(name.startswith(" ".join(cell.split())) for name, cell in zip(names, cells, strict=True))


def test_letters() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 52, 702, 703, 16384)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA", "XFD"]


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        ([["Report", "", ""], ["from", "2026-10-01", ""], ["a", "b", "c"], ["1", "2", "3"]], 2),
        ([["# by X", "to Y", "Z"], ["a", "b", "c"], ["1", "2", "3"]], 1),
        ([["#Invoice", "b", "c"], ["1", "2", "3"]], 0),
        ([["#", "b", "c"], ["1", "2", "3"]], 0),
        ([["1", "b", "c"], ["2", "d", "e"]], None),
        ([["a", "b"], ["c", "d"]], None),
        ([["a", "b", "c", "", "e"], ["1", "2", "3", "4", "5"]], 0),
        ([], None),
    ],
)
def test_where_the_header_is(rows: list[list[str]], at: int | None) -> None:
    assert header_at(rows) == at


def test_the_stated_header_row_wins() -> None:
    text = "a,b,c\n2024,2025,2026\n1,2,3\n"
    assert read(text, header_row=2).frame.rows() == [(3, "1", "2", "3")]
    assert unfit(text, header_row=9) == ("header", "the mapping puts the column names in line 9, where the file has none")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (b"", "empty"), (b" \r\n\n", "empty"), (b"\xef\xbb\xbf", "empty"), (b"a,b,c\n", "no_rows"), (b"a,b,c\n\n,,\n", "no_rows"),
        (b"one\ntwo\n", "delimiter"), (b"1,2,3\n4,5,6\n", "header"), (b"a," * 1000 + b"a", "columns"),
        (b"a,b,c\n" + b"1,2\n" * 20 + b"1,2,3\n", "ragged"), (b"a,b,c\n1,2," + b"x" * 100_001, "too_long"),
        (b"a,b,c\n" + b"\r" * 5_000_001, "too_large"),
        (b'a,b,c\n1,2,"' + b"x" * 60_000 + b"\n" + b"x" * 60_000 + b'"\n', "too_long"),
    ],
)  # fmt: skip
def test_what_is_no_report_is_held(text: bytes, rule: str) -> None:
    assert unfit(text)[0] == rule


CELL = st.one_of(
    st.text('ab,;"\n \t', max_size=4),
    st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00\r"), max_size=4),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_what_is_written_is_read_back(rows: list[tuple[str, str, str]], eol: str, quoted: bool) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=eol, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerows([("invoice", "product", "qty"), *rows])
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    try:
        report = read(out.getvalue(), delimiter=",", header_row=1)
    except UnfitReportError as error:
        assert error.rule == "no_rows" and not kept
        return
    found = [row[1:] for row in report.frame.rows() if any(cell.strip() for cell in row[1:])]
    assert found == kept


@settings(max_examples=300, deadline=None)
@given(st.text('ab1,"\n\r ', max_size=60))
def test_polars_and_python_read_every_text_alike(text: str) -> None:
    data = (HEADER + text + "\nI-1,A,1").encode()
    outcomes = []
    for only_careful in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            if only_careful:
                patch.setattr(text_tables, "records_of", lambda *_: None)
            try:
                report = read(data, delimiter=",", header_row=1)
                outcomes.append((report.frame.rows(), [r[::2] for r in report.rejected], dict(report.facts)))
            except UnfitReportError as error:
                outcomes.append(error.rule)
    assert outcomes[0] == outcomes[1]


def test_the_bundled_launchs_reports_are_read_to_the_last_line() -> None:
    folder = Path(__file__).parents[2] / "data" / "launches" / "touring-1000" / "inbox" / "sales_out" / "adventureworks"
    reports = [read_report(path.name, path.read_bytes()) for path in sorted(folder.glob("*.csv"))]
    assert sum(r.frame.height for r in reports) == 57_851
    assert sum(int(units) for r in reports for units in r.frame["Quantity"]) == 204_114
    assert not any(r.rejected for r in reports)
