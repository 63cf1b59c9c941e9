"""Sales-out steps: the reports in a launch's inbox read, side by side where that is set, and booked one after the other.

In: a launch.
Out: what became of each file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from flows.steps import step
from flows.workers import on_workers, side_by_side
from readiness.actions import sales_out as actions
from readiness.actions.sales_out import CollectReport, PartnerFile, ReadReport
from readiness.settings import Settings


@step("read sales report", "read-{file.name}")
def read(file: PartnerFile, today: date) -> ReadReport:
    """Read and judge one report; needs no database."""
    return actions.read(file, today)


@step("sales out", "sales-out-{launch_id}")
def collect_reports(launch_id: str) -> list[CollectReport]:
    """Take in the reports of the inbox, one after the other."""
    return actions.collect_reports(Settings(), launch_id, datetime.now(UTC))


def collected(launch_id: str) -> list[CollectReport]:
    """Take in the reports of the inbox; those not known yet are read on as many processes as are set."""
    settings, now = Settings(), datetime.now(UTC)
    if settings.n_sales_workers == 1 and not settings.dask:
        return collect_reports(launch_id)

    def reading(files: Sequence[PartnerFile]) -> Iterator[ReadReport]:
        return on_workers(settings, settings.n_sales_workers, read, ({"file": file, "today": now.date()} for file in files))

    return actions.collect_reports(settings, launch_id, now, reading, side_by_side(settings))
