"""Second factor: an app on the phone whose code is asked for on sign-in, and codes on paper that stand in for it.

In: who is signed in, a password, a code; the time now, in UTC.
Out: a secret to set up, its picture, recovery codes, each shown once.
"""

from __future__ import annotations

from datetime import datetime

from readiness.actions.accounts import tries
from readiness.actions.accounts.entering import WrongCodeError, take_code
from readiness.actions.accounts.setting_passwords import confirm_password, own_account
from readiness.adapters.db import audit, people, second_factors
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.one_time_codes import new_recovery_codes, new_totp_secret, picture, plain_recovery_code, step_of
from readiness.adapters.passwords import digest
from readiness.errors import ConflictError, NotFoundError
from readiness.permissions import Viewer
from readiness.settings import Settings


def begin_second_factor(settings: Settings, viewer: Viewer, password: str, address: str, now: datetime) -> None:
    """Draw a secret for an app; nothing is asked for on sign-in before a code of it was given.

    Raises:
        WrongPasswordError: the password is another.
        ConflictError: there is a second factor already.
    """
    confirm_password(settings, viewer, password, address, now)
    with transaction(settings.database) as connection:
        person = own_account(connection, viewer)
        if person.totp_secret:
            raise ConflictError("this account has a second factor already; remove it first")
        people.note_person(connection, person.person_id, totp_pending=new_totp_secret())


def pending_secret(settings: Settings, viewer: Viewer) -> str:
    """Return the secret that is being set up, in groups of four.

    Raises:
        NotFoundError: none is.
    """
    with reading(settings.database) as connection:
        pending = own_account(connection, viewer).totp_pending
    if not pending:
        raise NotFoundError("no second factor is being set up")
    return " ".join(pending[k : k + 4] for k in range(0, len(pending), 4))


def pending_picture(settings: Settings, viewer: Viewer) -> bytes:
    """Return the secret that is being set up as a QR code in SVG.

    Raises:
        NotFoundError: none is.
    """
    return picture(pending_secret(settings, viewer).replace(" ", ""), viewer.name)


def finish_second_factor(settings: Settings, viewer: Viewer, code: str, now: datetime) -> list[str]:
    """Ask for codes from now on, given the first one, and return ten recovery codes, which are shown only now.

    Raises:
        WrongCodeError: the code does not fit the secret that is being set up.
        TooManyTriesError: too many wrong ones.
        NotFoundError: none is being set up.
    """
    with transaction(settings.database) as connection:
        person = own_account(connection, viewer)
        if not person.totp_pending:
            raise NotFoundError("no second factor is being set up")
        tried = tries.of_code(person.person_id)
        tried.check(connection, now)
        step = step_of(person.totp_pending, code, now, 0)
        if step is not None:
            changes = {"totp_secret": person.totp_pending, "totp_pending": "", "totp_last": step}
            people.note_person(connection, person.person_id, **changes)
            audit.note(connection, viewer, "account.second_factor_on", now)
            codes = new_recovery_codes()
            hashes = [digest(plain_recovery_code(c)) for c in codes]
            second_factors.keep_recovery_codes(connection, person.person_id, hashes)
            return codes
        tried.count(connection, now)
    raise WrongCodeError("this code does not fit; see that the clock of the phone is right")


def remove_second_factor(settings: Settings, viewer: Viewer, password: str, code: str, address: str, now: datetime) -> None:
    """Ask for no more codes on sign-in.

    Raises:
        WrongPasswordError: the password is another.
        WrongCodeError: the code is none of the app, and no recovery code.
        TooManyTriesError: too many wrong ones.
    """
    confirm_password(settings, viewer, password, address, now)
    with transaction(settings.database) as connection:
        person = own_account(connection, viewer)
        tried = tries.of_code(person.person_id)
        tried.check(connection, now)
        if take_code(connection, person, code, now):
            people.note_person(connection, person.person_id, totp_secret="", totp_pending="", totp_last=0)
            second_factors.keep_recovery_codes(connection, person.person_id, [])
            audit.note(connection, viewer, "account.second_factor_off", now)
            return
        tried.count(connection, now)
    raise WrongCodeError("this code is wrong, too old, or was used before")
