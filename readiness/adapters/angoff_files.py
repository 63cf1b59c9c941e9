"""Angoff files: judges' ratings of the quiz's items, in; what the judges said, out.

In: the bytes of angoff.csv; Standard.
Out: Ratings and Problems; standard.csv and judges.csv as bytes. Which items there are is known only once they are made.
"""

from __future__ import annotations

from decimal import Decimal

from readiness.adapters.input_columns import Column, id_column, words_column
from readiness.adapters.input_ids import nearest
from readiness.adapters.input_tables import Problems, Row, read_table
from readiness.adapters.input_values import BadValueError, decimal_value, integer_value, shown
from readiness.adapters.table_files import csv_bytes
from readiness.stages.quizzes.standard_setting import Rating, Standard

FILE = "angoff.csv"
MIN_JUDGES = 2
_NUMBER = decimal_value("0", "100")
_ITEMS = ("item_id", "n_judges", "mean_share", "spread", "low", "high", "is_disputed")
_JUDGES = ("judge", "n_items", "mean_share", "severity")


def _share(text: str) -> float:
    number = _NUMBER(text)
    if number > Decimal(1):
        raise BadValueError(f"{shown(text)} is a percentage")
    return float(number)


def read_angoff(data: bytes, problems: Problems) -> tuple[Rating, ...]:
    """Return the ratings; a judge may rate an item once a round, and two judges at least rate each."""
    columns = [
        words_column("judge", "a judge's name", at_most=200),
        id_column("item_id", "an item_id of the quiz's CSV"),
        Column("share", _share, "a share from 0 to 1, such as 0.7 for seven in ten"),
        Column("round", integer_value(1, 9), "a whole number from 1 to 9", optional=True, blank=True, default=1),
    ]
    before = len(problems.found)
    rows = read_table(FILE, data, columns, problems)
    first: dict[tuple[str, str, int], int] = {}
    for r in rows:
        key = (r["judge"], r["item_id"], r["round"])
        if first.setdefault(key, r.row) != r.row:
            what = f"{shown(r['judge'])} rated this item in this round already, in row {first[key]}"
            problems.add(FILE, r.row, "judge", what, "one rating of a judge, item and round")
    if len(problems.found) == before:
        _check_judges(rows, problems)
    return tuple(Rating(r["judge"], r["item_id"], r["share"], r["round"], r.row) for r in rows)


def _check_judges(rows: list[Row], problems: Problems) -> None:
    """Record each item that one judge alone rated: nobody could say how sure the cut is."""
    judges: dict[str, set[str]] = {}
    for r in rows:
        judges.setdefault(r["item_id"], set()).add(r["judge"])
    if not rows:
        problems.add(FILE, 1, "", "there is no rating", "at least two judges' ratings, or no file")
    for r in rows:
        if len(judges.pop(r["item_id"], range(MIN_JUDGES))) < MIN_JUDGES:
            what = f"only {shown(r['judge'])} rated the item {shown(r['item_id'])}"
            problems.add(FILE, r.row, "judge", what, "at least two judges for each item, or certificate.cut_share of quiz.yaml")


def unknown_lines(standard: Standard, known: list[str]) -> tuple[str, ...]:
    """Return one line for each rated item the quiz does not have, saying that its ratings do not count."""
    rows: dict[str, list[int]] = {}
    for r in standard.unknown:
        rows.setdefault(r.item_id, []).append(r.row)
    return tuple(
        f"{FILE}:{found[0]}:item_id: the quiz has no item {shown(item)}{nearest(item, known)}; its {len(found)} "
        f"{'rating does' if len(found) == 1 else 'ratings do'} not count"
        for item, found in rows.items()
    )


def standard_csv(standard: Standard) -> bytes:
    """Return what the judges said of each item, those they differ on first."""
    items = sorted(standard.items, key=lambda i: (not i.is_disputed, i.item_id))
    return csv_bytes(_ITEMS, ([_rounded(getattr(i, name)) for name in _ITEMS] for i in items))


def judges_csv(standard: Standard) -> bytes:
    """Return how each judge stands to the others."""
    return csv_bytes(_JUDGES, ([_rounded(getattr(j, name)) for name in _JUDGES] for j in standard.judges))


def _rounded(value: object) -> object:
    return round(value, 4) + 0.0 if isinstance(value, float) else value
