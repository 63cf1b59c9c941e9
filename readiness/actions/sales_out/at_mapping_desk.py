"""At the mapping desk: how a partner's file may be read, tried on the file itself before a person approves it in the portal.

In: settings, who decides, a file's number, a mapping as YAML, the time now.
Out: MappingDesk; the approved mapping, and files that waited for it read again.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from readiness.actions.sales_out.files import partner_of, stored_mapping
from readiness.actions.sales_out.known import known_to_partners
from readiness.actions.sales_out.mappings import approved, proposed
from readiness.adapters.db import sales_files, sales_mappings
from readiness.adapters.db.audit import note
from readiness.adapters.db.sales_files import SalesSubmission
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.input_tables import Problems
from readiness.adapters.sales_intake import read_sales_report
from readiness.adapters.sales_mapping_files import proposal_yaml, read_mapping
from readiness.errors import ConflictError, InvalidInputsError
from readiness.permissions import Viewer, allowed
from readiness.settings import Settings
from readiness.stages.sales_out.unit_table import UnitTable

RIGHT = "collected.change"
PREVIEW_ROWS = 8
PREVIEW = (
    "sold_on", "movement", "product_code", "gtin", "partner_sku", "account_code", "account_name", "units", "amount_minor",
    "currency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MappingDesk:
    """How a partner's file may be read, and what is read of it so."""

    file: SalesSubmission
    yaml: str
    ambiguous: tuple[str, ...]
    """What only a person can decide."""
    why: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """The first lines as they are read."""
    n_lines: int
    n_faulty: int
    problems: tuple[str, ...]
    """What is wrong with the mapping."""
    number: int
    """Of the mapping approved last; 0 where there is none."""


MOST_TRIED = 32
_tried: dict[Hashable, MappingDesk] = {}
"""What was read lately: who edits a mapping looks at the same file again and again."""


def mapping_desk(settings: Settings, viewer: Viewer, number: int, yaml: str, now: datetime) -> MappingDesk:
    """Return how a file may be read, by the mapping given or by a proposal, with a preview; nothing is decided by looking.

    Raises:
        ConflictError: the file came before files were kept.
        InputError: it cannot be read, or needs no mapping.
        NotFoundError: there is no such file.
    """
    allowed(viewer, RIGHT)
    with reading(settings.database) as connection:
        file = sales_files.known(connection, number)
        data = sales_files.raw_of(connection, file.sha256)
        currency, units = partner_of(connection, file.partner_id)
        before, last = sales_mappings.approved_yaml(connection, file.partner_id)
    if data is None:
        raise ConflictError(f"the file {number} ({file.file}) came before files were kept; upload it once more")
    key = (file, yaml, before, last, currency, frozenset(units.items()), now.date())
    found = _tried.get(key)
    if found is None:
        found = _try(file, data, yaml, (before, last), (currency, units), now.date())
        if len(_tried) >= MOST_TRIED:
            _tried.clear()
        _tried[key] = found
    return found


def _try(
    file: SalesSubmission, data: bytes, yaml: str, approved_last: tuple[str, int], partner: tuple[str, UnitTable], today: date
) -> MappingDesk:
    (before, last), (currency, units) = approved_last, partner
    name = file.file.rsplit("/", 1)[-1]
    proposal = None if yaml.strip() else proposed(name, data, stored_mapping(before), units)
    text = yaml if proposal is None else proposal_yaml(proposal).decode()
    problems = Problems()
    mapping = read_mapping("mapping.yaml", text.encode(), problems, is_for_booking=False)
    told = tuple(f"{p.column}: {p.what}; expected {p.expected}" for p in problems.found)
    ambiguous, why = (proposal.ambiguous, proposal.why) if proposal else ((), ())
    if mapping is None:
        return MappingDesk(file, text, ambiguous, why, (), (), 0, 0, told, last)
    read = read_sales_report(name, data, mapping, file.partner_id, today, currency=currency, units=units)
    lines = read.judged.lines if read.judged else None
    header = tuple(c for c in PREVIEW if lines is not None and c in lines.columns)
    rows = lines.select(header).head(PREVIEW_ROWS).rows() if lines is not None else []
    cells = tuple(tuple("" if v is None else str(v) for v in row) for row in rows)
    unfit = (read.unfit,) if read.unfit else ()
    n_lines = lines.height if lines is not None else 0
    return MappingDesk(file, text, ambiguous, why, header, cells, n_lines, len(read.quarantined), told + unfit, last)


def approve_mapping_text(
    settings: Settings, viewer: Viewer, partner_id: str, yaml: str, now: datetime
) -> tuple[int, tuple[SalesSubmission, ...]]:
    """Let a partner's files be read by a mapping from now on; return its number, and the files read again.

    Raises:
        ConflictError: the mapping is wrong.
        NotFoundError: no launch names the partner.
    """
    allowed(viewer, RIGHT)
    with reading(settings.database) as connection:
        known_to_partners(connection)
    with transaction(settings.database) as connection:
        try:
            found = approved(
                connection, partner_id, ("mapping.yaml", yaml.encode()), viewer.name, now.astimezone(UTC).replace(tzinfo=None)
            )
        except InvalidInputsError as error:
            raise ConflictError(f"the mapping cannot be used: {error}") from error
        note(connection, viewer, "mappings.approve", now, about=f"{partner_id}, mapping {found.number}")
    return found.number, found.read_again
