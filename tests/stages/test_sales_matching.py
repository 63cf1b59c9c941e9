"""Matching codes: products by number only, accounts by name and place, each code once, and lines in their order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.stages.sales_out.judging import KEYED_SCHEMA
from readiness.stages.sales_out.mapping import ReportMapping
from readiness.stages.sales_out.matching.accounts import AccountCode, account_matches
from readiness.stages.sales_out.matching.known import ACCOUNT_SCHEMA, PRODUCT_SCHEMA, CodeMatch, Decision, Masters
from readiness.stages.sales_out.matching.matched import Matched, matched
from readiness.stages.sales_out.matching.names import firm_name, postal_word
from readiness.stages.sales_out.matching.products import ProductCode, gtin_14, product_matches

PRODUCTS = [
    ("P1", "GTX Pro", "4006381333931", "GTX Pro drill"), ("P2", "GTX-Plus", "", "GTX Plus drill"), ("P3", "AB 1", "", "Saw"),
    ("P4", "A-B1", "96385074", "Saw, small"),
]  # fmt: skip
ACCOUNTS = [
    ("1", "Fabrikam Manufacturing, Inc.", "firm", "12 Oak Street", "Springfield", "IL", "62701", "US", "T1"),
    ("2", "Fabrikam Manufacturing", "firm", "4 Hill Road", "Portland", "OR", "97201", "US", "T2"),
    ("3", "Northwind Traders", "", "", "", "", "", "", "T1"),
    ("4", "Contoso Bakery", "other", "1 Main Street", "Salem", "OR", "97301", "US", "T2"),
    ("5", "Müller & Söhne GmbH", "firm", "Hauptstraße 5", "Köln", "", "50667", "DE", "T3"),
]
MASTERS = Masters(
    "firm", pl.DataFrame(PRODUCTS, PRODUCT_SCHEMA, orient="row"), pl.DataFrame(ACCOUNTS, ACCOUNT_SCHEMA, orient="row"),
    is_whole_catalogue=True,
)  # fmt: skip
MAPPING = ReportMapping(columns={})


def product(code: str, *, gtin: str = "", text: str = "", masters: Masters = MASTERS) -> CodeMatch:
    codes = [ProductCode(code, (code,), (gtin,) if gtin else (), (text,) if text else ())]
    return product_matches(codes, masters)[0]


def account(name: str, *place: str, code: str = "") -> CodeMatch:
    full = (*place, *[""] * (5 - len(place)))
    return account_matches([AccountCode(code or name, code, name, full)], MASTERS)[0]


def ids(match: CodeMatch) -> list[str]:
    return [c.known_id for c in match.candidates]


def test_a_product_is_known_by_its_number_then_its_gtin_then_its_number_without_case_spaces_and_dashes() -> None:
    assert (product("GTX Pro").known_id, product("GTX Pro").how) == ("P1", "mpn")
    assert (product("P3").known_id, product("P3").how) == ("P3", "mpn")
    found = product("our 77", gtin="04006381333931")
    assert (found.known_id, found.how) == ("P1", "gtin")
    for code in ("GTXPro", "gtx-pro", "GTX\u2011PRO", "gtx_ pro"):
        assert (product(code).known_id, product(code).how) == ("P1", "folded_mpn"), code


def test_a_number_that_went_through_a_table_of_decimals_is_known() -> None:
    masters = replace(MASTERS, products=pl.DataFrame([("561", "", "", "Bike")], PRODUCT_SCHEMA, orient="row"))
    assert (product("561.0", masters=masters).known_id, product("561.0", masters=masters).how) == ("561", "folded_mpn")
    assert product("561.5", masters=masters).known_id == ""
    assert (account("whatever", code="4.0").known_id, account("", code="4.0").how) == ("4", "exact")
    assert account("", code="4.5").known_id == ""


def test_two_products_that_fold_alike_and_a_gtin_of_another_product_wait_for_a_person() -> None:
    assert (product("AB1").known_id, product("AB1").how) == ("", "review")
    assert ids(product("AB1"))[:2] == ["P3", "P4"]
    torn = product("GTX Pro", gtin="96385074")
    assert (torn.known_id, set(ids(torn)[:2])) == ("", {"P1", "P4"})
    assert product("AB 1").known_id == "P3"


def test_a_wrong_check_digit_is_no_gtin() -> None:
    assert gtin_14("4006381333930") == gtin_14("0000000000000") == gtin_14("") == gtin_14("40063813339") == ""
    assert gtin_14("4006381333931") == "04006381333931"
    assert product("x", gtin="4006381333930").how == "review"


def test_text_ranks_what_a_person_is_shown_and_decides_nothing() -> None:
    found = product("77-1", text="GTX Pro drill")
    assert (found.known_id, found.how, ids(found)[0]) == ("", "review", "P1")


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([row[3] for row in PRODUCTS] + [row[1] for row in PRODUCTS]),
    st.text(alphabet="xyz0123", min_size=1, max_size=8),
)
def test_no_description_ever_matches_a_product(text: str, code: str) -> None:
    found = product(f"?{code}", text=text)
    assert (found.known_id, found.how, found.score_ppm) == ("", "review", 0)


def test_without_a_catalogue_a_code_of_no_product_is_another_product() -> None:
    some = replace(MASTERS, is_whole_catalogue=False)
    assert (product("77-1", masters=some).known_id, product("77-1", masters=some).how) == ("77-1", "other")
    assert product("gtxpro", masters=some).known_id == "P1"
    assert product("AB1", masters=some).known_id == ""


def test_an_account_is_known_by_our_id_or_by_name_and_place() -> None:
    assert account("whatever", code="4").known_id == "4"
    assert account("FABRIKAM MFG INC", "", "", "", "62701").known_id == "1"
    assert account("Fabrikam Manufacturing LLC", "", "portland", "or").known_id == "2"
    assert account("Mueller und Soehne", "", "", "", "").known_id == ""
    found = account("MULLER & SOHNE", "Hauptstr. 5", "Koln", "", "50667")
    assert (found.known_id, found.how) == ("5", "exact")


def test_the_same_name_in_another_town_is_another_account() -> None:
    found = account("Fabrikam Manufacturing", "9 Lake Drive", "Denver", "CO", "80201")
    assert (found.known_id, found.how) == ("", "review")
    assert set(ids(found)[:2]) == {"1", "2"}
    assert account("Fabrikam Manufacturing").known_id == ""


def test_another_partners_account_is_not_found_by_name() -> None:
    assert account("Contoso Bakery", "1 Main Street", "Salem", "OR", "97301").known_id == ""


def test_a_slip_in_the_name_at_the_same_place_is_forgiven() -> None:
    found = account("Fabrikam Manufcturing Inc", "12 Oak St", "Springfield", "IL", "62701")
    assert (found.known_id, found.how) == ("1", "similar")


def test_names_are_taken_apart() -> None:
    assert firm_name("The Acme Mfg. Co., Inc. #0042").core == firm_name("ACME MANUFACTURING").core == "acme manufacturing"
    assert firm_name("Acme #0042").branch == firm_name("Acme (Store 42)").branch == "42"
    assert firm_name("Acme C/O Bob").core == firm_name("ACME ATTN: Ann").core == "acme"
    assert firm_name("A.B.C. Tools").core == "abc tools"
    assert firm_name("Inc").core == "inc"
    assert postal_word("62701-1234") == "62701" != postal_word("627011234")


def lines(*rows: dict[str, object]) -> pl.DataFrame:
    blank = {name: "" if kind == pl.String else None for name, kind in KEYED_SCHEMA.items()}
    full = [blank | {"row": n, "movement": "sale", "sold_on": date(2026, 1, 1), "units": 1, "amount_minor": 1} | r
            for n, r in enumerate(rows, start=2)]  # fmt: skip
    return pl.DataFrame(full, schema=KEYED_SCHEMA)


def take(
    frame: pl.DataFrame, decisions: dict[tuple[str, str], Decision] | None = None, mapping: ReportMapping = MAPPING
) -> Matched:
    return matched(frame, mapping, MASTERS, decisions or {})


def test_lines_keep_their_order_and_each_code_is_matched_once() -> None:
    frame = lines(
        {"product_code": "gtxpro", "account_code": "1"}, {"gtin": "96385074", "account_name": "Nobody", "city": "Rome"},
        {"product_code": "gtxpro", "account_code": "1"}, {"product_code": "?", "location": "Store 9"},
    )  # fmt: skip
    found = take(frame)
    assert found.lines["row"].to_list() == [2, 3, 4, 5]
    assert found.lines["product_id"].to_list() == ["P1", "P4", "P1", ""]
    assert found.lines["product_code"].to_list() == ["gtxpro", "96385074", "gtxpro", "?"]
    assert found.lines["account_id"].to_list() == ["1", "", "1", ""]
    assert found.lines["account_code"].to_list() == ["1", "Nobody | Rome", "1", "Store 9"]
    assert [(c.field, c.code) for c in found.codes] == [
        ("account", "1"), ("account", "Nobody | Rome"), ("account", "Store 9"), ("product", "96385074"), ("product", "?"),
        ("product", "gtxpro"),
    ]  # fmt: skip


def test_a_code_that_was_decided_is_not_matched_again() -> None:
    frame = lines({"product_code": "GTX Pro", "account_code": "1"}, {"product_code": "?", "account_code": "Z"})
    found = take(frame, {("product", "GTX Pro"): Decision("P2"), ("product", "?"): Decision(""), ("account", "Z"): Decision("3")})
    assert found.lines["product_id"].to_list() == ["P2", ""]
    assert found.lines["account_id"].to_list() == ["1", "3"]
    assert [(c.field, c.code) for c in found.codes] == [("account", "1")]


def test_a_partners_own_number_is_no_number_of_ours() -> None:
    frame = lines(
        {"partner_sku": "GTX Pro", "account_code": "1"}, {"partner_sku": "77", "gtin": "4006381333931", "account_code": "1"}
    )
    by_sku = replace(MAPPING, product_by=("partner_sku", "gtin"))
    assert take(frame, mapping=by_sku).lines["product_id"].to_list() == ["", "P1"]


def test_a_report_without_lines_has_no_codes() -> None:
    found = take(lines())
    assert (found.lines.height, found.codes) == (0, ())
