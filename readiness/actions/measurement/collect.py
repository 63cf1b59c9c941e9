"""Collect: quiz answers, attendance and graded pitches, each row taken, known already, waiting for review or in quarantine.

In: files as sent.
Out: rows in the database, one transaction a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from readiness.actions.measurement.attending import sat_in, take_list
from readiness.actions.measurement.quiz_review import held_problems, take_answers
from readiness.adapters.attendance_lists import is_list
from readiness.adapters.db import collected, launches, pitches
from readiness.adapters.db.collected import CollectReport as CollectReport
from readiness.adapters.db.collected import HeldRow, Submission
from readiness.adapters.db.store import Connection, only_one, transaction
from readiness.adapters.folder_files import list_folder, read_file
from readiness.adapters.inbox_files import InboxFile, inbox_files
from readiness.adapters.inbox_rows import KINDS
from readiness.adapters.input_tables import Problems
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.people_files import read_attendance
from readiness.adapters.pitch_files import read_pitches
from readiness.adapters.stored_positioning import UNSAID
from readiness.settings import Settings


def collect_quizzes(settings: Settings, launch_id: str, paths: Sequence[Path]) -> list[CollectReport]:
    """Take in files of quiz answers, from whatever system; who or what cannot be told waits for review."""
    files = [InboxFile("quizzes", launch_id, path.name, read_file(path)) for path in paths]
    return [collect_answers(settings, file) for file in files]


def collect_pitches(settings: Settings, launch_id: str, paths: Sequence[Path]) -> list[CollectReport]:
    """Take in files of graded pitches; a score a later file gives otherwise takes the place of the earlier one."""
    files = [InboxFile("pitches", launch_id, path.name, read_file(path)) for path in paths]
    return [collect_answers(settings, file) for file in files]


def collect_attendance(
    settings: Settings, launch_id: str, paths: Sequence[Path], session_id: str = "", now: datetime | None = None
) -> list[CollectReport]:
    """Take in lists of who was in a session: as Zoom, Teams, Webex or Meet export them, a trainer's sheet, or days and minutes.

    Where the time is given, no list is taken of a session that has not begun.

    Raises:
        NotFoundError: there is no such launch or session.
    """
    files = [InboxFile("attendance", launch_id, path.name, read_file(path)) for path in paths]
    return [collect_answers(settings, file, session_id, now) for file in files]


def collect_inbox(settings: Settings, launch_id: str) -> list[CollectReport]:
    """Take in answers, attendance and pitches in the inbox of the launch's folder; a folder that is gone has nothing new."""
    with transaction(settings.database) as connection:
        folder = Path(launches.folder_of(connection, launch_id))
    if not folder.is_dir():
        return []
    kinds = tuple(f"inbox/{kind}/" for kind in KINDS)
    files = {path: read_file(folder / path) for path in list_folder(folder) if path.startswith(kinds)}
    return [collect_answers(settings, file) for file in inbox_files(files, launch_id)]


def collect_answers(settings: Settings, file: InboxFile, session_id: str = "", now: datetime | None = None) -> CollectReport:
    """Take in one file of answers, attendance or pitches; `session_id` is whose list it is, where the file does not say."""
    with transaction(settings.database) as connection:
        only_one(connection, f"launch {file.scope}")
        before = collected.submission_of(connection, file.scope, file.kind, file.sha256)
        if file.kind == "quizzes":
            taken = take_answers(settings, connection, file)
            return CollectReport(taken.submission, taken.held, taken.submission != before, taken.notes)
        inputs = launches.load_inputs(connection, file.scope, UNSAID)
        if file.kind == "attendance" and is_list(file.data):
            return take_list(connection, file, inputs, session_id, now)
        number = before.file_number if before else collected.next_file_number(connection, file.scope, file.kind)
        if file.kind == "pitches":
            taken_rows = _take_pitches(connection, file, inputs, number)
        else:
            taken_rows = _take_attendance(connection, file, inputs, corrects=before is None)
        return _kept(connection, file, before, number, *taken_rows)


def _take_attendance(
    connection: Connection, file: InboxFile, inputs: LaunchInputs, *, corrects: bool
) -> tuple[int, int, list[HeldRow]]:
    """Take in a list; one that came before does not undo what a later one corrected."""
    problems = Problems()
    rows = read_attendance(file.path, file.data, problems)
    reps = {r.rep_id for r in inputs.reps}
    held = held_problems(problems.found)
    held += [HeldRow(row, "rep_id", f"rep {a.rep_id!r} is unknown", repr(a)) for row, a in rows if a.rep_id not in reps]
    taken = [a for _, a in rows if a.rep_id in reps]
    n_new = collected.save_attendance(connection, file.scope, taken, corrects=corrects)
    if n_new:
        sat_in(connection, file.scope, inputs, taken)
    return len(taken) + len(held), n_new, held


def _take_pitches(connection: Connection, file: InboxFile, inputs: LaunchInputs, number: int) -> tuple[int, int, list[HeldRow]]:
    problems = Problems()
    rows = read_pitches(file.path, file.data, inputs.policy.index.rubric, problems)
    reps = {r.rep_id for r in inputs.reps}
    held = held_problems(problems.found)
    held += [HeldRow(row, "rep_id", f"rep {p.rep_id!r} is unknown", repr(p)) for row, p in rows if p.rep_id not in reps]
    taken = [p for _, p in rows if p.rep_id in reps]
    return len(taken) + len(held), pitches.save_pitches(connection, file.scope, taken, number), held


def _kept(
    connection: Connection,
    file: InboxFile,
    before: Submission | None,
    number: int,
    n_rows: int,
    n_new: int,
    held: list[HeldRow],
) -> CollectReport:
    """Keep what became of a file. Read again, its rows taken the first time count as taken, not as known already."""
    n_taken = n_new + (before.n_taken if before else 0)
    n_duplicates = n_rows - n_taken - len(held)
    submission = Submission(file.scope, file.kind, file.sha256, file.path, n_rows, n_taken, n_duplicates, len(held))
    submission = replace(submission, file_number=number, file=before.file if before else file.path)
    if submission != before:
        collected.save_submission(connection, submission, held)
    return CollectReport(submission, tuple(held), is_new=submission != before)
