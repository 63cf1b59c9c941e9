"""Charts in rows: where each rep's marks stand in the tables of the report's page, in percent of the column's width.

In: Report.
Out: BandChart: numbers and texts for the template, no markup.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from readiness.stages.report import Report, RepRow
from readiness.stages.report.words import MINUS, banded, points, rough, whole

MARGIN = 0.04  # free share at either end of a scale, so that no mark is cut


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled line of a scale."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale; `at` gives percent of its length."""

    low: float
    high: float
    ticks: tuple[Tick, ...]

    def at(self, value: float) -> float:
        """Return where a value stands, 0..100."""
        return round(min(100.0, max(0.0, 100 * (value - self.low) / (self.high - self.low))), 2)


INDEX_SCALE = Scale(0.0, 100.0, tuple(Tick(float(v), str(v)) for v in (0, 20, 40, 60, 80, 100)))
"""The readiness index."""


@dataclass(frozen=True, slots=True)
class BandRow:
    """One rep's line: raw sales-out as a bar, what the rep added as a point with its band."""

    n: int
    rep_id: str
    name: str
    detail: str
    raw: str
    raw_width: float
    expected: str
    kind: str
    """above, below, open or thin (too little to judge)."""
    left: float
    middle: float
    right: float
    added: str
    band: str
    ranks: str


@dataclass(frozen=True, slots=True)
class BandChart:
    """Every rep with sales, by name: it is no league table; `absent` names the others."""

    rows: tuple[BandRow, ...]
    scale: Scale
    absent: tuple[str, ...]


def scale_over(values: Iterable[float], *, most: int = 6) -> Scale:
    """Return a scale that holds zero and all the values, with ticks at round numbers."""
    known = [0.0, *values]
    low, high = min(known), max(known)
    if high - low <= 0:
        high = low + 1.0
    room = MARGIN * (high - low)
    low, high = low - (room if low < 0 else 0.0), high + room
    step = _round_step((high - low) / most)
    first, last = math.ceil(low / step), math.floor(high / step)
    ticks = tuple(Tick(round(100 * (i * step - low) / (high - low), 2), short(i * step)) for i in range(first, last + 1))
    return Scale(low, high, ticks)


def _round_step(rough: float) -> float:
    size = 10 ** math.floor(math.log10(rough))
    return float(next(size * k for k in (1, 2, 5, 10) if size * k >= rough * 0.999))


def short(value: float) -> str:
    """Return an amount for an axis: 1.5M, 200k, -40."""
    sign = MINUS if value < 0 else ""
    for size, letter in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size * 0.9999:
            return f"{sign}{abs(value) / size:.3g}{letter}"
    return f"{sign}{abs(value):.3g}"


def name_of(names: Mapping[str, str], rep_id: str) -> str:
    """Return a person's name, or the id for want of one."""
    return names.get(rep_id) or rep_id


def with_contribution(rows: Iterable[RepRow], names: Mapping[str, str]) -> list[RepRow]:
    """Return the reps who have a contribution, by name."""
    return sorted((r for r in rows if r.contribution_money is not None), key=lambda r: (name_of(names, r.rep_id), r.rep_id))


def band_chart(report: Report, names: Mapping[str, str], detail: Mapping[str, str]) -> BandChart | None:
    """Return the main chart, or None where nobody has a contribution."""
    rows = with_contribution(report.rows, names)
    if not rows:
        return None
    ends = [v for r in rows for v in (r.contribution_low, r.contribution_money, r.contribution_high) if v is not None]
    scale = scale_over(ends)
    most = max(1.0, *(r.sales_out_money or 0.0 for r in rows))
    lines = []
    for n, row in enumerate(rows, start=1):
        value = row.contribution_money or 0.0
        low = value if row.contribution_low is None else row.contribution_low
        high = value if row.contribution_high is None else row.contribution_high
        added, band = banded(value, low, high)
        raw = row.sales_out_money
        lines.append(
            BandRow(
                n=n,
                rep_id=row.rep_id,
                name=name_of(names, row.rep_id),
                detail=detail.get(row.rep_id, ""),
                raw="" if raw is None else whole(raw),
                raw_width=round(100 * max(0.0, raw or 0.0) / most, 2),
                expected="" if row.expected_money is None else rough(row.expected_money, low, high),
                kind=_kind(low, high) if row.rep_id in report.judged else "thin",
                left=scale.at(low),
                middle=scale.at(value),
                right=scale.at(high),
                added=added,
                band=band,
                ranks=_ranks(row),
            )
        )
    absent = tuple(name_of(names, r.rep_id) for r in report.rows if r.contribution_money is None)
    return BandChart(tuple(lines), scale, absent)


def _kind(low: float, high: float) -> str:
    return "above" if low > 0 else "below" if high < 0 else "open"


def _ranks(row: RepRow) -> str:
    if row.rank_low is None or row.rank_high is None:
        return ""
    return f"{row.rank_low}\N{EN DASH}{row.rank_high}"


def index_text(row: RepRow) -> str:
    """Return the index with its band in whole points, blank where there is none."""
    if row.readiness is None or row.readiness_low is None or row.readiness_high is None:
        return ""
    return f"{points(row.readiness)} ({points(row.readiness_low)} to {points(row.readiness_high)})"
