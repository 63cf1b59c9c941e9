"""Random terms: what codes stand for is what a dense matrix, written out row by row, would hold; few rows or many at a time."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.stats import random_terms as module
from readiness.stats.henderson import equations
from readiness.stats.mixed_newton import average_information
from readiness.stats.mixed_solution import estimates, fitted, inverse_blocks, solve
from readiness.stats.random_terms import random_terms

N = 200
THETA = np.array([0.7, 0.3, 0.5, 1.1, 0.4])


def data():
    """Return factors that some rows lack (one row all of them), and slopes in the largest."""
    rng = np.random.default_rng(4)
    factors = {"h": rng.integers(-1, 4, N), "g": rng.integers(-1, 23, N), "k": rng.integers(0, 9, N)}
    for codes in factors.values():
        codes[0] = -1
    return factors, {"g": np.column_stack([np.ones(N), rng.normal(5, 2, N)])}


def written_out(terms, factors):
    """Return the dense columns, term by term and level by level, from the caller's codes."""
    parts = []
    for at, name in enumerate(terms.names):
        columns = terms.columns[at] if terms.columns[at] is not None else np.ones((N, 1))
        part = np.zeros((N, terms.sizes[at], columns.shape[1]))
        for row, level in enumerate(factors[name]):
            if level >= 0:
                part[row, level] = columns[row]
        parts.append(part.reshape(N, -1))
    return np.hstack(parts)


@pytest.mark.parametrize("at_once", [1, 17, 1000])
def test_codes_stand_for_the_matrix_written_out(at_once, monkeypatch):
    monkeypatch.setattr(module, "ROWS_AT_ONCE", at_once)
    factors, slopes = data()
    terms = random_terms(factors, slopes, N)
    dense = written_out(terms, factors)
    rng = np.random.default_rng(1)
    unknowns, rows = rng.normal(size=dense.shape[1]), rng.normal(size=(N, 3))
    assert (terms.names, terms.sizes, terms.widths) == (("g", "k", "h"), (23, 9, 4), (2, 1, 1))
    assert terms.edges.tolist() == [0, 46, 55, 59]
    assert np.array_equal(terms.matrix(np.arange(N)).toarray(), dense)
    assert terms.times(unknowns) == pytest.approx(dense @ unknowns, abs=1e-12)
    assert terms.term_times(2, unknowns[55:]) == pytest.approx(dense[:, 55:] @ unknowns[55:], abs=1e-12)
    assert terms.products(rows) == pytest.approx(dense.T @ rows, abs=1e-12)
    blocks = list(terms.blocks())
    assert (len(blocks) == 1) == (at_once == 1000)
    assert sorted(np.concatenate([np.arange(N)[block.rows] for block in blocks]).tolist()) == list(range(N))
    assert sum(block.big.shape[1] for block in blocks) == 46
    at = 0
    for block in blocks:
        here = np.arange(N)[block.rows]
        assert np.array_equal(block.big.toarray(), dense[here, at : at + block.big.shape[1]])
        assert np.array_equal(block.others.toarray(), dense[here, 46:])
        at += block.big.shape[1]


@pytest.mark.parametrize("always_dense", [1000, 0])
def test_few_rows_at_a_time_give_the_same_solution(always_dense, monkeypatch):
    factors, slopes = data()
    rng = np.random.default_rng(2)
    x = np.column_stack([np.ones(N), rng.normal(size=N)])
    y, weights = rng.normal(size=N), rng.uniform(0.5, 2.0, N)
    found = []
    for at_once in (1000, 17):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", at_once)
        found.append(solve(equations(y, x, factors, weights, slopes, always_dense=always_dense), THETA))
    one, other = found
    assert other.criterion == pytest.approx(one.criterion, rel=1e-12)
    assert estimates(other) == pytest.approx(estimates(one), abs=1e-11)
    assert fitted(other) == pytest.approx(fitted(one), abs=1e-11)
    assert average_information(other) == pytest.approx(average_information(one), rel=1e-9)
    for a, b in zip(inverse_blocks(one), inverse_blocks(other), strict=True):
        assert a == pytest.approx(b, abs=1e-11)


def test_without_terms_there_are_rows_all_the_same():
    terms = random_terms({"g": np.full(5, -1)}, {}, 5)
    assert (terms.names, terms.matrix(np.arange(5)).shape) == ((), (5, 0))
    assert terms.times(np.zeros(0)).tolist() == [0.0] * 5
    assert terms.products(np.ones((5, 2))).shape == (0, 2)
