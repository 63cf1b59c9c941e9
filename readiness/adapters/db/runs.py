"""Stored runs: flows that were started, by whom, how far each has come, and what became of it.

In: a connection in a transaction; moments in UTC.
Out: Run, RunStep; rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select, update

from readiness.adapters.db.desk_tables import run_steps, runs
from readiness.adapters.db.tables import launches

ASKED, RUNNING, WAITING, DONE, FAILED, LOST = "asked", "running", "waiting", "done", "failed", "lost"
OPEN = (ASKED, RUNNING)
TO_COME, SKIPPED = "to_come", "skipped"
"""Of a step, besides running, done and failed."""


@dataclass(frozen=True, slots=True)
class Run:
    """A flow that somebody started."""

    run_id: str
    launch_id: str
    kind: str
    state: str
    asked_by: str
    asked_at: datetime
    started_at: datetime | None = None
    seen_at: datetime | None = None
    """When its process last gave a sign of life."""
    ended_at: datetime | None = None
    said: str = ""
    """The one sentence of what went wrong."""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunStep:
    """One stage of a run."""

    place: int
    stage: str
    state: str
    n_done: int | None
    n_total: int | None
    started_at: datetime | None
    ended_at: datetime | None
    said: str

    @property
    def seconds(self) -> float | None:
        """Return how long it took; None where it has not ended."""
        return (self.ended_at - self.started_at).total_seconds() if self.started_at and self.ended_at else None


_RUN = tuple(f.name for f in fields(Run))
_STEP = tuple(f.name for f in fields(RunStep))


def add_run(connection: Connection, run: Run) -> None:
    """Keep a new run."""
    connection.execute(insert(runs), [_plain(asdict(run))])


def set_steps(connection: Connection, run_id: str, stages: Sequence[str], done: Collection[str] = ()) -> None:
    """Keep the stages of a run, in order, those done before it began being so."""
    row = {"n_done": None, "n_total": None, "started_at": None, "ended_at": None, "said": ""}
    steps = [
        {"run_id": run_id, "place": n, "stage": stage, "state": DONE if stage in done else TO_COME, **row}
        for n, stage in enumerate(stages)
    ]
    connection.execute(insert(run_steps), steps)


def change_run(connection: Connection, run_id: str, only_in: Collection[str] = (), **values: Any) -> bool:
    """Change a run, where it is in one of these states; return whether it was."""
    here = and_(runs.c.run_id == run_id, runs.c.state.in_(sorted(only_in)) if only_in else runs.c.run_id == run_id)
    return connection.execute(update(runs).where(here).values(**_plain(values))).rowcount > 0


def change_step(connection: Connection, run_id: str, place: int, **values: Any) -> None:
    """Change a stage of a run."""
    s = run_steps.c
    connection.execute(update(run_steps).where(s.run_id == run_id, s.place == place).values(**_plain(values)))


def run_by_id(connection: Connection, run_id: str) -> Run | None:
    """Return a run, None where there is none of this id."""
    row = connection.execute(select(*(runs.c[name] for name in _RUN)).where(runs.c.run_id == run_id)).first()
    return Run(**_zoned(dict(row._mapping))) if row else None


def open_runs(connection: Connection, launch_id: str = "") -> list[Run]:
    """Return the runs of a launch, or where it is "" of all, that have not ended as far as is recorded, the oldest first."""
    query = select(*(runs.c[name] for name in _RUN)).where(runs.c.state.in_(OPEN))
    query = query.where(runs.c.launch_id == launch_id) if launch_id else query
    return [Run(**_zoned(dict(row._mapping))) for row in connection.execute(query.order_by(runs.c.asked_at, runs.c.run_id))]


def runs_of(connection: Connection, launch_id: str, limit: int, offset: int = 0) -> tuple[list[Run], int]:
    """Return a page of a launch's runs, the newest first, and how many there are."""
    mine = runs.c.launch_id == launch_id
    n = connection.execute(select(func.count()).select_from(runs).where(mine)).scalar() or 0
    query = select(*(runs.c[name] for name in _RUN)).where(mine).order_by(runs.c.asked_at.desc(), runs.c.run_id)
    return [Run(**_zoned(dict(row._mapping))) for row in connection.execute(query.limit(limit).offset(offset))], n


def steps_of(connection: Connection, run_id: str) -> list[RunStep]:
    """Return the stages of a run, in order."""
    query = select(*(run_steps.c[name] for name in _STEP)).where(run_steps.c.run_id == run_id).order_by(run_steps.c.place)
    return [RunStep(**_zoned(dict(row._mapping))) for row in connection.execute(query)]


def usual_seconds(connection: Connection, run: Run) -> dict[str, float]:
    """Return stage -> how long it took in the last run of this kind that was done: of this launch, else of any.

    What it took until the first stage began is under "".
    """
    r = runs.c
    query = select(r.run_id, r.started_at).where(r.kind == run.kind, r.state == DONE, r.run_id != run.run_id)
    query = query.order_by(r.ended_at.desc())
    last = connection.execute(query.where(r.launch_id == run.launch_id)).first() or connection.execute(query).first()
    if last is None:
        return {}
    steps = steps_of(connection, last.run_id)
    begun = [s.started_at for s in steps if s.started_at]
    start_up = (min(begun) - last.started_at.replace(tzinfo=UTC)).total_seconds() if begun and last.started_at else 0.0
    return {"": start_up} | {s.stage: s.seconds for s in steps if s.seconds is not None}


def is_launch(connection: Connection, launch_id: str) -> str | None:
    """Return the name of a launch, None where there is none of this id."""
    return connection.execute(select(launches.c.name).where(launches.c.launch_id == launch_id)).scalar()


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v.astimezone(UTC).replace(tzinfo=None) if isinstance(v, datetime) else v for k, v in values.items()}


def _zoned(row: dict[str, Any]) -> dict[str, Any]:
    return {k: v.replace(tzinfo=UTC) if isinstance(v, datetime) else v for k, v in row.items()}
