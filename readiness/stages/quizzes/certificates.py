"""Certificates: who is certified, until when, and why; who is not, and what is missing.

In: verdicts, the certificates given so far, what the answers rest on, a day.
Out: CertificateEvent to add, Standing of every rep and partner. The same inputs and day give the same.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from readiness.stages.quizzes.certificate_model import (
    HOLDING,
    Candidate,
    CertificateEvent,
    Evidence,
    Standing,
    held,
    last_award,
)
from readiness.stages.quizzes.gate import MIN_ANSWERS
from readiness.stages.quizzes.policy import CertificatePolicy
from readiness.vocabulary import Partner, Rep, counted

RENEW_DAYS = 60
"""A certificate may be renewed from this many days before its end, or in the last quarter of a short one."""
NEW_DAYS = 30
"""So long after being hired a rep without a certificate does not count against the partner."""
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Awarding:
    """The rules and the day certificates are decided by."""

    policy: CertificatePolicy
    cut_share: float
    standard: str
    as_of: date
    by: str


def add_months(day: date, months: int) -> date:
    """Return the same day of a later or earlier month, or that month's last day where it has no such day."""
    month = day.year * 12 + day.month - 1 + months
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def decide_rep(
    rep: Rep, history: Sequence[CertificateEvent], known: Candidate, rules: Awarding
) -> tuple[list[CertificateEvent], Standing]:
    """Return what happens to a rep's certificate on the day, and how the rep stands then."""
    events = rep_events(rep.rep_id, history, known, rules)
    if any(e.event in HOLDING for e in events):
        known = replace(known, changed=())
    return events, rep_standing(rep, [*history, *events], known, rules)


def rep_events(rep_id: str, history: Sequence[CertificateEvent], known: Candidate, rules: Awarding) -> list[CertificateEvent]:
    """Return what happens to a rep's certificate on the day: nothing, or an end, an issue, a renewal."""
    events = _ended("rep", rep_id, history, rules)
    current, verdict = held([*history, *events], rules.as_of), known.verdict
    if current and known.changed and verdict.missing:
        why = f"{_changed(known)}, and without them: {verdict.missing}"
        events.append(_next("rep", rep_id, [*history, *events], "revoked", rules, current.valid_from, rules.as_of, why))
        current = None
    due = current is None or bool(known.changed) or _ends_soon(current, rules.as_of)
    if due and not _rep_missing(history, known, rules):
        evidence = Evidence(
            verdict.n_responses, round(verdict.expected_share, 6), round(verdict.probability, 6), round(rules.cut_share, 6),
            rules.policy.confidence, dict(sorted(known.basis.items())),
        )  # fmt: skip
        events.append(replace(_award("rep", rep_id, [*history, *events], rules), evidence=evidence))
    return events


def rep_standing(rep: Rep, history: Sequence[CertificateEvent], known: Candidate, rules: Awarding) -> Standing:
    """Return how a rep stands on the day, its events being among the history."""
    current, last = held(history, rules.as_of), history[-1] if history else None
    missing = _rep_missing(history, known, rules)
    if current and known.changed:
        status, why = "renew", f"{_changed(known)}; {missing}"
    elif current and _ends_soon(current, rules.as_of):
        status, why = "renew", f"ends on {current.valid_until}; {missing}"
    elif current:
        status, why = "certified", ""
    else:
        status, why = _without(last), missing
    return Standing("rep", rep.rep_id, rep.name, rep.partner_id, status, why, current or last, _first(history), known.verdict)


def _rep_missing(history: Sequence[CertificateEvent], known: Candidate, rules: Awarding) -> str:
    """Return what a certificate given today would still need: to be above the cut surely enough, on answers of late."""
    if known.verdict.missing:
        return known.verdict.missing
    since = add_months(rules.as_of, -rules.policy.months)
    before = history[-1] if history else None
    award = last_award(history)
    if award and before and before.event != "revoked":
        since = max(since, award.valid_from)
    n = sum(since < day for day in known.answered.values())
    if n >= MIN_ANSWERS:
        return ""
    return f"{counted(n, 'question')} answered after {since}; a certificate given now needs at least {MIN_ANSWERS}"


def _changed(known: Candidate) -> str:
    n = len(known.changed)
    named = ", ".join(known.changed[:MOST_NAMED]) + (f" and {n - MOST_NAMED} more" if n > MOST_NAMED else "")
    return f"{counted(n, 'question')} it rests on changed or went ({named})"


