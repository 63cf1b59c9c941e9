"""Own figures: one rep's readiness part by part and what would change it, and where the rep's sales came from.

In: a rep's row of the report and of its parts.
Out: PartView; Split.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from readiness.stages.report.charts.waterfalls import Step, steps_of
from readiness.stages.report.rows import RepRow
from readiness.stages.report.words import PARTS, rounding_step


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of a rep's index, as the report says it."""

    part: str
    share: float | None
    """None: there is no evidence."""
    weight: float
    counted: float
    """What is left of the weight after ageing and for what is known of the part."""
    given_on: date | None
    is_stale: bool
    """Whether something was left out because the product changed."""


@dataclass(frozen=True, slots=True)
class PartView:
    """A part with what it costs and what it could bring."""

    row: PartRow
    lost: float
    """Points of the index that are missing for this part; 0 where there is no evidence, which costs nothing."""
    could: float
    """The index if this part were shown anew and in full, all else as it is."""

    @property
    def aged(self) -> float:
        """Return how much of the part's weight counts, 0..1."""
        return self.row.counted / self.row.weight if self.row.weight else 0.0


def part_views(rows: Sequence[PartRow]) -> list[PartView]:
    """Return the parts of an index of 100 x sum(counted x share) / sum(counted); a part without weight is left out."""
    counted = math.fsum(r.counted for r in rows if r.share is not None)
    points = math.fsum(r.counted * r.share for r in rows if r.share is not None)
    found = []
    for r in rows:
        if r.weight <= 0:
            continue
        own, scored = (r.counted, r.counted * r.share) if r.share is not None else (0.0, 0.0)
        lost = 100 * (own - scored) / counted if counted > 0 else 0.0
        found.append(PartView(r, lost, 100 * (points - scored + r.weight) / (counted - own + r.weight)))
    return found


def costliest(views: Sequence[PartView]) -> PartView | None:
    """Return the part that costs most points; None where none costs half a point."""
    worst = max(views, key=lambda v: v.lost, default=None)
    return worst if worst and worst.lost >= 0.5 else None


@dataclass(frozen=True, slots=True)
class Band:
    """An estimate with its 90% band, rounded to what the band supports."""

    value: int
    low: int
    high: int

    @property
    def side(self) -> str:
        """Return above, below, or unclear where the band holds 0."""
        return "above" if self.low > 0 else "below" if self.high < 0 else "unclear"


@dataclass(frozen=True, slots=True)
class Split:
    """Where a rep's sales came from."""

    steps: tuple[Step, ...]
    sold: float
    expected: float
    added: Band | None
    """None: too little data to say."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Return what each step is: a part of sales-out, `average` for an average rep's sales, `sold` for the sum."""
        last = len(self.steps) - 1
        return tuple(step.part or ("sold" if n == last else "average") for n, step in enumerate(self.steps))


def split_of(row: RepRow) -> Split | None:
    """Return where a rep's sales came from, None where nothing could be worked out."""
    if row.sales_out_money is None or row.expected_money is None or row.legacy_money is None:
        return None
    known = [(part, v) for part in PARTS if part != "unexplained" and (v := getattr(row, f"{part}_money")) is not None]
    parts = [*known, ("unexplained", row.sales_out_money - math.fsum(v for _, v in known))]
    return Split(tuple(steps_of(parts, is_one=True)), row.sales_out_money, row.expected_money, _added(row))


def _added(row: RepRow) -> Band | None:
    value, low, high = row.contribution_money, row.contribution_low, row.contribution_high
    if value is None or low is None or high is None:
        return None
    step = rounding_step(low, high)
    return Band(*(round(x / step) * step for x in (value, low, high)))
