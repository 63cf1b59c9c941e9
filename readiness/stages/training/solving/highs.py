"""HiGHS: linear and integer programmes, one thread, limited by steps.

In: prices, limits and rows.
Out: Linear, integer_best.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.solving.program import Floats, Rows

NODE_WORK = 100
"""Steps that a node of the integer search counts for at least."""

FEW_TRICKS = {"mip_heuristic_effort": 0.0, "mip_allow_restart": False, "mip_detect_symmetry": False}
"""Where a good start is known: what takes a third of the time and finds nothing more."""


class Linear:
    """A linear programme that rows are added to."""

    def __init__(self, costs: Floats, most: Floats, rows: Rows) -> None:
        self._highs = _loaded(costs, np.zeros(len(costs)), most, rows)
        self.work = 0

    def add(self, rows: Rows) -> None:
        """Add rows."""
        m = rows.matrix
        self._highs.addRows(
            len(rows.high), rows.low, rows.high, m.nnz, m.indptr[:-1].astype(np.int32), m.indices.astype(np.int32), m.data
        )

    def fix(self, column: int, low: float, high: float) -> None:
        """Limit a column."""
        self._highs.changeColBounds(column, low, high)

    def run(self) -> bool:
        """Solve; return whether it is solved."""
        self._highs.run()
        self.work += max(0, self._highs.getInfo().simplex_iteration_count)
        return bool(self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    @property
    def value(self) -> float:
        """Return the least cost."""
        return float(self._highs.getInfo().objective_function_value)

    @property
    def columns(self) -> Floats:
        """Return the columns' values."""
        return np.array(self._highs.getSolution().col_value)

    @property
    def reduced(self) -> Floats:
        """Return the columns' reduced costs."""
        return np.array(self._highs.getSolution().col_dual)

    @property
    def duals(self) -> Floats:
        """Return the rows' prices."""
        return np.array(self._highs.getSolution().row_dual)


@dataclass(frozen=True, slots=True)
class Integer:
    """The best whole-numbered solution found, and what no other can be below."""

    columns: Floats | None
    value: float
    bound: float
    proven: bool
    work: int


def integer_best(
    costs: Floats,
    most: Floats,
    rows: Rows,
    whole: NDArray[np.bool_],
    *,
    nodes: int,
    start: Floats | None = None,
    gap: float = 0.0,
) -> Integer:
    """Return the best solution in which some columns are whole numbers, found within so many nodes."""
    h = _loaded(costs, np.zeros(len(costs)), most, rows)
    index = np.flatnonzero(whole).astype(np.int32)
    h.changeColsIntegrality(len(index), index, np.full(len(index), highspy.HighsVarType.kInteger))
    h.setOptionValue("mip_max_nodes", nodes)
    h.setOptionValue("mip_rel_gap", gap)
    h.setOptionValue("mip_abs_gap", 1e-6)
    if start is not None:
        for option, value in FEW_TRICKS.items():
            h.setOptionValue(option, value)
        solution = highspy.HighsSolution()
        solution.col_value = list(start)
        h.setSolution(solution)
    h.run()
    info = h.getInfo()
    found = info.primal_solution_status == 2
    return Integer(
        columns=np.array(h.getSolution().col_value) if found else None,
        value=float(info.objective_function_value) if found else float("inf"),
        bound=float(info.mip_dual_bound),
        proven=bool(h.getModelStatus() == highspy.HighsModelStatus.kOptimal),
        work=max(0, info.simplex_iteration_count) + NODE_WORK * max(0, info.mip_node_count),
    )


def _loaded(costs: Floats, least: Floats, most: Floats, rows: Rows) -> highspy.Highs:
    h: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    h.setOptionValue("output_flag", False)  # noqa: FBT003
    h.setOptionValue("threads", 1)
    h.setOptionValue("parallel", "off")
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(costs), len(rows.high)
    model.col_cost_, model.col_lower_, model.col_upper_ = costs, least, most
    model.row_lower_, model.row_upper_ = rows.low, rows.high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = rows.matrix.indptr
    model.a_matrix_.index_ = rows.matrix.indices
    model.a_matrix_.value_ = rows.matrix.data
    h.passModel(model)
    return h
