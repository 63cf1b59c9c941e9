"""Stored mappings: how each partner's files were read, and which way somebody approved.

In: a connection in a transaction; a mapping as YAML.
Out: rows; the approved mapping of a partner.
"""

from __future__ import annotations

import hashlib
from datetime import date

from sqlalchemy import Connection, and_, func, insert, select

from readiness.adapters.db.ledger_tables import sales_mappings

_m = sales_mappings.c


def approved_yaml(connection: Connection, partner_id: str) -> tuple[str, int]:
    """Return the mapping approved last, as YAML, and its number; "" and 0 where there is none."""
    query = select(_m.yaml, _m.number).where(and_(_m.partner_id == partner_id, _m.number > 0)).order_by(_m.number.desc()).limit(1)
    row = connection.execute(query).first()
    return (row.yaml, row.number) if row else ("", 0)


def yaml_of(connection: Connection, partner_id: str, mapping_version: str) -> str:
    """Return the mapping a file was read by, as YAML, or ""."""
    where = and_(_m.partner_id == partner_id, _m.mapping_version == mapping_version)
    return connection.execute(select(_m.yaml).where(where)).scalar() or ""


def keep(connection: Connection, partner_id: str, mapping_version: str, yaml: str) -> None:
    """Keep the way a file was read; one that is known stays as it is."""
    if not yaml_of(connection, partner_id, mapping_version):
        row = {"partner_id": partner_id, "mapping_version": mapping_version, "number": 0, "yaml": yaml, "approved_by": ""}
        connection.execute(insert(sales_mappings), [row])


def next_number(connection: Connection, partner_id: str) -> int:
    """Return the number the next mapping gets that somebody approves."""
    return (connection.execute(select(func.max(_m.number)).where(_m.partner_id == partner_id)).scalar() or 0) + 1


def approve(connection: Connection, partner_id: str, yaml: str, number: int, by: str, on: date) -> None:
    """Let a partner's files be read by this mapping from now on."""
    row = {"partner_id": partner_id, "mapping_version": version_of(yaml), "number": number, "yaml": yaml, "approved_by": by}
    connection.execute(insert(sales_mappings), [row | {"approved_on": on}])


def version_of(yaml: str) -> str:
    """Return what tells one way of reading from every other: the start of a hash."""
    return hashlib.sha256(yaml.encode()).hexdigest()[:16]
