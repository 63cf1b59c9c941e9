"""Local services: everything a company's installation has, on this machine and on loopback, without containers.

In: `python -m deploy.local_services start|stop|status [--folder F] [--free-ports] [--only NAME]`.
Out: PostgreSQL, an S3 server, a mail server, Dask, Prefect with two workers, the portal; a file of settings to source.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import secrets
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from deploy.installed import BUCKET, PORTS, SUPERUSER, Installation, engines, keeper, postgresql, programs, python, users
from deploy.processes import (
    START_SECONDS,
    Service,
    ServiceError,
    Started,
    end_of,
    free_port,
    run_as,
    start,
    stop,
    wait_until_up,
)
from readiness.settings import ROOT

PASSWORD, STATE = "password", "services.json"


class Session:
    """Services being started, each kept on disk at once, so that what was started can be stopped whatever happens."""

    def __init__(self, here: Installation) -> None:
        """Begin with nothing started."""
        self.here = here
        self.started: list[Started] = []
        self.logs = here.folder / "logs"

    def up(self, *services: Service) -> None:
        """Start some services side by side and wait until each answers."""
        begun = []
        for service in services:
            begun.append(start(service, ROOT, self.here.environment, self.logs / f"{service.name}.log"))
            self.started.append(begun[-1])
            _keep(self.here.folder, self.started)
        for service, one in zip(services, begun, strict=True):
            wait_until_up(service, one)

    def run(self, what: str, command: Sequence[str], user: str = "") -> None:
        """Run a command to its end.

        Raises:
            ServiceError: it failed.
        """
        log = self.logs / "setup.log"
        environment = {**self.here.environment, "PYTHON": sys.executable}
        where = "/" if user else ROOT
        with log.open("ab") as out:
            done = subprocess.run(
                command, cwd=where, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False, **run_as(user)
            )
        if done.returncode:
            raise ServiceError(f"{what} failed; the end of {log}:\n{end_of(log)}")


def start_all(here: Installation) -> list[Started]:
    """Start everything in the order it needs; what was started is stopped where something fails."""
    session = Session(here)
    try:
        _make_cluster(session)
        session.up(postgresql(here))
        _make_databases(here)
        session.up(*engines(here))
        session.run("bringing the database up to date", python("-m", "readiness.cli", "db", "upgrade"))
        if "s3" in here.wanted:
            bucket = urllib.request.Request(here.url("s3", f"/{BUCKET}"), method="PUT")  # noqa: S310 - an address of ours
            urllib.request.urlopen(bucket, timeout=30).close()  # noqa: S310
        if "prefect" in here.wanted:
            session.run("deploying the flows", ["sh", "deploy/deploy_flows.sh", "process"])
        session.up(*users(here))
    except BaseException:
        stop_all(here.folder)
        raise
    return session.started


def _make_cluster(session: Session) -> None:
    """Make PostgreSQL's files where there are none."""
    data, who = session.here.folder / "postgresql", keeper()
    if (data / "PG_VERSION").exists():
        return
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    secret = session.here.folder / PASSWORD
    if who:
        shutil.chown(data, who, who)
        shutil.chown(secret, who, who)
    command = [str(programs() / "initdb"), "-D", str(data), "-U", SUPERUSER, "-A", "scram-sha-256", "-E", "UTF8"]
    session.run("making PostgreSQL's files", [*command, f"--pwfile={secret}"], who)


def _make_databases(here: Installation) -> None:
    """Make the two databases once PostgreSQL takes connections."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with psycopg.connect(here.database("postgres"), autocommit=True) as connection:
                known = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
                for name in {"readiness", "prefect"} - known:
                    connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise ServiceError(f"postgresql: {error}") from error
            time.sleep(0.2)
        else:
            return


def stop_all(folder: Path) -> list[Started]:
    """End what was started, the last first; return what there was."""
    known = kept(folder)
    for one in reversed(known):
        stop(one)
    (folder / STATE).unlink(missing_ok=True)
    (folder / "env").unlink(missing_ok=True)
    return known


def kept(folder: Path) -> list[Started]:
    """Return what was started last and not stopped since."""
    state = folder / STATE
    return [Started(**row) for row in json.loads(state.read_text(encoding="utf-8"))] if state.exists() else []


def _keep(folder: Path, started: Sequence[Started]) -> None:
    beside = folder / f"{STATE}.new"
    beside.write_text(json.dumps([one.as_row() for one in started], indent=1), encoding="utf-8")
    beside.replace(folder / STATE)


def _private(path: Path, text: str) -> None:
    """Write a file that nobody else may read."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def installation(folder: Path, wanted: frozenset[str], *, any_ports: bool) -> Installation:
    """Return an installation in a folder, which gets what it needs before anything is started."""
    for part in ("logs", "home", "mail", "dask"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    secret = folder / PASSWORD
    if not secret.exists():
        _private(secret, secrets.token_urlsafe(24))
    ports = {name: free_port() if any_ports else port for name, port in PORTS.items()}
    return Installation(folder, ports, secret.read_text(encoding="utf-8").strip(), wanted)


def table(started: Sequence[Started], folder: Path) -> list[str]:
    """Return what there is, where, and how to use it."""
    rows = [(one.name, "up" if one.is_alive() else "GONE", one.address, one.log) for one in started]
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    lines = ["  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) for row in rows]
    return [*lines, "", f"Use them from a shell:  . {folder / 'env'}", "Stop them:  make services-stop"]


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep two commands from starting or stopping the same services at once."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def serve(folder: Path, wanted: frozenset[str], *, any_ports: bool) -> list[str]:
    """Start the services, or say that they run."""
    known = kept(folder)
    gone = [one.name for one in known if not one.is_alive()]
    if known and not gone:
        return ["running already:", *table(known, folder)]
    if known and len(gone) < len(known):
        raise ServiceError(f"{', '.join(gone)} ended by itself; read its log, then: make services-stop, make services")
    here = installation(folder, wanted, any_ports=any_ports)
    started = start_all(here)
    lines = [f"export {name}={shlex.quote(value)}" for name, value in here.settings.items()]
    _private(folder / "env", "\n".join(lines) + "\n")
    return table(started, folder)


def main() -> int:
    """Start, stop or list the services."""
    asked = argparse.ArgumentParser(prog="deploy.local_services", description=__doc__)
    asked.add_argument("what", choices=("start", "stop", "status"))
    asked.add_argument("--folder", type=Path, default=ROOT / "data" / "workspace" / "services")
    asked.add_argument("--free-ports", action="store_true", help="on ports that nobody has, not on the usual ones")
    asked.add_argument("--only", action="append", choices=sorted(PORTS), help="start PostgreSQL and this; may be given again")
    given = asked.parse_args()
    folder, wanted = given.folder.resolve(), frozenset({"postgresql", *(given.only or PORTS)})
    try:
        with alone(folder):
            if given.what == "start":
                lines = serve(folder, wanted, any_ports=given.free_ports)
            elif given.what == "stop":
                lines = [f"{one.name}: stopped" for one in reversed(stop_all(folder))] or ["nothing was running"]
            else:
                known = kept(folder)
                lines = table(known, folder) if known else ["nothing is running"]
    except ServiceError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
