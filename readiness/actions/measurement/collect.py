"""Collect: quiz answers, attendance and sales-out files, each row taken, known already, waiting for review or in quarantine.

In: files as sent.
Out: rows in the database, one transaction a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from readiness.actions.measurement.quiz_review import held_problems, take_answers
from readiness.adapters.db import collected, launches, sales_ledger
from readiness.adapters.db.collected import HeldRow, Submission
from readiness.adapters.db.ledger_reading import rows_in_quarantine
from readiness.adapters.db.sales_files import SalesReport, submission_of
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.folder_files import read_file, read_folder
from readiness.adapters.inbox_files import InboxFile, inbox_files, mapping_for
from readiness.adapters.input_tables import Problems
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.people_files import read_attendance
from readiness.adapters.sales_out_files import UNMAPPED, ReportMapping, read_mapping, read_report
from readiness.errors import InvalidInputsError, NotFoundError
from readiness.settings import Settings
from readiness.stages.sales_out import intake_lines, judge
from readiness.vocabulary import Partner


@dataclass(frozen=True, slots=True)
class CollectReport:
    """What became of one file; n_rows = n_taken + n_duplicates + n_quarantined + n_review."""

    submission: Submission
    held: tuple[HeldRow, ...]
    is_new: bool
    """False where the same file was taken in before and nothing came of reading it again."""
    notes: tuple[str, ...] = ()
    """What was understood though it is not written so."""


def collect_quizzes(settings: Settings, launch_id: str, paths: Sequence[Path]) -> list[CollectReport]:
    """Take in files of quiz answers, from whatever system; who or what cannot be told waits for review."""
    files = [InboxFile("quizzes", launch_id, path.name, read_file(path)) for path in paths]
    return [_collect_answers(settings, file) for file in files]


def collect_sales_out(settings: Settings, partner_id: str, paths: Sequence[Path], at: datetime) -> list[CollectReport]:
    """Take in a partner's sales-out reports; a mapping.yaml beside a report says how to read it.

    Raises:
        NotFoundError: no launch names this partner.
        InvalidInputsError: the mapping is wrong.
    """
    reports = []
    for path in paths:
        beside = path.parent / "mapping.yaml"
        problems = Problems()
        mapping = read_mapping(str(beside), read_file(beside), problems) if beside.is_file() else UNMAPPED
        if mapping is None:
            raise InvalidInputsError(problems.found)
        reports.append(_collect_report(settings, InboxFile("sales_out", partner_id, path.name, read_file(path)), mapping, at))
    return reports


KINDS = ("quizzes", "attendance", "sales_out")


def collect_inbox(settings: Settings, launch_id: str, at: datetime, kinds: Sequence[str] = KINDS) -> list[CollectReport]:
    """Take in whatever of these kinds stands in the inbox of the launch's folder; a folder that is gone has nothing new.

    Raises:
        InvalidInputsError: a partner's mapping is wrong; the other files are taken in.
    """
    with transaction(settings.database) as connection:
        folder = Path(launches.folder_of(connection, launch_id))
        partners = launches.load_inputs(connection, launch_id).partner
    if not folder.is_dir():
        return []
    files = {path: data for path, data in read_folder(folder).items() if path.startswith("inbox/")}
    problems = Problems()
    mappings = {scope: mapping_for(files, scope, problems) for scope in sorted(partners)}
    reports: list[CollectReport] = []
    for file in (f for f in inbox_files(files, launch_id) if f.kind in kinds):
        if file.kind != "sales_out":
            reports.append(_collect_answers(settings, file))
        elif mapping := mappings.get(file.scope):
            reports.append(_collect_report(settings, file, mapping, at))
    if problems.found:
        raise InvalidInputsError(problems.found)
    return reports


def _collect_answers(settings: Settings, file: InboxFile) -> CollectReport:
    with transaction(settings.database) as connection:
        before = collected.submission_of(connection, file.scope, file.kind, file.sha256)
        if file.kind == "quizzes":
            taken = take_answers(settings, connection, file)
            return CollectReport(taken.submission, taken.held, taken.submission != before, taken.notes)
        n_rows, n_new, held = _take_attendance(connection, file, launches.load_inputs(connection, file.scope))
        return _kept(connection, file, before, n_rows, n_new, held)


def _take_attendance(connection: Connection, file: InboxFile, inputs: LaunchInputs) -> tuple[int, int, list[HeldRow]]:
    problems = Problems()
    rows = read_attendance(file.path, file.data, problems)
    reps = {r.rep_id for r in inputs.reps}
    held = held_problems(problems.found)
    held += [HeldRow(row, "rep_id", f"rep {a.rep_id!r} is unknown", repr(a)) for row, a in rows if a.rep_id not in reps]
    taken = [a for _, a in rows if a.rep_id in reps]
    return len(taken) + len(held), collected.save_attendance(connection, file.scope, taken), held


def _collect_report(settings: Settings, file: InboxFile, mapping: ReportMapping, at: datetime) -> CollectReport:
    """Book one report; it is new where anything came of it that had not come of it before."""
    with transaction(settings.database) as connection:
        before = submission_of(connection, file.scope, file.sha256)
        if before is None or before.n_quarantined:
            partner, territories = _masters(connection, file.scope)
            reported, unread = read_report(partner, file.path, file.data, mapping)
            intake = judge(reported, territories)
            held = sorted((q.row, q.column, q.reason, q.raw) for q in (*unread, *intake.quarantined))
            report = SalesReport(file.scope, file.sha256, file.path, intake_lines(intake.lines), held)
            after = sales_ledger.record(connection, report, at.astimezone(UTC).replace(tzinfo=None))
        else:
            after = before
        rows = rows_in_quarantine(connection, submission_id=after.submission_id)
        said = Submission(
            after.partner_id, "sales_out", after.sha256, after.file, after.rows_in, after.n_ok - after.n_unchanged,
            after.n_duplicates + after.n_unchanged, after.n_quarantined, after.n_pending,
        )  # fmt: skip
        notes = (
            (f"held as file {after.submission_id}: {after.why}; see readiness collect holds",) if after.status == "held" else ()
        )
        return CollectReport(said, tuple(HeldRow(q.row, q.column, q.reason, q.raw) for q in rows), after != before, notes)


def _masters(connection: Connection, partner_id: str) -> tuple[Partner, dict[str, str]]:
    """Return the partner, and the territory of every account of every launch."""
    partner: Partner | None = None
    territories: dict[str, str] = {}
    for launch_id in launches.all_launch_ids(connection):
        inputs = launches.load_inputs(connection, launch_id)
        partner = partner or inputs.partner.get(partner_id)
        territories |= {a.account_id: a.territory_id for a in inputs.accounts.values()}
    if partner is None:
        raise NotFoundError(f"no launch names the partner {partner_id!r} in its channels.yaml; take in the launch first")
    return partner, territories


def _kept(
    connection: Connection, file: InboxFile, before: Submission | None, n_rows: int, n_new: int, held: list[HeldRow]
) -> CollectReport:
    """Keep what became of a file. Read again, its rows taken the first time count as taken, not as known already."""
    n_taken = n_new + (before.n_taken if before else 0)
    n_duplicates = n_rows - n_taken - len(held)
    submission = Submission(file.scope, file.kind, file.sha256, file.path, n_rows, n_taken, n_duplicates, len(held))
    if before is not None:
        submission = replace(submission, file=before.file, file_number=before.file_number)
    if submission != before:
        collected.save_submission(connection, submission, held)
    return CollectReport(submission, tuple(held), is_new=submission != before)
