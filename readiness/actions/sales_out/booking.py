"""Booking: what a file says, matched with what is known and booked in the ledger.

In: a connection in a transaction, a file that was read.
Out: postings and reversals; codes nobody had decided about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from readiness.actions.sales_out.known import Known
from readiness.adapters.db import sales_ledger, sales_mappings
from readiness.adapters.db.ledger_reading import rows_in_quarantine
from readiness.adapters.db.matches import decisions_of, save_codes
from readiness.adapters.db.sales_files import SalesReport, SalesSubmission, raw_of
from readiness.adapters.db.store import Connection
from readiness.adapters.sales_intake import Mended, ReadReport, read_sales_report
from readiness.adapters.sales_mapping_files import mapping_yaml
from readiness.stages.sales_out.mapping import ReportMapping
from readiness.stages.sales_out.matching.known import CodeMatch
from readiness.stages.sales_out.matching.matched import matched
from readiness.stages.sales_out.restating import LEDGER_LINE, ledger_lines
from readiness.vocabulary import SideBySide


def book(
    connection: Connection,
    partner_id: str,
    file: str,
    report: ReadReport,
    known: Known,
    at: datetime,
    *,
    by: str = "",
    side_by_side: SideBySide = map,
) -> tuple[SalesSubmission, Sequence[CodeMatch]]:
    """Book one file.

    Args:
        connection: in a transaction.
        partner_id: who sent it.
        file: as it is spoken of.
        report: what it says.
        known: what its codes are matched with.
        at: the moment of booking.
        by: who mended rows of it, "" where nobody did.
        side_by_side: compares names.
    """
    what, codes = _matched_report(connection, partner_id, file, report, known, side_by_side)
    save_codes(connection, partner_id, codes, at)
    sales_mappings.keep(connection, partner_id, report.mapping_version, mapping_yaml(report.mapping).decode())
    return sales_ledger.record(connection, what, at, by), codes


def book_again(
    connection: Connection,
    file: SalesSubmission,
    mapping: ReportMapping | None,
    known: Known,
    at: datetime,
    *,
    currency: str = "",
    mended: Mended | None = None,
    by: str = "",
) -> tuple[SalesSubmission, ReadReport] | None:
    """Read a file as it was kept, and book what of it could not be booked before; None where it came before files were kept.

    Args:
        connection: in a transaction.
        file: what became of it so far.
        mapping: how it is read now.
        known: what its codes are matched with.
        at: the moment of booking.
        currency: of lines that name none, where the mapping says nothing either.
        mended: rows of it as a person mended them.
        by: who mended them.
    """
    data = raw_of(connection, file.sha256)
    if data is None:
        return None
    late = [q.row for q in rows_in_quarantine(connection, submission_id=file.submission_id)]
    report = read_sales_report(
        file.file.rsplit("/", 1)[-1], data, mapping, file.partner_id, at.date(), currency=currency, units=known.units, late=late,
        mended=mended,
    )  # fmt: skip
    return book(connection, file.partner_id, file.file, report, known, at, by=by)[0], report


def _matched_report(
    connection: Connection, partner_id: str, file: str, report: ReadReport, known: Known, side_by_side: SideBySide
) -> tuple[SalesReport, Sequence[CodeMatch]]:
    """Return what a file says with what its codes mean, and the codes nobody had decided about."""
    what = SalesReport(
        partner_id, report.sha256, file, LEDGER_LINE.to_frame(), report.quarantined, mapping_version=report.mapping_version,
        held=report.held,
    )  # fmt: skip
    if report.judged is None:
        return what, ()
    decisions = decisions_of(connection, partner_id, known.aliases.get(partner_id, {}))
    found = matched(report.judged.lines, report.mapping, known.masters(partner_id), decisions, side_by_side)
    what = replace(
        what,
        lines=ledger_lines(found.lines, partner_id),
        n_duplicates=report.judged.duplicates.height,
        replaces=report.replaces,
        period=report.period,
        sequence=_sequence(report.facts),
    )
    return what, found.codes


def _sequence(facts: Mapping[str, str]) -> int | None:
    """Return a file's place among its partner's: the day it says it was made, as a number; None where it does not say."""
    text = facts.get("prepared_on", "").replace("-", "")
    return int(text) if text.isdecimal() else None
