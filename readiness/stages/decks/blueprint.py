"""Blueprint: which slides in which order for one sales motion, each with the facts it needs and its words.

In: nothing.
Out: Blueprint, and the names a blueprint may use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.vocabulary import BUYER_STEPS

SLIDE_KEYS = (
    "cover", "voices", "demand", "today", "criteria", "answers", "scorecard", "worries", "range", "plan", "call-to-action",
)  # fmt: skip
"""Every kind of slide there is; `stages/decks` has one builder for each."""
FACTS = (
    "requirements",
    "evidence",
    "messages",
    "quotes",
    "answers",
    "proofs",
    "worries",
    "today",
    "criteria",
    "variants",
    "steps",
)
"""What a slide's `when` may count."""
FIELDS = (
    "product",
    "vendor",
    "category",
    "channel",
    "revision",
    "specification",
    "date",
    "step",
    "persona",
    "segment",
    "n",
    "total",
    "top",
    "act",
    "who",
)
"""What the words of a blueprint may name in braces."""
LABELS = (
    "specification", "for_whom", "you_asked", "our_answer", "proof", "worry", "reassurance", "in_spec", "said", "said_count",
    "importance", "importance_count", "model", "list_price", "every_row", "more_rows", "page", "by", "from", "act_by",
    "done_when", "next_act", "say", "ask", "do_next", "move_on_when", "be_honest", "unanswered", "behind", "heard_in", "row",
    "column", "quote", *BUYER_STEPS,
)  # fmt: skip
"""The fixed words of every deck; a blueprint gives each in its own language."""


@dataclass(frozen=True, slots=True)
class BlueprintSlide:
    """One slide of a blueprint, or one run of slides of the same kind."""

    key: str
    step: str
    """The buyer's step it serves: one of `vocabulary.BUYER_STEPS`."""
    when: Mapping[str, int]
    """Facts required: at least so many of each."""
    at_most: int
    """How many slides it may become."""
    title: str
    subtitle: str
    say: str
    ask: str
    do_next: str
    steps: tuple[str, ...]
    """For `plan` and `call-to-action`: the buyer's steps shown, in order."""


@dataclass(frozen=True, slots=True)
class Blueprint:
    """The slides of one motion's deck, in order, with the fixed words of its language."""

    motion: str
    language: str
    """The language tag of its words, such as `de-DE`: dates, figures and the reading voice of the deck follow it."""
    slides: tuple[BlueprintSlide, ...]
    labels: Mapping[str, str]
    """Words for every one of `LABELS`."""

    @property
    def max_slides(self) -> int:
        """Return how many slides a deck with every fact has."""
        return sum(slide.at_most for slide in self.slides)
