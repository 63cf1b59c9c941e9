"""Henderson: the mixed model equations of crossed and nested random terms, built once for all variance parameters.

In: response, fixed columns, level codes per factor, columns of random slopes, weights.
Out: Equations.

The factor with most levels has a small block of its own for each level and is eliminated level by level; what is left (the
other factors and the fixed columns) is a core and a border (`mixed_layout`). Inside, fixed columns are orthonormal and random
slopes centred and scaled, so that no unit of measurement costs digits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from readiness.errors import NotEnoughDataError
from readiness.stats.mixed_layout import ALWAYS_DENSE, Layout, layout_of
from readiness.stats.random_terms import RandomTerms, random_terms, row_slices, times_root

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

COLLINEAR = 1e-7
"""A fixed column is told by those before it when they leave less than this share of its length."""
DENSE_CROSS_AT_MOST = 200_000
"""Elements up to which the cross products with the eliminated factor are kept dense: it is faster than a thin matrix."""


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
    random: RandomTerms
    root: Floats
    """(rows,) root of the weight."""

    @property
    def widths(self) -> tuple[int, ...]:
        """Return the columns per level of each factor, 1 for a random intercept."""
        return self.random.widths

    @property
    def z(self) -> Any:
        """Return (rows, random unknowns) sparse, factors one after another, each row times the root of its weight: made anew."""
        return times_root(self.random.matrix(np.arange(self.n_rows)), self.root)


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
    return weighted(random_terms(factors, slopes or {}, y.size), y, x, weights, always_dense=always_dense)


def weighted(
    of: RandomTerms, y: Floats, x: Floats, weights: Floats, *, always_dense: int = ALWAYS_DENSE, layout: Layout | None = None
) -> Equations:
    """Return the cross products under weights; other arguments, errors and source as `equations`.

    Args:
        of: the random terms.
        y: (rows,) response.
        x: (rows, p) fixed columns.
        weights: (rows,).
        always_dense: as there.
        layout: of equations with the same terms and as many fixed columns; it does not depend on the weights.
    """
    root = np.sqrt(weights)
    triangle, start = _least_squares(y, x, root)
    least_yy = max(float(weights @ y**2) * 1e-20, float(np.finfo(float).tiny))
    fixed = _Fixed(x, root, triangle, start, (y - x @ start) * root)
    return _assembled(of, fixed, least_yy, always_dense, layout)


@dataclass(frozen=True, slots=True)
class _Fixed:
    """The fixed part: its columns, roots of the weights, and the plain regression on it."""

    x: Floats
    root: Floats
    triangle: Floats
    start: Floats
    residual: Floats
    """Of that regression, each row times the root of its weight."""


@dataclass(frozen=True, slots=True)
class _Products:
    """Cross products of the random columns, those of the largest factor apart from the others."""

    big_gram: Floats
    rest: Any
    """(others, others) sparse."""
    cross: Any
    """(others, largest) sparse."""
    big_dense: Floats
    """(largest, p + 1) with the orthonormal fixed columns and the residual."""
    rest_dense: Floats


def _assembled(of: RandomTerms, fixed: _Fixed, least_yy: float, always_dense: int, layout: Layout | None) -> Equations:
    """Return the equations of weighted residuals after the plain regression."""
    n, p = fixed.x.shape
    found = _products(of, fixed)
    widths = list(of.widths) or [1]
    columns = np.diff(of.edges)[1:].tolist()
    layout = layout or layout_of(found.rest, found.cross, columns, widths, p, always_dense)
    core, core_border, border = _split(found.rest, found.rest_dense[:, :p], layout)
    order = np.concatenate([layout.core, layout.border, found.rest.shape[0] + np.arange(p)]).astype(np.intp)
    by_fixed = _whitened(fixed.x.T @ (fixed.residual * fixed.root), fixed.triangle)
    rows = order[: found.rest.shape[0]]
    return Equations(
        names=of.names,
        sizes=of.sizes,
        bases=of.bases,
        n_rows=n,
        n_fixed=p,
        big_gram=found.big_gram,
        cross=_cross(found.cross[rows], found.big_dense[:, :p].T, dense=not layout.core.size),
        core=core,
        core_border=core_border,
        border=border,
        big_y=found.big_dense[:, p],
        rest_y=np.concatenate([found.rest_dense[:, p], by_fixed])[order],
        yy=float(fixed.residual @ fixed.residual),
        least_yy=least_yy,
        log_weights=2.0 * float(np.log(fixed.root).sum()),
        fixed_start=fixed.start,
        triangle=fixed.triangle,
        order=order,
        layout=layout,
        x=fixed.x,
        random=of,
        root=fixed.root,
    )


def _products(of: RandomTerms, fixed: _Fixed) -> _Products:
    """Return the cross products, block of rows by block: each holds whole levels of the largest factor, so its part is final."""
    p = fixed.x.shape[1]
    inverse = linalg.solve_triangular(fixed.triangle, np.eye(p))
    n_rest = int(of.edges[-1] - of.edges[1]) if of.names else 0
    width = of.widths[0] if of.names else 1
    rest: Any = sparse.csr_array((n_rest, n_rest))
    rest_dense = np.zeros((n_rest, p + 1))
    grams, crosses, big_dense = [np.zeros((0, width, width))], [sparse.csr_array((n_rest, 0))], [np.zeros((0, p + 1))]
    for block in of.blocks():
        root = fixed.root[block.rows]
        dense = np.column_stack([root[:, None] * (fixed.x[block.rows] @ inverse), fixed.residual[block.rows]])
        big, others = times_root(block.big, root), times_root(block.others, root)
        others_t = others.T.tocsr()
        rest = rest + others_t @ others
        rest_dense += others_t @ dense
        grams.append(_own_blocks(big, width))
        crosses.append(others_t @ big)
        big_dense.append(big.T @ dense)
    return _Products(
        np.concatenate(grams), rest.tocsr(), sparse.hstack(crosses, format="csr"), np.concatenate(big_dense), rest_dense
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
    for rows in row_slices(columns.shape[0]):
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
