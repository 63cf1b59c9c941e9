"""Judging: each rep's index with its band against the bar of the rep's motion, and what holds the rep back.

In: RepEvidence, TrainingPolicy, a day.
Out: RepReadiness by rep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from readiness.stages.rep_readiness.evidence import MISSED_SESSION as MISSED_SESSION
from readiness.stages.rep_readiness.evidence import RepEvidence, answered_again, attended, certified
from readiness.stages.rep_readiness.knowledge import knowledge
from readiness.stages.rep_readiness.parts import MIN_RESPONSES, Evidence, PartScore, coverage_of, index_of, part_scores
from readiness.stages.rep_readiness.pitches import pitched
from readiness.stages.training import TrainingPolicy
from readiness.stats.quiz_fit import Z90
from readiness.vocabulary import Rep, counted

MIN_COVERAGE = 0.4
"""Below this share of the formula's weight nobody is judged. A judgement: a quiz alone is enough for about eight months."""
MIN_POINTS = 0.5
"""What costs less than this is not worth a name."""
ABLE = ("knowledge", "pitch")
"""Parts without which there is no index: having been there says nothing about what a rep can use with a customer."""
NO_QUIZ = "no quiz taken"


@dataclass(frozen=True, slots=True)
class RepReadiness:
    """How ready one rep is, and how sure we are."""

    rep_id: str
    readiness: float | None
    """0..100; None where there is no evidence."""
    readiness_low: float | None
    """Lower end of the 90% band."""
    readiness_high: float | None
    coverage: float
    """Share of the formula's weight that rests on evidence which still counts, 0..1."""
    status: str
    """ready, developing, not_ready or not_enough_data."""
    holds_back: str
    """One short phrase: the part or claim that costs most."""
    weakest: str = ""
    """Which part `holds_back` speaks of: no_quiz, few_answers, new_questions, one of PARTS, or empty."""
    readiness_se: float | None = None
    """Standard error of the index, in points."""
    parts: tuple[PartScore, ...] = ()
    """What the index is made of, every part of the formula in its order."""
    bar: float | None = None
    """The index this rep needs."""


def readiness_by_rep(reps: Sequence[Rep], known: RepEvidence, policy: TrainingPolicy, *, as_of: date) -> list[RepReadiness]:
    """Return the readiness of every rep as of a day, by rep_id."""
    index = policy.index
    found = {
        "knowledge": knowledge(reps, known, index.competencies),
        "attendance": attended(reps, known, policy),
        "reinforcement": answered_again(known, index.again_days),
        "pitch": pitched(known.pitches, index.rubric),
        "certificate": certified(known),
    }
    n_answers = {a.rep_id: a.n_responses for a in known.abilities}
    judged = []
    for rep in sorted(reps, key=lambda r: r.rep_id):
        own = {part: by_rep[rep.rep_id] for part, by_rep in found.items() if rep.rep_id in by_rep}
        parts = part_scores(own, index, as_of)
        judged.append(_judge(rep, own, parts, n_answers.get(rep.rep_id, 0), policy.bar_of(rep.motion)))
    return judged


def _judge(rep: Rep, own: dict[str, Evidence], parts: tuple[PartScore, ...], n: int, bar: float) -> RepReadiness:
    coverage = coverage_of(parts)
    found = index_of(parts) if any(p.part in ABLE and p.share is not None for p in parts) else None
    middle, se = found if found else (None, None)
    low = high = None
    if middle is not None and se is not None:
        low, high = max(0.0, round(middle - Z90 * se, 9)), min(100.0, round(middle + Z90 * se, 9))
    enough = coverage >= MIN_COVERAGE and n >= MIN_RESPONSES
    status = _status(low, high, bar) if enough else "not_enough_data"
    weakest, phrase = _weakest(own, parts, n)
    return RepReadiness(rep.rep_id, middle, low, high, coverage, status, phrase, weakest, se, parts, bar)


def _status(low: float | None, high: float | None, bar: float) -> str:
    if low is None or high is None:
        return "not_enough_data"
    if low >= bar:
        return "ready"
    return "not_ready" if high < bar else "developing"


def _weakest(own: dict[str, Evidence], parts: Sequence[PartScore], n: int) -> tuple[str, str]:
    quiz = own.get("knowledge")
    if quiz is None:
        return "no_quiz", NO_QUIZ
    if quiz.stale:
        changed = counted(len(quiz.stale), "claim")
        return "new_questions", f"{changed} of the product changed since the quiz"
    if n < MIN_RESPONSES:
        return "few_answers", f"only {counted(n, 'quiz answer')} so far"
    total = coverage_of(parts)
    costs = {p.part: 100 * p.counted * (1 - p.share) / total for p in parts if p.share is not None and p.counted > 0}
    worst = max(costs, key=lambda part: round(costs[part], 6), default="")
    if not worst or costs[worst] < MIN_POINTS:
        return "", ""
    return worst, own[worst].phrase
