"""Quiz review: answers of one file placed, held or put in the review queue; the queue shown and worked off.

In: a file of answers; a queue id and whose or which it is.
Out: rows in the database, each answer in exactly one place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from readiness.adapters.db import collected, launches, quiz_answers
from readiness.adapters.db.collected import HeldRow, Submission
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.inbox_rows import InboxFile
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.quiz_exports import read_export
from readiness.adapters.stored_positioning import approved_positioning, quiz_items
from readiness.errors import ConflictError, NotFoundError, Problem
from readiness.settings import Settings
from readiness.stages.quizzes import LEFT_OUT, Attempt, Item, ReadAnswer, Waiting, attempts_of, place, queue_id
from readiness.vocabulary import counted


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One person's sitting, or one question, that somebody has to name."""

    queue_id: str
    kind: str
    """person or question."""
    what: str
    reason: str
    n_answers: int
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the answers of one file."""

    submission: Submission
    held: tuple[HeldRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What answers are judged by."""

    inputs: LaunchInputs
    items: tuple[Item, ...]


def _desk(settings: Settings, connection: Connection, launch_id: str) -> _Desk:
    inputs, positioning, _ = approved_positioning(settings.templates, connection, launch_id)
    return _Desk(inputs, quiz_items(settings.templates, inputs, positioning))


def take_answers(settings: Settings, connection: Connection, file: InboxFile) -> Taken:
    """Take in a file of answers; of a file known already, only what was held or waits is tried again.

    Raises:
        NotAllowedError: the positioning is not approved, so there is no quiz yet.
    """
    desk = _desk(settings, connection, file.scope)
    before = collected.submission_of(connection, file.scope, file.kind, file.sha256)
    if before is not None and before.n_quarantined == before.n_review == 0:
        return Taken(before, (), ())
    export = read_export(file.path, file.data)
    faults = held_problems(export.problems, export.raws)
    answers = export.answers
    if before is None:
        number = collected.next_file_number(connection, file.scope, file.kind)
        before = Submission(file.scope, file.kind, file.sha256, file.path, len(answers) + len(faults), 0, 0, 0, 0, number)
        collected.save_submission(connection, before, [])
    else:
        open_ = {(h.row, h.column) for h in collected.held_in(connection, file.scope, file.kind, file.sha256)}
        open_ |= {(w.answer.row, w.answer.column) for w in quiz_answers.waiting_of(connection, file.scope).get(file.sha256, [])}
        answers = [a for a in answers if (a.row, a.column) in open_]
    quiz_answers.save_decisions(connection, file.scope, {queue_id("void", gone): by for gone, by in export.voids.items()})
    voided = {f"xapi {gone}" for gone in export.voids}
    after, held, likened = _settle(connection, desk, before, answers, faults, voided)
    return Taken(after, tuple(held), (*export.notes, *likened))


def _settle(
    connection: Connection,
    desk: _Desk,
    before: Submission,
    answers: Sequence[ReadAnswer],
    faults: Sequence[HeldRow],
    voided: set[str],
) -> tuple[Submission, list[HeldRow], list[str]]:
    """Put answers of one file where they belong now, and keep what became of the file."""
    scope, kind, sha256 = before.scope, before.kind, before.sha256
    decisions = quiz_answers.decisions_of(connection, scope)
    placing = place(answers, desk.items, desk.inputs.reps, decisions, before.file_number)
    n_new = quiz_answers.save_placed(connection, scope, placing.placed, voided)
    quiz_answers.save_waiting(connection, scope, sha256, answers, placing.waiting)
    tried = {(a.row, a.column) for a in answers} | {(f.row, f.column) for f in faults}
    held = [h for h in collected.held_in(connection, scope, kind, sha256) if (h.row, h.column) not in tried]
    held += [*faults, *(HeldRow(a.row, a.column, why, a.raw) for a, why in placing.held)]
    n_waiting = len(quiz_answers.waiting_of(connection, scope).get(sha256, []))
    n_taken = before.n_taken + n_new
    n_known = before.n_rows - n_taken - len(held) - n_waiting
    after = replace(before, n_taken=n_taken, n_duplicates=n_known, n_quarantined=len(held), n_review=n_waiting)
    collected.save_submission(connection, after, held)
    likened = [
        f"the question {asked[:80]!r} was taken for {item_id} ({likeness:.2f} alike)"
        for asked, (item_id, likeness) in sorted(placing.likened.items())
    ]
    return after, sorted(held, key=lambda h: (h.row, h.column)), likened


