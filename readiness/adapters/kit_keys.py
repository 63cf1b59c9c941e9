"""Kit keys: the signature of a link that opens a kit without an account.

In: the workspace, which keeps the key; a link's id and when it ends.
Out: the link's secret; its id and end again, where nobody changed it.
"""

from __future__ import annotations

import base64
import hmac
import os
import re
import secrets
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

_TOKEN = re.compile(r"([0-9a-f]{32})\.([0-9]{1,12})\.([A-Za-z0-9_-]{43})")


def token_of(home: Path, link_id: str, expires_at: datetime) -> str:
    """Return what stands in the address of a link."""
    end = str(int(expires_at.timestamp()))
    return f"{link_id}.{end}.{_signature(home, link_id, end)}"


def read_token(home: Path, token: str) -> tuple[str, datetime] | None:
    """Return the link's id and when it ends; None for what was not signed here."""
    found = _TOKEN.fullmatch(token)
    if found is None or not hmac.compare_digest(found[3], _signature(home, found[1], found[2])):
        return None
    return found[1], datetime.fromtimestamp(int(found[2]), UTC)


def _signature(home: Path, link_id: str, end: str) -> str:
    made = hmac.digest(_key(home), f"kit|{link_id}|{end}".encode(), sha256)
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _key(home: Path) -> bytes:
    """Return the workspace's key, made at its first use; a new one ends every link."""
    file = home / "keys" / "kit_links"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".") as aside:
            aside.write(secrets.token_bytes(32))
            aside.flush()
            with suppress(FileExistsError):  # whole or not at all; of two at once one is kept
                os.link(aside.name, file)
    return file.read_bytes()
