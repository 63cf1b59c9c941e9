"""Own account: what somebody sees and sets about their own account.

In: who is signed in, on which device; the time now, in UTC.
Out: OwnAccount; a language chosen, devices signed out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from readiness.actions.accounts.entering import IDLE, SIGNED_IN
from readiness.actions.accounts.setting_passwords import own_account
from readiness.adapters.db import audit, people, second_factors
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.passwords import digest
from readiness.errors import InputError, Problem
from readiness.permissions import Viewer, hidden
from readiness.settings import Settings

LANGUAGES = ("", "en", "de")
ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A device somebody is signed in on."""

    device_id: str
    agent: str
    since: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What somebody sees of the own account."""

    email: str
    name: str
    role: str
    of: str
    """The channel, team or rep the role is for; empty for none."""
    language: str
    has_password: bool
    has_second_factor: bool
    n_recovery_codes: int
    devices: tuple[SignedIn, ...]


def my_account(settings: Settings, viewer: Viewer, token: str, now: datetime) -> OwnAccount:
    """Return what somebody sees of the own account.

    Raises:
        NotAllowedError: it is no account: a quiz link, or a program's token.
    """
    with reading(settings.database) as connection:
        person = own_account(connection, viewer)
        devices = people.sign_ins_of(connection, person.person_id, now)
        n_codes = second_factors.n_recovery_codes(connection, person.person_id)
    shown = tuple(
        SignedIn(
            d.token_sha256[:ID_LENGTH], told_device(d.agent), d.expires_at - SIGNED_IN, d.seen_at, d.token_sha256 == digest(token)
        )
        for d in devices
        if d.seen_at + IDLE > now
    )
    return OwnAccount(
        person.email, person.name, person.role, person.channel or person.manager_id or person.rep_id, person.language,
        bool(person.password_hash), bool(person.totp_secret), n_codes, shown,
    )  # fmt: skip


_BROWSERS = {
    "Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "FxiOS": "Firefox", "SamsungBrowser": "Samsung Internet",
    "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
_SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "Mac", "CrOS": "ChromeOS",
    "Linux": "Linux",
}  # fmt: skip
"""What stands in what a browser calls itself -> its name; the first that fits, for most claim to be others too."""


def told_device(agent: str) -> str:
    """Return a browser and its system in two words, such as Firefox, Windows; what it calls itself where it says neither."""
    found = [next((name for sign, name in signs.items() if sign in agent), "") for signs in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in found if name) or agent[:60]


def choose_language(settings: Settings, viewer: Viewer, language: str) -> None:
    """Set the language of an account's pages; empty: the browser's.

    Raises:
        InputError: there are no pages in it.
    """
    if language not in LANGUAGES:
        raise InputError(Problem("", 0, "language", "there are no pages in this language", "English or German"))
    with transaction(settings.database) as connection:
        people.note_person(connection, own_account(connection, viewer).person_id, language=language)


def end_devices(settings: Settings, viewer: Viewer, token: str, now: datetime, device_id: str = "") -> int:
    """Sign out one of one's own devices, or all but the one that asks, and return how many.

    Raises:
        NotFoundError: no such device is signed in as this person.
    """
    with transaction(settings.database) as connection:
        person = own_account(connection, viewer)
        mine = digest(token)
        found = [
            d.token_sha256
            for d in people.sign_ins_of(connection, person.person_id, now)
            if (d.token_sha256[:ID_LENGTH] == device_id if device_id else d.token_sha256 != mine)
        ]
        if device_id and not found:
            raise hidden("device")
        for token_sha256 in found:
            people.drop_sign_in(connection, token_sha256)
        audit.note(connection, viewer, "account.devices_signed_out", now, about=f"{len(found)}")
        return len(found)
