"""Answers: does a service answer? For the health checks of containers, which have no curl.

In: an address, http://... or tcp://host:port.
Out: exit code 0 where it does, 1 where it does not.
"""

from __future__ import annotations

import socket
import sys
import urllib.request
from urllib.parse import urlsplit

SECONDS = 4


def answers(address: str) -> bool:
    """Say whether a page answers 200, or a port is open."""
    try:
        if address.startswith("tcp://"):
            place = urlsplit(address)
            socket.create_connection((str(place.hostname), int(place.port or 0)), SECONDS).close()
            return True
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - the address of the health check
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1]) else 1)
