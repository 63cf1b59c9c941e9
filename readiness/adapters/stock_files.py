"""Stock files: how much of what a launch sells is in stock in its last known week.

In: the bytes of market/availability.csv as they were taken in.
Out: Stock, remembered by the hash of the file.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

SHARE = 0.5
"""A product is in stock at a place in a week where it was so on at least this share of its days."""


@dataclass(frozen=True, slots=True)
class Stock:
    """One week."""

    week: date
    n_in_stock: int
    """Products and territories in stock."""
    n: int


@lru_cache(maxsize=32)
def stock_in(sha256: str, data: bytes, until: date) -> Stock | None:  # noqa: ARG001 - the hash is what it is remembered by
    """Return the last week that begins up to a day, None where the file says nothing of any."""
    lines = (line for line in io.StringIO(data.decode("utf-8-sig")) if not line.startswith("#"))
    by_week: dict[str, list[float]] = {}
    for row in csv.DictReader(lines):
        if (row.get("week") or "") <= until.isoformat() and row.get("in_stock_share"):
            by_week.setdefault(row["week"], []).append(float(row["in_stock_share"]))
    if not by_week:
        return None
    week = max(by_week)
    shares = [s for s in by_week[week] if math.isfinite(s)]
    return Stock(date.fromisoformat(week), sum(s >= SHARE for s in shares), len(shares))
