"""Stored certificates: what happened to each, and the standards; nothing is changed or taken away.

In: a connection in a transaction.
Out: CertificateEvents; rows added.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, insert, select

from readiness.adapters.db.certificate_tables import certificates, standards
from readiness.adapters.db.tables import launches
from readiness.stages.quizzes.certificate_model import CertificateEvent, Evidence

_PLAIN = ("kind", "subject_id", "number", "event", "happened_on", "valid_from", "valid_until", "decided_by", "reason", "standard")


def events_of(connection: Connection, launch_id: str) -> list[CertificateEvent]:
    """Return everything that happened to a launch's certificates, by kind, subject and number."""
    c = certificates.c
    query = select(*(c[name] for name in _PLAIN), c.evidence).where(c.launch_id == launch_id)
    rows = connection.execute(query.order_by(c.kind, c.subject_id, c.number)).all()
    found = [CertificateEvent(**{**row._mapping, "evidence": _evidence(row.evidence)}) for row in rows]
    return sorted(found, key=lambda e: (e.kind, e.subject_id, e.number))  # the database's order of letters is its own


def save_events(connection: Connection, launch_id: str, new: Sequence[CertificateEvent]) -> None:
    """Add what happened."""
    rows = [{"launch_id": launch_id, **{name: getattr(e, name) for name in _PLAIN}, "evidence": _text(e.evidence)} for e in new]
    if rows:
        connection.execute(insert(certificates), rows)


def only_writer(connection: Connection, launch_id: str) -> None:
    """Let others who certify the same launch wait until this transaction ends."""
    connection.execute(select(launches.c.launch_id).where(launches.c.launch_id == launch_id).with_for_update())


def standard_id(content: Mapping[str, Any]) -> str:
    """Return the id of a standard: the hash of what it says."""
    return hashlib.sha256(_json(content).encode()).hexdigest()


def save_standard(connection: Connection, launch_id: str, content: Mapping[str, Any], on: date) -> None:
    """Keep a standard, with the day it was first used; one known already stays as it is."""
    s, key = standards.c, standard_id(content)
    if connection.execute(select(s.standard).where(and_(s.launch_id == launch_id, s.standard == key))).first() is None:
        row = {"launch_id": launch_id, "standard": key, "first_on": on, "content": _json(content)}
        connection.execute(insert(standards), [row])


def standards_of(connection: Connection, launch_id: str) -> dict[str, tuple[date, dict[str, Any]]]:
    """Return standard id -> the day it was first used and what it says."""
    s = standards.c
    rows = connection.execute(select(s.standard, s.first_on, s.content).where(s.launch_id == launch_id)).all()
    return {row.standard: (row.first_on, json.loads(row.content)) for row in sorted(rows)}


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def _text(evidence: Evidence | None) -> str:
    return _json({**asdict(evidence), "basis": dict(evidence.basis)}) if evidence else ""


def _evidence(text: str) -> Evidence | None:
    return Evidence(**json.loads(text)) if text else None
