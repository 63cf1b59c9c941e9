"""Vision files: vision.csv, what was heard of the deals of a launch, and spend.csv, what was put into its accounts.

In: the bytes of the files; the ids and names they may use.
Out: VisionNotes, Spend; Problems.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from readiness.adapters.input_columns import (
    Column,
    choice_column,
    date_column,
    id_column,
    money_column,
    text_column,
    words_column,
)
from readiness.adapters.input_ids import ANY_ID
from readiness.adapters.input_tables import Problems, Row, read_table
from readiness.adapters.input_values import integer_value, shown
from readiness.stages.vision import SPENT_ON, Spend, VisionNote

YES, NO = "yes", "no"
ACCOUNT = "an account_id of accounts.csv"
MOST_CONTACTS = 1000


def read_visions(
    file: str, data: bytes, problems: Problems, *, accounts: Collection[str] = ANY_ID, rivals: Collection[str] = ANY_ID
) -> list[VisionNote]:
    """Return the notes in the order of the file; a level above 0 needs the evidence it rests on."""
    columns = [
        id_column("account_id", ACCOUNT, known=accounts),
        date_column("on"),
        *(Column(name, integer_value(0, 3), "0 (unknown), 1, 2 or 3") for name in ("whose", "formed", "developed")),
        choice_column("owner_met", (YES, NO)),
        Column("n_contacts", integer_value(0, MOST_CONTACTS), "how often we met them, 0 or more", blank=True, default=0),
        money_column("waiting_costs_money", blank=True, default=None),
        date_column("waiting_costs_from", blank=True, default=None),
        text_column("rival", "the name of an alternative of buyers.yaml, or blank", blank=True, optional=True),
        choice_column("reshaped", (YES, NO), blank=True, default=NO, optional=True),
        text_column("evidence", "what was heard, and where", at_most=2000, blank=True),
        words_column("by", "the name of who heard it", at_most=200),
    ]
    rows = read_table(file, data, columns, problems)
    return [_note(r) for r in rows if _is_sound(file, r, rivals, problems)]


def _is_sound(file: str, r: Row, rivals: Collection[str], problems: Problems) -> bool:
    before = len(problems.found)
    levels = [name for name in ("whose", "formed", "developed") if r[name]]
    if levels and not str(r["evidence"]).strip():
        problems.add(file, r.row, "evidence", f"blank, but {levels[0]} is {r[levels[0]]}", "what was heard, and where")
    if (r["waiting_costs_money"] is None) != (r["waiting_costs_from"] is None):
        lacks = "waiting_costs_from" if r["waiting_costs_from"] is None else "waiting_costs_money"
        problems.add(file, r.row, lacks, "blank", "what waiting costs and from which day, both or neither")
    if r["rival"] and r["rival"] not in rivals:
        expected = "the name of an alternative of buyers.yaml, or blank"
        problems.add(file, r.row, "rival", f"{shown(r['rival'])} is unknown", expected)
    return len(problems.found) == before


def _note(r: Row) -> VisionNote:
    return VisionNote(**{**r.values, "owner_met": r["owner_met"] == YES, "reshaped": r["reshaped"] == YES})


def read_spend(file: str, data: bytes, problems: Problems, *, accounts: Collection[str] = ANY_ID) -> list[Spend]:
    """Return what was put into accounts, in the order of the file."""
    columns = [
        id_column("account_id", ACCOUNT, known=accounts),
        date_column("on"),
        words_column("by", "the name of who spent it", at_most=200),
        choice_column("what", SPENT_ON),
        money_column("hours", blank=True, default=Decimal(0)),
        money_column("money", blank=True, default=Decimal(0)),
    ]
    return [Spend(**r.values) for r in read_table(file, data, columns, problems)]
