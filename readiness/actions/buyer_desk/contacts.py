"""Contacts: what is due this week, what is late, what was made; and what became of one, noted.

In: settings, who looks or notes, a launch, a contact; the time now, in UTC.
Out: ContactsPage, OwnContacts; reports of contacts in the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from readiness.actions.buyer_desk.opening import Opened, made_at, opened, team
from readiness.adapters.db import training_views
from readiness.adapters.db.audit import note
from readiness.adapters.db.contact_views import (
    LATE,
    LATER,
    MADE,
    PLAN,
    WEEK,
    WHEN,
    ContactCounts,
    ContactView,
    Looked,
    contact_named,
    contacts_in,
    counts_in,
    n_contacts_in,
)
from readiness.adapters.db.contacts import add_done
from readiness.adapters.db.launch_facts import launch_rows
from readiness.adapters.db.rep_figures import one_rep
from readiness.adapters.db.shown import counts_by
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.errors import ConflictError, InputError, Problem
from readiness.permissions import Viewer, allowed, hidden, may
from readiness.settings import Settings
from readiness.stages.contact_plan import REACTIONS, ContactDone
from readiness.vocabulary import week_of

REPORT = "contacts.report"
"""The right to say what became of a contact."""
MOST_LETTERS = 2_000
MOST_OWN, FEW = 200, 20
NONE = ContactCounts()


@dataclass(frozen=True, slots=True)
class ContactsPage:
    """A page of a launch's contacts."""

    launch_id: str
    launch_name: str
    made_at: datetime | None
    """None: nothing is planned yet."""
    monday: date
    looked: Looked
    counts: ContactCounts = NONE
    rows: tuple[ContactView, ...] = ()
    n: int = 0
    reps: tuple[tuple[str, str], ...] = ()
    """Id and name, of those the viewer may see by name; few enough to choose from."""
    steps: tuple[str, ...] = ()
    may_report: bool = False


@dataclass(frozen=True, slots=True)
class OwnContact:
    """One of a rep's contacts."""

    launch_id: str
    launch_name: str
    view: ContactView


@dataclass(frozen=True, slots=True)
class OwnContacts:
    """A rep's contacts in every launch."""

    language: str
    today: date
    """By the rep's own clock."""
    found: Mapping[str, tuple[OwnContact, ...]]
    """week, late, later, made -> contacts; of those later and made, the next and the last few."""
    counts: Mapping[str, int]


def contacts_page(settings: Settings, viewer: Viewer, launch_id: str, looked: Looked, now: datetime) -> ContactsPage:
    """Return a page of contacts: of a channel manager's channel, of a manager's team, all of them for the rest.

    Raises:
        NotAllowedError: the viewer has no such right.
        NotFoundError: there is no such launch, or nobody in it whom the viewer may see.
    """
    monday = week_of(now.astimezone(UTC).date())
    with reading(settings.database) as connection:
        here = opened(connection, viewer, launch_id)
        at = made_at(connection, launch_id, PLAN)
        if at is None:
            return ContactsPage(launch_id, here.name, None, monday, looked)
        rows = contacts_in(connection, launch_id, here.scope, looked, monday)
        counts = counts_in(connection, launch_id, here.scope, monday)
        n = n_contacts_in(connection, launch_id, here.scope, looked, monday) if looked.is_narrowed else counts.n(looked.when)
        steps = tuple(s for s in counts_by(connection, launch_id, PLAN, "buyer_step", here.scope) if s)
        reps = _reps(connection, here)
    return ContactsPage(launch_id, here.name, at, monday, looked, counts, tuple(rows), n, reps, steps, may(viewer, REPORT))


def _reps(connection: Connection, here: Opened) -> tuple[tuple[str, str], ...]:
    """Return a manager's team; anybody else searches by name, for there may be thousands."""
    if not here.scope.manager_id:
        return ()
    return tuple((row["rep_id"], row["name"] or row["rep_id"]) for row in team(connection, here))


def own_contacts(settings: Settings, viewer: Viewer, now: datetime) -> OwnContacts:
    """Return a rep's contacts in every launch: what is due this week, what is late, then what comes and what was made.

    Raises:
        NotAllowedError: the viewer is no rep.
    """
    scope = allowed(viewer, "self.see")
    language, today = "", now.astimezone(UTC).date()
    found: dict[str, list[OwnContact]] = {when: [] for when in WHEN}
    counts = dict.fromkeys(WHEN, 0)
    with reading(settings.database) as connection:
        for launch_id, launch_name, _, _ in launch_rows(connection):
            about = one_rep(connection, launch_id, scope.rep_id, scope)
            if about is None:
                continue
            zone = training_views.zone_of_rep(connection, launch_id, scope.rep_id)
            language, today = language or about["language"], now.astimezone(ZoneInfo(zone)).date()
            known = counts_in(connection, launch_id, scope, week_of(today))
            for when in WHEN:
                limit = MOST_OWN if when in (WEEK, LATE) else FEW
                rows = contacts_in(connection, launch_id, scope, Looked(when=when, limit=limit), week_of(today))
                found[when] += [OwnContact(launch_id, launch_name, view) for view in rows]
                counts[when] += known.n(when)
    return OwnContacts(language, today, {when: tuple(_by_day(when, rows)) for when, rows in found.items()}, counts)


def _by_day(when: str, rows: list[OwnContact]) -> list[OwnContact]:
    if when == MADE:
        return sorted(rows, key=lambda o: o.view.done.done_on if o.view.done else o.view.due_on, reverse=True)[:FEW]
    ahead = sorted(rows, key=lambda o: (o.view.due_on, o.view.row["account_name"], o.view.row["contact_id"]))
    return ahead[:FEW] if when == LATER else ahead


def report_contact(
    settings: Settings, viewer: Viewer, launch_id: str, contact_id: str, reaction: str, said: str, now: datetime
) -> None:
    """Keep that a contact was made today and what the buyer did; the same said again changes nothing.

    Raises:
        NotAllowedError: the viewer has no such right.
        NotFoundError: there is no such contact, or it is not the viewer's.
        InputError: it is no reaction, or the words are too many.
        ConflictError: something else was said of it before.
    """
    with transaction(settings.database) as connection:
        here = opened(connection, viewer, launch_id, REPORT)
        known = contact_named(connection, launch_id, here.scope, contact_id)
        if known is None:
            raise hidden("contact")
        if reaction not in REACTIONS:
            raise InputError(Problem("", 0, "reaction", f"{reaction[:20]!r} is no reaction", f"one of {', '.join(REACTIONS)}"))
        text = said.strip()
        if len(text) > MOST_LETTERS:
            raise InputError(Problem("", 0, "said", "too long", f"at most {MOST_LETTERS:,} letters"))
        if known.done is not None:
            if known.done.reaction == reaction:
                return
            raise ConflictError(f"this contact was reported already: {known.done.reaction} on {known.done.done_on}")
        rep = one_rep(connection, launch_id, viewer.rep_id, here.scope) if viewer.rep_id else None
        zone = training_views.zone_of_rep(connection, launch_id, viewer.rep_id) if rep else "UTC"
        by = rep["name"] if rep and rep["name"] else viewer.name
        done = ContactDone(contact_id, now.astimezone(ZoneInfo(zone)).date(), by[:200], reaction, text)
        add_done(connection, launch_id, [done], now)
        note(connection, viewer, REPORT, now, launch_id=launch_id, rep_id=known.row["rep_id"], about=f"{contact_id}: {reaction}")
