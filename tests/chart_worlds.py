"""Chart worlds: reports of made-up reps with all, some and nothing of what a chart can draw, and with what nobody should send."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import pandas as pd

from readiness.stages.fairness import Counts, Fairness, Gap, GroupFairness
from readiness.stages.link import Design, Estimate, EventPoint, LinkResult
from readiness.stages.report import ChannelQuality, LinkSection, Report, data_quality
from readiness.stages.sales_out.schedule import Submission
from readiness.stages.sales_out.scorecard import PartnerEvidence, partner_score
from readiness.vocabulary import Partner
from tests.adapters.test_report_act_files import made as placed
from tests.adapters.test_report_files import made, with_quiz

NASTY = (
    "<script>alert(1)</script>",
    "a \"quoted\" & 'so'",
    "\u202eשלום عليكم",
    "x" * 300,
    "line\nbreak\x00\ud800",
    "datum.x + 1",
    "",
    "🚲",
)


def grouped() -> Report:
    """Six reps ready in the shops, three of six online; four more elsewhere, too few to be shown."""
    found, rows = made(16)
    status = ["ready"] * 9 + ["not_ready"] * 2 + ["not_enough_data"] + ["ready"] * 4
    where = ["shops"] * 6 + ["online"] * 6 + ["few"] * 4
    changed = tuple(
        replace(row, status=s, channel=c, wave=1 + i % 2) for i, (row, s, c) in enumerate(zip(rows, status, where, strict=True))
    )
    counts = Counts(6, 6, 0, 0, 6, 0)
    groups = tuple(
        GroupFairness("channel", c, counts, counts, gap, None, None, ())
        for c, gap in (
            ("online", Gap(math.log(1.1), 0.0, math.log(1.21))),
            ("shops", Gap(math.log(0.9), math.log(0.8), math.log(0.95))),
        )
    )
    return replace(found, rows=changed, fairness=Fairness(groups, 0, (), (), ((1, Gap(0.0, -0.1, 0.1)), (2, Gap(0.2, 0.1, 0.3)))))


def told(points: tuple[EventPoint, ...]) -> Report:
    """Return a report with this event study."""
    nothing = Estimate("training_simple", None, None, None, 0, "not enough data")
    result = LinkResult((nothing, nothing), points, (), (), 0.0, Design("", None, None, ()), None, None, (), ())
    return replace(made(1)[0], link=LinkSection((), result, ("Nothing.",), ("Nothing.",), ()))


def broken(found: Report) -> Report:
    """Return a report in which numbers that cannot be are in the rows."""
    bad = (math.nan, math.inf, -math.inf, None)
    rows = tuple(
        replace(
            row, contribution_money=bad[i % 4], expected_money=bad[(i + 1) % 4], market_money=bad[i % 3], readiness_low=bad[i % 4]
        )
        if i % 2
        else row
        for i, row in enumerate(found.rows)
    )
    return replace(found, rows=rows, split=(("legacy", math.nan), ("contribution", 1.0)))


def full() -> Report:
    """Return a report in which everything is known, with names nobody should have."""
    everything = grouped()
    quiz = with_quiz().quiz
    partner = Partner("p", NASTY[0], (), "USD")
    sent = Submission("p", datetime(2020, 4, 3, tzinfo=UTC), date(2020, 3, 1), date(2020, 3, 31), 40, 37, 2, 1, 0, "applied")
    score = partner_score(partner, PartnerEvidence(submissions=[sent]), date(2020, 6, 5))
    lines = pd.DataFrame({"partner_id": [], "sold_on": []})
    quality = data_quality(lines, [], [partner], channel=ChannelQuality(scores=(score,)))
    points = (EventPoint(-4, 0.0, None, None, 9), EventPoint(0, 0.1, 0.0, 0.2, 9), EventPoint(4, math.nan, 0.0, 0.2, 9))
    named = {**dict(everything.names), **{f"r{i}": name for i, name in enumerate(NASTY)}, "online": NASTY[0], "shops": NASTY[4]}
    return replace(everything, quiz=quiz, quality=quality, link=told(points).link, names=tuple(sorted(named.items())))


WORLDS: Mapping[str, Callable[[], Report]] = {
    "full": full,
    "one": lambda: placed(1),
    "many": lambda: placed(10_000),
    "broken": lambda: broken(full()),
    "nobody": lambda: made(0, quiz=False, sales=False)[0],
    "twins": lambda: replace(placed(50), names=tuple((f"r{i:03}", "Ann Other") for i in range(50))),
}


@cache
def world(name: str) -> Report:
    """Return one of the reports, made once."""
    return WORLDS[name]()


EXPECTED = {
    "full": {"readiness_vs_results", "ready_by_channel", "added_by_channel", "ready_by_wave", "added_by_wave", "added_by_rep",
             "decomposition", "decomposition_shops", "decomposition_online", "training_event_study", "claims_missed",
             "partner_scorecard"},
    "one": {"readiness_vs_results", "added_by_rep", "decomposition"},
    "many": {"readiness_vs_results", "added_by_rep", "decomposition"},
    "nobody": set(),
    "twins": {"readiness_vs_results", "added_by_rep", "decomposition"},
}  # fmt: skip
