"""Fault drill: a launch, its collection and its measurement struck at random, done again, and held against ones nobody struck.

As a program: python -m tests.fault_drill [--faults 200] [--seed 1]. Prints a line for each fault, and how many ended otherwise.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import random
import resource
import select
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy import DateTime, create_engine, text
from sqlalchemy import select as sql_select

from readiness.actions import account_decks, buyer_side, decks, enablement, launch, measurement, sales_out
from readiness.adapters.db import store, table_copies
from readiness.errors import ReadinessError
from readiness.settings import ROOT, Settings
from tests import postgres_cluster
from tests.clean_processes import CLEAN, deadly_step, step_at_renames, step_at_statements, step_at_writes
from tests.small_launch import write_small_launch
from tests.stream.test_stream import AS_OF, DAY, NOW, tree

LAUNCH = "kettle-2"
COMMANDS = ("launch", "collect", "measure")
KINDS = ("killed at a step", "killed", "told to end", "disk full", "clock jump", "database restart", "network cut")
ON_SERVER = ("database restart", "network cut")
STEPS = {"launch": 150, "collect": 60, "measure": 40}
"""About how many steps a command has; a fault after the last strikes nothing, and that is said."""
BY_THE_CLOCK = {"runs", "run_steps", "run_costs"}
BY_COUNTING = {"entry_id", "line_id", "submission_id", "file_number"}
"""Numbers that a transaction which was taken back uses up."""


@dataclass(frozen=True, slots=True)
class World:
    """An installation."""

    base: Path
    url: str

    @property
    def settings(self) -> Settings:
        """Return its settings."""
        return Settings(home=self.base / "home", database_url=self.url, templates=ROOT / "content_templates")

    @property
    def out(self) -> Path:
        """Return its output folder."""
        return self.base / "home" / "out" / LAUNCH


@dataclass(frozen=True, slots=True)
class Fault:
    """What strikes, whom, and when."""

    number: int
    kind: str
    command: str
    step: int
    share: float
    """Of the time the command takes."""


def done(world: World, command: str, jump: timedelta = timedelta()) -> None:
    """Do a command as its flow does; the clock jumps in its middle."""
    settings, out, now = world.settings, world.out, NOW
    if command == "launch":
        launch.take_in(settings, world.base.parent / "folder")
        launch.approve(settings, LAUNCH, "Ada Owner", DAY)
        launch.write_positioning(settings, LAUNCH, out)
        rows = [r for batch in decks.deck_batches(settings, LAUNCH) for r in decks.press_decks(settings, LAUNCH, out, batch)[0]]
        decks.finish_decks(settings, LAUNCH, out, rows)
        with account_decks.shards(settings, LAUNCH) as shards:
            batch = next(account_decks.batches(settings, LAUNCH, "shops"))
            account_decks.press_batch(settings, LAUNCH, batch, shards / "1")
            account_decks.finish(settings, LAUNCH, out, shards, {"shops": [shards / "1"]})
        buyer_side.write_map(settings, LAUNCH, out)
        buyer_side.write_plan(settings, LAUNCH, out)
        enablement.write_training(settings, LAUNCH, out)
        enablement.write_quiz(settings, LAUNCH, out)
    elif command == "collect":
        measurement.collect_inbox(settings, LAUNCH)
        sales_out.collect_reports(settings, LAUNCH, now + jump)
    else:
        measurement.write_report(settings, LAUNCH, out, AS_OF, sensitive=False)
    launch.write_manifest(settings, LAUNCH, out)


def _run(world: World, fault: Fault | None, pipe: Pipe) -> None:
    """Do a command in a process of its own, which may be struck from inside; what a user would be told goes into the pipe."""
    said, code = "", 0
    jump = timedelta()
    if fault and fault.kind == "killed at a step":
        step = deadly_step(fault.step)
        step_at_renames(step)
        step_at_writes(step)
        step_at_statements(world.url or world.settings.database, step, "commit")
    if fault and fault.kind == "clock jump":
        jump = timedelta(days=-3 if fault.step % 2 else 400)
    if fault and fault.kind == "disk full" and not os.path.ismount(world.base / "home"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(fault.share * 400_000),) * 2)
    try:
        done(world, fault.command if fault else "", jump)
    except ReadinessError as error:
        said, code = str(error), error.exit_code
    except OSError as error:
        said, code = f"{error.filename or 'the system'}: {error.strerror or error}", 1
    pipe.send((said, code))
    pipe.close()
    os._exit(code)


def started(world: World, fault: Fault) -> tuple[BaseProcess, Pipe]:
    """Start a command that a fault is meant for."""
    here, there = CLEAN.Pipe(duplex=False)
    child = CLEAN.Process(target=_run, args=(world, fault, there))
    child.start()
    there.close()
    return child, here


def told(child: BaseProcess, pipe: Pipe) -> tuple[str, int | None]:
    """Wait for a command's end; return what a user would be told, and its exit code."""
    child.join(300)
    said = ""
    with suppress(EOFError):
        if pipe.poll():
            said = pipe.recv()[0]
    pipe.close()
    return said, child.exitcode


