"""Stored launches: the launch folder as it was taken in, approvals, and what was made of it.

In: a connection in a transaction.
Out: LaunchInputs; rows written so that doing it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update

from readiness.adapters.db.judgements import judgements_of, standing
from readiness.adapters.db.replaced_rows import replace_rows as replace_rows
from readiness.adapters.db.tables import (
    approvals,
    input_files,
    launches,
    messages,
    polished,
    rep_results,
)
from readiness.adapters.db.training_plans import load_plan as load_plan
from readiness.adapters.db.training_plans import save_plan as save_plan
from readiness.adapters.db.training_plans import seated_by as seated_by
from readiness.adapters.launch_files import LaunchInputs, read_launch_files
from readiness.errors import NotFoundError
from readiness.stages.positioning import Approval, Approvals, Positioning
from readiness.stages.positioning.statements import statements_from
from readiness.vocabulary import Launch


def save_launch(connection: Connection, launch: Launch, folder: str, files: Mapping[str, tuple[str, bytes]]) -> bool:
    """Keep a launch folder's files (path -> sha256, content); return whether anything changed."""
    row = {"launch_id": launch.launch_id, "name": launch.name, "owner": launch.owner, "folder": folder}
    changed = replace_rows(connection, launches, {"launch_id": launch.launch_id}, [row])
    stored = connection.execute(
        select(input_files.c.path, input_files.c.sha256).where(input_files.c.launch_id == launch.launch_id)
    ).all()
    if {row.path: row.sha256 for row in stored} == {path: sha for path, (sha, _) in files.items()}:
        return changed
    connection.execute(delete(input_files).where(input_files.c.launch_id == launch.launch_id))
    rows = [
        {"launch_id": launch.launch_id, "path": path, "sha256": sha, "content": data}
        for path, (sha, data) in sorted(files.items())
    ]
    connection.execute(insert(input_files), rows)
    return True


def load_inputs(connection: Connection, launch_id: str, without: Collection[str] = ()) -> LaunchInputs:
    """Return a launch as it was last taken in, as if it had not the files named in `without`.

    Raises:
        NotFoundError: no launch has this id.
    """
    f = input_files.c
    mine = and_(f.launch_id == launch_id, f.path.not_in(without)) if without else f.launch_id == launch_id
    rows = connection.execute(select(f.path, f.content).where(mine)).all()
    if not rows:
        known = ", ".join(connection.execute(select(launches.c.launch_id).order_by(launches.c.launch_id)).scalars()) or "none yet"
        raise NotFoundError(f"no launch {launch_id!r}; launches taken in: {known}")
    return _judged(connection, read_launch_files({path: bytes(content) for path, content in rows}))


def _judged(connection: Connection, inputs: LaunchInputs) -> LaunchInputs:
    """Return inputs with what somebody said of statements in the portal, before what confirmations.csv says."""
    judged = judgements_of(connection, inputs.launch.launch_id)
    if not judged:
        return inputs
    texts = {s.statement_id: s.text for s in statements_from([*inputs.evidence.values()])}
    said = standing(judged, texts, {c.characteristic_id for c in inputs.spec.characteristics})
    return replace(inputs, confirmations={**inputs.confirmations, **said})


def stored_files(connection: Connection, launch_id: str, prefix: str) -> dict[str, bytes]:
    """Return path -> content of the launch folder's files whose path starts so."""
    f = input_files.c
    rows = connection.execute(select(f.path, f.content).where(and_(f.launch_id == launch_id, f.path.startswith(prefix)))).all()
    return {row.path: bytes(row.content) for row in sorted(rows)}


def folder_of(connection: Connection, launch_id: str) -> str:
    """Return the folder a launch was taken in from."""
    found = connection.execute(select(launches.c.folder).where(launches.c.launch_id == launch_id)).scalar()
    if found is None:
        raise NotFoundError(f"no launch {launch_id!r}")
    return str(found)


def name_of(connection: Connection, launch_id: str) -> str | None:
    """Return a launch's name, None where there is no such launch."""
    found = connection.execute(select(launches.c.name).where(launches.c.launch_id == launch_id)).scalar()
    return None if found is None else str(found)


def replace_file(connection: Connection, launch_id: str, path: str, data: bytes) -> None:
    """Keep one file of a launch folder in place of the one that was taken in."""
    f = input_files.c
    changed = update(input_files).where(and_(f.launch_id == launch_id, f.path == path))
    connection.execute(changed.values(sha256=sha256(data).hexdigest(), content=data))


def input_hashes(connection: Connection, launch_id: str) -> dict[str, str]:
    """Return path -> sha256 of the launch folder's files."""
    rows = connection.execute(select(input_files.c.path, input_files.c.sha256).where(input_files.c.launch_id == launch_id)).all()
    return {row.path: row.sha256 for row in sorted(rows)}


def all_launch_ids(connection: Connection) -> list[str]:
    """Return every launch taken in."""
    return list(connection.execute(select(launches.c.launch_id).order_by(launches.c.launch_id)).scalars())


def approvals_of(connection: Connection, launch_id: str, hashes: Mapping[str, str]) -> Approvals:
    """Return who approved which message exactly as it stands, given message_id -> the hash of it."""
    a = approvals.c
    rows = connection.execute(select(a.text_hash, a.approved_by, a.approved_on).where(a.launch_id == launch_id))
    known = {row.text_hash: Approval(row.text_hash, row.approved_by, row.approved_on.isoformat()) for row in rows}
    return Approvals({m: known[h] for m, h in hashes.items() if h in known}, len(hashes))


def save_approvals(connection: Connection, launch_id: str, hashes: Mapping[str, str], by: str, on: date) -> int:
    """Record an approval of each message; the first one of a text stands. Return how many were not approved before."""
    known = approvals_of(connection, launch_id, hashes).by_message
    new = sorted({h for m, h in hashes.items() if m not in known})
    if new:
        row = {"launch_id": launch_id, "approved_by": by, "approved_on": on}
        connection.execute(insert(approvals), [{**row, "text_hash": h} for h in new])
    return len(new)


def save_messages(connection: Connection, launch_id: str, positioning: Positioning) -> bool:
    """Keep the present messages; return whether anything changed."""
    rows = [
        {
            "launch_id": launch_id,
            "message_id": m.message_id,
            "segment": m.segment,
            "persona": m.persona,
            "step": m.step,
            "requirement_id": m.requirement_id,
            "characteristic_id": m.characteristic_id,
            "headline": m.headline,
            "text": m.text,
            "text_hash": positioning.hashes[m.message_id],
        }
        for m in positioning.messages
    ]
    return replace_rows(connection, messages, {"launch_id": launch_id}, rows)


def polished_texts(connection: Connection, launch_id: str) -> dict[str, str]:
    """Return sha256 of a message's own text -> its verified rewrite."""
    p = polished.c
    rows = connection.execute(select(p.source_sha256, p.text).where(p.launch_id == launch_id)).all()
    return {row.source_sha256: row.text for row in rows}


def save_polished(connection: Connection, launch_id: str, source_sha256: str, message_id: str, text: str, model: str) -> None:
    """Keep a verified rewrite; the first one of a text stands."""
    if source_sha256 not in polished_texts(connection, launch_id):
        row = {"source_sha256": source_sha256, "message_id": message_id, "text": text, "model": model}
        connection.execute(insert(polished), [{"launch_id": launch_id, **row}])


def save_results(connection: Connection, launch_id: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Keep the present result of each rep; return whether anything changed."""
    return replace_rows(connection, rep_results, {"launch_id": launch_id}, [{"launch_id": launch_id, **r} for r in rows])
