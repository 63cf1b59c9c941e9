"""Sentences: the result of the link in words that claim no more than its design carries.

In: Estimate, Design, Terms.
Out: sentences.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from readiness.stages.link.outcome import ASSOCIATION_ONLY, NO_EVIDENCE, SUPPORTS, Design, Estimate
from readiness.vocabulary import counted

MINUSES = "-\N{MINUS SIGN}"


def figure(value: float) -> str:
    """Return a figure with three digits that count."""
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


@dataclass(frozen=True, slots=True)
class Terms:
    """How figures are put into words: the units of readiness and contribution, and what they are called."""

    outcome: str = "contribution"
    verb: str = "contribute"
    points: float = 1.0
    """Of readiness, that a slope is told for."""
    goes_with: str = "one point more readiness goes with"
    figure: Callable[[float], str] = figure
    """A difference of contribution as text, with its sign where it is below 0."""


PLAIN = Terms()


def slope_sentence(effect: Estimate, terms: Terms = PLAIN) -> str:
    """Return what is said of readiness and contribution: in every case that they go together, or that it is not shown."""
    if effect.estimate is None:
        return _nothing(effect, f"readiness and {terms.outcome}")
    middle = terms.points * effect.estimate
    more = f"{terms.figure(middle).lstrip(MINUSES)} {'less' if middle < 0.0 else 'more'} {terms.outcome}"
    told = f"{terms.goes_with} {more} ({_interval(effect, terms, terms.points)}, {counted(effect.n, 'rep')})"
    if effect.verdict == SUPPORTS:
        return f"Readier reps {terms.verb} more: {told}. Whoever is good at one may be good at both."
    if effect.high is not None and effect.high < 0.0:
        return f"Readier reps {terms.verb} less: {told}."
    return f"It is not shown that readier reps {terms.verb} more: {told}. {_missing(effect, terms, terms.points)}"


def training_sentences(effect: Estimate, design: Design, terms: Terms = PLAIN) -> tuple[str, ...]:
    """Return what is said of training."""
    if effect.estimate is None:
        return (_nothing(effect, f"training and {terms.outcome}"),)
    told = f"{terms.figure(effect.estimate)} on average ({_interval(effect, terms)}, {counted(effect.n, 'trained rep')})"
    compared = f"after training, against reps not trained by then, {terms.outcome} differed by {told}"
    if effect.verdict == ASSOCIATION_ONLY:
        return (f"An association only: {compared}.", *design.problems)
    if effect.verdict == SUPPORTS and design.carries_cause:
        return (f"Training raised {terms.outcome}: {compared}. Lots were drawn for who was trained when.",)
    if effect.verdict == SUPPORTS:
        asked = (
            "How reps were chosen for training is not stated; before it they did not differ from the others by more than chance."
        )
        return (f"{terms.outcome.capitalize()} rose with training: {compared}.", asked)
    return (f"It is not shown that {terms.outcome} rose with training: {compared}. {_missing(effect, terms)}",)


def _nothing(effect: Estimate, what: str) -> str:
    """Return why there is no figure."""
    verdict, _, lack = effect.verdict.partition(": ")
    return f"{verdict[:1].upper()}{verdict[1:]} on {what}: {lack}."


def _interval(effect: Estimate, terms: Terms, points: float = 1.0) -> str:
    """Return the interval in words."""
    low, high = (terms.figure(points * (v or 0.0)) for v in (effect.low, effect.high))
    return f"90% interval {low} to {high}"


def _missing(effect: Estimate, terms: Terms, points: float = 1.0) -> str:
    """Return what the doubt leaves open."""
    if effect.verdict == NO_EVIDENCE:
        return f"A difference of {terms.figure(points * (effect.detectable or 0.0))} or more would most likely have shown."
    return f"{effect.verdict[:1].upper()}{effect.verdict[1:]}."
