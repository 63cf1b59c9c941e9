"""Sentences: the result of the link in words that claim no more than its design carries.

In: Estimate, Design.
Out: sentences.
"""

from __future__ import annotations

from readiness.stages.link.outcome import ASSOCIATION_ONLY, NO_EVIDENCE, SUPPORTS, Design, Estimate


def sentences(slope: Estimate, training: Estimate, design: Design) -> tuple[str, ...]:
    """Return the result in words: readiness and contribution first, then training."""
    return (_slope(slope), *_training(training, design))


def _slope(effect: Estimate) -> str:
    """Return what is said of readiness and contribution: in every case that they go together, or that it is not shown."""
    if effect.estimate is None:
        return f"Readiness and contribution: {effect.verdict}."
    figures = f"one point more readiness goes with {_range(effect)} more contribution ({effect.n} reps, 90% interval)"
    if effect.verdict == SUPPORTS:
        return f"Readier reps contribute more: {figures}. Whoever is good at one may be good at both."
    if effect.high is not None and effect.high < 0.0:
        return f"Readier reps contribute less: {figures}."
    return f"It is not shown that readier reps contribute more: {figures}. {_missing(effect)}"


def _training(effect: Estimate, design: Design) -> tuple[str, ...]:
    """Return what is said of training."""
    if effect.estimate is None:
        return (f"Training and contribution: {effect.verdict}.",)
    figures = f"{_range(effect)} on average ({effect.n} trained reps, 90% interval)"
    compared = "after training, against reps not trained by then, contribution differed by"
    if effect.verdict == ASSOCIATION_ONLY:
        return (f"An association only: {compared} {figures}.", *design.problems)
    if effect.verdict == SUPPORTS and design.carries_cause:
        return (f"Training raised contribution: by {figures}. Lots were drawn for who was trained when.",)
    if effect.verdict == SUPPORTS:
        asked = (
            "How reps were chosen for training is not stated; before it they did not differ from the others by more than chance."
        )
        return (f"Contribution rose with training: {compared} {figures}.", asked)
    return (f"It is not shown that contribution rose with training: {compared} {figures}. {_missing(effect)}",)


def _missing(effect: Estimate) -> str:
    """Return what the doubt leaves open."""
    if effect.verdict == NO_EVIDENCE:
        return f"A difference of {_figure(effect.detectable or 0.0)} or more would most likely have shown."
    return f"{effect.verdict[:1].upper()}{effect.verdict[1:]}."


def _range(effect: Estimate) -> str:
    """Return an estimate with its interval."""
    return " to ".join(_figure(v) for v in (effect.low, effect.high) if v is not None)


def _figure(value: float) -> str:
    """Return a figure with three digits that count."""
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
