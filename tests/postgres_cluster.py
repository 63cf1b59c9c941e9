"""A real PostgreSQL server of our own on loopback, that can be stopped and started again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    other = shutil.which("initdb")
    return found[-1].parent if found else Path(other).parent if other else None


class Cluster:
    """A server that runs."""

    def __init__(self, folder: Path, bin_dir: Path) -> None:
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if as_user:
            shutil.chown(folder, "postgres")
        self.port, data = free_port(), folder / "data"
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -k {folder} -c fsync=off"
        made_as = ["-U", "readiness", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run([*as_user, bin_dir / "initdb", "-D", data, *made_as], check=True, **QUIET)  # type: ignore[call-overload]
        self._control = [*as_user, bin_dir / "pg_ctl", "-D", data, "-w"]
        self._start = ["-l", folder / "log", "-o", options, "start"]
        self._run(*self._start)

    @property
    def url(self) -> str:
        """Return the URL of its first database."""
        return f"postgresql://readiness@127.0.0.1:{self.port}/postgres"

    def stop(self) -> None:
        """Stop it at once, as a machine that loses power does."""
        self._run("-m", "immediate", "stop")

    def restart(self) -> None:
        """Stop it at once, and start it again."""
        self.stop()
        self._run(*self._start)

    def _run(self, *command: object) -> None:
        subprocess.run([*self._control, *command], check=True, **QUIET)  # type: ignore[call-overload]


@contextmanager
def running(bin_dir: Path) -> Iterator[Cluster]:
    """Run a server until the end."""
    with tempfile.TemporaryDirectory(prefix="readiness-pg-") as folder:
        cluster = Cluster(Path(folder), bin_dir)
        try:
            yield cluster
        finally:
            cluster.stop()
