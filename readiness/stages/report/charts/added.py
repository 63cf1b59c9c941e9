"""Added: what each rep added, as a point with its band.

In: Report.
Out: Chart.
"""

from __future__ import annotations

from collections.abc import Sequence

from readiness.stages.report.charts.chart import MONEY_LABEL, Chart, Spec, finite, one_line, spec_of, told_apart, tooltip
from readiness.stages.report.charts.side_points import LESS, MORE, OPEN, side_layers, side_of
from readiness.stages.report.rows import RepRow
from readiness.stages.report.summary import Report
from readiness.stages.report.words import banded
from readiness.vocabulary import counted

MOST_REPS = 60
STEP = 22
HEADER = ("Rep", "Added", "Added, low", "Added, high")


def added_by_rep(report: Report) -> Chart | None:
    """Return what each rep added, by name: it is no league table; None where nobody can be judged.

    Of many reps those are drawn of whom most was expected: theirs are the figures that weigh.
    """
    judged = [row for row in report.rows if row.rep_id in report.judged]
    known = [r for r in judged if finite(r.contribution_money, r.contribution_low, r.contribution_high)]
    if not known:
        return None
    names = dict(report.names)
    drawn = sorted(known, key=lambda r: (-(r.expected_money or 0.0), r.rep_id))[:MOST_REPS]
    drawn.sort(key=lambda r: (names.get(r.rep_id) or r.rep_id, r.rep_id))
    said = [names.get(r.rep_id) or r.rep_id for r in drawn]
    labels = told_apart([one_line(name)[:60] for name in said], [r.rep_id for r in drawn])
    data = [_point(label, row, report.currency) for label, row in zip(labels, drawn, strict=True)]
    y_axis = {"title": None, "labelLimit": 150, "ticks": False, "domain": False}
    y: Spec = {"field": "label", "type": "nominal", "sort": None, "axis": y_axis}
    x_axis = {"title": f"Added, {report.currency}", "labelExpr": MONEY_LABEL, "tickCount": 4, "labelOverlap": True}
    layers = side_layers(data, y, x_axis, tooltip((("label", "Rep"), ("text", "Added"))))
    return Chart(
        "added_by_rep",
        "What each rep added",
        _says(known),
        spec_of(STEP * len(data), layers),
        HEADER,
        tuple((n, r.contribution_money, r.contribution_low, r.contribution_high) for n, r in zip(said, drawn, strict=True)),
        ("text", "money", "money", "money"),
        _note(len(known) - len(drawn), len(report.rows) - len(known)),
        names_persons=True,
    )


def _point(label: str, row: RepRow, currency: str) -> Spec:
    value, low, high = (v or 0.0 for v in (row.contribution_money, row.contribution_low, row.contribution_high))
    middle, ends = banded(value, low, high)
    text = f"{middle} {currency} (90% band {ends})"
    return {"label": label, "x": value, "low": low, "high": high, "side": side_of(low, high), "text": text}


def _says(known: Sequence[RepRow]) -> str:
    sides = [side_of(r.contribution_low or 0.0, r.contribution_high or 0.0) for r in known]
    return (
        f"What each of {counted(len(known), 'rep')} added beside an average rep in the same seat, with its 90% band:"
        f" {sides.count(MORE)} added more, {sides.count(LESS)} less, {sides.count(OPEN)} cannot be told apart."
    )


def _note(left: int, thin: int) -> str:
    notes = [f"{counted(left, 'more rep')} of whom less was expected {'is' if left == 1 else 'are'} in reps.csv."] if left else []
    if thin:
        notes.append(f"{counted(thin, 'rep')} with not enough data on sales {'is' if thin == 1 else 'are'} not drawn.")
    return " ".join(notes)
