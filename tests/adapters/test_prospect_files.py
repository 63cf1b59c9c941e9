"""Prospect files: the table for people and the shapes of two CRMs, by hand."""

import csv
import io
from decimal import Decimal

import pytest

from readiness.adapters.crm_accounts import read_crm_accounts
from readiness.adapters.input_tables import Problems
from readiness.adapters.prospect_files import COLUMNS, FIELDS, hubspot_table, prospect_outputs, prospect_tables, salesforce_table
from readiness.adapters.table_files import csv_bytes, xlsx_bytes
from readiness.stages.prospects import Prospect
from readiness.vocabulary import Account, Motion


def account(account_id, name="Firm", territory="t"):
    return Account(
        account_id, name, "shops", "p", territory, "road", "retail", None, Decimal(100), "Mill Lane 2", "Leeds", "Yorks",
        "LS1", "GB",
    )  # fmt: skip


def prospect(account_id, rank, aim="yes", score=61.94, territory_rank=1):
    return Prospect(
        account_id, score, 0.5, 0.44001, None, "competition", "Why.", 0.69, 0.8, aim, Motion.ENTERPRISE, rank, territory_rank
    )  # fmt: skip


def known(*accounts):
    return {a.account_id: a for a in accounts}


def test_the_table_has_every_part_and_its_reason():
    tables = prospect_tables(
        [prospect("a", 1), prospect("b", 2, territory_rank=1)], known(account("a"), account("b", territory="s"))
    )
    header, rows = tables["prospects"]
    assert header == COLUMNS == (
        "rank", "territory_rank", "territory_id", "account_id", "account_name", "channel", "segment", "score", "market",
        "competition", "fit", "likeness", "readiness_share", "weakest", "aim", "motion", "why",
    )  # fmt: skip
    assert rows[0] == [
        1, 1, "t", "a", "Firm", "shops", "road", 61.9, 0.5, 0.44, None, 0.69, 0.8, "competition", "yes", "enterprise", "Why."
    ]  # fmt: skip
    assert [row[3] for row in tables["by territory"][1]] == ["b", "a"]


def test_salesforce_takes_an_upsert_by_our_own_key_with_a_rating():
    aims = ["yes", "yes", "not_ready", "yes", "unknown", "no", "yes"]
    prospects = [prospect(f"a{i}", i + 1, aim) for i, aim in enumerate(aims)]
    header, rows = salesforce_table(prospects, known(*(account(p.account_id) for p in prospects)))
    assert header[:9] == (
        "Readiness_Account_Id__c", "Name", "Industry", "Rating", "BillingStreet", "BillingCity", "BillingState",
        "BillingPostalCode", "BillingCountry",
    )  # fmt: skip
    assert all(name.endswith("__c") for name in header[9:])
    # Four are aimed at: the first two of them are hot (a third, rounded up).
    assert [row[3] for row in rows] == ["Hot", "Hot", "Warm", "Warm", "", "Cold", "Warm"]
    assert rows[0][9:] == [61.9, 0.5, 0.44, None, 0.69, "yes", "enterprise", 1, 1, "Why."]


def test_ids_of_the_crm_itself_are_the_key():
    ids = ["0015g00000ACC01AAA", "0015g00000ACC02"]
    accounts = known(*(account(i) for i in ids))
    assert salesforce_table([prospect(i, 1) for i in ids], accounts)[0][0] == "Id"
    mixed = [prospect("0015g00000ACC01AAA", 1), prospect("a", 2)]
    assert salesforce_table(mixed, known(*accounts.values(), account("a")))[0][0] == "Readiness_Account_Id__c"
    assert hubspot_table([prospect("9101000011", 1)], known(account("9101000011")))[0][0] == "Record ID"
    assert hubspot_table([prospect("11", 1)], known(account("11")))[0][0] == "readiness_account_id"
    assert hubspot_table([], {})[1] == salesforce_table([], {})[1] == []


def test_hubspot_takes_an_import_of_companies():
    header, rows = hubspot_table([prospect("a", 1)], known(account("a", "")))
    assert header == (
        "readiness_account_id", "Company name", "Street Address", "City", "State/Region", "Postal Code", "Country/Region",
        *(name.removesuffix("__c").lower() for name in FIELDS),
    )  # fmt: skip
    assert rows[0][:7] == ["a", "a", "Mill Lane 2", "Leeds", "Yorks", "LS1", "GB"]


@pytest.mark.parametrize("start", ["=1+1", "+1 Shop", "-2 Shop", "@SUM(A1)", "\tx"])
@pytest.mark.parametrize("table", [salesforce_table, hubspot_table, lambda p, a: prospect_tables(p, a)["prospects"]])
def test_no_cell_from_outside_is_run_as_a_formula(start, table):
    header, rows = table([prospect("a", 1)], known(account("a", start)))
    cells = [cell for row in csv.reader(io.StringIO(csv_bytes(header, rows).decode())) for cell in row]
    assert f"'{start}" in cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)
    assert b"<f>" not in xlsx_bytes({"prospects": (header, rows)})


def test_the_same_prospects_give_the_same_bytes():
    prospects, accounts = [prospect("a", 1), prospect("b", 2)], known(account("a"), account("b", territory="s"))
    files = prospect_outputs(prospects, accounts)
    assert list(files) == [
        "plan/prospects.csv", "plan/prospects.xlsx", "plan/prospects_salesforce.csv", "plan/prospects_hubspot.csv"
    ]  # fmt: skip
    assert prospect_outputs(list(prospects), dict(accounts)) == files
    assert files["plan/prospects.csv"].decode().splitlines()[1].startswith("1,1,t,a,Firm,shops,road,61.9,0.5,0.44,,0.69,0.8,")


def test_what_goes_out_to_a_crm_is_known_again_when_it_is_exported():
    accounts = known(account("0015g00000ACC01AAA", "Shop"))
    problems = Problems()
    (read,) = read_crm_accounts("x.csv", csv_bytes(*salesforce_table([prospect("0015g00000ACC01AAA", 1)], accounts)), problems)
    assert (problems.found, read.account.name, read.account.street, read.account.country) == ([], "Shop", "Mill Lane 2", "GB")
