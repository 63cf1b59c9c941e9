"""Acts of partners: what is owed about each partner: its reports, its stock, its reps' seats and their time to practise.

In: partners, reports that are missing, scores, readiness, contributions, who owns what, the day.
Out: PartnerCase with its FollowUps.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from readiness.stages.contribution import ContributionFit
from readiness.stages.follow_ups.act import LATER, SOON, Figure, FollowUp, Owners, working_day
from readiness.stages.follow_ups.of_reps import STOCK_SHARE, lost_to_stock
from readiness.stages.follow_ups.quadrants import NOT_ENOUGH, adding
from readiness.stages.rep_readiness import RepReadiness
from readiness.stages.sales_out.schedule import MissingReport
from readiness.stages.sales_out.scorecard import PartnerScore
from readiness.vocabulary import Partner, Rep

ON_TIME_SHARE = 0.8
"""Of a partner's reports, the share on time below which the day itself is looked at: one in five late is no accident."""
MIN_REPORTS = 5
"""Reports that were due, from which that share is looked at."""
SEVERAL = 2
"""Reps of a partner from which something is more than each rep's own act."""
KNOWN_SHARE = 0.5
"""Of a partner's reps, the share with enough sales to judge by below which nothing is said of the partner's stock."""
NOT_READY_SHARE = 1 / 3
"""Of a partner's judged reps, the share not ready yet from which the partner is asked for time. A judgement."""


@dataclass(frozen=True, slots=True)
class PartnerGrounds:
    """What the acts of partners rest on."""

    readiness: Mapping[str, RepReadiness]
    contributions: ContributionFit | None
    missing: Sequence[MissingReport]
    scores: Mapping[str, PartnerScore]
    owners: Owners


@dataclass(frozen=True, slots=True)
class PartnerCase:
    """One partner: the figures, and what is owed on them."""

    partner_id: str
    name: str
    n_missing: int
    """Reports that are due and did not come."""
    n_held: int
    """Reports that came and wait for a person."""
    on_time_share: float | None
    n_reports: int
    n_reps: int
    n_judged: int
    """Reps with enough data to say how ready they are."""
    n_ready: int
    n_not_ready: int
    n_missed: int
    """Reps who missed the session."""
    n_sold: int
    """Reps with enough sales to judge by, on whom the last four rest."""
    stock_share: float | None
    """Lost to empty shelves, of what average reps would have sold with full ones."""
    added_money: float | None
    """What these reps added together, with the sums of the ends of their bands: at least as wide as the 90% band of the sum."""
    added_low: float | None
    added_high: float | None
    follow_ups: tuple[FollowUp, ...] = ()


@dataclass(frozen=True, slots=True)
class _Act:
    act: str
    because: str
    words: str
    evidence: tuple[Figure, ...]
    working_days: int = SOON


def partner_acts(partners: Sequence[Partner], reps: Sequence[Rep], grounds: PartnerGrounds, *, as_of: date) -> list[PartnerCase]:
    """Return each partner's figures and acts, by partner_id; every partner has at least one act."""
    found = []
    for partner in sorted(partners, key=lambda p: p.partner_id):
        case = _case(partner, [r for r in reps if r.partner_id == partner.partner_id], grounds)
        acts = [*_of_reports(case), *_of_reps(case)] or [_keep_going(case)]
        owner = grounds.owners.of("", partner.partner_id)
        owed = tuple(
            FollowUp("partner", case.partner_id, a.act, a.words, owner, as_of, due_on, a.because, a.evidence)
            for a in acts
            for due_on in [working_day(as_of, a.working_days)]
        )
        found.append(replace(case, follow_ups=owed))
    return found


