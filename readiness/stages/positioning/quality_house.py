"""House of quality: requirement x characteristic, weighted by importance, beside what the alternatives do.

In: ProductSpec, requirements, links, verdicts on the alternatives that have a source.
Out: QualityHouse: column weights with bands, how far the top one can be trusted, our verdict and theirs per requirement, tables.

Source: Akao (1990), Quality Function Deployment: 9-3-1 relations and importance-weighted column sums. Single ranks of such sums
change with small changes of judgement, so thirds are shown, and how often the top characteristic stays on top.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from readiness.stages.buyers import Alternative
from readiness.stages.positioning.rows import Link
from readiness.stages.positioning.verdict import MET, NOT_MET, VERDICTS, our_verdict
from readiness.stages.positioning.wording import best_links
from readiness.stages.requirements import Requirement, importance_order
from readiness.stages.spec import ProductSpec

SCALE = (0, 1, 3, 9)
BANDS = ("top third", "middle third", "bottom third")
NOT_ASKED = "not asked for"
N_PERTURBATIONS = 2000
MOVED_SHARE = 0.2
"""Share of the relations that a second person would judge one notch differently."""
LOWEST, HIGHEST = 1, 9
"""The ends of the scale of importance."""
DRAWS_AT_ONCE = 2_000_000
"""Random numbers held in memory at a time."""
MATRIX_ENDS = ("requirement_id", "requirement", "importance"), ("ours", "only_we")
COLUMN_HEADER = ("characteristic_id", "characteristic", "weight", "weight_share", "band")


@dataclass(frozen=True, slots=True)
class AlternativeVerdict:
    """How an alternative stands on a requirement, with where and when that was seen."""

    alternative: str
    requirement_id: str
    verdict: str
    """One of `verdict.VERDICTS`."""
    source: str
    """Without one it does not count."""
    on: date


@dataclass(frozen=True, slots=True)
class HouseColumn:
    """One characteristic and what it carries."""

    characteristic_id: str
    name: str
    weight: int
    """Sum of importance x strength over the requirements."""
    weight_share: float
    """0..1 of all weights; 0 where nothing has any."""
    band: str


@dataclass(frozen=True, slots=True)
class HouseRow:
    """One requirement: its relations, our verdict and the alternatives'."""

    requirement: Requirement
    strengths: tuple[int, ...]
    """In the order of the columns."""
    ours: str
    theirs: tuple[AlternativeVerdict | None, ...]
    """In the order of the alternatives; None where nobody has looked, or nobody says where."""
    only_we: bool


@dataclass(frozen=True, slots=True)
class QualityHouse:
    """The whole house; rows most important first, columns in the order of the spec."""

    columns: tuple[HouseColumn, ...]
    alternatives: tuple[str, ...]
    rows: tuple[HouseRow, ...]

    def row(self, requirement_id: str) -> HouseRow:
        """Return the row of a requirement; KeyError if there is none."""
        for row in self.rows:
            if row.requirement.requirement_id == requirement_id:
                return row
        raise KeyError(requirement_id)


@dataclass(frozen=True, slots=True)
class Stability:
    """How far the top characteristic can be trusted."""

    characteristic_id: str
    holds_share: float
    """0..1: share of the perturbations in which no other characteristic weighs more."""
    n_perturbations: int


def quality_house(
    spec: ProductSpec,
    requirements: Sequence[Requirement],
    links: Sequence[Link],
    alternatives: Sequence[Alternative] = (),
    verdicts: Sequence[AlternativeVerdict] = (),
) -> QualityHouse:
    """Return the house of quality.

    Args:
        spec: its characteristics are the columns.
        requirements: the rows.
        links: the relations; a pair without one is 0.
        alternatives: what the buyer may do instead, doing nothing among them; one that only a verdict names is added.
        verdicts: those without a source, or on a requirement nobody knows, are left out.
    """
    strength = {(x.requirement_id, x.characteristic_id): x.strength for x in sorted(links, key=lambda x: x.strength)}
    best = best_links(links)
    known = sourced(verdicts)
    names = tuple(dict.fromkeys([*(a.name for a in alternatives), *sorted(v.alternative for v in known.values())]))
    rows = []
    for r in importance_order(requirements):
        ours = our_verdict(spec, r, best.get(r.requirement_id))
        theirs = tuple(known.get((name, r.requirement_id)) for name in names)
        cells = tuple(strength.get((r.requirement_id, c.characteristic_id), 0) for c in spec.characteristics)
        rows.append(HouseRow(r, cells, ours, theirs, only_we(ours, theirs)))
    return QualityHouse(_columns(spec, rows), names, tuple(rows))


def only_we(ours: str, theirs: Sequence[AlternativeVerdict | None]) -> bool:
    """Return whether we meet a need and every alternative that was looked at does not; False where none was looked at.

    An alternative that is `unproven` may well meet the need, so it is no ground for saying that only we do.
    """
    seen = [v.verdict for v in theirs if v is not None]
    return ours in MET and bool(seen) and all(v in NOT_MET for v in seen)


def sourced(verdicts: Sequence[AlternativeVerdict]) -> dict[tuple[str, str], AlternativeVerdict]:
    """Return (alternative, requirement_id) -> the latest verdict with a source; on one day the kindest to the alternative."""
    usable = [v for v in verdicts if v.source.strip() and v.verdict in VERDICTS]
    order = sorted(usable, key=lambda v: (v.on, -VERDICTS.index(v.verdict), v.source))
    return {(v.alternative, v.requirement_id): v for v in order}


