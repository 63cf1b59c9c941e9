"""Rows: one row a rep, everything known about that rep, in the columns users script against.

In: reps, training plan, attendance, abilities, readiness, contributions, follow-ups.
Out: RepRow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from readiness.stages.contribution import ContributionFit, RepContribution
from readiness.stages.follow_ups import NOT_ENOUGH, FollowUp, adding, quadrant
from readiness.stages.honesty import is_banded, is_ranked
from readiness.stages.quizzes import Ability
from readiness.stages.rep_readiness import RepReadiness
from readiness.stages.training import Attendance, TrainingPlan
from readiness.vocabulary import Rep, currency_exponent


@dataclass(frozen=True, slots=True)
class RepRow:
    """One rep; the fields are the columns of `reps.csv` in their order. None means not known, never 0."""

    rep_id: str
    name: str
    channel: str
    partner_id: str
    territory_id: str
    manager_id: str
    motion: str
    wave: int | None
    trained_on: date | None
    """The first day attended."""
    n_responses: int
    ability: float | None
    ability_se: float | None
    readiness: float | None
    readiness_low: float | None
    readiness_high: float | None
    coverage: float
    status: str
    sales_out_money: float | None
    expected_money: float | None
    market_money: float | None
    availability_money: float | None
    demand_money: float | None
    legacy_money: float | None
    contribution_money: float | None
    contribution_low: float | None
    contribution_high: float | None
    rank_low: int | None
    """90% band of the rank by contribution; None where there is too little to rank."""
    rank_high: int | None
    currency: str
    quadrant: str
    holds_back: str
    next_action: str
    action_owner: str
    action_due_on: date | None


_BANDED = ("contribution_money", "contribution_low", "contribution_high")
_MONEY = (*(f.name for f in fields(RepRow) if f.name.endswith("_money")), "contribution_low", "contribution_high")


@dataclass(frozen=True, slots=True)
class RepFacts:
    """All that the stages before found out, for every rep."""

    plan: TrainingPlan | None
    attendance: Sequence[Attendance]
    abilities: Sequence[Ability]
    readiness: Sequence[RepReadiness]
    contributions: ContributionFit | None
    follow_ups: Sequence[FollowUp]
    """Of the reps, the first act of each first."""


def rep_rows(reps: Sequence[Rep], facts: RepFacts, *, currency: str) -> list[RepRow]:
    """Return one row a rep, by rep_id; a rep nobody knows anything about has a row too."""
    wave_of = {e.rep_id: e.wave for e in facts.plan.enrolments} if facts.plan else {}
    ability_of = {a.rep_id: a for a in facts.abilities}
    readiness_of = {r.rep_id: r for r in facts.readiness}
    contribution_of = {c.rep_id: c for c in facts.contributions.reps} if facts.contributions else {}
    act_of = {f.subject_id: f for f in reversed(facts.follow_ups)}
    trained_on: dict[str, date] = {}
    for seat in facts.attendance:
        if seat.minutes > 0:
            trained_on[seat.rep_id] = min(seat.attended_on, trained_on.get(seat.rep_id, seat.attended_on))
    absent = not_separated(facts.contributions)
    nothing = RepReadiness("", None, None, None, 0.0, NOT_ENOUGH, "")
    rows = []
    for rep in sorted(reps, key=lambda r: r.rep_id):
        judged = readiness_of.get(rep.rep_id, nothing)
        known = (wave_of.get(rep.rep_id), trained_on.get(rep.rep_id), ability_of.get(rep.rep_id), act_of.get(rep.rep_id))
        rows.append(_row(rep, judged, contribution_of.get(rep.rep_id), known, absent, currency))
    return rows


def _row(
    rep: Rep,
    judged: RepReadiness,
    sold: RepContribution | None,
    known: tuple[int | None, date | None, Ability | None, FollowUp | None],
    absent: frozenset[str],
    currency: str,
) -> RepRow:
    wave, trained_on, ability, act = known
    return RepRow(
        rep_id=rep.rep_id,
        name=rep.name,
        channel=rep.channel,
        partner_id=rep.partner_id,
        territory_id=rep.territory_id,
        manager_id=rep.manager_id,
        motion=str(rep.motion),
        wave=wave,
        trained_on=trained_on,
        n_responses=ability.n_responses if ability else 0,
        ability=ability.ability if ability else None,
        ability_se=ability.standard_error if ability else None,
        readiness=judged.readiness,
        readiness_low=judged.readiness_low,
        readiness_high=judged.readiness_high,
        coverage=judged.coverage,
        status=judged.status,
        **{name: _known(sold, name, absent) for name in _MONEY},
        rank_low=sold.rank_low if sold and _is_ranked(sold) else None,
        rank_high=sold.rank_high if sold and _is_ranked(sold) else None,
        currency=currency,
        quadrant=quadrant(judged.status, adding(sold)),
        holds_back=judged.holds_back,
        next_action=act.words if act else "",
        action_owner=act.owner if act else "",
        action_due_on=act.due_on if act else None,
    )


def is_fitted(sold: RepContribution | None) -> bool:
    """Say whether a model stands behind a rep's figures: without one only the sales-out itself is known."""
    return sold is not None and (sold.expected_money != 0 or sold.contribution_money != 0)


def _is_ranked(sold: RepContribution) -> bool:
    return is_ranked(sold.verdict, sold.reliability, sold.rank_low, sold.rank_high)


def _known(sold: RepContribution | None, name: str, absent: frozenset[str]) -> float | None:
    if name != "sales_out_money" and not is_fitted(sold):
        return None
    if sold and name in _BANDED and not is_banded(sold.contribution_money, sold.contribution_low, sold.contribution_high):
        return None
    value = getattr(sold, name) if sold and name not in absent else math.nan
    return value if math.isfinite(value) else None


def not_separated(fit: ContributionFit | None) -> frozenset[str]:
    """Return the parts of sales-out that the model could not tell apart: exactly nothing for everybody."""
    parts = ("market_money", "availability_money", "demand_money")
    return frozenset(part for part in parts if fit is None or all(getattr(c, part) == 0 for c in fit.reps))


def rounded(row: RepRow) -> RepRow:
    """Return the row with money to its currency's smallest unit and every other number to four places.

    The last digits of a fit differ from one processor to the next; nobody reads them, and without them the same inputs give
    the same bytes everywhere.
    """
    minor = currency_exponent(row.currency)
    changed: dict[str, Any] = {
        field.name: round(value, minor if field.name.endswith("_money") or field.name.startswith("contribution") else 4) + 0.0
        for field in fields(row)
        if isinstance(value := getattr(row, field.name), float)
    }
    return replace(row, **changed)
