"""Motion files: what people chose instead of the computed sales motion; the tables of motions and of specialists.

In: the bytes of motions.csv; MotionRows, Loads.
Out: MotionChoices, and Problems; header and rows.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from datetime import date

from readiness.adapters.input_columns import choice_column, date_column, id_column, words_column
from readiness.adapters.input_ids import ANY_ID, unknown_id_problems
from readiness.adapters.input_tables import Problems, read_table
from readiness.adapters.input_values import shown
from readiness.adapters.table_files import csv_bytes
from readiness.stages.motions import ACCOUNT, KINDS, REP, Load, MotionChoice, MotionRow
from readiness.vocabulary import Motion

FILE = "motions.csv"
COLUMNS = ("kind", "id", "name", "channel", "motion", "computed", "score", "why", "chosen_by", "chosen_on")
LOAD_COLUMNS = ("motion", "n_accounts", "hours_a_year", "specialists", "why")
EXPECTED = {ACCOUNT: "an account_id of accounts.csv", REP: "a rep_id of reps.csv"}


def read_motion_choices(
    file: str,
    data: bytes,
    problems: Problems,
    *,
    accounts: Collection[str] = ANY_ID,
    reps: Collection[str] = ANY_ID,
    as_of: date | None = None,
) -> list[MotionChoice]:
    """Return what people chose, in the order of the file; with `as_of` a later choice is a problem."""
    columns = [
        choice_column("kind", KINDS),
        id_column("id", "an account_id or a rep_id"),
        choice_column("motion", [m.value for m in Motion]),
        words_column("by", "the name of who chose", at_most=200),
        date_column("on"),
        words_column("why", "the reason in words"),
    ]
    rows = read_table(file, data, columns, problems)
    for kind, known in ((ACCOUNT, accounts), (REP, reps)):
        uses = [(r.row, r["id"]) for r in rows if r["kind"] == kind]
        problems.found += unknown_id_problems(file, "id", uses, known, EXPECTED[kind])
    first: dict[tuple[str, str, date], int] = {}
    for r in rows:
        if as_of is not None and r["on"] > as_of:
            problems.add(file, r.row, "on", f"{r['on']} lies in the future", f"{as_of} or earlier")
        key = (r["kind"], r["id"], r["on"])
        if first.setdefault(key, r.row) != r.row:
            what = f"row {first[key]} already has a choice for {shown(r['id'])} on this day"
            problems.add(file, r.row, "on", what, "one choice a day")
    return [MotionChoice(**{**r.values, "motion": Motion(r["motion"])}) for r in rows]


def motion_table(rows: Sequence[MotionRow]) -> tuple[tuple[str, ...], list[list[object]]]:
    """Return the header and rows of plan/motions.csv: accounts, then reps."""
    order = sorted(rows, key=lambda r: (KINDS.index(r.kind), r.id))
    return COLUMNS, [
        [
            r.kind, r.id, r.name, r.channel, r.motion.value, r.computed.value, None if r.score is None else round(r.score, 3),
            r.why, r.chosen_by, r.chosen_on,
        ]
        for r in order
    ]  # fmt: skip


def specialist_table(loads: Sequence[Load]) -> tuple[tuple[str, ...], list[list[object]]]:
    """Return the header and rows of plan/specialists.csv; specialists rounded up to a tenth, the sum to a whole person."""
    *motions, total = loads
    rows: list[list[object]] = [[x.motion, x.n_accounts, x.hours_a_year, _up(x.specialists, 10), x.why] for x in motions]
    return LOAD_COLUMNS, [*rows, [total.motion, total.n_accounts, total.hours_a_year, _up(total.specialists, 1), total.why]]


def motion_outputs(rows: Sequence[MotionRow], loads: Sequence[Load]) -> dict[str, bytes]:
    """Return path -> bytes of plan/motions.csv and plan/specialists.csv."""
    return {"plan/motions.csv": csv_bytes(*motion_table(rows)), "plan/specialists.csv": csv_bytes(*specialist_table(loads))}


def _up(people: float, parts: int) -> float:
    return math.ceil(round(people * parts, 9)) / parts
