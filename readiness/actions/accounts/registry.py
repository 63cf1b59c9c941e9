"""Registry: who has an account, and the links that are sent to people and reps.

In: mail addresses, roles, a launch id; the time now, in UTC.
Out: Account; rows in the database; a file of links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from readiness.actions.accounts.letters import letter
from readiness.adapters import mail
from readiness.adapters.db import audit, launches, people
from readiness.adapters.db.owners import is_owner_shown
from readiness.adapters.db.people import EntryLink, Person
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.passwords import digest, new_id, new_secret
from readiness.adapters.private_files import write_private
from readiness.adapters.stored_positioning import UNSAID
from readiness.adapters.table_files import csv_bytes
from readiness.errors import ConflictError, InputError, NotFoundError, Problem
from readiness.permissions import AT_THE_MACHINE, ROLES, Viewer, allowed
from readiness.settings import Settings

LINK_LIFE = timedelta(days=7)
QUIZ_LINK_DAYS, MOST_DAYS = 30, 366
_EMAIL = re.compile(r"[^@\s<>\"',;:\\()\[\]]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Account:
    """An account as an administrator sees it."""

    email: str
    role: str
    channel: str
    rep_id: str
    state: str
    """active, invited (no password yet) or disabled."""


def add_user(
    settings: Settings,
    email: str,
    role: str,
    now: datetime,
    *,
    channel: str = "",
    rep_id: str = "",
    manager_id: str = "",
    name: str = "",
    by: Viewer = AT_THE_MACHINE,
) -> str:
    """Add an account and return the link that sets its password.

    Raises:
        InputError: the mail address, the role, the channel or the rep is none.
        ConflictError: the account is there already.
    """
    address = _address(email)
    check_role(role, channel, rep_id, manager_id)
    with transaction(settings.database) as connection:
        check_known(connection, channel, rep_id, manager_id)
        if people.person_of(connection, email=address):
            raise ConflictError(f"{address} has an account: readiness user link {address} makes a new link for its password")
        person = Person(
            new_id(), address, role, channel, rep_id, "", is_disabled=False, added_at=now, name=one_line(name),
            manager_id=manager_id,
        )  # fmt: skip
        people.add_person(connection, person)
        audit.note(connection, by, "people.added", now, about=f"{address}, {role}")
        return password_link(settings, connection, person.person_id, now)


def _address(email: str) -> str:
    address = email.strip().lower()
    if not _EMAIL.fullmatch(address) or len(address) > 254:
        raise InputError(Problem("readiness user", 0, "EMAIL", f"{email!r} is no mail address", "such as ana@example.com"))
    return address


def check_role(role: str, channel: str, rep_id: str, manager_id: str) -> None:
    """Refuse a role that is none, or one without whom or what it is for.

    Raises:
        InputError: so it is.
    """
    if role not in ROLES:
        raise InputError(Problem("readiness user add", 0, "--role", f"{role!r} is no role", ", ".join(ROLES)))
    for role_of, option, what, value in (
        ("rep", "--rep", "a rep_id", rep_id),
        ("channel_manager", "--channel", "a channel", channel),
        ("manager", "--manager", "a manager_id", manager_id),
    ):
        if (role == role_of) != bool(value):
            words = f"{what} goes with the role {role_of.replace('_', ' ')}, and only with it"
            raise InputError(Problem("readiness user add", 0, option, words, "both, or neither"))


def one_line(text: str) -> str:
    """Return a name as one line of at most 200 characters that a page can show."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]


def check_known(connection: Connection, channel: str, rep_id: str, manager_id: str) -> None:
    """Refuse a rep, manager or channel that no launch names; with no launch taken in yet, nothing is known."""
    if not (channel or rep_id or manager_id) or is_owner_shown(connection, channel, manager_id, rep_id):
        return
    inputs = [launches.load_inputs(connection, i, UNSAID) for i in launches.all_launch_ids(connection)]
    for option, value, known in (
        ("--rep", rep_id, {r.rep_id for i in inputs for r in i.reps}),
        ("--channel", channel, {c.channel for i in inputs for c in i.channels}),
        ("--manager", manager_id, {r.manager_id for i in inputs for r in i.reps}),
    ):
        if value and value not in known:
            what = f"no launch that was taken in names {value!r}"
            raise InputError(Problem("readiness user add", 0, option, what, "an id of reps.csv or channels.yaml"))