def held_problems(problems: Sequence[Problem], raws: Mapping[int, str] = MappingProxyType({})) -> list[HeldRow]:
    """Return one held row for each row with problems, its reasons joined."""
    by_row: dict[int, list[Problem]] = {}
    for p in sorted(problems):
        by_row.setdefault(p.row, []).append(p)
    return [
        HeldRow(row, found[0].column, "; ".join(f"{p.column}: {p.what}, expected {p.expected}" for p in found), raws.get(row, ""))
        for row, found in sorted(by_row.items())
    ]


def review_queue(settings: Settings, launch_id: str) -> list[QueueEntry]:
    """Return every person and question that waits for somebody to say who or which it is, those with most answers first.

    Raises:
        NotFoundError: no launch has this id.
    """
    with transaction(settings.database) as connection:
        launches.folder_of(connection, launch_id)
        names = {s.sha256: s.file for s in collected.submissions_of(connection, [launch_id])}
        waiting = quiz_answers.waiting_of(connection, launch_id)
    found: dict[tuple[str, str], list[tuple[str, Waiting]]] = {}
    for sha256, entries in waiting.items():
        for w in entries:
            for kind, queued in (("person", w.person_queue), ("question", w.question_queue)):
                if queued:
                    found.setdefault((kind, queued), []).append((names.get(sha256, ""), w))
    queue = [_entry(kind, queued, entries) for (kind, queued), entries in found.items()]
    return sorted(queue, key=lambda e: (-e.n_answers, e.queue_id))


def _entry(kind: str, queued: str, entries: Sequence[tuple[str, Waiting]]) -> QueueEntry:
    first = entries[0][1]
    question = first.answer.question
    what = f"{first.answer.person.shown}, {first.answer.at}" if kind == "person" else question.text or question.item_id
    both = first.reason.split("; ") if first.person_queue and first.question_queue else [first.reason]
    reason = both[0] if kind == "person" else both[-1]
    return QueueEntry(queued, kind, what, reason, len(entries), tuple(sorted({file for file, _ in entries})))


def assign_in(
    settings: Settings, connection: Connection, launch_id: str, queued: str, *, rep_id: str = "", item_id: str = ""
) -> int:
    """Say who a waiting person or which item a waiting question is, `-` for not ours; return how many answers were settled.

    Raises:
        NotFoundError: nothing waits under this queue id, or nobody has this rep_id or item_id.
        ConflictError: a person was given an item, or a question a rep.
    """
    waiting = quiz_answers.waiting_of(connection, launch_id, queued)
    if not waiting:
        raise NotFoundError(f"nothing waits for review under {queued!r}: readiness collect review --launch {launch_id}")
    desk = _desk(settings, connection, launch_id)
    choice = _choice(desk, queued, rep_id, item_id)
    quiz_answers.save_decisions(connection, launch_id, {queued: choice})
    submissions = {s.sha256: s for s in collected.submissions_of(connection, [launch_id]) if s.kind == "quizzes"}
    n_settled = 0
    for before in sorted((submissions[sha256] for sha256 in waiting), key=lambda s: s.file_number):
        after, _, _ = _settle(connection, desk, before, [w.answer for w in waiting[before.sha256]], [], set())
        n_settled += before.n_review - after.n_review
    return n_settled


def _choice(desk: _Desk, queued: str, rep_id: str, item_id: str) -> str:
    is_person = queued.startswith("p-")
    choice, what = (rep_id, "--rep") if is_person else (item_id, "--item")
    if not choice or (rep_id and item_id):
        raise ConflictError(f"{queued} is a {'person' if is_person else 'question'}: say which with {what} alone")
    known = {r.rep_id for r in desk.inputs.reps} if is_person else {i.item_id for i in desk.items}
    if choice != LEFT_OUT and choice not in known:
        raise NotFoundError(f"no {'rep' if is_person else 'quiz item'} has the id {choice!r}")
    return choice


def quiz_attempts(settings: Settings, launch_id: str) -> list[Attempt]:
    """Return every rep's attempts in their order; late is after the day every rep is to be ready by.

    Raises:
        NotFoundError: no launch has this id.
    """
    with transaction(settings.database) as connection:
        due = launches.load_inputs(connection, launch_id).launch.dates.ready_by
        return attempts_of(quiz_answers.load_placed(connection, launch_id), due)


def attempts_line(attempts: Sequence[Attempt]) -> str:
    """Return how many attempts of each sort there are, in words."""
    n_first = sum(a.number == 1 for a in attempts)
    n_late, n_partial = sum(a.is_late for a in attempts), sum(a.is_partial for a in attempts)
    return (
        f"{counted(n_first, 'first attempt')}, {len(attempts) - n_first:,} later; of all, {n_late:,} late, {n_partial:,} partial"
    )
