"""Prospect rows: one account and how promising it is, and everything that may be known of the buyers' other choices.

In: nothing.
Out: Prospect, Presence, ChannelReadiness, AimSources; the weights and limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from readiness.stages.account_facts import AccountFacts
from readiness.stages.buyers import Alternative
from readiness.stages.deals import Deal
from readiness.stages.honesty import LEAST_GROUP
from readiness.stages.positioning.quality_house import AlternativeVerdict
from readiness.stages.spec import ProductSpec
from readiness.vocabulary import Motion

WEIGHTS: Mapping[str, float] = MappingProxyType({"market": 0.25, "competition": 0.25, "fit": 0.35, "likeness": 0.15})
"""A judgement, not a fit to closed deals: what we answer counts for more than how large the account is."""
PARTS = tuple(WEIGHTS)
FLOOR = 0.05
"""What the smallest market and the least likeness count as in the mean: no reason never to call, as no room or no fit is."""
FLOORED = ("market", "likeness")
LEAST_READY_SHARE = 0.7
"""Share of a channel's reps that are shown to be ready from which its accounts are aimed at: that of the go decision."""
YES, NOT_READY, NO, UNKNOWN = "yes", "not_ready", "no", "unknown"
AIMS = (YES, NOT_READY, NO, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Prospect:
    """One account and how promising it is; a part is None where it is not known."""

    account_id: str
    score: float | None
    """0..100; None where no part is known."""
    market: float | None
    """0..1: its yearly potential on a log scale, between the launch's 5th and 95th percentile."""
    competition: float | None
    """0..1: share of its yearly potential that is to be won: not bought from us yet, not held by what it may do instead."""
    fit: float | None
    """0..1: share of its segment's needs that the product meets, by importance; 0 where a must falls short."""
    weakest: str
    """One of PARTS; empty where none is known."""
    why: str
    likeness: float | None = None
    """0..1: how like our best customers it is."""
    readiness_share: float | None = None
    """0..1: share of its channel's reps that are ready; None where none has been judged, or they are fewer than 5."""
    aim: str = UNKNOWN
    """yes, not_ready (its channel is not), no (score 0), unknown (its score or its channel's readiness is not known)."""
    motion: Motion | None = None
    rank: int = 0
    """From 1, over all accounts."""
    territory_rank: int = 0
    """From 1, in its territory."""


@dataclass(frozen=True, slots=True)
class Presence:
    """How present an alternative is with some buyers; of several rows that apply the most particular counts."""

    alternative: str
    """Its name in buyers.yaml."""
    segment: str
    """Blank for all."""
    account_id: str
    """Blank for all."""
    presence: float
    """0..1: how likely the buyer has it, or looks at it, when we call."""


@dataclass(frozen=True, slots=True)
class ChannelReadiness:
    """How many of the reps who serve a channel are ready."""

    channel: str
    n_reps: int
    n_judged: int
    """Those with enough data to be judged."""
    n_ready: int

    @property
    def is_told(self) -> bool:
        """Say whether anything may be said of its readiness: of fewer reps it would tell of persons."""
        return self.n_reps >= LEAST_GROUP

    @property
    def share(self) -> float | None:
        """Return the share of all its reps that are shown to be ready; None where none has been judged, or they are too few."""
        return self.n_ready / self.n_reps if self.n_judged and self.is_told else None

    def is_ready(self, least: float) -> bool | None:
        """Say whether at least that share is ready; None while those who are not judged yet could still decide it, or too few."""
        if not self.is_told or not self.n_judged:
            return None
        if self.n_ready >= least * self.n_reps:
            return True
        could_be = self.n_ready + self.n_reps - self.n_judged
        return None if could_be >= least * self.n_reps else False


@dataclass(frozen=True, slots=True)
class AimSources:
    """What is known beside accounts, needs, links and purchases; each may be empty."""

    spec: ProductSpec | None = None
    """Whose figures are compared with the figures asked for; None: links tell alone."""
    alternatives: Sequence[Alternative] = ()
    seen: Sequence[AlternativeVerdict] = ()
    """How the alternatives stand on the needs."""
    presence: Sequence[Presence] = ()
    facts: Mapping[str, AccountFacts] = field(default_factory=lambda: MappingProxyType({}))
    """By account_id."""
    deals: Sequence[Deal] = ()
    """They say who our best customers are where facts do not."""
    currency: str = ""
    """The launch's."""
    ready: Mapping[str, ChannelReadiness] = field(default_factory=lambda: MappingProxyType({}))
    """By channel."""
    least_ready_share: float = LEAST_READY_SHARE
    motions: Mapping[str, Motion] = field(default_factory=lambda: MappingProxyType({}))
    """By account_id."""
