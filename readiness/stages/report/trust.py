"""Trust: what leaving out one input does, and whether groups of reps are treated alike, in words.

In: Sensitivity, Fairness, names.
Out: sentences.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

from readiness.stages.fairness import CONTRIBUTION, READY, THIN, Fairness, Gap, GroupFairness
from readiness.stages.honesty import FALSE_SHARE, LEAST_GROUP
from readiness.stages.report.words import day, listed, percent, plain
from readiness.stages.sensitivity import LeaveOut, RepRange, Sensitivity
from readiness.vocabulary import counted

BY = {
    "channel": "Channel", "tenure": "Time since hired", "territory": "Territory", "motion": "Sales motion", "partner": "Partner",
    "language": "Language",
}  # fmt: skip
_COLUMNS = {"market_index": "the market index", "in_stock_share": "stock on hand", "demand_index": "the demand index"}
UNTESTED = (
    "Age, gender, origin, disability, health, family and working hours are not known here and are not asked for. So nobody can"
    " say from this report whether it is fair by them."
)


def left_out_words(left_out: LeaveOut, names: Mapping[str, str]) -> str:
    """Return what was left out as a reader would say it."""
    if left_out.kind == "covariate":
        return _COLUMNS.get(left_out.name) or f"“{plain(left_out.name).lower()}”"
    if left_out.kind == "history":
        return "what accounts bought before the launch"
    if left_out.kind == "partner":
        return f"partner {names.get(left_out.name) or left_out.name}"
    return f"the period from {_day(left_out.name)}"


def _day(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def fragile_words(rep: RepRange, names: Mapping[str, str]) -> str:
    """Return what a rep's verdict hangs on, or that it is close to the line; blank where it stands firm."""
    if not rep.hangs_on:
        n = sum(left_out.kind != "history" for left_out in rep.turned_by)
        return f"Close to the line: turns round in {counted(n, 'refit')} of the model, but by no more than chance." if n else ""
    inputs = [left_out_words(left_out, names) for left_out in rep.hangs_on]
    without = "it" if len(inputs) == 1 else "any one of them"
    return f"Fragile: hangs on {listed(inputs, most=3)}. Without {without} this would not stand."


def sensitivity_notes(found: Sensitivity | None, names: Mapping[str, str]) -> list[str]:
    """Return what leaving out one input after the other showed."""
    if found is None:
        return ["No model stands behind the contributions, so there is nothing to test."]
    notes = _refit_notes(found, names) if found.refits else []
    if found.not_tried:
        untried = listed([left_out_words(left_out, names) for left_out in found.not_tried])
        notes.append(f"Not tried, because there are too many sales for as many refits: without {untried}.")
    return [*notes, *found.notes]


def _refit_notes(found: Sensitivity, names: Mapping[str, str]) -> list[str]:
    """Return what the refits showed."""
    notes = [
        f"The sales model was fitted again {counted(len(found.refits), 'time')}, each time without one input."
        " A figure that hangs on one input is only as good as that input."
    ]
    tested = [(r.agreement, left_out_words(r.left_out, names)) for r in found.refits if r.agreement is not None]
    if len(tested) > 1:
        least, most = min(tested), max(tested)
        notes.append(
            f"The order of the reps changes most without {least[1]} (agreement {agreement_words(least[0])}; 1 is the"
            f" same order, 0 none) and least without {most[1]} ({agreement_words(most[0])})."
        )
    unseen = [left_out_words(r.left_out, names) for r in found.refits if r.largest_mover]
    if unseen and not any(rep.contribution_money for rep in found.reps):
        notes.append(f"With everything in, no differences between reps can be seen; they can without {listed(unseen)}.")
    failed = (r for r in found.refits if r.why_not)
    return [
        *notes,
        _fragile_note(found),
        *_history_note(found),
        *(f"Nothing could be fitted without {left_out_words(r.left_out, names)}: {r.why_not}." for r in failed),
    ]


def agreement_words(value: float) -> str:
    """Return a rank correlation with two digits, rounded down: what is not the same order never reads as if it were."""
    return f"{math.floor(value * 100.0 + 1e-9) / 100.0:.2f}"


def _history_note(found: Sensitivity) -> list[str]:
    """Return how many verdicts rest on what was sold before the launch, which says nothing against it."""
    turned = sum(any(left_out.kind == "history" for left_out in r.turned_by) for r in found.reps)
    if not turned:
        return []
    called = sum(r.verdict.startswith(("above", "below")) for r in found.reps)
    return [
        f"Without what accounts bought before the launch, {turned} of the {counted(called, 'verdict')} of above or below"
        " would not stand. It tells a rep's own work from the accounts the rep was given, so it has to be right; that much"
        " rests on it does not make it wrong."
    ]


def _fragile_note(found: Sensitivity) -> str:
    called = [r for r in found.reps if r.verdict.startswith(("above", "below"))]
    if not called:
        return "Nobody is called above or below the average, so no verdict can turn round."
    fragile = sum(r.is_fragile for r in called)
    verdicts = f"{counted(len(called), 'verdict')} of above or below the average"
    if not fragile:
        return f"None of the {verdicts} hangs on one market figure, partner or period."
    hang = "hangs" if fragile == 1 else "hang"
    return f"{fragile} of the {verdicts} {hang} on one market figure, partner or period; each is marked beside the rep."


