"""Sales-out lines: every text cell against a reading of it row by row with Decimal; each rule by a line that breaks it alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.stages.sales_out.judging import Judged, judged
from readiness.stages.sales_out.lines import FILE_RULES, RULES, has
from readiness.stages.sales_out.mapping import ReportMapping

TODAY = date(2026, 11, 22)
FIELDS = (
    "document", "document_line", "sold_on", "product_code", "gtin", "partner_sku", "description", "account_code", "account_name",
    "location", "serial", "quantity", "unit_of_measure", "unit_price", "amount", "currency", "movement",
)  # fmt: skip
MAPPING = ReportMapping(
    columns={name: name.upper() for name in FIELDS},
    date_format="%d/%m/%Y",
    units_of_measure={("CASE", ""): 12, ("CASE", "P-9"): 24, ("HALF", ""): 1},
    movements={"Credit": "return", "Sold": "sale", "Count": "stock"},
)
GOOD = {
    "document": "D1", "document_line": "1", "sold_on": "13/04/2025", "product_code": "P-1", "account_code": "A-1",
    "quantity": "2",
    "unit_of_measure": "EA", "amount": "10.50", "currency": "EUR",
}  # fmt: skip


def frame(rows: Sequence[Mapping[str, str]]) -> pl.DataFrame:
    texts = {name.upper(): [row.get(name, "") for row in rows] for name in FIELDS}
    return pl.DataFrame(
        {"row": list(range(2, len(rows) + 2)), **texts}, schema={"row": pl.Int64, **dict.fromkeys(texts, pl.String)}
    )


def judge(*rows: Mapping[str, str], mapping: ReportMapping = MAPPING, **more: Any) -> Judged:
    return judged(frame(rows), (), mapping, "firm", TODAY, **more)


def one(mapping: ReportMapping = MAPPING, **cells: str) -> dict[str, Any]:
    """Return the only line of a report."""
    found = judge({**GOOD, **cells}, mapping=mapping)
    assert found.quarantine.height == 0, found.quarantine["reason"].to_list()
    return found.lines.row(0, named=True)


def broken(mapping: ReportMapping = MAPPING, **cells: str) -> tuple[str, str]:
    """Return the rules one line breaks, and the reason."""
    found = judge({**GOOD, **cells}, {**GOOD, "document": "other"}, mapping=mapping)
    assert found.lines["document"].to_list() == ["other"]
    return found.quarantine["rules"][0], found.quarantine["reason"][0]


def cautions(found: Judged, at: int = 0) -> list[str]:
    return [rule.name for rule in RULES if found.lines.select(has("cautions", rule.name))[at, 0]]


BREAKING: dict[str, dict[str, str]] = {
    "sold_on_blank": {"sold_on": ""},
    "sold_on": {"sold_on": "2025-04-13"},
    "sold_on_range": {"sold_on": "30/11/2026"},
    "product_blank": {"product_code": ""},
    "account_blank": {"account_code": ""},
    "quantity_blank": {"quantity": ""},
    "quantity": {"quantity": "two"},
    "quantity_fraction": {"quantity": "1.5"},
    "quantity_large": {"quantity": "1000000000000"},
    "unit_of_measure": {"unit_of_measure": "PALLET"},
    "unit_price": {"unit_price": "1,2,3"},
    "amount": {"amount": "12€"},
    "amount_blank": {"amount": ""},
    "amount_large": {"amount": "1000000000000000"},
    "currency": {"currency": "XQX"},
    "movement": {"movement": "???"},
    "gtin_alone": {"product_code": "", "gtin": "4006381333932"},
    "text_long": {"description": "x" * 501},
    "cell_error": {"product_code": "#N/A"},
    "sign": {"movement": "Credit"},
    "negative_price": {"amount": "-10.50"},
    "total_row": {"sold_on": "", "document": "Grand total"},
    "fee": {"product_code": "Shipping & Handling"},
}


@pytest.mark.parametrize("rule", BREAKING)
def test_each_fault_keeps_its_line_out_and_says_why(rule: str) -> None:
    rules, reason = broken(**BREAKING[rule])
    assert rules == rule
    assert reason
    assert "{" not in reason


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#NAME?", "#DIV/0!", "#NV", "#WERT!", "#ÜBERLAUF!"])
@pytest.mark.parametrize("field", ["document", "product_code", "account_code", "location"])
def test_an_error_of_a_spreadsheet_is_no_code(field: str, text: str) -> None:
    assert broken(**{field: text})[0] == "cell_error"


@pytest.mark.parametrize("text", ["CARRIAGE", "Bank Charges", "Shipping & Handling"])
def test_a_fee_is_told_by_its_words(text: str) -> None:
    assert broken(description=text)[0] == "fee"


@pytest.mark.parametrize("text", ["#12", "N/A", "#1 Store", "#NVX"])
def test_what_only_looks_like_an_error_is_a_code(text: str) -> None:
    assert one(product_code=text)["product_code"] == text


@pytest.mark.parametrize("text", ["45760", "45760.75", "45760,75"])
def test_the_numbers_a_spreadsheet_counts_days_by(text: str) -> None:
    """Day 45,760 is 13 April 2025: 1 January 2025 is 45,658."""
    assert one(replace(MAPPING, date_format="excel"), sold_on=text)["sold_on"] == date(2025, 4, 13)


def test_every_rule_has_a_line_that_breaks_it() -> None:
    others = {"key_twice", *(rule.name for rule in RULES if rule.is_caution)}
    assert {rule.name for rule in RULES} == set(BREAKING) | others
    assert len(RULES) <= 64
    assert {rule.level for rule in (*RULES, *FILE_RULES)} == {"file", "field", "transaction"}


def test_a_reason_shows_the_partners_column_and_text() -> None:
    assert broken(sold_on="31/02/2025")[1] == "SOLD_ON '31/02/2025' is not a day written like 23/11/2019"


@pytest.mark.parametrize(
    ("cells", "caution"),
    [
        ({"gtin": "123"}, "gtin_form"),
        ({"gtin": "4006381333932"}, "gtin_check"),
        ({"currency": ""}, "currency_missing"),
        ({"unit_price": "5.00"}, "price_disagrees"),
        ({"amount": "0"}, "zero_price"),
        ({"quantity": "0", "amount": "0"}, "zero_quantity"),
    ],
)
def test_a_caution_is_counted_and_the_line_taken(cells: dict[str, str], caution: str) -> None:
    found = judge({**GOOD, **cells})
    assert cautions(found) == [caution]
    assert found.cautions == {caution: 1}


def test_a_quantity_far_from_what_is_usual_for_its_product_is_a_caution() -> None:
    usual = [{**GOOD, "document": str(n)} for n in range(5)]
    found = judge(*usual, {**GOOD, "document": "x", "quantity": "201"}, {**GOOD, "document": "y", "quantity": "200"})
    assert [cautions(found, at) for at in (5, 6)] == [["unusual_quantity"], []]


def test_lines_outside_the_stated_period_are_cautions_and_most_of_them_hold_the_file() -> None:
    inside = {**GOOD, "document": "in", "sold_on": "01/05/2025"}
    found = judge(GOOD, inside, period=(date(2025, 5, 1), date(2025, 5, 31)))
    assert [cautions(found, at) for at in (0, 1)] == [["outside_period"], []]
    assert not found.held
    found = judge(GOOD, period=(date(2025, 5, 1), date(2025, 5, 31)))
    assert [fault.rule for fault in found.held] == ["wrong_period"]


def test_a_file_of_which_most_rows_are_faulty_is_held() -> None:
    bad = {**GOOD, "sold_on": "x"}
    assert [fault.rule for fault in judge(GOOD, bad, bad).held] == ["mostly_faulty"]
    assert [fault.rule for fault in judge(bad).held] == ["nothing_new"]
    assert not judge(GOOD, bad).held


def test_a_file_without_a_column_of_its_mapping_is_held_and_says_its_likely_new_name() -> None:
    raw = frame([GOOD]).rename({"QUANTITY": "Quantity sold"})
    found = judged(raw, (), MAPPING, "firm", TODAY)
    assert [(f.rule, f.what) for f in found.held] == [
        ("wrong_columns", "column 'QUANTITY', which is read as quantity, is not in the file; 'Quantity sold' may be its new name")
    ]
    assert (found.lines.height, found.quarantine.height, found.rows_in) == (0, 1, 1)


def test_a_column_nobody_has_seen_holds_the_file_where_the_mapping_lists_them() -> None:
    mapping = replace(MAPPING, known_columns=tuple(MAPPING.columns.values()))
    found = judged(frame([GOOD]).with_columns(pl.lit("9").alias("Rebate")), (), mapping, "firm", TODAY)
    assert [f.what for f in found.held] == ["1 column the mapping has not seen before: 'Rebate'"]
    assert found.lines.height == 1


def test_a_day_is_read_by_the_format_whatever_stands_in_the_first_row() -> None:
    found = judge({**GOOD, "sold_on": "13/04/2025"}, {**GOOD, "document": "2", "sold_on": "04/05/2025"})
    assert found.lines["sold_on"].to_list() == [date(2025, 4, 13), date(2025, 5, 4)]


def test_a_workbooks_days_may_be_iso_and_a_texts_may_not() -> None:
    row = {**GOOD, "sold_on": "2025-04-13T00:00:00"}
    assert judge(row).quarantine["rules"].to_list() == ["sold_on"]
    assert judge(row, iso_days=True).lines["sold_on"].to_list() == [date(2025, 4, 13)]


@pytest.mark.parametrize(
    ("day", "rule"),
    [("31/12/1999", "sold_on_range"), ("01/01/2000", ""), ("29/11/2026", ""), ("30/11/2026", "sold_on_range"), ("1/2/2025", ""),
     ("01/02/25", "sold_on"), ("01/02/+2025", "sold_on"), ("01/02/2025 ", ""), ("29/02/2025", "sold_on"), ("29/02/2024", "")],
)  # fmt: skip
def test_days_from_2000_to_a_week_ahead(day: str, rule: str) -> None:
    found = judge({**GOOD, "sold_on": day})
    assert found.quarantine["rules"].to_list() == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("cells", "units"),
    [({"quantity": "(3)", "amount": "-1"}, -3), ({"quantity": "3-", "amount": "-1"}, -3), ({"quantity": "1,000"}, 1000),
     ({"quantity": "2.0"}, 2), ({"quantity": "2", "unit_of_measure": "case"}, 24),
     ({"quantity": "2", "unit_of_measure": "DZ"}, 24),
     ({"quantity": "0.5", "unit_of_measure": "CASE"}, 6),
     ({"quantity": "1", "unit_of_measure": "CASE", "product_code": "P-9"}, 24)],
)  # fmt: skip
def test_quantities_become_base_units(cells: dict[str, str], units: int) -> None:
    assert one(**cells)["units"] == units


def test_a_blank_unit_beside_lines_that_name_one_is_in_doubt() -> None:
    found = judge(GOOD, {**GOOD, "document": "2", "unit_of_measure": ""})
    assert found.quarantine["rules"].to_list() == ["unit_of_measure"]


@pytest.mark.parametrize(
    ("currency", "amount", "minor"),
    [("EUR", "0.005", 0), ("EUR", "0.015", 2), ("EUR", "0.025", 2), ("EUR", "0.0250000001", 3), ("EUR", "-0.015", -2),
     ("JPY", "2.5", 2), ("JPY", "3.5", 4), ("KWD", "1.2345", 1234), ("KWD", "1.2355", 1236),
     ("EUR", "101.31000000000002", 10131), ("KWD", "999999999999999.999", 999999999999999999),
     ("EUR", "1,234,567.89", 123456789)],
)  # fmt: skip
def test_money_is_whole_minor_units_of_its_currency_halves_to_even(currency: str, amount: str, minor: int) -> None:
    sign = "-2" if minor < 0 else "2"
    assert one(currency=currency, amount=amount, quantity=sign)["amount_minor"] == minor


@settings(max_examples=60, deadline=None)
@given(
    st.decimals(0, 10**9, places=6), st.integers(-(10**6), 10**6), st.sampled_from(["EUR", "JPY", "KWD"]),
)  # fmt: skip
def test_an_amount_not_given_is_price_times_quantity_rounded_once(price: Decimal, quantity: int, currency: str) -> None:
    exponent = {"EUR": 2, "JPY": 0, "KWD": 3}[currency]
    expected = int((price * quantity).scaleb(exponent).quantize(Decimal(1), ROUND_HALF_EVEN))
    line = one(amount="", unit_price=f"{price:f}", quantity=str(quantity), currency=currency)
    assert line["amount_minor"] == expected


@pytest.mark.parametrize(
    ("sign", "cells", "expected"),
    [
        ("as_reported", {"movement": "Credit", "quantity": "-2", "amount": "-10"}, ("return", -2, -1000)),
        ("as_reported", {"quantity": "-2", "amount": "-10"}, ("return", -2, -1000)),
        ("returns_positive", {"movement": "Credit", "quantity": "2", "amount": "10"}, ("return", -2, -1000)),
        ("returns_positive", {"movement": "Credit", "quantity": "2", "amount": "-10"}, ("return", -2, -1000)),
        ("returns_positive", {"movement": "Sold", "quantity": "-2", "amount": "-10"}, ("return", -2, -1000)),
        ("by_movement", {"movement": "Credit", "quantity": "-2", "amount": "10"}, ("return", -2, -1000)),
        ("by_movement", {"movement": "sold ", "quantity": "-2", "amount": "-10"}, ("sale", 2, 1000)),
        ("as_reported", {"movement": "Count", "quantity": "7", "amount": "", "account_code": ""}, ("stock", 7, 0)),
    ],
)
def test_the_sign_rule_of_the_mapping_decides_what_a_return_is(
    sign: str, cells: dict[str, str], expected: tuple[Any, ...]
) -> None:
    line = one(mapping=replace(MAPPING, sign=sign), **cells)
    assert (line["movement"], line["units"], line["amount_minor"]) == expected


@pytest.mark.parametrize(
    ("code", "padded"),
    [("4006381333931", "04006381333931"), ("036000291452", "00036000291452"), ("73513537", "00000073513537"),
     ("10614141000415", "10614141000415"), ("4006 3813-33931", "04006381333931")],
)  # fmt: skip
def test_gtins_of_every_length_become_14_digits(code: str, padded: str) -> None:
    """Published examples of GS1: EAN-13, UPC-A, EAN-8 and GTIN-14."""
    found = judge({**GOOD, "gtin": code})
    assert found.lines["gtin"].to_list() == [padded]
    assert found.cautions == {}


def test_text_is_trimmed_of_spaces_controls_and_marks_nobody_sees() -> None:
    assert one(product_code=" P\u200b-1\ufeff ", account_name="Main\r\nStreet\t5")["account_name"] == "Main Street 5"
    assert one(product_code=" P\u200b-1\ufeff ")["product_code"] == "P-1"


def test_a_product_and_a_customer_named_total_are_no_totals() -> None:
    assert one(description="Total Cleaner", account_name="Total Energies", product_code="TOTAL-5")["units"] == 2


CELLS = {
    "document": ["D1", "", "Total"], "document_line": ["1", "2", ""],
    "sold_on": ["01/02/2025", "31/02/2025", "", "Total", "1/1/1990"],
    "product_code": ["P1", "", "FREIGHT"], "gtin": ["", "4006381333931", "4006381333932", "x"], "account_code": ["A1", ""],
    "serial": ["", "S1"], "quantity": ["1", "-1", "(2)", "1.5", "", "x", "1e5", "0"], "unit_of_measure": ["", "EA", "CASE", "??"],
    "unit_price": ["", "1.25", "x"], "amount": ["", "1", "-1", "x", "9" * 30], "currency": ["", "EUR", "xx"],
    "movement": ["", "Credit", "Sold", "Count", "no_sales", "?"],
}  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CELLS.items()}), max_size=12))
def test_no_row_is_ever_lost_and_no_taken_line_has_a_gap(rows: list[dict[str, str]]) -> None:
    found = judge(*rows)
    assert found.rows_in == len(rows)
    taken = [*found.lines["row"], *found.duplicates["row"], *found.quarantine["row"]]
    assert sorted(taken) == list(range(2, len(rows) + 2))
    assert found.lines.null_count().sum_horizontal().sum() == 0
    assert found.lines["line_key"].n_unique() == found.lines.height
    assert all(found.quarantine["reason"])


def test_a_report_without_any_money_counts_units_and_says_so() -> None:
    bare = {**GOOD, "amount": ""}
    found = judge(bare, {**bare, "document": "D2"})
    assert found.quarantine.is_empty()
    assert found.lines.select("units", "amount_minor").rows() == [(2, 0), (2, 0)]
    assert found.cautions["unpriced"] == 2
    mixed = judge(bare, {**GOOD, "document": "D2"})
    assert (mixed.lines.height, mixed.quarantine["rules"].to_list()) == (1, ["amount_blank"])