def decide_partner(
    partner: Partner, history: Sequence[CertificateEvent], until: Sequence[date], n_active: int, rules: Awarding
) -> tuple[list[CertificateEvent], Standing]:
    """Return what happens to a partner's certificate on the day, and how the partner stands then."""
    events = partner_events(partner.partner_id, history, until, n_active, rules)
    return events, partner_standing(partner, [*history, *events], len(until), n_active, rules)


def partner_events(
    partner_id: str, history: Sequence[CertificateEvent], until: Sequence[date], n_active: int, rules: Awarding
) -> list[CertificateEvent]:
    """Return what happens to a partner's certificate on the day.

    Args:
        partner_id: the partner.
        history: what happened to its certificate so far.
        until: the last day of each certificate its reps hold.
        n_active: how many reps count.
        rules: the day and the policy.
    """
    events = _ended("partner", partner_id, history, rules)
    current = held([*history, *events], rules.as_of)
    needed = needed_of(n_active, rules.policy)
    why = partner_words(len(until), n_active, rules.policy)
    if len(until) < needed or not n_active:
        if current:
            events.append(
                _next("partner", partner_id, [*history, *events], "revoked", rules, current.valid_from, rules.as_of, why)
            )
        return events
    ends = sorted(until, reverse=True)[needed - 1]  # on the day after, too few are left
    if current is None or (_ends_soon(current, rules.as_of) and ends > current.valid_until):
        events.append(replace(_award("partner", partner_id, [*history, *events], rules), valid_until=ends, reason=why))
    return events


def partner_standing(
    partner: Partner, history: Sequence[CertificateEvent], n_certified: int, n_active: int, rules: Awarding
) -> Standing:
    """Return how a partner stands on the day, its events being among the history."""
    current, last = held(history, rules.as_of), history[-1] if history else None
    why = partner_words(n_certified, n_active, rules.policy)
    status = "certified" if current else _without(last)
    if current and _ends_soon(current, rules.as_of):
        status, why = "renew", f"ends on {current.valid_until}, when too few of its reps' certificates are left"
    return Standing(
        "partner", partner.partner_id, partner.name, partner.partner_id, status, why, current or last, _first(history), None
    )


def is_active(rep: Rep, as_of: date, *, is_certified: bool) -> bool:
    """Say whether a rep counts for the partner: hired some time ago, or certified already."""
    return is_certified or rep.hired_on is None or rep.hired_on + timedelta(days=NEW_DAYS) <= as_of


def needed_of(n_active: int, policy: CertificatePolicy) -> int:
    """Return how many certified reps a partner needs."""
    return max(1, math.ceil(policy.partner_share * n_active - 1e-9))


def partner_words(n_certified: int, n_active: int, policy: CertificatePolicy) -> str:
    """Return how many of a partner's reps are certified, beside how many are needed."""
    if not n_active:
        return f"no rep who counts yet; new ones count after {NEW_DAYS} days"
    return f"{n_certified} of {counted(n_active, 'active rep')} certified; {needed_of(n_active, policy)} needed"


def _ends_soon(current: CertificateEvent, as_of: date) -> bool:
    window = min(RENEW_DAYS, (current.valid_until - current.valid_from).days // 4)
    return as_of > current.valid_until - timedelta(days=window)


def _without(last: CertificateEvent | None) -> str:
    return last.event if last and last.event not in HOLDING else "not_certified"


def _first(history: Sequence[CertificateEvent]) -> date | None:
    return next((e.valid_from for e in history if e.event == "issued"), None)


def _ended(kind: str, subject: str, history: Sequence[CertificateEvent], rules: Awarding) -> list[CertificateEvent]:
    """Return that a certificate expired, dated the day after its end whenever that is noticed."""
    last = history[-1] if history else None
    if last is None or last.event not in HOLDING or rules.as_of <= last.valid_until:
        return []
    end = _next(kind, subject, history, "expired", rules, last.valid_from, last.valid_until, "its time was over")
    return [replace(end, happened_on=last.valid_until + timedelta(days=1))]


def _award(kind: str, subject: str, history: Sequence[CertificateEvent], rules: Awarding) -> CertificateEvent:
    event = "renewed" if last_award(history) else "issued"
    until = add_months(rules.as_of, rules.policy.months)
    return _next(kind, subject, history, event, rules, rules.as_of, until, "")


def _next(
    kind: str,
    subject: str,
    history: Sequence[CertificateEvent],
    event: str,
    rules: Awarding,
    valid_from: date,
    valid_until: date,
    reason: str,
) -> CertificateEvent:
    number = len(history) + 1
    return CertificateEvent(kind, subject, number, event, rules.as_of, valid_from, valid_until, rules.by, reason, rules.standard)
