"""Proposed mappings: what names and cells tell for sure is taken, and what could mean two things is left to a person."""

from __future__ import annotations

import polars as pl
import pytest

from readiness.stages.sales_out.lines import READ_FIELDS
from readiness.stages.sales_out.mapping import ReportMapping, date_pattern, is_date_format
from readiness.stages.sales_out.proposing import DATE_FORMATS, Proposal, based_on, proposed_mapping
from readiness.stages.sales_out.synonyms import DOUBTFUL, MOVEMENT_WORDS, SURE, by_name, folded, key

SURE_COLUMNS = {
    "Invoice No": ["1", "2"], "Invoice Date": ["13/04/2025", "04/05/2025"], "Mfr Part No": ["A", "B"], "Customer No": ["C", "D"],
    "Qty": ["1", "2"], "Net Amount": ["10.50", "1,200.00"],
}  # fmt: skip


def propose(**cells: list[str]) -> Proposal:
    columns = {name: cells.get(name.replace(" ", "_"), values) for name, values in SURE_COLUMNS.items()}
    columns |= {name.replace("_", " "): values for name, values in cells.items() if name.replace("_", " ") not in columns}
    return proposed_mapping(list(columns), pl.DataFrame(columns))


def test_a_report_with_plain_names_needs_nobody() -> None:
    found = propose()
    assert found.ambiguous == ()
    assert (found.mapping.date_format, found.mapping.decimal_mark) == ("%d/%m/%Y", ".")
    assert found.mapping.columns == {
        "document": "Invoice No", "sold_on": "Invoice Date", "product_code": "Mfr Part No", "account_code": "Customer No",
        "quantity": "Qty", "amount": "Net Amount",
    }  # fmt: skip


@pytest.mark.parametrize("days", [["03/04/2025", "11/12/2025"], ["05/05/2025"], ["01.02.25"]])
def test_days_that_are_all_twelve_or_less_are_never_decided_alone(days: list[str]) -> None:
    found = propose(Invoice_Date=(days * 2)[:2])
    assert found.mapping.date_format == ""
    assert "more than one way" in found.ambiguous[0]


def test_days_of_no_format_are_left_to_a_person() -> None:
    assert "in more than one way" in propose(Invoice_Date=["13/04/2025", "04/13/2025"]).ambiguous[0]
    assert "no usual date format" in propose(Invoice_Date=["KW 14", "KW 15"]).ambiguous[0]
    assert "date_format: excel" in propose(Invoice_Date=["40513", "40514.5"]).ambiguous[0]


def test_names_that_stand_twice_and_columns_of_pack_sizes() -> None:
    columns = {"Qty (column 2)": ["1"], "Qty (column 5)": ["2"], "pack": ["12"]}
    found = proposed_mapping(list(columns), pl.DataFrame(columns))
    assert "several columns have one name: 'Qty (column 2)', 'Qty (column 5)'; say which is quantity" in found.ambiguous
    assert "unit_of_measure" not in found.mapping.columns
    assert "unit_of_measure" in proposed_mapping(["pack"], pl.DataFrame({"pack": ["CASE"]})).mapping.columns


def test_dirt_among_the_days_is_not_another_format() -> None:
    sample = pl.DataFrame({"Invoice Date": ["05.03.2024", "16.03.2024", "32.03.2024", "siehe oben"]})
    found = proposed_mapping(sample.columns, sample)
    assert (found.mapping.date_format, [d for d in found.ambiguous if "day" in d]) == ("%d.%m.%Y", [])


@pytest.mark.parametrize("name", ["customer", "date", "sku", "price", "Kunde", "Datum", "Preis", "cliente"])
def test_a_name_that_means_several_things_is_never_believed_alone(name: str) -> None:
    columns = {name: ["1"], "Qty": ["1"], "Net Amount": ["1"]}
    found = proposed_mapping(list(columns), pl.DataFrame(columns))
    assert any(repr(name) in doubt for doubt in found.ambiguous)


