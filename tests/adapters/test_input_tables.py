"""Input tables: a table as people save it is read; what is wrong with it is said once, by row and column."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.adapters.input_columns import Column, id_column, money_column, text_column
from readiness.adapters.input_ids import ANY_ID, KnownIds, also_in, either, unknown_id_problems, unknown_ids
from readiness.adapters.input_tables import BadValueError, Problems, read_table
from readiness.adapters.input_values import decimal_value, list_value

COLUMNS = [
    id_column("id"),
    text_column("name"),
    money_column("price", blank=True, default=None),
    text_column("note", optional=True),
]


def read(
    text: str | bytes, columns: list[Column] = COLUMNS, key: str = "id"
) -> tuple[list[tuple[int, dict[str, object]]], list[str]]:
    problems = Problems()
    data = text if isinstance(text, bytes) else text.encode()
    rows = read_table("t.csv", data, columns, problems, key=key)
    return [(r.row, dict(r.values)) for r in rows], [f"{p.row}:{p.column}: {p.what}" for p in problems.found]


def test_rows_keep_the_numbers_a_spreadsheet_shows() -> None:
    text = '# made by hand\n\nid,name,price\na,"two\nlines",1.5\n\n b , spaces ,\n'
    rows, found = read(text)
    assert found == []
    assert [r for r, _ in rows] == [4, 6]  # a comment, a blank, the header, a, a blank, b: line breaks in quotes make no row
    assert [v["name"] for _, v in rows] == ["two\nlines", "spaces"]
    assert [v["price"] for _, v in rows] == [decimal_value()("1.5"), None]
    assert [v["note"] for _, v in rows] == ["", ""]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_do_not_matter(ends: str, mark: bytes) -> None:
    rows, found = read(mark + ends.join(["id,name,price", "a,x,1", "b,y,2", ""]).encode())
    assert found == []
    assert [(r, v["id"]) for r, v in rows] == [(2, "a"), (3, "b")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "0:: the file is empty"),
        ("# only a comment\n", "0:: the file is empty"),
        ("id,nmae,price\na,x,1\n", "1:nmae: unknown column"),
        ("ID,name,price\na,x,1\n", "1:ID: unknown column"),
        ("id,name\na,x\n", "1:price: the column is missing"),
        ("id,name,price,name\na,x,1,y\n", "1:name: the column stands twice"),
        ("id,name,price,colour\na,x,1,red\n", "1:colour: unknown column"),
        ("id,,name,price\na,,x,1\n", "1:(blank): a column without a name"),
        ("id;name;price\na;x;1\n", "1:: the columns are divided by semicolons"),
        ("id\tname\tprice\na\tx\t1\n", "1:: the columns are divided by tabs"),
        ("id,name,price\na,,1\n", "2:name: blank"),
        ("id,name,price\n,x,1\n", "2:id: blank"),
        ("id,name,price\na,x,1,5,6\n", "2:: 5 cells"),
        ("id,name,price\na,x, y,1\n", "2:name: the cells stand one to the right, most likely by a comma inside 'x, y'"),
        ("id,name,price\na,x,y\n", "2:price: 'y' is not a number that can be read"),
        ("id,name,price\na\n", "2:name: blank"),
        ("id,name,price\na,x,1\na,y,2\n", "3:id: 'a' is already used in row 2"),
        ("id,name,price\na,x,1,5,6\na,x,1\n", "2:: 5 cells|3:id: 'a' is already used in row 2"),
        ('id,name,price\na,"x,1\nb,y,2\n', "2:: a quotation mark is opened and not closed"),
        ('id,name,price\na,"x"y,1\n', "2:: a quotation mark is opened and not closed"),
        ("id,name,price\na,x\x07,1\n", "2:: an invisible control character (0x07)"),
        ("id,name,price\na,x\x00,1\n", "2:: an invisible control character (0x00)"),
        ("id,name,price\na,x,1\n" + "b," + "y" * 200_000 + ",1\n", "3:: a cell is longer than 131,072 characters"),
        ("id,name,price\na," + "y" * 5000 + ",1\n", "2:name: '" + "y" * 60 + "'... has 5,000 characters; at most 200 fit"),
    ],
)
def test_each_fault_of_a_table_is_said_once(text: str, problem: str) -> None:
    assert read(text)[1] == problem.split("|")


@pytest.mark.parametrize(("data", "row"), [(b"id,name,price\na,Caf\xe9,1\n", 2), ("id,name,price\n".encode("utf-16"), 1)])
def test_a_file_in_another_encoding_is_named_by_its_first_such_row(data: bytes, row: int) -> None:
    (found,) = read(data)[1]
    assert found.startswith(f"{row}:: a character is not saved as UTF-8")


def test_a_table_saved_with_blank_columns_and_rows_behind_it_is_read() -> None:
    rows, found = read("id,name,price,,\na,x,1,,\n,,,,\nb,y,,,\n")
    assert found == []
    assert [r for r, _ in rows] == [2, 4]


def test_a_header_only_is_no_row_and_no_problem() -> None:
    assert read("id,name,price\n") == ([], [])


def test_cells_are_checked_even_where_the_header_is_wrong() -> None:
    found = read("id,nmae,price\na,x,1,5,6\nb b,x,cheap\n")[1]
    assert found == [
        "1:nmae: unknown column",
        "2:: 5 cells",
        "3:id: 'b b' cannot be an id",
        "3:price: 'cheap' is not a number that can be read",
    ]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(lambda t: t.strip()),
            st.decimals(0, 10**9, places=2),
        ),
        max_size=8,
    )
)
def test_what_a_csv_writer_wrote_is_read_back(rows: list[tuple[str, object]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("id", "name", "price"), *((f"i{n}", name, price) for n, (name, price) in enumerate(rows))])
    read_rows, found = read(out.getvalue())
    assert found == []
    assert [(v["name"], v["price"]) for _, v in read_rows] == [(name.strip(), price) for name, price in rows]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=80))
def test_no_bytes_are_a_crash(data: bytes) -> None:
    rows, found = read(b"id,name,price\n" + data)
    assert all(p for p in found)
    assert len({v["id"] for _, v in rows}) == len(rows)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1_000", "1,5", "1 000", "٣", "", "1e99", "9" * 25, "0x1", "1e", ".", "--1"])
def test_a_number_that_could_be_misread_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        decimal_value()(text)


@pytest.mark.parametrize(("text", "number"), [("1e5", 100000), ("-.5", -0.5), ("+7.", 7), ("007", 7), ("0.10", 0.1)])
def test_a_number_is_read_however_a_program_writes_it(text: str, number: float) -> None:
    assert float(decimal_value()(text)) == number


# Ids that are used elsewhere

USES = [Column("ref", list_value, "an id of t.csv", known=KnownIds({"a1", "b2"}))]


def test_an_unknown_id_is_said_once_with_the_other_rows_it_stands_in() -> None:
    found = read("ref\na1;b2\nc9;c9\nc9\nc9\na1;d\n", USES, key="")[1]
    assert found == ["3:ref: 'c9' is unknown (also in rows 4, 5)", "6:ref: 'd' is unknown"]


def test_ids_of_rows_with_faults_are_known_and_those_of_broken_files_are_not_asked_for() -> None:
    problems = Problems()
    read_table("t.csv", b"id,name,price\na,x,cheap\nb,y,1,1\nc,z,1\n", COLUMNS, problems, key="id")
    assert problems.ids["t.csv"] == {"a", "b", "c"}
    broken = Problems()
    read_table("t.csv", b'id,name,price\na,"x,1\n', COLUMNS, broken, key="id")
    assert broken.in_column("t.csv", "id") is ANY_ID
    assert "anything" in ANY_ID


def test_an_id_that_a_faulty_row_must_have_meant_is_not_unknown() -> None:
    assert unknown_ids(["R01", "R02"], KnownIds({"R02"}, lost=["R 01"])) == []
    assert unknown_ids(["R01", "R02"], KnownIds({"R02"}, lost=[""])) == []
    assert unknown_ids(["R01", "R02"], KnownIds({"R02"}, twice=["R02"])) == []
    assert unknown_ids(["R01", "zzz"], KnownIds(lost=["R 01"])) == ["zzz"]
    assert unknown_ids(["R01", "zzz"], KnownIds(lost=[""])) == ["R01", "zzz"]
    assert unknown_ids(["zzz"], KnownIds({"R02"}, twice=["R02"])) == ["zzz"]
    assert unknown_ids(["zzz"], {"R02"}) == ["zzz"]


def test_ids_of_two_files_are_known_together_unless_one_could_not_be_read() -> None:
    both = either(KnownIds({"a"}, lost=["x"]), KnownIds({"b"}, twice=["y"]))
    assert (both, both.lost, both.twice) == ({"a", "b"}, ("x",), ("y",))
    assert either(KnownIds({"a"}), ANY_ID) is ANY_ID


def test_the_nearest_known_id_is_offered_and_rows_are_counted() -> None:
    (problem,) = unknown_id_problems("t.csv", "ref", [(3, "tourign"), (9, "tourign")], KnownIds({"touring", "road"}), "a segment")
    assert str(problem) == "t.csv:3:ref: 'tourign' is unknown (also in row 9); expected a segment (did you mean touring?)"
    assert also_in([1, 2, 3, 4, 5, 6, 7]) == " (also in rows 2, 3, 4 and 3 more)"
    assert also_in([4, 4]) == ""
