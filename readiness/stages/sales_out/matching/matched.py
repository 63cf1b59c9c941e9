"""Matched: a report's lines with the products and accounts they mean, as far as that is known.

In: judged lines, the partner's mapping, what is known, what was decided before.
Out: Matched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from readiness.stages.sales_out.mapping import ReportMapping
from readiness.stages.sales_out.matching.accounts import AccountCode, account_matches
from readiness.stages.sales_out.matching.known import FIELDS, PLACE, CodeMatch, Decision, Masters
from readiness.stages.sales_out.matching.products import ProductCode, product_matches
from readiness.vocabulary import SideBySide

BETWEEN = " | "
"""Between the parts of an account's code where the partner has no number for it."""
PRODUCT_TEXTS = ("product_code", "gtin", "description")
ACCOUNT_TEXTS = ("account_code", "account_name", *PLACE)
MOST_TEXTS = 5
"""Different texts beside one code that are looked at."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Lines with what they mean, and what became of each code that was not decided before."""

    lines: pl.DataFrame
    """The same rows in the same order. `product_code` and `account_code` are the codes decisions are kept under; `product_id`
    and `account_id` what they mean, "" where the line waits."""
    codes: tuple[CodeMatch, ...]
    """By field and code, each once."""


def matched(
    lines: pl.DataFrame,
    mapping: ReportMapping,
    masters: Masters,
    decisions: Mapping[tuple[str, str], Decision],
    side_by_side: SideBySide = map,
) -> Matched:
    """Return lines with the products and accounts they mean.

    Args:
        lines: KEYED_SCHEMA.
        mapping: of the partner.
        masters: what is known, for this partner.
        decisions: (product or account, code) -> what was decided before; such a code is not matched again.
        side_by_side: compares names.
    """
    coded = lines.with_columns(product_code_of(mapping).alias("product_key"), account_code_of().alias("account_key"))
    known = {field: {code: d.known_id for (f, code), d in decisions.items() if f == field} for field in FIELDS}
    products = product_matches([_product(row) for row in _open(coded, "product", known, PRODUCT_TEXTS)], masters)
    accounts = account_matches([_account(row) for row in _open(coded, "account", known, ACCOUNT_TEXTS)], masters, side_by_side)
    for match in (*products, *accounts):
        known[match.field][match.code] = match.known_id
    for field in FIELDS:
        coded = coded.with_columns(_looked_up(coded[f"{field}_key"], known[field]).alias(f"{field}_id"))
        coded = coded.with_columns(pl.col(f"{field}_key").alias(f"{field}_code"))
    return Matched(coded.drop("product_key", "account_key"), (*accounts, *products))


def product_code_of(mapping: ReportMapping) -> pl.Expr:
    """Return the code a line's product is decided under: the first that is given of the fields that name products."""
    return _first(*mapping.product_by)


def account_code_of() -> pl.Expr:
    """Return the code a line's account is decided under: the partner's number, else name and place, else the location."""
    parts = [pl.when(pl.col(name) != "").then(pl.col(name)) for name in ("account_name", *PLACE)]
    written = pl.when(pl.col("account_name") != "").then(pl.concat_str(parts, separator=BETWEEN, ignore_nulls=True))
    return pl.coalesce(pl.when(pl.col("account_code") != "").then(pl.col("account_code")), written, pl.col("location"))


def _first(*columns: str) -> pl.Expr:
    given = [pl.when(pl.col(name) != "").then(pl.col(name)) for name in columns]
    return pl.coalesce(*given, pl.lit(""))


def _open(
    coded: pl.DataFrame, field: str, known: Mapping[str, Mapping[str, str]], texts: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Yield each code nobody decided about with the texts beside it, each once in the file's order; by code."""
    key = f"{field}_key"
    asked = coded.lazy().select(pl.col(key).alias("code"), *texts).filter(pl.col("code") != "")
    asked = asked.filter(~pl.col("code").is_in(list(known[field])))
    alike = asked.unique(maintain_order=True).group_by("code", maintain_order=True)
    once = [pl.col(name).filter(pl.col(name) != "").unique(maintain_order=True).head(MOST_TEXTS) for name in texts]
    yield from alike.agg(once).sort("code").collect().iter_rows(named=True)


def _product(row: Mapping[str, Any]) -> ProductCode:
    return ProductCode(row["code"], *(tuple(row[name]) for name in PRODUCT_TEXTS))


def _account(row: Mapping[str, Any]) -> AccountCode:
    first = {name: next(iter(row[name]), "") for name in ACCOUNT_TEXTS}
    number = first["account_code"] or ("" if first["account_name"] else row["code"])
    return AccountCode(row["code"], number, first["account_name"], tuple(first[name] for name in PLACE))


def _looked_up(keys: pl.Series, known: Mapping[str, str]) -> pl.Series:
    table = pl.DataFrame({"key": list(known), "known_id": list(known.values())}, schema={"key": pl.String, "known_id": pl.String})
    found = keys.to_frame("key").join(table, on="key", how="left", maintain_order="left")
    return found["known_id"].fill_null("")
