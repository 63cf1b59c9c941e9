"""Tables drawn: which claims the field does not get, and how far partners' reports can be relied on; a figure in each cell.

In: Report.
Out: Chart.
"""

from __future__ import annotations

from collections.abc import Sequence

from readiness.stages.follow_ups import NOT_ENOUGH
from readiness.stages.report.charts.chart import (
    LINES_LABEL,
    WHITE,
    Cell,
    Chart,
    Spec,
    finite,
    one_line,
    shade,
    spec_of,
    told_apart,
    tooltip,
    values,
    wrapped,
)
from readiness.stages.report.quiz import ClaimRow
from readiness.stages.report.scores import MEASURES
from readiness.stages.report.summary import Report
from readiness.stages.report.words import percent, plain
from readiness.stages.sales_out.scorecard import PartnerScore, Share
from readiness.vocabulary import counted

EVERYWHERE = "All"
MOST_CLAIMS, MOST_CHANNELS, MOST_PARTNERS = 30, 6, 40
CLAIM_STEP, PARTNER_STEP = 54, 34
GOOD = ("on_time", "complete", "filled", "accepted", "product_matched", "account_matched", "stable")
BAD = ("duplicates", "stock_gap")
"""Measures of a scorecard that are shares: the more the better, and the less the better."""
ASKED_OF = {name: title for name, (title, _) in zip((*GOOD, *BAD), MEASURES[:9], strict=True)}


def claims_missed(report: Report) -> Chart | None:
    """Return the share of wrong answers about each claim, by channel, the most missed first; None where nothing can be told."""
    judged = [c for c in report.quiz.claims if c.verdict != NOT_ENOUGH and finite(c.share_right)] if report.quiz else []
    if not judged:
        return None
    names, said = dict(report.names), dict(report.quiz.said) if report.quiz else {}
    by_claim: dict[str, list[ClaimRow]] = {}
    for c in judged:
        by_claim.setdefault(c.requirement_id, []).append(c)
    order = sorted(by_claim, key=lambda claim: (-_worst(by_claim[claim]), claim))
    drawn = order[:MOST_CLAIMS]
    words = {claim: one_line(said.get(by_claim[claim][0].message_id, "")) or claim for claim in order}
    labels = dict(zip(drawn, told_apart([wrapped(words[c], width=26, lines=3) for c in drawn], drawn), strict=True))
    every = sorted({c.channel for c in judged} - {""}, key=lambda c: names.get(c) or c)
    channels = ["", *every[:MOST_CHANNELS]]
    headings = told_apart([EVERYWHERE, *(wrapped(names.get(c) or plain(c), width=13) for c in channels[1:])], channels)
    heading_of = dict(zip(channels, headings, strict=True))
    rows: list[tuple[Cell, ...]] = []
    data: list[Spec] = []
    for claim in drawn:
        for c in sorted(by_claim[claim], key=lambda c: (c.channel != "", names.get(c.channel) or c.channel)):
            wrong = 1 - c.share_right
            where = (names.get(c.channel) or plain(c.channel)) if c.channel else EVERYWHERE
            ends = (round(1 - c.share_high, 4), round(1 - c.share_low, 4))
            rows.append((words[claim], where, c.n, round(wrong, 4), *ends))
            if c.channel in heading_of:
                told = f"{percent(wrong)} wrong (90% interval {percent(ends[0])} to {percent(ends[1])}), {counted(c.n, 'answer')}"
                cell = {"row": labels[claim], "column": heading_of[c.channel], "text": percent(wrong), "under": f"of {c.n:,}"}
                data.append(_shaded(cell, wrong) | {"claim": words[claim][:200], "where": where, "told": told})
    worst = by_claim[drawn[0]]
    top = next((c for c in worst if not c.channel), worst[0])
    says = (
        f"Share of wrong answers about {counted(len(drawn), 'claim')}, by channel: most often missed is"
        f" \N{LEFT DOUBLE QUOTATION MARK}{words[drawn[0]]}\N{RIGHT DOUBLE QUOTATION MARK}, {percent(1 - top.share_right)} wrong of"
        f" {counted(top.n, 'answer')}."
    )
    notes = ["A blank cell has too few answers."] if len(data) < len(drawn) * len(channels) else []
    left = len(order) - len(drawn)
    if left:
        notes.append(f"{counted(left, 'claim')} missed less often {'is' if left == 1 else 'are'} in claims.csv.")
    if len(every) > MOST_CHANNELS:
        notes.append(f"{counted(len(every) - MOST_CHANNELS, 'more channel')} in the table only.")
    told = tooltip((("claim", "Claim"), ("where", "Where"), ("told", "Answers")))
    spec = spec_of(CLAIM_STEP * len(drawn) + 60, _cells(data, headings, told))
    header = ("Claim", "Channel", "Answers", "Wrong", "Wrong, low", "Wrong, high")
    kinds = ("text", "text", "count", "share", "share", "share")
    return Chart("claims_missed", "Which claims the field does not get", says, spec, header, tuple(rows), kinds, " ".join(notes))


