"""Motion rows: what tells the three sales motions apart, and the records of who sells how.

In: nothing.
Out: MotionChoice, MotionRow, Kit, Load; the inputs, their levels in words, the limits.

Source: Rackham & De Vincentis (1999), Rethinking the Sales Force: transactional, consultative and enterprise sales, told apart by
what the buyer values. The five inputs, their levels, weights and limits here are a judgement, not fitted to closed deals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from readiness.vocabulary import Motion

ACCOUNT, REP = "account", "rep"
KINDS = (ACCOUNT, REP)
INPUTS = ("deal_size", "complexity", "buyer_information", "customisation", "relationship")
"""All weigh the same."""
LEAST_KNOWN = 3
"""With fewer of the five inputs known, the channel's motion stands."""
CONSULTATIVE_FROM, ENTERPRISE_FROM = 1 / 3, 2 / 3
"""The score from which a sale is consultative, and enterprise: thirds of the scale."""
DEAL_SIZES = (Decimal(10_000), Decimal(100_000), Decimal(1_000_000))
"""Where a deal becomes mid-sized, large and very large, in euros, dollars and currencies near them."""
HOURS_A_YEAR: Mapping[Motion, float] = MappingProxyType(
    {Motion.TRANSACTIONAL: 0.0, Motion.CONSULTATIVE: 16.0, Motion.ENTERPRISE: 120.0}
)
"""Hours of a specialist that an account asks for in a year: none, two days, fifteen days."""
WORKING_HOURS = 1200.0
"""Hours a year a specialist has for accounts: 200 days of 8 hours, a quarter of it for travel and learning."""
ALL = "all"
"""The motion of the row of sums."""

SAID: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "deal_size": ("the order is small", "the order is mid-sized", "the deal is large", "the deal is very large"),
    "complexity": (
        "the product explains itself here", "a few things need explaining", "many parts and people have to fit together",
        "it changes how they work",
    ),
    "buyer_information": (
        "the buyer does not know yet what is needed", "the buyer knows the trouble but not the answer",
        "the buyer knows roughly what is needed", "the buyer knows exactly what is needed",
    ),
    "customisation": (
        "it is taken as it comes", "small things are made to fit", "much has to be made to fit", "it has to be built for them",
    ),
    "relationship": (
        "they want to order and no more", "they want somebody to call", "they want a seller who knows their business",
        "they want to plan together with us",
    ),
})  # fmt: skip
"""Input -> its levels in words, 0 first."""
NAMES = {name: name.replace("_", " ") for name in INPUTS}


@dataclass(frozen=True, slots=True)
class MotionChoice:
    """What a person decided instead of the computed motion."""

    kind: str
    """account or rep."""
    id: str
    motion: Motion
    by: str
    on: date
    why: str


@dataclass(frozen=True, slots=True)
class MotionRow:
    """The motion of one account or rep, and why."""

    kind: str
    id: str
    name: str
    channel: str
    motion: Motion
    """The one that counts."""
    computed: Motion
    """The one that follows from the inputs; the channel's, or the rep's own of reps.csv, where too little is known."""
    score: float | None
    """Account: 0..1, what a sale asks of the seller. Rep: 0..1, the share of his accounts' potential with this motion."""
    why: str
    chosen_by: str = ""
    chosen_on: date | None = None


@dataclass(frozen=True, slots=True)
class Kit:
    """What one motion asks for."""

    motion: Motion
    storyline: str
    """The file, in the folder of a language under storylines/, that its decks are made from."""
    quiz_shares: Mapping[str, float]
    """Level -> share of a quiz form's items, 0..1; empty where the launch has no quiz."""
    readiness_bar: float
    """0..100: the index its reps need."""
    hours_a_year: float
    """Of a specialist, an account."""


@dataclass(frozen=True, slots=True)
class Load:
    """What the accounts of one motion ask of specialists in a year."""

    motion: str
    """`all` for the sum."""
    n_accounts: int
    hours_a_year: float
    specialists: float
    """People at their working hours; not rounded."""
    why: str
