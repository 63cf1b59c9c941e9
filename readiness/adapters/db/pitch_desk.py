"""Stored pitches of one rep: each grading with its comments, and the rubric it is graded by.

In: a connection in a transaction.
Out: GradedPitches; Rubric; comments written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, delete, func, insert, select

from readiness.adapters.db.launches import stored_files
from readiness.adapters.db.pitch_tables import pitch_scores
from readiness.adapters.db.rep_tables import pitch_comments
from readiness.adapters.input_tables import Problems
from readiness.adapters.training_policy_files import read_training
from readiness.stages.training import PitchScore, Rubric

POLICY = "training.yaml"
_p, _c = pitch_scores.c, pitch_comments.c


@dataclass(frozen=True, slots=True)
class GradedPitch:
    """What one rater gave on one day."""

    graded_on: date
    rater: str
    scores: tuple[PitchScore, ...]
    """By criterion."""
    comments: Mapping[str, str]
    """Criterion -> what the rater wrote; one without a word is missing."""
    total: float | None
    """Percent of the best there is, as the rubric weighs it now; None where a criterion has no score."""


def pitches_of(connection: Connection, launch_id: str, rep_id: str) -> list[GradedPitch]:
    """Return a rep's graded pitches, the last one first."""
    mine = and_(_p.launch_id == launch_id, _p.rep_id == rep_id)
    query = select(_p.rep_id, _p.graded_on, _p.rater, _p.criterion, _p.score).where(mine)
    found: dict[tuple[date, str], list[PitchScore]] = {}
    for row in connection.execute(query.order_by(_p.graded_on.desc(), _p.rater, _p.criterion)):
        found.setdefault((row.graded_on, row.rater), []).append(PitchScore(*row))
    if not found:
        return []
    said = select(_c.graded_on, _c.rater, _c.criterion, _c.comment).where(and_(_c.launch_id == launch_id, _c.rep_id == rep_id))
    comments: dict[tuple[date, str], dict[str, str]] = {}
    for graded_on, rater, criterion, comment in connection.execute(said):
        comments.setdefault((graded_on, rater), {})[criterion] = comment
    rubric = rubric_of(connection, launch_id)
    totals = {key: rubric.total({s.criterion: s.score for s in scores}) if rubric else None for key, scores in found.items()}
    return [GradedPitch(*key, tuple(scores), comments.get(key, {}), totals[key]) for key, scores in found.items()]


def save_comments(
    connection: Connection, launch_id: str, rep_id: str, graded_on: date, rater: str, comments: Mapping[str, str]
) -> None:
    """Keep what a rater wrote beside the scores of a day, in place of what was there."""
    key = {"launch_id": launch_id, "rep_id": rep_id, "graded_on": graded_on, "rater": rater}
    connection.execute(delete(pitch_comments).where(and_(*(_c[name] == value for name, value in key.items()))))
    rows = [{**key, "criterion": criterion, "comment": text} for criterion, text in sorted(comments.items()) if text]
    if rows:
        connection.execute(insert(pitch_comments), rows)


def rubric_of(connection: Connection, launch_id: str) -> Rubric | None:
    """Return how pitches of a launch are graded, None where none is."""
    data = policy_file(connection, launch_id)
    policy = read_training(POLICY, data, Problems()) if data else None
    return policy.index.rubric if policy else None


def criterion_names(connection: Connection, launch_id: str) -> dict[str, str]:
    """Return criterion -> its name, of the rubric as it is now."""
    rubric = rubric_of(connection, launch_id)
    return {c.criterion: c.name for c in rubric.criteria} if rubric else {}


def policy_file(connection: Connection, launch_id: str) -> bytes:
    """Return a launch's training.yaml as it was taken in."""
    return stored_files(connection, launch_id, POLICY).get(POLICY, b"")


def criteria_graded(connection: Connection, launch_id: str) -> dict[str, int]:
    """Return criterion -> how many scores it was given."""
    query = select(_p.criterion, func.count()).where(_p.launch_id == launch_id).group_by(_p.criterion)
    return {row[0]: int(row[1]) for row in connection.execute(query)}
