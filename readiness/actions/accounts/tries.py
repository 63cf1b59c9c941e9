"""Tries: how often something may be tried in vain, and by whom.

In: a connection in a transaction, what was tried and from where; the time now, in UTC.
Out: refused where it was too often.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from readiness.adapters.db import people
from readiness.adapters.db.store import Connection
from readiness.adapters.passwords import digest
from readiness.errors import NotAllowedError

TRIES_PER = timedelta(minutes=15)


class TooManyTriesError(NotAllowedError):
    """Something was tried in vain too often."""


@dataclass(frozen=True, slots=True)
class Tries:
    """What is counted of one try: the hash of what was tried -> how often at most within TRIES_PER."""

    most: Mapping[str, int]

    def check(self, connection: Connection, now: datetime) -> None:
        """Refuse what was tried too often.

        Raises:
            TooManyTriesError: it was.
        """
        n_failed = people.failures_of(connection, list(self.most), now - TRIES_PER)
        if any(n_failed.get(what, 0) >= most for what, most in self.most.items()):
            raise TooManyTriesError(f"too many tries; wait {TRIES_PER // timedelta(minutes=1)} minutes")

    def count(self, connection: Connection, now: datetime) -> None:
        """Count one more."""
        people.add_failures(connection, list(self.most), now, now - TRIES_PER)


def pair(who: str, address: str) -> str:
    """Return what stands for an account tried from one place."""
    return digest(f"pair|{who}|{address}")


def of_password(who: str, address: str) -> Tries:
    """Return what a password's try counts for: an account from one place, an account, one place."""
    return Tries({pair(who, address): 5, digest(f"email|{who}"): 30, digest(f"address|{address}"): 60})


def of_code(person_id: str) -> Tries:
    """Return what the try of a second factor's code counts for: the account."""
    return Tries({digest(f"code|{person_id}"): 5})


def of_letter(who: str, address: str) -> Tries:
    """Return what asking for a mail counts for: the mail address, one place."""
    return Tries({digest(f"letter|{who}"): 3, digest(f"letters|{address}"): 20})
