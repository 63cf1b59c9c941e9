"""Portal metrics: what Prometheus is told, and who may ask.

In: settings; what the portal answered; the time now, in UTC.
Out: the text of an answer.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterator
from datetime import datetime

from readiness import __version__
from readiness.adapters.db import metric_facts, run_costs
from readiness.adapters.db.run_costs import RunTotals
from readiness.adapters.db.runs import OPEN
from readiness.adapters.db.store import Connection, reading
from readiness.adapters.metrics import CONTENT_TYPE as CONTENT_TYPE
from readiness.adapters.metrics import Figure
from readiness.adapters.metrics import PortalMetrics as PortalMetrics
from readiness.errors import NotAllowedError, ReadinessError
from readiness.settings import Settings


def may_ask(settings: Settings, client: str, is_passed_on: bool, authorization: str) -> None:
    """See to it that whoever asks for metrics may: with the token that is set, or else from this machine alone.

    Args:
        settings: where the token is.
        client: the network address of who asks.
        is_passed_on: a server in front of the portal passed it on, so that the address is not that of who asks.
        authorization: the header of that name.

    Raises:
        NotAllowedError: who asks may not.
    """
    token = settings.metrics_token.get_secret_value()
    if token:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            raise NotAllowedError("metrics are for who brings the token that READINESS_METRICS_TOKEN sets")
        return
    try:
        is_here = ipaddress.ip_address(client).is_loopback
    except ValueError:
        is_here = False
    if is_passed_on or not is_here:
        raise NotAllowedError("metrics are for this machine alone, for READINESS_METRICS_TOKEN is not set")


def metrics_text(settings: Settings, metrics: PortalMetrics, now: datetime) -> bytes:
    """Return all metrics; where the database is away, that and what needs no database."""
    try:
        with reading(settings.database) as connection:
            figures = [*_figures(connection, now)]
    except ReadinessError:
        return metrics.text([*_always(is_up=False)])
    return metrics.text([*_always(is_up=True), *figures])


def _always(*, is_up: bool) -> Iterator[Figure]:
    yield Figure("readiness_program_info", "The version that runs.", [((__version__,), 1.0)], ("version",))
    yield Figure("readiness_database_up", "1 where the database answers at the right revision.", [((), float(is_up))])


def _figures(connection: Connection, now: datetime) -> Iterator[Figure]:
    totals = run_costs.totals(connection)
    ended = [t for t in totals if t.state not in OPEN]
    yield Figure(
        "readiness_runs",
        "Runs that ended, by how.",
        [((t.kind, t.state), t.n) for t in ended],
        ("kind", "state"),
        is_counter=True,
    )
    open_now = [((t.kind, t.state), float(t.n)) for t in totals if t.state in OPEN]
    yield Figure("readiness_runs_open", "Runs that have not ended, as far as is recorded.", open_now, ("kind", "state"))
    yield _summed("readiness_run_seconds", "Seconds of runs that ended.", {t: t.seconds for t in ended})
    yield _summed("readiness_run_cpu_seconds", "Processor seconds of runs that ended.", {t: t.cpu_seconds for t in ended})
    yield _summed("readiness_run_decks", "Decks that runs pressed.", {t: t.n_decks for t in ended})
    yield _summed("readiness_run_rows", "Rows that runs took in.", {t: t.n_rows for t in ended})
    last = [((kind, launch_id), at.timestamp()) for kind, launch_id, at in run_costs.last_done(connection)]
    says = "When a run of the kind was last done for the launch."
    yield Figure("readiness_last_run_done_timestamp_seconds", says, last, ("kind", "launch_id"))
    files = [((status,), n) for status, n in metric_facts.sales_files(connection)]
    yield Figure("readiness_sales_files", "Sales-out files by what became of them.", files, ("status",))
    waiting = float(metric_facts.rows_in_quarantine(connection))
    yield Figure("readiness_sales_rows_in_quarantine", "Rows of sales-out files that wait to be mended.", [((), waiting)])
    late = [((role,), n) for role, n in metric_facts.owed(connection, now.date())]
    yield Figure("readiness_promises_overdue", "Promises whose day is over.", late, ("owner_role",))
    unsent = float(metric_facts.messages_not_sent(connection))
    yield Figure("readiness_messages_not_sent", "Messages to receivers outside that wait.", [((), unsent)])


def _summed(name: str, says: str, values: dict[RunTotals, float]) -> Figure:
    """Return sums by kind of run."""
    sums: dict[tuple[str, ...], float] = {}
    for total, value in values.items():
        sums[(total.kind,)] = sums.get((total.kind,), 0.0) + value
    return Figure(name, says, sorted(sums.items()), ("kind",), is_counter=True)