@pytest.mark.parametrize(
    ("amounts", "mark", "is_sure"),
    [
        (["1.234,56", "5"], ",", True), (["1,234.56", "5"], ".", True), (["1,5", "2,50"], ",", True),
        (["1.234", "5.678"], ".", False),
        (["5", "6"], ".", True), (["1,50", "1.50"], ".", False), (["(1.234,00)", "3-"], ",", True),
    ],
)  # fmt: skip
def test_the_decimal_mark_shows_in_the_numbers_or_is_asked_for(amounts: list[str], mark: str, is_sure: bool) -> None:
    found = propose(Net_Amount=amounts)
    assert found.mapping.decimal_mark == mark
    assert (found.ambiguous == ()) is is_sure


def test_gtins_and_currencies_show_in_their_cells() -> None:
    found = propose(Code=["4006381333931", "036000291452"], Geld=["EUR", "USD"])
    assert (found.mapping.columns["gtin"], found.mapping.columns["currency"]) == ("Code", "Geld")
    assert "gtin" not in propose(Code=["4006381333932", "036000291453"]).mapping.columns


def test_kinds_of_lines_units_and_signs() -> None:
    found = propose(Line_Type=["Sale", "Return"], UOM=["EA", "CASE"])
    assert found.mapping.movements == {"Sale": "sale", "Return": "return"}
    assert found.mapping.sign == "returns_positive"
    assert found.ambiguous == ("say under units_of_measure how many pieces one 'CASE' is",)
    assert propose(Line_Type=["Sale", "Return"], Qty=["1", "-2"]).mapping.sign == "as_reported"
    assert propose(Line_Type=["Sale", "Zeta"]).ambiguous == ("say under movements what 'Zeta' is",)


def test_names_are_one_however_they_are_written_together() -> None:
    assert {key(n) for n in ("InvoiceDate", "invoice_date", "INVOICEDATE", "Invoice Date")} == {"invoicedate"}


def test_names_are_folded() -> None:
    assert [folded(n) for n in ("ProductKey", "  Stück-Preis ", "N. Fattura", "QTY_SOLD", "Größe")] == [
        "product key", "stuck preis", "n fattura", "qty sold", "grosse",
    ]  # fmt: skip


def test_a_name_has_one_meaning() -> None:
    names = [name for table in (SURE, DOUBTFUL) for names in table.values() for name in names.split("|")]
    assert len(names) == len(set(names))
    assert all(folded(name) == name for name in names)
    assert {*SURE, *DOUBTFUL} <= set(READ_FIELDS)
    assert len(by_name(MOVEMENT_WORDS)) == sum(len(words.split("|")) for words in MOVEMENT_WORDS.values())


def test_every_format_offered_is_a_date_format() -> None:
    assert all(map(is_date_format, DATE_FORMATS))
    assert not any(map(is_date_format, ["", "%d.%m", "%d.%m.%Y %d", "%Y-%m-%q", "%d.%m.%Y%", "%y %Y %m %d"]))
    assert date_pattern("%d.%m.%Y") == r"^[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}$"


def test_what_was_approved_before_holds_as_far_as_the_file_still_has_it() -> None:
    sample = pl.DataFrame(
        {"Inv": ["1"], "Day": ["31.12.2025"], "MPN": ["A"], "Invoice Date": ["31.12.2025"], "Qty": ["1"], "Net Amount": ["2,50"]}
    )
    before = ReportMapping(
        {"document": "Inv", "sold_on": "Day", "product_code": "MPN", "quantity": "Pieces", "amount": "Net Amount"},
        "%d.%m.%Y", ",", approved_by="Ada", keys=("document",),
    )  # fmt: skip
    found = based_on(before, proposed_mapping(sample.columns, sample), sample.columns)
    assert found.mapping.columns == {
        "document": "Inv", "sold_on": "Day", "product_code": "MPN", "amount": "Net Amount", "quantity": "Qty",
    }  # fmt: skip
    assert (found.mapping.approved_by, found.mapping.keys, found.ambiguous) == ("", ("document",), ())
    gone = based_on(before, proposed_mapping(["Inv", "Day"], sample.select("Inv", "Day")), ["Inv", "Day"])
    assert gone.ambiguous == tuple(
        f"the column that was {field}, {name!r}, is gone"
        for field, name in (("product_code", "MPN"), ("quantity", "Pieces"), ("amount", "Net Amount"))
    )
