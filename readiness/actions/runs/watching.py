"""Watching: how far a run has come and about how long it will still take; the runs of a launch; the files they made.

In: settings, a viewer, ids; the time now, in UTC.
Out: RunView, RunList, MadeFile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

from readiness.actions.runs.standing import present
from readiness.actions.runs.starting import is_approved
from readiness.adapters.background_runs import log_end
from readiness.adapters.db import run_costs, runs
from readiness.adapters.db.outputs import current_files
from readiness.adapters.db.run_costs import CostedRun, RunCost
from readiness.adapters.db.runs import Run, RunStep
from readiness.adapters.db.store import reading
from readiness.adapters.stored_artifacts import in_store, made_file
from readiness.permissions import Viewer, allowed, hidden, may
from readiness.settings import Settings

MOST_OVER_TIME = 120
"""Runs that a plot over time goes back to."""
FILE_STAGES = ("positioning", "contact_plan", "training", "quizzes", "quiz_items")
"""Stages whose files may be fetched here; none of them has figures of persons."""


@dataclass(frozen=True, slots=True)
class RunView:
    """A run as its page shows it."""

    run: Run
    launch: str
    steps: tuple[RunStep, ...]
    left_seconds: float | None
    """About how long it will still take; None where nothing tells."""
    log: tuple[str, ...]
    """The end of its log, for whoever looks after the installation."""
    now: datetime

    @property
    def is_live(self) -> bool:
        """Say whether it may still change."""
        return self.run.state in runs.OPEN


@dataclass(frozen=True, slots=True)
class OverTime:
    """How long the last runs of a kind took."""

    kind: str
    runs: tuple[CostedRun, ...]
    """The oldest first."""

    @property
    def longest(self) -> float:
        """Return the seconds of the longest."""
        return max(run.cost.seconds for run in self.runs)

    @property
    def usual(self) -> float:
        """Return the median of the seconds."""
        return median(run.cost.seconds for run in self.runs)


@dataclass(frozen=True, slots=True)
class RunList:
    """A launch's runs."""

    launch: str
    rows: tuple[Run, ...]
    n: int
    under_way: Run | None
    is_approved: bool
    costs: Mapping[str, RunCost]
    """Run -> what it took."""
    over_time: tuple[OverTime, ...]
    """A kind of run each, those that were done at least twice."""


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that a run made."""

    path: str
    stage: str


def watch_run(settings: Settings, viewer: Viewer, run_id: str, now: datetime) -> RunView:
    """Return how far a run has come.

    Raises:
        NotAllowedError: the role sees no runs.
        NotFoundError: there is no such run.
    """
    allowed(viewer, "runs.see")
    with reading(settings.database) as connection:
        run = runs.run_by_id(connection, run_id)
        if run is None:
            raise hidden("run")
        steps, usual = runs.steps_of(connection, run_id), runs.usual_seconds(connection, run)
        name = runs.is_launch(connection, run.launch_id) or run.launch_id
    run = present(settings, run, now)
    if run.state == runs.LOST:
        steps = [replace(s, state=runs.FAILED) if s.state == runs.RUNNING else s for s in steps]
    log = tuple(log_end(settings.home, run_id)) if may(viewer, "settings.see") else ()
    left = None
    if run.state in runs.OPEN:
        left = seconds_left(steps, usual, now) if steps else before_start(usual, now - (run.started_at or now))
    return RunView(run, name, tuple(steps), left, log, now)


def runs_of_launch(settings: Settings, viewer: Viewer, launch_id: str, now: datetime, limit: int, offset: int = 0) -> RunList:
    """Return a page of a launch's runs, the newest first, and the one that is under way.

    Raises:
        NotAllowedError: the role sees no runs.
        NotFoundError: there is no such launch.
    """
    allowed(viewer, "runs.see")
    with reading(settings.database) as connection:
        name = runs.is_launch(connection, launch_id)
        if name is None:
            raise hidden("launch")
        rows, n = runs.runs_of(connection, launch_id, limit, offset)
        still = [run for run in runs.open_runs(connection, launch_id) if present(settings, run, now).state != runs.LOST]
        approved = is_approved(connection, launch_id)
        costs = run_costs.costs_of(connection, [run.run_id for run in rows])
        ended = [run for run in run_costs.costed_runs(connection, launch_id, MOST_OVER_TIME) if run.state == runs.DONE]
    shown = tuple(present(settings, run, now) for run in rows)
    return RunList(name, shown, n, still[0] if still else None, approved, costs, _over_time(ended))


def _over_time(ended: Sequence[CostedRun]) -> tuple[OverTime, ...]:
    kinds = [(kind, tuple(run for run in reversed(ended) if run.kind == kind)) for kind in dict.fromkeys(r.kind for r in ended)]
    return tuple(OverTime(kind, found) for kind, found in sorted(kinds) if len(found) > 1)


def made_files(settings: Settings, viewer: Viewer, launch_id: str) -> list[MadeFile]:
    """Return the files of a launch that may be fetched: positioning, contact plan, training plan, quizzes.

    Raises:
        NotAllowedError: the role sees no runs.
    """
    allowed(viewer, "runs.see")
    out = settings.out_dir(launch_id)
    with reading(settings.database) as connection:
        found = current_files(connection, launch_id, str(out.resolve()))
    mine = [MadeFile(path, stage) for path, _, stage in found if stage in FILE_STAGES and path.count("/") == 1]
    elsewhere = in_store(settings, launch_id, {file.path for file in mine if not (out / file.path).is_file()})
    return [file for file in mine if file.path in elsewhere or (out / file.path).is_file()]


def fetch_made(settings: Settings, viewer: Viewer, launch_id: str, path: str) -> bytes:
    """Return one of these files.

    Raises:
        NotAllowedError: the role sees no runs.
        NotFoundError: it is none of them.
    """
    if path not in {file.path for file in made_files(settings, viewer, launch_id)}:
        raise hidden("file")
    return made_file(settings, launch_id, path)


def before_start(usual: Mapping[str, float], spent: timedelta) -> float | None:
    """Return about how long a run will take of which no stage has begun; None where none of its kind was ever done."""
    return max(sum(usual.values()) - spent.total_seconds(), 0.0) if usual else None


def seconds_left(steps: Sequence[RunStep], usual: Mapping[str, float], now: datetime) -> float | None:
    """Return about how long a run will still take: by its own pace where it counts, else as long as the last of its kind took.

    None where a stage is to come of which nothing is known.
    """
    left = 0.0
    for step in steps:
        if step.state == runs.RUNNING and step.started_at:
            spent = (now - step.started_at).total_seconds()
            if step.n_done and step.n_total:
                left += spent / step.n_done * (step.n_total - step.n_done)
            elif step.stage in usual:
                left += max(usual[step.stage] - spent, 0.0)
            else:
                return None
        elif step.state == runs.TO_COME:
            if step.stage not in usual:
                return None
            left += usual[step.stage]
    return left
