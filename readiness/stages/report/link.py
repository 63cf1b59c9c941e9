"""Link: the report's account of readiness, training and sales: verdicts, sentences, what could have been seen.

In: PanelRow, Assignment.
Out: LinkSection.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from readiness.errors import NotEnoughDataError
from readiness.stages.link import (
    FEWEST_REPS,
    NO_EVIDENCE,
    NOT_ENOUGH,
    SUPPORTS,
    Design,
    Estimate,
    EventPoint,
    LinkResult,
    Terms,
    link,
    slope_sentence,
    training_sentences,
)
from readiness.stages.report.link_panel import PanelRow, panel_table
from readiness.stages.report.words import percent
from readiness.vocabulary import counted

SEED = 1
"""Of bands and lots drawn anew; the one `readiness analyse link` takes by itself, so that both come to the same figures."""
POINTS = 10
"""Of readiness, that a slope is told for."""


def as_percent(log_difference: float) -> str:
    """Return a difference of log sales in percent of sales."""
    return percent(math.expm1(log_difference))


HEADLINES = {("readiness", SUPPORTS): "Go together", ("training", SUPPORTS): "Yes"}
NOBODY = "no rep's sales could be judged"
TERMS = Terms("sales", "sell", POINTS, f"{POINTS} points more readiness go with", as_percent)
ASSIGNED = {
    "random": "Who was trained when was drawn by lot.",
    "not": "Who was trained when was not drawn by lot.",
    "": "Nobody has said how reps were chosen for training.",
}
HOW_TO_KNOW = (
    "To find out, draw lots for two or more waves, and train the last one some weeks after the launch (last_wave in"
    " training.yaml): until then its sales show what happens without training."
)


@dataclass(frozen=True, slots=True)
class LinkSection:
    """Whether readier reps sell more, and whether sales changed with training."""

    rows: tuple[PanelRow, ...]
    """What it is told from."""
    result: LinkResult | None
    """None where no rep's sales could be judged."""
    together: tuple[str, ...]
    """Sentences on readiness and sales."""
    training: tuple[str, ...]
    """Sentences on training and sales."""
    notes: tuple[str, ...]
    """What was left out or read generously."""

    @property
    def slope(self) -> Estimate:
        """Return the row of readiness and sales."""
        return self.result.estimates[0] if self.result else Estimate("readiness_per_point", None, None, None, 0, NOT_ENOUGH)

    @property
    def trained(self) -> Estimate:
        """Return the row of training and sales."""
        return self.result.estimates[1] if self.result else Estimate("training_simple", None, None, None, 0, NOT_ENOUGH)

    @property
    def event_study(self) -> tuple[EventPoint, ...]:
        """Return the differences by weeks since training."""
        return self.result.event_study if self.result else ()


def headline(effect: Estimate) -> tuple[str, str]:
    """Return a verdict as a figure of the summary, with what it rests on or what is missing."""
    verdict, _, lack = effect.verdict.partition(": ")
    figure = HEADLINES.get((effect.estimand.partition("_")[0], verdict), f"{verdict[:1].upper()}{verdict[1:]}")
    reps = counted(effect.n, "trained rep" if effect.estimand.startswith("training") else "rep")
    return figure, lack or (f"{reps} compared" if effect.n else NOBODY)


def link_section(rows: Sequence[PanelRow]) -> LinkSection:
    """Return what the rows say; they hold what is known of who was trained when, and why then."""
    assigned = rows[0].assigned if rows else ""
    if not rows:
        return _nothing(rows, NOBODY)
    try:
        result = link(panel_table(rows), seed=SEED, assigned=assigned)
    except NotEnoughDataError as error:
        return _nothing(rows, str(error))
    slope, trained = result.estimates[:2]
    return LinkSection(
        tuple(rows),
        result,
        (slope_sentence(slope, TERMS), *_seen(slope, POINTS), *_few(slope)),
        (*training_sentences(trained, result.design, TERMS), *_design(result.design, trained), *_seen(trained, 1)),
        result.notes,
    )


def _nothing(rows: Sequence[PanelRow], why: str) -> LinkSection:
    said = f"Not enough data: {why}."
    return LinkSection(tuple(rows), None, (said,), (said,), ())


def _seen(effect: Estimate, points: int) -> tuple[str, ...]:
    """Return the smallest difference that would have shown, where the sentence does not say it, and what one would matter."""
    if effect.detectable is None or effect.worth is None or effect.verdict == NO_EVIDENCE:
        return ()
    least, worth = (as_percent(points * v) for v in (effect.detectable, effect.worth))
    of = f" for {points} points of readiness" if points > 1 else ""
    return (
        f"With so many reps and weeks, a true difference of {least}{of} would show four times in five. What matters is taken to"
        f" be {worth} or more: a fifth of a standard deviation between reps.",
    )


def _few(slope: Estimate) -> tuple[str, ...]:
    """Return how many reps are missing before anything is said."""
    if slope.estimate is not None or slope.n >= FEWEST_REPS:
        return ()
    more = FEWEST_REPS - slope.n
    return (
        f"At least {more} more rep{'s are' if more > 1 else ' is'} needed before a figure is given, each with a readiness, judged"
        " sales and somebody in the same territory to compare with.",
    )


def _design(design: Design, trained: Estimate) -> tuple[str, ...]:
    """Return how reps were chosen, what was seen before training, and how it could be found out."""
    said = [ASSIGNED[design.assigned]] if trained.estimate is not None or design.assigned else []
    if design.before_p is not None and design.before_p >= 0.05:  # below it is among the design's problems
        share = percent(design.before_p)
        said.append(
            "Before training, trained reps did not differ from the others by more than chance (chance alone gives such"
            f" differences in {share} of cases)."
        )
    if design.before_p is None and trained.estimate is not None and design.assigned == "random":
        said.append("Sales before training are not known, so the early are held against the late: lots alone make the two alike.")
    if design.lottery_p is not None:
        said.append(f"Drawing the lots anew gives a difference as large in {percent(design.lottery_p)} of draws.")
    return (*said, *(() if design.carries_cause else (HOW_TO_KNOW,)))
