"""Ranking: the four parts of every account, its score, whether to aim at it, and its rank.

In: accounts, requirements, links, what each account bought in a year, AimSources.
Out: Prospect rows, best first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stages.positioning import Link
from readiness.stages.prospects.competition import Contest, contest_of
from readiness.stages.prospects.likeness import best_accounts, likeness_to_best
from readiness.stages.prospects.needs_met import Fit, coverages, fits_of, our_verdicts
from readiness.stages.prospects.rows import (
    FLOOR,
    FLOORED,
    NO,
    NOT_READY,
    PARTS,
    UNKNOWN,
    WEIGHTS,
    YES,
    AimSources,
    ChannelReadiness,
    Prospect,
)
from readiness.stages.prospects.wording import Told, why_of
from readiness.stages.requirements import Requirement
from readiness.vocabulary import Account, Rep

LOW_PERCENTILE, HIGH_PERCENTILE = 5.0, 95.0
DIGITS = 12
"""Parts and scores are rounded so, that accounts alike in everything do not differ in the last bit."""
READY, NOT_ENOUGH_DATA = "ready", "not_enough_data"
Floats = NDArray[np.float64]


def rank_prospects(
    accounts: Sequence[Account],
    requirements: Sequence[Requirement],
    links: Sequence[Link],
    history_money_by_account: Mapping[str, float],
    sources: AimSources | None = None,
) -> list[Prospect]:
    """Return every account with its score, best first; unknown scores last, then the larger potential, then by id.

    Args:
        accounts: of one launch.
        requirements: of the same launch.
        links: which requirements the product answers.
        history_money_by_account: a year's purchases, launch currency. An account missing from it bought nothing; an empty
            mapping means that nobody's purchases are known.
        sources: what else is known.
    """
    known = sources or AimSources()
    # By id, so that the same accounts in another order go through the same arithmetic.
    ordered = sorted(accounts, key=lambda a: a.account_id)
    if not ordered:
        return []
    scoring = _scoring(ordered, requirements, links, history_money_by_account, known)
    scores = scores_of(scoring.parts)
    potentials = np.nan_to_num(scoring.potentials, nan=0.0)
    order = np.lexsort((np.arange(len(ordered)), -potentials, np.where(np.isnan(scores), 1.0, -scores)))
    in_territory: dict[str, int] = {}
    rows = []
    for rank, i in enumerate(order.tolist(), start=1):
        place = in_territory[ordered[i].territory_id] = in_territory.get(ordered[i].territory_id, 0) + 1
        rows.append(_prospect(ordered[i], i, scores, scoring, known, (rank, place)))
    return rows


def scores_of(parts: Floats) -> Floats:
    """Return 100 x the weighted geometric mean of the known parts; NaN where none is known, 0 where competition or fit is 0.

    Args:
        parts: (accounts, PARTS), 0..1, NaN where not known.
    """
    floors = np.array([FLOOR if name in FLOORED else 0.0 for name in PARTS])
    weights = np.array([WEIGHTS[name] for name in PARTS])
    values = np.fmax(parts, np.where(np.isnan(parts), np.nan, floors))
    known = ~np.isnan(values)
    with np.errstate(divide="ignore"):
        logs = np.log(np.where(known, values, 1.0))
    total = (known * weights).sum(axis=1)
    # A part that is 0 makes the sum -inf, and the mean exactly 0.
    means = np.divide((logs * weights).sum(axis=1), total, out=np.full(len(parts), np.nan), where=total > 0)
    found: Floats = np.round(100.0 * np.exp(means), DIGITS - 2)
    return found


def score_of(parts: Mapping[str, float | None]) -> float | None:
    """Return the score of one account by the names of its parts; a part that is not among them is not known."""
    row = [math.nan if (value := parts.get(name)) is None else value for name in PARTS]
    return _or_none(float(scores_of(np.array([row]))[0]))


def channel_readiness(
    channels: Sequence[str], reps: Sequence[Rep], status_by_rep: Mapping[str, str]
) -> dict[str, ChannelReadiness]:
    """Return how many of the reps who serve each channel are ready.

    Args:
        channels: their ids.
        reps: one without a channel serves all.
        status_by_rep: ready, developing, not_ready or not_enough_data; a rep missing from it is not judged.
    """
    found = {}
    for channel in channels:
        statuses = [status_by_rep.get(r.rep_id, NOT_ENOUGH_DATA) for r in reps if r.channel in ("", channel)]
        n_judged = sum(s != NOT_ENOUGH_DATA for s in statuses)
        found[channel] = ChannelReadiness(channel, len(statuses), n_judged, statuses.count(READY))
    return found


@dataclass(frozen=True, slots=True)
class _Scoring:
    """The parts of every account and what is behind them, in the order of the accounts."""

    parts: Floats
    """(accounts, PARTS)."""
    potentials: Floats
    contest: Contest
    fits: Mapping[str, Fit]
    """By segment."""


def _scoring(
    accounts: Sequence[Account],
    requirements: Sequence[Requirement],
    links: Sequence[Link],
    history: Mapping[str, float],
    known: AimSources,
) -> _Scoring:
    segments = sorted({a.segment for a in accounts})
    potentials = np.array([math.nan if a.potential_money is None else float(a.potential_money) for a in accounts])
    nothing = 0.0 if history else math.nan
    bought = np.array([history.get(a.account_id, nothing) for a in accounts])
    fits = fits_of(segments, requirements, our_verdicts(requirements, links, known.spec))
    covered = coverages(segments, requirements, known.seen)
    contest = contest_of(accounts, potentials, bought, covered, known.alternatives, known.presence)
    best = best_accounts({a.account_id: a for a in accounts}, known.facts, known.deals, known.currency)
    by_name = {
        "market": _market(potentials),
        "competition": contest.competition,
        "fit": np.array([_or_nan(fits[a.segment].share) for a in accounts]),
        "likeness": likeness_to_best(accounts, known.facts, best),
    }
    return _Scoring(np.round(np.column_stack([by_name[name] for name in PARTS]), DIGITS), potentials, contest, fits)


def _market(potentials: Floats) -> Floats:
    """Return where each potential stands on a log scale between the 5th and 95th percentile; NaN where none differ."""
    positive = potentials[potentials > 0]  # NaN is not
    if not positive.size:
        return np.full(len(potentials), np.nan)
    low, high = np.percentile(np.log10(positive), [LOW_PERCENTILE, HIGH_PERCENTILE])
    if high - low <= 1e-9:
        return np.full(len(potentials), np.nan)
    with np.errstate(divide="ignore"):
        found: Floats = np.clip((np.log10(np.maximum(potentials, 0.0)) - low) / (high - low), 0.0, 1.0)
    return found


def _prospect(account: Account, i: int, scores: Floats, scoring: _Scoring, known: AimSources, ranks: tuple[int, int]) -> Prospect:
    score = _or_none(float(scores[i]))
    parts = {name: _or_none(value) for name, value in zip(PARTS, scoring.parts[i].tolist(), strict=True)}
    told = [name for name, value in parts.items() if value is not None]
    weakest = min(told, key=lambda name: parts[name] or 0.0) if told else ""
    ready = known.ready.get(account.channel)
    aim = aim_of(score, ready, known.least_ready_share)
    strongest = int(scoring.contest.strongest[i])
    behind = Told(
        parts,
        weakest,
        _or_none(float(scoring.contest.open_share[i])),
        _or_none(float(scoring.contest.held_share[i])),
        scoring.contest.names[strongest] if strongest >= 0 else "",
        scoring.fits[account.segment],
        aim,
        ready,
        known.least_ready_share,
    )
    return Prospect(
        account.account_id, score, parts["market"], parts["competition"], parts["fit"], weakest, why_of(behind),
        parts["likeness"], ready.share if ready else None, aim, known.motions.get(account.account_id), *ranks,
    )  # fmt: skip


def aim_of(score: float | None, ready: ChannelReadiness | None, least: float) -> str:
    """Return whether to aim at an account: never at one that cannot be won, nor through a channel that is not ready."""
    if score == 0.0:
        return NO
    is_ready = ready.is_ready(least) if ready else None
    if is_ready is False:
        return NOT_READY
    return YES if is_ready and score is not None else UNKNOWN


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else value


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value
