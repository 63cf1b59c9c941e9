"""People desk: an administrator looks for people, adds and changes them, and helps who cannot get in.

In: who is signed in, whom it is about; the time now, in UTC.
Out: PersonRow; rows in the database, each change in the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from readiness.actions.accounts import registry
from readiness.adapters.db import audit, people, second_factors
from readiness.adapters.db.people import Person
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.errors import ConflictError
from readiness.permissions import ROLES, Viewer, allowed, hidden
from readiness.settings import Settings

MOST_ROWS = 100
STATES = ("active", "invited", "disabled")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """An account as an administrator sees it: who it is and how it gets in, no figure."""

    person_id: str
    email: str
    name: str
    role: str
    channel: str
    manager_id: str
    rep_id: str
    state: str
    """active, invited (no password yet) or disabled."""
    has_second_factor: bool
    by_company: bool
    """Has signed in through the company's service."""
    added_at: datetime
    seen_at: datetime | None = None
    """When it was last in use, where it is signed in now."""
    n_devices: int = 0


def find_people(
    settings: Settings, viewer: Viewer, *, search: str = "", role: str = "", limit: int = 50, offset: int = 0
) -> tuple[list[PersonRow], int]:
    """Return a page of the accounts that hold every word, and how many there are."""
    allowed(viewer, "users.see")
    equal = {"role": role} if role in ROLES else {}
    with reading(settings.database) as connection:
        found, n = people.found_people(connection, search, equal, min(limit, MOST_ROWS), offset)
    return [_row(p) for p in found], n


def see_person(settings: Settings, viewer: Viewer, person_id: str, now: datetime) -> PersonRow:
    """Return one account.

    Raises:
        NotFoundError: there is none.
    """
    allowed(viewer, "users.see")
    with reading(settings.database) as connection:
        person = _person(connection, person_id)
        devices = people.sign_ins_of(connection, person_id, now)
    return _row(person, max((d.seen_at for d in devices), default=None), len(devices))


def _row(p: Person, seen_at: datetime | None = None, n_devices: int = 0) -> PersonRow:
    state = "disabled" if p.is_disabled else "active" if p.password_hash or p.sso_subject else "invited"
    return PersonRow(
        p.person_id, p.email, p.name, p.role, p.channel, p.manager_id, p.rep_id, state, bool(p.totp_secret), bool(p.sso_subject),
        p.added_at, seen_at, n_devices,
    )  # fmt: skip


def _person(connection: Connection, person_id: str) -> Person:
    person = people.person_of(connection, person_id=person_id or "-")
    if person is None:
        raise hidden("person")
    return person


def add_person(
    settings: Settings, viewer: Viewer, email: str, role: str, now: datetime, *, channel: str = "", rep_id: str = "",
    manager_id: str = "", name: str = "",
) -> tuple[str, str]:  # fmt: skip
    """Add an account, and return its id and the link that sets its password.

    Raises:
        InputError: the mail address, the role, or whom or what it is for is none.
        ConflictError: there is one with this address.
    """
    allowed(viewer, "users.change")
    more = {"channel": channel, "rep_id": rep_id, "manager_id": manager_id, "name": name}
    link = registry.add_user(settings, email, role, now, by=viewer, **more)
    with reading(settings.database) as connection:
        person = people.person_of(connection, email=email.strip().lower())
    return (person.person_id if person else ""), link


def change_person(
    settings: Settings, viewer: Viewer, person_id: str, role: str, now: datetime, *, channel: str = "", rep_id: str = "",
    manager_id: str = "", name: str = "",
) -> None:  # fmt: skip
    """Change whom an account is for and what it may do; its devices are signed out, so that nobody goes on with the old role.

    Raises:
        InputError: the role, or whom or what it is for, is none.
        ConflictError: no administrator would be left.
    """
    allowed(viewer, "users.change")
    registry.check_role(role, channel, rep_id, manager_id)
    with transaction(settings.database) as connection:
        person = _person(connection, person_id)
        registry.check_known(connection, channel, rep_id, manager_id)
        _keep_an_admin(connection, person, stays=role == "admin")
        new = {"role": role, "channel": channel, "rep_id": rep_id, "manager_id": manager_id}
        changed = [f"{k}: {getattr(person, k) or 'none'} to {v or 'none'}" for k, v in new.items() if getattr(person, k) != v]
        people.note_person(connection, person_id, **new, name=registry.one_line(name))
        if changed:
            people.drop_sign_ins(connection, person_id)
        audit.note(connection, viewer, "people.changed", now, about=f"{person.email}, {', '.join(changed) or 'name'}")


def disable_person(settings: Settings, viewer: Viewer, person_id: str, now: datetime) -> None:
    """Let an account in no more, and sign it out everywhere.

    Raises:
        ConflictError: no administrator would be left.
    """
    allowed(viewer, "users.change")
    with transaction(settings.database) as connection:
        person = _person(connection, person_id)
        _keep_an_admin(connection, person, stays=False)
        people.change_person(connection, person_id, is_disabled=True, password_hash="")
        audit.note(connection, viewer, "people.disabled", now, about=person.email)


def link_for(settings: Settings, viewer: Viewer, person_id: str, now: datetime) -> tuple[str, str]:
    """Return an account's mail address and a new link that sets its password; the old password and earlier links end."""
    allowed(viewer, "users.change")
    with reading(settings.database) as connection:
        email = _person(connection, person_id).email
    return email, registry.new_link(settings, email, now, by=viewer)


def reset_second_factor(settings: Settings, viewer: Viewer, person_id: str, now: datetime) -> None:
    """Ask an account for no code any more, for whoever lost the phone; its devices are signed out.

    Raises:
        ConflictError: it is one's own: that is done on one's own page, with a code.
    """
    allowed(viewer, "users.change")
    if person_id == viewer.person_id:
        raise ConflictError("remove your own second factor on your own page, with a code")
    with transaction(settings.database) as connection:
        person = _person(connection, person_id)
        people.note_person(connection, person_id, totp_secret="", totp_pending="", totp_last=0)
        people.drop_sign_ins(connection, person_id)
        second_factors.keep_recovery_codes(connection, person_id, [])
        audit.note(connection, viewer, "people.second_factor_reset", now, about=person.email)


def _keep_an_admin(connection: Connection, person: Person, *, stays: bool) -> None:
    if person.role != "admin" or stays:
        return
    others = [p for p in people.all_people(connection) if p.role == "admin" and not p.is_disabled]
    if {p.person_id for p in others} <= {person.person_id}:
        raise ConflictError("this is the last administrator; give somebody else that role first")
