"""Pitch files: graded pitches, one row a rep, rater and criterion.

In: the bytes of a CSV, the rubric of training.yaml.
Out: PitchScores with their row numbers, and Problems.
"""

from __future__ import annotations

from collections.abc import Collection

from readiness.adapters.input_columns import Column, choice_column, date_column, id_column, text_column
from readiness.adapters.input_ids import ANY_ID
from readiness.adapters.input_tables import Problems, read_table
from readiness.adapters.input_values import decimal_value
from readiness.stages.training import PitchScore, Rubric

COLUMNS = ("rep_id", "graded_on", "rater", "criterion", "score")


def read_pitches(
    file: str, data: bytes, rubric: Rubric | None, problems: Problems, *, reps: Collection[str] = ANY_ID
) -> list[tuple[int, PitchScore]]:
    """Return what raters gave, with row numbers; of a score that stands twice in a file, the first."""
    if rubric is None:
        what = "training.yaml has no rubric, so nobody can say what a score means"
        problems.add(file, 0, "", what, "criteria and a top score under readiness.pitch in training.yaml")
        return []
    columns = [
        id_column("rep_id", "a rep_id of reps.csv", known=reps),
        date_column("graded_on"),
        text_column("rater", "who graded it"),
        choice_column("criterion", [c.criterion for c in rubric.criteria]),
        Column("score", decimal_value("0", f"{rubric.top:g}"), f"a number from 0 to {rubric.top:g}"),
    ]
    found: list[tuple[int, PitchScore]] = []
    first: dict[tuple[object, ...], int] = {}
    for r in read_table(file, data, columns, problems):
        score = PitchScore(**{**r.values, "rater": " ".join(r["rater"].split()), "score": float(r["score"])})
        key = (score.rep_id, score.graded_on, score.rater, score.criterion)
        if first.setdefault(key, r.row) != r.row:
            what = f"this rater already graded it on this day in row {first[key]}"
            problems.add(file, r.row, "criterion", what, "each criterion once a day and rater")
        else:
            found.append((r.row, score))
    return found
