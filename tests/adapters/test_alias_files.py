"""Alias files: what partners' codes mean, and whom a sale counts for, each fault with its row."""

from __future__ import annotations

from datetime import date

from readiness.adapters.alias_files import SalesNames, read_sales_names
from readiness.adapters.input_ids import KnownIds
from readiness.adapters.input_tables import Problems
from readiness.stages.sales_out.matching.credit import FOR_EVER

PRODUCTS = "product_id,mpn,gtin,name\nP1,GTX Pro,4006381333931,GTX Pro drill\nP2,,,Saw\n"
ALIASES = "partner_id,code,product_id\n,77,P1\nfirm,77,P2\nfirm,78,P9\n"
RULES = """\
rep_id,account_id,territory_id,share,valid_from,valid_to
r1,a1,,0.333333,2026-01-01,
r2,a1,,0.666667,2026-01-01,
r1,,T1,1,2026-01-01,2026-06-30
"""


def read(files: dict[str, str]) -> tuple[SalesNames, list[tuple[str, int, str, str]]]:
    problems = Problems()
    problems.columns["reps.csv", "rep_id"] = KnownIds(["r1", "r2"])
    problems.columns["accounts.csv", "account_id"] = KnownIds(["a1", "a2"])
    data = {name: text.encode() for name, text in files.items()}
    found = read_sales_names(data, problems, partners=KnownIds(["firm", "other"]), launched=["P9"])
    return found, [(p.file, p.row, p.column, p.what) for p in sorted(problems.found)]


def test_what_is_said_of_a_partner_goes_before_what_is_said_of_all() -> None:
    found, problems = read({"products.csv": PRODUCTS, "aliases/products.csv": ALIASES})
    assert problems == []
    assert [(p.product_id, p.mpn, p.gtin) for p in found.products] == [("P1", "GTX Pro", "4006381333931"), ("P2", "", "")]
    assert found.of_partner("firm") == {("product", "77"): "P2", ("product", "78"): "P9"}
    assert found.of_partner("other") == {("product", "77"): "P1"}


def test_shares_are_parts_per_million_and_a_blank_end_is_open() -> None:
    found, problems = read({"credit_rules.csv": RULES})
    assert problems == []
    assert [(r.share_ppm, r.valid_to) for r in found.rules] == [
        (333_333, FOR_EVER), (666_667, FOR_EVER), (1_000_000, date(2026, 6, 30)),
    ]  # fmt: skip


def test_each_fault_is_named_with_its_row() -> None:
    _, problems = read({"products.csv": PRODUCTS, "aliases/products.csv": ALIASES + "firm,78,P1\nnobody,1,P3\n"})
    assert [(row, column) for _, row, column, _ in problems] == [(5, "code"), (6, "partner_id"), (6, "product_id")]
    _, problems = read({"credit_rules.csv": RULES.replace("0.666667", "0.6")})
    assert problems == [("credit_rules.csv", 3, "share", "the shares of account a1 from 2026-01-01 are 0.933333 in all")]
    head = RULES.splitlines()[0]
    _, problems = read(
        {"credit_rules.csv": f"{head}\nr1,a1,T1,1,2026-01-01,\nr1,,,1,2026-01-01,\nr1,a1,,1,2026-02-01,2026-01-01\n"}
    )
    assert [(row, column) for _, row, column, _ in problems] == [(2, "account_id"), (3, "account_id"), (4, "valid_to")]


def test_a_folder_without_these_files_says_nothing() -> None:
    assert read({}) == (SalesNames(), [])


def test_a_roster_names_every_territory_of_a_rep_once() -> None:
    found, problems = read({"roster.csv": "rep_id,territory_id\nr1,T1\nr2,T1\nr1,T2\n"})
    assert (found.roster, problems) == ({"r1": {"T1", "T2"}, "r2": {"T1"}}, [])
    _, problems = read({"roster.csv": "rep_id,territory_id\nr1,T1\nr1,T1\n"})
    assert problems == [("roster.csv", 3, "territory_id", "'T1' stands twice for the rep")]
