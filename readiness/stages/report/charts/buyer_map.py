"""Buyer map drawn: at which step of the buyers' process we have something for whom, and where nothing.

In: Report.
Out: Chart.
"""

from __future__ import annotations

from readiness.stages.report.charts.chart import Chart, Spec, one_line, told_apart, tooltip, wrapped
from readiness.stages.report.charts.grid import cell, grid_spec
from readiness.stages.report.summary import MapPlace, Report
from readiness.vocabulary import counted

STEP = 34
MOST_ROWS = 40
LONGEST = 22
"""Letters of a column's heading."""


def buyer_map(report: Report) -> Chart | None:
    """Return the map, a row a segment and person, a column a step; None where nobody has to be met anywhere."""
    places = [p for p in report.places if p.n_needed]
    if not places:
        return None
    rows = list(dict.fromkeys((p.segment, p.persona) for p in places))
    steps = list(dict.fromkeys(p.step for p in report.places))
    n_needed, n_covered = sum(p.n_needed for p in places), sum(p.n_covered for p in places)
    says = (
        f"The buyers' map: of {counted(n_needed, 'place')} where somebody is to be met, {n_covered:,} have a message, a deck, a"
        f" training and a question for it."
    )
    more = f" {len(rows) - MOST_ROWS:,} more rows in the table only." if len(rows) > MOST_ROWS else ""
    told = tooltip((("who", "Who"), ("at", "Step"), ("told", "Covered"), ("lacks", "Missing first")))
    shown = set(rows[:MOST_ROWS])
    wide = [wrapped(f"{segment}: {persona}", width=26) for segment, persona in rows]
    names = told_apart(wide, [str(n) for n in range(len(rows))])
    label = dict(zip(rows, names, strict=True))
    drawn = [_cell(p, label[p.segment, p.persona]) for p in places if (p.segment, p.persona) in shown]
    by_place = {(p.segment, p.persona, p.step): p for p in places}
    return Chart(
        "buyer_map",
        "Where buyers are met, and with what",
        says,
        grid_spec(drawn, [_heading(step) for step in steps], told, step=STEP),
        ("Segment", "Person", *steps),
        tuple((*row, *(_told(by_place.get((*row, step))) for step in steps)) for row in rows),
        ("text", "text", *["text"] * len(steps)),
        f"Places covered, of those where somebody is to be met, over all channels. The darker, the more is missing.{more}",
    )


def _cell(p: MapPlace, label: str) -> Spec:
    who, at = one_line(f"{p.segment}: {p.persona}")[:200], one_line(p.step)[:200]
    about = {"who": who, "at": at, "told": _told(p), "lacks": p.lacks or "nothing"}
    return cell(label, _heading(p.step), 1 - p.n_covered / p.n_needed, f"{p.n_covered}/{p.n_needed}", **about)


def _told(p: MapPlace | None) -> str:
    return "" if p is None else f"{p.n_covered} of {p.n_needed}"


def _heading(step: str) -> str:
    """Return a step's name on one line: a column's heading is slanted, and two lines of it would run into the next."""
    name = one_line(step)
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"
