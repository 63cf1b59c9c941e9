"""Entering: how somebody gets into the portal, and who is signed in on a device.

In: mail addresses, passwords, secrets of links and devices; the time now, in UTC.
Out: Entered, Viewer; rows in the database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from readiness.adapters.db import people
from readiness.adapters.db.people import Person, SignIn
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.passwords import digest, fits, hashed, new_secret
from readiness.errors import InputError, NotAllowedError, Problem
from readiness.permissions import Viewer
from readiness.settings import Settings

SIGNED_IN = timedelta(days=14)
IDLE = timedelta(days=3)
NOTED_EVERY = timedelta(minutes=10)
TRIES = {"pair": 5, "email": 30, "address": 60}
"""Failures within TRIES_PER after which no more is tried: of an account from one place, of an account, from one place."""
TRIES_PER = timedelta(minutes=15)
PASSWORD_LENGTH = (12, 200)


class SignInNeededError(NotAllowedError):
    """Nobody is signed in on this device, or no longer."""


class TooManyTriesError(NotAllowedError):
    """A password was tried in vain too often."""


class WrongPasswordError(NotAllowedError):
    """No account has this address and password."""


class LinkOverError(NotAllowedError):
    """A link that lets nobody in: unknown, used, expired or replaced."""


class WeakPasswordError(InputError):
    """A password that is too easy to guess, or too long."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody who just signed in."""

    token: str = field(repr=False)
    expires_at: datetime


def link_holder(settings: Settings, secret: str, now: datetime) -> str:
    """Return whose password a link sets, by mail address.

    Raises:
        LinkOverError: the link is unknown, used or expired.
    """
    with transaction(settings.database) as connection:
        return _holder(connection, secret, now).email


def _holder(connection: Connection, secret: str, now: datetime) -> Person:
    link = people.link_of(connection, digest(secret))
    person = people.person_of(connection, person_id=link.person_id) if link and link.person_id else None
    if link is None or person is None or person.is_disabled or link.used_at is not None or link.expires_at <= now:
        raise LinkOverError("this link was used before, or its time is over; ask for a new one")
    return person


def set_password(settings: Settings, secret: str, password: str, now: datetime) -> Entered:
    """Set a password by a link, which works once, and sign its person in.

    Raises:
        LinkOverError: the link is unknown, used or expired.
        WeakPasswordError: the password is too short, too long or the mail address.
    """
    with transaction(settings.database) as connection:
        person = _holder(connection, secret, now)
        shortest, longest = PASSWORD_LENGTH
        if not shortest <= len(password) <= longest or password.strip().lower() == person.email:
            what = "this password is too easy to guess" if len(password) <= longest else "this password is too long"
            raise WeakPasswordError(
                Problem("", 0, "password", what, f"{shortest} to {longest} characters, and not the mail address")
            )
        people.change_person(connection, person.person_id, password_hash=hashed(password))
        return _entered(connection, now, person_id=person.person_id)


def sign_in(settings: Settings, email: str, password: str, address: str, now: datetime) -> Entered:
    """Sign somebody in by password.

    Raises:
        TooManyTriesError: too many failures of this account or from this network address.
        WrongPasswordError: no account has this address and password.
    """
    who = email.strip().lower()[:300]
    tried = {"pair": digest(f"pair|{who}|{address}"), "email": digest(f"email|{who}"), "address": digest(f"address|{address}")}
    with transaction(settings.database) as connection:
        n_failed = people.failures_of(connection, list(tried.values()), now - TRIES_PER)
        if any(n_failed.get(tried[what], 0) >= most for what, most in TRIES.items()):
            raise TooManyTriesError(f"too many tries; wait {TRIES_PER // timedelta(minutes=1)} minutes, or ask for a new link")
        person = people.person_of(connection, email=who)
    # Argon2 takes its time on purpose, so the database is not held meanwhile.
    is_right = fits("" if person is None or person.is_disabled else person.password_hash, password[: PASSWORD_LENGTH[1] + 1])
    with transaction(settings.database) as connection:
        if person is None or not is_right:
            people.add_failures(connection, list(tried.values()), now, now - TRIES_PER)
        else:
            people.forget_failures(connection, [tried["pair"]])
            return _entered(connection, now, person_id=person.person_id)
    raise WrongPasswordError("no account has this mail address and password")


def enter_by_link(settings: Settings, secret: str, now: datetime) -> Entered:
    """Sign a rep in by a quiz link, for the quizzes of its launch only; the link works until it expires.

    Raises:
        LinkOverError: the link is unknown or expired.
    """
    with transaction(settings.database) as connection:
        link = people.link_of(connection, digest(secret))
        if link is None or link.launch_id is None or link.expires_at <= now:
            raise LinkOverError("this link was replaced, or its time is over; ask for a new one")
        return _entered(connection, now, launch_id=link.launch_id, rep_id=link.rep_id, until=link.expires_at)


def _entered(
    connection: Connection, now: datetime, *, person_id: str | None = None, launch_id: str | None = None, rep_id: str = "",
    until: datetime | None = None,
) -> Entered:  # fmt: skip
    """Sign in under a secret of its own, whoever was signed in on the device before."""
    token, expires = new_secret(), until or now + SIGNED_IN
    people.add_sign_in(connection, SignIn(digest(token), person_id, launch_id, rep_id, new_secret(), now, expires), now)
    return Entered(token, expires)


def sign_out(settings: Settings, token: str) -> None:
    """Sign one device out."""
    with transaction(settings.database) as connection:
        people.drop_sign_in(connection, digest(token))


def viewer_of(settings: Settings, token: str, now: datetime) -> Viewer:
    """Return who is signed in on the device that holds this secret.

    Raises:
        SignInNeededError: nobody, or no longer.
    """
    with transaction(settings.database) as connection:
        found = people.sign_in_of(connection, digest(token)) if token else None
        is_idle = found is not None and found.launch_id is None and found.seen_at + IDLE <= now
        if found is None or found.expires_at <= now or is_idle:
            raise SignInNeededError("sign in first")
        if found.seen_at + NOTED_EVERY <= now:
            people.saw_sign_in(connection, found.token_sha256, now)
        if found.launch_id:
            return Viewer("", found.rep_id, "rep", "", found.rep_id, found.launch_id, found.csrf)
        person = people.person_of(connection, person_id=found.person_id or "")
        if person is None or person.is_disabled:
            raise SignInNeededError("sign in first")
        return Viewer(
            person.person_id, person.email, person.role, person.channel, person.rep_id, "", found.csrf,
            person.manager_id, person.language,
        )  # fmt: skip