def _case(partner: Partner, reps: Sequence[Rep], grounds: PartnerGrounds) -> PartnerCase:
    own = {r.rep_id for r in reps}
    judged = [grounds.readiness[r] for r in sorted(own & set(grounds.readiness))]
    status = [r.status for r in judged]
    contributions = grounds.contributions.reps if grounds.contributions else ()
    sold = [c for c in contributions if c.rep_id in own and adding(c) != NOT_ENOUGH]
    missing = [m for m in grounds.missing if m.partner_id == partner.partner_id]
    score = grounds.scores.get(partner.partner_id)
    added = (
        [math.fsum(getattr(c, f"contribution_{end}") for c in sold) for end in ("money", "low", "high")] if sold else [None] * 3
    )
    return PartnerCase(
        partner.partner_id,
        partner.name or partner.partner_id,
        sum(not m.is_held for m in missing),
        sum(m.is_held for m in missing),
        score.on_time.share if score else None,
        round(score.on_time.n) if score else 0,
        len(reps),
        sum(s != NOT_ENOUGH for s in status),
        status.count("ready"),
        status.count("not_ready"),
        sum(p.part == "attendance" and p.share == 0.0 for r in judged for p in r.parts),
        len(sold),
        lost_to_stock(sold) if sold else None,
        *added,
    )


def _of_reports(case: PartnerCase) -> Iterator[_Act]:
    if case.n_held:
        waiting = (
            "report that waits, and accept or refuse it"
            if case.n_held == 1
            else f"{case.n_held:,} reports that wait, and accept or refuse each"
        )
        yield _Act(
            "accept_reports",
            "what waits for a person counts for nobody",
            f"Look at {case.name}'s {waiting}.",
            (Figure("reports that wait", case.n_held, "count"),),
        )
    if case.n_missing:
        reports = "report that is" if case.n_missing == 1 else f"{case.n_missing:,} reports that are"
        yield _Act(
            "chase_reports",
            "what is not reported counts for nobody, so that sales look lower than they are",
            f"Ask {case.name} for the {reports} missing.",
            (Figure("reports missing", case.n_missing, "count"),),
        )
    if case.on_time_share is not None and case.n_reports >= MIN_REPORTS and case.on_time_share < ON_TIME_SHARE:
        yield _Act(
            "agree_on_day",
            "late reports are the rule rather than an accident",
            f"Agree with {case.name} on a day for its reports that it can keep.",
            (Figure("reports on time", case.on_time_share, "share", of=case.n_reports, each="report"),),
            LATER,
        )


def _of_reps(case: PartnerCase) -> Iterator[_Act]:
    if case.stock_share is not None and case.stock_share >= STOCK_SHARE and case.n_sold >= KNOWN_SHARE * case.n_reps:
        yield _Act(
            "send_stock",
            "empty shelves took more than selling can make up for",
            f"Find out with {case.name} which models run out, and say when they will be there.",
            (Figure("lost to empty shelves", case.stock_share, "share", of=case.n_sold, each="rep"),),
        )
    if case.n_missed >= SEVERAL:
        yield _Act(
            "fill_seats",
            "several reps missed the session",
            f"Find a day with {case.name} on which its reps can come, and book them seats.",
            (Figure("reps who missed the session", case.n_missed, "count", of=case.n_reps),),
        )
    if case.n_not_ready >= SEVERAL and case.n_not_ready >= NOT_READY_SHARE * case.n_judged:
        yield _Act(
            "make_time",
            "a third or more of the reps who can be judged are not ready yet",
            f"Ask {case.name} for an hour in which its reps can practise together.",
            (Figure("reps not ready yet", case.n_not_ready, "count", of=case.n_judged),),
            LATER,
        )


def _keep_going(case: PartnerCase) -> _Act:
    evidence: tuple[Figure, ...] = ()
    if case.added_money is not None:
        evidence = (Figure("added together", case.added_money, "money", case.added_low, case.added_high, case.n_sold, "rep"),)
    words = f"Tell {case.name} how its reps stand, and keep to the plan."
    return _Act("keep_going", "nothing in the figures asks for more", words, evidence, LATER)
