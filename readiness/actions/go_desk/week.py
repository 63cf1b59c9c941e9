"""Week: what changed since the last measurement of an earlier day, who owes what, and what is to be decided.

In: settings, who looks, a launch, the time now.
Out: WeekPage, short enough to be read in two minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from readiness.actions.go_desk.buyers_week import BuyersWeek, buyers_week
from readiness.adapters.db import answer_queues, going, waiting
from readiness.adapters.db.going import GoDecision
from readiness.adapters.db.measured import MeasuredLaunch, measured_launch, measured_launches
from readiness.adapters.db.shown import Row, Wanted, all_rows, counts_by, names_of, slice_of
from readiness.adapters.db.store import Connection, reading
from readiness.adapters.shown_report import BEFORE, CHANGES, OWED, STANDINGS
from readiness.errors import NotFoundError
from readiness.permissions import Scope, Viewer, allowed, hidden, may
from readiness.settings import Settings

RIGHT = "launches.decide"
MOST_CHANGES, MOST_OWED = 8, 12
ORDER = ("ready", "developing", "not_ready", "not_enough_data")


@dataclass(frozen=True, slots=True)
class Moved:
    """Reps with a status, now and on the earlier day."""

    status: str
    n_before: int | None
    """None where there is no earlier day."""
    n: int


@dataclass(frozen=True, slots=True)
class WeekPage:
    """One launch's week."""

    launch: MeasuredLaunch
    others: tuple[MeasuredLaunch, ...]
    before: date | None
    """The earlier day it is compared with."""
    moved: tuple[Moved, ...]
    changes: tuple[Row, ...]
    """Reps who stand otherwise now; none for those who must not see people."""
    n_changes: int
    owed: tuple[Row, ...]
    """The earliest due first; without whom it is about for those who must not see people."""
    n_owed: int
    n_late: int
    """Acts whose day is over."""
    late_partners: tuple[Row, ...]
    waits: Mapping[str, int]
    """What waits for a decision -> how many: held, codes, rows, review, contests."""
    decision: GoDecision | None
    sees_people: bool
    buyers: BuyersWeek


def week_page(settings: Settings, viewer: Viewer, launch_id: str, now: datetime) -> WeekPage | None:
    """Return a launch's week, of the one measured last where none is given; None where nothing was measured yet.

    Raises:
        NotFoundError: there is no such launch with results.
    """
    scope, sees_people = allowed(viewer, RIGHT), may(viewer, "people.see")
    with reading(settings.database) as connection:
        all_ = measured_launches(connection, scope)
        if not all_ and not launch_id:
            return None
        launch = measured_launch(connection, launch_id or all_[0].launch_id, scope)
        if launch is None:
            raise hidden("launch with results")
        known = names_of(connection, launch.launch_id)
        before = date.fromisoformat(known[BEFORE][1]) if BEFORE in known else None
        changes = _page(connection, launch.launch_id, CHANGES, MOST_CHANGES) if before else ((), 0)
        owed = [r for r in all_rows(connection, launch.launch_id, OWED, Scope()) if r["due_on"]]
        owed.sort(key=lambda r: r["due_on"])
        partners = all_rows(connection, launch.launch_id, "report.partners", Scope())
        late_partners = tuple(r for r in partners if r["n_missing"] not in ("", "0"))
        decisions = going.decisions_about(connection, launch.launch_id)
        waits = _waits(connection) if may(viewer, "collected.see") else {}
        moved = _moved(connection, launch.launch_id, before)
        buyers = buyers_week(connection, launch.launch_id, now.date(), sees_people=sees_people)
    late = sum(int(r["n"]) for r in owed if r["due_on"] < now.date().isoformat())
    shown = tuple(row if sees_people else {**row, "words": row["kind"], "about": ""} for row in owed[:MOST_OWED])
    return WeekPage(
        launch, tuple(all_), before, moved, changes[0] if sees_people else (), changes[1], shown,
        sum(int(r["n"]) for r in owed), late, late_partners, waits, decisions[0] if decisions else None, sees_people, buyers,
    )  # fmt: skip


def _page(connection: Connection, launch_id: str, name: str, limit: int) -> tuple[tuple[Row, ...], int]:
    try:
        found = slice_of(connection, launch_id, name, Scope(), Wanted(order_by="name", limit=limit))
    except NotFoundError:
        return (), 0
    return found.rows, found.n


def _moved(connection: Connection, launch_id: str, before: date | None) -> tuple[Moved, ...]:
    now = counts_by(connection, launch_id, STANDINGS, "status", Scope())
    then = counts_by(connection, launch_id, BEFORE, "status", Scope()) if before else None
    return tuple(
        Moved(s, None if then is None else then.get(s, 0), now.get(s, 0)) for s in ORDER if now.get(s) or (then or {}).get(s)
    )


def _waits(connection: Connection) -> dict[str, int]:
    queues = waiting.partner_queues(connection)
    return {
        "held": sum(q.n_held for q in queues),
        "codes": sum(q.n_codes for q in queues),
        "rows": sum(q.n_quarantined for q in queues),
        "review": sum(a.n_review for a in answer_queues.answer_files(connection)),
        "contests": answer_queues.n_open_contests(connection),
    }
