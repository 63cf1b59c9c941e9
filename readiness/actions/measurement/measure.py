"""Measure: what each rep knew, what each rep added, and how sure we are.

In: a launch id; what was collected.
Out: report/reps.csv, partners.csv, items.csv and the like, readiness.xlsx, readiness.html; each rep's result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
from threadpoolctl import threadpool_limits

from readiness.actions.measurement.sold import sold_and_quality
from readiness.adapters import report_page, report_workbook
from readiness.adapters.db import collected, launches, quiz_answers
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.manifest import publish_manifest
from readiness.adapters.output_files import OutFolder
from readiness.adapters.output_files import Published as Published
from readiness.adapters.report_files import quiz_csvs, reps_csv
from readiness.adapters.report_partner_files import balances_csv, partners_csv
from readiness.adapters.stored_certificates import certificate_lines
from readiness.adapters.stored_positioning import approved_positioning, quiz_items
from readiness.errors import NotEnoughDataError
from readiness.settings import Settings
from readiness.stages.contribution import ContributionFit, fit_contributions
from readiness.stages.follow_ups import follow_ups
from readiness.stages.positioning import Message
from readiness.stages.quizzes import Item, QuizResults, Response, competencies_of, quiz_results
from readiness.stages.rep_readiness import readiness_by_rep
from readiness.stages.report import (
    DataQuality,
    QuizSection,
    RepFacts,
    Report,
    RepRow,
    added_by_rep,
    data_quality,
    quiz_section,
    rep_rows,
    report,
    rounded,
)
from readiness.stages.sales_out import Market, contribution_cells, launch_lines
from readiness.stages.training import Attendance, TrainingPlan
from readiness.vocabulary import currency_exponent


@dataclass(frozen=True, slots=True)
class MeasureReport:
    """What became of a measurement."""

    as_of: date
    n_lines: int
    n_responses: int
    n_ready: int
    n_reps: int
    missing: tuple[str, ...]
    """What could not be said, and why."""
    published: Published
    certificates: tuple[str, ...] = ()
    """Who holds one on the day, and ratings of the judges that cannot count; one sentence each."""


@dataclass(frozen=True, slots=True)
class _Collected:
    """What was taken in for one launch up to a day."""

    lines: pd.DataFrame
    credited: pd.DataFrame
    responses: Sequence[Response]
    attendance: Sequence[Attendance]
    quality: DataQuality
    balances: pl.DataFrame
    market: Market


def write_report(settings: Settings, launch_id: str, out: Path, as_of: date) -> MeasureReport:
    """Measure a launch as of a day and publish the report.

    Raises:
        NotAllowedError: the positioning is not approved, so there is no quiz whose answers could count.
    """
    with transaction(settings.database) as connection:
        inputs, positioning, _ = approved_positioning(settings.templates, connection, launch_id)
        until = min(as_of, inputs.launch.dates.measure_until)
        taken = _collected(connection, inputs, as_of)
        items = quiz_items(settings.templates, inputs, positioning)
        plan, seated = launches.load_plan(connection, launch_id), launches.seated_by(connection, launch_id, until)
        results = _results(inputs, items, positioning.messages, taken.responses)
        rows, fit = _rows(inputs, items, taken, results, plan, seated, until)
        added = added_by_rep(rows, {c.rep_id: c.reliability for c in fit.reps} if fit else {})
        quiz = quiz_section(results, items, positioning.messages, added, _names(inputs))
        made = report(
            inputs.launch, rows, fit, taken.quality, as_of=until, readiness_bar=inputs.policy.readiness_bar,
            names=_names(inputs), quiz=quiz,
        )  # fmt: skip
        launches.save_results(connection, launch_id, [_result(row, until) for row in rows])
        certified = certificate_lines(connection, inputs, items, until)
    published = OutFolder(settings.database, launch_id, out).publish_all("report", _files(made, quiz, taken))
    n_ready = sum(row.status == "ready" for row in rows)
    n_lines = int(taken.lines["account_id"].isin(list(inputs.accounts)).sum())
    return MeasureReport(until, n_lines, len(taken.responses), n_ready, len(rows), made.missing, published, certified)


def _files(made: Report, quiz: QuizSection, taken: _Collected) -> dict[str, bytes]:
    stock = {"report/stock_balance.csv": balances_csv(taken.balances)} if taken.balances.height else {}
    return {
        "report/reps.csv": reps_csv(made.rows),
        "report/partners.csv": partners_csv(taken.quality.partners, taken.quality.channel.scores),
        **stock,
        **{f"report/{name}": data for name, data in quiz_csvs(quiz).items()},
        "report/readiness.xlsx": report_workbook.workbook(made),
        "report/readiness.html": report_page.page(made),
    }


def _collected(connection: Connection, inputs: LaunchInputs, as_of: date) -> _Collected:
    launch, until = inputs.launch, min(as_of, inputs.launch.dates.measure_until)
    sold = sold_and_quality(connection, inputs, as_of)
    responses = [r for r in collected.load_responses(connection, launch.launch_id) if r.answered_on <= until]
    attendance = [a for a in collected.load_attendance(connection, launch.launch_id) if a.attended_on <= until]
    held = collected.held_of(connection, [launch.launch_id])
    quality = data_quality(
        sold.lines,
        sold.quarantined,
        inputs.partners,
        channel=sold.channel,
        n_answers=len(responses),
        answer_reasons=[why for kind, _, _, _, why, _ in held if kind == "quizzes"]
        + [w.reason for entries in quiz_answers.waiting_of(connection, launch.launch_id).values() for w in entries],
        n_duplicates=sold.n_again,
    )
    return _Collected(sold.lines, sold.credited, responses, attendance, quality, sold.balances, sold.market)


def _rows(
    inputs: LaunchInputs,
    items: Sequence[Item],
    taken: _Collected,
    quiz: QuizResults,
    plan: TrainingPlan,
    seated: set[str] | None,
    until: date,
) -> tuple[list[RepRow], ContributionFit | None]:
    launch, reps = inputs.launch, inputs.reps
    able = quiz.abilities
    fit = _fit(inputs, taken.credited, taken.market, until)
    missed = misses(inputs, items, taken.responses)
    judged = readiness_by_rep(reps, able, taken.attendance, inputs.policy, missed, session_over=seated)
    here = [r for r in reps if r.hired_on is None or r.hired_on <= until]
    owed = follow_ups(here, judged, fit, as_of=until)
    facts = RepFacts(plan, taken.attendance, able, judged, fit, owed)
    return [rounded(row) for row in rep_rows(reps, facts, currency=launch.currency)], fit


def _results(
    inputs: LaunchInputs, items: Sequence[Item], messages: Sequence[Message], responses: Sequence[Response]
) -> QuizResults:
    """Return what the answers say; in one thread, so that sums come out the same everywhere."""
    areas = competencies_of(items, messages, inputs.quiz.competencies, inputs.buyers.persona_name)
    with threadpool_limits(limits=1):
        return quiz_results(responses, items, messages, inputs.reps, areas)


def _fit(inputs: LaunchInputs, lines: pd.DataFrame, market: Market, until: date) -> ContributionFit | None:
    """Return the fitted contributions, or None where there is nothing to fit; the report then says so."""
    reps = [r.rep_id for r in inputs.reps]
    frame, _, _ = launch_lines(lines, list(inputs.accounts), reps, inputs.launch.currency, inputs.rates)
    scope = {a.account_id: a for a in inputs.accounts_in_scope}
    cells = contribution_cells(frame[frame["account_id"].isin(list(scope))], scope, inputs.launch, market, until)
    try:
        # One thread: the systems are small, so that threads only wait for each other, and sums come out the same everywhere.
        with threadpool_limits(limits=1):
            return fit_contributions(cells, seed=inputs.launch.seed)
    except NotEnoughDataError:
        return None


def misses(inputs: LaunchInputs, items: Sequence[Item], responses: Sequence[Response]) -> dict[str, str]:
    """Return rep -> the need whose items that rep got wrong most often, in words, where any was wrong."""
    need_of = {i.item_id: i.message_id.rsplit("-", 1)[0] for i in items}
    statement = {r.requirement_id: r.outcome or r.statement for r in inputs.requirements}
    wrong: dict[str, dict[str, list[bool]]] = {}
    for r in responses:
        if r.correct is not None and r.item_id in need_of:
            wrong.setdefault(r.rep_id, {}).setdefault(need_of[r.item_id], []).append(not r.correct)
    found: dict[str, str] = {}
    for rep_id, needs in wrong.items():
        need, answers = max(needs.items(), key=lambda n: (sum(n[1]), sum(n[1]) / len(n[1]), n[0]))
        if any(answers):
            found[rep_id] = f"“{statement.get(need, need)}” (missed {sum(answers)} of {len(answers)})"
    return found


def _names(inputs: LaunchInputs) -> Mapping[str, str]:
    """Return words for ids of channels and partners."""
    return {
        **{c.channel: c.name for c in inputs.channels},
        **{p.partner_id: p.name for p in inputs.partners},
    }


def _result(row: RepRow, as_of: date) -> dict[str, Any]:
    scale = 10 ** currency_exponent(row.currency)

    def minor(value: float | None) -> int | None:
        return None if value is None else round(value * scale)

    return {
        "rep_id": row.rep_id,
        "as_of": as_of,
        "status": row.status,
        "readiness": row.readiness,
        "readiness_low": row.readiness_low,
        "readiness_high": row.readiness_high,
        "coverage": row.coverage,
        "sales_out_minor": minor(row.sales_out_money),
        "expected_minor": minor(row.expected_money),
        "contribution_minor": minor(row.contribution_money),
        "contribution_low_minor": minor(row.contribution_low),
        "contribution_high_minor": minor(row.contribution_high),
        "currency": row.currency,
        "next_action": row.next_action,
        "action_owner": row.action_owner,
        "action_due_on": row.action_due_on,
    }


def write_manifest(settings: Settings, launch_id: str, out: Path) -> Published:
    """Publish manifest.json for everything made so far."""
    return publish_manifest(settings.templates, OutFolder(settings.database, launch_id, out))
