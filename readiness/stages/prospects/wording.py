"""Prospect wording: why an account stands where it does, in sentences a seller understands.

In: the parts of one account and what is behind them.
Out: text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.stages.prospects.needs_met import Fit
from readiness.stages.prospects.rows import NOT_READY, PARTS, UNKNOWN, ChannelReadiness

NAMES = {"market": "size", "competition": "competition", "fit": "fit", "likeness": "likeness to our best customers"}
MARKET = {
    "none": "Size: among this launch's smallest accounts.",
    "some": "Size: {share} of the way from this launch's smallest accounts to its largest.",
    "all": "Size: among this launch's largest accounts.",
}
OPEN = {
    "none": "it already buys all of its yearly potential from us",
    "some": "{share} of its yearly potential is not bought from us yet",
    "all": "it buys nothing from us yet",
}
FIT = {
    "none": "Fit: the product meets nothing that its segment asks for.",
    "some": "Fit: the product meets {share} of what its segment asks for, by importance.",
    "all": "Fit: the product meets all that its segment asks for.",
}
LIKENESS = {
    "none": "Likeness: it has nothing in common with our best customers.",
    "some": "Likeness: it is {share} like our best customers.",
    "all": "Likeness: it is just like our best customers.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What is behind the parts of one account."""

    parts: Mapping[str, float | None]
    weakest: str
    open_share: float | None
    held_share: float | None
    strongest: str
    """The alternative that holds most; "" where none is known."""
    fit: Fit
    aim: str
    ready: ChannelReadiness | None
    least_ready_share: float


def why_of(told: Told) -> str:
    """Return the known parts in words, the weakest first, what is not known and so left out, and what keeps us from aiming."""
    known = [name for name in PARTS if told.parts[name] is not None]
    said = [_phrase(name, told) for name in sorted(known, key=lambda name: name != told.weakest)]
    missing = [NAMES[name] for name in PARTS if told.parts[name] is None]
    if missing:
        said.append(f"Not known, so left out: {', '.join([*missing[:-2], ' and '.join(missing[-2:])])}.")
    if told.aim in (NOT_READY, UNKNOWN) and known:
        said.append(_unready(told))
    return " ".join(said)


def _phrase(name: str, told: Told) -> str:
    value = told.parts[name] or 0.0
    if name == "market":
        return _of(MARKET, value)
    if name == "competition":
        return _competition(told)
    if name == "fit" and told.fit.failed:
        one = len(told.fit.failed) == 1
        return f"Fit: stop, the product falls short of {'a must' if one else 'musts'}: {', '.join(told.fit.failed)}."
    if name == "fit":
        return _of(FIT, value) + _unanswered(told.fit)
    return _of(LIKENESS, value)


def _unanswered(fit: Fit) -> str:
    if not fit.unanswered:
        return ""
    return f" Nothing answers {'a must' if len(fit.unanswered) == 1 else 'musts'}: {', '.join(fit.unanswered)}; find out first."


def _competition(told: Told) -> str:
    ours = None if told.open_share is None else _of(OPEN, told.open_share)
    if told.held_share is None:
        return f"Competition: {ours}; what it may do instead is not known."
    theirs = f"{told.strongest} holds {percent(told.held_share)} of what it asks for"
    if ours is None:
        return f"Competition: {theirs}; what it buys from us is not known."
    return f"Competition: {ours}; {theirs}."


def _unready(told: Told) -> str:
    if told.ready is not None and told.ready.n_reps and not told.ready.is_told:
        return "The channel has too few reps to say here whether they are ready."
    if told.ready is None or told.ready.share is None:
        return "Whether the channel's people are ready is not known: nobody was judged yet."
    r = told.ready
    asked = f"{percent(told.least_ready_share)} are asked for"
    waiting = f", {r.n_reps - r.n_judged} not judged yet" if r.n_judged < r.n_reps else ""
    return f"Of the channel's {r.n_reps} reps {r.n_ready} are ready{waiting}; {asked}."


def _of(words: Mapping[str, str], value: float) -> str:
    return words["none" if value == 0.0 else "all" if value == 1.0 else "some"].format(share=percent(value))


def percent(value: float) -> str:
    """Return a share in percent; nearly none is not said as none, nor nearly all as all."""
    said = f"{value:.0%}"
    if said in ("0%", "100%") and value not in (0.0, 1.0):
        return "less than 1%" if value < 0.5 else "more than 99%"
    return said
