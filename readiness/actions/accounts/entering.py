"""Entering: how somebody gets into the portal, and who is signed in on a device.

In: mail addresses, passwords, codes, secrets of links and devices; the time now, in UTC.
Out: Entered, Viewer; rows in the database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from readiness.actions.accounts import tries
from readiness.adapters.db import audit, people, second_factors
from readiness.adapters.db.people import Person, SignIn
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.one_time_codes import plain_recovery_code, step_of
from readiness.adapters.passwords import digest, fits, new_secret
from readiness.errors import NotAllowedError
from readiness.permissions import Viewer
from readiness.settings import Settings

SIGNED_IN = timedelta(days=14)
IDLE = timedelta(days=3)
CODE_WITHIN = timedelta(minutes=10)
NOTED_EVERY = timedelta(minutes=10)
LONGEST_PASSWORD = 200


class SignInNeededError(NotAllowedError):
    """Nobody is signed in on this device, or no longer."""


class WrongPasswordError(NotAllowedError):
    """No account has this address and password."""


class WrongCodeError(NotAllowedError):
    """A code of a second factor that is not taken: wrong, too old, or used before."""


class LinkOverError(NotAllowedError):
    """A link that lets nobody in: unknown, used, expired or replaced."""


@dataclass(frozen=True, slots=True)
class Device:
    """What a device brings along when somebody signs in on it."""

    token: str = field(default="", repr=False)
    """Its secret so far, which ends."""
    agent: str = ""
    """What its browser calls itself."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody who just signed in, or still has to give a code."""

    token: str = field(repr=False)
    expires_at: datetime
    needs_code: bool = False


NO_DEVICE = Device()


def sign_in(settings: Settings, email: str, password: str, address: str, now: datetime, device: Device = NO_DEVICE) -> Entered:
    """Sign somebody in by password; where the account has a second factor, its code is still needed.

    Raises:
        TooManyTriesError: too many failures of this account or from this network address.
        WrongPasswordError: no account has this address and password.
    """
    who = email.strip().lower()[:300]
    tried = tries.of_password(who, address)
    with reading(settings.database) as connection:
        tried.check(connection, now)
        person = people.person_of(connection, email=who)
    # Argon2 takes its time on purpose, so the database is not held meanwhile.
    known = "" if person is None or person.is_disabled else person.password_hash
    is_right = fits(known, password[: LONGEST_PASSWORD + 1])
    with transaction(settings.database) as connection:
        tried.check(connection, now)
        still = people.person_of(connection, person_id=person.person_id) if person is not None and is_right else None
        if still is not None and still.password_hash == known and not still.is_disabled:
            people.forget_failures(connection, [tries.pair(who, address)])
            return enter(connection, now, still, device)
        tried.count(connection, now)
    raise WrongPasswordError("no account has this mail address and password")


def enter(connection: Connection, now: datetime, person: Person, device: Device, *, has_given_code: bool = False) -> Entered:
    """Sign a person in under a new secret, whoever was signed in on the device before."""
    needs_code = bool(person.totp_secret) and not has_given_code
    entered = Entered(new_secret(), now + (CODE_WITHIN if needs_code else SIGNED_IN), needs_code)
    _keep(connection, entered, device, now, person_id=person.person_id)
    if not needs_code:
        audit.note(connection, viewer_as(person), "account.sign_in", now)
    return entered


def _keep(
    connection: Connection, entered: Entered, device: Device, now: datetime, *, person_id: str | None = None,
    launch_id: str | None = None, rep_id: str = "",
) -> None:  # fmt: skip
    if device.token:
        people.drop_sign_in(connection, digest(device.token))
    new = SignIn(
        digest(entered.token), person_id, launch_id, rep_id, new_secret(), now, entered.expires_at, entered.needs_code,
        device.agent[:200],
    )  # fmt: skip
    people.add_sign_in(connection, new, now)


