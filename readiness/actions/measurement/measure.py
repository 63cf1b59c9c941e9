"""Measure: what each rep knew, what each rep added, and how sure we are.

In: a launch id; what was collected.
Out: report/reps.csv and other tables, readiness.xlsx, readiness.html, brief.pptx, about.json; each rep's result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
from threadpoolctl import threadpool_limits

from readiness import __version__
from readiness.actions.measurement.contributing import fitted, launch_cells
from readiness.actions.measurement.deciding import Measured, decided
from readiness.actions.measurement.judging import bars_of, current_since, judged_reps, notes_on, still_count
from readiness.actions.measurement.linking import linked
from readiness.actions.measurement.rep_inputs import desk_over, packed_inputs
from readiness.actions.measurement.sold import sold_and_quality
from readiness.actions.measurement.trusting import trust_files, trusted
from readiness.adapters import report_page, report_workbook
from readiness.adapters.after_sale_files import after_sale_files
from readiness.adapters.brief_deck import brief_deck
from readiness.adapters.db import collected, contests, launches, pitches, quiz_answers, webhooks
from readiness.adapters.db.acts import save_acts
from readiness.adapters.db.contacts import load_survey
from readiness.adapters.db.kept_inputs import keep_inputs
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.manifest import publish_manifest
from readiness.adapters.output_files import OutFolder
from readiness.adapters.output_files import Published as Published
from readiness.adapters.report_about import about_json
from readiness.adapters.report_act_files import act_csvs
from readiness.adapters.report_contest_files import contests_csv
from readiness.adapters.report_files import quiz_csvs, reps_csv
from readiness.adapters.report_link_files import link_csvs
from readiness.adapters.report_partner_files import balances_csv, partners_csv
from readiness.adapters.report_parts_files import parts_files
from readiness.adapters.shown_files import channel_of_reps, owners_of, show_files
from readiness.adapters.shown_report import show_report, shown_report
from readiness.adapters.stored_buyer_map import map_of, places_of
from readiness.adapters.stored_certificates import certificate_lines
from readiness.adapters.stored_positioning import approved_positioning, quiz_items
from readiness.settings import Settings
from readiness.stages.contribution import ContributionFit
from readiness.stages.follow_ups import Decisions, open_acts
from readiness.stages.positioning import Message
from readiness.stages.quizzes import Item, QuizResults, Response, competencies_of, quiz_results
from readiness.stages.rep_readiness import RepReadiness
from readiness.stages.report import (
    DataQuality,
    QuizSection,
    RepFacts,
    Report,
    RepRow,
    Versions,
    data_quality,
    quiz_section,
    reliably_added,
    rep_rows,
    report,
    rounded,
)
from readiness.stages.sales_out import LaunchCells
from readiness.stages.training import Attendance, TrainingPlan
from readiness.vocabulary import SideBySide, currency_exponent


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
    responses: Sequence[Response]
    attendance: Sequence[Attendance]
    quality: DataQuality
    balances: pl.DataFrame
    cells: LaunchCells


def write_report(
    settings: Settings, launch_id: str, out: Path, as_of: date, *, sensitive: bool = True, side_by_side: SideBySide = map
) -> MeasureReport:
    """Measure a launch as of a day and publish the report.

    Args:
        settings: where the database is.
        launch_id: what is measured.
        out: where the report goes.
        as_of: what is dated later does not count.
        sensitive: whether with what its figures hang on, which takes a fit for each input.
        side_by_side: does those fits.

    Raises:
        NotAllowedError: the positioning is not approved, so there is no quiz whose answers could count.
    """
    with reading(settings.database) as connection:
        inputs, positioning, _ = approved_positioning(settings.templates, connection, launch_id)
        until = min(as_of, inputs.launch.dates.measure_until)
        taken = _collected(connection, inputs, as_of)
        items = quiz_items(settings.templates, inputs, positioning)
        plan, seated = launches.load_plan(connection, launch_id), launches.seated_by(connection, launch_id, until)
        since = current_since(connection, inputs, items, positioning)
        results = _results(inputs, items, positioning.messages, still_count(taken.responses, since))
        judged = judged_reps(
            connection, inputs, items, results, taken.responses, taken.attendance,
            since=since, missed=misses(inputs, items, still_count(taken.responses, since)), seated=seated, until=until,
        )  # fmt: skip
        measured = Measured(results, positioning.messages, taken.quality.channel)
        fit = fitted(inputs, taken.cells)
        rows, decisions = _rows(connection, inputs, taken, measured, judged, fit, plan, until)
        quiz = quiz_section(results, items, positioning.messages, reliably_added(fit), _names(inputs))
        made = report(
            inputs.launch, rows, fit, taken.quality, as_of=until, readiness_bar=inputs.policy.readiness_bar,
            names=_names(inputs), quiz=quiz, decisions=decisions, index=inputs.policy.index,
            contests=contests.contests_of(connection, launch_id),
            link=linked(inputs, fit, judged, plan, taken.attendance, until),
            readiness_notes=notes_on(connection, inputs, judged),
            versions=Versions(__version__, inputs.spec.revision, inputs.launch.seed),
        )  # fmt: skip
        answers = load_survey(connection, launch_id)
        places = places_of(inputs.buyers, map_of(settings.templates, connection, inputs, positioning))
        certified = certificate_lines(connection, inputs, items, until)
        packs = packed_inputs(connection, desk_over(connection, inputs, items, since, taken.cells.frame, until))
    made = trusted(
        replace(made, places=places), inputs, taken.cells.frame, fit, judged, sensitive=sensitive, side_by_side=side_by_side
    )
    files = _files(made, quiz, taken) | parts_files(inputs.reps, judged, fit) | trust_files(made)
    files |= after_sale_files(inputs, taken.lines, answers, until)
    files["report/brief.pptx"] = brief_deck(made, settings.templates / "decks", [c.template for c in inputs.channels])
    files["report/about.json"] = about_json(made, files)
    shown = shown_report(made, channel_of_reps(inputs))
    with transaction(settings.database) as connection:
        if taken.responses:
            pitches.keep_first_bars(connection, launch_id, bars_of(inputs), until)
        launches.save_results(connection, launch_id, [_result(row, until) for row in rows])
        save_acts(connection, launch_id, open_acts(decisions.owed))
        show_files(connection, inputs, files, datetime.now(UTC), as_of=until, instead_of="report")
        show_report(connection, shown, owners_of(inputs), datetime.now(UTC))
        keep_inputs(connection, launch_id, packs, until, datetime.now(UTC))
    published = OutFolder(settings.database, launch_id, out).publish_all("report", files)
    with transaction(settings.database) as connection:
        webhooks.tell(connection, webhooks.REPORT_READY, launch_id, datetime.now(UTC))
    n_ready = sum(row.status == "ready" for row in rows)
    n_lines = int(taken.lines["account_id"].isin(list(inputs.accounts)).sum())
    return MeasureReport(until, n_lines, len(taken.responses), n_ready, len(rows), made.missing, published, certified)


def _files(made: Report, quiz: QuizSection, taken: _Collected) -> dict[str, bytes]:
    stock = {"report/stock_balance.csv": balances_csv(taken.balances)} if taken.balances.height else {}
    return {
        "report/reps.csv": reps_csv(made.rows),
        "report/contests.csv": contests_csv(made.contests),
        "report/partners.csv": partners_csv(taken.quality.partners, taken.quality.channel.scores),
        **stock,
        **{f"report/{name}": data for name, data in quiz_csvs(quiz).items()},
        **{f"report/{name}": data for name, data in link_csvs(made.link).items()},
        **{f"report/{name}": data for name, data in act_csvs(made.decisions, made.currency).items()},
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
    return _Collected(sold.lines, responses, attendance, quality, sold.balances, launch_cells(inputs, sold, until))


def _rows(
    connection: Connection,
    inputs: LaunchInputs,
    taken: _Collected,
    measured: Measured,
    judged: Sequence[RepReadiness],
    fit: ContributionFit | None,
    plan: TrainingPlan,
    until: date,
) -> tuple[list[RepRow], Decisions]:
    launch, reps = inputs.launch, inputs.reps
    able = measured.quiz.abilities
    decisions = decided(connection, inputs, measured, judged, fit, until)
    facts = RepFacts(plan, taken.attendance, able, judged, fit, decisions.reps)
    return [rounded(row) for row in rep_rows(reps, facts, currency=launch.currency)], decisions


def _results(
    inputs: LaunchInputs, items: Sequence[Item], messages: Sequence[Message], responses: Sequence[Response]
) -> QuizResults:
    """Return what the answers say; in one thread, so that sums come out the same everywhere."""
    areas = competencies_of(items, messages, inputs.quiz.competencies, inputs.buyers.persona_name)
    with threadpool_limits(limits=1):
        return quiz_results(responses, items, messages, inputs.reps, areas)


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
    """Return words for ids of channels and partners; who owns a launch or a channel is known by name."""
    return {
        **{name: name for name in (inputs.launch.owner, *(c.manager for c in inputs.channels)) if name},
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
