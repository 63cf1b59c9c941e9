"""Inputs and outputs: files with their columns, as the code that reads or writes them knows them.

In: the starting kit, the readers, the writers' headers.
Out: rows for the reference pages.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from readiness.adapters import (
    after_sale_files,
    contact_files,
    experiment_files,
    input_tables,
    kept_decks,
    link_files,
    motion_files,
    positioning_files,
    prospect_files,
    quiz_items_page,
    report_act_files,
    report_contest_files,
    report_files,
    report_link_files,
    report_partner_files,
    report_parts_files,
    stored_buyer_map,
    stored_vision,
    training_files,
    trust_files,
)
from readiness.adapters.input_columns import Column
from readiness.adapters.launch_intake import problems_in
from readiness.adapters.starting_kit import kit_files
from readiness.settings import Settings

OUTPUTS: dict[str, Sequence[str]] = {
    "decks/index.csv": kept_decks.DECK_COLUMNS,
    "plan/buyer_steps.csv": stored_buyer_map.STEP_COLUMNS,
    "plan/checks.csv": contact_files.CHECK_COLUMNS,
    "plan/contact_changes.csv": contact_files.CHANGE_COLUMNS,
    "plan/contact_plan.csv": contact_files.CONTACT_COLUMNS,
    "plan/coverage.csv": stored_buyer_map.COVERAGE_COLUMNS,
    "plan/motions.csv": motion_files.COLUMNS,
    "plan/prospects.csv": prospect_files.COLUMNS,
    "plan/specialists.csv": motion_files.LOAD_COLUMNS,
    "plan/vision_fit.csv": stored_vision.FIT_COLUMNS,
    "positioning/gaps.csv": positioning_files.GAP_COLUMNS,
    "quizzes/forms/forms.csv": quiz_items_page.FORM_COLUMNS,
    "report/acts.csv": report_act_files.ACTS_HEADER,
    "report/claim_acts.csv": report_act_files.CLAIM_ACTS_HEADER,
    "report/contests.csv": report_contest_files.CONTESTS_HEADER,
    "report/event_study.csv": link_files.EVENT_COLUMNS,
    "report/fairness.csv": trust_files.FAIRNESS_HEADER,
    "report/link.csv": link_files.EFFECT_COLUMNS,
    "report/panel.csv": report_link_files.PANEL_COLUMNS,
    "report/partner_acts.csv": report_act_files.PARTNER_ACTS_HEADER,
    "report/partners.csv": report_partner_files.PARTNERS_HEADER,
    "report/quadrants.csv": report_act_files.QUADRANTS_HEADER,
    "report/readiness_parts.csv": report_parts_files.PARTS_HEADER,
    "report/relationships.csv": after_sale_files.RELATIONSHIP_COLUMNS,
    "report/rep_sensitivity.csv": trust_files.REP_HEADER,
    "report/reps.csv": report_files.REPS_HEADER,
    "report/sensitivity.csv": trust_files.SENSITIVITY_HEADER,
    "report/survey.csv": after_sale_files.SURVEY_COLUMNS,
    "training/experiment.csv": experiment_files.WAVE_COLUMNS,
    "training/needs.csv": training_files.NEED_COLUMNS,
    "training/plan.csv": training_files.REP_COLUMNS,
}
"""A test compares these with the headers of files that a launch has written."""


def inputs() -> dict[str, tuple[Column, ...]]:
    """Return the columns that each table of the starting kit may have, noted while the readers read it."""
    templates = Settings().templates
    with _noted() as found:
        problems_in(dict(kit_files(templates)), templates)
    return dict(sorted(found.items()))


@contextmanager
def _noted() -> Iterator[dict[str, tuple[Column, ...]]]:
    """Note what `read_table` is asked for, wherever a module has imported it to."""
    found: dict[str, tuple[Column, ...]] = {}
    real = input_tables.read_table

    def noting(file: str, data: bytes, columns: Sequence[Column], *rest: Any, **named: Any) -> Any:
        found[file] = tuple(columns)
        return real(file, data, columns, *rest, **named)

    holders = [m for name, m in list(sys.modules.items()) if name.startswith("readiness.") and vars(m).get("read_table") is real]
    for holder in holders:
        vars(holder)["read_table"] = noting
    try:
        yield found
    finally:
        for holder in holders:
            vars(holder)["read_table"] = real
