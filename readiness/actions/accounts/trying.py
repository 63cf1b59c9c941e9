"""Trying: one account a role, to look at the portal on one's own machine; their passwords are drawn anew each time.

In: a launch that was taken in; the time now, in UTC.
Out: TryAccount; rows in the database.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from readiness.adapters.db import launches, people
from readiness.adapters.db.people import Person
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.passwords import hashed, new_id, new_secret
from readiness.errors import NotFoundError
from readiness.permissions import ROLES
from readiness.settings import Settings
from readiness.vocabulary import Rep

DOMAIN = "try.invalid"
"""No mail can ever reach it (RFC 2606)."""


@dataclass(frozen=True, slots=True)
class TryAccount:
    """An account to try the portal with."""

    email: str
    role: str
    password: str = field(repr=False)


def try_accounts(settings: Settings, now: datetime) -> list[TryAccount]:
    """Give every role an account with a new password, bound to a channel, a team and a rep of the launch with most reps.

    Raises:
        NotFoundError: no launch was taken in.
    """
    made = [TryAccount(f"{role.replace('_', '-')}@{DOMAIN}", role, new_secret()[:16]) for role in ROLES]
    with transaction(settings.database) as connection:
        bound = _bound(connection)
        for account in made:
            known = people.person_of(connection, email=account.email)
            if known is None:
                known = Person(new_id(), account.email, account.role, "", "", "", is_disabled=False, added_at=now)
                people.add_person(connection, known)
            facts = {"password_hash": hashed(account.password), "is_disabled": False, **bound.get(account.role, {})}
            people.change_person(connection, known.person_id, **facts)
    return made


def _bound(connection: Connection) -> dict[str, dict[str, str]]:
    inputs = [launches.load_inputs(connection, launch_id) for launch_id in launches.all_launch_ids(connection)]
    if not inputs:
        raise NotFoundError("there is no launch to look at yet: `readiness demo` makes one")
    largest = max(inputs, key=lambda i: len(i.reps))
    teams = Counter(r.manager_id for r in largest.reps if r.manager_id)
    manager_id = teams.most_common(1)[0][0] if teams else ""
    rep = _one_of(largest.reps, manager_id)
    return {
        "channel_manager": {"channel": largest.channels[0].channel},
        "manager": {"manager_id": manager_id},
        "rep": {"rep_id": rep.rep_id},
    }


def _one_of(reps: tuple[Rep, ...], manager_id: str) -> Rep:
    return next(r for r in reps if r.manager_id == manager_id)
