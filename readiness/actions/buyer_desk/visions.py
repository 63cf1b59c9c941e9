"""Visions: what is decided of every deal and why, what was spent on those that are no go, and what was heard of one account.

In: settings, who looks, a launch, an account; the time now, in UTC.
Out: VisionPage, AccountPage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from readiness.actions.buyer_desk.noting import NOTE
from readiness.actions.buyer_desk.opening import ACCOUNTS, Opened, account_in, made_at, opened
from readiness.adapters.db import visions
from readiness.adapters.db.rep_figures import names_of_reps
from readiness.adapters.db.shown import Row, Slice, Wanted, all_rows, counts_by, row_about, slice_of
from readiness.adapters.db.store import Connection, reading
from readiness.adapters.stored_vision import fit_of
from readiness.permissions import Scope, Viewer, hidden
from readiness.settings import Settings
from readiness.stages.vision import DECISIONS, Fit, VisionDecision, VisionNote, decide, latest

VISION, FITS, SPEND = "plan.vision", "plan.vision_fit", "plan.unqualified_spend"
MOST_SPEND, MOST_FOUND, MOST_NEW, MOST_SEARCHED = 10, 20, 20, 500


@dataclass(frozen=True, slots=True)
class Since:
    """What was noted of an account after the plan was made, and what follows from it."""

    account_id: str
    account_name: str
    decision: VisionDecision


@dataclass(frozen=True, slots=True)
class VisionPage:
    """A page of accounts with what is decided of their deals."""

    launch_id: str
    launch_name: str
    made_at: datetime | None
    """None: nothing is decided yet, for nobody noted anything."""
    counts: Mapping[str, int]
    """Decision -> how many accounts, of all that the viewer may see."""
    rows: Slice | None
    spend: tuple[Row, ...]
    """The most hours first."""
    n_spend: int
    since: tuple[Since, ...]
    found: tuple[Row, ...]
    """Accounts that were searched for, to note something of."""
    names: Mapping[str, str]
    """Rep -> name, of the reps of these rows."""


@dataclass(frozen=True, slots=True)
class AccountPage:
    """What is known of one account's deal."""

    launch_id: str
    launch_name: str
    account: Row
    planned: Row | None
    """As the plan has it; None where it decides nothing yet."""
    decision: VisionDecision | None
    """By the last note taken here, where that is later than what the plan knows."""
    notes: tuple[VisionNote, ...]
    """Taken here, the last first."""


def vision_page(settings: Settings, viewer: Viewer, launch_id: str, wanted: Wanted, search: str, now: datetime) -> VisionPage:
    """Return a page of the accounts of a decision, or of all.

    Raises:
        NotAllowedError: the viewer has no such right.
        NotFoundError: there is no such launch, or nobody in it whom the viewer may see.
    """
    with reading(settings.database) as connection:
        here = opened(connection, viewer, launch_id)
        at = made_at(connection, launch_id, VISION)
        rows, counts = None, dict[str, int]()
        spend: tuple[Row, ...] = ()
        n_spend = 0
        if at is not None:
            rows = slice_of(connection, launch_id, VISION, here.scope, wanted)
            found = counts_by(connection, launch_id, VISION, "decision", here.scope)
            counts = {name: found.get(name, 0) for name in DECISIONS}
            spend, n_spend = _spend(connection, here)
        since = _since(connection, here, at, now.date())
        accounts = _accounts(connection, here, search) if search and at is None else ()
        names = names_of_reps(connection, launch_id, {r["rep_id"] for r in rows.rows} if rows else ())
        return VisionPage(launch_id, here.name, at, counts, rows, spend, n_spend, since, accounts, names)


def _spend(connection: Connection, here: Opened) -> tuple[tuple[Row, ...], int]:
    """Return what was spent on accounts that are no go; a team has none of its own, for the table knows no reps."""
    if here.scope.manager_id or made_at(connection, here.launch_id, SPEND) is None:
        return (), 0
    found = slice_of(connection, here.launch_id, SPEND, here.scope, Wanted(limit=MOST_SPEND))
    return found.rows, found.n


def _accounts(connection: Connection, here: Opened, search: str) -> tuple[Row, ...]:
    """Return accounts that are searched for, of those that the viewer may see."""
    if made_at(connection, here.launch_id, ACCOUNTS) is None:
        return ()
    limit = MOST_SEARCHED if here.scope.manager_id else MOST_FOUND
    wanted = Wanted(search=search, limit=limit)
    found = slice_of(connection, here.launch_id, ACCOUNTS, Scope(channel=here.scope.channel), wanted).rows
    return tuple(row for row in found if account_in(connection, here, row["account_id"]))[:MOST_FOUND]


def _since(connection: Connection, here: Opened, at: datetime | None, today: date) -> tuple[Since, ...]:
    """Return what follows from notes that the plan does not know yet, the last noted first."""
    taken = visions.load_notes(connection, here.launch_id, since=at)
    fits = _fits(connection, here.launch_id) if taken else {}
    found = []
    for account_id, heard in reversed(list(latest(taken, today).items())):
        row = account_in(connection, here, account_id)
        if row is not None:
            decision = decide(account_id, heard, fits.get(row["segment"], Fit()), today)
            found.append(Since(account_id, row["name"] or account_id, decision))
        if len(found) == MOST_NEW:
            break
    return tuple(found)


def _fits(connection: Connection, launch_id: str) -> dict[str, Fit]:
    return {row["segment"]: fit_of(row) for row in all_rows(connection, launch_id, FITS, Scope())}


def account_page(settings: Settings, viewer: Viewer, launch_id: str, account_id: str, now: datetime) -> AccountPage:
    """Return what is known of an account's deal.

    Raises:
        NotAllowedError: the viewer has no such right.
        NotFoundError: there is no such account, or it is not the viewer's.
    """
    with reading(settings.database) as connection:
        here = opened(connection, viewer, launch_id, NOTE)
        account = account_in(connection, here, account_id)
        if account is None:
            raise hidden("account")
        planned = row_about(connection, launch_id, VISION, account_id, Scope())
        taken = visions.load_notes(connection, launch_id, account_id)
        last = latest(taken, now.date()).get(account_id)
        is_later = last is not None and (planned is None or last.on.isoformat() >= planned["noted_on"])
        fit = _fits(connection, launch_id).get(account["segment"], Fit())
        decision = decide(account_id, last, fit, now.date()) if last and is_later else None
        return AccountPage(launch_id, here.name, account, planned, decision, tuple(reversed(taken)))
