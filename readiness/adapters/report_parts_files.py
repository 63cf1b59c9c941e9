"""Report parts files: how each rep's index was made, one row a part; read again to refit the weights.

In: reps, RepReadiness, contributions; the bytes of such a file.
Out: readiness_parts.csv; shares, contributions and weights as the refit takes them; weights.csv and what fit.json holds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from readiness.adapters.input_columns import Column, id_column, text_column
from readiness.adapters.input_tables import Problems, read_table
from readiness.adapters.input_values import decimal_value, shown
from readiness.adapters.table_files import csv_bytes
from readiness.stages.contribution import ContributionFit
from readiness.stages.rep_readiness import RepReadiness, WeightsRefit
from readiness.stages.report import added_by_rep
from readiness.vocabulary import Rep

PARTS_HEADER = (
    "rep_id", "part", "share", "standard_error", "weight", "counted", "given_on", "stale", "coverage", "readiness",
    "readiness_se", "bar", "territory_id", "contribution", "contribution_weight",
)  # fmt: skip
WEIGHTS_HEADER = ("part", "published", "refitted", "low", "high")
SUM_ERROR = 1e-4
"""Weights are written to six places."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PartsRead:
    """What a readiness_parts.csv says, by part and rep."""

    shares: dict[str, dict[str, float]]
    """Part -> rep_id -> share."""
    added: dict[str, tuple[float, float]]
    """rep_id -> contribution not pulled towards the average, and its weight."""
    territory: dict[str, str]
    published: dict[str, float]
    """Part -> weight."""


def parts_files(reps: Sequence[Rep], judged: Sequence[RepReadiness], fit: ContributionFit | None) -> dict[str, bytes]:
    """Return `report/readiness_parts.csv`: one row a rep and part, whether there is evidence or not."""
    added = added_by_rep(fit)
    place = {r.rep_id: r.territory_id for r in reps}
    rows = []
    for r in judged:
        effect, weight = added.get(r.rep_id, (None, None))
        whole = (_rounded(r.coverage), _rounded(r.readiness), _rounded(r.readiness_se), r.bar, place.get(r.rep_id, ""))
        for p in r.parts:
            se = None if p.share is None else _rounded(p.se)
            own = (p.part, _rounded(p.share), se, _rounded(p.weight), _rounded(p.counted), p.given_on, ";".join(p.stale))
            rows.append((r.rep_id, *own, *whole, _rounded(effect), _rounded(weight)))
    return {"report/readiness_parts.csv": csv_bytes(PARTS_HEADER, rows)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6) + 0.0


def read_parts(file: str, data: bytes, problems: Problems) -> PartsRead:
    """Return what the rows say; a part given twice, and what is not the same in every row of a part or rep, is recorded."""
    found = PartsRead({}, {}, {}, {})
    first: dict[tuple[str, str], int] = {}
    for r in read_table(file, data, _columns(), problems):
        rep_id, part = r["rep_id"], r["part"]
        if first.setdefault((rep_id, part), r.row) != r.row:
            problems.add(file, r.row, "part", f"it already stands in row {first[rep_id, part]}", "each part once a rep")
        _keep(found.published, part, float(r["weight"]), (file, r.row, "weight"), problems)
        _keep(found.territory, rep_id, r["territory_id"], (file, r.row, "territory_id"), problems)
        if r["contribution"] is not None and r["contribution_weight"] is not None:
            added = (float(r["contribution"]), float(r["contribution_weight"]))
            _keep(found.added, rep_id, added, (file, r.row, "contribution"), problems)
        if r["share"] is not None:
            found.shares.setdefault(part, {})[rep_id] = float(r["share"])
    total = math.fsum(found.published.values())
    if found.published and not problems.in_file(file) and abs(total - 1) > SUM_ERROR:
        problems.add(file, 0, "weight", f"the weights of the parts add up to {total:g}", "weights that add up to 1")
    return found


def _columns() -> list[Column]:
    blank: dict[str, Any] = {"blank": True, "default": None}
    own = [
        id_column("rep_id"),
        text_column("part", at_most=64),
        Column("share", decimal_value("0", "1"), "a share from 0 to 1, or blank", **blank),
        Column("weight", decimal_value("0", "1"), "a weight from 0 to 1"),
        text_column("territory_id", blank=True),
        Column("contribution", decimal_value(), "a number, or blank", **blank),
        Column("contribution_weight", decimal_value("0"), "a number, 0 or more, or blank", **blank),
    ]
    read = {c.name for c in own}
    return [*own, *(text_column(name, optional=True, blank=True, at_most=10_000) for name in PARTS_HEADER if name not in read)]


def _keep(known: dict[str, T], key: str, value: T, at: tuple[str, int, str], problems: Problems) -> None:
    """Keep what is said first; another value in a later row is recorded."""
    if known.setdefault(key, value) != value:
        problems.add(*at, f"{shown(key)} has another one in an earlier row", "the same in every row")


def weights_csv(refit: WeightsRefit) -> bytes:
    """Return weights.csv: each part's weight as published and as refitted, with its 90% interval."""
    rows = ((w.part, w.published, *(round(v, 4) + 0.0 for v in (w.refitted, w.low, w.high))) for w in refit.weights)
    return csv_bytes(WEIGHTS_HEADER, rows)


def refit_summary(refit: WeightsRefit) -> dict[str, object]:
    """Return what fit.json holds: the verdict and what it rests on."""
    said = asdict(refit)
    said["not_refitted"] = [w.part for w in refit.weights if not w.is_refitted]
    del said["weights"]
    return said
