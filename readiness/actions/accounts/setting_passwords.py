"""Setting passwords: by a link, by the present password, and the mail with a link for whoever forgot it.

In: secrets of links, passwords, mail addresses; the time now, in UTC.
Out: Entered; rows in the database; letters.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from readiness.actions.accounts import tries
from readiness.actions.accounts.entering import NO_DEVICE, Device, Entered, LinkOverError, WrongPasswordError, enter, viewer_as
from readiness.actions.accounts.letters import letter
from readiness.adapters import mail
from readiness.adapters.db import audit, people
from readiness.adapters.db.people import EntryLink, Person
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.passwords import digest, fits, hashed, new_secret
from readiness.errors import InputError, NotAllowedError, Problem
from readiness.permissions import Viewer
from readiness.settings import Settings

PASSWORD_LENGTH = (12, 200)
FORGOTTEN_LINK_LIFE = timedelta(hours=1)


class WeakPasswordError(InputError):
    """A password that is too easy to guess, or too long."""


def link_holder(settings: Settings, secret: str, now: datetime) -> str:
    """Return whose password a link sets, by mail address.

    Raises:
        LinkOverError: the link is unknown, used or expired.
    """
    with reading(settings.database) as connection:
        return _holder(connection, secret, now).email


def _holder(connection: Connection, secret: str, now: datetime) -> Person:
    link = people.link_of(connection, digest(secret))
    person = people.person_of(connection, person_id=link.person_id) if link and link.person_id else None
    if link is None or person is None or person.is_disabled or link.used_at is not None or link.expires_at <= now:
        raise LinkOverError("this link was used before, or its time is over; ask for a new one")
    return person


def set_password(settings: Settings, secret: str, password: str, now: datetime, device: Device = NO_DEVICE) -> Entered:
    """Set a password by a link, which works once, and sign its person in; a second factor is still asked for.

    Raises:
        LinkOverError: the link is unknown, used or expired.
        WeakPasswordError: the password is too short, too long or the mail address.
    """
    with reading(settings.database) as connection:
        person = _holder(connection, secret, now)
    _check(password, person.email)
    new = hashed(password)
    with transaction(settings.database) as connection:
        person = _holder(connection, secret, now)
        people.change_person(connection, person.person_id, password_hash=new)
        audit.note(connection, viewer_as(person), "account.password_set", now, about="by link")
        return enter(connection, now, person, device)


def _check(password: str, email: str) -> None:
    shortest, longest = PASSWORD_LENGTH
    if not shortest <= len(password) <= longest or password.strip().lower() == email:
        what = "this password is too easy to guess" if len(password) <= longest else "this password is too long"
        raise WeakPasswordError(Problem("", 0, "password", what, f"{shortest} to {longest} characters, and not the mail address"))


def change_password(
    settings: Settings, viewer: Viewer, present: str, new: str, address: str, now: datetime, device: Device
) -> Entered:
    """Change one's own password; every other device is signed out, and this one gets a new secret.

    Raises:
        WrongPasswordError: the present password is another.
        WeakPasswordError: the new one is too short, too long or the mail address.
        TooManyTriesError: too many wrong ones.
    """
    confirm_password(settings, viewer, present, address, now)
    with reading(settings.database) as connection:
        person = own_account(connection, viewer)
    _check(new, person.email)
    kept = hashed(new)
    with transaction(settings.database) as connection:
        people.change_person(connection, person.person_id, password_hash=kept)
        audit.note(connection, viewer, "account.password_changed", now)
        entered = enter(connection, now, person, device, has_given_code=True)
    if mail.is_mail_set(settings):
        told = letter("password_changed", person.email, settings.portal_page("/forgotten"), person.language)
        mail.send_soon(settings, lambda: told)
    return entered


def confirm_password(settings: Settings, viewer: Viewer, password: str, address: str, now: datetime) -> None:
    """See that whoever sits at a device that is signed in knows the account's password; nothing to know where it has none.

    Raises:
        WrongPasswordError: it is another.
        TooManyTriesError: too many wrong ones.
    """
    with reading(settings.database) as connection:
        person = own_account(connection, viewer)
        tried = tries.of_password(person.email, address)
        tried.check(connection, now)
    if not person.password_hash or fits(person.password_hash, password[: PASSWORD_LENGTH[1] + 1]):
        return
    with transaction(settings.database) as connection:
        tried.count(connection, now)
    raise WrongPasswordError("this is not your present password")


def own_account(connection: Connection, viewer: Viewer) -> Person:
    """Return the account of who is signed in.

    Raises:
        NotAllowedError: it is no account: a quiz link, or a program's token.
    """
    person = people.person_of(connection, person_id=viewer.person_id) if viewer.person_id and viewer.acts is None else None
    if person is None or person.is_disabled:
        raise NotAllowedError("this is for people who are signed in to an account of their own")
    return person


def ask_new_password(settings: Settings, email: str, address: str, language: str, now: datetime) -> None:
    """Mail a link that sets a new password, if an account has this address; nobody learns here whether one has.

    Raises:
        TooManyTriesError: it was asked too often for this address, or from this place.
        NotAllowedError: there is no mail server.
    """
    if not mail.is_mail_set(settings):
        raise NotAllowedError("no mail is sent from here; ask whoever gave you your account for a new link")
    who = email.strip().lower()[:300]
    tried = tries.of_letter(who, address)
    with transaction(settings.database) as connection:
        tried.check(connection, now)
        tried.count(connection, now)
    mail.send_soon(settings, lambda: _forgotten(settings, who, language, now))


def _forgotten(settings: Settings, who: str, language: str, now: datetime) -> mail.Letter | None:
    with transaction(settings.database) as connection:
        person = people.person_of(connection, email=who)
        if person is None or person.is_disabled:
            return None
        secret = new_secret()
        link = EntryLink(digest(secret), person.person_id, None, "", now + FORGOTTEN_LINK_LIFE)
        people.add_links(connection, [link])
        audit.note(connection, viewer_as(person), "account.new_password_asked", now)
    return letter("new_password", person.email, settings.portal_page(f"/set-password/{secret}"), person.language or language)
