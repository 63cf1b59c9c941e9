"""Kept inputs: what went into each rep's figures, as the last measurement read it, so that no page need read it again.

In: a connection in a transaction; RepInputs.
Out: rows, one a rep; KeptInputs.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import attrgetter

from sqlalchemy import Connection, and_, delete, insert, select

from readiness.adapters.db.rep_tables import kept_inputs
from readiness.stages.report.inputs import RepInput

AT_ONCE = 200
_NAMES = tuple(f.name for f in fields(RepInput) if f.name != "contested")
"""Whether an input is contested is asked anew each time."""
_ROW = attrgetter(*_NAMES)


@dataclass(frozen=True, slots=True)
class PackedInputs:
    """A rep's inputs, ready to be kept."""

    n: int
    content: bytes


@dataclass(frozen=True, slots=True)
class KeptInputs:
    """What went into a rep's figures, as of when, and when that was measured."""

    as_of: date
    made_at: datetime
    inputs: tuple[RepInput, ...]


def packed(inputs: Sequence[RepInput]) -> PackedInputs:
    """Return inputs as they are kept: a list a field, so that what repeats packs small."""
    columns = list(zip(*map(_ROW, inputs), strict=True)) if inputs else [()] * len(_NAMES)
    told = json.dumps(dict(zip(_NAMES, columns, strict=True)), ensure_ascii=False, separators=(",", ":"), default=str)
    return PackedInputs(len(inputs), zlib.compress(told.encode(), 6))


def keep_inputs(connection: Connection, launch_id: str, packs: Mapping[str, PackedInputs], as_of: date, now: datetime) -> None:
    """Keep the inputs of a launch's reps in place of the last measurement's."""
    connection.execute(delete(kept_inputs).where(kept_inputs.c.launch_id == launch_id))
    made = {"launch_id": launch_id, "as_of": as_of, "made_at": now.astimezone(UTC).replace(tzinfo=None)}
    rows = [{**made, "rep_id": rep_id, "n_inputs": p.n, "content": p.content} for rep_id, p in sorted(packs.items())]
    for start in range(0, len(rows), AT_ONCE):
        connection.execute(insert(kept_inputs), rows[start : start + AT_ONCE])


def inputs_of(connection: Connection, launch_id: str, rep_id: str) -> KeptInputs | None:
    """Return what went into a rep's figures, None where nothing was measured since inputs are kept."""
    k = kept_inputs.c
    query = select(k.as_of, k.made_at, k.content).where(and_(k.launch_id == launch_id, k.rep_id == rep_id))
    row = connection.execute(query).first()
    if row is None:
        return None
    told = json.loads(zlib.decompress(row.content))
    days = [date.fromisoformat(d) if d else None for d in told["on"]]
    money = [None if m is None else Decimal(m) for m in told["money"]]
    columns = {**told, "on": days, "money": money}
    rows = zip(*(columns[name] for name in _NAMES), strict=True)
    found = tuple(RepInput(**dict(zip(_NAMES, values, strict=True))) for values in rows)
    return KeptInputs(row.as_of, row.made_at.replace(tzinfo=UTC), found)