def _worst(claims: Sequence[ClaimRow]) -> float:
    """Return the share of wrong answers in all channels, or in the worst where all together say too little."""
    return next((1 - c.share_right for c in claims if not c.channel), max(1 - c.share_right for c in claims))


def partner_scorecard(report: Report) -> Chart | None:
    """Return each partner's shares, by its name; None where nothing is known of any."""
    scores = report.quality.channel.scores if report.quality else ()
    known = sorted((s for s in scores if any(_share(s, name) is not None for name in ASKED_OF)), key=lambda s: (s.name, s.partner_id))
    if not known:
        return None
    drawn = known[:MOST_PARTNERS]
    labels = told_apart([wrapped(s.name, width=22) for s in drawn], [s.partner_id for s in drawn])
    headings = [f"{title}{' *' if name in BAD else ''}".replace(" ", "\n", 1) for name, title in ASKED_OF.items()]
    data: list[Spec] = []
    for label, s in zip(labels, drawn, strict=True):
        for (name, title), heading in zip(ASKED_OF.items(), headings, strict=True):
            share = _share(s, name)
            if share is not None:
                found: Share = getattr(s, name)
                told = f"{percent(share)} of {round(found.n):,}"
                cell = {"row": label, "column": heading, "text": percent(round(share, 2)), "under": ""}
                fault = share if name in BAD else 1 - share
                data.append(_shaded(cell, min(1.0, fault)) | {"partner": one_line(s.name), "measure": title, "told": told})
    rows = tuple((s.name, *(_rounded(_share(s, name)) for name in ASKED_OF)) for s in known)
    late = [s for s in known if (_share(s, "on_time") or 0.0) < 1 and _share(s, "on_time") is not None]
    says = (
        f"Scorecard of {counted(len(known), 'partner')}: how much of each one's reports came on time, was complete and could be used;"
        f" {counted(len(late), 'partner')} sent reports late."
    )
    notes = ["The darker, the worse. *: the less the better."]
    if len(known) > len(drawn):
        notes.append(f"{counted(len(known) - len(drawn), 'more partner')} in the table only.")
    shown = tooltip((("partner", "Partner"), ("measure", "Measure"), ("told", "Share")))
    spec = spec_of(PARTNER_STEP * len(drawn) + 60, _cells(data, headings, shown, size=11))
    header = ("Partner", *(f"{title}{' (the less the better)' if name in BAD else ''}" for name, title in ASKED_OF.items()))
    kinds = ("text", *["share"] * len(ASKED_OF))
    return Chart("partner_scorecard", "How far partners' reports can be relied on", says, spec, header, rows, kinds, " ".join(notes))


def _share(score: PartnerScore, name: str) -> float | None:
    share: float | None = getattr(score, name).share
    return share if finite(share) else None


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _shaded(cell: Spec, share: float) -> Spec:
    fill, ink = shade(share)
    return cell | {"fill": fill, "ink": ink}


def _cells(data: list[Spec], headings: Sequence[str], told: list[Spec], *, size: int = 13) -> list[Spec]:
    """Return a grid of cells, each with its figure and a line under it."""
    up = {"title": None, "labelExpr": LINES_LABEL, "labelLimit": 190, "ticks": False, "domain": False, "labelFontSize": 12}
    y: Spec = {"field": "row", "type": "nominal", "sort": None, "axis": up}
    top = {**up, "orient": "top", "labelAngle": 0, "labelFontSize": min(12, size), "labelLimit": 90}
    x: Spec = {"field": "column", "type": "nominal", "sort": None, "scale": {"domain": list(headings)}, "axis": top}
    own = {"type": "nominal", "scale": None}
    layers: list[Spec] = [
        {
            "data": values(data),
            "mark": {"type": "rect", "stroke": WHITE, "strokeWidth": 1.5},
            "encoding": {"x": x, "y": y, "color": {"field": "fill", **own}, "tooltip": told},
        }
    ]
    for field, dy, pixels in (("text", -1, size), ("under", 13, 11)):
        shown = [d for d in data if d[field]]
        if shown:
            lift = dy - 6 if any(d["under"] for d in data) and field == "text" else dy
            layers.append(
                {
                    "data": values(shown),
                    "mark": {"type": "text", "fontSize": pixels, "dy": lift},
                    "encoding": {"x": x, "y": y, "text": {"field": field, "type": "nominal"}, "color": {"field": "ink", **own}},
                }
            )
    return layers
