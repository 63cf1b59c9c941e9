"""Sales-out: partner lines -> what counts as a sale, per rep, account, product and week.

In: lines as partners reported them; accounts, reps and dates of the launch.
Out: who serves which account, and account x period cells; the modules before that are imported by name.
"""

from __future__ import annotations

from readiness.stages.sales_out.cells import (
    CELL_COLUMNS,
    LINE_COLUMNS,
    Market,
    Period,
    contribution_cells,
    history_by_account,
    launch_lines,
    periods,
    serving_rep,
)

__all__ = [
    "CELL_COLUMNS", "LINE_COLUMNS", "Market", "Period",
    "contribution_cells", "history_by_account", "launch_lines", "periods", "serving_rep",
]  # fmt: skip