def give_code(settings: Settings, token: str, code: str, now: datetime, device: Device = NO_DEVICE) -> Entered:
    """Sign in for good whom a password or a link let in as far as the code, by a code of the app or a recovery code.

    Raises:
        SignInNeededError: nobody waits for a code on this device, or no longer.
        TooManyTriesError: too many wrong codes of this account.
        WrongCodeError: it is wrong, too old, or was used before.
    """
    with transaction(settings.database) as connection:
        waiting = people.sign_in_of(connection, digest(token)) if token else None
        person = people.person_of(connection, person_id=waiting.person_id or "-") if waiting and waiting.needs_code else None
        if waiting is None or waiting.expires_at <= now or person is None or person.is_disabled:
            raise SignInNeededError("sign in first")
        tried = tries.of_code(person.person_id)
        tried.check(connection, now)
        if take_code(connection, person, code, now):
            return enter(connection, now, person, Device(token, device.agent), has_given_code=True)
        tried.count(connection, now)
    raise WrongCodeError("this code is wrong, too old, or was used before")


def take_code(connection: Connection, person: Person, code: str, now: datetime) -> bool:
    """Use up a code of a person's app, or a recovery code; say no where it is none."""
    step = step_of(person.totp_secret, code, now, person.totp_last) if person.totp_secret else None
    if step is not None:
        return second_factors.take_step(connection, person.person_id, step)
    recovery = plain_recovery_code(code)
    if not recovery or not second_factors.take_recovery_code(connection, person.person_id, digest(recovery)):
        return False
    audit.note(connection, viewer_as(person), "account.recovery_code_used", now)
    return True


def waits_for_code(settings: Settings, token: str, now: datetime) -> bool:
    """Say whether somebody on this device gave a password and still has to give a code."""
    with reading(settings.database) as connection:
        found = people.sign_in_of(connection, digest(token)) if token else None
    return found is not None and found.needs_code and found.expires_at > now


def enter_by_link(settings: Settings, secret: str, now: datetime, device: Device = NO_DEVICE) -> Entered:
    """Sign a rep in by a quiz link, for the quizzes of its launch only; the link works until it expires.

    Raises:
        LinkOverError: the link is unknown or expired.
    """
    with transaction(settings.database) as connection:
        link = people.link_of(connection, digest(secret))
        if link is None or link.launch_id is None or link.expires_at <= now:
            raise LinkOverError("this link was replaced, or its time is over; ask for a new one")
        entered = Entered(new_secret(), link.expires_at)
        _keep(connection, entered, device, now, launch_id=link.launch_id, rep_id=link.rep_id)
        return entered


def sign_out(settings: Settings, token: str) -> None:
    """Sign one device out."""
    with transaction(settings.database) as connection:
        people.drop_sign_in(connection, digest(token))


def viewer_of(settings: Settings, token: str, now: datetime) -> Viewer:
    """Return who is signed in on the device that holds this secret.

    Raises:
        SignInNeededError: nobody, or no longer.
    """
    with reading(settings.database) as connection:
        found = people.sign_in_of(connection, digest(token)) if token else None
        person = people.person_of(connection, person_id=found.person_id) if found and found.person_id else None
    is_idle = found is not None and found.launch_id is None and found.seen_at + IDLE <= now
    if found is None or found.needs_code or found.expires_at <= now or is_idle:
        raise SignInNeededError("sign in first")
    if found.launch_id is None and (person is None or person.is_disabled):
        raise SignInNeededError("sign in first")
    if found.seen_at + NOTED_EVERY <= now:
        with transaction(settings.database) as connection:
            people.saw_sign_in(connection, found.token_sha256, now)
    if person is None:
        return Viewer("", found.rep_id, "rep", "", found.rep_id, found.launch_id or "", found.csrf)
    return viewer_as(person, found.csrf)


def viewer_as(person: Person, csrf: str = "") -> Viewer:
    """Return the viewer that a person is."""
    return Viewer(
        person.person_id, person.email, person.role, person.channel, person.rep_id, "", csrf, person.manager_id, person.language
    )
