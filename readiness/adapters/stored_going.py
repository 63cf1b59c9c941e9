"""Stored going: the facts that a launch needs before it goes, counted now from what is stored.

In: a connection, a launch, the time now.
Out: LaunchFacts, GoFacts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from readiness.adapters.db import going
from readiness.adapters.db.launch_facts import LaunchFacts, facts_of, launch_rows
from readiness.adapters.db.launches import stored_files
from readiness.adapters.db.shown import Row, all_rows, counts_by
from readiness.adapters.db.store import Connection
from readiness.adapters.input_tables import Problems
from readiness.adapters.shown_report import TOTALS
from readiness.adapters.spec_files import read_spec
from readiness.adapters.stock_files import stock_in
from readiness.permissions import Scope, hidden
from readiness.stages.report.going import LEAST_READY, LEAST_STOCK, GoFact

STOCK = "market/availability.csv"


def go_facts(connection: Connection, launch_id: str, now: datetime) -> tuple[LaunchFacts, tuple[GoFact, ...]]:
    """Return a launch as it stands, and the facts that it goes by.

    Raises:
        NotFoundError: there is no such launch.
    """
    rows = launch_rows(connection, launch_id)
    if not rows:
        raise hidden("launch")
    found = facts_of(connection, rows[0], Scope())
    behind = going.n_decks_behind(connection, launch_id, _revision(connection, launch_id))
    n_reps = sum(counts_by(connection, launch_id, "inputs.reps", "channel", Scope()).values())
    return found, (
        GoFact("messages", found.n_approved, found.n_messages),
        GoFact("questions", found.n_items_approved, found.n_items),
        GoFact("decks", found.n_decks - behind, found.n_decks),
        GoFact("answers", found.n_reps_answered, n_reps),
        *_ready(connection, launch_id),
        _stock(connection, launch_id, now),
        _partners(connection, launch_id),
    )


def _ready(connection: Connection, launch_id: str) -> list[GoFact]:
    """Return how many reps of each channel are shown to be ready; of a channel with too few people nothing is said."""
    rows = [r for r in all_rows(connection, launch_id, TOTALS, Scope()) if r["by"] == "channel" and not r["channel"]]
    found = [_of_channel(row) for row in rows if row["n_ready"]]
    return found or [GoFact("ready", None, 0, LEAST_READY)]


def _of_channel(row: Row) -> GoFact:
    about = row["name"] or ("" if row["group"].startswith("*") else row["group"])
    return GoFact("ready", float(row["n_ready"]), float(row["n_reps"]), LEAST_READY, about)


def _stock(connection: Connection, launch_id: str, now: datetime) -> GoFact:
    file = going.input_file(connection, launch_id, STOCK)
    stock = stock_in(*file, now.date()) if file else None
    if stock is None:
        return GoFact("stock", None, 0, LEAST_STOCK)
    return GoFact("stock", stock.n_in_stock, stock.n, LEAST_STOCK, stock.week.isoformat())


def _partners(connection: Connection, launch_id: str) -> GoFact:
    rows = list(all_rows(connection, launch_id, "report.partners", Scope()))
    return GoFact("partners", sum(r["n_missing"] in ("", "0") for r in rows) if rows else None, len(rows))


def _revision(connection: Connection, launch_id: str) -> str:
    return _revision_in(tuple(sorted(stored_files(connection, launch_id, "spec").items())))


@lru_cache(maxsize=16)
def _revision_in(files: Sequence[tuple[str, bytes]]) -> str:
    """Return the revision of a spec; "" where it cannot be read."""
    spec = read_spec(dict(files), Problems())
    return spec.revision if spec else ""
