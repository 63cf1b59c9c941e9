"""Standing: which reps can be placed between readiness and results, and where they stand.

In: Report.
Out: Standing.
"""

from __future__ import annotations

from dataclasses import dataclass

from readiness.stages.follow_ups import Place
from readiness.stages.report.acts import AREAS, BETWEEN, reading
from readiness.stages.report.charts.chart import finite
from readiness.stages.report.rows import RepRow
from readiness.stages.report.summary import Report


@dataclass(frozen=True, slots=True)
class Placed:
    """One rep with enough data on both counts: low end, middle and high end of each."""

    name: str
    quadrant: str
    across: tuple[float, float, float]
    """The index, or points above or below the rep's own bar."""
    up: tuple[float, float, float]
    """What was added, in percent of what an average rep would have sold."""
    reading: str
    place: Place


@dataclass(frozen=True, slots=True)
class Standing:
    """The reps that can be placed, by name, and the bar they are held against."""

    placed: tuple[Placed, ...]
    bar: float
    is_own: bool
    """Motions have bars of their own, so that the bar is 0 and readiness is told from it."""
    absent: tuple[str, ...]
    """Names of the others."""

    @property
    def x_title(self) -> str:
        """Return what is drawn across."""
        return "Readiness, points above or below the rep's own bar" if self.is_own else "Readiness (0 to 100)"

    @property
    def counts(self) -> tuple[tuple[str, int, int], ...]:
        """Return of each area the reps who are surely in it, and those who most likely are; last, those between them."""
        found = []
        for name, words in AREAS.items():
            here = [p.place for p in self.placed if p.place.most_likely and p.place.most_likely[0] == name]
            found.append((words, sum(p.is_sure for p in here), sum(not p.is_sure for p in here)))
        return (*found, (BETWEEN, 0, sum(p.place.most_likely is None for p in self.placed)))


def standing(report: Report) -> Standing | None:
    """Return the reps with enough data on both counts, or None where there is none."""
    names, row_of = dict(report.names), {row.rep_id: row for row in report.rows}
    pairs = [(row_of[p.rep_id], p) for p in report.decisions.places if p.rep_id in row_of and is_placed(row_of[p.rep_id])]
    if not pairs:
        return None
    bars = {place.bar for _, place in pairs}
    is_own = len(bars) > 1
    found = [(names.get(row.rep_id) or row.rep_id, row, place) for row, place in pairs]
    found.sort(key=lambda f: (f[0], f[1].rep_id))
    shown = {row.rep_id for row, _ in pairs}
    return Standing(
        tuple(
            Placed(name, row.quadrant, _index(row, place.bar if is_own else 0.0), _shares(row), reading(place), place)
            for name, row, place in found
        ),
        0.0 if is_own else bars.pop(),
        is_own,
        tuple(sorted(names.get(r.rep_id) or r.rep_id for r in report.rows if r.rep_id not in shown)),
    )


def is_placed(row: RepRow) -> bool:
    """Return whether a rep's readiness and contribution are known, both with their bands, and what to hold the latter against."""
    index = (row.readiness, row.readiness_low, row.readiness_high)
    added = (row.contribution_money, row.contribution_low, row.contribution_high, row.expected_money)
    return finite(*index, *added) and (row.expected_money or 0.0) > 0


def _index(row: RepRow, less: float) -> tuple[float, float, float]:
    low, middle, high = ((v or 0.0) - less for v in (row.readiness_low, row.readiness, row.readiness_high))
    return low, middle, high


def _shares(row: RepRow) -> tuple[float, float, float]:
    expected = row.expected_money or 1.0
    low, middle, high = (
        100 * (v or 0.0) / expected for v in (row.contribution_low, row.contribution_money, row.contribution_high)
    )
    return low, middle, high
