"""Rep readiness: an index 0..100 per rep with its band, coverage, and what holds it back.

In: Ability, Attendance, the bar.
Out: RepReadiness.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from readiness.stages.quizzes import Ability
from readiness.stages.training import Attendance, TrainingPolicy
from readiness.vocabulary import Rep

WEIGHTS: Mapping[str, float] = MappingProxyType({"knowledge": 0.50, "attendance": 0.20, "reinforcement": 0.10, "pitch": 0.20})
"""The published formula. Reinforcement and graded pitch have no data source yet, so they never count for or against a rep."""
MIN_COVERAGE = 0.5
"""Below this share of the formula's weight nobody is judged."""
MIN_RESPONSES = 5
"""Fewer answers than this say too little: five items leave about half of an ability to chance."""
MIN_POINTS = 0.5
"""What costs less than this is not worth a name."""

NO_QUIZ = "no quiz taken"
MISSED_SESSION = "missed the session"


@dataclass(frozen=True, slots=True)
class RepReadiness:
    """How ready one rep is, and how sure we are."""

    rep_id: str
    readiness: float | None
    """0..100; None where there is no evidence."""
    readiness_low: float | None
    """Lower end of the 90% band; None where no quiz gives one."""
    readiness_high: float | None
    coverage: float
    """Share of the formula's weight for which evidence exists, 0..1."""
    status: str
    """ready, developing, not_ready or not_enough_data."""
    holds_back: str
    """One short phrase: the part or claim that costs most."""
    weakest: str = ""
    """Which part `holds_back` speaks of: no_quiz, few_answers, knowledge, attendance, or empty."""


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What is known of one rep; None where nothing is."""

    ability: Ability | None
    minutes: int | None
    attended_share: float | None


def readiness_by_rep(
    reps: Sequence[Rep],
    abilities: Sequence[Ability],
    attendance: Sequence[Attendance],
    policy: TrainingPolicy,
    item_misses: Mapping[str, str],
    *,
    session_over: Collection[str] | None = None,
) -> list[RepReadiness]:
    """Return the readiness of every rep, by rep_id.

    Args:
        reps: everybody in scope of the launch.
        abilities: of those who answered a quiz.
        attendance: lists as sent. A list is taken as complete for a partner once it names one of the partner's reps.
        policy: the session's minutes and the bar.
        item_misses: rep_id -> the claim that rep missed most, in words.
        session_over: reps whose planned session has ended; None where everybody's has. Nobody misses a session still to come.
    """
    ability_by_rep = {a.rep_id: a for a in abilities if a.n_responses > 0 and math.isfinite(a.expected_share)}
    minutes_by_rep: dict[str, int] = {}
    for seat in attendance:
        minutes_by_rep[seat.rep_id] = minutes_by_rep.get(seat.rep_id, 0) + max(0, seat.minutes)
    listed = {rep.partner_id for rep in reps if rep.rep_id in minutes_by_rep}
    found = []
    for rep in sorted(reps, key=lambda r: r.rep_id):
        minutes = minutes_by_rep.get(rep.rep_id)
        over = session_over is None or rep.rep_id in session_over
        if minutes is None and rep.partner_id in listed and over:
            minutes = 0
        share = None if minutes is None or policy.minutes <= 0 else min(1.0, minutes / policy.minutes)
        evidence = _Evidence(ability_by_rep.get(rep.rep_id), minutes, share)
        found.append(_judge(rep.rep_id, evidence, policy, item_misses.get(rep.rep_id, "")))
    return found


def _judge(rep_id: str, evidence: _Evidence, policy: TrainingPolicy, missed: str) -> RepReadiness:
    ability = evidence.ability
    shares = (ability.expected_share, ability.expected_share_low, ability.expected_share_high) if ability else (None, None, None)
    middle, low, high = (_index(share, evidence.attended_share) for share in shares)
    known = {"knowledge": ability, "attendance": evidence.attended_share}
    coverage = round(math.fsum(WEIGHTS[part] for part, value in known.items() if value is not None), 9)
    if ability is None:
        middle = low = high = None  # attendance alone says nothing about what a rep can use with a customer
    enough = ability is not None and coverage >= MIN_COVERAGE and ability.n_responses >= MIN_RESPONSES
    status = _status(low, high, policy.readiness_bar) if enough else "not_enough_data"
    weakest, phrase = _weakest(evidence, policy.minutes, missed)
    return RepReadiness(rep_id, middle, low, high, coverage, status, phrase, weakest)


def _index(knowledge: float | None, attended: float | None) -> float | None:
    known = [(WEIGHTS["knowledge"], knowledge), (WEIGHTS["attendance"], attended)]
    present = [(weight, share) for weight, share in known if share is not None]
    if not present:
        return None
    total = math.fsum(weight * share for weight, share in present)
    return round(100 * total / math.fsum(weight for weight, _ in present), 9)


def _status(low: float | None, high: float | None, bar: float) -> str:
    if low is None or high is None:
        return "not_enough_data"
    if low >= bar:
        return "ready"
    return "not_ready" if high < bar else "developing"


def _weakest(evidence: _Evidence, minutes: int, missed: str) -> tuple[str, str]:
    ability, attended = evidence.ability, evidence.attended_share
    if ability is None:
        return "no_quiz", NO_QUIZ
    if ability.n_responses < MIN_RESPONSES:
        n = ability.n_responses
        return "few_answers", f"only {n} quiz answer{'s' if n != 1 else ''} so far"
    weight = WEIGHTS["knowledge"] + (0 if attended is None else WEIGHTS["attendance"])
    by_knowledge = 100 * WEIGHTS["knowledge"] * (1 - ability.expected_share) / weight
    by_attendance = 0.0 if attended is None else 100 * WEIGHTS["attendance"] * (1 - attended) / weight
    if max(by_knowledge, by_attendance) < MIN_POINTS:
        return "", ""
    if by_attendance > by_knowledge + 1e-9:
        if not evidence.minutes:
            return "attendance", MISSED_SESSION
        return "attendance", f"attended {evidence.minutes} of {minutes} minutes"
    return "knowledge", missed or f"quiz: about {ability.expected_share:.0%} of it right"
