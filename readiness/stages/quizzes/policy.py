"""Quiz policy: how long a quiz is, what it is made of, how it is taken and practised, and when a certificate is given.

In: nothing.
Out: QuizPolicy and its parts, with the defaults of a launch that says nothing of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from readiness.vocabulary import Motion

LEVELS = ("recall", "understand", "apply")
"""What a question asks of the rep (Anderson & Krathwohl 2001, the first three of their six): a fact, its meaning, its use."""
FEEDBACK = ("after", "never")

Shares = Mapping[str, float]
"""Level -> share of a form's items, 0..1; they add up to 1."""


def _default_blueprint() -> Mapping[Motion, Shares]:
    rows = {
        Motion.TRANSACTIONAL: (0.3, 0.3, 0.4),
        Motion.CONSULTATIVE: (0.2, 0.3, 0.5),
        Motion.ENTERPRISE: (0.1, 0.3, 0.6),
    }
    return MappingProxyType({m: MappingProxyType(dict(zip(LEVELS, shares, strict=True))) for m, shares in rows.items()})


@dataclass(frozen=True, slots=True)
class Competency:
    """Claims that are judged together."""

    competency: str
    """Its id."""
    name: str
    requirement_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CertificatePolicy:
    """When a certificate is given, for how long, and by whom."""

    cut_share: float = 0.7
    """Share of the items a rep at the cut is expected to get right, 0..1; judges' ratings in angoff.csv come before it."""
    confidence: float = 0.8
    """Probability that the rep is above the cut which a certificate needs, 0.5..1."""
    months: int = 12
    issuer: str = ""
    """Blank: the launch's owner."""
    issuer_url: str = ""
    partner_share: float = 0.8
    """Share of a partner's active reps who hold a certificate from which the partner is certified too, above 0 to 1."""


@dataclass(frozen=True, slots=True)
class PracticePolicy:
    """How what was learnt is asked again, a few questions a day."""

    per_day: int = 5
    """Questions at most; 0: no practice."""
    retention: float = 0.9
    """The chance to remember a claim at which it is asked again, .7 to .97."""
    weeks_after: int = 12
    """How long after the launch it goes on."""


@dataclass(frozen=True, slots=True)
class QuizPolicy:
    """What quiz.yaml says."""

    n_items: int = 15
    """Of one form."""
    n_forms: int = 2
    blueprint: Mapping[Motion, Shares] = field(default_factory=_default_blueprint)
    pass_share: float = 0.7
    """Share of a form's items that passes it, 0..1. It says when a rep may stop; a certificate asks for measured ability."""
    max_attempts: int = 3
    """0: as many as wanted."""
    minutes: int = 0
    """0: no limit."""
    retake_days: int = 1
    """Days between the end of one attempt and the next."""
    feedback: str = "after"
    """One of FEEDBACK: after handing in, or never."""
    is_adaptive: bool = False
    competencies: tuple[Competency, ...] = ()
    """None: one per persona of the messages."""
    certificate: CertificatePolicy = CertificatePolicy()
    practice: PracticePolicy = PracticePolicy()
