"""Stored launch marks: hashes over what a launch's positioning is made from.

In: a connection, a launch id.
Out: a hash that is another as soon as an input file or a rewrite is; what was judged and approved is not part of it.
"""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Connection, select

from readiness.adapters.db.tables import input_files, polished


def positioning_mark(connection: Connection, launch_id: str) -> str:
    """Return the mark of a launch's positioning; of a launch nobody knows it is empty."""
    found, n = sha256(launch_id.encode()), 0
    for table, names in ((input_files, ("path", "sha256")), (polished, ("source_sha256", "text"))):
        columns = [table.c[name] for name in names]
        for row in connection.execute(select(*columns).where(table.c.launch_id == launch_id).order_by(*columns)):
            found.update(f"{table.name}|{'|'.join(row)}\n".encode())
            n += 1
    return found.hexdigest() if n else ""
