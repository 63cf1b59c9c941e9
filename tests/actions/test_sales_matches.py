"""Codes that wait, listed, decided one by one or by a table, taken back: as a person meets them, on both databases."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.actions.launch import take_in
from readiness.actions.sales_out import collect_sales_out, decide_match, take_matches, waiting_matches, write_matches
from readiness.adapters.db import ledger_reading, store
from readiness.cli import app
from readiness.errors import ConflictError, InvalidInputsError, NotAllowedError, NotFoundError
from readiness.settings import Settings
from tests.small_launch import write_small_launch

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PRODUCTS = 'product_id,mpn,gtin,name\nK2,KET-2,4006381333931,"Kettle 2, white"\nK1,KET-1,,Kettle 1\n'
REPORT = """\
invoice no,order date,product id,account id,rep id,quantity,amount
D1,2024-03-05,K2,a1,r1,2,80.00
D2,2024-03-05,ket 2,a1,r1,3,120.00
D3,2024-03-06,77-1,a1,r1,5,200.00
D4,2024-03-06,77-1,Shop 99,r1,1,40.00
"""
PRODUCT_77, ACCOUNT_99 = ("steam", "product", "77-1"), ("steam", "account", "Shop 99")


@pytest.fixture
def taken(settings: Settings, small_launch: Path, tmp_path: Path) -> Settings:
    """Return an installation that took in four lines, two of them for a product, one for an account nobody knows."""
    (small_launch / "products.csv").write_text(PRODUCTS, encoding="utf-8")
    take_in(settings, small_launch)
    report = tmp_path / "march.csv"
    report.write_text(REPORT, encoding="utf-8")
    found = collect_sales_out(settings, "steam", [report], NOW)
    assert [(r.submission.n_taken, r.submission.n_review) for r in found] == [(2, 2)]
    return settings


def standing(settings: Settings) -> list[tuple[str, str, str, int]]:
    with store.transaction(settings.database) as connection:
        frame = ledger_reading.lines_now(connection, ["steam"])
    return sorted(frame.select("document", "product_id", "account_id", "units").iter_rows())


BOOKED = [("D1", "K2", "a1", 2), ("D2", "K2", "a1", 3)]


def test_what_waits_is_listed_with_what_hangs_on_it(taken: Settings) -> None:
    assert standing(taken) == BOOKED
    found = [(w.match.field, w.match.code, w.n_lines, w.units) for w in waiting_matches(taken)]
    assert found == [("product", "77-1", 2, 6), ("account", "Shop 99", 1, 1)]
    assert waiting_matches(taken, "other") == []


def test_a_decision_books_what_waited_and_another_one_restates_it(taken: Settings) -> None:
    assert decide_match(taken, PRODUCT_77, "K1", "Ada", NOW).n_lines == 2
    assert standing(taken) == [*BOOKED, ("D3", "K1", "a1", 5)]
    decide_match(taken, PRODUCT_77, "K2", "Ada", NOW)
    decide_match(taken, ACCOUNT_99, "a9", "Ada", NOW)
    assert standing(taken) == [*BOOKED, ("D3", "K2", "a1", 5), ("D4", "K2", "a9", 1)]
    assert waiting_matches(taken) == []


def test_a_decision_taken_back_waits_for_a_person_even_where_the_program_would_know(taken: Settings, tmp_path: Path) -> None:
    key = ("steam", "product", "ket 2")
    assert decide_match(taken, key, "", "Ada", NOW).n_lines == 1
    assert standing(taken) == BOOKED[:1]
    with pytest.raises(ConflictError, match="waits already"):
        decide_match(taken, key, "", "Ada", NOW)
    again = tmp_path / "april.csv"
    again.write_text(REPORT.replace("2024-03", "2024-04"), encoding="utf-8")
    collect_sales_out(taken, "steam", [again], NOW)
    assert [d for d, *_ in standing(taken)] == ["D1", "D1"]
    assert ("product", "ket 2") in {(w.match.field, w.match.code) for w in waiting_matches(taken)}


def test_a_code_that_is_none_of_ours_counts_under_itself(taken: Settings) -> None:
    decide_match(taken, PRODUCT_77, "-", "Ada", NOW)
    assert ("D3", "77-1", "a1", 5) in standing(taken)


def test_what_cannot_be_decided_is_refused(taken: Settings) -> None:
    with pytest.raises(NotAllowedError, match="--by"):
        decide_match(taken, PRODUCT_77, "K1", " ", NOW)
    with pytest.raises(NotFoundError, match="no launch has the product 'K9'"):
        decide_match(taken, PRODUCT_77, "K9", "Ada", NOW)
    with pytest.raises(NotFoundError, match="has not reported the product 'x'"):
        decide_match(taken, ("steam", "product", "x"), "K1", "Ada", NOW)
    with pytest.raises(NotFoundError, match="'rep' is not a field"):
        decide_match(taken, ("steam", "rep", "x"), "K1", "Ada", NOW)
    assert standing(taken) == BOOKED


def filled(table: Path, choices: dict[str, str]) -> Path:
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["choice"] = choices.get(row["code"], "")
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return table


def test_a_table_goes_out_is_filled_in_and_comes_back(taken: Settings, tmp_path: Path) -> None:
    table = tmp_path / "matches.csv"
    write_matches(waiting_matches(taken), table)
    assert table.read_text(encoding="utf-8").splitlines()[0].endswith("candidate_5,choice")
    assert take_matches(taken, filled(table, {}), "Ada", NOW).n_codes == 0
    found = take_matches(taken, filled(table, {"77-1": "K1", "Shop 99": "a9"}), "Ada", NOW)
    assert (found.n_codes, found.n_lines) == (2, 3)
    assert standing(taken) == [*BOOKED, ("D3", "K1", "a1", 5), ("D4", "K1", "a9", 1)]


def test_a_table_with_a_fault_changes_nothing_and_names_the_row(taken: Settings, tmp_path: Path) -> None:
    table = tmp_path / "matches.csv"
    write_matches(waiting_matches(taken), table)
    with pytest.raises(InvalidInputsError) as raised:
        take_matches(taken, filled(table, {"77-1": "K1", "Shop 99": "a99"}), "Ada", NOW)
    assert [(p.row, p.column, p.what) for p in raised.value.problems] == [(3, "choice", "no launch has the account 'a99'")]
    assert standing(taken) == BOOKED


def run(*words: str) -> Sequence[str]:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_DATABASE_URL", f"sqlite:///{tmp_path / 'r.db'}")
    folder = write_small_launch(tmp_path / "launch")
    (folder / "products.csv").write_text(PRODUCTS, encoding="utf-8")
    (tmp_path / "march.csv").write_text(REPORT, encoding="utf-8")
    take_in(Settings(), folder)
    run("collect", "sales-out", str(tmp_path / "march.csv"), "--partner", "steam")
    out = run("collect", "matches", "--out", str(tmp_path / "m.csv"))
    assert out[0] == "2 codes wait for somebody to say which of ours they are"
    assert "  steam: product 77-1: 2 lines" in out
    assert "      readiness collect match steam account 'Shop 99' ID --by NAME" in out
    assert run("collect", "match", "steam", "product", "77-1", "K1", "--by", "Ada") == [
        "steam: product 77-1 is K1, says Ada: 2 lines waited for it"
    ]
    assert run("collect", "match", "steam", "product", "77-1", "--undo", "--by", "Ada") == [
        "steam: product 77-1 is open again, says Ada: 2 lines of it wait"
    ]
    run("collect", "match", "--file", str(filled(tmp_path / "m.csv", {"77-1": "K1", "Shop 99": "-"})), "--by", "Ada")
    assert run("collect", "matches") == ["0 codes wait for somebody to say which of ours they are"]
    assert CliRunner().invoke(app, ["collect", "match", "steam", "--by", "Ada"]).exit_code == 2
