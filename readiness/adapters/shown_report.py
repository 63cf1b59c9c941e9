"""Shown report: what the pages of a measurement need besides its tables: totals, sentences and drawn charts.

In: Report, each rep's channel; a connection in a transaction.
Out: ReportShown; rows under `desk.totals`, `desk.told`, `desk.owed` and `desk.changes`; charts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from readiness.adapters.chart_drawing import svg, vega
from readiness.adapters.db.shown import Owners, all_rows, keep_table, names_of
from readiness.adapters.db.shown_charts import DrawnChart, KeptChart, keep_charts
from readiness.adapters.db.store import Connection
from readiness.adapters.table_files import csv_bytes
from readiness.permissions import Scope
from readiness.stages.report import Report, acts_by_owner
from readiness.stages.report.charts import Chart, launch_charts
from readiness.stages.report.charts.chart import stem
from readiness.stages.report.totals import MONEY, STATUSES, Total, totals
from readiness.stages.report.trust import fairness_notes, sensitivity_notes

TOTALS, TOLD, OWED, STANDINGS = "desk.totals", "desk.told", "desk.owed", "desk.standings"
BEFORE, CHANGES = "desk.before", "desk.changes"
"""Where each rep stood at the last measurement of an earlier day, and who stands otherwise now."""
STANDING = ("rep_id", "name", "status", "readiness")
CHANGES_HEADER = ("rep_id", "name", "status_before", "status", "readiness_before", "readiness")
OWED_HEADER = ("owner", "due_on", "kind", "words", "n", "about", "because")
MOST_NAMED = 5
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
    tables = {
        TOTALS: csv_bytes(TOTALS_HEADER, sums),
        TOLD: csv_bytes(TOLD_HEADER, _told(made)),
        OWED: csv_bytes(OWED_HEADER, _owed(made, names)),
        STANDINGS: csv_bytes(STANDING, ([r.rep_id, r.name, r.status, r.readiness] for r in made.rows)),
    }
    channels = {f"{OF_CHANNEL}{stem(c)}": c for c in sorted({row.channel for row in made.rows}) if c}
    drawn = tuple(_drawn(chart, channels.get(chart.name, ""), made.as_of) for chart in launch_charts(made))
    return ReportShown(made.launch_id, made.as_of, tables, drawn)


def show_report(connection: Connection, shown: ReportShown, owners: Owners, now: datetime) -> None:
    """Keep it in place of the last measurement's; where each rep stood on an earlier day is kept as what to compare with."""
    known = names_of(connection, shown.launch_id).get(STANDINGS)
    if known and known[1] < shown.as_of.isoformat():
        before = csv_bytes(
            STANDING, ([row[c] for c in STANDING] for row in all_rows(connection, shown.launch_id, STANDINGS, Scope()))
        )
        keep_table(connection, shown.launch_id, BEFORE, before, owners=owners, now=now, as_of=known[1])
    _keep_changes(connection, shown, owners, now)
    for name, data in shown.tables.items():
        keep_table(connection, shown.launch_id, name, data, owners=owners, now=now, as_of=shown.as_of.isoformat())
    keep_charts(connection, shown.launch_id, shown.charts)


def _keep_changes(connection: Connection, shown: ReportShown, owners: Owners, now: datetime) -> None:
    """Keep who stands otherwise than on the earlier day; nobody where there is no earlier day."""
    before = {row["rep_id"]: row for row in all_rows(connection, shown.launch_id, BEFORE, Scope())}
    after = csv.DictReader(io.StringIO(shown.tables[STANDINGS].decode("utf-8-sig")))
    changed = [
        [r["rep_id"], r["name"], before[r["rep_id"]]["status"], r["status"], before[r["rep_id"]]["readiness"], r["readiness"]]
        for r in after
        if r["rep_id"] in before and before[r["rep_id"]]["status"] != r["status"]
    ]
    data = csv_bytes(CHANGES_HEADER, changed)
    keep_table(connection, shown.launch_id, CHANGES, data, owners=owners, now=now, as_of=shown.as_of.isoformat())


def _owed(report: Report, names: Mapping[str, str]) -> Iterator[list[object]]:
    """Yield what each owner owes, the earliest due first; what reps owe themselves last."""
    for acts in acts_by_owner(report.decisions, names, as_of=report.as_of, currency=report.currency):
        for line in acts.lines:
            about = [name for name in line.about if name]
            yield [acts.owner, line.due_on, line.kind, line.words, len(line.about), ", ".join(about[:MOST_NAMED]), line.because]


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
