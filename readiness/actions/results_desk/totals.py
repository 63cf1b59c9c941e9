"""Totals: what a measurement says in words, sums and pictures that tell of nobody.

In: settings, who looks, a launch; how to group.
Out: Overview, rows of totals, drawings of charts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from readiness.actions.results_desk.desk import Freshness, freshness, opened
from readiness.adapters.chart_drawing import png
from readiness.adapters.db.measured import MeasuredLaunch, measured_launches
from readiness.adapters.db.shown import Row, Wanted, all_rows, counts_by, slice_of
from readiness.adapters.db.shown_charts import KeptChart, charts_of, drawing_of
from readiness.adapters.db.store import Connection, reading
from readiness.adapters.shown_report import TOLD, TOTALS
from readiness.permissions import Scope, Viewer, allowed, hidden
from readiness.settings import Settings

PEOPLES = ("missing", "doubt")
"""Parts of what is told that name people."""
FORMS = ("picture", "spec", "vega")


@dataclass(frozen=True, slots=True)
class Overview:
    """A launch's results at a glance."""

    launch: MeasuredLaunch
    sees_people: bool
    told: Mapping[str, tuple[Row, ...]]
    """Part -> its sentences: fact, together, training, link_notes, model, missing, doubt."""
    total: Row | None
    """All reps that the viewer sees, added up; None where nobody is."""
    link: Mapping[str, Row]
    """Estimand -> its row of report/link.csv."""
    quadrants: Mapping[str, int]
    """Quadrant -> reps; empty where people must not be counted so."""
    charts: tuple[KeptChart, ...]
    fresh: Freshness


@dataclass(frozen=True, slots=True)
class Groups:
    """Reps added up by something."""

    launch: MeasuredLaunch
    channel: str
    """Within which they are added up; blank: the launch."""
    rows: tuple[Row, ...]
    charts: tuple[KeptChart, ...]


def measured(settings: Settings, viewer: Viewer) -> list[MeasuredLaunch]:
    """Return the launches with results that somebody may see, the last measured first."""
    scope = allowed(viewer, "results.see")
    with reading(settings.database) as connection:
        return measured_launches(connection, scope)


def overview(settings: Settings, viewer: Viewer, launch_id: str) -> Overview:
    """Return a launch's results at a glance.

    Raises:
        NotFoundError: there are none, or they are not the viewer's.
    """
    with reading(settings.database) as connection:
        desk = opened(connection, viewer, launch_id)
        told: dict[str, list[Row]] = {}
        for row in all_rows(connection, launch_id, TOLD, Scope()):
            if desk.sees_people or (row["part"] not in PEOPLES and not desk.scope.channel):
                told.setdefault(row["part"], []).append(row)
        sums = _sums(connection, launch_id, "all", desk.scope.channel)
        link = {row["estimand"]: row for row in all_rows(connection, launch_id, "report.link", Scope())}
        quadrants = counts_by(connection, launch_id, "report.reps", "quadrant", desk.scope) if desk.sees_people else {}
        charts = charts_of(connection, launch_id, desk.scope, with_people=desk.sees_people)
        fresh = freshness(connection, desk)
    parts = {part: tuple(rows) for part, rows in told.items()}
    total = sums[0] if sums else None
    return Overview(desk.launch, desk.sees_people, parts, total, link, quadrants, tuple(charts), fresh)


def totals_by(settings: Settings, viewer: Viewer, launch_id: str, by: str, channel: str = "") -> Groups:
    """Return reps added up by channel, territory, motion or wave, within one channel where one is given.

    Raises:
        NotFoundError: there are no results, or they are not the viewer's.
    """
    with reading(settings.database) as connection:
        desk = opened(connection, viewer, launch_id)
        if channel and not desk.scope.covers(channel=channel):
            raise hidden("channel")
        within = desk.scope.channel or channel
        charts = [] if within else charts_of(connection, launch_id, desk.scope, with_people=desk.sees_people)
        drawn = tuple(c for c in charts if c.name in (f"ready_by_{by}", f"added_by_{by}"))
        return Groups(desk.launch, within, tuple(_sums(connection, launch_id, by, within)), drawn)


def _sums(connection: Connection, launch_id: str, by: str, channel: str) -> list[Row]:
    wanted = Wanted(equal={"by": by, "channel": channel}, limit=500)
    return list(slice_of(connection, launch_id, TOTALS, Scope(), wanted).rows)


def chart_drawing(settings: Settings, viewer: Viewer, launch_id: str, name: str, form: str) -> str | Mapping[str, Any]:
    """Return a chart in one of FORMS: an SVG, or JSON for programs.

    Raises:
        NotFoundError: there is no such chart, or it is not the viewer's.
    """
    with reading(settings.database) as connection:
        desk = opened(connection, viewer, launch_id)
        if form not in FORMS:
            raise hidden("chart")
        found = drawing_of(connection, launch_id, name, form, desk.scope, with_people=desk.sees_people)
    if found is None:
        raise hidden("chart")
    return found


def chart_png(settings: Settings, viewer: Viewer, launch_id: str, name: str, width: int) -> bytes:
    """Return a chart as PNG, so many pixels wide, drawn now.

    Raises:
        NotFoundError: there is no such chart, or it is not the viewer's.
    """
    spec = chart_drawing(settings, viewer, launch_id, name, "spec")
    return png(spec, width) if not isinstance(spec, str) else b""
