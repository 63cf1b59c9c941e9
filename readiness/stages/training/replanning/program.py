"""Program: a small mixed-integer linear program, built row by row and solved exactly.

In: costs and bounds of variables, rows.
Out: the values found and the bound proven (HiGHS).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

MOST_NODES = 50
"""Of branch and bound, where nobody says: a limit of work and not of time, so that the same input gives the same plan."""
LARGEST_COST = 1000.0
"""Costs are scaled to it: far larger ones make the solver's tolerances coarse."""
FEASIBLE = 2
_OPTIONS = (("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0))


@dataclass(slots=True)
class Program:
    """Least cost subject to rows; variables are counted from 0."""

    slack: float = 1e-6
    """How much dearer than the best what is found may be."""
    cost: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    weight: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def variable(self, cost: float, most: float = 1.0) -> int:
        """Add a variable, a whole number from 0, and return its place."""
        self.cost.append(cost)
        self.most.append(most)
        return len(self.cost) - 1

    def constrain(self, terms: Iterable[tuple[int, float]], high: float, low: float = -highspy.kHighsInf) -> None:
        """Add a row: the sum of weight times variable lies between low and high."""
        for column, weight in terms:
            self.row.append(len(self.high))
            self.column.append(column)
            self.weight.append(weight)
        self.low.append(low)
        self.high.append(high)

    def solved(self, nodes: int | None) -> tuple[NDArray[np.int64] | None, float]:
        """Return the best values found, None where none were, and what no values can cost less than."""
        if not self.cost:
            return np.zeros(0, dtype=np.int64), 0.0
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (*_OPTIONS, ("mip_max_nodes", MOST_NODES if nodes is None else nodes)):
            solver.setOptionValue(option, value)
        scale = max(map(abs, self.cost)) / LARGEST_COST or 1.0
        solver.setOptionValue("mip_abs_gap", self.slack / scale)
        solver.passModel(self._model(scale))
        solver.run()
        info = solver.getInfo()
        found = info.primal_solution_status == FEASIBLE
        values = np.rint(np.array(solver.getSolution().col_value)).astype(np.int64) if found else None
        return values, float(info.mip_dual_bound) * scale

    def _model(self, scale: float) -> highspy.HighsLp:
        """Return the program as HiGHS takes it, costs divided by `scale`."""
        shape = (len(self.high), len(self.cost))
        rows = csr_array((self.weight, (self.row, self.column)), shape=shape)
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = shape
        model.col_cost_ = np.array(self.cost) / scale
        model.col_lower_, model.col_upper_ = np.zeros(shape[1]), np.array(self.most)
        model.row_lower_, model.row_upper_ = np.array(self.low), np.array(self.high)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.num_row_, model.a_matrix_.num_col_ = shape
        model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
        model.integrality_ = [highspy.HighsVarType.kInteger] * shape[1]
        return model
