"""The index as measured: the pull of a posterior mean is taken out, so that a slope on it is neither flattened nor steepened."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest

from readiness.stages.rep_readiness import PartScore, RepReadiness, as_measured
from readiness.stages.rep_readiness.parts import Evidence, part_score
from readiness.stages.training import IndexPolicy
from readiness.stats.errors_in_variables import slope_with_error

DAY = date(2026, 6, 1)
POLICY = IndexPolicy()


def judged(rep_id: str, *parts: PartScore, status: str = "developing") -> RepReadiness:
    return RepReadiness(rep_id, 50.0, 40.0, 60.0, 0.7, status, "", parts=parts)


def scored(part: str, share: float, se: float, given_on: date = DAY, as_of: date = DAY) -> PartScore:
    return part_score(part, Evidence(share, se, given_on), POLICY, as_of)


def test_by_hand() -> None:
    """Shares .4 and .6, each with variance .01: V = .02 + .01, r = 2/3; .5 -+ .15 with variance .015; attendance stays."""
    reps = [
        judged("a", scored("knowledge", 0.4, 0.1), scored("attendance", 1.0, 0.0)),
        judged("b", scored("knowledge", 0.6, 0.1), scored("attendance", 0.0, 0.0)),
    ]
    found = as_measured(reps, POLICY, DAY)
    assert found["a"] == pytest.approx((100 * (0.5 * 0.35 + 0.15) / 0.65, 100 * 0.5 * math.sqrt(0.015) / 0.65))
    assert found["b"] == pytest.approx((100 * 0.5 * 0.65 / 0.65, 100 * 0.5 * math.sqrt(0.015) / 0.65))


def test_a_slope_on_it_is_the_true_one_where_one_on_the_pulled_index_is_not() -> None:
    """A normal field whose posterior means are known in closed form; y rises by 2 a point of share."""
    rng = np.random.default_rng(5)
    n, sd = 20_000, 0.1
    truth = rng.normal(0.6, sd, n)
    error = rng.uniform(0.05, 0.12, n)
    seen = truth + error * rng.normal(size=n)
    told = sd**2 / (sd**2 + error**2)
    posterior, posterior_sd = 0.6 + told * (seen - 0.6), error * np.sqrt(told)
    y = 2.0 * truth + rng.normal(0, 0.1, n)
    reps = [
        judged(f"r{i:05}", scored("knowledge", float(k), float(s)))
        for i, (k, s) in enumerate(zip(posterior, posterior_sd, strict=True))
    ]
    found = as_measured(reps, POLICY, DAY)
    assert len(found) == n
    x, se = np.array([found[r.rep_id] for r in reps]).T
    assert x == pytest.approx(100 * seen, abs=0.6)
    assert se == pytest.approx(100 * error, rel=0.03)
    cell, cluster = np.zeros(n, dtype=np.intp), np.arange(n)
    slope = slope_with_error(y, x, se, cell, cluster)
    assert abs(slope.estimate - 0.02) < 3 * slope.standard_error < 0.001
    pulled = slope_with_error(y, 100 * posterior, 100 * posterior_sd, cell, cluster)
    assert pulled.estimate > 1.3 * slope.estimate


def test_age_changes_nothing_and_thin_answers_leave_a_rep_out() -> None:
    long_ago = DAY - timedelta(days=730)
    fresh = [judged(r, scored("knowledge", k, 0.05)) for r, k in (("a", 0.4), ("b", 0.6), ("c", 0.7))]
    old = [judged(r, scored("knowledge", k, 0.05, long_ago)) for r, k in (("a", 0.4), ("b", 0.6), ("c", 0.7))]
    now, later = as_measured(fresh, POLICY, DAY), as_measured(old, POLICY, DAY)
    assert list(now) == list(later) == ["a", "b", "c"]
    for rep_id in now:
        assert later[rep_id] == pytest.approx(now[rep_id])
    few = judged("d", scored("knowledge", 0.5, 0.3))
    unjudged = judged("e", scored("knowledge", 0.5, 0.05), status="not_enough_data")
    assert list(as_measured([*fresh, few, unjudged], POLICY, DAY)) == ["a", "b", "c"]


def test_nobody_and_one_rep() -> None:
    assert as_measured([], POLICY, DAY) == {}
    assert as_measured([judged("a", scored("knowledge", 0.4, 0.1))], POLICY, DAY) == {}
    alone = judged("a", scored("attendance", 0.5, 0.0))
    assert as_measured([alone], POLICY, DAY) == {"a": (50.0, 0.0)}
