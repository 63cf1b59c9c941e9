"""Storyline: which slides in which order for one sales motion, each with the facts it needs, its fallback and its words.

In: nothing.
Out: Storyline, and the names a storyline may use.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from readiness.vocabulary import BUYER_STEPS

CLOSING = "call-to-action"
"""What every deck ends in."""
SLIDE_KEYS = (
    "cover", "voices", "demand", "today", "criteria", "answers", "scorecard", "competitors", "worries", "range", "plan", "legal",
    CLOSING,
)  # fmt: skip
"""Every kind of slide there is; `stages/decks` has one builder for each."""
RUNS = ("answers", "scorecard", "competitors", "worries", "range")
"""The kinds that may become several slides."""
FACTS = (
    "requirements", "evidence", "messages", "quotes", "answers", "proofs", "worries", "today", "criteria", "variants", "steps",
    "alternatives",
)  # fmt: skip
"""What a slide's `when` may count."""
KNOWN = ("vendor", "category", "revision", "prices", "segment", "industry", "account", "rep")
"""What a slide's `require` may name."""
DENIALS = ("prices", "competitors", "personas")
"""What may be kept from a channel."""
FIELDS = (
    "product", "vendor", "category", "channel", "audience", "account", "industry", "rep", "revision", "specification", "date",
    "step", "persona", "segment", "n", "total", "top", "act", "who",
)  # fmt: skip
"""What the words of a storyline may name in braces."""
LABEL_FIELDS = (*FIELDS, "text", "source", "alternative", "worry", "trigger", "pain", "measure", "outcome")
"""What its labels may name."""
LABELS = (
    "specification", "for_whom", "you_asked", "our_answer", "proof", "worry", "reassurance", "in_spec", "said", "said_count",
    "importance", "importance_count", "model", "list_price", "every_row", "more_rows", "page", "by", "from", "act_by",
    "done_when", "next_act", "say", "ask", "do_next", "move_on_when", "be_honest", "unanswered", "behind", "heard_in", "row",
    "column", "quote", "who_with", "layer", "compared", "compared_note", "seen", "exceeds", "meets", "falls_short", "unproven",
    "unit_mismatch", "no_characteristic", "situation", "problem", "implication", "payoff", "battlecard", "battlecard_today",
    "internal", "internal_line", "claims", "win", "lose", "say_back", "say_back_to", "asks", "ask_today", "seen_of_it",
    "nothing_seen", "sources", "others_asked", *BUYER_STEPS,
)  # fmt: skip
"""The fixed words of every deck; a storyline gives each in its own language."""


@dataclass(frozen=True, slots=True)
class StorySlide:
    """One slide of a storyline, or one run of slides of the same kind."""

    key: str
    step: str
    """The buyer's step it serves: one of `vocabulary.BUYER_STEPS`."""
    title: str
    subtitle: str
    say: str = ""
    ask: str = ""
    do_next: str = ""
    when: Mapping[str, int] = field(default_factory=dict)
    """Facts required: at least so many of each."""
    require: tuple[str, ...] = ()
    """Facts required: each of them known."""
    evidence: bool = False
    """A claim that no evidence stands behind is not shown here."""
    at_most: int = 1
    """How many slides it may become."""
    fallback: str = ""
    """The key of the slide that takes its place where it cannot be made."""
    is_spare: bool = False
    """Shown only as another's fallback."""
    steps: tuple[str, ...] = ()
    """For `plan` and `call-to-action`: the buyer's steps shown, in order."""


@dataclass(frozen=True, slots=True)
class Storyline:
    """The slides of one motion's deck, in order, with the fixed words of its language."""

    motion: str
    language: str
    """The language tag of its words, such as `de-DE`: dates, figures and the reading voice of the deck follow it."""
    slides: tuple[StorySlide, ...]
    labels: Mapping[str, str]
    """Words for every one of `LABELS`."""
    max_slides: int = 40
    deny: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """One of `DENIALS` -> the channels and motions it is kept from."""

    def denied(self, channel: str, motion: str, own: Collection[str] = ()) -> frozenset[str]:
        """Return what is kept from a channel: by this storyline, or by the channel's own row."""
        return frozenset(own) | {name for name, whom in self.deny.items() if channel in whom or motion in whom}
