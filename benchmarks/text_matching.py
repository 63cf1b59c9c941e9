"""Text matching: how well two lists are matched that nobody labelled, and how far its probabilities can be believed.

In: a folder of labelled sets, each a folder with left.csv, right.csv (first column an id) and truth.csv (left_id, right_id).
Sets whose names begin alike up to `_` are of one source. `python benchmarks/text_matching.py FOLDER` judges the model as it
stands; with `fit` it fits the model on all of them, prints its numbers, and prints for each source what a model fitted on the
others reaches there. The labelled sets of others are not part of this repository.
Out: for each set precision, recall and F1 at probability 0.5, the best F1 at any probability, and the calibration error.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from readiness.stages.sales_out.matching import text_model
from readiness.stages.sales_out.matching.text_pairs import FEATURES, Pairs, lead, text_pairs
from readiness.stages.sales_out.matching.text_records import records_of

ONE_TO_MANY = ("noise", "noise_n")
"""Sets in which records of one list mean the same one of the other: judged, and not fitted on."""
MOST_PAIRS, FAR = 60_000, -0.25
WHOLE = ("usual_lead", "mean_rank", "mutual", "sizes")


@dataclass(frozen=True)
class Set:
    name: str
    pairs: Pairs
    is_true: np.ndarray
    n_true: int
    seconds: float

    @property
    def source(self) -> str:
        return self.name.split("_")[0]


def _rows(file: Path) -> list[list[str]]:
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.reader(lines))[1:]


def labelled(folder: Path) -> Set:
    """Return a set's pairs."""
    left, right = _rows(folder / "left.csv"), _rows(folder / "right.csv")
    at = {row[0]: i for i, row in enumerate(left)}, {row[0]: i for i, row in enumerate(right)}
    truth = {(at[0][a], at[1][b]) for a, b in _rows(folder / "truth.csv")}
    start = time.process_time()
    fields = [[list(c) for c in zip(*side, strict=True)][1:] for side in (left, right)]
    pairs = text_pairs(*records_of(*fields))
    is_true = np.array([pair in truth for pair in zip(pairs.rows.tolist(), pairs.columns.tolist(), strict=True)])
    return Set(folder.name, pairs, is_true, len(truth), time.process_time() - start)


def _logistic(features: np.ndarray, is_true: np.ndarray, weights: np.ndarray, ridge: float = 1.0) -> np.ndarray:
    design = np.column_stack([np.ones(len(features)), features])

    def loss(b: np.ndarray) -> tuple[float, np.ndarray]:
        z = design @ b
        slope = design.T @ (weights * (expit(z) - is_true))
        slope[1:] += ridge * b[1:]
        return float((weights * (np.logaddexp(0, z) - is_true * z)).sum() + ridge * b[1:] @ b[1:] / 2), slope

    return np.asarray(minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x)


def fit(sets: Sequence[Set]) -> None:
    """Fit the model's two steps; each source counts the same."""
    share = {s.name: 1000 / sum(o.source == s.source for o in sets) for s in sets}
    near = [_near(s) for s in sets]
    weights = fitted = _logistic(
        np.concatenate([s.pairs.features[k] for s, k in zip(sets, near, strict=True)]),
        np.concatenate([s.is_true[k] for s, k in zip(sets, near, strict=True)]),
        np.concatenate([np.full(k.sum(), share[s.name] / s.n_true) for s, k in zip(sets, near, strict=True)]),
    )
    text_model.RANK_INTERCEPT, text_model.RANK = fitted[0], dict(zip(FEATURES, fitted[1:], strict=True))
    found = []
    for s in sets:
        rank = weights[0] + s.pairs.features @ weights[1:]
        chosen = text_model.assigned(s.pairs, rank)
        found.append((text_model.sure_features(s.pairs, rank, chosen), s.is_true[chosen]))
    sure = _logistic(
        np.concatenate([f for f, _ in found]), np.concatenate([t for _, t in found]),
        np.concatenate([np.full(len(t), share[s.name] / len(t)) for s, (_, t) in zip(sets, found, strict=True)]),
    )  # fmt: skip
    text_model.SURE_INTERCEPT = sure[0]
    text_model.SURE = dict(zip(("rank", "lead_left", "lead_right", *WHOLE), sure[1:], strict=True))


def _near(s: Set) -> np.ndarray:
    """Return the pairs that are fitted on: of a large set only those that are not far behind."""
    is_near = np.ones(len(s.is_true), dtype=bool)
    return is_near if len(is_near) <= MOST_PAIRS else s.is_true | (lead(s.pairs.features[:, 0], s.pairs.rows) > FAR)


def judge(sets: Iterable[Set]) -> list[float]:
    """Print what the model as it stands reaches; return F1 at 0.5 of each."""
    all_f1 = []
    for s in sets:
        truth = {(r, c) for r, c, t in zip(s.pairs.rows.tolist(), s.pairs.columns.tolist(), s.is_true, strict=True) if t}
        found = text_model.matched_pairs(s.pairs)
        p, right = np.array([x[2] for x in found]), np.array([x[:2] in truth for x in found], dtype=bool)
        hits, places = np.cumsum(right), np.arange(1, len(p) + 1)
        f1 = 2 * hits / (places + s.n_true)
        n = int((p >= 0.5).sum())
        parts = [(p >= a) & (p < a + 0.1) for a in np.arange(0, 1.0, 0.1)]
        error = sum(abs(right[k].mean() - p[k].mean()) * k.sum() for k in parts if k.any()) / len(p)
        print(f"{s.name:14s} at 0.5: precision {hits[n - 1] / n:.3f} recall {hits[n - 1] / s.n_true:.3f} F1 {f1[n - 1]:.3f}"
              f"   best F1 {f1.max():.3f}   calibration error {error:.3f}   {s.seconds:5.1f} CPU s", flush=True)  # fmt: skip
        all_f1.append(float(f1[n - 1]))
    return all_f1


def main() -> None:
    sets = [labelled(folder) for folder in sorted(Path(sys.argv[1]).iterdir())]
    if sys.argv[2:] == ["fit"]:
        fitted_on = [s for s in sets if s.name not in ONE_TO_MANY]
        print("each source judged by a model fitted on the others")
        f1 = [x for source in sorted({s.source for s in sets}) for x in _held_out(sets, fitted_on, source)]
        print(f"mean F1 at 0.5, held out: {np.mean(f1):.3f}")
        fit(fitted_on)
        for step in ("RANK", "SURE"):
            print(f"{step}_INTERCEPT = {getattr(text_model, step + '_INTERCEPT'):.3f}")
            print(f"{step} = {{" + ", ".join(f'"{n}": {w:.3f}' for n, w in getattr(text_model, step).items()) + "}")
        print("all sets, as fitted on them")
    judge(sets)


def _held_out(sets: Sequence[Set], fitted_on: Sequence[Set], source: str) -> list[float]:
    fit([s for s in fitted_on if s.source != source])
    return judge(s for s in sets if s.source == source)


if __name__ == "__main__":
    main()
