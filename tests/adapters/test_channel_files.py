"""channels.yaml, rates.csv and units.csv: what is said of partners, currencies and units, and every fault in its place."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from readiness.adapters.folder_files import read_folder
from readiness.adapters.input_tables import Problems
from readiness.adapters.launch_files import inspect_launch_files, read_launch_files
from readiness.adapters.rate_files import read_rates, read_units
from readiness.stages.sales_out.rates import amounts_in
from readiness.vocabulary import Partner
from tests.small_launch import write_small_launch

SAMPLE = Path(__file__).parent.parent / "samples" / "measurement" / "usd_in_cad.csv"
STEAM = "{id: steam, name: Steam & Co, channels: [shops, online], currency: EUR}"
ID_AND_CHANNELS = "channels: [shops], currency: EUR"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, bytes]:
    return dict(read_folder(write_small_launch(tmp_path / "launch")))


def with_partners(files: dict[str, bytes], *more: str, steam: str = STEAM) -> dict[str, bytes]:
    text = files["channels.yaml"].decode().replace(f"[{STEAM}]", "\n" + "\n".join(f"  - {p}" for p in (steam, *more)))
    return files | {"channels.yaml": text.encode()}


def said(files: dict[str, bytes]) -> list[tuple[str, str, str]]:
    return [(p.column, p.what, p.expected) for p in inspect_launch_files(files)[1]]


def test_a_partner_says_when_it_reports_or_is_taken_to_report_each_month(files: dict[str, bytes]) -> None:
    told = (
        f"{{id: stall, name: Stall, {ID_AND_CHANNELS}, tier: 3, reports_to: steam, cadence: weekly, time_zone: America/New_York,"
        ' due: {weekday: friday, time: "09:30"}}'
    )
    inputs = read_launch_files(with_partners(files, told))
    steam, stall = inputs.partners
    assert (steam.tier, steam.reports_to, steam.cadence, steam.due_weekday, steam.due_time) == (2, "", "monthly", 2, time(17))
    assert steam.time_zone == "UTC"
    assert stall == Partner("stall", "Stall", ("shops",), "EUR", 3, "steam", "weekly", 4, time(9, 30), "America/New_York")
    assert not inputs.rates.days
    assert not inputs.units


@pytest.mark.parametrize(
    ("extra", "column", "what", "expected"),
    [
        ("reports_to: stem", "partners[1].reports_to", "'stem' is unknown", "a partner of this file; did you mean 'steam'?"),
        ("reports_to: steam", "partners[1].reports_to", "'x' has tier 2; 'steam' has 2", "a supplier nearer to the factory"),
        ("reports_to: x, tier: 3", "partners[1].reports_to", "'x' has tier 3; 'x' has 3", "a supplier nearer to the factory"),
        ("cadence: daily", "partners[1].cadence", "'daily' is unknown", "one of weekly, monthly"),
        ("due: {weekday: mittwoch}", "partners[1].due.weekday", "'mittwoch' is unknown", "one of monday, tuesday"),
        ("time_zone: Berlin", "partners[1].time_zone", "'Berlin' is not a time zone", "an IANA time zone such as"),
        ("tier: 0", "partners[1].tier", "0 is not between 1 and 9", "a whole number from 1 to 9"),
    ],
)
def test_a_fault_in_what_a_partner_says_is_named(
    files: dict[str, bytes], extra: str, column: str, what: str, expected: str
) -> None:
    ((found, why, meant),) = said(with_partners(files, f"{{id: x, name: X, {ID_AND_CHANNELS}, {extra}}}"))
    assert (found, why) == (column, what)
    assert meant.startswith(expected.split(";")[0])


def test_rates_and_units_are_read(files: dict[str, bytes]) -> None:
    files["rates.csv"] = b"date,currency,rate\n2024-03-04,USD,0.92\n2024-03-01,USD,0.9\n"
    files["units.csv"] = b"product_id,unit_of_measure,units\nK2,case,12\n,PAL,480\n"
    inputs = read_launch_files(files)
    assert amounts_in("EUR", [100, 100], ["USD"] * 2, [date(2024, 3, 3), date(2024, 3, 4)], inputs.rates) == [90, 92]
    assert inputs.units == {("CASE", "K2"): 12, ("PAL", ""): 480}


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("2024-03-04,USD,0", "rate", "'0' is below 0.000000000001"),
        ("2024-03-04,USD,1.0000000000001", "rate", "'1.0000000000001' has more than 12 decimals"),
        ("2024-03-04,US,1", "currency", "'US' is not a currency code"),
        ("04/03/2024,USD,1", "date", "'04/03/2024' is not a date written as year-month-day"),
        ("2024-03-04,EUR,1", "currency", "EUR is the launch's own currency"),
        ("2024-03-05,USD,0.9\n2024-03-05,USD,0.8", "currency", "this date and currency already stand in row 2"),
    ],
)
def test_a_rate_that_cannot_be_is_named(row: str, column: str, what: str) -> None:
    problems = Problems()
    read_rates({"rates.csv": f"date,currency,rate\n{row}\n".encode()}, "EUR", problems)
    assert [(p.file, p.column, p.what) for p in problems.found] == [("rates.csv", column, what)]


@pytest.mark.parametrize(
    ("rows", "column", "what"),
    [
        ("K2,CASE,0", "units", "0 is not between 1 and 1000000"),
        ("K2,CASE,1.5", "units", "'1.5' is not a whole number"),
        ("K2,CASE,6\nK2,case,12", "unit_of_measure", "this product id and unit of measure already stand in row 2"),
    ],
)
def test_a_unit_that_cannot_be_is_named(rows: str, column: str, what: str) -> None:
    problems = Problems()
    read_units({"units.csv": f"product_id,unit_of_measure,units\n{rows}\n".encode()}, problems)
    assert [(p.column, p.what) for p in problems.found] == [(column, what)]


def test_a_hundred_dollars_a_day_at_published_rates() -> None:
    """With four decimals in a rate, 100.00 dollars come out exactly: the sum is that of the rates, by another program."""
    problems = Problems()
    rates = read_rates({"rates.csv": SAMPLE.read_bytes()}, "CAD", problems)
    days = rates.days["USD"]
    assert (problems.found, len(days)) == ([], 120)
    found = amounts_in("CAD", [100_00] * 120, ["USD"] * 120, days, rates)
    assert sum(x for x in found if x is not None) == 17_501_83
