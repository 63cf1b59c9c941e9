"""Queues: what waits for ops, a page at a time.

In: settings, who looks; which part of a queue, which page.
Out: Page of rows, CameIn, AnswersDesk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from readiness.adapters.db import answer_queues, waiting
from readiness.adapters.db.answer_queues import AnswerFiles, HeldAnswer
from readiness.adapters.db.contests import contests_of
from readiness.adapters.db.ledger_reading import QuarantinedRow
from readiness.adapters.db.matches import WaitingCode
from readiness.adapters.db.sales_files import SalesSubmission
from readiness.adapters.db.shown import Row, Wanted, slice_of
from readiness.adapters.db.store import Connection, reading
from readiness.adapters.db.waiting import KindOfFault, PartnerQueue
from readiness.errors import NotFoundError
from readiness.permissions import Scope, Viewer, allowed, hidden
from readiness.settings import Settings
from readiness.stages.report.contests import OPEN, Contest

RIGHT = "collected.see"
ROWS = 25
"""On a page that is worked off."""
MOST_FOUND = 10
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of rows out of `n`, and the partners there are to choose from."""

    rows: tuple[T, ...]
    n: int
    partners: Mapping[str, str]
    """Partner -> its name."""
    kinds: tuple[KindOfFault, ...] = ()
    done: tuple[WaitingCode, ...] = ()
    """Codes a person decided about last."""


@dataclass(frozen=True, slots=True)
class CameIn:
    """What came in, and how much of it waits."""

    partners: tuple[PartnerQueue, ...]
    names: Mapping[str, str]
    silent: tuple[str, ...]
    """Partners from whom nothing ever came."""
    answers: tuple[AnswerFiles, ...]
    launches: Mapping[str, str]
    n_contests: int


@dataclass(frozen=True, slots=True)
class AnswersDesk:
    """Answers of a launch that wait, and reps or items that were searched for."""

    launch_id: str
    launches: Mapping[str, str]
    held: tuple[HeldAnswer, ...]
    n_held: int
    found: tuple[Row, ...]


def came_in(settings: Settings, viewer: Viewer) -> CameIn:
    """Return what came in from partners and reps, and how much of it waits."""
    allowed(viewer, RIGHT)
    with reading(settings.database) as connection:
        queues = waiting.partner_queues(connection)
        names, launches = answer_queues.partner_names(connection), answer_queues.launch_names(connection)
        silent = sorted(set(names) - {q.partner_id for q in queues})
        answers = answer_queues.answer_files(connection)
        n_contests = answer_queues.n_open_contests(connection)
    return CameIn(tuple(queues), names, tuple(silent), tuple(answers), launches, n_contests)


def quarantine(settings: Settings, viewer: Viewer, partner_id: str, kind: str, page: int) -> Page[QuarantinedRow]:
    """Return rows that can be mended, of one partner and with one thing wrong where these are given."""
    allowed(viewer, RIGHT)
    with reading(settings.database) as connection:
        rows, n = waiting.quarantine_page(connection, partner_id, kind, limit=ROWS, offset=(page - 1) * ROWS)
        kinds = waiting.kinds_of_fault(connection, partner_id)
        return Page(tuple(rows), n, answer_queues.partner_names(connection), kinds=tuple(kinds))


def codes(settings: Settings, viewer: Viewer, partner_id: str, field: str, page: int) -> Page[WaitingCode]:
    """Return codes that wait for somebody to say which of ours they are, those with most lines first."""
    allowed(viewer, RIGHT)
    with reading(settings.database) as connection:
        rows, n = waiting.codes_page(connection, partner_id, field, limit=ROWS, offset=(page - 1) * ROWS)
        done = waiting.decided_codes(connection, 5)
        return Page(tuple(rows), n, answer_queues.partner_names(connection), done=tuple(done))


def files(settings: Settings, viewer: Viewer, partner_id: str, status: str, page: int) -> Page[SalesSubmission]:
    """Return partners' files, the last first."""
    allowed(viewer, RIGHT)
    with reading(settings.database) as connection:
        rows, n = waiting.files_page(connection, partner_id, status, limit=ROWS, offset=(page - 1) * ROWS)
        return Page(tuple(rows), n, answer_queues.partner_names(connection))


def answers_desk(settings: Settings, viewer: Viewer, launch_id: str, search: str, page: int) -> AnswersDesk:
    """Return a launch's answers that could not be taken, and its reps that hold the words searched for.

    Raises:
        NotFoundError: there is no such launch.
    """
    allowed(viewer, RIGHT)
    with reading(settings.database) as connection:
        launches = answer_queues.launch_names(connection)
        launch_id = launch_id or next(iter(launches), "")
        if launch_id and launch_id not in launches:
            raise hidden("launch")
        held, n = answer_queues.held_answers(connection, launch_id, limit=ROWS, offset=(page - 1) * ROWS)
        return AnswersDesk(launch_id, launches, tuple(held), n, _reps(connection, launch_id, search))


def _reps(connection: Connection, launch_id: str, search: str) -> tuple[Row, ...]:
    """Return reps that hold every word of a search; none without words, or before reps are kept for pages."""
    if not search.strip():
        return ()
    try:
        return slice_of(connection, launch_id, "inputs.reps", Scope(), Wanted(search=search, limit=MOST_FOUND)).rows
    except NotFoundError:
        return ()


@dataclass(frozen=True, slots=True)
class ContestsDesk:
    """Contests of all launches, the open ones first."""

    contests: tuple[Contest, ...]
    launches: Mapping[str, str]
    reps: Mapping[tuple[str, str], str]
    """(launch, rep) -> the rep's name."""


def contests_desk(settings: Settings, viewer: Viewer, status: str) -> ContestsDesk:
    """Return contests, the open ones first, each in the order they were opened or settled."""
    allowed(viewer, "contests.settle")
    with reading(settings.database) as connection:
        launches = answer_queues.launch_names(connection)
        found = [c for launch_id in launches for c in contests_of(connection, launch_id) if status in ("", c.status)]
        named = answer_queues.names_of_reps(connection, {(c.launch_id, c.rep_id) for c in found})
    late = sorted(found, key=lambda c: (c.status != OPEN, c.opened_at if c.status == OPEN else c.settled_at or c.opened_at))
    return ContestsDesk(tuple(late), launches, named)
