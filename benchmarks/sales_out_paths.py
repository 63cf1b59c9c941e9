"""Sales-out paths: one made report, read and summed by the product, by plain Python, and by pandas in two ways.

In: how many lines and a seed; then the path of the report.
Out: its bytes; cells (rep, account, product, week, currency -> units, minor units, lines), all of them the same.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from readiness.adapters.sales_reports.opening import read_report
from readiness.stages.sales_out.judging import judged
from readiness.stages.sales_out.mapping import ReportMapping

if TYPE_CHECKING:
    import pandas as pd

TODAY = date(2026, 11, 22)
N_PRODUCTS, N_ACCOUNTS, N_REPS = 400, 5_000, 60
HEADER = (
    "Invoice", "Line", "Invoice Date", "Mfr Part", "UPC", "Customer No", "Customer Name", "City", "State", "Zip", "Rep", "Qty",
    "UOM", "Amount", "Currency",
)  # fmt: skip
FIELDS = (
    "document", "document_line", "sold_on", "product_code", "gtin", "account_code", "account_name", "city", "region",
    "postal_code", "rep_code", "quantity", "unit_of_measure", "amount", "currency",
)  # fmt: skip
MAPPING = ReportMapping(
    columns=dict(zip(FIELDS, HEADER, strict=True)), date_format="%d/%m/%Y", delimiter=",", units_of_measure={("CASE", ""): 12}
)
CELL = ["rep_id", "account_id", "product_id", "week", "currency"]
FACTORS = {"EA": 1, "DZ": 12, "CASE": 12}
EXPONENTS = {"USD": 2, "EUR": 2, "JPY": 0, "KWD": 3}


def report(n: int, seed: int) -> bytes:
    """Return a CSV of n lines: 1.8% of them bad, 1% told twice, returns in brackets, thousands, blanks."""
    rng = np.random.default_rng(seed)
    n_own = n - n // 100
    i = np.arange(n_own)
    product, account = rng.integers(0, N_PRODUCTS, n_own), rng.integers(0, N_ACCOUNTS, n_own)
    quantity = rng.integers(1, 30, n_own)
    is_return = rng.random(n_own) < 0.04
    cents = quantity * rng.integers(100, 90_000, n_own)
    day = np.datetime64("2025-01-01") + rng.integers(0, 365, n_own)
    currency = np.array(["USD", "EUR", "JPY", "KWD"])[rng.choice(4, n_own, p=[0.7, 0.2, 0.05, 0.05])]
    bad = np.where(rng.random(n_own) < 0.018, rng.integers(1, 7, n_own), 0)
    gtin = [f"{c}{_check(c)}" for c in (f"{40000000000 + 7 * k:011d}" for k in range(N_PRODUCTS))]
    quantity_text = np.where(is_return, [f"({q})" for q in quantity], quantity.astype(str))
    amount_text = [f"{'-' if r else ''}{c / 100:,.2f}" for c, r in zip(cents.tolist(), is_return.tolist(), strict=True)]
    frame = pl.DataFrame(
        {
            "Invoice": [f"INV{seed:02d}{k // 8:07d}" for k in i.tolist()],
            "Line": (i % 8 + 1).astype(str),
            "Invoice Date": pl.Series(day).dt.strftime("%d/%m/%Y"),
            "Mfr Part": [f"MP-{k:05d}" for k in product.tolist()],
            "UPC": [gtin[k] for k in product.tolist()],
            "Customer No": [f"C{k:06d}" for k in account.tolist()],
            "Customer Name": [f"Customer {k} Cycles Ltd" for k in account.tolist()],
            "City": [f"City of {k % 700}" for k in account.tolist()],
            "State": [f"S{k % 50:02d}" for k in account.tolist()],
            "Zip": [f"{10_000 + k % 9_000}" for k in account.tolist()],
            "Rep": [f"R{k % N_REPS:03d}" if k % 10 else "" for k in account.tolist()],
            "Qty": quantity_text,
            "UOM": np.array(["EA", "EA", "EA", "DZ", "CASE"])[rng.integers(0, 5, n_own)],
            "Amount": amount_text,
            "Currency": currency,
        }
    ).with_columns(pl.Series("bad", bad))
    for code, (column, text) in enumerate(
        [
            ("Invoice Date", "31/02/2025"),
            ("Qty", "twelve"),
            ("Amount", "n/a"),
            ("UOM", "PALLET"),
            ("Currency", "XQX"),
            ("Mfr Part", ""),
        ],
        1,
    ):
        also = {"Mfr Part": "UPC"}.get(column)
        frame = frame.with_columns(
            pl.when(pl.col("bad") == code).then(pl.lit(text)).otherwise(c).alias(c) for c in (column, also) if c
        )
    twice = frame.sample(n // 100, seed=seed)
    return pl.concat([frame, twice]).drop("bad").write_csv().encode()


def _check(code: str) -> int:
    return -sum(int(d) * (3 if at % 2 == 0 else 1) for at, d in enumerate(reversed(code))) % 10


def masters() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return product code -> id, account code -> id, account id -> rep id where the line names none; a few are unknown."""
    products = {f"MP-{k:05d}": f"p{k}" for k in range(N_PRODUCTS) if k % 97}
    accounts = {f"C{k:06d}": f"a{k}" for k in range(N_ACCOUNTS) if k % 89}
    return products, accounts, {f"a{k}": f"R{k % N_REPS:03d}" for k in range(N_ACCOUNTS)}


