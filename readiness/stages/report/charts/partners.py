"""Partners drawn: how far each one's reports can be relied on.

In: Report.
Out: Chart.
"""

from __future__ import annotations

from collections.abc import Sequence

from readiness.stages.report.charts.chart import Chart, Spec, finite, one_line, told_apart, tooltip, wrapped
from readiness.stages.report.charts.grid import cell, grid_spec
from readiness.stages.report.scores import MEASURES
from readiness.stages.report.summary import Report
from readiness.stages.report.words import percent
from readiness.stages.sales_out.scorecard import PartnerScore, Share
from readiness.vocabulary import counted

MOST_PARTNERS = 40
STEP = 34
GOOD = ("on_time", "complete", "filled", "accepted", "product_matched", "account_matched", "stable")
BAD = ("duplicates", "stock_gap")
"""Measures of a scorecard that are shares: the more the better, and the less the better."""
TITLES = {name: title for name, (title, _) in zip((*GOOD, *BAD), MEASURES, strict=False)}


def partner_scorecard(report: Report) -> Chart | None:
    """Return each partner's shares, by its name; None where nothing is known of any."""
    scores = report.quality.channel.scores if report.quality else ()
    judged = [s for s in scores if any(_share(s, name) is not None for name in TITLES)]
    known = sorted(judged, key=lambda s: (s.name, s.partner_id))
    if not known:
        return None
    drawn, n_late = known[:MOST_PARTNERS], sum((_share(s, "on_time") or 0.0) < 1 for s in known if s.on_time.n)
    says = (
        f"Scorecard of {counted(len(known), 'partner')}: how much of each one's reports came on time, was complete and could be"
        f" used; {counted(n_late, 'partner')} sent reports late or not at all."
    )
    more = f" {counted(len(known) - len(drawn), 'more partner')} in the table only." if len(known) > len(drawn) else ""
    told = tooltip((("partner", "Partner"), ("measure", "Measure"), ("told", "Share")))
    cells = _cells(drawn)
    headings = [h for h in map(_heading, TITLES) if any(c["column"] == h for c in cells)]
    return Chart(
        "partner_scorecard",
        "How far partners' reports can be relied on",
        says,
        grid_spec(cells, headings, told, step=STEP),
        ("Partner", *(f"{title}{' (the less the better)' if name in BAD else ''}" for name, title in TITLES.items())),
        tuple((s.name, *(_rounded(_share(s, name)) for name in TITLES)) for s in known),
        ("text", *["share"] * len(TITLES)),
        f"The darker, the worse. *: the less the better.{more}",
    )


def _cells(partners: Sequence[PartnerScore]) -> list[Spec]:
    labels = told_apart([wrapped(s.name, width=22) for s in partners], [s.partner_id for s in partners])
    found = []
    for label, s in zip(labels, partners, strict=True):
        for name, title in TITLES.items():
            share = _share(s, name)
            if share is not None:
                cases: Share = getattr(s, name)
                about = {"partner": one_line(s.name)[:200], "measure": title, "told": f"{percent(share)} of {round(cases.n):,}"}
                fault = min(1.0, share if name in BAD else 1 - share)
                found.append(cell(label, _heading(name), fault, percent(share), **about))
    return found


def _heading(name: str) -> str:
    return f"{TITLES[name]}{' *' if name in BAD else ''}"


def _share(score: PartnerScore, name: str) -> float | None:
    share: float | None = getattr(score, name).share
    return share if finite(share) else None


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
