"""API tokens: programs that ask in a person's name, for some of what that person may do.

In: settings, who wants a token, or a token's secret; the time now, in UTC.
Out: NewToken, whose secret is shown once; Token; Program.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from readiness.adapters.db import audit, people, tokens
from readiness.adapters.db.people import Person
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.db.tokens import Token as Token
from readiness.adapters.passwords import digest, new_id, new_secret
from readiness.errors import InputError, NotAllowedError, NotFoundError, Problem
from readiness.permissions import Viewer, hidden, may
from readiness.settings import Settings

BEGINS = "rdy_"
"""Of every token, so that it is found where somebody pasted it by mistake."""
MOST_DAYS, MOST_LABEL, MOST_TOKENS = 366, 80, 20
NOTED_EVERY = timedelta(minutes=10)
GIVEN = (
    "launches.see", "launches.change", "launches.decide", "positioning.see", "positioning.approve", "runs.see", "runs.start",
    "decks.see", "decks.make", "results.see", "results.whole", "results.download", "people.see", "self.see", "contests.open",
    "contests.settle", "collected.see", "collected.change",
)  # fmt: skip
"""What a program may be given; everything else is done by people, on the pages."""


class TokenNeededError(NotAllowedError):
    """A program asked without a token, or with one that is unknown, ended or expired."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made."""

    token_id: str
    secret: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Program:
    """A program that asks: in whose name, and by which token."""

    viewer: Viewer
    token_id: str


def acts_of(viewer: Viewer) -> list[str]:
    """Return what a token of this person can be given."""
    return [act for act in GIVEN if may(viewer, act)]


def add_token(settings: Settings, viewer: Viewer, label: str, acts: Collection[str], days: int, now: datetime) -> NewToken:
    """Make a token for some of one's own acts.

    Raises:
        InputError: no label, no act, an act that is not one's own, or days that are not 1 to 366.
        NotAllowedError: a program asks, or who came by a quiz link.
    """
    _only_persons(viewer)
    label, known = " ".join(label.split()), acts_of(viewer)
    unknown = sorted(set(acts) - set(known))
    faults = (
        ("label", not 1 <= len(label) <= MOST_LABEL, "a token needs a name", f"what it is for, in 1 to {MOST_LABEL} characters"),
        ("acts", not acts, "no act is chosen", "one or more of what you may do yourself"),
        ("acts", bool(unknown), f"{', '.join(unknown)[:100]} cannot be given", f"one or more of {', '.join(known)}"),
        ("days", not 1 <= days <= MOST_DAYS, f"{days} days", f"1 to {MOST_DAYS}"),
    )
    for column, is_wrong, what, expected in faults:
        if is_wrong:
            raise InputError(Problem("", 0, column, what, expected))
    made = NewToken(new_id(), BEGINS + new_secret(), now + timedelta(days=days))
    with transaction(settings.database) as connection:
        if sum(t.expires_at > now for t in tokens.tokens_of(connection, viewer.person_id)) >= MOST_TOKENS:
            raise InputError(Problem("", 0, "label", f"you have {MOST_TOKENS} tokens already", "end one that is not used first"))
        kept = [a for a in known if a in acts]
        token = Token(digest(made.secret), made.token_id, viewer.person_id, label, tuple(kept), now, made.expires_at)
        tokens.add_token(connection, token)
        audit.note(connection, viewer, "tokens.add", now, about=f"{label}: {' '.join(kept)}, {days} days")
    return made


def tokens_of(settings: Settings, viewer: Viewer) -> list[Token]:
    """Return one's own tokens, the newest first; their secrets are nowhere."""
    _only_persons(viewer)
    with reading(settings.database) as connection:
        return [replace(t, token_sha256="") for t in tokens.tokens_of(connection, viewer.person_id)]


def end_token(settings: Settings, viewer: Viewer, token_id: str, now: datetime) -> None:
    """End a token of one's own.

    Raises:
        NotFoundError: there is none of this id, or it is another's.
    """
    _only_persons(viewer)
    with transaction(settings.database) as connection:
        if not tokens.drop_token(connection, viewer.person_id, token_id):
            raise hidden("token")
        audit.note(connection, viewer, "tokens.end", now, about=token_id)


def program_of(settings: Settings, secret: str, now: datetime) -> Program:
    """Return the program that holds this token.

    Raises:
        TokenNeededError: none, or no longer.
    """
    with reading(settings.database) as connection:
        token = tokens.token_of(connection, digest(secret)) if secret.startswith(BEGINS) else None
        person = people.person_of(connection, person_id=token.person_id) if token and token.expires_at > now else None
    if token is None or person is None or person.is_disabled:
        raise TokenNeededError(
            "this takes a token that is valid: make one under your account, and send it as Authorization: Bearer"
        )
    if token.used_at is None or token.used_at + NOTED_EVERY <= now:
        with transaction(settings.database) as connection:
            tokens.saw_token(connection, token.token_id, now)
    return Program(replace(_viewer(person), acts=frozenset(token.acts)), token.token_id)


def person_named(settings: Settings, email: str) -> Viewer:
    """Return the person whom somebody at the machine itself makes a token for.

    Raises:
        NotFoundError: no account has this mail address.
        NotAllowedError: the account is disabled.
    """
    with reading(settings.database) as connection:
        return _named(connection, email)


def _named(connection: Connection, email: str) -> Viewer:
    person = people.person_of(connection, email=email.strip().lower())
    if person is None:
        raise NotFoundError(f"no account has the mail address {email.strip()!r}: readiness user list")
    if person.is_disabled:
        raise NotAllowedError(f"the account {person.email} is disabled: readiness user link {person.email} lets it in again")
    return _viewer(person)


def _viewer(person: Person) -> Viewer:
    return Viewer(
        person.person_id, person.email, person.role, person.channel, person.rep_id, "", "", person.manager_id, person.language
    )


def _only_persons(viewer: Viewer) -> None:
    if viewer.acts is not None or not viewer.person_id:
        raise NotAllowedError("tokens are made and ended by whoever signed in with an account, not by a program or a quiz link")
