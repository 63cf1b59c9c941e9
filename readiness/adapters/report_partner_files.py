"""Report partner files: the partner scorecard and the stock balances as tables to script against.

In: PartnerScore, how far each partner is behind; a frame of balances.
Out: CSV as bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from readiness.adapters.table_files import csv_bytes
from readiness.stages.report import PartnerQuality
from readiness.stages.sales_out.scorecard import PartnerScore

SHARES = (
    "on_time", "complete", "filled", "accepted", "product_matched", "account_matched", "stable", "duplicates", "stock_gap",
)  # fmt: skip
PARTNERS_HEADER = (
    "partner_id", "name", "tier", "n_lines", "n_quarantined", "first_on", "last_on", "n_missing", "missing_since",
    *(name for share in SHARES for name in (f"{share}_share", f"{share}_n")),
    "n_stock_counts", "total_ratio", "total_usual", "latency_days", "latency_n",
)  # fmt: skip


def partners_csv(partners: Sequence[PartnerQuality], scores: Sequence[PartnerScore]) -> bytes:
    """Return `partners.csv`: one row a partner, a share with the number it is of; blank where nothing is known yet."""
    score_of = {s.partner_id: s for s in scores}
    return csv_bytes(PARTNERS_HEADER, (_cells(p, score_of.get(p.partner_id)) for p in partners))


def _cells(p: PartnerQuality, s: PartnerScore | None) -> list[object]:
    known: list[object] = [
        p.partner_id, p.name, s.tier if s else None, p.n_lines, p.n_quarantined, p.first_on, p.last_on, p.n_missing,
        p.missing_since,
    ]  # fmt: skip
    if s is None:
        return known + [None] * (len(PARTNERS_HEADER) - len(known))
    for name in SHARES:
        measure = getattr(s, name)
        known += [None if measure.share is None else round(measure.share, 4), round(measure.n)]
    ratio = None if s.total_ratio is None else round(s.total_ratio, 4)
    usual = {True: "yes", False: "no", None: ""}[s.total_usual]
    return [*known, s.n_balances, ratio, usual, s.latency_days, s.n_latency]


def balances_csv(balances: pl.DataFrame) -> bytes:
    """Return `stock_balance.csv`: one row a product at a place between two stock counts, shares to four places."""
    return csv_bytes(balances.columns, balances.with_columns(pl.col("gap_share").round(4)).iter_rows())
