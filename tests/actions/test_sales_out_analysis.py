"""Analyse sales-out: what a person gets for one report, with its mapping and without, and where it cannot be read."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from readiness.actions.sales_out_analysis import analyse_sales_out
from readiness.settings import ROOT

BUNDLED = ROOT / "data/launches/touring-1000/inbox/sales_out/adventureworks"
REPORT = """Invoice No,Invoice Date,Mfr Part No,Customer No,Qty,Net Amount,Currency
1,13/04/2025,00123,=cmd,2,10.50,EUR
2,31/04/2025,00123,C2,2,10.50,EUR
3,14/04/2025,00123,C2,1,900,JPY
"""


def analyse(tmp_path: Path, text: str, layout: str = "") -> tuple[list[dict[str, str]], list[dict[str, str]], dict[str, Any]]:
    (tmp_path / "report.csv").write_text(text, encoding="utf-8")
    if layout:
        (tmp_path / "mapping.yaml").write_text(layout, encoding="utf-8")
    analyse_sales_out(tmp_path / "report.csv", tmp_path / "mapping.yaml" if layout else None, tmp_path / "out")
    lines, quarantine = (
        list(csv.DictReader((tmp_path / "out" / name).read_text(encoding="utf-8").splitlines()))
        for name in ("lines.csv", "quarantine.csv")
    )
    return lines, quarantine, json.loads((tmp_path / "out/summary.json").read_text(encoding="utf-8"))


def test_what_came_of_the_rows_is_said(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(REPORT, encoding="utf-8")
    assert analyse_sales_out(tmp_path / "r.csv", None, tmp_path)[1] == ["r.csv: 3 rows: 2 lines, 1 in quarantine, 0 duplicates"]
    (tmp_path / "r.csv").write_text(REPORT.replace("Invoice Date", "Date"), encoding="utf-8")
    _, said = analyse_sales_out(tmp_path / "r.csv", None, tmp_path)
    assert said[1:] == ["  to decide: column 'Date' may mean several things; it is taken for sold_on"]


def test_a_report_with_plain_names_is_read_without_a_mapping(tmp_path: Path) -> None:
    """Two currencies add up apart."""
    lines, quarantine, summary = analyse(tmp_path, REPORT.replace("31/04", "30/04"))
    assert [(r["sold_on"], r["product_id"], r["units"], r["amount_minor"], r["currency"]) for r in lines] == [
        ("2025-04-13", "00123", "2", "1050", "EUR"),
        ("2025-04-30", "00123", "2", "1050", "EUR"),
        ("2025-04-14", "00123", "1", "900", "JPY"),
    ]
    assert quarantine == []
    assert summary["amount_minor"] == {"EUR": 2100, "JPY": 900}
    assert lines[0]["account_id"] == "'=cmd"
    assert (summary["rows"], summary["lines"], summary["first_sold_on"]) == (3, 3, "2025-04-13")


def test_what_is_in_doubt_waits_with_its_reason_and_a_mapping_to_decide(tmp_path: Path) -> None:
    doubtful = REPORT.replace("13/04", "03/04").replace("14/04", "04/04")
    lines, quarantine, summary = analyse(tmp_path, doubtful)
    assert lines == []
    assert [r["row"] for r in quarantine] == ["2", "3", "4"]
    assert "in more than one way" in summary["held"][0]
    text = (tmp_path / "out/mapping.proposed.yaml").read_text(encoding="utf-8")
    decided = text.replace("date_format: ''", "date_format: '%d/%m/%Y'")
    lines, quarantine, summary = analyse(tmp_path, doubtful, decided)
    assert [r["row"] for r in lines] == ["2", "4"]
    assert quarantine == [
        {
            "row": "3",
            "reason": "Invoice Date '31/04/2025' is not a day written like 23/11/2019",
            "raw": "2|31/04/2025|00123|C2|2|10.50|EUR",
        }
    ]
    assert (summary["rows"], summary["quarantined"], summary["duplicates"], summary["held"]) == (3, 1, 0, [])


def test_a_file_that_is_no_report_is_held_with_one_sentence(tmp_path: Path) -> None:
    lines, quarantine, summary = analyse(tmp_path, "\n")
    assert (lines, [r["row"] for r in quarantine]) == ([], ["0"])
    assert summary["held"] == [quarantine[0]["reason"]]


def test_a_bundled_report_reads_alike_with_its_mapping_and_by_its_names(tmp_path: Path) -> None:
    for layout in (BUNDLED / "mapping.yaml", None):
        analyse_sales_out(BUNDLED / "2019-Q1.csv", layout, tmp_path)
        summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
        assert (summary["lines"], summary["units"], summary["amount_minor"]) == (3862, 12307, {"": 526896012})
