"""Review: files held for a person, accepted or rejected; rows in quarantine.

In: a file's number, who decides and when.
Out: SalesSubmission, QuarantinedRow.
"""

from __future__ import annotations

from datetime import UTC, datetime

from readiness.adapters.db import ledger_reading, sales_ledger
from readiness.adapters.db.ledger_reading import QuarantinedRow
from readiness.adapters.db.sales_files import SalesSubmission as SalesSubmission
from readiness.adapters.db.store import transaction
from readiness.errors import NotAllowedError
from readiness.settings import Settings


def files_held(settings: Settings) -> list[SalesSubmission]:
    """Return the files that wait for somebody to accept or reject them."""
    with transaction(settings.database) as connection:
        return ledger_reading.held_files(connection)


def accept_file(settings: Settings, submission_id: int, by: str, at: datetime) -> SalesSubmission:
    """Take in a file that was held.

    Raises:
        ConflictError: it is not held.
        NotAllowedError: nobody's name is given.
        NotFoundError: there is no such file.
    """
    with transaction(settings.database) as connection:
        return sales_ledger.accept(connection, submission_id, named(by), at.astimezone(UTC).replace(tzinfo=None))


def reject_file(settings: Settings, submission_id: int, by: str) -> SalesSubmission:
    """Leave out a file that was held.

    Raises:
        ConflictError: it is not held.
        NotAllowedError: nobody's name is given.
        NotFoundError: there is no such file.
    """
    with transaction(settings.database) as connection:
        return sales_ledger.reject(connection, submission_id, named(by))


def quarantine_rows(settings: Settings, partner_id: str) -> list[QuarantinedRow]:
    """Return the rows that wait in quarantine, of one partner or, where it is "", of all."""
    with transaction(settings.database) as connection:
        return ledger_reading.rows_in_quarantine(connection, [partner_id] if partner_id else None)


def named(by: str) -> str:
    """Return who decides.

    Raises:
        NotAllowedError: nobody's name is given.
    """
    if not by.strip():
        raise NotAllowedError("a decision needs the name of the person who takes it: --by NAME")
    return by.strip()
