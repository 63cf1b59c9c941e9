"""Company: signing in through the company's own sign-in service; only who has an account here already gets in.

In: a device that went there and came back; the time now, in UTC.
Out: where to send a browser; Entered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from readiness.actions.accounts.entering import NO_DEVICE, Device, Entered, enter, viewer_as
from readiness.adapters import company_sign_in
from readiness.adapters.company_sign_in import Believed, is_company_set
from readiness.adapters.db import audit, people, second_factors
from readiness.adapters.db.people import Person
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.passwords import digest, new_secret
from readiness.errors import NotAllowedError
from readiness.settings import Settings

BACK_WITHIN = timedelta(minutes=10)


class NotFromHereError(NotAllowedError):
    """Somebody came back from the company's sign-in service whom nobody sent there from this device."""


class NoAccountError(NotAllowedError):
    """Who signed in at the company's service has no account here."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A browser on its way to the company's sign-in service."""

    address: str
    state: str = field(repr=False)
    """What it must bring back, and keep itself meanwhile."""


def ask_company(settings: Settings, then: str, now: datetime) -> Asking:
    """Return where a browser goes to sign in at the company's service.

    Raises:
        NotAllowedError: none is set.
        CompanyDownError: it cannot be reached.
    """
    if not is_company_set(settings):
        raise NotAllowedError("there is no company sign-in here; sign in with mail address and password")
    state, nonce, verifier = new_secret(), new_secret(), new_secret()
    address = company_sign_in.address_to_ask(settings, state, nonce, verifier)
    with transaction(settings.database) as connection:
        second_factors.add_ask(connection, digest(state), nonce, verifier, then[:200], now + BACK_WITHIN)
    return Asking(address, state)


def come_back(
    settings: Settings, kept: str, state: str, code: str, now: datetime, device: Device = NO_DEVICE
) -> tuple[Entered, str]:
    """Sign in whoever came back from the company's service, and return the page to go to; `kept` is what the browser kept.

    Raises:
        NotFromHereError: this browser was not sent there, took too long, or was back before.
        NotBelievedError: what it brought cannot be believed.
        NoAccountError: no account has the mail address that the service verified.
        CompanyDownError: the service cannot be reached.
    """
    with transaction(settings.database) as connection:
        asked = second_factors.take_ask(connection, digest(state), now) if state and state == kept else None
    if asked is None:
        raise NotFromHereError("this sign-in was not begun here, or took too long; begin again")
    nonce, verifier, then = asked
    believed = company_sign_in.who_came_back(settings, code, nonce, verifier, now)
    with transaction(settings.database) as connection:
        person = _account_of(connection, settings, believed)
        audit.note(connection, viewer_as(person), "account.company_sign_in", now)
        return enter(connection, now, person, device), then


def _account_of(connection: Connection, settings: Settings, believed: Believed) -> Person:
    """Return the account of a known subject; else that with the verified address, which from now on is that subject's."""
    subject = digest(f"{settings.oidc_issuer}|{believed.subject}")
    person = people.person_of(connection, sso_subject=subject)
    if person is None and believed.email:
        person = people.person_of(connection, email=believed.email)
        if person is not None and person.sso_subject not in ("", subject):
            person = None  # the address was given to somebody else since
        elif person is not None and not person.is_disabled:
            people.note_person(connection, person.person_id, sso_subject=subject)
    if person is None or person.is_disabled:
        raise NoAccountError("who signed in there has no account here; ask an administrator for one")
    return person
