"""Look-ups: which names and addresses outside a launch asks for, with a Prefect server of its own and the settings as shipped.

In: nothing; a small launch. Run: `python benchmarks/look_ups.py`.
Out: what every Python process of it tried to look up or to connect to beyond loopback; first a control that the trap must see.
Every such try is refused, so that nothing leaves the machine even where something is found.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
TRAP = """
import ipaddress, os, socket
_log, _ask, _connect = os.environ["LOOK_UPS"], socket.getaddrinfo, socket.socket.connect

def _is_here(host):
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name in ("localhost", "", "0.0.0.0", "::"):
        return True
    try:
        return ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return False

def _note(how, host):
    with open(_log, "a") as file:
        file.write(f"{os.getpid()} {how} {host}\\n")
    raise socket.gaierror(f"{how} of {host} is refused here")

def _looked_up(host, *given, **named):
    return _ask(host, *given, **named) if _is_here(host) or host == socket.gethostname() else _note("look-up", host)

def _connected(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
        _note("connection", address[0])
    return _connect(self, address)

socket.getaddrinfo, socket.socket.connect = _looked_up, _connected
"""


def main() -> None:
    from tests.small_launch import write_small_launch

    with tempfile.TemporaryDirectory() as temp:
        base = Path(temp)
        (base / "trap").mkdir()
        (base / "trap" / "sitecustomize.py").write_text(TRAP, encoding="utf-8")
        log = base / "look_ups.txt"
        own = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "DO_NOT_TRACK", "READINESS"))}
        own |= {"PYTHONPATH": f"{base / 'trap'}:{ROOT}", "LOOK_UPS": str(log), "READINESS_HOME": str(base / "home")}
        control = "import socket\ntry: socket.getaddrinfo('example.com', 443)\nexcept OSError: pass"
        subprocess.run([sys.executable, "-c", control], env=own, check=True)
        seen = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        print(f"control: {len(seen)} of 1 look-up seen")
        log.write_text("", encoding="utf-8")
        folder = write_small_launch(base / "launch")
        for command in (["launch", folder, "--approve-as", "Ada Owner"], ["enable", "kettle-2"], ["measure", "kettle-2"]):
            done = subprocess.run([sys.executable, "-m", "readiness.cli", *command], env=own, capture_output=True, text=True)
            found = log.read_text(encoding="utf-8").splitlines()
            print(f"{command[0]}: exit code {done.returncode}, {len(found)} look-ups and connections outside so far")
        print("\n".join(sorted({line.split(" ", 1)[1] for line in found})) or "nothing outside was asked for")


if __name__ == "__main__":
    main()