def password_link(settings: Settings, connection: Connection, person_id: str, now: datetime) -> str:
    """Return a new link that sets a person's password."""
    secret = new_secret()
    people.add_links(connection, [EntryLink(digest(secret), person_id, None, "", now + LINK_LIFE)])
    return settings.portal_page(f"/set-password/{secret}")


def new_link(settings: Settings, email: str, now: datetime, by: Viewer = AT_THE_MACHINE) -> str:
    """Return a new link that sets an account's password; the old password and earlier links end.

    Raises:
        NotFoundError: there is no such account.
    """
    with transaction(settings.database) as connection:
        person = _person(connection, email)
        people.change_person(connection, person.person_id, password_hash="", is_disabled=False)
        audit.note(connection, by, "people.new_link", now, about=person.email)
        return password_link(settings, connection, person.person_id, now)


def mail_new_account(settings: Settings, email: str, link: str, language: str = "") -> bool:
    """Mail the link of an account to its person, and say whether there is a mail server to do so.

    Raises:
        MailDownError: the server did not take it.
    """
    if not mail.is_mail_set(settings):
        return False
    mail.send(settings, letter("new_account", _address(email), link, language))
    return True


def send_test_mail(settings: Settings, viewer: Viewer) -> str:
    """Mail an administrator a test, and return the address it went to.

    Raises:
        MailDownError: the mail server did not take it.
        InputError: the settings of the mail server are wrong.
    """
    allowed(viewer, "settings.see")
    mail.send(settings, letter("test", viewer.name, settings.portal_page("/"), viewer.language))
    return viewer.name


def disable_user(settings: Settings, email: str, now: datetime | None = None, by: Viewer = AT_THE_MACHINE) -> None:
    """Let an account in no more, and sign it out everywhere.

    Raises:
        NotFoundError: there is no such account.
    """
    with transaction(settings.database) as connection:
        person = _person(connection, email)
        people.change_person(connection, person.person_id, is_disabled=True, password_hash="")
        audit.note(connection, by, "people.disabled", now or datetime.now(UTC), about=person.email)


def _person(connection: Connection, email: str) -> Person:
    person = people.person_of(connection, email=email.strip().lower())
    if person is None:
        raise NotFoundError(f"no account has the mail address {email.strip()!r}: readiness user list")
    return person


def list_users(settings: Settings) -> list[Account]:
    """Return every account, by mail address."""
    with transaction(settings.database) as connection:
        found = people.all_people(connection)
    states = {p.email: "disabled" if p.is_disabled else "active" if p.password_hash else "invited" for p in found}
    return [Account(p.email, p.role, p.channel, p.rep_id, states[p.email]) for p in found]


def write_quiz_links(settings: Settings, launch_id: str, out: Path, now: datetime, days: int = QUIZ_LINK_DAYS) -> int:
    """Write a link for each rep of a launch that opens its quiz without a password, and return how many; earlier links end.

    Raises:
        NotFoundError: no launch has this id.
        InputError: the days are not 1 to 366.
    """
    if not 1 <= days <= MOST_DAYS:
        raise InputError(Problem("readiness quiz-links", 0, "--days", f"{days} days", f"1 to {MOST_DAYS}"))
    expires = now + timedelta(days=days)
    with transaction(settings.database) as connection:
        reps = launches.load_inputs(connection, launch_id, UNSAID).reps
        secrets = {r.rep_id: new_secret() for r in reps}
        people.drop_quiz_links(connection, launch_id)
        people.add_links(connection, [EntryLink(digest(s), None, launch_id, rep, expires) for rep, s in secrets.items()])
        pages = {rep: settings.portal_page(f"/go/{s}") for rep, s in secrets.items()}
        rows = [(r.rep_id, r.name, r.email, pages[r.rep_id], expires.date()) for r in reps]
        # Inside the transaction: where the file cannot be written, the links sent before go on working.
        write_private(out, csv_bytes(("rep_id", "name", "email", "link", "expires_on"), rows))
    return len(rows)
