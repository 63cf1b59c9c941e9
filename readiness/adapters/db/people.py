"""Stored people: who may sign in, links that let somebody in, who is signed in, and who failed to.

In: a connection in a transaction; the time now, in UTC; secrets only as their hash.
Out: Person, EntryLink, SignIn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, true, update

from readiness.adapters.db.portal_tables import entry_links, failed_sign_ins, people, sign_ins

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account."""

    person_id: str
    email: str
    role: str
    channel: str
    rep_id: str
    password_hash: str
    """Empty until a password is set."""
    is_disabled: bool
    added_at: datetime
    name: str = ""
    manager_id: str = ""
    """Of a manager: as reps.csv names who leads a team."""
    language: str = ""
    totp_secret: str = ""
    """Empty: signing in takes the password alone."""
    totp_last: int = 0
    """The step of the last code that was taken, so that none is taken twice."""
    totp_pending: str = ""
    """A secret that is shown to be set up, and not used before a code of it was typed."""
    sso_subject: str = ""
    """The hash of who this is to the company's sign-in service."""


@dataclass(frozen=True, slots=True)
class EntryLink:
    """A link that lets somebody in: a person's, to set a password, or a rep's, to take the quizzes of one launch."""

    token_sha256: str
    person_id: str | None
    launch_id: str | None
    rep_id: str
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody signed in on one device."""

    token_sha256: str
    person_id: str | None
    launch_id: str | None
    rep_id: str
    csrf: str
    seen_at: datetime
    expires_at: datetime
    needs_code: bool = False
    """The password was right, and the code of the second factor is still to come."""
    agent: str = ""
    """What the browser calls itself, for the list of one's devices."""


def add_person(connection: Connection, person: Person) -> None:
    """Keep a new person."""
    connection.execute(insert(people), [naive(asdict(person))])


def person_of(connection: Connection, *, email: str = "", person_id: str = "", sso_subject: str = "") -> Person | None:
    """Return the person with this mail address, in lower case, or this id, or this subject."""
    where = people.c.email == email
    if person_id or sso_subject:
        where = people.c.person_id == person_id if person_id else people.c.sso_subject == sso_subject
    row = connection.execute(select(people).where(where)).first()
    return Person(**aware(row._mapping)) if row else None


def all_people(connection: Connection) -> list[Person]:
    """Return everybody with an account, by mail address."""
    return [Person(**aware(row._mapping)) for row in connection.execute(select(people).order_by(people.c.email))]


def change_person(connection: Connection, person_id: str, **changes: Any) -> None:
    """Change a person; who is signed in as that person is so no more, and no earlier link lets anybody in."""
    note_person(connection, person_id, **changes)
    drop_sign_ins(connection, person_id)
    connection.execute(delete(entry_links).where(entry_links.c.person_id == person_id))


def note_person(connection: Connection, person_id: str, **changes: Any) -> None:
    """Change what nobody has to sign in anew for: a language, a pending secret."""
    connection.execute(update(people).where(people.c.person_id == person_id).values(**changes))


def drop_sign_ins(connection: Connection, person_id: str) -> None:
    """Sign a person out everywhere."""
    connection.execute(delete(sign_ins).where(sign_ins.c.person_id == person_id))


def found_people(
    connection: Connection, search: str, equal: Mapping[str, str], limit: int, offset: int
) -> tuple[list[Person], int]:
    """Return a page of the people that hold every word and are equal in every given column, by mail address, and how many are."""
    p = people.c
    text = func.lower(p.email + " " + p.name + " " + p.channel + " " + p.rep_id + " " + p.manager_id)
    tests = [text.contains(word, autoescape=True) for word in search.lower().split()[:8]]
    tests += [p[name] == value for name, value in equal.items()]
    where = and_(true(), *tests)
    n = connection.execute(select(func.count()).select_from(people).where(where)).scalar() or 0
    rows = connection.execute(select(people).where(where).order_by(p.email).limit(limit).offset(offset))
    return [Person(**aware(row._mapping)) for row in rows], n


