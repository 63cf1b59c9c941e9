"""Henderson: the mixed model equations of crossed and nested random terms, built once for all variance parameters.

In: response, fixed columns, level codes per factor, columns of random slopes, weights.
Out: Equations.

The factor with most levels has a small block of its own for each level and is eliminated level by level; what is left (the
other factors and the fixed columns) is a core and a border (`mixed_layout`). Inside, fixed columns are orthonormal and random
slopes centred and scaled, so that no unit of measurement costs digits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from readiness.errors import NotEnoughDataError
from readiness.stats.mixed_layout import ALWAYS_DENSE, Layout, layout_of
from readiness.stats.random_terms import RandomTerms, random_terms, times_root

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

COLLINEAR = 1e-7
"""A fixed column is told by those before it when they leave less than this share of its length."""
DENSE_CROSS_AT_MOST = 200_000
"""Elements up to which the cross products with the eliminated factor are kept dense: it is faster than a thin matrix."""
ROWS_AT_ONCE = 65_536


@dataclass(frozen=True, slots=True)
class Equations:
    """Cross products of one data set.

    Unknowns are the largest factor, then the rest in the order of the layout: core, border, fixed columns.
    """

    names: tuple[str, ...]
    """The factors, largest first."""
    sizes: tuple[int, ...]
    """Levels per factor."""
    bases: tuple[Floats, ...]
    """Per factor (q, q): effects on the caller's columns = base @ effects on the columns used inside."""
    n_rows: int
    n_fixed: int
    big_gram: Floats
    """(levels, q, q) cross products of the largest factor's own columns."""
    cross: Any
    """(rest, unknowns of the largest): dense array while small, sparse above."""
    core: Any
    """(core, core) sparse."""
    core_border: Floats
    border: Floats
    big_y: Floats
    rest_y: Floats
    yy: float
    least_yy: float
    """Below this a sum of squares is rounding error."""
    log_weights: float
    fixed_start: Floats
    """Weighted least squares estimate, taken out of y beforehand: it keeps digits."""
    triangle: Floats
    """(p, p) upper; weighted fixed columns = orthonormal columns @ triangle."""
    order: Codes
    """(rest,) place of each unknown of the rest when the factors stand one after another."""
    layout: Layout
    x: Floats
    z: Any
    """(rows, random unknowns, factors one after another) sparse, each row times the root of its weight."""
    root: Floats
    """(rows,) root of the weight."""

    @property
    def widths(self) -> tuple[int, ...]:
        """Return the columns per level of each factor, 1 for a random intercept."""
        return tuple(base.shape[0] for base in self.bases)


def equations(
    y: Floats,
    x: Floats,
    factors: Mapping[str, Codes],
    weights: Floats,
    slopes: Mapping[str, Floats] | None = None,
    *,
    always_dense: int = ALWAYS_DENSE,
) -> Equations:
    """Return the cross products of a weighted mixed model.

    Args:
        y: (rows,) response less any offset.
        x: (rows, p) fixed columns of full rank.
        factors: name -> (rows,) level codes 0.., -1 where the factor is absent on that row.
        weights: (rows,) positive; the residual variance of a row is s2 / weight.
        slopes: name -> (rows, q) columns whose effects differ by level and vary together; a factor not named has a random
            intercept alone.
        always_dense: unknowns left after elimination up to which nobody looks for independent parts.

    Raises:
        NotEnoughDataError: not more rows than fixed columns, or fixed columns that cannot be told apart.

    Source: Henderson (1975), Biometrics 31, 423-447: mixed model equations.
    """
    return weighted(random_terms(factors, slopes or {}), y, x, weights, always_dense=always_dense)


def weighted(of: RandomTerms, y: Floats, x: Floats, weights: Floats, *, always_dense: int = ALWAYS_DENSE) -> Equations:
    """Return the cross products under weights; arguments, errors and source as `equations`."""
    root = np.sqrt(weights)
    triangle, start = _least_squares(y, x, root)
    least_yy = max(float(weights @ y**2) * 1e-20, float(np.finfo(float).tiny))
    return _assembled(of, _Fixed(x, root, triangle, start), (y - x @ start) * root, least_yy, always_dense)


@dataclass(frozen=True, slots=True)
class _Fixed:
    """The fixed part: its columns, roots of the weights, and the plain regression on it."""

    x: Floats
    root: Floats
    triangle: Floats
    start: Floats


