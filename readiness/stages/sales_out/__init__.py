"""Sales-out: partner lines -> what counts as a sale, per rep, account, product and week.

In: lines as partners reported them; accounts, reps and dates of the launch.
Out: Intake (lines, quarantine), who serves which account, and account x period cells.
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
from readiness.stages.sales_out.intake import Intake, Quarantined, ReportedLine, SalesLine, intake_lines, judge

__all__ = [
    "CELL_COLUMNS", "LINE_COLUMNS", "Intake", "Market", "Period", "Quarantined", "ReportedLine", "SalesLine",
    "contribution_cells", "history_by_account", "intake_lines", "judge", "launch_lines", "periods", "serving_rep",
]  # fmt: skip
