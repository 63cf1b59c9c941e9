"""AdventureWorks: makes the sample's own part of a launch folder.

In: the directory of Microsoft's AdventureWorks sample (sales/ and oltp/), the name of a product model.
Out: spec.xml, spec.csv, reps.csv, roster.csv, accounts.csv, quotas.csv, market/ and inbox/sales_out/; nothing else is touched.

    python data/launches/adventureworks.py SAMPLE_DIR MODEL OUT_DIR
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

Row = dict[str, str]
PARTNER = "adventureworks"
NOTE = "# From Microsoft's AdventureWorks sample (MIT licence); made by data/launches/adventureworks.py"
POTENTIAL_SHARE = Decimal("0.50")
"""The part of a store's yearly sales taken as what it pays for goods: a planning figure, not a fact of the sample."""
SMOOTHING_WEEKS = 13
WEEKS_BEFORE_LAUNCH = 26
MANAGER_TITLES = {
    "North America": "North American Sales Manager", "Europe": "European Sales Manager", "Pacific": "Pacific Sales Manager",
}  # fmt: skip
INDUSTRIES = {
    "Specialty Bike Shop": "bicycle retail", "Value Added Reseller": "value-added resale", "Warehouse": "warehouse retail",
}  # fmt: skip
STORE_TYPES = {"BS": "Specialty Bike Shop", "BM": "Value Added Reseller", "OS": "Warehouse"}
TIME_ZONES = {
    "Northwest": "America/Los_Angeles", "Northeast": "America/New_York", "Central": "America/Chicago",
    "Southwest": "America/Los_Angeles", "Southeast": "America/New_York", "Canada": "America/Toronto", "France": "Europe/Paris",
    "Germany": "Europe/Berlin", "Australia": "Australia/Sydney", "United Kingdom": "Europe/London",
}  # fmt: skip
MAPPING = """\
# How the reseller desk's own headers are read
delimiter: "|"
date_format: "%Y/%m/%d"
decimal_mark: "."
columns: {document: SalesOrderNumber, sold_on: OrderDate, product_id: ProductKey, account_id: ResellerKey, rep_id: EmployeeKey,
          territory_id: SalesTerritoryKey, units: Quantity, amount: Sales, currency: ""}
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """The tables of the sample that a launch needs, and the launch day of one model in it."""

    root: Path
    model: str
    model_id: str
    model_xml: str
    goods: list[list[str]]  # rows of oltp/Product.csv
    keys: dict[str, list[str]]  # product name -> its ProductKeys in sales/
    lines: list[Row]  # of sales/Sales.csv
    raw: list[bytes]  # the same as they stand, header first
    launch_on: date
    regions: dict[str, Row]


def day_of(text: str) -> date:
    """Return the day in a cell such as `2019/07/01`."""
    return datetime.strptime(text, "%Y/%m/%d").date()  # noqa: DTZ007 - the sample has days without a zone


def piped(path: Path) -> list[Row]:
    """Return the rows of a pipe-delimited table with a header."""
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines(), delimiter="|", quoting=csv.QUOTE_NONE))


def tabbed(path: Path) -> list[list[str]]:
    """Return the rows of a tab-delimited table without a header."""
    return [line.split("\t") for line in path.read_text("utf-8-sig").splitlines() if line]


def fielded(path: Path) -> list[list[str]]:
    """Return the rows of a table with `+|` between fields and `&|` at a row's end."""
    return [row.split("+|") for row in re.split(r"&\|\r?\n?", path.read_text("utf-8-sig")) if row.strip()]


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], note: str = NOTE) -> None:
    """Write a CSV with one comment line above its header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(note + "\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def slug(text: str) -> str:
    """Return a text as an id."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def most(counts: Counter[str]) -> str:
    """Return the most frequent value, the first in order among equals; nothing counted gives an empty string."""
    return min(counts, key=lambda value: (-counts[value], value), default="")


def read_sample(root: Path, model: str) -> Sample:
    """Read the sample; SystemExit if it has no such model or never sold it."""
    models = {row[1]: row for row in fielded(root / "oltp/ProductModel.csv")}
    products = tabbed(root / "oltp/Product.csv")
    made = {row[19] for row in products}
    near = [name for name, row in models.items() if row[0] in made and name in {model, f"{model}-W"}]  # -W: made for women
    if not near:
        raise SystemExit(f"{model}: the sample makes no such product model; oltp/ProductModel.csv names them")
    model = near[0]
    goods = [row for row in products if row[19] == models[model][0]]
    keys: dict[str, list[str]] = defaultdict(list)
    for row in piped(root / "sales/Product.csv"):
        if row["Product"] in {good[1] for good in goods}:
            keys[row["Product"]].append(row["ProductKey"])
    lines = piped(root / "sales/Sales.csv")
    ids = {key for found in keys.values() for key in found}
    sold = [day_of(line["OrderDate"]) for line in lines if line["ProductKey"] in ids]
    if not sold:
        raise SystemExit(f"{model}: the sample has no sale of it")
    return Sample(
        root, model, models[model][0], models[model][2].strip(), goods, keys, lines,
        (root / "sales/Sales.csv").read_bytes().splitlines(), min(sold),
        {row["SalesTerritoryKey"]: row for row in piped(root / "sales/Region.csv")},
    )  # fmt: skip


