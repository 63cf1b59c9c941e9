"""Stored certificates of a launch: the standard in force, what happened so far, and how that reads in a line or two.

In: a connection, a launch's inputs and items, a day.
Out: the standard, what is kept of it, lines for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from readiness.adapters.angoff_files import unknown_lines
from readiness.adapters.badge_files import Award
from readiness.adapters.db.certificates import events_of
from readiness.adapters.db.store import Connection
from readiness.adapters.launch_files import LaunchInputs
from readiness.stages.quizzes import Item
from readiness.stages.quizzes.certificate_model import held, history_of
from readiness.stages.quizzes.gate import MIN_ANSWERS, Cut
from readiness.stages.quizzes.standard_setting import Standard, standard_of
from readiness.vocabulary import counted


def standard_for(inputs: LaunchInputs, items: Sequence[Item]) -> Standard:
    """Return the standard of a launch."""
    return standard_of(inputs.ratings, [i.item_id for i in items], inputs.quiz.certificate.cut_share)


def standard_content(inputs: LaunchInputs, standard: Standard, cut: Cut) -> dict[str, Any]:
    """Return what is kept of a standard: enough to print the same certificate again in years."""
    policy, launch = inputs.quiz.certificate, inputs.launch
    return {
        "launch_name": launch.name,
        "issuer": policy.issuer or launch.owner,
        "issuer_url": policy.issuer_url,
        "cut_share": round(cut.share, 6),
        "cut_share_se": round(cut.share_se, 6),
        "n_judges": len(standard.judges),
        "n_items": len(standard.items),
        "confidence": float(policy.confidence),
        "months": policy.months,
        "min_answers": MIN_ANSWERS,
        "partner_share": float(policy.partner_share),
    }


def award_of(launch_id: str, content: dict[str, Any]) -> Award:
    """Return what a certificate says of its launch, from the standard it was judged by."""
    judges, items = content["n_judges"], content["n_items"]
    set_by = f"as {counted(judges, 'judge')} set it on {counted(items, 'question')}" if judges else "as the launch set it"
    rule = f"A partner is certified when at least {content['partner_share']:.0%} of its active reps hold a certificate."
    return Award(
        launch_id, content["launch_name"], content["issuer"], content["issuer_url"], content["cut_share"], content["confidence"],
        content["min_answers"], set_by, rule,
    )  # fmt: skip


def standard_lines(inputs: LaunchInputs, items: Sequence[Item], standard: Standard) -> tuple[str, ...]:
    """Return what of the judges' ratings a person should look at; nothing where there are none."""
    lines = list(unknown_lines(standard, [i.item_id for i in items]))
    if inputs.ratings and not standard.items:
        lines.append("angoff.csv rates no item of the quiz: the cut is certificate.cut_share of quiz.yaml")
    if disputed := [i.item_id for i in standard.items if i.is_disputed]:
        lines.append(f"the judges differ on {counted(len(disputed), 'question')}, to be talked about: {', '.join(disputed)}")
    return tuple(lines)


def certificate_lines(connection: Connection, inputs: LaunchInputs, items: Sequence[Item], as_of: date) -> tuple[str, ...]:
    """Return how many hold a certificate on a day, and what of the judges' ratings cannot count."""
    history = history_of(events_of(connection, inputs.launch.launch_id))
    on_the_day = {key: [e for e in events if e.happened_on <= as_of] for key, events in history.items()}
    holders = [kind for (kind, _), events in sorted(on_the_day.items()) if held(events, as_of)]
    reps, partners = holders.count("rep"), holders.count("partner")
    line = f"{counted(reps, 'rep')} and {counted(partners, 'partner')} hold a certificate on {as_of}."
    lines = unknown_lines(standard_for(inputs, items), [i.item_id for i in items])
    return (*lines, *([line] if history else []))
