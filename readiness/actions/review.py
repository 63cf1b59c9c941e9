"""Review: the weekly review of a launch: what changed, who owes what, what do we decide; kept, published and mailed.

In: settings, a launch id, the day.
Out: review/week.html, plan/follow_ups.csv, mails; the ledger of promises and the review kept in the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from readiness.adapters import mail
from readiness.adapters.db import going, people
from readiness.adapters.db.launches import load_inputs
from readiness.adapters.db.promises import keep_review, last_review, load_promises, save_promises
from readiness.adapters.db.shown import all_rows, counts_by
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.output_files import OutFolder
from readiness.adapters.output_files import Published as Published
from readiness.adapters.shown_files import show_files
from readiness.adapters.stored_going import go_facts
from readiness.adapters.stored_owed import above, names_in, owed_now
from readiness.adapters.stored_positioning import UNSAID
from readiness.adapters.table_files import csv_bytes
from readiness.adapters.week_review_files import html_page, plain_page, promise_table, title_of
from readiness.errors import ConflictError
from readiness.permissions import Scope
from readiness.settings import Settings
from readiness.stages.map_coverage import HOLES
from readiness.stages.owed import Promise, settle
from readiness.stages.report.going import advice
from readiness.stages.week_review import ReviewInputs, WeekReview, week_review

STAGE = "week_review"
READERS = ("marketing", "ops")
"""Roles whose accounts get the page where nobody else is named."""


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """A review that was held."""

    review: WeekReview
    text: str
    """The page as plain text."""
    n_overdue: int
    n_escalated: int
    """Acts that went one level up at this review."""
    published: Published


@dataclass(frozen=True, slots=True)
class Mailed:
    """Who got the page."""

    sent: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    """Address and why."""


def hold_review(settings: Settings, launch_id: str, out: Path, as_of: date, now: datetime) -> ReviewReport:
    """Settle the ledger as of a day, make the page, keep and publish both; held twice a day, the second changes nothing.

    Raises:
        NotFoundError: there is no such launch.
    """
    with transaction(settings.database) as connection:
        inputs = load_inputs(connection, launch_id, UNSAID)
        ledger = settle(load_promises(connection, launch_id), owed_now(connection, inputs, as_of), above(inputs), as_of)
        save_promises(connection, launch_id, ledger)
        found, facts = go_facts(connection, launch_id, now)
        before = last_review(connection, launch_id, as_of)
        decided = going.decisions_about(connection, launch_id)
        counts = {"n_approved": found.n_approved, "n_decks": found.n_decks, **_counts(connection, launch_id)}
        since, then = before or (None, {})
        given = ReviewInputs(
            launch_id, inputs.launch.name, inputs.launch.owner, as_of, ledger, counts, facts, advice(facts),
            decided[0].decision if decided else "", since, then, names_in(inputs), _stops(connection, launch_id),
        )  # fmt: skip
        review = week_review(given)
        keep_review(connection, launch_id, as_of, counts, now)
        files = {"plan/follow_ups.csv": csv_bytes(*promise_table(ledger)), "review/week.html": html_page(review)}
        show_files(connection, inputs, files, now, as_of=as_of)
    published = OutFolder(settings.database, launch_id, out).publish_all(STAGE, files)
    late = [p for p in ledger if p.is_overdue(as_of)]
    return ReviewReport(review, plain_page(review), len(late), sum(_went_up(p, as_of) for p in ledger), published)


def mail_review(settings: Settings, review: WeekReview, to: Sequence[str] = ()) -> Mailed:
    """Mail the page to the addresses given, else to every account of marketing and ops.

    Raises:
        ConflictError: there is no mail server, or nobody to mail it to.
        MailDownError: the mail server cannot be reached.
    """
    if not mail.is_mail_set(settings):
        raise ConflictError("there is no mail server: set READINESS_SMTP_HOST, or read review/week.html")
    addresses = list(dict.fromkeys(to)) or _readers(settings)
    if not addresses:
        raise ConflictError("nobody to mail it to: name addresses with --to, or add accounts of marketing or ops")
    sent: list[str] = []
    refused: list[tuple[str, str]] = []
    with mail.Round(settings) as letters:
        for address in addresses:
            page = mail.Letter(address, title_of(review), plain_page(review), html=html_page(review).decode())
            handed = letters.hand_over(page)
            if handed.is_taken:
                sent.append(address)
            else:
                refused.append((address, handed.why))
    return Mailed(tuple(sent), tuple(refused))


def _readers(settings: Settings) -> list[str]:
    with transaction(settings.database) as connection:
        return [p.email for p in people.all_people(connection) if p.role in READERS]


def _went_up(promise: Promise, as_of: date) -> bool:
    return promise.escalated_on == as_of


def _counts(connection: Connection, launch_id: str) -> dict[str, int]:
    """Return what the published tables count, each where it was published."""
    found: dict[str, int] = {}
    states = counts_by(connection, launch_id, "plan.coverage", "state", Scope())
    if states:
        found["n_holes"] = sum(states.get(state, 0) for state in HOLES)
    ready = counts_by(connection, launch_id, "report.reps", "status", Scope())
    if ready:
        found["n_ready"] = ready.get("ready", 0)
    decisions = counts_by(connection, launch_id, "plan.vision", "decision", Scope())
    if decisions:
        found["n_stops"] = decisions.get("stop", 0)
    contacts = counts_by(connection, launch_id, "plan.contact_plan", "status", Scope())
    if contacts:
        found["n_contacts_done"] = contacts.get("done", 0)
    return found


def _stops(connection: Connection, launch_id: str) -> list[str]:
    """Return the names of accounts whose vision says stop."""
    rows = all_rows(connection, launch_id, "plan.vision", Scope())
    return [row["account_name"] or row["account_id"] for row in rows if row["decision"] == "stop"]
