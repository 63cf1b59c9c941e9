"""Files to take in: what stands in an inbox or is given by hand, each with how it is to be read.

In: a launch or a partner, paths.
Out: PartnerFile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from readiness.adapters.channel_files import read_channels
from readiness.adapters.db import launches, sales_mappings
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.folder_files import list_folder, read_file
from readiness.adapters.inbox_reports import report_paths
from readiness.adapters.input_tables import Problems
from readiness.adapters.rate_files import UNITS, read_units
from readiness.adapters.sales_mapping_files import read_mapping
from readiness.adapters.stored_positioning import UNSAID
from readiness.errors import InvalidInputsError, NotFoundError, Problem
from readiness.settings import Settings
from readiness.stages.sales_out.mapping import ReportMapping
from readiness.stages.sales_out.unit_table import UnitTable


@dataclass(frozen=True, slots=True)
class PartnerFile:
    """One file to take in; small, so that it can be handed to another process, which reads the file itself."""

    partner_id: str
    currency: str
    path: Path
    name: str
    """As it is spoken of: its path in the launch's folder, or its plain name."""
    mapping: ReportMapping | None
    """None where nobody has said how it is read: its column names have to be sure."""
    units: UnitTable = field(default_factory=dict)
    late: tuple[int, ...] = ()
    """Rows that were not taken when it came before."""


def given_files(settings: Settings, partner_id: str, paths: Sequence[Path]) -> list[PartnerFile]:
    """Return files given by hand; a mapping.yaml beside one says how it is read, else the partner's approved mapping.

    Raises:
        InvalidInputsError: a mapping is wrong.
        NotFoundError: no launch names the partner.
    """
    with transaction(settings.database) as connection:
        currency, units = partner_of(connection, partner_id)
        approved = _approved(connection, partner_id)
    files = []
    for path in paths:
        beside = path.parent / "mapping.yaml"
        problems = Problems()
        mapping = read_mapping(str(beside), read_file(beside), problems) if beside.is_file() else approved
        if problems.found:
            raise InvalidInputsError(problems.found)
        files.append(PartnerFile(partner_id, currency, path, path.name, mapping, units))
    return files


def inbox_files(settings: Settings, launch_id: str) -> tuple[list[PartnerFile], list[Problem]]:
    """Return the reports in the inbox of a launch's folder, and what is wrong with mappings: those partners' files are left out.

    A folder that is gone has nothing new.
    """
    with transaction(settings.database) as connection:
        folder = Path(launches.folder_of(connection, launch_id))
        inputs = launches.load_inputs(connection, launch_id, UNSAID)
        partners = inputs.partner
        approved = {partner_id: _approved(connection, partner_id) for partner_id in partners}
    paths = list_folder(folder) if folder.is_dir() else []
    problems = Problems()
    mappings: dict[str, ReportMapping | None] = dict(approved)
    for partner_id in sorted(partners):
        place = f"inbox/sales_out/{partner_id}/mapping.yaml"
        if place in paths:
            mappings[partner_id] = read_mapping(place, read_file(folder / place), problems)
    wrong = {problem.file.split("/")[2] for problem in problems.found}
    found = [
        PartnerFile(scope, partners[scope].currency, folder / path, path, mappings[scope], inputs.units)
        for path, scope in report_paths(paths)
        if scope in partners and scope not in wrong
    ]
    return found, problems.found


def partner_of(connection: Connection, partner_id: str) -> tuple[str, UnitTable]:
    """Return a partner's currency, and the units of measure of the launch that names it.

    Raises:
        NotFoundError: no launch names this partner.
    """
    for launch_id in launches.all_launch_ids(connection):
        files, problems = launches.stored_files(connection, launch_id, "channels.yaml"), Problems()
        _, partners = read_channels("channels.yaml", files["channels.yaml"], problems)
        currency = next((p.currency for p in partners if p.partner_id == partner_id), None)
        if currency is not None:
            return currency, read_units(launches.stored_files(connection, launch_id, UNITS), problems)
    raise NotFoundError(f"no launch names the partner {partner_id!r} in its channels.yaml; take in the launch first")


def _approved(connection: Connection, partner_id: str) -> ReportMapping | None:
    yaml, number = sales_mappings.approved_yaml(connection, partner_id)
    return stored_mapping(yaml) if number else None


def stored_mapping(yaml: str) -> ReportMapping | None:
    """Return a mapping as it was kept; None where none was."""
    problems = Problems()
    mapping = read_mapping("mapping.yaml", yaml.encode(), problems, is_for_booking=False) if yaml else None
    if problems.found:
        raise InvalidInputsError(problems.found)
    return mapping
