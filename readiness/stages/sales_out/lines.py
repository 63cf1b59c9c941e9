"""Sales-out lines: the columns of a report once its mapping has been applied, what a line can be, and what can be wrong with it.

In: nothing.
Out: field names, movements, the schema of a line frame, rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

MOVEMENTS = (
    "sale", "return", "stock", "in_transit", "received", "ordered", "lost_sale", "adjustment", "transfer", "price", "summary",
    "no_sales",
)  # fmt: skip
"""What a line tells of. Only SOLD lines are sales-out; the others tell of stock, availability and demand, or of nothing sold."""
SOLD = ("sale", "return")

READ_FIELDS = (
    "document", "document_line", "sold_on", "movement", "product_code", "gtin", "partner_sku", "description", "account_code",
    "account_name", "street", "city", "region", "postal_code", "country", "rep_code", "territory_code", "location", "serial",
    "quantity", "unit_of_measure", "unit_price", "amount", "currency",
)  # fmt: skip
"""Every field a report can fill, as text. A frame read from a report has these that its mapping names, and `row`."""
PRODUCT_FIELDS = ("product_code", "gtin", "partner_sku")
ACCOUNT_FIELDS = ("account_code", "account_name", "location")
REQUIRED_FIELDS = ("sold_on", "quantity")
"""Besides these a line needs one of PRODUCT_FIELDS and, where it is sold, one of ACCOUNT_FIELDS and an amount or a unit price."""

TYPED = {
    "row": pl.Int64, "sold_on": pl.Date, "units": pl.Int64, "amount_minor": pl.Int64, "faults": pl.UInt64, "cautions": pl.UInt64,
}  # fmt: skip
LINE_SCHEMA = {
    "row": pl.Int64,
    **{f: pl.String for f in READ_FIELDS if f not in ("sold_on", "unit_price", "amount")},
    **{name: kind for name, kind in TYPED.items() if name != "row"},
}
"""A line frame: text is never null, "" meaning not given; the typed columns are null only where a fault says so.

`units` are base units and `amount_minor` minor units of the currency, both negative for returns. Bits of `faults` and
`cautions` index RULES: a line with a fault goes to quarantine, one with a caution is taken and counted.
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong."""

    name: str
    level: str
    """file, field or transaction."""
    column: str
    """The field it is about, "" where it is about the whole line or file."""
    is_caution: bool
    says: str
    """What is wrong and what was expected, to be read after the column and its text."""


def _faults(level: str, *rows: tuple[str, str, str]) -> tuple[Rule, ...]:
    return tuple(Rule(name, level, column, is_caution=False, says=says) for name, column, says in rows)


def _cautions(level: str, *rows: tuple[str, str, str]) -> tuple[Rule, ...]:
    return tuple(Rule(name, level, column, is_caution=True, says=says) for name, column, says in rows)


RULES = (
    *_faults(
        "field",
        ("sold_on_blank", "sold_on", "is blank; every line needs the day of its sale"),
        ("sold_on", "sold_on", "is not a day written like {day}"),
        ("sold_on_range", "sold_on", "is before 2000 or more than a week after the report came"),
        ("product_blank", "product_code", "is blank, and so are GTIN and partner's article number"),
        ("account_blank", "account_code", "is blank, and so are the account's name and the location"),
        ("quantity_blank", "quantity", "is blank"),
        ("quantity", "quantity", "is not a number with the decimal mark {mark!r}"),
        ("quantity_fraction", "quantity", "is not a whole number of units"),
        ("quantity_large", "quantity", "is larger than any sale"),
        ("unit_of_measure", "unit_of_measure", "is a unit whose size the mapping does not give"),
        ("unit_price", "unit_price", "is not a number with the decimal mark {mark!r}"),
        ("amount", "amount", "is not a number with the decimal mark {mark!r}"),
        ("amount_blank", "amount", "is blank, and there is no unit price to work it out from"),
        ("amount_large", "amount", "is larger than any sale"),
        ("currency", "currency", "is not a currency code such as EUR"),
        ("movement", "movement", "is a kind of line the mapping does not know"),
        ("gtin_alone", "gtin", "is not a valid GTIN, and nothing else names the product"),
        ("text_long", "", "a text is longer than 500 characters"),
        ("cell_error", "", "a cell that says what was sold, to whom or on which paper holds an error such as #N/A"),
    ),
    *_faults(
        "transaction",
        ("sign", "quantity", "is negative where returns are written as positive numbers, or positive on a return"),
        ("negative_price", "amount", "and the quantity have different signs, so the price is negative"),
        ("total_row", "", "is a total, not a sale"),
        ("fee", "", "is a fee, a tax or freight, not a product"),
        ("key_twice", "document_line", "stands more than once in its document, with different content"),
    ),
    *_cautions(
        "field",
        ("gtin_form", "gtin", "is not a GTIN of 8, 12, 13 or 14 digits"),
        ("gtin_check", "gtin", "has a wrong check digit"),
        ("currency_missing", "currency", "is blank, and the mapping names none: counted in hundredths"),
    ),
    *_cautions(
        "transaction",
        ("price_disagrees", "amount", "is not quantity x unit price, within one minor unit for every unit"),
        ("zero_price", "amount", "is nothing for goods that were sold"),
        ("zero_quantity", "quantity", "is nothing on a line that is a sale"),
        ("unusual_quantity", "quantity", "is more than 100 times what is usual for the product in this file"),
        ("outside_period", "sold_on", "is outside the period the report states"),
        ("like_line", "", "stands more than once, and nothing tells whether it was sold as often"),
        ("unpriced", "amount", "is blank like every amount and price of the report: counted in units, and worth nothing"),
    ),
)  # fmt: skip
"""Bits of `faults` and `cautions`, in their order."""
FILE_RULES = _faults(
    "file",
    ("wrong_columns", "", "The file does not have the columns its mapping was made for"),
    ("wrong_period", "sold_on", "Most lines are outside the period the report states"),
    ("mostly_faulty", "", "Most rows cannot be taken: it may be another report, or the mapping does not fit"),
    ("nothing_new", "", "The file has no line that can be taken"),
)
"""What holds a file as a whole."""
RULE_BITS = {rule.name: 1 << at for at, rule in enumerate(RULES)}


def flags(found: Mapping[str, pl.Expr]) -> pl.Expr:
    """Return rules that are found true as bits; a null is not true."""
    bits = [
        pl.when(expr).then(pl.lit(RULE_BITS[name], pl.UInt64)).otherwise(pl.lit(0, pl.UInt64)) for name, expr in found.items()
    ]
    return pl.sum_horizontal(bits)


def has(column: str, rule: str) -> pl.Expr:
    """Return whether a line has the rule's bit in `faults` or `cautions`."""
    return (pl.col(column) & pl.lit(RULE_BITS[rule], pl.UInt64)) != 0