def _assembled(of: RandomTerms, fixed: _Fixed, residual: Floats, least_yy: float, always_dense: int) -> Equations:
    """Return the equations of weighted residuals after the plain regression."""
    n, p = fixed.x.shape
    z, big, others = (times_root(columns, fixed.root) for columns in (of.z, of.big, of.others))
    products = _times_fixed(z, fixed.x, fixed.root, fixed.triangle)
    rest, cross, n_big = (others.T @ others).tocsr(), (others.T @ big).tocsr(), big.shape[1]
    widths = [base.shape[0] for base in of.bases] or [1]
    columns = [size * width for size, width in zip(of.sizes, widths, strict=False)]
    layout = layout_of(rest, cross, columns[1:], widths, p, always_dense)
    core, core_border, border = _split(rest, products[n_big:], layout)
    order = np.concatenate([layout.core, layout.border, rest.shape[0] + np.arange(p)]).astype(np.intp)
    by_y = np.concatenate([z.T @ residual, _whitened(fixed.x.T @ (residual * fixed.root), fixed.triangle)])
    return Equations(
        names=of.names,
        sizes=of.sizes,
        bases=of.bases,
        n_rows=n,
        n_fixed=p,
        big_gram=_own_blocks(big, widths[0]),
        cross=_cross(cross[order[: rest.shape[0]]], products[:n_big].T, dense=not layout.core.size),
        core=core,
        core_border=core_border,
        border=border,
        big_y=by_y[:n_big],
        rest_y=by_y[n_big:][order],
        yy=float(residual @ residual),
        least_yy=least_yy,
        log_weights=2.0 * float(np.log(fixed.root).sum()),
        fixed_start=fixed.start,
        triangle=fixed.triangle,
        order=order,
        layout=layout,
        x=fixed.x,
        z=z,
        root=fixed.root,
    )


def told_by_others(x: Floats, root: Floats | None = None) -> list[int]:
    """Return the columns that those before them tell already, in order.

    Source: Businger & Golub (1965), Numer. Math. 7, 269-276: least squares by QR; the columns keep their order.
    """
    triangle = _triangle(x, np.ones(x.shape[0]) if root is None else root)
    lengths = np.sqrt((triangle**2).sum(axis=0))
    found: list[int] = []
    for at in range(x.shape[1]):
        kept = [k for k in range(at) if k not in found]
        left = triangle[:, at] - _projection(triangle[:, kept], triangle[:, at])
        if not lengths[at] or np.linalg.norm(left) < COLLINEAR * lengths[at]:
            found.append(at)
    return found


def _projection(columns: Floats, target: Floats) -> Floats:
    """Return the part of a vector that lies in the span of columns of full rank."""
    basis = np.linalg.qr(columns)[0]
    projected: Floats = basis @ (basis.T @ target)
    return projected


def _triangle(columns: Floats, root: Floats) -> Floats:
    """Return the upper triangle of the QR decomposition of weighted columns, block of rows by block of rows."""
    found = np.zeros((0, columns.shape[1]))
    for rows in _row_blocks(columns.shape[0]):
        found = np.asarray(np.linalg.qr(np.vstack([found, columns[rows] * root[rows, None]]), mode="r"), dtype=np.float64)
    return found


def _least_squares(y: Floats, x: Floats, root: Floats) -> tuple[Floats, Floats]:
    """Return the triangle and the coefficients of a plain regression, or refuse what the rows cannot tell apart."""
    n, p = x.shape
    both = _triangle(np.column_stack([x, y]), root)
    triangle = both[:p, :p]
    if n <= p or np.any(np.abs(np.diag(triangle)) <= COLLINEAR * np.sqrt((triangle**2).sum(axis=0))):
        raise NotEnoughDataError(f"{n} rows cannot tell {p} fixed effects apart")
    return triangle, np.asarray(linalg.solve_triangular(triangle, both[:p, p]), dtype=np.float64)


def _own_blocks(columns: Any, width: int) -> Floats:
    """Return (levels, q, q) cross products of each level's columns."""
    runs = [columns[:, i::width] for i in range(width)]
    found = np.array([[np.asarray(one.multiply(other).sum(axis=0)).ravel() for other in runs] for one in runs])
    return np.moveaxis(found, -1, 0)


def _times_fixed(z: Any, x: Floats, root: Floats, triangle: Floats) -> Floats:
    """Return (random unknowns, p) products of the random columns with the orthonormal fixed columns."""
    total = np.zeros((z.shape[1], x.shape[1]))
    inverse = linalg.solve_triangular(triangle, np.eye(x.shape[1]))
    for rows in _row_blocks(x.shape[0]):
        total += z[rows].T @ ((x[rows] * root[rows, None]) @ inverse)
    return total


def _whitened(products: Floats, triangle: Floats) -> Floats:
    """Return products with the fixed columns as products with the orthonormal ones."""
    return np.asarray(linalg.solve_triangular(triangle, products, trans="T"), dtype=np.float64)


def _split(rest: Any, fixed: Floats, layout: Layout) -> tuple[Any, Floats, Floats]:
    """Return core, core x border and border of the cross products; the fixed columns, orthonormal, end the border."""
    a, b = layout.core, layout.border
    border = np.block([[rest[b][:, b].toarray(), fixed[b]], [fixed[b].T, np.eye(fixed.shape[1])]])
    return rest[a][:, a], np.hstack([rest[a][:, b].toarray(), fixed[a]]), border


def _cross(random: Any, fixed: Floats, *, dense: bool) -> Any:
    """Return the products with the eliminated factor's columns in one matrix."""
    rows = random.shape[0] + fixed.shape[0]
    if dense and rows * fixed.shape[1] <= DENSE_CROSS_AT_MOST:
        return np.vstack([random.toarray(), fixed])
    return sparse.vstack([random, sparse.csr_array(fixed)], format="csr")


def _row_blocks(n: int) -> Iterator[slice]:
    return (slice(at, at + ROWS_AT_ONCE) for at in range(0, n, ROWS_AT_ONCE))
