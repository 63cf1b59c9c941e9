"""Sales-out lines against an oracle: the same report read row by row with Decimal, and every way to write a number."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.stages.sales_out.judging import judged
from readiness.stages.sales_out.mapping import ReportMapping
from readiness.stages.sales_out.numbers import millionths
from readiness.stages.sales_out.parsing import typed

TODAY = date(2026, 11, 22)
FIELDS = (
    "document", "document_line", "sold_on", "product_code", "gtin", "account_code", "quantity", "unit_of_measure",
    "amount", "currency",
)  # fmt: skip
MAPPING = ReportMapping(
    columns={name: name.upper() for name in FIELDS}, date_format="%d/%m/%Y", currency="EUR", units_of_measure={("CASE", ""): 12}
)


def frame(rows: Sequence[Mapping[str, str]]) -> pl.DataFrame:
    texts = {name.upper(): [row[name] for row in rows] for name in FIELDS}
    return pl.DataFrame({"row": list(range(2, len(rows) + 2)), **texts})


def number(text: str, mark: str) -> Decimal | None:
    """Return a number read with Python's own means: the oracle."""
    other = "," if mark == "." else "."
    body, negative = text.strip(), False
    if re.fullmatch(r"\(.*\)", body):
        body, negative = body[1:-1].strip(), True
    elif re.fullmatch(r"[^+-].*-", body):
        body, negative = body[:-1].strip(), True
    if negative and body[:1] in ("+", "-"):
        return None
    sign = -1 if negative or body[:1] == "-" else 1
    body = body[1:] if body[:1] in ("+", "-") else body
    whole, _, part = body.partition(mark)
    groups = [g for m in (" ", "'", "’", "\u00a0", "\u202f", other) for g in [whole.split(m)] if len(g) > 1]
    if groups:
        if not (1 <= len(groups[0][0]) <= 3 and all(len(g) == 3 for g in groups[0][1:])):
            return None
        whole = "".join(groups[0])
    digits = whole + part
    if not digits or not (digits.isascii() and digits.isdigit()) or (not whole and not part) or len(whole.lstrip("0")) > 24:
        return None
    return sign * Decimal(f"{whole or '0'}.{part or '0'}")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.text(alphabet="0123456789.,()+- '\u00a0e٣x", max_size=14), min_size=1, max_size=8), st.sampled_from([".", ","])
)
def test_numbers_are_read_as_python_reads_them_one_by_one(texts: list[str], mark: str) -> None:
    texts = [text.strip() for text in texts]
    found = millionths(pl.Series(texts), mark)
    for text, value, is_cut in zip(texts, found["value"].to_list(), found["is_cut"].to_list(), strict=True):
        expected = number(text, mark)
        if expected is None:
            assert value is None, text
        else:
            assert value == int(expected * 10**6), text
            assert is_cut == (expected * 10**6 != int(expected * 10**6)), text


FACTORS = {"EA": 1, "DZ": 12, "CASE": 12}
EXPONENTS = {"": 2, "EUR": 2, "JPY": 0, "KWD": 3}


def read_day(text: str) -> tuple[date | None, str]:
    try:
        day = datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None, "sold_on" if text else "sold_on_blank"
    return (day, "") if date(2000, 1, 1) <= day <= TODAY + timedelta(days=7) else (None, "sold_on_range")


def product_rule(row: Mapping[str, str]) -> str:
    code = row["gtin"]
    valid = len(code) in (8, 12, 13, 14) and sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(reversed(code))) % 10 == 0
    return "" if row["product_code"] or valid else "gtin_alone" if code else "product_blank"


def read_number(name: str, text: str) -> tuple[Decimal | None, str]:
    value = number(text, ".")
    return value, "" if value is not None else name if text else f"{name}_blank"


def reference(row: Mapping[str, str]) -> tuple[str, Any]:
    """Return what becomes of a row of the dirty report, read alone and by hand: ("bad", rules) or ("ok", values)."""
    day, day_rule = read_day(row["sold_on"])
    quantity, quantity_rule = read_number("quantity", row["quantity"])
    amount, amount_rule = read_number("amount", row["amount"])
    factor, exponent = FACTORS.get(row["unit_of_measure"]), EXPONENTS.get(row["currency"])
    rules = {day_rule, quantity_rule, amount_rule, product_rule(row), "" if row["account_code"] else "account_blank"}
    rules |= {"" if factor else "unit_of_measure", "" if exponent is not None else "currency"}
    units = None if quantity is None or factor is None else quantity * factor
    if units is not None and units != int(units):
        rules.add("quantity_fraction")
        units = None
    minor = None if amount is None else int(amount.scaleb(2 if exponent is None else exponent).quantize(Decimal(1)))
    if units is not None and minor is not None and units * minor < 0:
        rules.add("negative_price")
    rules.discard("")
    return ("bad", rules) if rules else ("ok", (day, int(units or 0), minor, row["currency"] or "EUR"))


