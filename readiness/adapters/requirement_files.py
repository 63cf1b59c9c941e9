"""Requirement files: requirements, evidence, how the alternatives stand, and what statements speak of.

In: the bytes of requirements.csv, evidence.csv, alternatives.csv, confirmations.csv.
Out: the stages' dataclasses, and Problems.
"""

from __future__ import annotations

from collections.abc import Collection

from readiness.adapters.input_columns import Column, choice_column, date_column, id_column, text_column, words_column
from readiness.adapters.input_ids import ANY_ID as ANY_ID
from readiness.adapters.input_ids import AnyId as AnyId
from readiness.adapters.input_tables import Problems, read_table
from readiness.adapters.input_values import BadValueError, integer_value, list_value, shown, words_value
from readiness.stages.positioning.quality_house import AlternativeVerdict
from readiness.stages.positioning.verdict import VERDICTS
from readiness.stages.requirements import CONSENTS, EVIDENCE_KINDS, KANO, Evidence, Requirement

FRAGMENTS = ("trigger", "pain", "outcome", "ask", "anxiety", "measure", "job", "why")


def read_evidence(file: str, data: bytes, problems: Problems) -> list[Evidence]:
    """Return what customers said."""
    columns = [
        id_column("evidence_id"),
        choice_column("kind", EVIDENCE_KINDS),
        text_column("source"),
        date_column("heard_on"),
        words_column("text", "the customer's words", at_most=20_000),
        text_column("account", "an account_id of accounts.csv, a name, or blank", optional=True, blank=True),
        choice_column("consent", CONSENTS, optional=True, blank=True, default="anonymous"),
    ]
    return [Evidence(**r.values) for r in read_table(file, data, columns, problems, key="evidence_id")]


def read_requirements(
    file: str, data: bytes, segments: Collection[str], personas: Collection[str], evidence: Collection[str], problems: Problems
) -> list[Requirement]:
    """Return the needs; segment, persona and evidence must be known."""
    named = "evidence ids of evidence.csv, or crm-<deal id>, separated by semicolons"
    columns = [
        id_column("requirement_id"),
        id_column("segment", "a segment of buyers.yaml", known=segments),
        id_column("persona", "a persona of buyers.yaml", known=personas),
        words_column("statement", "the need in the customer's words"),
        Column("importance", integer_value(1, 9), "a whole number from 1 to 9"),
        choice_column("kano", KANO, blank=True),
        Column("evidence_ids", list_value, named, blank=True, default=(), known=evidence),
        *(Column(name, _fragment, "a clause without a full stop", optional=True, blank=True) for name in FRAGMENTS),
        words_column("stat", "a sentence with a figure that the evidence holds", optional=True, blank=True),
    ]
    rows = read_table(file, data, columns, problems, key="requirement_id")
    return [Requirement(**r.values) for r in rows]


def read_alternatives(
    file: str, data: bytes, alternatives: Collection[str], requirements: Collection[str], problems: Problems
) -> list[AlternativeVerdict]:
    """Return how the alternatives stand on the requirements, each with where and when that was seen."""
    columns = [
        words_column("alternative", "the name of an alternative of buyers.yaml"),
        id_column("requirement_id", "an id of requirements.csv", known=requirements),
        choice_column("verdict", VERDICTS),
        words_column("source", "where it was seen, such as a data sheet or a test"),
        date_column("on"),
    ]
    rows = read_table(file, data, columns, problems)
    first: dict[tuple[str, str], int] = {}
    for r in rows:
        if r["alternative"] not in alternatives:
            problems.add(file, r.row, "alternative", f"{shown(r['alternative'])} is unknown", "an alternative of buyers.yaml")
        pair = (r["alternative"], r["requirement_id"])
        if first.setdefault(pair, r.row) != r.row:
            problems.add(file, r.row, "requirement_id", f"this pair already stands in row {first[pair]}", "each pair once")
    return [AlternativeVerdict(**r.values) for r in rows]


def read_confirmations(file: str, data: bytes, characteristics: Collection[str], problems: Problems) -> dict[str, str]:
    """Return statement_id -> the characteristic a person said it speaks of; a blank one means none of them."""
    columns = [
        id_column("statement_id", "a statement_id of positioning/research.xlsx"),
        id_column("characteristic_id", "a characteristic's id of the spec, or blank", known=characteristics, blank=True),
    ]
    return {r["statement_id"]: r["characteristic_id"] for r in read_table(file, data, columns, problems, key="statement_id")}


def _fragment(text: str) -> str:
    words_value(300)(text)
    if text.endswith((".", "!", "?")):
        raise BadValueError(f"{text[-30:]!r} ends a sentence")
    return text
