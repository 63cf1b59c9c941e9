"""Coverage: which share of a rep's sales the reports that came can be taken to hold.

In: ChannelQuality.
Out: rep -> 0..1.
"""

from __future__ import annotations

from statistics import fmean

from readiness.stages.report.channel import ChannelQuality
from readiness.stages.sales_out.scorecard import PartnerScore, Share


def reported_shares(channel: ChannelQuality) -> dict[str, float]:
    """Return, per rep whose partners owe reports, weeks reported / weeks due x the mean over those partners of `booked_share`."""
    booked = {score.partner_id: booked_share(score) for score in channel.scores}
    return {
        rep.rep_id: rep.n_reported / rep.n_weeks * fmean(booked.get(partner_id, 1.0) for partner_id in rep.partners)
        for rep in channel.reps
        if rep.n_weeks
    }


def booked_share(score: PartnerScore) -> float:
    """Return which share of what a partner sold is booked: rows taken x rows matched x (1 - gap of its stock balance).

    A row taken is not in quarantine; a row matched waits neither for a product nor for an account. What cannot be judged counts
    as in order.
    """
    matched = _known(score.product_matched) + _known(score.account_matched) - 1.0
    gap = min(score.stock_gap.share or 0.0, 1.0)
    return _known(score.accepted) * max(matched, 0.0) * (1.0 - gap)


def _known(share: Share) -> float:
    return 1.0 if share.share is None else share.share
