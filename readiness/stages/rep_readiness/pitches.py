"""Pitches: what raters gave a rep's pitch, weighted by the rubric, with an error from how far raters of the launch differ.

In: PitchScore, Rubric.
Out: Evidence by rep.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from readiness.stages.rep_readiness.parts import Evidence
from readiness.stages.training import PitchScore, Rubric

ONE_PITCH_DAYS = 14
"""Gradings so many days before a rep's last one, or fewer, are of the same pitch; older ones are of an earlier pitch."""
PRIOR_RATERS = 4
"""The stated error of one rater weighs like so many differences between raters."""

Grading = Mapping[str, float]
"""Criterion -> share of the top score, of one rater."""


def pitched(scores: Sequence[PitchScore], rubric: Rubric | None) -> dict[str, Evidence]:
    """Return the graded pitch of each rep: the last one, the mean of its raters; criteria nobody graded leave it.

    The variance of one rater's total is pooled over all reps of the launch with several raters, and starts from the rubric's
    stated error: `s^2 = (d0 e^2 + sum of squares) / (d0 + degrees of freedom)`, d0 = 4 (a scaled inverse chi-squared prior).

    Source: Smyth (2004), Statistical Applications in Genetics and Molecular Biology 3, article 3, section 3 (the same estimate
        of a variance).
    """
    if rubric is None:
        return {}
    gradings = {rep_id: _last_pitch(rows, rubric) for rep_id, rows in sorted(_by_rep(scores, rubric).items())}
    totals = {rep_id: [_weighted(g, rubric)[0] for g in given] for rep_id, (_, given) in gradings.items()}
    squares = math.fsum((t - math.fsum(row) / len(row)) ** 2 for row in totals.values() for t in row)
    freedom = sum(len(row) - 1 for row in totals.values())
    one = math.sqrt((PRIOR_RATERS * rubric.one_rater_error**2 + squares) / (PRIOR_RATERS + freedom))
    found = {}
    for rep_id, (day, given) in gradings.items():
        mean = _mean(given)
        share, known = _weighted(mean, rubric)
        found[rep_id] = Evidence(share, one / math.sqrt(len(given)), day, known, phrase=_phrase(mean, rubric))
    return found


def _by_rep(scores: Sequence[PitchScore], rubric: Rubric) -> dict[str, list[PitchScore]]:
    asked = {c.criterion for c in rubric.criteria}
    found: dict[str, list[PitchScore]] = {}
    for s in scores:
        if s.criterion in asked:
            found.setdefault(s.rep_id, []).append(s)
    return found


def _last_pitch(rows: Sequence[PitchScore], rubric: Rubric) -> tuple[date, list[Grading]]:
    """Return the day of a rep's last grading, and each rater's last one of that pitch."""
    last = max(s.graded_on for s in rows)
    of_rater: dict[str, date] = {}
    for s in rows:
        if s.graded_on >= last - timedelta(days=ONE_PITCH_DAYS):
            of_rater[s.rater] = max(s.graded_on, of_rater.get(s.rater, s.graded_on))
    given: list[Grading] = []
    for rater, day in sorted(of_rater.items()):
        own = (s for s in rows if s.rater == rater and s.graded_on == day)
        given.append({s.criterion: min(1.0, s.score / rubric.top) for s in own})
    return last, given


def _mean(given: Sequence[Grading]) -> Grading:
    """Return the mean of each criterion over the raters who graded it."""
    asked = sorted({c for g in given for c in g})
    return {c: math.fsum(g[c] for g in given if c in g) / sum(c in g for g in given) for c in asked}


def _weighted(graded: Grading, rubric: Rubric) -> tuple[float, float]:
    """Return the weighted share over what was graded, and how much of the rubric that is."""
    rows = [(c.weight / 100, graded[c.criterion]) for c in rubric.criteria if c.criterion in graded]
    total = math.fsum(weight for weight, _ in rows)
    return math.fsum(weight * share for weight, share in rows) / total, min(1.0, total)


def _phrase(mean: Grading, rubric: Rubric) -> str:
    """Return the criterion that costs most, in words."""
    graded = [c for c in rubric.criteria if c.criterion in mean]
    worst = max(graded, key=lambda c: c.weight * (1 - mean[c.criterion]))
    return f"pitch: {worst.name} ({mean[worst.criterion] * rubric.top:.3g} of {rubric.top:g})"
