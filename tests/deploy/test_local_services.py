"""Local services: real engines on loopback, a launch through server and worker, and nothing left behind."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.installed import PORTS, programs
from deploy.processes import ServiceError, is_open, start_of
from readiness.actions import launch
from readiness.settings import ROOT, Settings
from tests.conftest import need_service
from tests.small_launch import write_small_launch
from tests.stream.test_stream import DAY, run_launch, tree

pytestmark = pytest.mark.slow
WANTED = ("prefect", "worker-1")


def asked(what: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deploy.local_services", what, "--folder", folder, *options]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def api(address: str, body: dict[str, object] | None = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(address, data, {"Content-Type": "application/json"})  # noqa: S310 - loopback
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
        return dict(json.load(answer))


def ended_as(server: str, deployment: str, parameters: dict[str, object]) -> str:
    """Ask for a run of a deployment, wait for its end and return the state it ended in."""
    found = api(f"{server}/deployments/name/{deployment}")
    run = api(f"{server}/deployments/{found['id']}/create_flow_run", {"parameters": parameters})
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        state = api(f"{server}/flow_runs/{run['id']}")["state"]["type"]
        if state in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
            return str(state)
        time.sleep(0.5)
    return "not ended"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that PostgreSQL's own user reaches, as pytest's are not; what was started there ends."""
    try:
        programs()
    except ServiceError as error:
        need_service("PostgreSQL", str(error))
    with tempfile.TemporaryDirectory(prefix="readiness-services-") as made:
        Path(made).chmod(0o755)
        yield Path(made)
        asked("stop", Path(made))


def test_a_launch_by_server_and_worker_gives_what_it_gives_here(folder: Path, tmp_path: Path) -> None:
    only = [part for name in WANTED for part in ("--only", name)]
    begun = asked("start", folder, "--free-ports", *only)
    assert begun.returncode == 0, begun.stderr
    running = json.loads((folder / "services.json").read_text(encoding="utf-8"))
    assert [one["name"] for one in running] == ["postgresql", *WANTED]
    assert asked("start", folder, *only).stdout.startswith("running already:")
    assert (folder / "env").stat().st_mode & 0o077 == 0
    lines = (folder / "env").read_text(encoding="utf-8").splitlines()
    settings = dict(shlex.split(line.removeprefix("export "))[0].split("=", 1) for line in lines)
    inputs, out = write_small_launch(tmp_path / "launch"), tmp_path / "by worker"
    request = {"launch_dir": str(inputs), "out": str(out), "approve_as": "Ada Owner", "approve_on": DAY.isoformat()}
    assert ended_as(settings["PREFECT_API_URL"], "launch/launch", {"request": request}) == "COMPLETED"
    once_more = [sys.executable, "-m", "deploy.automations"]
    said = subprocess.run(once_more, env={**os.environ, **settings}, capture_output=True, text=True, cwd=ROOT, check=True).stdout
    names = ("no sign of life of a run", "a run that never began")
    assert said == "".join(f"readiness: {name}: brought up to date\n" for name in names)  # made when the flows were deployed
    here = Settings(home=tmp_path / "h", database_url=f"sqlite:///{tmp_path / 'here.db'}", templates=ROOT / "content_templates")
    launch_id, _ = run_launch(here, inputs, tmp_path / "here")
    launch.write_manifest(here, launch_id, tmp_path / "here")
    assert (out / "manifest.json").read_bytes() == (tmp_path / "here" / "manifest.json").read_bytes()
    assert tree(out) == tree(tmp_path / "here")

    worker = running[-1]["pid"]
    os.killpg(worker, signal.SIGKILL)
    while start_of(worker):
        time.sleep(0.05)
    again = asked("start", folder, *only)
    assert (again.returncode, again.stderr.split(";")[0]) == (1, "worker-1 ended by itself")
    assert "GONE" in asked("status", folder).stdout
    ended = asked("stop", folder)
    assert ended.stdout.split() == [word for name in reversed(["postgresql", *WANTED]) for word in (f"{name}:", "stopped")]
    assert [start_of(one["pid"]) for one in running] == ["", "", ""]
    assert not any(is_open(int(settings[name].rsplit(":", 1)[1].split("/")[0])) for name in ("READINESS_SERVER_URL",))
    assert asked("stop", folder).stdout == "nothing was running\n"


def test_a_port_that_is_taken_is_named_and_nothing_is_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    from deploy import installed, local_services

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setitem(installed.PORTS, "postgresql", other.getsockname()[1])
        with pytest.raises(ServiceError, match=rf"postgresql: something else has port {other.getsockname()[1]}"):
            local_services.serve(folder, frozenset({"postgresql"}), any_ports=False)
    assert local_services.kept(folder) == []


def test_every_service_has_a_port_of_its_own() -> None:
    assert len(set(PORTS.values())) == len(PORTS)
