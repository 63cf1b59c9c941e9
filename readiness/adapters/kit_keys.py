"""Kit keys: the signature of a link that opens a kit, or says that one is there, without an account.

In: the workspace, which keeps the key; a link's id and when it ends; a seat.
Out: the link's secret; what it was made of again, where nobody changed it.
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

_SEAT = re.compile(r"[A-Za-z0-9_-]{1,800}\.[A-Za-z0-9_-]{43}")
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


def seat_token(home: Path, *seat: str) -> str:
    """Return what stands in the address by which a rep says that he is in a session; the same for the same seat."""
    said = _text64("\n".join(seat).encode())
    return f"{said}.{_text64(hmac.digest(_key(home), f'seat|{said}'.encode(), sha256))}"


def read_seat_token(home: Path, token: str) -> tuple[str, ...] | None:
    """Return what a seat's link was made of; None for what was not signed here."""
    said, _, signature = token.partition(".")
    if not _SEAT.fullmatch(token) or not hmac.compare_digest(
        signature, _text64(hmac.digest(_key(home), f"seat|{said}".encode(), sha256))
    ):
        return None
    return tuple(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)).decode().split("\n"))


def _signature(home: Path, link_id: str, end: str) -> str:
    return _text64(hmac.digest(_key(home), f"kit|{link_id}|{end}".encode(), sha256))


def _text64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


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
