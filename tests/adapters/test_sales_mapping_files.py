"""Sales mapping files: mapping.yaml as partners have it, and as a person writes what is new in it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest

from readiness.adapters.input_tables import Problems
from readiness.adapters.sales_mapping_files import mapping_yaml, proposal_yaml, read_mapping
from readiness.adapters.sales_reports.opening import read_report
from readiness.settings import ROOT
from readiness.stages.sales_out.judging import judged
from readiness.stages.sales_out.mapping import ReportMapping
from readiness.stages.sales_out.proposing import proposed_mapping

BUNDLED = ROOT / "data/launches/touring-1000/inbox/sales_out/adventureworks"
FULL = b"""
sheet: Sales
header_row: 4
date_format: "%d.%m.%Y"
decimal_mark: ","
currency: CHF
sign: returns_positive
movements: {Gutschrift: return, Verkauf: sale}
units_of_measure: {CASE: {A-1: 12, A-2: 24}, PAL: 480}
keys: [document, document_line]
delivery: delta
product_by: [gtin, product_code]
version: 3
approved_by: Ada
approved_on: 2026-11-01
columns: {document: Beleg, document_line: Pos, sold_on: Datum, gtin: EAN, account_name: Kunde, quantity: Menge, amount: Betrag}
"""


def read(data: bytes) -> ReportMapping:
    problems = Problems()
    mapping = read_mapping("mapping.yaml", data, problems)
    assert mapping, problems.found
    return mapping


def faults(data: bytes) -> list[str]:
    problems = Problems()
    assert read_mapping("mapping.yaml", data, problems) is None
    return [f"{p.column}: {p.what}" for p in problems.found]


def test_all_of_a_mapping_is_read_and_written_back() -> None:
    mapping = read(FULL)
    assert mapping.units_of_measure == {("CASE", "A-1"): 12, ("CASE", "A-2"): 24, ("PAL", ""): 480}
    assert (mapping.sign, mapping.keys, mapping.product_by) == (
        "returns_positive", ("document", "document_line"), ("gtin", "product_code"),
    )  # fmt: skip
    assert (mapping.delivery, mapping.version, mapping.approved_by, mapping.approved_on) == ("delta", 3, "Ada", date(2026, 11, 1))
    assert read(mapping_yaml(mapping)) == mapping


def test_the_older_names_of_columns_stay_valid() -> None:
    mapping = read((BUNDLED / "mapping.yaml").read_bytes())
    assert mapping.columns["product_code"] == "ProductKey"
    assert mapping.columns["quantity"] == "Quantity"
    assert "currency" not in mapping.columns
    assert read(mapping_yaml(mapping)) == mapping


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        (b"%d.%m.%Y", b"%d.%m", "date_format"), (b'","', b'";"', "decimal_mark"), (b"CHF", b"XQX", "currency"),
        (b"returns_positive", b"upside", "sign"), (b"PAL: 480", b"PAL: 0", "units_of_measure"),
        (b"quantity: Menge, ", b"", "columns"),
        (b"gtin: EAN, ", b"", "columns"), (b"Gutschrift: return", b"Gutschrift: gone", "movements"),
        (b"quantity: Menge", b"quantity: Betrag", "columns"), (b"sold_on: Datum", b"sold: Datum", "columns"),
        (b"version: 3", b"versoin: 3", "versoin"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_field(before: bytes, after: bytes, fault: str) -> None:
    assert before in FULL
    found = faults(FULL.replace(before, after))
    assert found
    assert all(f.startswith(fault) for f in found), found


def test_a_field_of_two_kinds_is_named_as_it_is_written_and_once() -> None:
    assert faults(FULL.replace(b"PAL: 480", b"PAL: -480")) == ["units_of_measure.PAL: '-480' does not fit"]


def test_days_may_be_a_spreadsheets_numbers() -> None:
    assert read(FULL.replace(b'"%d.%m.%Y"', b"excel")).date_format == "excel"


def test_a_proposal_is_yaml_that_is_read_once_it_is_decided() -> None:
    columns = {"Invoice Date": ["01/02/2025"], "Part No": ["A"], "Customer No": ["C"], "Qty": ["1"], "Net Amount": ["1"]}
    proposal = proposed_mapping(list(columns), pl.DataFrame(columns))
    text = proposal_yaml(proposal)
    assert b"# To decide:\n#   days such as '01/02/2025' can be read in more than one way" in text
    assert [f.split(":")[0] for f in faults(text)] == ["date_format"]
    signed = text.replace(b"approved_by: ''", b"approved_by: Ada")
    decided = read(signed.replace(b"date_format: ''", b"date_format: '%d/%m/%Y'"))
    assert (decided.date_format, decided.known_columns) == ("%d/%m/%Y", tuple(columns))


def test_the_bundled_reports_come_to_the_published_totals() -> None:
    """57,851 lines, 204,114 units, 7,754,857,020 cents, 57,838 cells: AdventureWorks, counted by other means before."""
    mapping = read((BUNDLED / "mapping.yaml").read_bytes())
    today = datetime(2026, 11, 22, tzinfo=UTC).date()
    lines = []
    for path in sorted(BUNDLED.glob("*.csv")):
        raw = read_report(path.name, path.read_bytes(), mapping)
        found = judged(raw.frame, raw.rejected, mapping, "adventureworks", today)
        assert (found.quarantine.height, found.duplicates.height, found.held) == (0, 0, ())
        lines.append(found.lines)
    whole = pl.concat(lines)
    cells = whole.group_by("rep_code", "account_code", "product_code", pl.col("sold_on").dt.truncate("1w"), "currency").len()
    assert (whole.height, whole["units"].sum(), whole["amount_minor"].sum()) == (57_851, 204_114, 7_754_857_020)
    assert (cells.height, whole["line_key"].n_unique()) == (57_838, 57_851)
