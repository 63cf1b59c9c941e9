"""Stored fingerprints: one hash over everything in the database that a launch's quiz is made from; one over all inputs.

In: a connection in a transaction, a launch id.
Out: a hash that is another as soon as an input, an approval or a rewrite is.
"""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Connection, select

from readiness.adapters.db.tables import approvals, input_files, item_approvals, polished


def quiz_fingerprint(connection: Connection, launch_id: str) -> str:
    """Return the fingerprint of a launch's quiz."""
    found = sha256(launch_id.encode())
    for table, names in (
        (input_files, ("path", "sha256")),
        (approvals, ("text_hash",)),
        (item_approvals, ("item_hash",)),
        (polished, ("source_sha256", "text")),
    ):
        columns = [table.c[name] for name in names]
        for row in connection.execute(select(*columns).where(table.c.launch_id == launch_id).order_by(*columns)):
            found.update(f"{table.name}|{'|'.join(row)}\n".encode())
    return found.hexdigest()


def inputs_fingerprint(connection: Connection) -> str:
    """Return the fingerprint of the files of every launch."""
    f = input_files.c
    found = sha256()
    for row in connection.execute(select(f.launch_id, f.path, f.sha256).order_by(f.launch_id, f.path)):
        found.update(f"{row.launch_id}|{row.path}|{row.sha256}\n".encode())
    return found.hexdigest()
