"""Mappings: how a partner's files may be read, proposed from one of them; approved by a person, and from then on used.

In: a file, or a mapping as a person wrote it.
Out: a proposal as YAML; the approved mapping, and files that waited for it read again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from readiness.actions.sales_out.booking import book_again
from readiness.actions.sales_out.files import partner_of, stored_mapping
from readiness.actions.sales_out.known import known_to_partners
from readiness.actions.sales_out.review import named
from readiness.adapters.db import ledger_reading, sales_mappings
from readiness.adapters.db.sales_files import SalesSubmission
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.folder_files import read_file
from readiness.adapters.input_tables import Problems
from readiness.adapters.output_files import write_plain
from readiness.adapters.sales_intake import EDI, SAMPLE_LINES
from readiness.adapters.sales_mapping_files import mapping_yaml, proposal_yaml, read_mapping
from readiness.adapters.sales_reports.opening import UnfitReportError, read_report
from readiness.errors import InputError, InvalidInputsError, Problem
from readiness.settings import Settings
from readiness.stages.sales_out.mapping import ReportMapping
from readiness.stages.sales_out.proposing import Proposal, based_on, proposed_mapping
from readiness.stages.sales_out.unit_table import UnitTable


def propose_mapping(settings: Settings, partner_id: str, file: Path, out: Path | None) -> tuple[Proposal, str]:
    """Return how a partner's file may be read, and the same as YAML, written to `out` where it is given.

    What its approved mapping says, if there is one, holds as far as it fits the file.

    Raises:
        InputError: the file cannot be read, or needs no mapping.
        NotFoundError: no launch names the partner.
    """
    with transaction(settings.database) as connection:
        units = partner_of(connection, partner_id)[1]
        before = stored_mapping(sales_mappings.approved_yaml(connection, partner_id)[0])
    proposal = proposed(file.name, read_file(file), before, units)
    yaml = proposal_yaml(proposal)
    if out is not None:
        write_plain(out, yaml)
    return proposal, yaml.decode()


def proposed(name: str, data: bytes, before: ReportMapping | None, units: UnitTable) -> Proposal:
    """Return how a file may be read, as `propose_mapping` does.

    Raises:
        InputError: the file cannot be read, or needs no mapping.
    """
    try:
        raw = read_report(name, data, before)
    except UnfitReportError as error:
        raise InputError(Problem(name, 0, "", error.what, "a CSV file or a workbook")) from error
    if raw.kind in EDI:
        raise InputError(Problem(name, 0, "", f"{raw.kind} says itself what stands where", "a file that needs a mapping"))
    found = proposed_mapping(raw.header, raw.frame.drop("row").head(SAMPLE_LINES), [unit for unit, _ in units])
    return based_on(before, found, raw.header) if before else found


@dataclass(frozen=True, slots=True)
class ApprovedMapping:
    """A mapping that holds from now on."""

    partner_id: str
    number: int
    approved_by: str
    read_again: tuple[SalesSubmission, ...]
    """Files of which nothing had been taken in, as they stand now."""


def approve_mapping(settings: Settings, partner_id: str, mapping_file: Path, by: str, at: datetime) -> ApprovedMapping:
    """Let a partner's files be read by a mapping from now on, and read those again of which nothing could be taken.

    Raises:
        InvalidInputsError: the mapping is wrong.
        NotAllowedError: nobody's name is given.
        NotFoundError: no launch names the partner.
    """
    by, moment = named(by), at.astimezone(UTC).replace(tzinfo=None)
    with transaction(settings.database) as connection:
        return approved(connection, partner_id, (str(mapping_file), read_file(mapping_file)), by, moment)


def approved(connection: Connection, partner_id: str, file: tuple[str, bytes], by: str, at: datetime) -> ApprovedMapping:
    """Let a partner's files be read by the mapping of a file (name, bytes), as `approve_mapping` does, in a transaction."""
    problems = Problems()
    mapping = read_mapping(*file, problems, is_for_booking=False)
    if mapping is None:
        raise InvalidInputsError(problems.found)
    currency = partner_of(connection, partner_id)[0]
    number = sales_mappings.next_number(connection, partner_id)
    mapping = replace(mapping, version=number, approved_by=by, approved_on=at.date())
    sales_mappings.approve(connection, partner_id, mapping_yaml(mapping).decode(), number, by, at.date())
    known = known_to_partners(connection)
    waiting = ledger_reading.files_not_taken(connection, partner_id)
    booked = [book_again(connection, file, mapping, known, at, currency=currency) for file in waiting]
    return ApprovedMapping(partner_id, number, by, tuple(found[0] for found in booked if found))
