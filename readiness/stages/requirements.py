"""Requirements: what customers need, in their own words, each with the evidence where it was heard.

In: rows of requirements.csv and evidence.csv.
Out: Requirement, Evidence; `evidence_of` and `importance_order` read them together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

EVIDENCE_KINDS = ("interview", "win_loss", "ticket", "review", "survey", "crm_note")
KANO = ("must", "one_dimensional", "attractive", "indifferent", "reverse", "questionable")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing a customer said, and where."""

    evidence_id: str
    kind: str
    source: str
    heard_on: date
    text: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """A need of one persona in one segment (voice of the customer).

    The last six fields are fragments a person may write so that messages read well; each may be empty:
    trigger ("a tour runs over several days"), pain ("riders come back sore"), outcome ("your riders ask for the next tour"),
    ask ("what rider comfort on day three rests on"), anxiety ("a touring bike sits in stock until spring"),
    measure ("bikes returned within 30 days").
    """

    requirement_id: str
    segment: str
    persona: str
    statement: str
    importance: int
    kano: str
    evidence_ids: tuple[str, ...]
    trigger: str = ""
    pain: str = ""
    outcome: str = ""
    ask: str = ""
    anxiety: str = ""
    measure: str = ""


def evidence_of(requirement: Requirement, evidence: Mapping[str, Evidence]) -> list[Evidence]:
    """Return the evidence behind a requirement, in the order it names it."""
    return [evidence[i] for i in requirement.evidence_ids if i in evidence]


def importance_order(requirements: Sequence[Requirement]) -> list[Requirement]:
    """Return requirements, most important first, then most evidence, then by id."""
    return sorted(requirements, key=lambda r: (-r.importance, -len(r.evidence_ids), r.requirement_id))
