"""Shown report: what the pages of a measurement need besides its tables: totals, sentences and drawn charts.

In: Report, each rep's channel; a connection in a transaction.
Out: ReportShown; rows under `desk.totals` and `desk.told`; charts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from readiness.adapters.chart_drawing import svg, vega
from readiness.adapters.db.shown import Owners, keep_table
from readiness.adapters.db.shown_charts import DrawnChart, KeptChart, keep_charts
from readiness.adapters.db.store import Connection
from readiness.adapters.table_files import csv_bytes
from readiness.stages.report import Report
from readiness.stages.report.charts import Chart, launch_charts
from readiness.stages.report.charts.chart import stem
from readiness.stages.report.totals import MONEY, STATUSES, Total, totals
from readiness.stages.report.trust import fairness_notes, sensitivity_notes

TOTALS, TOLD = "desk.totals", "desk.told"
OF_PEOPLE = ("readiness_vs_results", "added_by_rep")
"""Charts that show people one by one."""
OF_CHANNEL = "decomposition_"
"""How the name of a chart of one channel begins."""
TOTALS_HEADER = (
    "channel", "by", "group", "name", "n_groups", "n_reps", *(f"n_{status}" for status in STATUSES), "n_above", "n_below",
    "n_judged", *MONEY, "n_money", "currency",
)  # fmt: skip
TOLD_HEADER = ("part", "name", "figure", "text")


@dataclass(frozen=True, slots=True)
class ReportShown:
    """What is kept of a measurement for its pages."""

    launch_id: str
    as_of: date
    tables: Mapping[str, bytes]
    charts: tuple[DrawnChart, ...]


def shown_report(report: Report, channel_of: Mapping[str, str]) -> ReportShown:
    """Return what the pages of a measurement need; charts are drawn here, so keep no transaction open."""
    made = replace(report, rows=tuple(replace(r, channel=r.channel or channel_of.get(r.rep_id, "")) for r in report.rows))
    names = dict(made.names)
    sums = (_total(t, names, made.currency) for t in totals(made.rows, made.judged))
    tables = {TOTALS: csv_bytes(TOTALS_HEADER, sums), TOLD: csv_bytes(TOLD_HEADER, _told(made))}
    channels = {f"{OF_CHANNEL}{stem(c)}": c for c in sorted({row.channel for row in made.rows}) if c}
    drawn = tuple(_drawn(chart, channels.get(chart.name, ""), made.as_of) for chart in launch_charts(made))
    return ReportShown(made.launch_id, made.as_of, tables, drawn)


def show_report(connection: Connection, shown: ReportShown, now: datetime) -> None:
    """Keep it in place of the last measurement's."""
    for name, data in shown.tables.items():
        keep_table(connection, shown.launch_id, name, data, owners=Owners(), now=now, as_of=shown.as_of.isoformat())
    keep_charts(connection, shown.launch_id, shown.charts)


def _total(t: Total, names: Mapping[str, str], currency: str) -> list[object]:
    counts = [t.statuses.get(status) for status in STATUSES]
    money = [t.money.get(name) for name in MONEY]
    sums = [None if v is None else round(v, 2) + 0.0 for v in money]
    name = names.get(t.group, "") if t.by in ("channel", "territory") else ""
    who = [t.channel, t.by, t.group, name, t.n_groups, t.n_reps]
    return [*who, *counts, t.n_above, t.n_below, t.n_judged, *sums, t.n_money, currency]


def _told(report: Report) -> Iterator[list[object]]:
    """Yield the report's sentences: headline facts, what goes together, training, notes, what is missing."""
    yield ["bar", "", f"{report.readiness_bar:g}", ""]
    for fact in report.facts:
        yield ["fact", fact.name, fact.figure, fact.note]
    names = dict(report.names)
    parts: tuple[tuple[str, Sequence[str]], ...] = (
        ("together", report.link.together),
        ("training", report.link.training),
        ("link_notes", report.link.notes),
        ("missing", report.missing),
        ("model", report.notes),
        ("fairness", fairness_notes(report.fairness, names)),
        ("sensitivity", sensitivity_notes(report.sensitivity, names)),
    )
    for part, sentences in parts:
        for text in sentences:
            yield [part, "", "", text]
    for name, why in report.doubts:
        yield ["doubt", name, "", why]


def _drawn(chart: Chart, channel: str, as_of: date) -> DrawnChart:
    told = KeptChart(
        chart.name, chart.title, chart.says, chart.note, list(chart.header), [list(row) for row in chart.rows], list(chart.kinds),
        as_of.isoformat(), channel, chart.name in OF_PEOPLE,
    )  # fmt: skip
    return DrawnChart(told, chart.spec, vega(chart.spec), svg(chart.spec).decode("utf-8"))
