"""Sales-out files: what partners send, with their marks for days, decimals and thousands; a doubtful line waits with a reason."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from readiness.adapters.input_tables import Problems
from readiness.adapters.sales_out_files import UNMAPPED, ReportMapping, read_mapping, read_report
from readiness.settings import ROOT
from readiness.stages.sales_out import Quarantined, ReportedLine
from readiness.vocabulary import Partner

FIRM = Partner("firm", "Firm", ("shops",), "EUR")
HEADER = "invoice no,order date,product id,account id,rep id,quantity,amount"


def read(
    data: bytes | str, mapping: ReportMapping = UNMAPPED, partner: Partner = FIRM
) -> tuple[list[ReportedLine], list[Quarantined]]:
    return read_report(partner, "r.csv", data.encode() if isinstance(data, str) else data, mapping)


def mapped(**kwargs: Any) -> ReportMapping:
    columns = {"sold_on": "Tag", "product_id": "Art", "account_id": "Kunde", "units": "Menge", "amount": "Betrag"}
    given_as = {"delimiter": ";", "encoding": "utf-8-sig", "date_formats": ("%d.%m.%Y",), "decimal_mark": ",", "columns": columns}
    return ReportMapping(**{**given_as, **kwargs})


def amount(text: str, mark: str = ",") -> int | str:
    """Return the minor units an amount is read as, or why not."""
    lines, held = read(f"Tag;Art;Kunde;Menge;Betrag\n31.12.2023;A;K;1;{text}\n", mapped(decimal_mark=mark))
    return lines[0].amount_minor if lines else held[0].column


@pytest.mark.parametrize(
    ("text", "mark", "minor"),
    [
        ("12,5", ",", 1250), ("12.5", ".", 1250), ("1.234,56", ",", 123456), ("1,234.56", ".", 123456), ("1.234.567",
        ",", 123456700),
        ("1 234,5", ",", 123450), ("1\u00a0234,5", ",", 123450), ("1\u202f234,5", ",", 123450), ("1'234.50", ".", 123450),
        ("1’234.50", ".", 123450), ("(12,5)", ",", -1250), ("12,5-", ",", -1250), ("-12,5", ",", -1250), ("+12,5", ",", 1250),
        ("( 1.000,00 )", ",", -100000), (",5", ",", 50), ("12,", ",", 1200), ("0", ",", 0), ("0,005", ",", 0), ("0,015", ",", 2),
        ("007", ",", 700), ("999999999999999", ",", 99999999999999900),
    ],
)  # fmt: skip
def test_an_amount_is_read_with_the_partners_marks(text: str, mark: str, minor: int) -> None:
    assert amount(text, mark) == minor


@pytest.mark.parametrize(
    "text",
    ["12.5", "1.23.4", "1,2,3", "12.34,5", "(12,5", "12,5)", "-(5)", "(-5)", "-5-", "--5", "5 5", "1 23,5", "1e5", "NaN",
    "Infinity",
     "-", "()", "12€", "0x1", "1_000", "٣", "9999999999999999", "1.234 567,0"],
)  # fmt: skip
def test_an_amount_that_could_mean_two_things_waits(text: str) -> None:
    assert amount(text) == "amount"


@settings(max_examples=200, deadline=None)
@given(
    st.decimals(Decimal(-(10**12)), Decimal(10**12), places=2),
    st.sampled_from([".", ","]),
    st.sampled_from(["", "thousands", " ", "'"]),
)
def test_every_amount_that_was_printed_is_read_back(number: Decimal, mark: str, part: str) -> None:
    other = "," if mark == "." else "."
    text = f"{number:,.2f}" if part else f"{number:.2f}"
    separator = other if part == "thousands" else part
    printed = text.replace(",", "\0").replace(".", mark).replace("\0", separator)
    assert amount(printed, mark) == int(number * 100)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=12).filter(lambda t: not set(t) & set(';"\n\r\0')))
def test_no_text_of_a_cell_is_a_crash(text: str) -> None:
    found = amount(text)
    assert found == "amount" or isinstance(found, int) or found == ""


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ("2024-02-30,K,A,r,1,1", "sold_on"), ("30/02/2024,K,A,r,1,1", "sold_on"), ("0001-01-01,K,A,r,1,1", "sold_on"),
        (",K,A,r,1,1", "sold_on"), ("2024-01-02,,A,r,1,1", "product_id"), ("2024-01-02,K,,r,1,1", "account_id"),
        ("2024-01-02,K,A,r,,1", "units"), ("2024-01-02,K,A,r,1,", "amount"), ("2024-01-02,K,A,r,1.5,1", "units"),
        ("2024-01-02,K,A,r,two,1", "units"), ("2024-01-02,K,A,r,1,1,1", ""), ("2024-01-02,K", "account_id"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_waits_with_its_row_column_and_raw_text(cells: str, column: str) -> None:
    lines, held = read(f"{HEADER}\nD1,2024-01-01,K,A,r,1,2.50\n\nD2,{cells}\n")
    assert [(x.row, x.document, x.sold_on, x.units, x.amount_minor, x.currency) for x in lines] == [
        (2, "D1", date(2024, 1, 1), 1, 250, "EUR")
    ]
    assert [(q.row, q.column) for q in held] == [(4, column)]
    assert held[0].raw.startswith("D2|")
    assert held[0].reason


def test_headers_are_known_in_any_spelling_and_a_currency_of_a_line_goes_before_the_partners() -> None:
    lines, held = read(
        "Invoice_No|OrderDate|MPN|Customer ID|Qty|Net Amount|Currency\nD|2024/01/02|K|A|2|1000|JPY\nD|2024/01/02|K|A|2|3|eur\n"
    )
    assert held == []
    assert [(x.amount_minor, x.currency) for x in lines] == [(1000, "JPY"), (300, "EUR")]
    assert read("order date,mpn,customer id,qty,net amount,currency\n2024-01-02,K,A,1,1,Euros\n")[1][0].column == "currency"


@pytest.mark.parametrize(
    ("data", "mapping", "column", "words"),
    [
        ("", UNMAPPED, "", "the file is empty"),
        ("\n\n", UNMAPPED, "", "the file is empty"),
        ("date,customer,sku,qty,price\n1,2,3,4,5\n", UNMAPPED, "sold_on", "mapping.yaml"),
        ("order date,order date,mpn,customer id,qty,amount\n", UNMAPPED, "sold_on", "sold_on"),
        ("Tag;Art;Kunde;Menge\n", mapped(), "amount", "'Betrag' of mapping.yaml is not in the header"),
        ("Tag;Tag;Art;Kunde;Menge;Betrag\n", mapped(), "sold_on", "more than once"),
        (b"Tag;Art;Kunde;Menge;Betrag\n\xff\xfe", mapped(), "", "is not text in utf-8-sig"),
        (b"a\x00b", UNMAPPED, "", "NUL"),
        (f'{HEADER}\nD,"2024-01-01,K,A,r,1,1\nD,2024-01-01,K,A,r,1,1\n', UNMAPPED, "", "quotation mark"),
        (b"PK\x03\x04 not a workbook", UNMAPPED, "", "workbook"),
        (b"PK\x05\x06" + b"\x00" * 18, UNMAPPED, "", "workbook"),
    ],
)
def test_a_file_that_does_not_fit_is_held_as_a_whole(data: bytes | str, mapping: ReportMapping, column: str, words: str) -> None:
    lines, held = read(data, mapping)
    assert lines == []
    assert [(q.row, q.column) for q in held] == [(0, column)]
    assert words in held[0].reason


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("mark", [".", ","])
def test_a_workbooks_own_numbers_and_days_need_no_marks(mark: str) -> None:
    day = datetime(2023, 12, 31)  # noqa: DTZ001 - a spreadsheet's day has no zone
    data = workbook(
        ["Tag", "Art", "Kunde", "Menge", "Betrag"], [day, 561, 12.0, 3, 1234.125], [], ["31.12.2023", "K", "A", -1, -0.5]
    )
    lines, held = read(data, mapped(decimal_mark=mark))
    assert held == []
    assert [(x.row, x.sold_on, x.product_id, x.account_id, x.units, x.amount_minor) for x in lines] == [
        (2, day.date(), "561", "12", 3, 123412), (4, day.date(), "K", "A", -1, -50),
    ]  # fmt: skip


MAPPING = "columns: {sold_on: Tag, product_id: Art, account_id: Kunde, units: Menge, amount: Betrag}\n"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("delimiter: ';;'\n", [(1, "delimiter")]),
        ("delimiter: a\n", [(1, "delimiter")]),
        ("date_format: dd.mm.yyyy\n", [(1, "date_format")]),
        ("date_format: '%d.%m'\n", [(1, "date_format")]),
        ("date_format: '%Q'\n", [(1, "date_format")]),
        ("encoding: klingon\n", [(1, "encoding")]),
        ("encoding: hex\n", [(1, "encoding")]),
        ("decimal_mark: ';'\ndelimeter: ';'\n", [(1, "decimal_mark"), (2, "delimeter")]),
    ],
)
def test_a_mapping_with_faults_names_each_line(text: str, places: list[tuple[int, str]]) -> None:
    problems = Problems()
    assert read_mapping("mapping.yaml", (text + MAPPING).encode(), problems) is None
    assert [(p.row, p.column) for p in problems.found] == places


def test_a_mapping_of_two_columns_to_one_header_or_without_a_needed_one_is_refused() -> None:
    for text, column in ((MAPPING.replace("Betrag", "Menge"), "columns.amount"), (MAPPING.replace(", amount: Betrag",
    ""), "columns.amount"),
                         (MAPPING.replace("Betrag", "''"), "columns.amount"), ("date_format: '%Y'", "columns")):  # fmt: skip
        problems = Problems()
        assert read_mapping("mapping.yaml", text.encode(), problems) is None
        assert problems.found[-1].column in (column, "date_format")


def test_a_good_mapping_reads_a_report_in_another_encoding() -> None:
    problems = Problems()
    text = "delimiter: tab\nencoding: cp1252\ndate_format: '%d.%m.%y'\ndecimal_mark: ','\n" + MAPPING.replace("Kunde", "Käufer")
    mapping = read_mapping("mapping.yaml", text.encode(), problems)
    assert problems.found == []
    assert mapping is not None
    data = "Tag\tArt\tKäufer\tMenge\tBetrag\n01.02.24\tK\tCafé\t2\t1.000,50\n".encode("cp1252")
    (line,), held = read(data, mapping)
    assert (line.sold_on, line.account_id, line.amount_minor, held) == (date(2024, 2, 1), "Café", 100050, [])


def test_the_bundled_reports_read_to_their_published_totals() -> None:
    folder = ROOT / "data" / "launches" / "touring-1000" / "inbox" / "sales_out" / "adventureworks"
    problems = Problems()
    mapping = read_mapping("mapping.yaml", (folder / "mapping.yaml").read_bytes(), problems)
    assert mapping is not None
    lines: list[ReportedLine] = []
    for path in sorted(folder.glob("*.csv")):
        found, held = read_report(Partner("adventureworks", "", (), "USD"), path.name, path.read_bytes(), mapping)
        assert held == []
        lines += found
    assert (len(lines), sum(x.amount_minor for x in lines), sum(x.units for x in lines)) == (57_851, 7_754_857_020, 204_114)
    assert min(x.sold_on for x in lines) < max(x.sold_on for x in lines) < datetime.now(UTC).date()
