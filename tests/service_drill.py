"""Service drill: a launch on real services, one of which is killed at random; done again, and held against one nobody disturbed.

As a program: python -m tests.service_drill [--faults 40] [--seed 1]. Prints a line for each fault, and how many ended otherwise.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from deploy import local_services
from deploy.installed import engines, users
from deploy.processes import end_of, is_open, start, stop, wait_until_up
from readiness.actions import accounts, api_tokens
from readiness.adapters.db import store
from readiness.settings import ROOT
from tests.fault_drill import BY_THE_CLOCK, LAUNCH, World, state_of, told_ends
from tests.small_launch import write_small_launch
from tests.stream.test_stream import AS_OF, DAY

WANTED = frozenset({"postgresql", "prefect", "worker-1", "dask", "dask-worker-1", "dask-worker-2", "portal"})
COMMANDS = ("launch", "collect", "measure")
BY_PORTAL = ("launch", "measure")
KINDS = ("worker and flow", "flow", "Dask worker", "Prefect server", "portal")
OVER = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
OF_PROGRAMS = {"audit_log", "idempotency_keys", "api_tokens", "webhook_deliveries", "launch_drafts"}
"""What a program asked and when, of which being asked twice is the point."""
PATIENCE = 420
"""Seconds after which a run that has not ended is a fault: one that a dead run stands in the way of waits for some minutes."""
Answer = tuple[int, Any]


class Drill:
    """An installation with its services, as it stands before each command, and the striking."""

    def __init__(self, base: Path) -> None:
        self.base = base
        write_small_launch(base / "folder")
        self.here = local_services.installation(base / "services", WANTED, any_ports=True)
        self.up = {one.name: one for one in local_services.start_all(self.here)}
        self.world = World(self.here.folder, self.here.database("readiness"))
        self.key = self._key()
        self.after: dict[tuple[str, bool], tuple[dict[str, str], dict[str, list[str]]]] = {}
        self.seconds: dict[tuple[str, bool], float] = {}

    def prepare(self) -> None:
        """Do each command undisturbed, by a worker and by the portal."""
        for by_portal in (False, True):
            self._prepare(by_portal)

    def _prepare(self, by_portal: bool) -> None:
        """Do each command undisturbed; keep what stood before it and what stands after it."""
        if by_portal:
            self._restore("launch")
        for command in COMMANDS:
            if not by_portal:
                self._keep(command)
            elif command not in BY_PORTAL:
                continue
            else:
                self._restore(command)
            began = time.perf_counter()
            how = self.done(command, by_portal, "calm")
            assert how == "COMPLETED", (command, by_portal, how)
            self.seconds[command, by_portal] = time.perf_counter() - began
            self.after[command, by_portal] = self._state()

    def _key(self) -> str:
        """Return a token of somebody who may start everything."""
        settings, now = self.world.settings, datetime.now(UTC)
        link = accounts.add_user(settings, "mia@example.com", "marketing", now)
        accounts.set_password(settings, link.rsplit("/", 1)[1], "a long one that nobody guesses", now)
        viewer = api_tokens.person_named(settings, "mia@example.com")
        return api_tokens.add_token(settings, viewer, "drill", api_tokens.acts_of(viewer), 30, now).secret

    # -- what stood before -------------------------------------------------------------------------------------------------

    def _database(self, name: str, template: str) -> None:
        """Make a database as another is; who is at work in either is thrown out, and looks again by itself."""
        store.engine(self.world.url).dispose()
        with psycopg.connect(self.here.database("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"ALTER DATABASE {template} ALLOW_CONNECTIONS false")
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [template])
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
            connection.execute(f"ALTER DATABASE {template} ALLOW_CONNECTIONS true")

    def _keep(self, command: str) -> None:
        self._database(f"before_{command}", "readiness")
        shutil.copytree(self.here.folder / "home", self.base / f"before-{command}", dirs_exist_ok=True)

    def _restore(self, command: str) -> None:
        self._database("readiness", f"before_{command}")
        home = self.here.folder / "home"
        for path in home.iterdir():
            if path.name not in ("prefect", "runs"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(self.base / f"before-{command}", home, dirs_exist_ok=True)

    def _state(self) -> tuple[dict[str, str], dict[str, list[str]]]:
        files, rows = state_of(self.world)
        # A folder that came by the portal lies under an id of its own each time it comes.
        rows["launches"] = [re.sub(r"BASE/[^']+'", "BASE'", row) for row in rows["launches"]]
        return files, {name: found for name, found in rows.items() if name not in OF_PROGRAMS | BY_THE_CLOCK}

    # -- commands ----------------------------------------------------------------------------------------------------------

    def done(self, command: str, by_portal: bool, key: str) -> str:
        """Do a command to its end, on a worker or by the portal, and return how it ended."""
        return self._by_portal(command, key) if by_portal else self._by_worker(command)

    def _by_worker(self, command: str, give_up: Callable[[str], bool] = lambda _: False) -> str:
        how = "COMPLETED"
        for deployment, parameters in self._requests(command):
            how = self._ended_as(deployment, parameters, give_up)
            if how != "COMPLETED":
                break
        return how

    def _requests(self, command: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield deployment and parameters of each flow of a command."""
        if command == "launch":
            approval = {"approve_as": "Ada Owner", "approve_on": DAY.isoformat()}
            yield "launch/launch", {"request": {"launch_dir": str(self.base / "folder"), **approval}}
            yield "account-decks/account-decks", {"request": {"launch_id": LAUNCH}}
        elif command == "collect":
            yield "collect/collect", {"launch_id": LAUNCH}
        else:
            asked_for = {"launch_id": LAUNCH, "as_of": AS_OF.isoformat(), "sensitivity": False}
            yield "measurement/measurement", {"request": asked_for}

    def _ended_as(self, deployment: str, parameters: dict[str, Any], give_up: Callable[[str], bool]) -> str:
        server = self.here.url("prefect", "/api")
        found = patiently(f"{server}/deployments/name/{deployment}")
        run = patiently(f"{server}/deployments/{found['id']}/create_flow_run", {"parameters": parameters})
        state, end = "", time.monotonic() + PATIENCE
        while time.monotonic() < end:
            state = str(patiently(f"{server}/flow_runs/{run['id']}")["state"]["type"])
            if state in OVER:
                return state
            if give_up(state):
                return f"{state}, nobody there"
            time.sleep(0.2)
        return f"{state} after {PATIENCE} s"

    def _by_portal(self, command: str, key: str) -> str:
        """Ask the portal as a careful program does: each request again, under its own key, until there is an answer."""
        here = f"/launches/{LAUNCH}"
        if command == "launch":
            self._post("/launches", folder_zip(self.base / "folder"), f"{key}-1")
            messages = self._asked(f"{here}/messages?limit=500")[1]["items"]
            self._post(f"{here}/approvals", {"messages": {m["message_id"]: m["seen"] for m in messages}}, f"{key}-2")
            run = {"kind": "launch"}
        else:
            run = {"kind": "measurement", "as_of": AS_OF.isoformat(), "sensitivity": False}
        status, said = self._post(f"{here}/runs", run, f"{key}-3")
        assert status == 202, said
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            now = self._asked(f"/runs/{said['run_id']}")[1]
            if now["state"] in ("done", "failed", "lost"):
                return "COMPLETED" if now["state"] == "done" else f"{now['state']}: {now['said']}"
            time.sleep(0.3)
        return f"{now['state']} after {PATIENCE} s"

    def _post(self, path: str, body: bytes | dict[str, Any], key: str) -> Answer:
        return self._asked(path, body, key)

    def _asked(self, path: str, body: bytes | dict[str, Any] | None = None, key: str = "") -> Answer:
        """Ask until the portal is there; what it refuses because the first asking is still at work is asked again."""
        end = time.monotonic() + 60
        headers = {"Authorization": f"Bearer {self.key}"} | ({"Idempotency-Key": key} if key else {})
        while True:
            try:
                answer = asked(self.here.url("portal", f"/api/v1{path}"), body, headers)
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                answer = 0, "no answer"
            if answer[0] in (200, 201, 202) or time.monotonic() > end:
                return answer
            if answer[0] not in (0, 409, 503):
                raise AssertionError(answer)
            time.sleep(0.5)

    # -- striking ----------------------------------------------------------------------------------------------------------

    def strike(self, number: int, kind: str, command: str, share: float, coin: bool) -> tuple[str, str]:
        """Kill once, do the command again, and return how all ended, and how the command that was struck ended."""
        by_portal = kind == "portal"
        self._restore(command)
        gone = threading.Event()
        blow = threading.Timer(share * self.seconds[command, by_portal], lambda: self._kill(kind, coin, gone))
        blow.start()
        if by_portal:
            first = self._by_portal(command, f"{number}")
        else:
            first = self._by_worker(command, lambda state: gone.is_set() and self._is_nobody_there(kind, state))
        blow.cancel()
        blow.join()
        self._start_again()
        again = self.done(command, by_portal, f"{number}-again")
        if again != "COMPLETED":
            return f"DIFFERENT: done again, it ended as {again}", first
        files, rows = self._state()
        was_files, was_rows = self.after[command, by_portal]
        wrong = [name for name in sorted(files.keys() | was_files.keys()) if files.get(name) != was_files.get(name)]
        wrong += [name for name in sorted(rows) if rows[name] != was_rows.get(name)]
        return ("same" if not wrong else f"DIFFERENT: {', '.join(wrong[:4])}"), first

    def _is_nobody_there(self, kind: str, state: str) -> bool:
        """Say whether a run whose state does not say so has no process any more."""
        of_worker = self.up["worker-1"].pid
        return kind == "worker and flow" or (kind == "Prefect server" and state == "RUNNING" and not children_of(of_worker))

    def _kill(self, kind: str, coin: bool, gone: threading.Event) -> None:
        """Kill what is meant; by the coin a Dask worker goes without its keeper, and the portal without the runs it started."""
        name = {"portal": "portal", "Prefect server": "prefect", "Dask worker": "dask-worker-1"}.get(kind, "worker-1")
        one = self.up[name]
        below = () if kind == "portal" and coin else descendants_of(one.pid)
        only_below = kind == "flow" or (kind == "Dask worker" and coin)
        for pid in (*below, *(() if only_below else (one.pid,))):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        gone.set()
        if kind in ("portal", "Prefect server"):
            end = time.monotonic() + 60
            while is_open(urlsplit(one.address).port or 0) and time.monotonic() < end:
                time.sleep(0.05)
            self._start_again()

    def _start_again(self) -> None:
        """Start what is gone."""
        for service in (*engines(self.here), *users(self.here)):
            one = self.up[service.name]
            if not one.is_alive():
                self.up[service.name] = start(service, ROOT, self.here.environment, Path(one.log))
                wait_until_up(service, self.up[service.name])

    def close(self) -> None:
        """Stop all services."""
        for one in reversed(self.up.values()):
            stop(one)


