"""Collect: partners' sales-out files read, matched and booked; each row taken, known already, waiting or in quarantine.

In: files as sent.
Out: postings and reversals in the ledger, one transaction a file; what became of each file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from readiness.actions.sales_out.booking import book
from readiness.actions.sales_out.files import PartnerFile, given_files, inbox_files
from readiness.actions.sales_out.known import Known, known_to_partners, settle_waiting
from readiness.adapters.db import matches
from readiness.adapters.db.collected import CollectReport as CollectReport
from readiness.adapters.db.collected import HeldRow, Submission
from readiness.adapters.db.ledger_reading import rows_in_quarantine
from readiness.adapters.db.sales_files import SalesSubmission, keep_raw, replaced_by, submission_of
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.folder_files import read_file, sha256_of
from readiness.adapters.sales_intake import ReadReport as ReadReport
from readiness.adapters.sales_intake import read_sales_report
from readiness.errors import ConflictError, InvalidInputsError
from readiness.settings import Settings
from readiness.stages.sales_out.lines import RULES
from readiness.stages.sales_out.matching.known import CodeMatch
from readiness.vocabulary import SideBySide, counted

MOST_HELD = 1_000
"""Rows in quarantine that are told of; all of them are in the database."""


def read(file: PartnerFile, today: date) -> ReadReport:
    """Return what a file says; needs no database, so that files can be read side by side."""
    data = read_file(file.path)
    name, currency = file.path.name, file.currency
    return read_sales_report(
        name, data, file.mapping, file.partner_id, today, currency=currency, units=file.units, late=file.late
    )


Reading = Callable[[Sequence[PartnerFile]], Iterable[ReadReport]]
"""Returns what each file says, in their order."""


def collect_sales_out(settings: Settings, partner_id: str, paths: Sequence[Path], at: datetime) -> list[CollectReport]:
    """Take in a partner's sales-out reports; a mapping.yaml beside a report says how to read it.

    Raises:
        NotFoundError: no launch names this partner.
        InvalidInputsError: the mapping is wrong.
    """
    return _taken_in(settings, given_files(settings, partner_id, paths), at)


def collect_reports(
    settings: Settings, launch_id: str, at: datetime, reading: Reading | None = None, side_by_side: SideBySide = map
) -> list[CollectReport]:
    """Take in the sales-out reports that stand in the inbox of the launch's folder.

    Args:
        settings: where the database is.
        launch_id: whose inbox.
        at: the moment of booking.
        reading: reads them; None: one after the other.
        side_by_side: compares the names in each with those known.

    Raises:
        InvalidInputsError: a partner's mapping is wrong; the other files are taken in.
    """
    files, problems = inbox_files(settings, launch_id)
    reports = _taken_in(settings, files, at, reading, side_by_side)
    if problems:
        raise InvalidInputsError(problems)
    return reports


def _taken_in(
    settings: Settings,
    files: Sequence[PartnerFile],
    at: datetime,
    reading: Reading | None = None,
    side_by_side: SideBySide = map,
) -> list[CollectReport]:
    """Take in files in their order; one whose rows were all understood before is not opened again."""
    moment = at.astimezone(UTC).replace(tzinfo=None)
    partners = sorted({file.partner_id for file in files})
    with transaction(settings.database) as connection:
        seen = [_seen_before(connection, file) for file in files]
        unread = [file for file in seen if isinstance(file, PartnerFile)]
        waiting = [partner_id for partner_id in partners if matches.waiting(connection, partner_id)]
        if not (unread or waiting):
            return [f for f in seen if isinstance(f, CollectReport)]
        known = known_to_partners(connection)
        if sum(settle_waiting(connection, partner_id, known, moment) for partner_id in waiting):
            seen = [_seen_before(connection, file) for file in files]
    found = iter(reading(unread) if reading else (read(file, at.date()) for file in unread))
    return [f if isinstance(f, CollectReport) else _booked(settings, f, next(found), known, moment, side_by_side) for f in seen]


def _seen_before(connection: Connection, file: PartnerFile) -> CollectReport | PartnerFile:
    """Return what became of a file whose rows were all understood when it came before, else the file, to be read."""
    before = submission_of(connection, file.partner_id, sha256_of(file.path))
    if before is None:
        return file
    if before.n_quarantined == 0 and before.status != "held":
        later = replaced_by(connection, before)
        notes = (f"{later} came after it and speaks for the same days: that is what counts",) if later else ()
        return CollectReport(_said(before), (), is_new=False, notes=notes)
    waits = rows_in_quarantine(connection, submission_id=before.submission_id)
    return replace(file, late=tuple(q.row for q in waits))


def _booked(
    settings: Settings, file: PartnerFile, report: ReadReport, known: Known, at: datetime, side_by_side: SideBySide
) -> CollectReport:
    """Book one file; it is new where anything came of it that had not come of it before."""
    data = read_file(file.path)
    if hashlib.sha256(data).hexdigest() != report.sha256:
        raise ConflictError(f"{file.name} changed while it was read; collect it again")
    with transaction(settings.database) as connection:
        before = submission_of(connection, file.partner_id, report.sha256)
        keep_raw(connection, report.sha256, data)
        after, codes = book(connection, file.partner_id, file.name, report, known, at, side_by_side=side_by_side)
        rows = rows_in_quarantine(connection, submission_id=after.submission_id, limit=MOST_HELD)
        held = tuple(HeldRow(q.row, q.column, q.reason, q.raw) for q in rows)
        return CollectReport(_said(after), held, after != before, _notes(file, report, after, codes))


def _said(file: SalesSubmission) -> Submission:
    return Submission(
        file.partner_id, "sales_out", file.sha256, file.file, file.rows_in, file.n_ok - file.n_unchanged,
        file.n_duplicates + file.n_unchanged, file.n_quarantined, file.n_pending,
    )  # fmt: skip


def _notes(file: PartnerFile, report: ReadReport, after: SalesSubmission, codes: Sequence[CodeMatch]) -> tuple[str, ...]:
    """Return what a person should know or do, a sentence each."""
    notes = []
    if report.proposal and report.proposal.ambiguous:
        how = f"readiness collect mapping propose {file.path} --partner {file.partner_id}"
        notes.append(f"nobody has said how it is read, and its columns do not say so for sure: {how}")
    elif report.proposal:
        notes.append("read by its column names, which are sure; nobody has approved a mapping")
    if after.status == "held":
        reasons = after.why.replace("\n", "; ")
        notes.append(f"held as file {after.submission_id}: {reasons}; see readiness collect holds")
    elif after.n_pending:
        wait = "waits" if after.n_pending == 1 else "wait"
        notes.append(f"{counted(after.n_pending, 'line')} {wait} for a product or an account: readiness collect matches")
    n_other = sum(code.how == "other" for code in codes)
    if n_other:
        notes.append(f"{counted(n_other, 'product code')} that no launch names, counted as other products")
    cautions = report.judged.cautions if report.judged else {}
    notes += [f"{counted(n, 'line')} taken with a caution: {_caution(name)}" for name, n in cautions.items()]
    return tuple(notes)


def _caution(name: str) -> str:
    rule = next(r for r in RULES if r.name == name)
    return f"{rule.column} {rule.says}".strip()
