"""Requirement files: requirements, evidence, and a person's answers.

In: the bytes of requirements.csv, evidence.csv, answers.csv.
Out: the stages' dataclasses, and Problems.
"""

from __future__ import annotations

from collections.abc import Collection

from readiness.adapters.input_tables import BadValueError, Column, Problems, read_table
from readiness.adapters.input_values import choice_column, date_column, id_column, integer_value, list_value, text_column
from readiness.stages.positioning import Link
from readiness.stages.requirements import EVIDENCE_KINDS, KANO, Evidence, Requirement


class AnyId(set[str]):
    """The set of every id: stands in where the file that names them could not be read, so that one fault is said once."""

    def __contains__(self, value: object) -> bool:
        """Return True."""
        return True


ANY_ID = AnyId()
FRAGMENTS = ("trigger", "pain", "outcome", "ask", "anxiety", "measure")


def read_evidence(file: str, data: bytes, problems: Problems) -> list[Evidence]:
    """Return what customers said."""
    columns = [
        id_column("evidence_id"),
        choice_column("kind", EVIDENCE_KINDS),
        text_column("source"),
        date_column("heard_on"),
        text_column("text", expected="the customer's words"),
    ]
    return [Evidence(**r.values) for r in read_table(file, data, columns, problems, key="evidence_id")]


def read_requirements(
    file: str, data: bytes, segments: Collection[str], personas: Collection[str], evidence: Collection[str], problems: Problems
) -> list[Requirement]:
    """Return the needs; segment, persona and evidence must be known."""
    columns = [
        id_column("requirement_id"),
        id_column("segment"),
        id_column("persona"),
        text_column("statement", expected="the need in the customer's words"),
        Column("importance", integer_value(1, 9), "a whole number from 1 to 9"),
        choice_column("kano", KANO, blank=True),
        Column("evidence_ids", list_value, "evidence ids separated by ;", blank=True, default=()),
        *(Column(name, _fragment, "a clause without a full stop", optional=True, blank=True) for name in FRAGMENTS),
    ]
    rows = read_table(file, data, columns, problems, key="requirement_id")
    for r in rows:
        _known(file, r.row, "segment", r["segment"], segments, "a segment of buyers.yaml", problems)
        _known(file, r.row, "persona", r["persona"], personas, "a persona of buyers.yaml", problems)
        for evidence_id in r["evidence_ids"]:
            _known(file, r.row, "evidence_ids", evidence_id, evidence, "an evidence_id of evidence.csv", problems)
    return [Requirement(**r.values) for r in rows]


def read_answers(
    file: str, data: bytes, requirements: Collection[str], characteristics: Collection[str], problems: Problems
) -> list[Link]:
    """Return the links a person set, with the person's words."""
    columns = [
        id_column("requirement_id"),
        id_column("characteristic_id"),
        choice_column("strength", ("1", "3", "9")),
        text_column("does", blank=True),
        text_column("limit", blank=True),
        text_column("proof", blank=True),
        text_column("reassurance", optional=True, blank=True),
    ]
    rows = read_table(file, data, columns, problems)
    seen: dict[tuple[str, str], int] = {}
    for r in rows:
        _known(file, r.row, "requirement_id", r["requirement_id"], requirements, "an id of requirements.csv", problems)
        _known(file, r.row, "characteristic_id", r["characteristic_id"], characteristics, "an id of the spec", problems)
        pair = (r["requirement_id"], r["characteristic_id"])
        if pair in seen:
            problems.add(file, r.row, "characteristic_id", f"this pair already stands in row {seen[pair]}", "each pair once")
        seen.setdefault(pair, r.row)
    return [
        Link(
            r["characteristic_id"],
            r["requirement_id"],
            int(r["strength"]),
            1.0,
            "set by a person",
            r["does"],
            r["limit"],
            r["proof"],
            r["reassurance"],
        )
        for r in rows
    ]


def _known(file: str, row: int, column: str, value: str, known: Collection[str], expected: str, problems: Problems) -> None:
    if value not in known:
        problems.add(file, row, column, f"{value!r} is unknown", expected)


def _fragment(text: str) -> str:
    if text.rstrip().endswith((".", "!", "?")):
        raise BadValueError(f"{text[-30:]!r} ends a sentence")
    return text
