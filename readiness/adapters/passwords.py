"""Passwords and secrets: hashed with Argon2, drawn by the system.

In: a password, a hash.
Out: a hash; whether the two belong together; a new secret.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""The least that OWASP's Password Storage Cheat Sheet asks of Argon2id: many may sign in at once on a small machine."""


def hashed(password: str) -> str:
    """Return a password's Argon2id hash, with its salt and costs (RFC 9106)."""
    return _HASHER.hash(password)


def fits(password_hash: str, password: str) -> bool:
    """Say whether a password is the one that was hashed; where there is none, no, after as long a time."""
    try:
        _HASHER.verify(password_hash or _of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


@lru_cache(maxsize=1)
def _of_nobody() -> str:
    return hashed(new_secret())


def new_secret() -> str:
    """Return a secret that nobody can guess, fit for an address."""
    return secrets.token_urlsafe(32)


def new_id() -> str:
    """Return an id that says nothing and was never given before: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def digest(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
