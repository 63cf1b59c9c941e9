"""Answer files: how the product answers each need, and what is asked of the buyer there, as a person wrote it.

In: the bytes of answers.csv and calls_to_action.csv.
Out: Links, CallToAction by requirement and step, and Problems.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from readiness.adapters.input_columns import Column, choice_column, id_column, words_column
from readiness.adapters.input_tables import Problems, Row, read_table
from readiness.adapters.input_values import integer_value
from readiness.stages.buyers import CallToAction
from readiness.stages.positioning import Link
from readiness.stages.positioning.figures import UnitWords, figure_faults
from readiness.stages.positioning.rows import RELATIONS
from readiness.stages.positioning.translations import ANSWER_FIELDS
from readiness.stages.spec import ProductSpec
from readiness.vocabulary import BUYER_STEPS

CASES = UnitWords({"day": {"other": "days", "dative": "days"}})
"""Any case a figure may be wanted in, in any of the bundled languages."""
A_FIGURE = "a characteristic's id of the spec in braces, such as {failover}"


def read_answers(
    file: str,
    data: bytes,
    requirements: Collection[str],
    characteristics: Collection[str],
    spec: ProductSpec | None,
    problems: Problems,
) -> list[Link]:
    """Return the links a person set, with the person's words; the figures they name in braces must be in the spec."""
    columns = [
        id_column("requirement_id", "an id of requirements.csv", known=requirements),
        id_column("characteristic_id", "a characteristic's id of the spec", known=characteristics),
        choice_column("strength", ("1", "3", "9")),
        words_column("does", "what the product does, in words", blank=True),
        words_column("limit", "a sentence", blank=True),
        words_column("proof", "a sentence", blank=True),
        words_column("reassurance", "a sentence", optional=True, blank=True),
        words_column("rollout", "a sentence", optional=True, blank=True),
        choice_column("relation", RELATIONS, optional=True, blank=True),
    ]
    rows = read_table(file, data, columns, problems)
    _each_pair_once(file, rows, "characteristic_id", problems)
    for r in rows:
        for name in ANSWER_FIELDS:
            for fault in figure_faults(r[name], spec, CASES) if spec else ():
                problems.add(file, r.row, name, fault, A_FIGURE)
    return [
        Link(
            characteristic_id=r["characteristic_id"],
            requirement_id=r["requirement_id"],
            strength=int(r["strength"]),
            score=1.0,
            why="set by a person",
            relation=r["relation"],
            **{name: r[name] for name in ANSWER_FIELDS},
        )
        for r in rows
    ]


def read_calls_to_action(
    file: str, data: bytes, requirements: Collection[str], problems: Problems
) -> dict[tuple[str, str], CallToAction]:
    """Return what is asked for one need at one step, where it is not what the step asks for."""
    columns = [
        id_column("requirement_id", "an id of requirements.csv", known=requirements),
        choice_column("step", BUYER_STEPS),
        words_column("act", "what is asked for, beginning with a verb", at_most=300),
        words_column("who", "who does it, such as: you"),
        Column("within_days", integer_value(0, 365), "a whole number from 0 to 365"),
    ]
    rows = read_table(file, data, columns, problems)
    _each_pair_once(file, rows, "step", problems)
    return {(r["requirement_id"], r["step"]): CallToAction(r["act"], r["who"], r["within_days"]) for r in rows}


def _each_pair_once(file: str, rows: Sequence[Row], second: str, problems: Problems) -> None:
    first: dict[tuple[str, str], int] = {}
    for r in rows:
        pair = (r["requirement_id"], r[second])
        if first.setdefault(pair, r.row) != r.row:
            problems.add(file, r.row, second, f"this pair already stands in row {first[pair]}", "each pair once")