def ours(path: Path) -> tuple[pl.DataFrame, dict[str, int]]:
    """Return cells, reasons and duplicates as the product makes them."""
    raw = read_report("report.csv", path.read_bytes(), MAPPING)
    found = judged(raw.frame, raw.rejected, MAPPING, "partner", TODAY)
    told = dict(found.quarantine["rules"].value_counts().rows()) | {"duplicates": found.duplicates.height}
    lines = found.lines.select("sold_on", "product_code", "account_code", "rep_code", "units", "amount_minor", "currency")
    del raw, found
    return cells_of(lines), told


def cells_of(lines: pl.DataFrame) -> pl.DataFrame:
    """Return sums per rep, account, product, week and currency of lines whose product and account are known."""
    products, accounts, reps = masters()
    return (
        lines.lazy()
        .with_columns(
            pl.col("product_code").replace_strict(products, default="").alias("product_id"),
            pl.col("account_code").replace_strict(accounts, default="").alias("account_id"),
            pl.col("sold_on").dt.truncate("1w").alias("week"),
        )
        .with_columns(
            pl.when(pl.col("rep_code") == "")
            .then(pl.col("account_id").replace_strict(reps, default=""))
            .otherwise("rep_code")
            .alias("rep_id")
        )
        .filter((pl.col("product_id") != "") & (pl.col("account_id") != ""))
        .group_by(CELL)
        .agg(pl.col("units").sum(), pl.col("amount_minor").sum(), pl.len().alias("n"))
        .collect()
    )