def state_of(world: World) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return every file, and every row but for moments and for numbers that only count."""
    rows: dict[str, list[str]] = {}
    with store.reading(world.settings.database) as connection:
        for table in table_copies.tables_of(connection):
            if table.name not in BY_THE_CLOCK:
                kept = [c for c in table.columns if not isinstance(c.type, DateTime) and c.name not in BY_COUNTING]
                found = connection.execute(sql_select(*kept))
                rows[table.name] = sorted(repr(tuple(row)).replace(str(world.base.resolve()), "BASE") for row in found)
    store.engine(world.settings.database).dispose()
    files = {name: sha for name, sha in tree(world.out).items() if name != "manifest.json"} if world.out.exists() else {}
    return files, rows


class Relay:
    """A way to the database that can be cut while bytes are on it."""

    def __init__(self, port: int) -> None:
        self._target, self._open, self.pairs = port, True, list[tuple[socket.socket, socket.socket]]()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while self._open:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            self.pairs.append((client, server))
            threading.Thread(target=self._carry, args=(client, server), daemon=True).start()

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        try:
            while True:
                for ready in select.select([client, server], [], [])[0]:
                    data = ready.recv(65_536)
                    if not data:
                        return
                    (server if ready is client else client).sendall(data)
        except (OSError, ValueError):
            return
        finally:
            client.close()
            server.close()

    def cut(self) -> None:
        """Cut every connection, in the middle of whatever is on it."""
        for pair in self.pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Take it away."""
        self._open = False
        self._listener.close()
        self.cut()


