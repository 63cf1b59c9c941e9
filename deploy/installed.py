"""Installed: which services an installation on this machine has, with their commands and addresses.

In: a folder, ports, a password, which services are wanted.
Out: Services; the settings under which any command uses them.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.processes import LOCALHOST, Service, ServiceError

PORTS = {
    "postgresql": 54320, "s3": 9000, "mail": 1025, "dask": 8786, "dask-worker-1": 8788, "dask-worker-2": 8789,
    "prefect": 4200, "worker-1": 8081, "worker-2": 8082, "portal": 8000,
}  # fmt: skip
"""Every service, and the port it has unless others are asked for."""
BUCKET = "readiness"
SUPERUSER = "readiness"
OURS = ("READINESS_", "PREFECT_", "AWS_")


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the services of one installation are."""

    folder: Path
    ports: Mapping[str, int]
    password: str
    wanted: frozenset[str]

    def url(self, name: str, path: str = "", scheme: str = "http") -> str:
        """Return the address of a service."""
        return f"{scheme}://{LOCALHOST}:{self.ports[name]}{path}"

    def database(self, name: str, driver: str = "") -> str:
        """Return the URL of a database on our PostgreSQL."""
        return f"postgresql{driver}://{SUPERUSER}:{self.password}@{LOCALHOST}:{self.ports['postgresql']}/{name}"

    @property
    def settings(self) -> dict[str, str]:
        """Return the variables under which any command uses these services."""
        by_service = {
            "postgresql": {"READINESS_DATABASE_URL": self.database("readiness")},
            "prefect": {"READINESS_SERVER_URL": self.url("prefect", "/api"), "PREFECT_API_URL": self.url("prefect", "/api")},
            "dask": {"READINESS_DASK": self.url("dask", scheme="tcp")},
            "portal": {"READINESS_PORTAL_URL": self.url("portal")},
            "s3": {
                "READINESS_STORE": f"s3://{BUCKET}/artifacts",
                "READINESS_STORE_ENDPOINT": self.url("s3"),
                "AWS_ACCESS_KEY_ID": BUCKET,
                "AWS_SECRET_ACCESS_KEY": self.password,
                "AWS_DEFAULT_REGION": "us-east-1",
            },
            "mail": {
                "READINESS_SMTP_HOST": LOCALHOST,
                "READINESS_SMTP_PORT": str(self.ports["mail"]),
                "READINESS_SMTP_SECURITY": "none",
                "READINESS_SMTP_FROM": "readiness@localhost.localdomain",
            },
        }
        found = {"READINESS_HOME": str(self.folder / "home")}
        for name, values in by_service.items():
            found |= values if name in self.wanted else {}
        return found

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of our processes: that of this command, but for what would send them elsewhere."""
        return {k: v for k, v in os.environ.items() if not k.startswith(OURS)} | self.settings


def python(*arguments: str) -> list[str]:
    """Return a command of our own interpreter."""
    return [sys.executable, *arguments]


def prefect(*arguments: str) -> list[str]:
    """Return a command of Prefect under our settings."""
    return python("-m", "flows.prefect_settings", "prefect", *arguments)


def postgresql(here: Installation) -> Service:
    """Return PostgreSQL; it refuses to run as root, so that for root it runs as its own user."""
    command = [str(programs() / "postgres"), "-D", str(here.folder / "postgresql"), "-p", str(here.ports["postgresql"])]
    command += ["-c", f"listen_addresses={LOCALHOST}", "-c", "unix_socket_directories="]
    address = f"{LOCALHOST}:{here.ports['postgresql']}, databases readiness and prefect"
    # SIGINT: end now, but in good order. SIGTERM would wait for every client to go.
    return Service("postgresql", command, here.ports["postgresql"], address, user=keeper(), stop_signal=signal.SIGINT)


def engines(here: Installation) -> list[Service]:
    """Return what needs nothing but PostgreSQL."""
    p = here.ports
    database = {"PREFECT_API_DATABASE_CONNECTION_URL": here.database("prefect", "+asyncpg")}
    letters = str(here.folder / "mail")
    s3 = python("-m", "moto.server", "-H", LOCALHOST, "-p", str(p["s3"]))
    mail = python("-m", "aiosmtpd", "-n", "-l", f"{LOCALHOST}:{p['mail']}", "-c", "aiosmtpd.handlers.Mailbox", letters)
    # Its pages, which nobody looks at, are on a port of their own choice: two installations would both want the usual one.
    no_pages = ("--no-dashboard", "--dashboard-address", f"{LOCALHOST}:0")
    dask = python("-m", "dask", "scheduler", "--host", LOCALHOST, "--port", str(p["dask"]), *no_pages)
    server = prefect("server", "start", "--host", LOCALHOST, "--port", str(p["prefect"]))
    found = [
        Service("prefect", server, p["prefect"], here.url("prefect"), here.url("prefect", "/api/health"), database),
        Service("s3", s3, p["s3"], f"{here.url('s3')}, bucket {BUCKET}", here.url("s3", "/moto-api/")),
        Service("mail", mail, p["mail"], f"{LOCALHOST}:{p['mail']}, letters in {letters}"),
        Service("dask", dask, p["dask"], here.url("dask", scheme="tcp")),
    ]
    return [service for service in found if service.name in here.wanted]


def users(here: Installation) -> list[Service]:
    """Return what needs the engines."""
    portal = python("-m", "readiness.cli", "portal", "--host", LOCALHOST, "--port", str(here.ports["portal"]))
    found = [Service("portal", portal, here.ports["portal"], here.url("portal"), here.url("portal", "/health"))]
    for n in (1, 2):
        name, port = f"dask-worker-{n}", str(here.ports[f"dask-worker-{n}"])
        dask = ["-m", "dask", "worker", here.url("dask", scheme="tcp"), "--host", LOCALHOST, "--worker-port", port]
        dask += ["--name", name, "--nthreads", "1", "--no-dashboard", "--local-directory", str(here.folder / "dask")]
        found.append(Service(name, python(*dask), int(port), f"{LOCALHOST}:{port}"))
        name, port = f"worker-{n}", str(here.ports[f"worker-{n}"])
        worker = prefect("worker", "start", "--pool", "readiness-process", "--name", name, "--with-healthcheck")
        listens = {"PREFECT_WORKER_WEBSERVER_HOST": LOCALHOST, "PREFECT_WORKER_WEBSERVER_PORT": port}
        health = f"http://{LOCALHOST}:{port}/health"
        found.append(Service(name, worker, int(port), "work pool readiness-process", health, listens))
    return [service for service in found if service.name in here.wanted]


def programs() -> Path:
    """Return the folder of PostgreSQL's programs: Debian's newest, else those that are in the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    named = str(found[-1]) if found else shutil.which("initdb")
    if named is None:
        raise ServiceError("PostgreSQL is not installed: on Debian, apt-get install postgresql")
    return Path(named).parent


def keeper() -> str:
    """Return whose process PostgreSQL is; blank: of whoever starts it."""
    return "postgres" if os.geteuid() == 0 else ""
