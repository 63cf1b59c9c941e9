"""Sales-out: partner lines -> what counts as a sale, per rep, account, product and week.

In: lines as partners reported them; accounts, reps and dates of the launch.
Out: who serves which account, and account x product x period cells; the modules before that are imported by name.
"""

from __future__ import annotations

from readiness.stages.sales_out.cells import CELL_COLUMNS, LaunchCells, Reported, contribution_cells
from readiness.stages.sales_out.counting import LINE_COLUMNS, history_by_account, launch_lines
from readiness.stages.sales_out.levels import Market, Period, periods
from readiness.stages.sales_out.service import serving_rep

__all__ = [
    "CELL_COLUMNS", "LINE_COLUMNS", "LaunchCells", "Market", "Period", "Reported",
    "contribution_cells", "history_by_account", "launch_lines", "periods", "serving_rep",
]  # fmt: skip
