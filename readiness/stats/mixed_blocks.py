"""Mixed blocks: products with block diagonal matrices that are kept as a stack of their blocks.

In: (levels, q, q) blocks; a matrix or vector.
Out: the product.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]


def times_blocks(matrix: Any, stack: Floats) -> Any:
    """Return a matrix times a block diagonal one, (levels, q, q); dense stays dense, sparse stays sparse.

    Source: Golub & Van Loan (2013), Matrix Computations, 4th ed., section 1.3: block matrices.
    """
    levels, width = stack.shape[:2]
    if width == 1:
        diagonal = stack[:, 0, 0]
        return matrix * diagonal[None, :] if isinstance(matrix, np.ndarray) else matrix @ sparse.diags_array(diagonal)
    blocks = sparse.bsr_array((stack, np.arange(levels), np.arange(levels + 1)), shape=(levels * width, levels * width))
    return np.asarray((blocks.T @ matrix.T).T) if isinstance(matrix, np.ndarray) else (matrix @ blocks).tocsr()


def by_blocks(stack: Floats, values: Floats) -> Floats:
    """Return a block diagonal matrix (one block a level, or one for all levels) times values.

    Source: Golub & Van Loan (2013), Matrix Computations, 4th ed., section 1.3: block matrices.
    """
    width = stack.shape[-1]
    if width == 1:
        scaled: Floats = (stack[..., 0, 0] * values.T).T
        return scaled
    runs = values.reshape(-1, width, *values.shape[1:])
    found: Floats = np.einsum("...ij,...j->...i", stack, runs) if values.ndim == 1 else stack @ runs
    return found.reshape(values.shape)
