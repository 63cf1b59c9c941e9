"""Certificate model: what happened to a certificate, and how a rep or partner stands on a day.

In: nothing.
Out: frozen dataclasses, and what follows from a history alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from readiness.stages.quizzes.gate import Verdict

HOLDING = ("issued", "renewed")
EVENTS = (*HOLDING, "expired", "revoked")
STATUSES = ("certified", "renew", "expired", "revoked", "not_certified")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a certificate was given on."""

    n_responses: int
    expected_share: float
    probability: float
    cut_share: float
    confidence: float
    basis: Mapping[str, str] = field(default_factory=dict)
    """item_id -> hash of the item as it was answered."""


@dataclass(frozen=True, slots=True)
class CertificateEvent:
    """One thing that happened to a certificate; nothing that happened is ever changed."""

    kind: str
    """rep or partner."""
    subject_id: str
    number: int
    """From 1, in the order it happened."""
    event: str
    """One of EVENTS."""
    happened_on: date
    valid_from: date
    valid_until: date
    """The last day it holds, however the event changed that."""
    decided_by: str
    reason: str
    standard: str = ""
    """The id of the standard it was judged by."""
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of one rep on the day."""

    verdict: Verdict
    """From the answers that still apply."""
    answered: Mapping[str, date]
    """item_id -> the last day it was answered."""
    basis: Mapping[str, str]
    """item_id -> hash, of the items whose answers apply."""
    changed: tuple[str, ...] = ()
    """Items the certificate rests on that were changed or retired since."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a rep or partner stands on the day."""

    kind: str
    subject_id: str
    name: str
    partner_id: str
    status: str
    """One of STATUSES."""
    why: str
    """What is missing, or why it is to be renewed; empty where nothing is."""
    last: CertificateEvent | None
    """The certificate held, or the last event of one that is not."""
    awarded_on: date | None
    """The day it was first issued."""
    verdict: Verdict | None
    """Of a rep, on the day."""


def history_of(events: Iterable[CertificateEvent]) -> dict[tuple[str, str], list[CertificateEvent]]:
    """Return what happened by kind and subject, in its order."""
    found: dict[tuple[str, str], list[CertificateEvent]] = {}
    for e in sorted(events, key=lambda e: (e.kind, e.subject_id, e.number)):
        found.setdefault((e.kind, e.subject_id), []).append(e)
    return found


def held(history: Sequence[CertificateEvent], as_of: date) -> CertificateEvent | None:
    """Return the certificate that holds on a day, or None."""
    last = history[-1] if history else None
    return last if last is not None and last.event in HOLDING and as_of <= last.valid_until else None


def last_award(history: Sequence[CertificateEvent]) -> CertificateEvent | None:
    """Return the last time a certificate was issued or renewed, or None."""
    return next((e for e in reversed(history) if e.event in HOLDING), None)
