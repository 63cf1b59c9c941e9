"""Report page: one HTML file that needs no script, no network and no other file.

In: Report.
Out: HTML as bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from readiness.adapters.report_charts import INDEX_SCALE, band_chart, index_text, name_of
from readiness.adapters.report_figures import figures
from readiness.adapters.report_trust import trust_of
from readiness.stages.report import ClaimRow, Report, RepRow, acts_by_owner, methods, rights, told_notes, weeks_note
from readiness.stages.report.charts import launch_charts, standing
from readiness.stages.report.contests import contested_figures
from readiness.stages.report.scores import score_rows
from readiness.stages.report.words import FLAGS, LEVELS, STATUS, VERDICTS, day, listed, money, percent, plain, whole

IN_ROWS = "added_by_rep"
"""A chart that stands in the rows of the table of reps."""
_ORDER = {status: n for n, status in enumerate(STATUS)}
_PAGES = Environment(
    loader=PackageLoader("readiness.adapters"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_PAGES.filters.update(money=money, whole=whole, percent=percent, day=day, listed=listed)


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of who is ready; positions in percent of the index."""

    rep_id: str
    name: str
    detail: str
    status: str
    status_text: str
    bar: float
    low: float | None
    middle: float | None
    high: float | None
    index: str
    coverage: str
    trained: str
    holds_back: str


def page(report: Report) -> bytes:
    """Return the report as one self-contained HTML page."""
    names = dict(report.names)
    detail = {row.rep_id: _detail(row, names, report) for row in report.rows}
    drawn = figures([chart for chart in launch_charts(report) if chart.name != IN_ROWS])
    html = _PAGES.get_template("report.html.j2").render(
        report=report,
        owners=acts_by_owner(report.decisions, names, as_of=report.as_of, currency=report.currency),
        index_scale=INDEX_SCALE,
        standings=_standings(report, names, detail),
        bands=band_chart(report, names, detail),
        figures=drawn,
        waterfalls=[name for name in drawn if name.startswith("decomposition")],
        standing=standing(report),
        quiz=report.quiz,
        alarms=[item for item in report.quiz.items if item.flag] if report.quiz else [],
        levels=_levels(report),
        words={"flag": FLAGS, "verdict": VERDICTS},
        channel_name={row.channel: names.get(row.channel) or plain(row.channel) for row in claims_of(report)},
        told_notes=told_notes(report.quality.channel) if report.quality else [],
        partner_scores=score_rows(report.quality.channel.scores) if report.quality else [],
        methods=methods(report.readiness_bar, report.quiz, report.index),
        rights=rights(report.owner),
        contested=contested_figures(report.contests),
        name_of=lambda rep_id: name_of(names, rep_id),
        trust=trust_of(report, names),
    )
    return html.encode("utf-8", "replace")


def _detail(row: RepRow, names: Mapping[str, str], report: Report) -> str:
    """Return where a rep sells and, where a partner's reports are missing, for how much of the window they came."""
    incomplete = report.quality.channel.incomplete if report.quality else {}
    weeks = weeks_note(incomplete[row.rep_id]) if row.rep_id in incomplete else ""
    territory = names.get(row.territory_id) or (f"Territory {row.territory_id}" if row.territory_id else "")
    return " \N{MIDDLE DOT} ".join(part for part in (names.get(row.channel) or plain(row.channel), territory, weeks) if part)


def _standings(report: Report, names: Mapping[str, str], detail: Mapping[str, str]) -> list[Standing]:
    lists = any(row.trained_on for row in report.rows)
    rows = sorted(report.rows, key=lambda r: (_ORDER.get(r.status, 9), name_of(names, r.rep_id), r.rep_id))
    return [
        Standing(
            rep_id=r.rep_id,
            name=name_of(names, r.rep_id),
            detail=detail[r.rep_id],
            status=r.status,
            status_text=STATUS.get(r.status, plain(r.status)),
            bar=report.bar_of(r.motion),
            low=_place(r, r.readiness_low),
            middle=_place(r, r.readiness),
            high=_place(r, r.readiness_high),
            index=index_text(r) if r.status != "not_enough_data" else "",
            coverage=percent(r.coverage),
            trained=day(r.trained_on) or _untrained(r, lists=lists),
            holds_back=r.holds_back,
        )
        for r in rows
    ]


def _untrained(row: RepRow, *, lists: bool) -> str:
    """Return what is known of a rep without attendance; where no list came in, nobody is said to have been absent."""
    wave = f"wave {row.wave}" if row.wave else ""
    return ", ".join(part for part in (wave, "on no list" if lists else "") if part)


def claims_of(report: Report) -> tuple[ClaimRow, ...]:
    """Return the rows of claims; none without a quiz."""
    return report.quiz.claims if report.quiz else ()


def _levels(report: Report) -> list[tuple[str, list[int]]]:
    """Return each competency's name with how many reps are at each of `LEVELS`, overall first."""
    found: dict[str, list[int]] = {}
    for row in report.quiz.competencies if report.quiz else ():
        found.setdefault(row.name, [0] * len(LEVELS))[list(LEVELS).index(row.level)] += 1
    return list(found.items())


def _place(row: RepRow, value: float | None) -> float | None:
    judged = row.status != "not_enough_data" and row.readiness_low is not None
    return round(value, 2) if judged and value is not None else None
