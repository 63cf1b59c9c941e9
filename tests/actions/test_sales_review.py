"""Files held and rows in quarantine, as a person meets them on the command line."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.adapters.db import sales_ledger, store
from readiness.adapters.db.sales_files import SalesReport
from readiness.cli import app
from tests.adapters.test_sales_ledger import DAYS, Row, report_of

START = datetime(2026, 6, 1)  # noqa: DTZ001 - the database keeps UTC without its zone


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a database with a file applied and two held, one of them the size of the first."""
    url = f"sqlite:///{tmp_path / 'r.db'}"
    monkeypatch.setenv("READINESS_DATABASE_URL", url)
    week = (DAYS[0], DAYS[0])
    rows = [Row(1, 5, "P1", DAYS[0]), Row(2, 2, "P1", DAYS[0]), Row(3, 1, "P1", DAYS[0], is_broken=True)]
    small = SalesReport("firm", "e" * 64, "empty.csv", report_of("x", []).lines, replaces=True, period=week)
    wrong = report_of("wrong", [Row(4, 1, "P1", date(2026, 5, 1))], period=week)
    for report in (report_of("first", rows), small, wrong):
        with store.transaction(url) as connection:
            sales_ledger.record(connection, report, START)
    return url


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, result.output


def test_held_files_are_listed_with_why_and_what_to_type(held: str) -> None:
    code, text = run("collect", "holds")
    assert code == 0
    assert text.splitlines() == [
        "2 files wait for a decision",
        "  2  firm: empty.csv, 0 lines: smaller: 0 lines would replace 2, fewer than half",
        "      readiness collect accept 2 --by NAME, or readiness collect reject 2 --by NAME",
        "  3  firm: wrong.csv, 1 line: outside the period: 1 line from 2026-05-01 to 2026-05-01, but the file says it is for"
        " 2026-03-02 to 2026-03-02",
        "      readiness collect accept 3 --by NAME, or readiness collect reject 3 --by NAME",
    ]


def test_a_held_file_is_accepted_or_rejected_once(held: str) -> None:
    assert run("collect", "reject", "2", "--by", "Ada") == (0, "empty.csv: rejected by Ada; nothing of it counts\n")
    assert run("collect", "accept", "3", "--by", "Ada") == (
        0, "wrong.csv: accepted by Ada: 1 taken, 0 known already, 0 waiting; it is file 4 now\n",
    )  # fmt: skip
    assert json.loads(run("collect", "holds", "--json")[1]) == {"files": []}


def test_quarantine_is_a_table_with_the_reason_first(held: str, tmp_path: Path) -> None:
    code, text = run("collect", "quarantine", "--partner", "firm", "--out", str(tmp_path / "q.csv"))
    assert (code, text.splitlines()[:2]) == (0, ["1 row in quarantine", "  first.csv:4:units: cannot be read"])
    rows = list(csv.reader((tmp_path / "q.csv").read_text(encoding="utf-8").splitlines()))
    assert rows == [
        ["reason", "column", "submission", "partner_id", "file", "row", "raw"],
        ["cannot be read", "units", "1", "firm", "first.csv", "4", "raw"],
    ]
    assert run("collect", "quarantine", "--partner", "other")[1] == "0 rows in quarantine\n"
