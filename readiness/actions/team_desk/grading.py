"""Grading: a manager grades a pitch of a rep of the team by the launch's rubric; measurement reads the scores.

In: who is signed in, a launch, a rep, a score and a comment for each criterion.
Out: scores and comments in the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from readiness.actions.team_desk.coaching import MOST_LETTERS, require_team
from readiness.adapters.db import audit, collected, pitch_desk, pitches
from readiness.adapters.db.store import reading, transaction
from readiness.errors import ConflictError, InputError, Problem
from readiness.permissions import Viewer, allowed
from readiness.settings import Settings
from readiness.stages.training import PitchScore, Rubric


def grade(
    settings: Settings,
    viewer: Viewer,
    launch_id: str,
    rep_id: str,
    *,
    scores: Mapping[str, str],
    comments: Mapping[str, str],
    now: datetime,
) -> float:
    """Keep what the viewer gives a pitch today, in place of what was given earlier that day; return percent of the best.

    Raises:
        ConflictError: the launch has no rubric.
        InputError: a criterion has no score, or none that the rubric knows.
        NotFoundError: the team has no such rep in this launch.
    """
    allowed(viewer, "team.change")
    rater = " ".join(viewer.name.split())[:200]
    with reading(settings.database) as connection:
        require_team(connection, viewer, launch_id, rep_id)
        rubric = pitch_desk.rubric_of(connection, launch_id)
    if rubric is None:
        raise ConflictError("this launch has no rubric yet; marketing or sales operations can define one")
    given = {c.criterion: _score(rubric, c.criterion, scores.get(c.criterion, "")) for c in rubric.criteria}
    said = {c.criterion: comments.get(c.criterion, "").replace("\r\n", "\n").strip() for c in rubric.criteria}
    if any(len(text) > MOST_LETTERS for text in said.values()):
        raise InputError(Problem("", 0, "comment", "a comment is too long", f"at most {MOST_LETTERS} letters"))
    rows = [PitchScore(rep_id, now.date(), rater, criterion, score) for criterion, score in given.items()]
    with transaction(settings.database) as connection:
        # As the next file of scores would be: it goes before every earlier one, and a later file before it.
        number = collected.next_file_number(connection, launch_id, "pitches")
        pitches.save_pitches(connection, launch_id, rows, number)
        pitch_desk.save_comments(connection, launch_id, rep_id, now.date(), rater, said)
        audit.note(connection, viewer, "pitches.grade", now, launch_id=launch_id, rep_id=rep_id)
    return rubric.total(given) or 0.0


def _score(rubric: Rubric, criterion: str, text: str) -> float:
    try:
        score = float(text.strip().replace(",", "."))
    except ValueError:
        score = -1.0
    if not 0 <= score <= rubric.top:
        raise InputError(Problem("", 0, criterion, f"{text[:20]!r} is no score", f"a number from 0 to {rubric.top:g}"))
    return score