def write_spec(s: Sample, out: Path) -> None:
    """Write the catalogue XML as it stands, where the model has one, and its products as CSV."""
    subcategory = {row[0]: row[2] for row in tabbed(s.root / "oltp/ProductSubcategory.csv")}[s.goods[0][18]]
    facts = {"model_id": s.model_id, "name": s.model, "vendor": "AdventureWorks", "category": subcategory}
    rows = [["product", field, "", value, *[""] * 11] for field, value in facts.items()]
    if s.model_xml:
        (out / "spec.xml").write_text(s.model_xml, encoding="utf-8", newline="")
    else:
        sizes = sorted({int(g[10]) for g in s.goods if g[10].isdigit()})
        stated = [("sizes", "Frame sizes", f"{', '.join(map(str, sizes))} cm", "", "=")] if sizes else []
        stated.append(("color", "Color", ", ".join(sorted({g[5] for g in s.goods if g[5]})), "", "="))
        weights = [Decimal(g[13]) for g in s.goods if g[13].strip() and g[12].strip() == "LB"]
        if weights:
            stated.append(("weight", "Weight", str(max(weights)), "lb", "<="))
        rows += [["characteristic", *fact, *[""] * 9] for fact in stated]
    for good in sorted(s.goods, key=lambda g: int(g[0])):
        weight = good[13].strip() if good[12].strip() == "LB" else ""
        size = good[10] if good[11].strip() == "CM" else ""
        for key in s.keys[good[1]]:
            price = str(Decimal(good[9]).quantize(Decimal("0.01")))
            rows.append(["variant", key, good[1], *[""] * 6, price, "USD", good[2], good[5], size, weight])
    header = ["record", "id", "name", "value", "unit", "operator", "condition", "quote", "gtin", "list_price", "currency"]
    write_table(out / "spec.csv", [*header, "product number", "color", "size (cm)", "weight (lb)"], rows)


def home_territories(s: Sample) -> dict[str, str]:
    """Return where each rep sold most lines before the launch; where there were none, after it."""
    before: dict[str, Counter[str]] = defaultdict(Counter)
    after: dict[str, Counter[str]] = defaultdict(Counter)
    for line in s.lines:
        side = before if day_of(line["OrderDate"]) < s.launch_on else after
        side[line["EmployeeKey"]][line["SalesTerritoryKey"]] += 1
    return {rep: most(before[rep]) or most(after[rep]) for rep in sorted({*before, *after})}


def write_reps(s: Sample, out: Path) -> None:
    """Write the people who sell, with hire dates moved onto the calendar of the sales."""
    people = {row["EmployeeKey"]: row for row in piped(s.root / "sales/Salesperson.csv")}
    by_title = {row["Title"]: key for key, row in people.items()}
    hired = {row[1]: date.fromisoformat(row[9]) for row in tabbed(s.root / "oltp/Employee.csv")}
    homes = home_territories(s)
    # The two samples run on different calendars: the first representatives start on the day of the first order.
    shift = min(day_of(line["OrderDate"]) for line in s.lines) - min(
        hired[people[rep]["EmployeeID"]] for rep in homes if people[rep]["Title"] == "Sales Representative"
    )
    rows = []
    for rep, territory in homes.items():
        person, region = people[rep], s.regions[territory]
        title = "Director of Sales" if person["Title"] in MANAGER_TITLES.values() else MANAGER_TITLES[region["Group"]]
        rows.append([
            rep, person["Salesperson"], person["UPN"], "", PARTNER, territory, by_title[title], "consultative",
            TIME_ZONES[region["Region"]], "en", hired[person["EmployeeID"]] + shift,
        ])  # fmt: skip
    header = ["rep_id", "name", "email", "channel", "partner_id", "territory_id", "manager_id", "motion"]
    write_table(out / "reps.csv", [*header, "time_zone", "language", "hired_on"], rows)
    places = sorted([r["EmployeeKey"], int(r["SalesTerritoryKey"])] for r in piped(s.root / "sales/SalespersonRegion.csv"))
    write_table(out / "roster.csv", ["rep_id", "territory_id"], [place for place in places if place[0] in homes])
    reps = {people[rep]["EmployeeID"]: rep for rep in homes}
    targets = [row for row in piped(s.root / "sales/Targets.csv") if row["EmployeeID"] in reps]
    quotas = sorted((reps[t["EmployeeID"]], day_of(t["TargetMonth"]), t["TargetAmount"], "USD") for t in targets)
    write_table(out / "quotas.csv", ["rep_id", "month", "target_money", "currency"], quotas)


def surveys(s: Sample) -> dict[tuple[str, str], tuple[str, str]]:
    """Return each store's specialty and potential by its name and business type: two names stand twice, of unlike types."""
    found = {}
    for row in fielded(s.root / "oltp/Store.csv"):
        tree = ET.fromstring(row[3])  # noqa: S314 - the sample's own file, no entities
        told = {str(child.tag).rpartition("}")[2]: child.text or "" for child in tree}
        potential = Decimal(told["AnnualSales"]) * POTENTIAL_SHARE
        found[row[1].strip(), STORE_TYPES[told["BusinessType"]]] = slug(told["Specialty"]), f"{potential:.0f}"
    return found


