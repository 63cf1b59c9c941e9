"""Shown files: the tables that a stage published, kept a row at a time for pages and programs.

In: a connection in a transaction, a launch's inputs, the files by path.
Out: rows under `report.reps` for report/reps.csv; `inputs.reps` and `inputs.accounts` for what the launch folder names.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from readiness.adapters.db.shown import Owners, drop_tables, keep_table, names_of
from readiness.adapters.db.store import Connection
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.table_files import csv_bytes

REPS = ("rep_id", "name", "email", "channel", "partner_id", "territory_id", "manager_id", "motion", "language")
ACCOUNTS = ("account_id", "name", "channel", "partner_id", "territory_id", "segment", "industry")


def show_files(
    connection: Connection,
    inputs: LaunchInputs,
    files: Mapping[str, bytes],
    now: datetime,
    *,
    as_of: date | None = None,
    instead_of: str = "",
) -> None:
    """Keep the rows of every CSV file among those published; other files are passed over.

    With `instead_of`, a folder such as `report`, tables of that folder that are not among the files are forgotten.
    """
    day = as_of.isoformat() if as_of else ""
    owners = owners_of(inputs)
    tables = {name_of(path): data for path, data in files.items() if path.endswith(".csv")}
    for name, data in tables.items():
        keep_table(connection, inputs.launch.launch_id, name, data, owners=owners, now=now, as_of=day)
    if instead_of:
        known = names_of(connection, inputs.launch.launch_id)
        gone = [name for name in known if name.startswith(f"{instead_of}.") and name not in tables]
        drop_tables(connection, inputs.launch.launch_id, gone)


def show_inputs(connection: Connection, inputs: LaunchInputs, now: datetime) -> None:
    """Keep who sells what to whom, as the launch folder names them."""
    channels = channel_of_reps(inputs)
    reps = [[channels[r.rep_id] if c == "channel" else str(getattr(r, c) or "") for c in REPS] for r in inputs.reps]
    accounts = [[str(getattr(a, c) or "") for c in ACCOUNTS] for a in inputs.accounts.values()]
    tables = {"inputs/reps.csv": csv_bytes(REPS, reps), "inputs/accounts.csv": csv_bytes(ACCOUNTS, accounts)}
    show_files(connection, inputs, tables, now)


def owners_of(inputs: LaunchInputs) -> Owners:
    """Return whose the rows of reps and accounts are."""
    channels = channel_of_reps(inputs)
    reps = {r.rep_id: (channels[r.rep_id], r.manager_id) for r in inputs.reps}
    return Owners(reps, {a.account_id: a.channel for a in inputs.accounts.values()})


def channel_of_reps(inputs: LaunchInputs) -> dict[str, str]:
    """Return rep -> channel: the rep's own, else the one its partner is in where it is in one alone."""
    of_partner = {p.partner_id: p.channels[0] for p in inputs.partners if len(p.channels) == 1}
    return {r.rep_id: r.channel or of_partner.get(r.partner_id, "") for r in inputs.reps}


def name_of(path: str) -> str:
    """Return what the rows of a file are kept under: `report.reps` for report/reps.csv."""
    return path.removesuffix(".csv").replace("/", ".")
