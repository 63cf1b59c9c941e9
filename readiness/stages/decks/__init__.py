"""Decks: messages x audience -> Slide; no file is written.

In: approved messages, spec, requirements, buyer map, the blueprint of a channel's motion.
Out: Deck per channel, ready for the press.
"""

from readiness.stages.decks.assembly import deck_for
from readiness.stages.decks.blueprint import FACTS, FIELDS, LABELS, SLIDE_KEYS, Blueprint, BlueprintSlide
from readiness.stages.decks.deck import Deck, Slide, SlideChart, SlideTable, SlideText

__all__ = [
    "FACTS",
    "FIELDS",
    "LABELS",
    "SLIDE_KEYS",
    "Blueprint",
    "BlueprintSlide",
    "Deck",
    "Slide",
    "SlideChart",
    "SlideTable",
    "SlideText",
    "deck_for",
]
