"""Embedded server: a Prefect API server for one command, on loopback, that ends when the command does.

In: `serve(home)` around a run; as a program: the file descriptor of a bound socket.
Out: PREFECT_API_URL points at it. Killed with SIGKILL, the command leaves no server behind: the server watches its parent.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows import prefect_settings
from readiness.errors import ReadinessError

START_SECONDS = 180
"""A fresh database is migrated at the first start, which takes half a minute on a busy two-core machine."""


class ServerStartError(ReadinessError):
    """The embedded server did not start."""

    exit_code = 1


@contextmanager
def serve(home: Path, server_url: str = "") -> Iterator[None]:
    """Run with a Prefect server: the given one, or one of our own that is started now and stopped at the end."""
    prefect_settings.apply(home, quiet=True)
    if server_url or os.environ.get("PREFECT_API_URL"):
        os.environ["PREFECT_API_URL"] = server_url or os.environ["PREFECT_API_URL"]
        yield
        return
    log = home / "prefect" / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with socket.socket() as listener, log.open("wb") as log_file:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
        listener.listen(64)
        child = subprocess.Popen(  # noqa: S603 - our own module, our own interpreter
            [sys.executable, "-m", "flows.embedded_server", str(listener.fileno()), str(os.getpid())],
            pass_fds=[listener.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log_file,
            stderr=log_file,
            env={**os.environ, "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"},
        )
    os.environ["PREFECT_API_URL"] = url
    try:
        _wait_until_up(child, url, log)
        yield
    finally:
        os.environ.pop("PREFECT_API_URL", None)
        child.terminate()
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait_until_up(child: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise ServerStartError(f"the embedded Prefect server stopped with code {child.returncode}; its log is {log}")
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:  # noqa: S310 - loopback
                if answer.status == 200:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise ServerStartError(f"the embedded Prefect server was not up after {START_SECONDS} seconds; its log is {log}")


def end_with(parent: int) -> None:
    """End this process once its parent is gone, however the parent ended."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def _run(descriptor: int, parent: int) -> None:
    threading.Thread(target=end_with, args=(parent,), daemon=True).start()
    import uvicorn
    from prefect.server.api.server import create_app

    config = uvicorn.Config(create_app(ephemeral=True, final=True), log_level="error", lifespan="on")
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    _run(int(sys.argv[1]), int(sys.argv[2]))
