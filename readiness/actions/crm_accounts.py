"""CRM accounts: an export of a CRM's accounts as the accounts.csv of a launch folder, with what its custom fields say beside it.

In: a file of Salesforce or HubSpot; the channel and the partner its accounts are of.
Out: accounts.csv and, where the CRM knows more, account_facts.csv.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from readiness.adapters.account_fact_files import FILE as FACTS
from readiness.adapters.crm_accounts import NO_TERRITORY, account_table, fact_table, read_crm_accounts
from readiness.adapters.folder_files import read_file
from readiness.adapters.input_tables import Problems
from readiness.adapters.output_files import write_plain
from readiness.adapters.people_files import read_accounts
from readiness.adapters.table_files import csv_bytes
from readiness.errors import ConflictError, InvalidInputsError


@dataclass(frozen=True, slots=True)
class AccountsTaken:
    """What became of an export."""

    n_accounts: int
    n_facts: int
    """Accounts of which a custom field says something; 0: no account_facts.csv was written."""
    n_by_territory: dict[str, int]
    files: tuple[Path, ...]


def accounts_from_crm(export: Path, channel: str, partner: str, out: Path, territory: str = NO_TERRITORY) -> AccountsTaken:
    """Write accounts.csv from an export and, beside it, account_facts.csv where its custom fields say anything.

    Raises:
        ConflictError: one of the two files is there already: what people wrote into it is not to be lost.
        InvalidInputsError: with every problem; nothing is written then.
        NotFoundError: the export is not there, or may not be read.
    """
    problems = Problems()
    found = read_crm_accounts(export.name, read_file(export), problems, channel=channel, partner=partner, territory=territory)
    if not found and not problems.found:
        problems.add(export.name, 0, "", "no account in it", "an export with at least one account")
    data = csv_bytes(*account_table(found))
    if not problems.found:
        read_accounts(out.name, data, problems)
    if problems.found:
        raise InvalidInputsError(problems.found)
    files = {out: data}
    header, rows = fact_table(found)
    if rows:
        files[out.with_name(FACTS)] = csv_bytes(header, rows)
    for file in files:
        if file.exists():
            raise ConflictError(f"{file} is there already: name another file in --out, or move it away first")
    for file, content in files.items():
        write_plain(file, content)
    n_by_territory = Counter(a.account.territory_id for a in found)
    return AccountsTaken(len(found), len(rows), dict(sorted(n_by_territory.items())), tuple(files))
