"""CRM accounts: the invented samples read by hand, and each way a file can be wrong named with its place."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from typer import Typer
from typer.testing import CliRunner

from readiness.actions.crm_accounts import accounts_from_crm
from readiness.adapters.account_fact_files import read_account_facts
from readiness.adapters.crm_accounts import account_table, fact_table, read_crm_accounts
from readiness.adapters.crm_files import read_crm
from readiness.adapters.input_tables import Problems
from readiness.adapters.people_files import read_accounts
from readiness.adapters.table_files import csv_bytes
from readiness.cli import crm
from readiness.errors import ConflictError, InvalidInputsError, NotFoundError
from readiness.stages.account_facts import AccountFacts
from readiness.vocabulary import Account

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "crm_accounts"
SALESFORCE, HUBSPOT = SAMPLES / "salesforce_accounts.csv", SAMPLES / "hubspot_companies.csv"
LABELS = "Account ID,Account Name,Billing City,Billing State/Province,Industry\n"
COMPANIES = "Record ID,Company name,Country/Region\n"


def read(text, file="x.csv"):
    problems = Problems()
    data = text.encode() if isinstance(text, str) else text
    found = read_crm_accounts(file, data, problems, channel="shops", partner="p1")
    return found, [(p.row, p.column, p.what) for p in problems.found]


def test_salesforce_by_hand():
    (first, second), problems = read(SALESFORCE.read_bytes())
    assert problems == []
    assert first.account == Account(
        "0015g00000ACC01AAA", "Shop 11", "shops", "p1", "North-West", "high-street", "Retail", date(2019, 3, 4),
        Decimal("12500.0"), "Mill Lane 2, Unit 5", "Leeds", "West Yorkshire", "LS1 4AB", "United Kingdom",
    )  # fmt: skip
    assert first.facts == AccountFacts(
        "0015g00000ACC01AAA", Decimal("900.0"), 1, 3, None, None, None, 0.9, is_reference=True
    )  # fmt: skip
    # Its own revenue of 5 million is no potential of ours; the deleted account is left out.
    assert (second.account.name, second.account.potential_money, second.account.territory_id) == ("=Shop 10", None, "none")
    assert second.facts == AccountFacts("0015g00000ACC02AAA")


def test_hubspot_by_hand():
    (first, second), problems = read(HUBSPOT.read_bytes())
    assert problems == []
    assert (first.account.account_id, first.account.territory_id, first.account.street) == (
        "9101000011", "West-Yorkshire", "Canal Street 4",
    )  # fmt: skip
    assert (first.facts.margin_share, first.account.potential_money) == (0.35, None)
    assert (second.account.territory_id, second.account.industry, second.account.first_seen_on) == (
        "France", "HOSPITALITY", date(2023, 11, 6),
    )  # fmt: skip


def test_what_is_written_is_read_again_as_a_launch_folder_reads_it():
    found, _ = read(SALESFORCE.read_bytes())
    problems = Problems()
    accounts = [a for _, a in read_accounts("accounts.csv", csv_bytes(*account_table(found)), problems)]
    facts = read_account_facts("account_facts.csv", csv_bytes(*fact_table(found)), problems)
    assert problems.found == []
    assert accounts[0] == found[0].account
    assert accounts[1].name == "'=Shop 10"  # harmless in a spreadsheet
    assert facts == [found[0].facts]


def test_a_report_with_labels_and_a_workbook():
    found, problems = read(LABELS + "0015g00000ACC01AAA,Shop 11,Leeds,Yorks,Retail\n")
    assert (problems, found[0].account.city, found[0].account.territory_id) == ([], "Leeds", "Yorks")
    book = Workbook()
    for row in (["Account Name", "Account ID", "Billing Country"], ["Shop 12", "001A", "France"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    found, problems = read(out.getvalue(), "x.xlsx")
    assert (problems, found[0].account.account_id, found[0].account.country) == ([], "001A", "France")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Name,Phone\nShop,1\n", (1, "", "the file is no export that is known here")),
        ("Id,Name,StageName,CloseDate\n1,Deal,Won,2024-01-01\n", (1, "", "the file is no export that is known here")),
        (
            "Record ID,First Name,Last Name,Email,Company name\n1,A,B,a@b.example,C\n",
            (1, "", "the file is no export that"),
        ),
        ("Account Name,Billing City\nShop,Leeds\n", (1, "Account ID (Id) or Record ID", "the column is missing")),
        (LABELS + ",Shop 11,,,\n", (2, "Account ID", "blank")),
        (LABELS + "a 1,Shop 11,,,\n", (2, "Account ID", "'a 1' cannot be an id")),
        (LABELS + "a1,,,,\n", (2, "Account Name", "blank")),
        (LABELS + f"a1,{'x' * 201},,,\n", (2, "Account Name", "201 characters")),
        (LABELS + "a1,Shop,,,\na1,Other,,,\n", (3, "Account ID", "'a1' stands in row 2 with other content")),
        ("Id,Name,Industry,Complexity__c\na,A,I,4\n", (2, "Complexity__c", "'4' is not a level from 0 to 3")),
        ("Id,Name,Industry,Margin_Share__c\na,A,I,120%\n", (2, "Margin_Share__c", "'120%' is not a share from 0 to 1")),
        ("Id,Name,Industry,Deal_Size__c\na,A,I,-5\n", (2, "Deal_Size__c", "'-5' is below 0")),
        ("Id,Name,Industry,Deal_Size__c\na,A,I,1.500\n", (2, "Deal_Size__c", "'1.500' may have a point for decimals or for th")),
        ("Id,Name,Industry,CreatedDate\na,A,I,03/04/2024\n", (2, "CreatedDate", "'03/04/2024' may be day/month or month/day,")),
        ("Id,Name,Industry,Is_Reference__c\na,A,I,perhaps\n", (2, "Is_Reference__c", "'perhaps' is neither true nor false")),
    ],
)
def test_what_is_wrong_is_named(text, problem):
    found, (first,) = read(text)
    assert (first[0], first[1], first[2][: len(problem[2])]) == problem
    assert len(found) == (1 if "other content" in problem[2] else 0)


@pytest.mark.parametrize(("text", "level"), [("2", 2), ("2.0", 2), ("2 - many parts", 2), ("0: none", 0)])
def test_levels_as_crms_write_them(text, level):
    (found,), problems = read(f"Id,Name,Industry,Complexity__c\na,A,I,{text}\n")
    assert (problems, found.facts.complexity) == ([], level)


def test_the_same_account_twice_with_the_same_content_counts_once():
    found, problems = read(LABELS + "0015g00000ACC01,S,,,\n0015g00000ACC01,S,,,\n")
    assert (len(found), problems) == (1, [])


def test_an_export_of_accounts_among_the_deals_is_refused_as_before():
    problems = Problems()
    assert read_crm({"crm/a.csv": SALESFORCE.read_bytes()}, (), problems) == []
    assert [p.what for p in problems.found] == ["the file is no export that is known here"]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_named(data):
    found, problems = read(COMPANIES.encode() + data)
    assert problems or all(a.account.account_id and a.account.name and a.account.territory_id for a in found)


def test_the_action_writes_both_files_and_overwrites_none(tmp_path):
    out = tmp_path / "accounts.csv"
    taken = accounts_from_crm(SALESFORCE, "shops", "p1", out)
    assert (taken.n_accounts, taken.n_facts, taken.n_by_territory) == (2, 1, {"North-West": 1, "none": 1})
    assert [f.name for f in taken.files] == ["accounts.csv", "account_facts.csv"]
    before = out.read_bytes()
    with pytest.raises(ConflictError, match="is there already"):
        accounts_from_crm(HUBSPOT, "shops", "p1", out)
    assert out.read_bytes() == before
    with pytest.raises(NotFoundError):
        accounts_from_crm(tmp_path / "none.csv", "shops", "p1", tmp_path / "b.csv")


def test_the_action_writes_nothing_where_anything_is_wrong(tmp_path):
    (tmp_path / "bad.csv").write_text(LABELS + "a1,,,,\n")
    (tmp_path / "empty.csv").write_text(LABELS)
    for name in ("bad.csv", "empty.csv"):
        with pytest.raises(InvalidInputsError):
            accounts_from_crm(tmp_path / name, "shops", "p1", tmp_path / "accounts.csv")
    with pytest.raises(InvalidInputsError, match="'my shops' cannot be an id"):
        accounts_from_crm(SALESFORCE, "my shops", "p1", tmp_path / "accounts.csv")
    assert not (tmp_path / "accounts.csv").exists()


def test_the_command_says_what_it_wrote(tmp_path):
    app = Typer()
    crm.register(app)
    app.command("other")(lambda: None)
    out = tmp_path / "accounts.csv"
    done = CliRunner().invoke(app, ["crm", "accounts", str(HUBSPOT), "--channel", "shops", "--partner", "p1", "--out", str(out)])
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        f"2 accounts in 2 territories, written to {out}",
        "  France: 1 account",
        "  West-Yorkshire: 1 account",
        f"1 account with facts, written to {tmp_path / 'account_facts.csv'}",
        "not in an export, so to be filled in: potential_money and segment where they are blank",
    ]
