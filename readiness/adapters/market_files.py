"""Market files: the market index, availability, end-user demand and promotions by territory and week.

In: the bytes of market/index.csv, availability.csv, demand.csv and promotion.csv.
Out: Market, and Problems.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from readiness.adapters.input_columns import Column, id_column
from readiness.adapters.input_tables import Problems, Row, read_table
from readiness.adapters.input_values import decimal_value, monday_value
from readiness.stages.sales_out import Market

WEEK = Column("week", monday_value, "a Monday such as 2019-07-01")
POSITIVE = Column("index", decimal_value("0.000001"), "a number above 0; 1 is usual")


def read_market(files: dict[str, bytes], territories: Collection[str], products: Collection[str], problems: Problems) -> Market:
    """Return what is known of the market; an absent file is an empty part."""
    index = _rows("market/index.csv", files, [POSITIVE], territories, None, problems)
    stock = [
        Column("in_stock_share", decimal_value("0", "1"), "a share from 0 to 1"),
        Column("lost_units", decimal_value("0"), "a number of units, 0 or more", optional=True, blank=True, default=None),
    ]
    availability = _rows("market/availability.csv", files, stock, territories, products, problems)
    level = [Column("demand_index", decimal_value("0.000001"), "a number above 0; 1 is usual")]
    demand = _rows("market/demand.csv", files, level, territories, products, problems)
    promoted = [Column("promoted_share", decimal_value("0", "1"), "a share from 0 to 1")]
    promotion = _rows("market/promotion.csv", files, promoted, territories, products, problems)
    return Market(
        index={(r["territory_id"], r["week"]): float(r["index"]) for r in index},
        in_stock_share={(r["product_id"], r["territory_id"], r["week"]): float(r["in_stock_share"]) for r in availability},
        lost_units={(r["product_id"], r["territory_id"], r["week"]): float(_or_zero(r["lost_units"])) for r in availability},
        demand_index={(r["product_id"], r["territory_id"], r["week"]): float(r["demand_index"]) for r in demand},
        promoted_share={(r["product_id"], r["territory_id"], r["week"]): float(r["promoted_share"]) for r in promotion},
    )


def _or_zero(value: Decimal | None) -> Decimal:
    return Decimal(0) if value is None else value


def _rows(
    file: str,
    files: dict[str, bytes],
    values: list[Column],
    territories: Collection[str],
    products: Collection[str] | None,
    problems: Problems,
) -> list[Row]:
    """Return one market file's rows; territory, product and week must be known, and each cell stand once."""
    if file not in files:
        return []
    keys = [id_column("territory_id", "a territory_id of accounts.csv or reps.csv", known=territories), WEEK]
    if products is not None:
        keys.insert(0, id_column("product_id", "one of the launch's product_ids", known=products))
    rows = read_table(file, files[file], [*keys, *values], problems)
    seen: dict[tuple[object, ...], int] = {}
    for r in rows:
        key = tuple(r[k.name] for k in keys)
        if key in seen:
            problems.add(file, r.row, "week", f"this territory and week already stand in row {seen[key]}", "each week once")
        seen.setdefault(key, r.row)
    return rows