class Drill:
    """Worlds as they stand before each command, those after it, and the striking."""

    def __init__(self, base: Path, cluster: postgres_cluster.Cluster | None) -> None:
        self.base, self.cluster = base, cluster
        write_small_launch(base / "folder")
        self.after: dict[tuple[bool, str], tuple[dict[str, str], dict[str, list[str]]]] = {}
        self.seconds: dict[tuple[bool, str], float] = {}
        for on_server in (False, True) if cluster else (False,):
            self._prepare(on_server)

    def _prepare(self, on_server: bool) -> None:
        """Do each command undisturbed; keep what stood before it and what stands after it."""
        name = "server" if on_server else "file"
        world = World(self.base / f"calm-{name}", self._database(f"calm_{name}") if on_server else "")
        if on_server:
            store.upgrade(world.url)
        for command in COMMANDS:
            self._keep(world, on_server, command)
            start = time.perf_counter()
            done(world, command)
            self.seconds[on_server, command] = time.perf_counter() - start
            self.after[on_server, command] = state_of(world)

    def _database(self, name: str, template: str = "template0", relay: Relay | None = None) -> str:
        assert self.cluster
        self._sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {template}")
        return f"postgresql://readiness@127.0.0.1:{relay.port if relay else self.cluster.port}/{name}"

    def _sql(self, *commands: str) -> None:
        assert self.cluster
        engine = create_engine(self.cluster.url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for command in commands:
                connection.execute(text(command))
        engine.dispose()

    def _keep(self, world: World, on_server: bool, command: str) -> None:
        store.engine(world.settings.database).dispose()
        world.settings.home.mkdir(parents=True, exist_ok=True)
        shutil.copytree(world.base, self.base / f"before-{on_server}-{command}", dirs_exist_ok=True)
        if on_server:
            self._sql(f"DROP DATABASE IF EXISTS before_{command}", f"CREATE DATABASE before_{command} TEMPLATE calm_server")

    @contextmanager
    def struck_world(self, fault: Fault) -> Iterator[tuple[World, Relay | None]]:
        """Give an installation as it stands before the command."""
        on_server = fault.kind in ON_SERVER
        base = self.base / f"calm-{'server' if on_server else 'file'}"  # paths are in the rows: the same place each time
        shutil.rmtree(base, ignore_errors=True)
        with ExitStack() as stack:
            relay = None
            if fault.kind == "network cut" and self.cluster:
                relay = Relay(self.cluster.port)
                stack.callback(relay.close)
            if fault.kind == "disk full":
                stack.enter_context(_small_disk(base / "home", self.base / f"before-{on_server}-{fault.command}", fault.share))
            shutil.copytree(self.base / f"before-{on_server}-{fault.command}", base, dirs_exist_ok=True)
            url = self._database("struck", f"before_{fault.command}", relay) if on_server else ""
            yield World(base, url), relay
            if on_server:
                store.engine(url).dispose()

    def strike(self, fault: Fault) -> tuple[str, str, int | None]:
        """Strike once, do the command again, and return how it ended, what was told, and the exit code of what was struck."""
        on_server = fault.kind in ON_SERVER
        with self.struck_world(fault) as (world, relay):
            child, pipe = started(world, fault)
            self._from_outside(fault, child, relay, self.seconds[on_server, fault.command])
            said, code = told(child, pipe)
            if fault.kind == "disk full" and os.path.ismount(world.base / "home"):
                _remount(world.base / "home", "400m")
            calm = replace(fault, kind="none")
            again, code_again = told(*started(world, calm))
            if code_again != 0:
                return f"DIFFERENT: done again, it ended with {code_again}: {again}", said, code
            now = state_of(world)
        files, rows = self.after[on_server, fault.command]
        wrong = [name for name in sorted(files.keys() | now[0].keys()) if files.get(name) != now[0].get(name)]
        wrong += [name for name in sorted(rows) if rows[name] != now[1].get(name)]
        return ("same" if not wrong else f"DIFFERENT: {', '.join(wrong[:4])}"), said, code

    def _from_outside(self, fault: Fault, child: BaseProcess, relay: Relay | None, seconds: float) -> None:
        wait = fault.share * seconds + 0.05
        if fault.kind in ("killed", "told to end"):
            child.join(wait)
            if child.is_alive() and child.pid:
                os.kill(child.pid, signal.SIGKILL if fault.kind == "killed" else signal.SIGTERM)
        elif fault.kind == "database restart" and self.cluster:
            child.join(wait)
            self.cluster.restart()
        elif fault.kind == "network cut" and relay:
            child.join(wait)
            relay.cut()


@contextmanager
def _small_disk(home: Path, before: Path, share: float) -> Iterator[None]:
    """Give a home on a disk with little room, where this machine lets us; else the child is given a limit on its files."""
    home.mkdir(parents=True, exist_ok=True)
    size = sum(p.stat().st_size + 4_096 for p in before.rglob("*")) + int(share * 1_500_000)
    libc = ctypes.CDLL(None, use_errno=True)
    is_mounted = os.geteuid() == 0 and libc.mount(b"tmpfs", bytes(home), b"tmpfs", 0, f"size={size}".encode()) == 0
    try:
        yield
    finally:
        if is_mounted:
            libc.umount2(bytes(home), 2)


def _remount(home: Path, size: str) -> None:
    ctypes.CDLL(None).mount(b"tmpfs", bytes(home), b"tmpfs", 32, f"size={size}".encode())


def faults(n: int, seed: int, kinds: tuple[str, ...]) -> list[Fault]:
    """Return so many faults, drawn."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    found = []
    for number in range(1, n + 1):
        kind, command = kinds[number % len(kinds)], rng.choice(COMMANDS)
        found.append(Fault(number, kind, command, rng.randint(1, STEPS[command]), rng.random()))
    return found


def told_ends(ends: Counter[tuple[str, bool]]) -> int:
    """Print how the faults of each kind ended, and return how many ended otherwise."""
    for kind in dict.fromkeys(kind for kind, _ in ends):
        sys.stdout.write(f"{kind}: {ends[kind, True]} the same, {ends[kind, False]} different\n")
    return sum(n for (_, is_same), n in ends.items() if not is_same)


def main() -> int:
    """Run the drill and print its log."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    bin_dir = postgres_cluster.programs()
    with ExitStack() as stack:
        cluster = stack.enter_context(postgres_cluster.running(bin_dir)) if bin_dir else None
        drill = Drill(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="readiness-drill-"))), cluster)
        kinds = tuple(k for k in KINDS if cluster or k not in ON_SERVER)
        ends: Counter[tuple[str, bool]] = Counter()
        for fault in faults(given.faults, given.seed, kinds):
            start = time.perf_counter()
            how, said, code = drill.strike(fault)
            ends[fault.kind, how == "same"] += 1
            at = f"step {fault.step}" if fault.kind in ("killed at a step", "clock jump") else f"{fault.share:.0%}"
            line = f"{fault.number:>4} {fault.command:<8} {fault.kind:<17} {at:<9} exit {code!s:<4} {how}"
            sys.stdout.write(f"{line}  {time.perf_counter() - start:.1f} s{'  ' + said[:100] if said else ''}\n")
            sys.stdout.flush()
    return told_ends(ends)


if __name__ == "__main__":
    raise SystemExit(min(main(), 100))
