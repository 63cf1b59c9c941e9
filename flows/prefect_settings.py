"""Prefect settings: what Prefect needs to start here, to keep up with SQLite, and to phone nobody.

In: the environment; as a program, a command to run under these settings: `... -m flows.prefect_settings prefect server start`.
Out: `apply()`, called before anything imports prefect. A variable that is set already stays as it is.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from readiness.settings import Settings

HEARTBEAT = "PREFECT_FLOWS_HEARTBEAT_FREQUENCY"
SHIPPED = {
    # Nothing is sent out: the first switches the server's telemetry off, the second the client's.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # One write transaction per event makes SQLite stall the next run; in batches it keeps up.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "1",
    # What our flows say of their progress is kept with the run.
    "PREFECT_LOGGING_EXTRA_LOGGERS": "readiness",
    # An action called outside a flow has no run to keep its lines with.
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_CLI_PROMPT": "false",
    # A server that misses three of a run's signs of life in a row marks it as crashed (deploy/automations.py).
    HEARTBEAT: "30",
}
QUIET = {"PREFECT_LOGGING_LEVEL": "CRITICAL"}
"""On the command line our own lines say what happens, and what went wrong; Prefect's are for its pages."""


def apply(home: Path, *, quiet: bool = False) -> None:
    """Set what is not set; Prefect keeps its own files in the workspace, not in the user's home."""
    own = (home / "prefect").resolve()
    if os.environ.setdefault("PREFECT_HOME", str(own)) == str(own):
        own.mkdir(parents=True, exist_ok=True)
    for name, value in (SHIPPED | (QUIET if quiet else {})).items():
        os.environ.setdefault(name, value)


if __name__ == "__main__":
    apply(Settings().home)
    # Prefect's command stands beside this interpreter, whose environment need not be active.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the command is the user's own
