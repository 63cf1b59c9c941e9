"""Evidence: what was collected of the reps up to a day, as the parts of the index read it.

In: RepEvidence: abilities, answers, attendance, pitches, certificates.
Out: Evidence of a part by rep.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from readiness.stages.quizzes import Ability, CompetencyAbility, CompetencyItems, Response
from readiness.stages.rep_readiness.parts import MIN_RESPONSES, Evidence
from readiness.stages.training import Attendance, PitchScore, TrainingPolicy
from readiness.vocabulary import Rep

MISSED_SESSION = "missed the session"


@dataclass(frozen=True, slots=True)
class RepEvidence:
    """What is known of everybody on the day; what was given later is not in it."""

    abilities: Sequence[Ability] = ()
    """By answers that still speak of the items as they stand."""
    competencies: Sequence[CompetencyAbility] = ()
    correlation: float = math.nan
    """Between any two competencies; NaN where they were judged apart."""
    areas: Sequence[CompetencyItems] = ()
    responses: Sequence[Response] = ()
    """Every answer, whether it still counts or not."""
    current_since: Mapping[str, date] = field(default_factory=dict)
    """item_id -> first day whose answers speak of the item as it stands; only items that once read otherwise."""
    claim_of: Mapping[str, str] = field(default_factory=dict)
    """item_id -> the claim it asks for."""
    missed: Mapping[str, str] = field(default_factory=dict)
    """rep_id -> the claim that rep missed most, in words."""
    attendance: Sequence[Attendance] = ()
    """Lists as sent. A list is taken as complete for a partner once it names one of the partner's reps."""
    session_over: Collection[str] | None = None
    """Reps whose planned session has ended; None where everybody's has. Nobody misses a session still to come."""
    minutes_due: Mapping[str, int] = field(default_factory=dict)
    """rep_id -> the length of the sessions planned for that rep; who is not in it is due what the policy says."""
    pitches: Sequence[PitchScore] = ()
    certified_on: Mapping[str, date] = field(default_factory=dict)
    """rep_id -> the day the certificate held was given."""

    def counts(self, r: Response) -> bool:
        """Say whether an answer speaks of the item as it stands; a skipped question has none."""
        return r.correct is not None and r.answered_on >= self.current_since.get(r.item_id, date.min)


def attended(reps: Sequence[Rep], known: RepEvidence, policy: TrainingPolicy) -> dict[str, Evidence]:
    """Return attendance: minutes attended of the session's minutes; absent from a list of the rep's partner is none of them."""
    if policy.minutes <= 0:
        return {}
    minutes: dict[str, int] = {}
    last_on: dict[str, date] = {}
    partner_of = {r.rep_id: r.partner_id for r in reps}
    listed: dict[str, date] = {}
    for seat in known.attendance:
        minutes[seat.rep_id] = minutes.get(seat.rep_id, 0) + max(0, seat.minutes)
        last_on[seat.rep_id] = max(seat.attended_on, last_on.get(seat.rep_id, seat.attended_on))
        if seat.rep_id in partner_of:
            partner = partner_of[seat.rep_id]
            listed[partner] = max(seat.attended_on, listed.get(partner, seat.attended_on))
    found = {}
    for rep in reps:
        over = known.session_over is None or rep.rep_id in known.session_over
        if rep.rep_id in minutes:
            there, day = minutes[rep.rep_id], last_on[rep.rep_id]
        elif rep.partner_id in listed and over:
            there, day = 0, listed[rep.partner_id]
        else:
            continue
        due = known.minutes_due.get(rep.rep_id) or policy.minutes
        phrase = f"attended {there} of {due} minutes" if there else MISSED_SESSION
        found[rep.rep_id] = Evidence(min(1.0, there / due), 0.0, day, phrase=phrase)
    return found


def answered_again(known: RepEvidence, again_days: int) -> dict[str, Evidence]:
    """Return reinforcement: the share right of what was answered some time after a rep was first taught and first asked.

    Of each item the last answer counts. The error is that of a share of so many answers (the standard deviation of a Beta with
    one more right and one more wrong, so that all right is not taken for certain).
    """
    asked = _first_days((r.rep_id, r.answered_on) for r in known.responses if r.correct is not None)
    taught = _first_days((a.rep_id, a.attended_on) for a in known.attendance if a.minutes > 0)
    start = {rep_id: max(day, taught.get(rep_id, day)) for rep_id, day in asked.items()}
    later: dict[str, dict[str, Response]] = {}
    for r in sorted(known.responses, key=lambda r: (r.answered_on, r.attempt)):
        if known.counts(r) and r.answered_on >= start[r.rep_id] + timedelta(days=again_days):
            later.setdefault(r.rep_id, {})[r.item_id] = r
    found = {}
    for rep_id, last in later.items():
        if len(last) < MIN_RESPONSES:
            continue
        n, right = len(last), sum(bool(r.correct) for r in last.values())
        share = right / n
        smooth = (right + 1) / (n + 2)
        se = math.sqrt(smooth * (1 - smooth) / (n + 3))
        phrase = f"questions asked again later: {right} of {n} right"
        found[rep_id] = Evidence(share, se, middle_day([r.answered_on for r in last.values()]), phrase=phrase)
    return found


def certified(known: RepEvidence) -> dict[str, Evidence]:
    """Return the certificate: all of it while it holds; whoever has none has no evidence, and loses nothing."""
    return {rep_id: Evidence(1.0, 0.0, day) for rep_id, day in known.certified_on.items()}


def middle_day(days: Sequence[date]) -> date:
    """Return the middle one of some days, the earlier of two."""
    return sorted(days)[(len(days) - 1) // 2]


def _first_days(days: Iterable[tuple[str, date]]) -> dict[str, date]:
    """Return rep -> the first of the days."""
    first: dict[str, date] = {}
    for rep_id, day in days:
        first[rep_id] = min(day, first.get(rep_id, day))
    return first