def add_links(connection: Connection, links: Sequence[EntryLink]) -> None:
    """Keep new links."""
    for start in range(0, len(links), MOST_AT_ONCE):
        connection.execute(insert(entry_links), [naive(asdict(link)) for link in links[start : start + MOST_AT_ONCE]])


def link_of(connection: Connection, token_sha256: str) -> EntryLink | None:
    """Return a link by the hash of its secret."""
    row = connection.execute(select(entry_links).where(entry_links.c.token_sha256 == token_sha256)).first()
    return EntryLink(**aware(row._mapping)) if row else None


def drop_quiz_links(connection: Connection, launch_id: str) -> None:
    """Let nobody in any more by the quiz links of a launch, nor stay in who came by one."""
    for table in (entry_links, sign_ins):
        connection.execute(delete(table).where(table.c.launch_id == launch_id))


def add_sign_in(connection: Connection, sign_in: SignIn, now: datetime) -> None:
    """Keep who signed in, and forget whose time is over."""
    connection.execute(delete(sign_ins).where(sign_ins.c.expires_at <= now.replace(tzinfo=None)))
    connection.execute(insert(sign_ins), [naive(asdict(sign_in))])


def sign_in_of(connection: Connection, token_sha256: str) -> SignIn | None:
    """Return who is signed in with the secret that has this hash."""
    row = connection.execute(select(sign_ins).where(sign_ins.c.token_sha256 == token_sha256)).first()
    return SignIn(**aware(row._mapping)) if row else None


def saw_sign_in(connection: Connection, token_sha256: str, now: datetime) -> None:
    """Note that a device is still in use."""
    where = sign_ins.c.token_sha256 == token_sha256
    connection.execute(update(sign_ins).where(where).values(seen_at=now.replace(tzinfo=None)))


def drop_sign_in(connection: Connection, token_sha256: str) -> None:
    """Sign one device out."""
    connection.execute(delete(sign_ins).where(sign_ins.c.token_sha256 == token_sha256))


def sign_ins_of(connection: Connection, person_id: str, now: datetime) -> list[SignIn]:
    """Return on which devices a person is signed in, the one used last first."""
    where = and_(sign_ins.c.person_id == person_id, sign_ins.c.expires_at > now.replace(tzinfo=None), ~sign_ins.c.needs_code)
    rows = connection.execute(select(sign_ins).where(where).order_by(sign_ins.c.seen_at.desc(), sign_ins.c.token_sha256))
    return [SignIn(**aware(row._mapping)) for row in rows]


def failures_of(connection: Connection, tried: Sequence[str], since: datetime) -> dict[str, int]:
    """Return how often each of these was tried in vain since then."""
    f = failed_sign_ins.c
    query = select(f.tried_sha256, f.n_failed).where(f.tried_sha256.in_(tried), f.since > since.replace(tzinfo=None))
    return {row[0]: row[1] for row in connection.execute(query)}


def add_failures(connection: Connection, tried: Sequence[str], now: datetime, since: datetime) -> None:
    """Count one more failure of each of these; forget those from before `since`."""
    f = failed_sign_ins.c
    connection.execute(delete(failed_sign_ins).where(f.since <= since.replace(tzinfo=None)))
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_here
    else:
        from sqlalchemy.dialects.sqlite import insert as insert_here  # type: ignore[assignment]
    rows = [{"tried_sha256": t, "n_failed": 1, "since": now.replace(tzinfo=None)} for t in sorted(tried)]
    new = insert_here(failed_sign_ins).values(rows)
    counted = new.on_conflict_do_update(index_elements=[f.tried_sha256], set_={"n_failed": f.n_failed + 1})
    connection.execute(counted)


def forget_failures(connection: Connection, tried: Sequence[str]) -> None:
    """Forget the failures of these."""
    connection.execute(delete(failed_sign_ins).where(or_(*(failed_sign_ins.c.tried_sha256 == t for t in tried))))


def naive(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with its moments as they are stored."""
    return {k: v.astimezone(UTC).replace(tzinfo=None) if isinstance(v, datetime) else v for k, v in row.items()}


def aware(row: Any) -> dict[str, Any]:
    """Return a stored row with the zone of its moments."""
    return {k: v.replace(tzinfo=UTC) if isinstance(v, datetime) else v for k, v in row.items()}
