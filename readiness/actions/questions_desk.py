"""Questions desk: a launch's quiz questions as marketing reads them, and a person's word that they may be asked exactly so.

In: settings, a viewer, a launch's id, what was read; the time now, in UTC.
Out: QuestionsPage; approvals in the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from threading import Lock

from readiness.adapters.db import audit
from readiness.adapters.db.fingerprints import quiz_fingerprint
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.positioning_desks import Desk, desk_of
from readiness.adapters.stored_quizzes import QuizDesk, approve_items, quiz_desk
from readiness.errors import ConflictError, NotAllowedError
from readiness.permissions import Viewer, allowed, may
from readiness.settings import Settings
from readiness.stages.quizzes import Item

STATES = ("", "waiting", "changed", "approved")
ROWS = 20
MOST_KEPT = 8


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it stands."""

    item: Item
    need: str
    """What it is about, in the customer's words."""
    state: str
    """waiting, changed (approved before in other words) or approved."""
    seen: str
    """The hash of what is approved with it."""
    approved_by: str
    approved_on: date | None


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """A page of the questions in one state."""

    launch_id: str
    name: str
    questions: tuple[Question, ...]
    n: int
    """Of this state."""
    n_all: int
    n_waiting: int
    n_changed: int
    n_retired: int
    all_seen: str
    """What every question that waits says, as one hash."""
    are_messages_approved: bool
    may_approve: bool


_lock = Lock()
_desks: dict[tuple[str, str], tuple[str, QuizDesk]] = {}


def questions_page(settings: Settings, viewer: Viewer, launch_id: str, state: str = "", number: int = 1) -> QuestionsPage:
    """Return a page of a launch's questions: all, or those in one state.

    Raises:
        NotFoundError: no launch has this id.
    """
    allowed(viewer, "positioning.see")
    with reading(settings.database) as connection:
        desk, quiz = _quiz(settings, connection, launch_id)
    found = _questions(quiz)
    shown = [q for q in found if not state or q.state == state or (state == "waiting" and q.state == "changed")]
    start = (max(number, 1) - 1) * ROWS
    return QuestionsPage(
        launch_id, desk.inputs.launch.name, tuple(shown[start : start + ROWS]), len(shown), len(found), len(quiz.states.waiting),
        len(quiz.states.changed), len(quiz.states.retired), _digest(_waiting(quiz)), bool(desk.positioning.messages),
        may(viewer, "positioning.approve"),
    )  # fmt: skip


def approve_questions(settings: Settings, viewer: Viewer, launch_id: str, seen: Mapping[str, str], now: datetime) -> int:
    """Approve questions exactly as they were read: item_id -> the hash that was shown; return how many.

    Raises:
        ConflictError: one of them reads otherwise by now.
        NotAllowedError: none was chosen.
        NotFoundError: no launch has this id.
    """
    allowed(viewer, "positioning.approve")
    if not seen:
        raise NotAllowedError("no question was chosen")
    with transaction(settings.database) as connection:
        _, quiz = _quiz(settings, connection, launch_id)
        if any(quiz.hashes.get(item_id) != value for item_id, value in seen.items()):
            raise ConflictError("a question changed since you read it: read it as it is now, then approve it")
        return _approved(connection, viewer, quiz, list(seen), now)


def approve_all_questions(settings: Settings, viewer: Viewer, launch_id: str, all_seen: str, now: datetime) -> int:
    """Approve every question that waits; `all_seen` is what their page said of them; return how many.

    Raises:
        ConflictError: they are others by now, or read otherwise.
        NotAllowedError: there is none.
        NotFoundError: no launch has this id.
    """
    allowed(viewer, "positioning.approve")
    with transaction(settings.database) as connection:
        _, quiz = _quiz(settings, connection, launch_id)
        waiting = _waiting(quiz)
        if not waiting:
            raise NotAllowedError("no question waits for an approval")
        if _digest(waiting) != all_seen:
            raise ConflictError("the questions changed since you read them: read them as they are now, then approve them")
        return _approved(connection, viewer, quiz, list(waiting), now)


def _approved(connection: Connection, viewer: Viewer, quiz: QuizDesk, item_ids: list[str], now: datetime) -> int:
    n_new = approve_items(connection, quiz, viewer.name, now.date(), item_ids)
    launch_id = quiz.inputs.launch.launch_id
    about = f"approved {n_new} questions: {', '.join(sorted(item_ids))}"
    audit.note(connection, viewer, "positioning.approve", now, launch_id=launch_id, about=about)
    return n_new


def _quiz(settings: Settings, connection: Connection, launch_id: str) -> tuple[Desk, QuizDesk]:
    """Return a launch's quiz, kept in memory for as long as nothing it is made from changes."""
    desk = desk_of(settings, connection, launch_id)
    key, mark = (settings.database, launch_id), f"{desk.mark} {quiz_fingerprint(connection, launch_id)}"
    with _lock:
        known = _desks.get(key)
    if known is None or known[0] != mark:
        known = mark, quiz_desk(settings.templates, connection, desk.inputs, desk.positioning)
        with _lock:
            _desks.pop(key, None)
            _desks[key] = known
            while len(_desks) > MOST_KEPT:
                del _desks[next(iter(_desks))]
    return desk, known[1]


def _questions(quiz: QuizDesk) -> list[Question]:
    needs = {r.requirement_id: r.outcome or r.statement for r in quiz.inputs.requirements}
    found = []
    for item in quiz.items:
        approval = quiz.states.approved.get(item.item_id)
        state = "approved" if approval else "changed" if item.item_id in quiz.states.changed else "waiting"
        by, on = (approval.approved_by, date.fromisoformat(approval.approved_on)) if approval else ("", None)
        need = needs.get(item.requirement_id, item.requirement_id)
        found.append(Question(item, need, state, quiz.hashes[item.item_id], by, on))
    return found


def _waiting(quiz: QuizDesk) -> dict[str, str]:
    return {item_id: quiz.hashes[item_id] for item_id in quiz.states.waiting}


def _digest(hashes: Mapping[str, str]) -> str:
    return sha256("\n".join(f"{k} {v}" for k, v in sorted(hashes.items())).encode()).hexdigest()
