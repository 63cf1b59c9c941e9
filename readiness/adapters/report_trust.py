"""Report trust: the page's section on how far the report can be trusted, as texts.

In: Report, names.
Out: Trust for the template.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readiness.stages.report import Report
from readiness.stages.report.trust import (
    BY,
    GROUP_HEADER,
    agreement_words,
    fairness_notes,
    fragile_words,
    group_cells,
    left_out_words,
    sensitivity_notes,
)
from readiness.stages.report.words import money
from readiness.stages.sensitivity import Refit


@dataclass(frozen=True, slots=True)
class Trust:
    """What the template shows, in its order."""

    sensitivity_notes: Sequence[str]
    refits: Sequence[Sequence[str]]
    """Left out, agreement, verdicts changed, reps outside their band, largest move."""
    fairness_notes: Sequence[str]
    group_header: Sequence[str]
    groups: Sequence[tuple[str, Sequence[Sequence[str]]]]
    """Grouping and its rows."""
    fragile: Mapping[str, str]
    """rep -> what the verdict hangs on, blank for nothing."""


def trust_of(report: Report, names: Mapping[str, str]) -> Trust:
    """Return the section's texts."""
    hangs = {r.rep_id: fragile_words(r, names) for r in (report.sensitivity.reps if report.sensitivity else ())}
    groups = report.fairness.groups if report.fairness else ()
    return Trust(
        sensitivity_notes=sensitivity_notes(report.sensitivity, names),
        refits=[_refit(r, names, report.currency) for r in (report.sensitivity.refits if report.sensitivity else ())],
        fairness_notes=fairness_notes(report.fairness, names),
        group_header=GROUP_HEADER,
        groups=[(title, rows) for by, title in BY.items() if (rows := [group_cells(g, names) for g in groups if g.by == by])],
        fragile={row.rep_id: hangs.get(row.rep_id, "") for row in report.rows},
    )


def _refit(refit: Refit, names: Mapping[str, str], currency: str) -> Sequence[str]:
    words = left_out_words(refit.left_out, names)
    words = words[:1].upper() + words[1:]
    if refit.why_not:
        return words, "", "", "", "nothing could be fitted"
    agreement = "" if refit.agreement is None else agreement_words(refit.agreement)
    mover = names.get(refit.largest_mover) or refit.largest_mover
    move = f"{mover}: {money(refit.largest_move_money, currency, signed=True)}" if mover else ""
    return (
        words, agreement, f"{refit.n_verdicts_changed} of {refit.n_judged}", f"{refit.n_outside_band} of {refit.n_reps}", move,
    )  # fmt: skip