def group_words(group: GroupFairness, names: Mapping[str, str]) -> str:
    """Return a group's name, such as `channel Bike shops`, for the middle of a sentence."""
    if group.by == "tenure":
        return f"reps hired {group.group} ago" if group.group != "not known" else "reps whose day of hire is not known"
    return f"reps of {BY[group.by].lower()} {group_name(group, names)}"


def group_name(group: GroupFairness, names: Mapping[str, str]) -> str:
    """Return a group's name as the head of its row."""
    if group.group:
        return names.get(group.group) or group.group
    return "every channel" if group.by == "channel" else "not given"


def fairness_notes(found: Fairness | None, names: Mapping[str, str]) -> list[str]:
    """Return what was found between groups, what was not, and what could not be tested."""
    if found is None:
        return [UNTESTED]
    notes = [_found_words(group, test, names) for group in found.groups for test in group.found]
    if not notes and found.n_tests:
        notes.append(
            f"No group differs from the others by more than chance allows ({counted(found.n_tests, 'comparison')}, false"
            f" discovery rate {percent(FALSE_SHARE)}). That does not show that all is fair: where an interval is wide, a"
            " difference could be there unseen."
        )
    if not found.n_tests:
        notes.append(f"No two groups have the {LEAST_GROUP} reps each that a comparison needs, so nothing could be compared.")
    for by, n_groups, n_reps in found.small:
        notes.append(
            f"{BY[by]}: {counted(n_groups, 'group')} of fewer than {LEAST_GROUP} reps ({counted(n_reps, 'rep')} in all)"
            f" {'is' if n_groups == 1 else 'are'} not shown by name."
        )
    if found.alike:
        notes.append(f"Everybody is alike in {listed([BY[by].lower() for by in found.alike])}, so nothing can be compared there.")
    return [*notes, UNTESTED]


def _found_words(group: GroupFairness, test: str, names: Mapping[str, str]) -> str:
    who = group_words(group, names)
    who = who[:1].upper() + who[1:]
    mine, rest = group.mine, group.rest
    if test == CONTRIBUTION and group.difference is not None:
        side, part, others = (
            ("less", mine.n_below, rest.n_below) if group.difference.mean < 0.0 else ("more", mine.n_above, rest.n_above)
        )
        called = "below" if side == "less" else "above"
        return (
            f"{who} are put at {gap_words(group.difference)} beside the others ({part} of {mine.n_judged} called {called} the"
            f" average against {others} of {rest.n_judged}). Either they sell {side} than others would there, or selling there is"
            f" {'harder' if side == 'less' else 'easier'} in ways the figures do not know: do not compare reps across it before"
            " that is settled."
        )
    if test == READY:
        more = "more" if mine.n_ready * rest.n_indexed > rest.n_ready * mine.n_indexed else "less"
        return (
            f"{who} are shown to be ready {more} often than the others ({mine.n_ready} of {mine.n_indexed} against"
            f" {rest.n_ready} of {rest.n_indexed}). Look at their sessions and at the questions they got before judging them."
        )
    thin, others = mine.n_reps - mine.n_judged, rest.n_reps - rest.n_judged
    more = "more" if thin * rest.n_reps > others * mine.n_reps else "less"
    return (
        f"{who} have not enough data on sales {more} often than the others ({thin} of {mine.n_reps} against {others} of"
        f" {rest.n_reps}): their work is seen {'less' if more == 'more' else 'more'} than that of others."
    )


def gap_words(gap: Gap | None) -> str:
    """Return a mean on the log scale as a percentage with its 90% interval; blank where there is none."""
    if gap is None:
        return ""
    mean, low, high = (percent(math.expm1(value), signed=True) for value in (gap.mean, gap.low, gap.high))
    return f"{mean} (90% interval {low} to {high})"


def calls_words(part: int, n: int, others: int, n_others: int) -> str:
    """Return how many of a group are called so, beside how many would be if calls fell on everybody alike."""
    if not n:
        return ""
    if not part + others:
        return f"0 of {n}"
    alike = n * (part + others) / (n + n_others)
    return f"{part} of {n} ({alike:.1f} if all were alike)"


def group_cells(group: GroupFairness, names: Mapping[str, str]) -> Sequence[str]:
    """Return a group's row for a reader: name, reps, added, difference, above, below, too little, ready, coverage."""
    mine, rest = group.mine, group.rest
    return (
        group_name(group, names),
        str(mine.n_reps),
        gap_words(group.effect),
        gap_words(group.difference),
        calls_words(mine.n_above, mine.n_judged, rest.n_above, rest.n_judged),
        calls_words(mine.n_below, mine.n_judged, rest.n_below, rest.n_judged),
        f"{mine.n_reps - mine.n_judged} of {mine.n_reps}",
        f"{mine.n_ready} of {mine.n_indexed}",
        "" if group.coverage is None else percent(group.coverage),
    )


GROUP_HEADER = (
    "Group", "Reps", "Added, beside an average rep", "Beside the others", "Called above", "Called below", "Not enough data",
    "Ready", "Coverage",
)  # fmt: skip
TESTS = {CONTRIBUTION: "contribution", READY: "readiness", THIN: "not enough data"}
