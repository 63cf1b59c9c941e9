"""Scores: the partner scorecard as a reader wants it, each measure with what it was worked out from.

In: PartnerScore.
Out: words, and rows of a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readiness.stages.report.words import percent
from readiness.stages.sales_out.scorecard import PartnerScore, Share
from readiness.vocabulary import counted

MEASURES = (
    ("On time", "reports that came by the day they were due"),
    ("Complete", "reports that came at all, those of no sales included"),
    ("All fields", "rows with every field a row needs"),
    ("Accepted", "rows not in quarantine"),
    ("Product known", "lines whose product is known"),
    ("Account known", "lines whose customer is known"),
    ("Stable", "units still as first reported after 30 days"),
    ("Sent twice", "rows that repeat another"),
    ("Stock gap", "units that stock counts and sales disagree about"),
    ("Usual month", "the last whole month's sales beside the mean of the 12 before"),
    ("Days to book", "median days from a sale until it is booked"),
)
"""Each measure's name and what it is the share of."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a partner in words."""

    name: str
    figure: str
    meaning: str
    behind: str
    """How many cases it rests on, or how it is to be taken."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One partner's measures, in the order of MEASURES, without those nothing is known of."""

    name: str
    measures: tuple[Measure, ...]


def score_rows(scores: Sequence[PartnerScore]) -> list[ScoreRow]:
    """Return one row a partner."""
    return [
        ScoreRow(
            s.name,
            tuple(
                Measure(name, figure, meaning, behind)
                for (name, meaning), (figure, behind) in zip(MEASURES, _cells(s), strict=True)
                if figure
            ),
        )
        for s in scores
    ]


def _cells(s: PartnerScore) -> list[tuple[str, str]]:
    rows = [
        (s.on_time, "report"), (s.complete, "report"), (s.filled, "row"), (s.accepted, "row"), (s.product_matched, "line"),
        (s.account_matched, "line"), (s.stable, "unit"), (s.duplicates, "row"),
    ]  # fmt: skip
    found = [_cell(share, noun) for share, noun in rows]
    gap, _ = _cell(s.stock_gap, "unit")
    usual = {True: "as usual", False: "unusual", None: ""}[s.total_usual]
    return [
        *found,
        (gap, counted(s.n_balances, "stock count") if gap else ""),
        ("" if s.total_ratio is None else percent(s.total_ratio), usual),
        ("" if s.latency_days is None else f"{s.latency_days:g}", counted(s.n_latency, "line") if s.n_latency else ""),
    ]


def _cell(share: Share, noun: str) -> tuple[str, str]:
    return ("", "") if share.share is None else (percent(share.share), f"of {counted(round(share.n), noun)}")
