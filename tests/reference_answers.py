"""Answers with published fits, margins with published fits, and answers drawn from a known truth."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

SAMPLES = Path(__file__).parent / "samples" / "measurement"
FOLDER = "READINESS_REFERENCE_DATA"


def sample(name: str) -> np.ndarray:
    return np.loadtxt(SAMPLES / name, delimiter=",", skiprows=1)


def reference_file(name: str) -> Path:
    """A file that cannot be shipped with the project."""
    folder = os.environ.get(FOLDER, "")
    if not (Path(folder) / name).is_file() or not folder:
        pytest.skip(f"{name} is under the GPL; {FOLDER} names no folder that holds it")
    return Path(folder) / name


def reference(name: str) -> np.ndarray:
    """A data set that cannot be shipped with the project: its 0 and 1 columns."""
    with reference_file(name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    columns = [c for c in zip(*rows, strict=True) if set(c) <= {"0", "1"}]
    return np.array(columns, dtype=float).T


def of_margins(n_right: str, n_persons: str) -> np.ndarray:
    """Some answers with so many right for each item and so many persons for each number right (Ryser's construction)."""
    left = np.array([int(n) for n in n_right.split()])
    scores = np.repeat(np.arange(left.size + 1), [int(n) for n in n_persons.split()])[::-1]
    rows = np.zeros((scores.size, left.size))
    for row, score in zip(rows, scores, strict=True):
        best = np.argsort(-left, kind="stable")[:score]
        row[best] = 1
        left[best] -= 1
    assert not left.any()
    return rows


def drawn(seed: int, n_persons: int, n_items: int, missing: float = 0.0, guessing: float = 0.0) -> tuple[np.ndarray, ...]:
    """Answers and the truth behind them: theta, a, d."""
    draw = np.random.default_rng(seed)
    theta, a, d = draw.normal(size=n_persons), np.exp(draw.normal(0.1, 0.3, n_items)), draw.normal(0, 1, n_items)
    p = guessing + (1 - guessing) / (1 + np.exp(-(np.outer(theta, a) + d)))
    right = (draw.random(p.shape) < p).astype(float)
    right[draw.random(p.shape) < missing] = np.nan
    return right, theta, a, d
