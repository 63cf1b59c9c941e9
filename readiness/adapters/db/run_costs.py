"""Run costs: what each run took and made, kept when it ends; how the runs of a company are doing, for whoever watches them.

In: a connection in a transaction.
Out: RunCost, RunTotals; rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select

from readiness.adapters.db.desk_tables import run_costs, runs
from readiness.adapters.db.runs import DONE


@dataclass(frozen=True, slots=True)
class RunCost:
    """What a run took and made."""

    seconds: float
    """From its start to its end."""
    cpu_seconds: float
    most_mb: int
    n_decks: int = 0
    n_rows: int = 0
    n_files: int = 0


@dataclass(frozen=True, slots=True)
class CostedRun:
    """A run that has ended, with its cost."""

    run_id: str
    launch_id: str
    kind: str
    state: str
    ended_at: datetime
    cost: RunCost


@dataclass(frozen=True, slots=True)
class RunTotals:
    """All runs of a kind that ended in a state."""

    kind: str
    state: str
    n: int
    seconds: float
    cpu_seconds: float
    n_decks: int
    n_rows: int


_COST = tuple(c for c in run_costs.c if c.name != "run_id")


def keep_cost(connection: Connection, run_id: str, cost: RunCost) -> None:
    """Keep what a run took; said once."""
    if connection.execute(select(run_costs.c.run_id).where(run_costs.c.run_id == run_id)).first() is None:
        connection.execute(insert(run_costs), [{"run_id": run_id, **asdict(cost)}])


def costed_runs(connection: Connection, launch_id: str, limit: int) -> list[CostedRun]:
    """Return the last runs that have ended, of a launch or, where it is "", of all, the newest first."""
    r = runs.c
    query = select(r.run_id, r.launch_id, r.kind, r.state, r.ended_at, *_COST).join(run_costs, run_costs.c.run_id == r.run_id)
    query = query.where(r.ended_at.is_not(None)).order_by(r.ended_at.desc(), r.run_id).limit(limit)
    rows = connection.execute(query.where(r.launch_id == launch_id) if launch_id else query)
    return [
        CostedRun(row[0], row[1], row[2], row[3], row[4].replace(tzinfo=UTC), RunCost(*row[5:]))
        for row in rows
    ]  # fmt: skip


def costs_of(connection: Connection, run_ids: Sequence[str]) -> dict[str, RunCost]:
    """Return run -> what it took."""
    query = select(run_costs.c.run_id, *_COST).where(run_costs.c.run_id.in_(run_ids))
    return {row[0]: RunCost(*row[1:]) for row in connection.execute(query)}


def totals(connection: Connection) -> list[RunTotals]:
    """Return the runs that were ever started by kind and state, with what those that ended took and made."""
    r, c = runs.c, run_costs.c
    sums = [func.coalesce(func.sum(column), 0) for column in (c.seconds, c.cpu_seconds, c.n_decks, c.n_rows)]
    query = select(r.kind, r.state, func.count(), *sums).outerjoin(run_costs, c.run_id == r.run_id)
    rows = connection.execute(query.group_by(r.kind, r.state).order_by(r.kind, r.state))
    return [RunTotals(row[0], row[1], row[2], float(row[3]), float(row[4]), int(row[5]), int(row[6])) for row in rows]


def last_done(connection: Connection) -> Sequence[tuple[str, str, datetime]]:
    """Return each launch and kind of run with when one was last done."""
    r = runs.c
    query = select(r.kind, r.launch_id, func.max(r.ended_at)).where(r.state == DONE).group_by(r.kind, r.launch_id)
    rows = connection.execute(query.order_by(r.kind, r.launch_id))
    return [(row[0], row[1], row[2].replace(tzinfo=UTC)) for row in rows if row[2]]
