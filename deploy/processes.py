"""Processes: programs that go on after the command that started them, told apart from others with the same id later.

In: what to start, where its log goes, how it shows that it answers.
Out: processes; a file that says which they are.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

LOCALHOST = "127.0.0.1"
START_SECONDS = 180
"""A server's first start migrates its database, which takes half a minute on a busy two-core machine."""
STOP_SECONDS = 30


class ServiceError(Exception):
    """A service did not start, or something stands in its way."""


@dataclass(frozen=True, slots=True)
class Service:
    """A program that is to run."""

    name: str
    command: Sequence[str]
    port: int
    address: str
    """As people use it."""
    health: str = ""
    """A page that answers 200 once it is up; blank: it is up when its port is open."""
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str = ""
    """Who runs it; blank: who starts it."""
    stop_signal: int = signal.SIGTERM


@dataclass(frozen=True, slots=True)
class Started:
    """A program that was started."""

    name: str
    pid: int
    moment: str
    """When it was started: another process may get the same id, never the same moment."""
    address: str
    log: str
    stop_signal: int

    def is_alive(self) -> bool:
        """Say whether it still runs."""
        return start_of(self.pid) == self.moment

    def as_row(self) -> dict[str, str | int]:
        """Return it as it is kept."""
        return asdict(self)


def start_of(pid: int) -> str:
    """Return when a process was started, in clock ticks since the machine was; blank where there is none, or it has ended."""
    try:
        state, *rest = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if state == "Z" else f"{this_start()} {rest[18]}"


def this_start() -> str:
    """Return what tells this start of the machine from all others."""
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="utf-8").strip()


def start(service: Service, folder: Path, environment: Mapping[str, str], log: Path) -> Started:
    """Start a program in a session of its own, so that all it starts ends with it.

    Raises:
        ServiceError: something else has its port.
    """
    if is_open(service.port):
        raise ServiceError(f"{service.name}: something else has port {service.port}; stop it, or start with --free-ports")
    with log.open("ab") as out:
        process = subprocess.Popen(
            service.command,
            # PostgreSQL looks where it is, and another user may not be let in there.
            cwd="/" if service.user else folder,
            env={**environment, **service.environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            **run_as(service.user),
        )
    # What is started here goes on without us: an ended child is seen as a zombie, which counts as gone.
    process.returncode = 0
    return Started(service.name, process.pid, start_of(process.pid), service.address, str(log), service.stop_signal)


def run_as(user: str) -> dict[str, Any]:
    """Return the arguments that let a process be another user's; none for blank."""
    return {"user": user, "group": user, "extra_groups": []} if user else {}


def wait_until_up(service: Service, started: Started) -> None:
    """Wait until a program answers.

    Raises:
        ServiceError: it ended, or took too long.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if not started.is_alive():
            raise ServiceError(f"{started.name} ended at once; the end of {started.log}:\n{end_of(Path(started.log))}")
        if answers(service):
            return
        time.sleep(0.2)
    raise ServiceError(f"{started.name} did not answer within {START_SECONDS} seconds; its log is {started.log}")


def answers(service: Service) -> bool:
    """Say whether a program does what it is there for."""
    if not service.health:
        return is_open(service.port)
    try:
        with urllib.request.urlopen(service.health, timeout=5) as answer:  # noqa: S310 - an address of ours
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def is_open(port: int) -> bool:
    """Say whether somebody listens on a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((LOCALHOST, port)) == 0


def free_port() -> int:
    """Return a port that nobody has."""
    with socket.socket() as probe:
        probe.bind((LOCALHOST, 0))
        return int(probe.getsockname()[1])


def stop(started: Started) -> None:
    """End a program and all it started; one that does not heed is killed."""
    if not started.moment.startswith(this_start()):
        return
    if started.is_alive():
        _signal(started.pid, started.stop_signal, group=started.stop_signal == signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while started.is_alive() and time.monotonic() < deadline:
            time.sleep(0.1)
    # The session's id is its first process's, and is given to nobody else while one of the others lives.
    if not start_of(started.pid) or started.is_alive():
        _signal(started.pid, signal.SIGKILL, group=True)


def _signal(pid: int, number: int, *, group: bool) -> None:
    with contextlib.suppress(ProcessLookupError):
        (os.killpg if group else os.kill)(pid, number)


def end_of(log: Path, n_lines: int = 8) -> str:
    """Return the last lines of a log."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-n_lines:])