def day_of(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone


def broken(row: Mapping[str, str]) -> str:
    """Return the rules a row breaks."""
    checks: tuple[tuple[str, Callable[[], object]], ...] = (
        ("sold_on", lambda: day_of(row["Invoice Date"])),
        ("quantity", lambda: _decimal(row["Qty"])),
        ("unit_of_measure", lambda: FACTORS[row["UOM"]]),
        ("amount", lambda: _decimal(row["Amount"])),
        ("currency", lambda: EXPONENTS[row["Currency"]]),
    )
    found = [] if row["Mfr Part"] or row["UPC"] else ["product_blank"]
    for name, check in checks:
        try:
            check()
        except (ValueError, KeyError, ArithmeticError):
            found.append(name)
    return " ".join(found)


def plain(path: Path) -> tuple[pl.DataFrame, dict[str, int]]:
    """Return cells, reasons and duplicates as plain Python finds them, row by row: what every path has to come to."""
    products, accounts, reps = masters()
    cells: dict[tuple[str, ...], list[int]] = {}
    told: Counter[str] = Counter()
    seen: set[tuple[str, ...]] = set()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if why := broken(row):
                told[why] += 1
                continue
            day, units = day_of(row["Invoice Date"]), int(_decimal(row["Qty"]) * FACTORS[row["UOM"]])
            minor = int(_decimal(row["Amount"]).scaleb(EXPONENTS[row["Currency"]]).quantize(Decimal(1), ROUND_HALF_EVEN))
            key = (row["Invoice"], row["Line"], row["Mfr Part"], row["Invoice Date"], "return" if units < 0 else "sale")
            if key in seen:
                told["duplicates"] += 1
                continue
            seen.add(key)
            product, account = products.get(row["Mfr Part"], ""), accounts.get(row["Customer No"], "")
            if product and account:
                week = date.fromordinal(day.toordinal() - day.weekday()).isoformat()
                cell = cells.setdefault((row["Rep"] or reps[account], account, product, week, row["Currency"]), [0, 0, 0])
                cell[:] = cell[0] + units, cell[1] + minor, cell[2] + 1
    return pl.DataFrame([(*c, *n) for c, n in cells.items()], [*CELL, "units", "amount_minor", "n"], orient="row"), dict(told)


def by_row(path: Path) -> tuple[pl.DataFrame, None]:
    """Return cells as a script makes them: pandas with `apply`, a function a row, exact by Decimal."""
    import pandas as pd

    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    products, accounts, reps = masters()
    seen: set[str] = set()

    def line(row: pd.Series) -> pd.Series | None:
        try:
            day = day_of(row["Invoice Date"])
            quantity, amount = _decimal(row["Qty"]), _decimal(row["Amount"])
            units = int(quantity * FACTORS[row["UOM"]])
            minor = int(amount.scaleb(EXPONENTS[row["Currency"]]).quantize(Decimal(1), ROUND_HALF_EVEN))
        except (ValueError, KeyError, ArithmeticError):
            return None
        code = row["UPC"]
        if not (row["Mfr Part"] or code) or (code and sum(int(d) * (3, 1)[at % 2] for at, d in enumerate(code.zfill(14))) % 10):
            return None
        parts = (row["Invoice"], row["Line"], row["Mfr Part"], day.isoformat(), "return" if units < 0 else "sale")
        key = hashlib.sha256("".join(f"{len(p)}:{p}" for p in parts).encode()).hexdigest()
        hashlib.blake2b("|".join(row).encode(), digest_size=16).hexdigest()
        product, account = products.get(row["Mfr Part"], ""), accounts.get(row["Customer No"], "")
        if key in seen or not product or not account:
            return None
        seen.add(key)
        week = date.fromordinal(day.toordinal() - day.weekday())
        return pd.Series([row["Rep"] or reps[account], account, product, week, row["Currency"], units, minor])

    lines = frame.apply(line, axis=1, result_type="expand").dropna(how="all")
    lines.columns = pd.Index([*CELL, "units", "amount_minor"])
    cells = lines.groupby(CELL).agg(units=("units", "sum"), amount_minor=("amount_minor", "sum"), n=("units", "size"))
    return pl.from_dicts(cells.reset_index().to_dict("records")), None


def _decimal(text: str) -> Decimal:
    body = text.strip()
    is_negative = body.startswith("(")
    body = body.strip("()").replace(",", "")
    return -Decimal(body) if is_negative else Decimal(body)


def by_column(path: Path) -> tuple[pl.DataFrame, None]:
    """Return cells as a careful person makes them with pandas: whole columns at a time, the same rules."""
    import pandas as pd

    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for name in frame.columns:
        frame[name] = frame[name].str.strip()
    day = pd.to_datetime(frame["Invoice Date"], format="%d/%m/%Y", errors="coerce")
    numbers = {}
    for name in ("Qty", "Amount"):
        text = frame[name].str.replace(",", "", regex=False)
        text = text.str.replace(r"^\((.*)\)$", r"-\1", regex=True)
        numbers[name] = pd.to_numeric(text, errors="coerce")
    factor, exponent = frame["UOM"].map(FACTORS), frame["Currency"].map(EXPONENTS)
    code = frame["UPC"].str.zfill(14)
    digits = pd.to_numeric(code, errors="coerce").fillna(0).astype("int64")
    total = sum(digits // 10**at % 10 * (1 if at % 2 == 0 else 3) for at in range(14))
    is_named = (frame["Mfr Part"] != "") | (frame["UPC"] != "")
    good = (
        day.notna()
        & numbers["Qty"].notna()
        & numbers["Amount"].notna()
        & factor.notna()
        & exponent.notna()
        & is_named
        & (total % 10 == 0)
    )
    frame = frame[good].copy()
    frame["units"] = (numbers["Qty"][good] * factor[good]).astype("int64")
    frame["amount_minor"] = (numbers["Amount"][good] * 10 ** exponent[good]).round().astype("int64")
    day = day[good]
    kind = np.where(frame["units"] < 0, "return", "sale")
    parts = [frame["Invoice"], frame["Line"], frame["Mfr Part"], day.dt.strftime("%Y-%m-%d"), pd.Series(kind, frame.index)]
    joined = parts[0].str.len().astype(str) + ":" + parts[0]
    for part in parts[1:]:
        joined = joined + part.str.len().astype(str) + ":" + part
    frame["key"] = [hashlib.sha256(t.encode()).hexdigest() for t in joined]
    content = frame["UPC"]
    for name in ("Customer No", "Customer Name", "City", "State", "Zip", "Rep", "Currency", "units", "amount_minor"):
        text = frame[name].astype(str)
        content = content + text.str.len().astype(str) + ":" + text
    frame["content"] = [hashlib.blake2b(t.encode(), digest_size=16).hexdigest() for t in content]
    products, accounts, reps = masters()
    frame["product_id"], frame["account_id"] = frame["Mfr Part"].map(products), frame["Customer No"].map(accounts)
    frame["rep_id"] = frame["Rep"].where(frame["Rep"] != "", frame["account_id"].map(reps))
    frame["week"] = (day - pd.to_timedelta(day.dt.day_of_week, unit="D")).dt.date
    frame["currency"] = frame["Currency"]
    frame = frame.drop_duplicates("key").dropna(subset=["product_id", "account_id"])
    cells = frame.groupby(CELL).agg(units=("units", "sum"), amount_minor=("amount_minor", "sum"), n=("units", "size"))
    return pl.from_dicts(cells.reset_index().to_dict("records")), None


def checksum(cells: pl.DataFrame) -> list[int]:
    """Return how many cells there are, units, minor units, lines, and a number that changes with any of them."""
    plain = cells.select(
        *(pl.col(c).cast(pl.String) for c in CELL), *(pl.col(c).cast(pl.Int64) for c in ("units", "amount_minor", "n"))
    )
    text = plain.sort(*CELL).write_csv().encode()
    sums = plain.select(pl.col("units", "amount_minor", "n").sum()).row(0)
    return [cells.height, *sums, int(hashlib.sha256(text).hexdigest()[:12], 16)]