def folder_zip(folder: Path) -> bytes:
    """Return a launch folder as a ZIP, without its inbox."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "inbox" not in path.relative_to(folder).parts:
                file.write(path, path.relative_to(folder))
    return made.getvalue()


def children_of(pid: int) -> list[int]:
    """Return the processes that a process started."""
    try:
        tasks = Path(f"/proc/{pid}/task").glob("*/children")
        return [int(child) for task in tasks for child in task.read_text(encoding="ascii").split()]
    except OSError:
        return []


def descendants_of(pid: int) -> list[int]:
    """Return all processes that came of a process."""
    mine = children_of(pid)
    return mine + [one for child in mine for one in descendants_of(child)]


def asked(address: str, body: bytes | dict[str, Any] | None = None, headers: dict[str, str] | None = None) -> Answer:
    """Ask, and return the status and what was said."""
    kind = "application/zip" if isinstance(body, bytes) else "application/json"
    data = json.dumps(body).encode() if isinstance(body, dict) else body
    request = urllib.request.Request(address, data, {"Content-Type": kind} | (headers or {}))  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")


def patiently(address: str, body: dict[str, Any] | None = None) -> Any:
    """Ask until there is an answer, and return what was said."""
    end = time.monotonic() + 120
    while True:
        try:
            return asked(address, body)[1]
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def faults(n: int, seed: int) -> Iterator[tuple[int, str, str, float, bool]]:
    """Yield so many faults, drawn: number, kind, command, share of the time it takes, a coin."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    for number in range(1, n + 1):
        kind = KINDS[number % len(KINDS)]
        command = rng.choice(BY_PORTAL if kind == "portal" else COMMANDS)
        yield number, kind, command, rng.random(), rng.random() < 0.5


@contextmanager
def drilling() -> Iterator[Drill]:
    """Give an installation in a folder that PostgreSQL's own user reaches; nothing of it is left."""
    with tempfile.TemporaryDirectory(prefix="readiness-services-") as made:
        Path(made).chmod(0o755)
        drill = Drill(Path(made))
        try:
            drill.prepare()
            yield drill
        except BaseException:
            sys.stderr.writelines(f"{one.name}:\n{end_of(Path(one.log), 30)}\n" for one in drill.up.values())
            raise
        finally:
            drill.close()


def main() -> int:
    """Run the drill and print its log."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--faults", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    ends: Counter[tuple[str, bool]] = Counter()
    with drilling() as drill:
        for number, kind, command, share, coin in faults(given.faults, given.seed):
            began = time.perf_counter()
            how, first = drill.strike(number, kind, command, share, coin)
            ends[f"{kind} killed", how == "same"] += 1
            line = f"{number:>4} {command:<8} {kind + ' killed':<23} {share:4.0%}  first {first:<24} {how}"
            sys.stdout.write(f"{line}  {time.perf_counter() - began:.1f} s\n")
            sys.stdout.flush()
    return told_ends(ends)


if __name__ == "__main__":
    raise SystemExit(min(main(), 100))
