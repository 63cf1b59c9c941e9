"""Rival files: how present each alternative is with all buyers, with those of a segment, or with one account.

In: the bytes of rivals.csv.
Out: Presence rows, and Problems.
"""

from __future__ import annotations

from collections.abc import Collection

from readiness.adapters.input_columns import Column, id_column, words_column
from readiness.adapters.input_ids import ANY_ID, AnyId
from readiness.adapters.input_tables import Problems, read_table
from readiness.adapters.input_values import decimal_value, shown
from readiness.stages.prospects import Presence

FILE = "rivals.csv"


def read_rivals(
    file: str,
    data: bytes,
    problems: Problems,
    *,
    alternatives: Collection[str] = ANY_ID,
    segments: Collection[str] = ANY_ID,
    accounts: Collection[str] = ANY_ID,
) -> list[Presence]:
    """Return how present the alternatives are; `alternatives` are their names in buyers.yaml, exactly."""
    columns = [
        words_column("alternative", "the name of an alternative of buyers.yaml"),
        id_column("segment", "a segment of buyers.yaml, or blank for all", blank=True, known=segments),
        id_column("account_id", "an account_id of accounts.csv, or blank for all", blank=True, known=accounts),
        Column("presence", decimal_value("0", "1"), "a share from 0 to 1"),
    ]
    rows = read_table(file, data, columns, problems)
    first: dict[tuple[str, str, str], int] = {}
    for r in rows:
        if not isinstance(alternatives, AnyId) and r["alternative"] not in alternatives:
            problems.add(file, r.row, "alternative", f"{shown(r['alternative'])} is unknown", "an alternative of buyers.yaml")
        key = (r["alternative"], r["segment"], r["account_id"])
        if r["segment"] and r["account_id"]:
            problems.add(file, r.row, "segment", f"{shown(r['segment'])} beside an account_id", "one of the two, or neither")
        elif first.setdefault(key, r.row) != r.row:
            problems.add(file, r.row, "alternative", f"it already stands in row {first[key]} for the same", "each once")
    return [Presence(r["alternative"], r["segment"], r["account_id"], float(r["presence"])) for r in rows]
