"""Noting: what somebody heard of a deal, kept under the name of who noted it.

In: settings, who notes, a launch, an account, a form; the time now, in UTC.
Out: a note in the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from readiness.actions.buyer_desk.opening import account_in, opened
from readiness.adapters.db import visions
from readiness.adapters.db.audit import note
from readiness.adapters.db.rep_figures import one_rep
from readiness.adapters.db.store import transaction
from readiness.errors import InputError, Problem
from readiness.permissions import Viewer, hidden
from readiness.settings import Settings
from readiness.stages.vision import VisionNote

NOTE = "vision.note"
"""The right to note what was heard."""
QUESTIONS = ("whose", "formed", "developed")
TOP = 3
MOST_LETTERS, MOST_CONTACTS, MOST_MONEY = 2_000, 1_000, Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody heard, as a form has it."""

    whose: str = ""
    formed: str = ""
    developed: str = ""
    owner_met: bool = False
    n_contacts: str = ""
    costs_money: str = ""
    costs_from: str = ""
    reshaped: bool = False
    evidence: str = ""


def note_vision(settings: Settings, viewer: Viewer, launch_id: str, account_id: str, heard: Heard, now: datetime) -> int:
    """Keep what was heard of an account's deal today, under the name of who noted it; return the note's number.

    Raises:
        NotAllowedError: the viewer has no such right.
        NotFoundError: there is no such account, or it is not the viewer's.
        InputError: a level, a number, a day or the evidence is missing or cannot be.
    """
    with transaction(settings.database) as connection:
        here = opened(connection, viewer, launch_id, NOTE)
        if account_in(connection, here, account_id) is None:
            raise hidden("account")
        rep = one_rep(connection, launch_id, viewer.rep_id, here.scope) if viewer.rep_id else None
        by = rep["name"] if rep and rep["name"] else viewer.name
        kept = _note(account_id, heard, by[:200], now.astimezone(UTC).date())
        number = visions.add_note(connection, launch_id, kept, now)
        note(connection, viewer, NOTE, now, launch_id=launch_id, about=f"{account_id}: note {number}")
    return number


def _note(account_id: str, heard: Heard, by: str, today: date) -> VisionNote:
    levels = {name: _number(getattr(heard, name), TOP, name, "one of the four answers") for name in QUESTIONS}
    evidence = heard.evidence.strip()
    if len(evidence) > MOST_LETTERS or (not evidence and any(levels.values())):
        raise _fault("evidence", "no words" if not evidence else "too long", f"what was heard, at most {MOST_LETTERS:,} letters")
    met = _number(heard.n_contacts or "0", MOST_CONTACTS, "n_contacts", "how often you met them, 0 or more")
    money, since = _money(heard.costs_money.strip()), _day(heard.costs_from.strip())
    if (money is None) != (since is None):
        raise _fault("costs", "one of the two is blank", "what waiting costs and from which day, both or neither")
    return VisionNote(
        account_id, today, **levels, owner_met=heard.owner_met, n_contacts=met, waiting_costs_money=money,
        waiting_costs_from=since, rival="", reshaped=heard.reshaped, evidence=evidence, by=by,
    )  # fmt: skip


def _number(text: str, most: int, column: str, expected: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= most):
        raise _fault(column, f"{text[:20]!r} cannot be", expected)
    return int(text)


def _money(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        amount = Decimal(text) if text.isascii() and len(text) < 20 else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not (amount.is_finite() and 0 <= amount <= MOST_MONEY):
        raise _fault("costs", f"{text[:20]!r} is no amount", "an amount such as 12000, 0 or more")
    return amount


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not date(1990, 1, 1) <= day <= date(2200, 1, 1):
        raise _fault("costs", f"{text[:20]!r} is no day", "a day such as 2026-03-05")
    return day


def _fault(column: str, what: str, expected: str) -> InputError:
    return InputError(Problem("", 0, column, what, expected))
