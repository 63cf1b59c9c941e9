"""People: each rep's figures, for ops alone; every look at one of them is noted.

In: settings, who looks, a launch; which reps, which rep.
Out: RepsPage, OneRep, a rep's waterfall.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from readiness.actions.results_desk.desk import Freshness, freshness, opened
from readiness.adapters.chart_drawing import svg, vega
from readiness.adapters.db.audit import note
from readiness.adapters.db.measured import MeasuredLaunch
from readiness.adapters.db.shown import Row, Slice, Wanted, all_rows, counts_by, slice_of
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.shown_reps import rep_row
from readiness.permissions import Scope, Viewer, allowed, hidden
from readiness.settings import Settings
from readiness.stages.report.charts import Chart, rep_waterfall

REPS = "report.reps"
FILTERS = ("status", "quadrant", "territory_id", "motion", "wave", "partner_id")
SORTABLE = ("name", "readiness", "action_due_on")
"""Never by what somebody sold or added: a list in that order would be a league table."""
OF_REP = ("report.acts", "report.quadrants", "report.rep_sensitivity", "report.readiness_parts", "report.contests")


@dataclass(frozen=True, slots=True)
class RepsPage:
    """A page of reps, and what they can be filtered by."""

    launch: MeasuredLaunch
    reps: Slice
    values: Mapping[str, Mapping[str, int]]
    """Column -> value -> how many reps."""


@dataclass(frozen=True, slots=True)
class OneRep:
    """Everything a measurement says of one rep."""

    launch: MeasuredLaunch
    rep: Row
    acts: tuple[Row, ...]
    place: Row | None
    """Where the rep stands between ready and adding, with how likely."""
    hangs_on: Row | None
    """How the figure moves without one input after the other; None where nobody asked."""
    parts: tuple[Row, ...]
    """What the readiness is made from."""
    contests: tuple[Row, ...]
    chart: Chart | None
    fresh: Freshness


def reps_page(settings: Settings, viewer: Viewer, launch_id: str, wanted: Wanted, channel: str = "") -> RepsPage:
    """Return a page of a launch's reps; in the order of SORTABLE only.

    Raises:
        NotAllowedError: the role sees no persons' figures.
        NotFoundError: there are no results, or they are not the viewer's.
    """
    allowed(viewer, "people.see")
    if wanted.order_by not in ("", *SORTABLE):
        raise hidden("order of reps")
    with reading(settings.database) as connection:
        desk = opened(connection, viewer, launch_id)
        asked = replace(wanted, order_by=wanted.order_by or "name")
        reps = slice_of(connection, launch_id, REPS, Scope(channel=channel), asked)
        values = {name: counts_by(connection, launch_id, REPS, name, Scope()) for name in FILTERS}
        values["channel"] = counts_by(connection, launch_id, "inputs.reps", "channel", Scope())
    return RepsPage(desk.launch, reps, values)


def one_rep(settings: Settings, viewer: Viewer, launch_id: str, rep_id: str, now: datetime) -> OneRep:
    """Return what a measurement says of one rep, and note who looked.

    Raises:
        NotAllowedError: the role sees no persons' figures.
        NotFoundError: there is no such rep.
    """
    allowed(viewer, "people.see")
    with reading(settings.database) as connection:
        desk = opened(connection, viewer, launch_id)
        rep = _rep(connection, launch_id, rep_id)
        about = {name: _rows(connection, launch_id, name, rep_id) for name in OF_REP}
        fresh = freshness(connection, desk)
    with transaction(settings.database) as connection:
        note(connection, viewer, "people.see", now, launch_id=launch_id, rep_id=rep_id, about="results")
    acts, place, hangs_on, parts, contests = (about[name] for name in OF_REP)
    chart = rep_waterfall(rep_row(rep))
    named = replace(chart, name=rep_id) if chart else None
    return OneRep(desk.launch, rep, acts, _first(place), _first(hangs_on), parts, contests, named, fresh)


def rep_drawing(settings: Settings, viewer: Viewer, launch_id: str, rep_id: str, form: str) -> str | Mapping[str, Any]:
    """Return the waterfall of one rep's sales as a `picture` (SVG) or for `vega`; the look was noted with the page it is on.

    Raises:
        NotAllowedError: the role sees no persons' figures.
        NotFoundError: there is no such rep, or nothing to draw.
    """
    allowed(viewer, "people.see")
    with reading(settings.database) as connection:
        opened(connection, viewer, launch_id)
        rep = _rep(connection, launch_id, rep_id)
    if form not in _DRAWN:
        raise hidden("chart")
    return _drawn(tuple(rep.items()), form)


_DRAWN: Mapping[str, Callable[[Mapping[str, Any]], str | Mapping[str, Any]]] = {
    "picture": lambda spec: svg(spec).decode("utf-8"),
    "vega": vega,
}


@lru_cache(maxsize=200)
def _drawn(rep: tuple[tuple[str, str], ...], form: str) -> str | Mapping[str, Any]:
    """Return the picture of one row, drawn once as long as the row stays what it is."""
    chart = rep_waterfall(rep_row(dict(rep)))
    if chart is None:
        raise hidden("chart")
    return _DRAWN[form](chart.spec)


def _rep(connection: Connection, launch_id: str, rep_id: str) -> Row:
    found = _rows(connection, launch_id, REPS, rep_id) if rep_id else ()
    if not found:
        raise hidden("rep")
    return found[0]


def _rows(connection: Connection, launch_id: str, name: str, rep_id: str) -> tuple[Row, ...]:
    """Return a rep's rows of a table; none where the table was not made."""
    return tuple(all_rows(connection, launch_id, name, Scope(rep_id=rep_id)))


def _first(rows: tuple[Row, ...]) -> Row | None:
    return rows[0] if rows else None