def dirty_row(rng: random.Random, at: int) -> dict[str, str]:
    quantity = rng.randint(1, 2000)
    is_return = rng.random() < 0.1
    whole = f"{quantity:,}" if rng.random() < 0.5 else str(quantity)
    amount = f"{rng.randint(0, 10**7) / 1000:,.3f}"
    row = {
        "document": f"D{at // 5}", "document_line": str(at % 5), "sold_on": f"{rng.randint(1, 28)}/{rng.randint(1, 12):02}/2025",
        "product_code": f"P{rng.randint(1, 9)}", "gtin": rng.choice(["4006381333931", "036000291452", ""]),
        "account_code": f"A{rng.randint(1, 9)}", "quantity": rng.choice([f"({whole})", f"{whole}-"]) if is_return else whole,
        "unit_of_measure": rng.choice(["EA", "DZ", "CASE"]), "amount": f"({amount})" if is_return else amount,
        "currency": rng.choice(["EUR", "JPY", "KWD"]),
    }  # fmt: skip
    if rng.random() < 0.05:
        row[rng.choice(["sold_on", "product_code", "account_code", "quantity", "unit_of_measure", "amount", "currency"])] = (
            rng.choice(["", "x1", "31/02/2025", "1.5", "-3", "99/99/9999", "01/01/1999"])
        )
    return row


@pytest.mark.parametrize("seed", [1, 2])
def test_a_dirty_report_is_read_as_row_by_row(seed: int) -> None:
    """Counts, reasons, units and minor units of 5,000 rows, 1% of them told twice, are those of a reading by hand."""
    rng = random.Random(seed)  # noqa: S311 - a generator of rows
    rows = [dirty_row(rng, at) for at in range(5_000)]
    twice = [rng.choice(rows) for _ in range(50)]
    found = judged(frame([*rows, *twice]), (), MAPPING, "firm", TODAY)
    expected = [reference(row) for row in (*rows, *twice)]
    bad = {at + 2: rules for at, (kind, rules) in enumerate(expected) if kind == "bad"}
    assert {row: set(rules.split()) for row, rules in found.quarantine.select("row", "rules").iter_rows()} == bad
    firsts: dict[tuple[str, str], Any] = {}
    for row, (kind, values) in zip((*rows, *twice), expected, strict=True):
        if kind == "ok":
            firsts.setdefault((row["document"], row["document_line"]), values)
    columns = ("document", "document_line", "sold_on", "units", "amount_minor", "currency")
    assert {(r[0], r[1]): r[2:] for r in found.lines.select(columns).iter_rows()} == firsts
    assert found.duplicates.height == len(expected) - len(bad) - len(firsts)
    assert found.rows_in == 5_050
    assert found.lines.height + found.duplicates.height + found.quarantine.height == found.rows_in


def test_a_report_is_typed_alike_whole_and_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(3)  # noqa: S311 - a generator of rows
    raw = frame([dirty_row(rng, at) for at in range(500)])
    whole = typed(raw, MAPPING, TODAY)
    monkeypatch.setattr("readiness.stages.sales_out.parsing.SLICE", 7)
    assert typed(raw, MAPPING, TODAY).equals(whole)


def test_a_report_is_judged_alike_whole_and_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(4)  # noqa: S311 - a generator of rows
    raw = frame([dirty_row(rng, at) for at in range(500)])
    whole = judged(raw, (), MAPPING, "firm", TODAY)
    for module in ("parsing.SLICE", "keys._SLICE"):
        monkeypatch.setattr(f"readiness.stages.sales_out.{module}", 7)
    sliced = judged(raw, (), MAPPING, "firm", TODAY)
    assert sliced.lines.equals(whole.lines)
    assert sliced.quarantine.equals(whole.quarantine)
    assert whole.quarantine.height > 1
