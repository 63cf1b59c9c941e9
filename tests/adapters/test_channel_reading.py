"""Channel reading on both databases: two tiers, stock, another currency and a late partner, from the ledger to what is said."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from readiness.actions.measurement.sold import Sold, sold_and_quality
from readiness.adapters.db import channel_reading, sales_ledger, store
from readiness.adapters.db.sales_files import SalesReport
from readiness.adapters.folder_files import read_folder
from readiness.adapters.launch_files import LaunchInputs, read_launch_files
from readiness.adapters.report_partner_files import balances_csv, partners_csv
from readiness.settings import Settings
from readiness.stages.report import data_quality, missing_notes
from readiness.stages.sales_out.restating import LEDGER_LINE
from readiness.stages.sales_out.scorecard import Booked
from tests.small_launch import write_small_launch

MARCH = date(2024, 3, 4)
CAME = datetime(2024, 4, 2, 9)  # noqa: DTZ001
PARTNERS = """partners:
  - {id: steam, name: Steam & Co, channels: [shops], currency: EUR, tier: 1}
  - {id: corner, name: Corner, channels: [shops], currency: EUR, tier: 2, reports_to: steam}
  - {id: mute, name: Mute, channels: [online], currency: EUR}
"""


def report(partner: str, name: str, *lines: dict[str, object]) -> SalesReport:
    whole = [
        {
            "line_key": f"{partner} {name} {n}", "content_hash": f"{n}", "partner_id": partner, "row_number": n + 1,
            "document": f"D{n}", "movement": "sale", "product_code": "K2", "product_id": "K2", "account_code": "A",
            "account_name": "", "account_id": "a1", "rep_id": "", "territory_id": "", "location": "", "serial": "",
            "sold_on": MARCH, "week": MARCH, "units": 1, "amount_minor": 1000, "currency": "EUR",
        } | line
        for n, line in enumerate(lines)
    ]  # fmt: skip
    return SalesReport(partner, f"{partner} {name}", f"{name}.csv", pl.DataFrame(whole, schema=LEDGER_LINE))


def inputs_of(folder: Path, rates: str = "", rules: str = "") -> LaunchInputs:
    files = dict(read_folder(write_small_launch(folder)))
    text = files["channels.yaml"].decode()
    files["channels.yaml"] = (text[: text.index("partners:")] + PARTNERS).encode()
    if rates:
        files["rates.csv"] = f"date,currency,rate\n{rates}\n".encode()
    if rules:
        files["credit_rules.csv"] = f"rep_id,account_id,territory_id,share,valid_from,valid_to\n{rules}\n".encode()
    return read_launch_files(files)


def sold(settings: Settings, inputs: LaunchInputs, *reports: SalesReport, as_of: date = date(2024, 4, 30)) -> Sold:
    with store.transaction(settings.database) as connection:
        for made in reports:
            sales_ledger.record(connection, made, CAME)
        return sold_and_quality(connection, inputs, as_of)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "launch"


def test_a_sale_told_by_both_tiers_counts_once_and_stock_is_balanced(settings: Settings, folder: Path) -> None:
    inputs = inputs_of(folder)
    rep = inputs.reps[0].rep_id
    later = {"sold_on": MARCH + timedelta(days=7), "week": MARCH + timedelta(days=7)}
    top = report(
        "steam",
        "r",
        {"rep_id": rep},
        {"sold_on": MARCH + timedelta(days=20), "week": MARCH},
        {"account_id": "corner", "units": 5},
    )
    corner = report(
        "corner", "r", {"rep_id": rep, "sold_on": MARCH + timedelta(days=2)},
        {"movement": "stock", "account_id": "", "units": 10, "sold_on": MARCH - timedelta(days=1)},
        {"movement": "stock", "account_id": "", "units": 12, **later},
    )  # fmt: skip
    found = sold(settings, inputs, top, corner)
    assert found.lines[["partner_id", "units"]].values.tolist() == [["corner", 1], ["steam", 1]]
    assert (found.channel.told.n_overlaps, found.channel.told.n_sell_through) == (1, 1)
    (balance,) = found.balances.rows(named=True)
    assert (balance["sell_in_units"], balance["sales_out_units"], balance["gap_units"]) == (5, 1, -2)
    rows = balances_csv(found.balances).decode().splitlines()
    assert rows[1] == "corner,,K2,2024-03-03,2024-03-11,10,5,1,0,0,14,12,-2,-0.1333,"
    assert [m.partner_id for m in found.channel.missing] == ["mute"]
    assert any(note.startswith("Mute is late with its report for March 2024") for note in missing_notes(found.channel))


def test_lines_in_another_currency_count_at_their_days_rate_or_are_named(settings: Settings, folder: Path) -> None:
    inputs = inputs_of(folder, "2024-03-01,USD,0.9")
    told = report(
        "steam", "r", {"currency": "USD"}, {"currency": "USD", "sold_on": MARCH + timedelta(days=5)}, {"currency": "GBP"}
    )
    found = sold(settings, inputs, told)
    assert found.channel.told.no_rate == (("GBP", 1), ("USD", 1))
    assert len(found.lines) == 3


def test_bookings_and_what_was_restated_are_read(settings: Settings, folder: Path) -> None:
    inputs = inputs_of(folder)
    first = report("steam", "a", {"units": 5}, {"units": 3, "movement": "return", "rep_id": "x"}, {"movement": "stock"})
    again = SalesReport(
        "steam", "again", "b.csv", first.lines.head(1).with_columns(pl.lit(2, pl.Int64).alias("units"), content_hash=pl.lit("n"))
    )
    with store.transaction(settings.database) as connection:
        sales_ledger.record(connection, first, CAME)
        sales_ledger.record(connection, again, CAME + timedelta(days=9))
        found = channel_reading.booked_lines(connection, ["steam"], date(2024, 12, 31))
        quality = sold_and_quality(connection, inputs, date(2024, 6, 30))
        assert channel_reading.has_stock(connection, ["steam"])
        assert not channel_reading.has_stock(connection, ["corner"])
    assert found == [Booked("steam", MARCH, CAME.date(), 1, 3, 0), Booked("steam", MARCH, CAME.date(), 1, 5, 3)]
    score = next(s for s in quality.channel.scores if s.partner_id == "steam")
    assert (score.stable.part, score.stable.n) == (5, 8)
    assert (score.accepted.part, score.accepted.n) == (4, 4)
    made = data_quality(quality.lines, quality.quarantined, inputs.partners, channel=quality.channel)
    rows = csv.DictReader(partners_csv(made.partners, quality.channel.scores).decode().splitlines())
    steam = next(row for row in rows if row["partner_id"] == "steam")
    assert (steam["stable_share"], steam["stable_n"], steam["n_missing"], steam["missing_since"]) == (
        "0.625",
        "8",
        "2",
        "2024-04-01",
    )


def test_one_tier_and_two_read_the_same_where_nothing_is_told_twice(settings: Settings, folder: Path) -> None:
    inputs = inputs_of(folder)
    told = report("steam", "r", {}, {"sold_on": MARCH + timedelta(days=1)}, {"account_id": "corner"}, {"movement": "return"})
    two = sold(settings, inputs, told)
    one = sold(settings, replace(inputs, partners=tuple(replace(p, tier=1, reports_to="") for p in inputs.partners)))
    assert one.lines.values.tolist() == two.lines.values.tolist()
    assert one.lines.dtypes.tolist() == two.lines.dtypes.tolist()
    assert (len(one.lines), one.channel.told) == (3, two.channel.told)
    assert one.balances.is_empty()


def test_a_line_without_a_rep_is_shared_by_the_rules_and_counted_as_one(settings: Settings, folder: Path) -> None:
    inputs = inputs_of(folder)
    first, second = (r.rep_id for r in inputs.reps[:2])
    rules = f"{first},a1,,0.5,2024-01-01,\n{second},a1,,0.5,2024-01-01,"
    told = report("steam", "r", {"amount_minor": 1001}, {"rep_id": second}, {"account_id": "a2"})
    found = sold(settings, inputs_of(folder.parent / "ruled", rules=rules), told)
    assert len(found.lines) == 3
    shares = found.credited.groupby("rep_id")["amount_minor"].sum().to_dict()
    assert (shares[first] + shares[second], shares[""], found.credited["units"].sum()) == (2001, 1000, 3)
    assert sorted((shares[first], shares[second] - 1000)) == [500, 501]


def test_lost_sales_of_a_partner_tell_how_much_was_in_stock(settings: Settings, tmp_path: Path) -> None:
    lost = report("steam", "a", {"units": 3}, {"movement": "lost_sale", "units": 1, "amount_minor": 0})
    silent = report("corner", "b", {"account_id": "a2", "account_code": "B", "units": 5})
    inputs = inputs_of(tmp_path / "launch")
    found = sold(settings, inputs, lost, silent)
    territory = inputs.accounts["a1"].territory_id
    assert found.market.in_stock_share == {**inputs.market.in_stock_share, ("K2", territory, MARCH): 0.75}
    assert len(found.lines) == 2