def write_accounts(s: Sample, out: Path) -> None:
    """Write every reseller; one that never bought gets the territory of the resellers around it."""
    bought: dict[str, Counter[str]] = defaultdict(Counter)
    first: dict[str, date] = {}
    for line in s.lines:
        account, day = line["ResellerKey"], day_of(line["OrderDate"])
        first[account] = min(day, first.get(account, day))
        bought[account][line["SalesTerritoryKey"]] += 1
    resellers = sorted(piped(s.root / "sales/Reseller.csv"), key=lambda r: int(r["ResellerKey"]))
    nearby: dict[str, Counter[str]] = defaultdict(Counter)
    for r in resellers:
        if home := most(bought[r["ResellerKey"]]):
            nearby[r["Country-Region"] + r["State-Province"]][home] += 1
            nearby[r["Country-Region"]][home] += 1
    told = surveys(s)
    rows = []
    for r in resellers:
        key, place = r["ResellerKey"], r["Country-Region"] + r["State-Province"]
        territory = most(bought[key]) or most(nearby[place]) or most(nearby[r["Country-Region"]])
        segment, potential = told[r["Reseller"].strip(), r["Business Type"]]
        rows.append([
            key, r["Reseller"], slug(r["Business Type"]), PARTNER, territory, segment,
            INDUSTRIES[r["Business Type"]], first.get(key, ""), potential,
        ])  # fmt: skip
    header = ["account_id", "name", "channel", "partner_id", "territory_id", "segment", "industry", "first_seen_on"]
    write_table(out / "accounts.csv", [*header, "potential_money"], rows)


def write_market(s: Sample, out: Path) -> None:
    """Write each territory group's sales of everything but this model, a reseller, over their mean since the launch."""
    own = {key for keys in s.keys.values() for key in keys}
    sold: dict[str, dict[date, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for line in s.lines:
        if line["ProductKey"] not in own:
            group, day = s.regions[line["SalesTerritoryKey"]]["Group"], day_of(line["OrderDate"])
            sold[group][week_of(day)][line["ResellerKey"]] += int(Decimal(line["Sales"]) * 100)
    launch_week = week_of(s.launch_on)
    start = launch_week - timedelta(weeks=WEEKS_BEFORE_LAUNCH)
    if min(min(weeks) for weeks in sold.values()) > start:
        return  # without half a year before the launch there is no usual level to compare with
    last = max(max(weeks) for weeks in sold.values())
    rows = []
    for territory in sorted(s.regions, key=int):
        per_reseller = smoothed(sold[s.regions[territory]["Group"]], last)
        usual = [value for week, value in per_reseller.items() if week >= launch_week]
        level = sum(usual) / len(usual)
        rows += [[territory, week, f"{value / level:.4f}"] for week, value in per_reseller.items() if week >= start]
    write_table(out / "market/index.csv", ["territory_id", "week", "index"], rows)


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def smoothed(sold: dict[date, Counter[str]], last: date) -> dict[date, float]:
    """Return, per week, what a reseller that ordered in the 13 weeks around it bought in them; fewer weeks at either end."""
    first, half = min(sold), SMOOTHING_WEEKS // 2
    weeks = [first + timedelta(weeks=i) for i in range((last - first).days // 7 + 1)]
    result = {}
    for i, week in enumerate(weeks):
        window: Counter[str] = Counter()
        for near in weeks[max(0, i - half) : i + half + 1]:
            window.update(sold.get(near, {}))
        if window:
            result[week] = window.total() / len(window)
    return result


def write_sales_out(s: Sample, out: Path) -> None:
    """Write the order lines as sent, byte for byte and in order, one file a calendar quarter."""
    folder = out / "inbox/sales_out" / PARTNER
    folder.mkdir(parents=True, exist_ok=True)
    quarters: dict[str, list[bytes]] = defaultdict(list)
    for raw, line in zip(s.raw[1:], s.lines, strict=True):
        day = day_of(line["OrderDate"])
        quarters[f"{day.year}-Q{(day.month + 2) // 3}"].append(raw)
    for quarter, lines in quarters.items():
        (folder / f"{quarter}.csv").write_bytes(b"\r\n".join([s.raw[0], *lines, b""]))
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8", newline="")


def main(arguments: Sequence[str]) -> None:
    """Write the launch folder the arguments ask for, and say when the model was first sold."""
    if len(arguments) != 3:
        raise SystemExit(__doc__)
    sample, target = read_sample(Path(arguments[0]), arguments[1]), Path(arguments[2])
    target.mkdir(parents=True, exist_ok=True)
    for write in (write_spec, write_reps, write_accounts, write_market, write_sales_out):
        write(sample, target)
    ids = sorted((key for keys in sample.keys.values() for key in keys), key=int)
    sys.stdout.write(f"{sample.model}: first sold {sample.launch_on}, products {', '.join(ids)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
