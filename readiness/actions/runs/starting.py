"""Starting: a run asked for in the portal, as a process of its own; one run a launch at a time.

In: settings, a viewer, a launch id, which flow; the time now, in UTC.
Out: the id of the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from readiness.actions.runs.standing import present, whatever_happens
from readiness.adapters import background_runs
from readiness.adapters.db import runs
from readiness.adapters.db.audit import note
from readiness.adapters.db.deck_words import approved_messages, headlines
from readiness.adapters.db.store import Connection, only_one, reading, transaction
from readiness.adapters.passwords import new_id
from readiness.errors import ConflictError, InputError, NotAllowedError, Problem
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings

KINDS = ("launch", "account_decks", "enablement", "measurement")
NEEDS_APPROVAL = KINDS[1:]


class RunUnderWayError(ConflictError):
    """A launch has one run at a time."""

    def __init__(self, run: runs.Run) -> None:
        when = f"{run.asked_at:%Y-%m-%d %H:%M} UTC"
        what = run.kind.replace("_", " ")
        super().__init__(f"{run.asked_by} started {what} for {run.launch_id} at {when}, and it is still running")
        self.run = run


def start_run(
    settings: Settings, viewer: Viewer, launch_id: str, kind: str, now: datetime, options: Mapping[str, str] | None = None
) -> str:
    """Start a flow of a launch and return the id of its run; it goes on whatever becomes of the portal.

    Options: `as_of`, an ISO day, and `sensitivity` of "no", both of a measurement.

    Raises:
        NotAllowedError: the role starts no runs, or the launch is not approved.
        NotFoundError: there is no such launch.
        InputError: there is no such flow, or a day that is none.
        RunUnderWayError: a run of this launch is under way.
    """
    allowed(viewer, "runs.start")
    chosen = {k: v for k, v in (options or {}).items() if v}
    arguments = _arguments(launch_id, kind, chosen)
    with reading(settings.database) as connection:
        if runs.is_launch(connection, launch_id) is None:
            raise hidden("launch")
        if kind in NEEDS_APPROVAL and not is_approved(connection, launch_id):
            raise NotAllowedError("the messages are not approved as they stand; that comes first")
    run = runs.Run(new_id(), launch_id, kind, runs.ASKED, viewer.name, now, options=chosen)
    with transaction(settings.database) as connection:
        refuse_another(settings, connection, launch_id, now)
        runs.add_run(connection, run)
        note(connection, viewer, "runs.start", now, launch_id=launch_id, about=kind)
    try:
        background_runs.start(settings, run.run_id, arguments, lambda code: _gone(settings, run.run_id, code))
    except OSError as error:
        with transaction(settings.database) as connection:
            said = f"its process could not be started: {error.strerror}"
            runs.change_run(connection, run.run_id, runs.OPEN, state=runs.FAILED, said=said, ended_at=now)
    return run.run_id


def refuse_another(settings: Settings, connection: Connection, launch_id: str, now: datetime) -> None:
    """Note which runs of a launch were lost.

    Raises:
        RunUnderWayError: one of them is still there.
    """
    only_one(connection, f"runs of {launch_id}")
    for run in runs.open_runs(connection, launch_id):
        if present(settings, run, now).state != runs.LOST:
            raise RunUnderWayError(run)
        runs.change_run(connection, run.run_id, runs.OPEN, state=runs.LOST, ended_at=run.seen_at or run.asked_at)


def is_approved(connection: Connection, launch_id: str) -> bool:
    """Say whether every message of a launch is approved as it was last worded."""
    words = headlines(connection, launch_id)
    return bool(words) and set(words) <= set(approved_messages(connection, launch_id))


def _arguments(launch_id: str, kind: str, options: Mapping[str, str]) -> list[str]:
    if kind not in KINDS:
        raise InputError(Problem("run", 0, "kind", f"{kind!r} is no flow", f"one of {', '.join(KINDS)}"))
    plain = {
        "launch": ["launch", "--id", launch_id],
        "account_decks": ["deck", "all", launch_id],
        "enablement": ["enable", launch_id],
        "measurement": ["measure", launch_id],
    }
    day = options.get("as_of", "")
    more = []
    if day and kind == "measurement":
        try:
            more += ["--as-of", date.fromisoformat(day).isoformat()]
        except ValueError as error:
            raise InputError(Problem("run", 0, "as_of", f"{day!r} is no day", "a date such as 2026-05-06")) from error
    if options.get("sensitivity") == "no" and kind == "measurement":
        more.append("--no-sensitivity")
    return plain[kind] + more


def _gone(settings: Settings, run_id: str, code: int) -> None:
    """Note that a run's process is gone, unless the run had said how it ended."""
    said = f"its process ended with code {code} and did not say why" if code >= 0 else f"its process was killed (signal {-code})"
    with whatever_happens(settings) as connection:
        now = datetime.now(UTC)
        runs.change_run(connection, run_id, runs.OPEN, state=runs.LOST, said=said, ended_at=now)
