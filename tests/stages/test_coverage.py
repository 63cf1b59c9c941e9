"""Coverage: the share of a rep's sales that was reported, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.report import ChannelQuality, RepReported
from readiness.stages.report.coverage import booked_share, reported_shares
from readiness.stages.sales_out.scorecard import PartnerEvidence, PartnerScore, Share, partner_score
from readiness.vocabulary import Partner

PARTNER = Partner("p", "Partner", ("shops",), "EUR")
UNJUDGED = partner_score(PARTNER, PartnerEvidence(), date(2024, 6, 1))


def score(partner_id: str, accepted: Share, product: Share, account: Share, gap: Share) -> PartnerScore:
    return replace(
        UNJUDGED, partner_id=partner_id, accepted=accepted, product_matched=product, account_matched=account, stock_gap=gap
    )


WHOLE = score("p", Share(500, 500), Share(500, 500), Share(500, 500), Share(0, 80))
POOR = score("q", Share(190, 200), Share(180, 190), Share(171, 190), Share(6, 60))


def test_what_is_booked_is_what_is_taken_and_matched_less_the_stock_gap() -> None:
    # 190 of 200 rows taken; of those 10 wait for a product and 19 for an account: 161 of 190; a tenth of the stock is unexplained
    assert booked_share(POOR) == pytest.approx(0.95 * (161 / 190) * 0.9)
    assert booked_share(POOR) == pytest.approx(0.7245)
    assert booked_share(WHOLE) == booked_share(UNJUDGED) == 1.0


def test_a_reps_share_is_weeks_reported_times_the_mean_of_the_partners() -> None:
    reps = (RepReported("a", ("p", "q"), 18, 24), RepReported("b", ("p",), 12, 12), RepReported("c", ("x",), 0, 0))
    found = reported_shares(ChannelQuality(reps=reps, scores=(WHOLE, POOR)))
    assert found == {"a": pytest.approx(0.75 * (1 + 0.7245) / 2), "b": 1.0}
    assert found["a"] == pytest.approx(0.6467, abs=5e-5)
    assert found["b"] == 1.0


shares = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda x: Share(min(x), max(x)))


@given(shares, shares, shares, st.tuples(st.integers(0, 90), st.integers(0, 50)).map(lambda x: Share(*x)))
def test_it_is_a_share_whatever_the_scores(accepted: Share, product: Share, account: Share, gap: Share) -> None:
    assert 0.0 <= booked_share(score("p", accepted, product, account, gap)) <= 1.0