def _columns(spec: ProductSpec, rows: Sequence[HouseRow]) -> tuple[HouseColumn, ...]:
    weights = [0] * len(spec.characteristics)
    for row in rows:
        for i, cell in enumerate(row.strengths):
            weights[i] += cell * row.requirement.importance
    total, band = sum(weights), bands(weights)
    return tuple(
        HouseColumn(c.characteristic_id, c.name, w, w / total if total else 0.0, band[w])
        for c, w in zip(spec.characteristics, weights, strict=True)
    )


def bands(weights: Sequence[int]) -> dict[int, str]:
    """Return weight -> band: thirds of the columns that carry anything; equal weights are in one band, the better one."""
    counts = Counter(w for w in weights if w > 0)
    n, heavier = sum(counts.values()), 0
    found = {w: NOT_ASKED for w in weights if w <= 0}
    for weight in sorted(counts, reverse=True):
        found[weight] = BANDS[heavier * 3 // n]
        heavier += counts[weight]
    return found


def stability(house: QualityHouse, seed: int, n_perturbations: int = N_PERTURBATIONS) -> Stability | None:
    """Return how often the top characteristic stays on top when judgement wavers; None where no characteristic carries anything.

    In each perturbation every importance moves by -1, 0 or 1 (within 1..9) and a fifth of the relations, drawn at random, by
    one notch of 0-1-3-9. A pair that nobody related stays at 0.
    """
    import numpy as np  # here, because all that press decks load this file

    weights = [c.weight for c in house.columns]
    if not weights or max(weights) <= 0:
        return None
    top = weights.index(max(weights))
    used = [i for i, w in enumerate(weights) if w > 0]
    cells = [(r, i) for i in used for r, row in enumerate(house.rows) if row.strengths[i] > 0]
    row_of = np.array([r for r, _ in cells])
    starts = [k for k, (_, i) in enumerate(cells) if k == 0 or cells[k - 1][1] != i]
    notch = np.array([SCALE.index(house.rows[r].strengths[i]) for r, i in cells])
    importance = np.array([row.requirement.importance for row in house.rows])
    generator, holds, done = np.random.default_rng(seed), 0, 0
    block = max(1, DRAWS_AT_ONCE // (2 * len(cells) + len(importance)))
    while done < n_perturbations:
        n = min(block, n_perturbations - done)
        wavered = np.clip(importance + generator.integers(-1, 2, (n, len(importance))), LOWEST, HIGHEST)
        step = np.where(generator.random((n, len(cells))) < MOVED_SHARE, generator.integers(0, 2, (n, len(cells))) * 2 - 1, 0)
        moved = np.array(SCALE)[np.clip(notch + step, 0, len(SCALE) - 1)] * wavered[:, row_of]
        sums = np.add.reduceat(moved, starts, axis=1)
        holds += int((sums[:, used.index(top)] >= sums.max(axis=1)).sum())
        done += n
    return Stability(house.columns[top].characteristic_id, holds / n_perturbations, n_perturbations)


def matrix_table(house: QualityHouse) -> tuple[list[str], list[list[object]]]:
    """Return header and rows of the house as a person draws it: requirements down, characteristics and alternatives across.

    The last two rows are the weights and the bands. An alternative nobody has looked at is blank.
    """
    first, last = MATRIX_ENDS
    names = _told_apart({c.characteristic_id: c.name for c in house.columns}, (*first, *last, *house.alternatives))
    header = [*first, *names, last[0], *house.alternatives, last[1]]
    rows: list[list[object]] = []
    for row in house.rows:
        theirs = [v.verdict.replace("_", " ") if v else None for v in row.theirs]
        r = row.requirement
        cells = [s or None for s in row.strengths]
        rows.append([r.requirement_id, r.statement, r.importance, *cells, row.ours.replace("_", " "), *theirs, row.only_we])
    blank = [None] * (len(house.alternatives) + 2)
    rows.append(["", "weight: importance x strength, summed", None, *(c.weight for c in house.columns), *blank])
    rows.append(["", "band", None, *(c.band for c in house.columns), *blank])
    return header, rows


def column_table(house: QualityHouse) -> tuple[list[str], list[list[object]]]:
    """Return header and one row a characteristic, heaviest first, then in the order of the spec."""
    order = sorted(house.columns, key=lambda c: -c.weight)
    return list(COLUMN_HEADER), [[c.characteristic_id, c.name, c.weight, round(c.weight_share, 4), c.band] for c in order]


def verdict_table(house: QualityHouse) -> tuple[list[str], list[list[object]]]:
    """Return header and one row a verdict on an alternative that has a source."""
    header = ["requirement_id", "alternative", "verdict", "ours", "source", "on"]
    found = [(row, v) for row in house.rows for v in row.theirs if v is not None]
    return header, [[v.requirement_id, v.alternative, v.verdict, row.ours, v.source, v.on] for row, v in found]


def _told_apart(names: Mapping[str, str], taken: Sequence[str]) -> list[str]:
    """Return the names in order, each with its id behind it where another column has the same name."""
    counts = Counter([*names.values(), *taken])
    return [name if counts[name] == 1 else f"{name} ({key})" for key, name in names.items()]
