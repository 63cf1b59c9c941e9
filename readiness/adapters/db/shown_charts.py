"""Shown charts: the pictures of the last measurement, drawn when it was made, so that a page waits for no drawing.

In: a connection in a transaction; charts with their drawing; whose.
Out: KeptChart, by scope.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, true

from readiness.adapters.db.page_tables import shown_charts
from readiness.permissions import Scope
from readiness.stages.report.charts.table import Table, table_of

_c = shown_charts.c
_TOLD = ("name", "title", "says", "note", "header", "rows", "kinds", "as_of", "channel", "names_people")


@dataclass(frozen=True, slots=True)
class KeptChart:
    """A chart as it is kept."""

    name: str
    title: str
    says: str
    """One sentence for people who cannot see it."""
    note: str
    """What is not drawn, and why."""
    header: Sequence[str]
    rows: Sequence[Sequence[str | int | float | None]]
    kinds: Sequence[str]
    """Of each column: text, count, share, percent, index or money."""
    as_of: str
    """ISO day."""
    channel: str
    """The only one it is about; blank: all."""
    names_people: bool

    @property
    def table(self) -> Table:
        """Return the rows as texts."""
        return table_of(self.header, self.rows, self.kinds)


@dataclass(frozen=True, slots=True)
class DrawnChart:
    """A chart with its drawing."""

    told: KeptChart
    spec: Mapping[str, Any]
    """Vega-Lite."""
    vega: Mapping[str, Any]
    """The same, compiled for a browser."""
    picture: str
    """SVG."""


def keep_charts(connection: Connection, launch_id: str, charts: Sequence[DrawnChart]) -> None:
    """Keep a measurement's charts in their order, in place of the last one's."""
    connection.execute(delete(shown_charts).where(_c.launch_id == launch_id))
    rows = [
        {
            **asdict(chart.told), "launch_id": launch_id, "place": place, "spec": dict(chart.spec), "vega": dict(chart.vega),
            "picture": chart.picture,
        }
        for place, chart in enumerate(charts)
    ]  # fmt: skip
    if rows:
        connection.execute(insert(shown_charts), rows)


def charts_of(connection: Connection, launch_id: str, scope: Scope, *, with_people: bool) -> list[KeptChart]:
    """Return the charts that a scope covers, in their order, without their drawings."""
    query = select(*(_c[name] for name in _TOLD)).where(_visible(launch_id, scope, with_people=with_people)).order_by(_c.place)
    return [KeptChart(**row._mapping) for row in connection.execute(query)]


def drawing_of(
    connection: Connection, launch_id: str, name: str, form: str, scope: Scope, *, with_people: bool
) -> str | Mapping[str, Any] | None:
    """Return one chart in a form, `picture`, `spec` or `vega`; None where there is none that the scope covers."""
    where = and_(_visible(launch_id, scope, with_people=with_people), _c.name == name)
    found: str | Mapping[str, Any] | None = connection.execute(select(_c[form]).where(where)).scalar()
    return found


def _visible(launch_id: str, scope: Scope, *, with_people: bool) -> ColumnElement[bool]:
    """Return the test that a chart may be seen: of a channel alone, by those who see that channel; with people, by few."""
    mine = _c.channel == scope.channel if scope.channel else true()
    is_mine = ~true() if scope.nothing or scope.manager_id or scope.rep_id else mine
    return and_(_c.launch_id == launch_id, is_mine, true() if with_people else ~_c.names_people)
