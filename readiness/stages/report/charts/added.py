"""Added: what each rep added, as a point with its band.

In: Report.
Out: Chart.
"""

from __future__ import annotations

from readiness.stages.report.charts.chart import (
    BLUE,
    GREY,
    INK,
    MONEY_LABEL,
    VERMILION,
    Chart,
    Spec,
    finite,
    one_line,
    spec_of,
    told_apart,
    tooltip,
    values,
)
from readiness.stages.report.rows import RepRow
from readiness.stages.report.summary import Report
from readiness.stages.report.words import banded
from readiness.vocabulary import counted

MOST_REPS = 60
STEP = 22
KINDS = (("more than average", BLUE, "circle"), ("cannot be told apart", GREY, "square"), ("less than average", VERMILION, "diamond"))


def added_by_rep_chart(report: Report) -> Chart | None:
    """Return what each rep added, by name: it is no league table; None where nobody can be judged.

    Of many reps those are drawn of whom most was expected: theirs are the figures that weigh.
    """
    known = [
        row
        for row in report.rows
        if row.rep_id in report.judged and finite(row.contribution_money, row.contribution_low, row.contribution_high)
    ]
    if not known:
        return None
    names = dict(report.names)
    drawn = sorted(known, key=lambda r: (-(r.expected_money or 0.0), r.rep_id))[:MOST_REPS]
    drawn.sort(key=lambda r: (names.get(r.rep_id) or r.rep_id, r.rep_id))
    said = [names.get(r.rep_id) or r.rep_id for r in drawn]
    labels = told_apart([one_line(name)[:60] for name in said], [r.rep_id for r in drawn])
    kinds = [_kind(row) for row in known]
    says = (
        f"What each of {counted(len(known), 'rep')} added beside an average rep in the same seat, with its 90% band:"
        f" {kinds.count(0)} added more, {kinds.count(2)} less, {kinds.count(1)} cannot be told apart."
    )
    rows = tuple((name, r.contribution_money, r.contribution_low, r.contribution_high) for name, r in zip(said, drawn, strict=True))
    data = [_bar(label, row, report.currency) for label, row in zip(labels, drawn, strict=True)]
    left, thin = len(known) - len(drawn), len(report.rows) - len(known)
    notes = [f"{counted(left, 'more rep')} of whom less was expected {'is' if left == 1 else 'are'} in reps.csv."] if left else []
    if thin:
        notes.append(f"{counted(thin, 'rep')} with not enough data on sales {'is' if thin == 1 else 'are'} not drawn.")
    spec = spec_of(STEP * len(data) + 90, _layers(data, report.currency))
    return Chart("added_by_rep", "What each rep added", says, spec, ("Rep", "Added", "Added, low", "Added, high"), rows,
                 ("text", "money", "money", "money"), " ".join(notes))  # fmt: skip


def _kind(row: RepRow) -> int:
    return 0 if (row.contribution_low or 0.0) > 0 else 2 if (row.contribution_high or 0.0) < 0 else 1


def _bar(label: str, row: RepRow, currency: str) -> Spec:
    value, low, high = (v or 0.0 for v in (row.contribution_money, row.contribution_low, row.contribution_high))
    middle, ends = banded(value, low, high)
    kind = KINDS[_kind(row)][0]
    return {"label": label, "x": value, "low": low, "high": high, "kind": kind, "text": f"{middle} {currency} (90% band {ends})"}


def _layers(data: list[Spec], currency: str) -> list[Spec]:
    axis = {"title": None, "labelLimit": 150, "ticks": False, "domain": False, "grid": False}
    y: Spec = {"field": "label", "type": "nominal", "sort": None, "axis": axis}
    x_axis = {"title": f"Added, {currency}", "labelExpr": MONEY_LABEL, "tickCount": 4, "labelOverlap": True}
    x: Spec = {"type": "quantitative", "axis": x_axis}
    names = [name for name, _, _ in KINDS]
    look = {"title": None, "orient": "bottom", "columns": 3, "labelLimit": 140, "columnPadding": 8}
    colour = {"field": "kind", "type": "nominal", "scale": {"domain": names, "range": [c for _, c, _ in KINDS]}, "legend": look}
    shape = {"field": "kind", "type": "nominal", "scale": {"domain": names, "range": [s for _, _, s in KINDS]}, "legend": look}
    told = tooltip((("label", "Rep"), ("text", "Added")))
    return [
        {"data": {"values": [{}]}, "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5}, "encoding": {"x": {"datum": 0}}},
        {
            "data": values(data),
            "mark": {"type": "rule", "strokeWidth": 2.5},
            "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour, "tooltip": told},
        },
        {
            "data": values(data),
            "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
            "encoding": {"y": y, "x": {**x, "field": "x"}, "color": colour, "shape": shape, "tooltip": told},
        },
    ]
