"""Finding: who a person is, in accounts and in every launch, by a mail address or a rep_id.

In: a connection, a mail address or a rep_id.
Out: Subject: every id, name and address of the person.
"""

from __future__ import annotations

from dataclasses import dataclass

from readiness.adapters.db import launches, persons
from readiness.adapters.db.store import Connection
from readiness.adapters.scrubbing import Scrub
from readiness.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Subject:
    """A person, as everything that is kept knows it."""

    asked_as: str
    person_ids: tuple[str, ...]
    rep_ids: tuple[str, ...]
    names: tuple[str, ...]
    emails: tuple[str, ...]
    launch_ids: tuple[str, ...]
    """Launches that list the person."""

    @property
    def known(self) -> persons.Known:
        """Return what its rows are found by."""
        return persons.Known(self.person_ids, self.rep_ids)

    def scrub(self, mark: str) -> Scrub:
        """Return what puts a mark in the person's place; each rep_id gets a mark of its own, so that sums stay apart."""
        marks = {rep_id: mark if n == 0 else f"{mark}-{n + 1}" for n, rep_id in enumerate(self.rep_ids)}
        return Scrub(self.names, self.emails, marks, mark)


def find_person(connection: Connection, who: str) -> Subject:
    """Return who a mail address or a rep_id means.

    Raises:
        NotFoundError: nobody who is known here.
    """
    asked = who.strip()
    if not asked:
        raise _unknown(who)
    emails = {asked.lower()} if "@" in asked else set()
    ids = set() if "@" in asked else {asked}
    names: set[str] = set()
    found: list[str] = []
    accounts = persons.accounts_like(connection, sorted(emails), sorted(ids))
    for account in accounts:
        emails.add(account["email"])
        names |= {account["name"]}
        ids |= {account["rep_id"], account["manager_id"]}
    ids.discard("")
    for launch_id in launches.all_launch_ids(connection):
        for rep in launches.load_inputs(connection, launch_id).reps:
            if rep.rep_id in ids or (rep.email and rep.email.lower() in emails):
                found.append(launch_id)
                ids.add(rep.rep_id)
                names.add(rep.name)
                emails |= {rep.email.lower()} - {""}
    accounts = persons.accounts_like(connection, sorted(emails), sorted(ids))
    is_known = bool(accounts or found or persons.is_rep_known(connection, asked))
    if not is_known:
        raise _unknown(asked)
    person_ids = tuple(sorted(a["person_id"] for a in accounts))
    kept_names = tuple(sorted(n.strip() for n in names if n.strip()))
    kept_emails = tuple(sorted({e for e in emails if e}))
    return Subject(asked, person_ids, tuple(sorted(ids)), kept_names, kept_emails, tuple(sorted(set(found))))


def _unknown(who: str) -> NotFoundError:
    return NotFoundError(f"nobody is known here as {who!r}: give a mail address, or a rep_id as reps.csv has it")
