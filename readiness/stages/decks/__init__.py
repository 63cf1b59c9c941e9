"""Decks: messages x audience -> Recipe; no file is written.

In: approved messages, spec, requirements, buyer map, comparison, layers, the storyline of a channel's motion.
Out: Recipe per channel, account or person, ready for the press; one-pagers, battlecards; what two decks say differently.
"""

from readiness.stages.decks.assembly import recipe_for, recipes_for
from readiness.stages.decks.audience import Audience, audiences_of
from readiness.stages.decks.differences import Difference, differences
from readiness.stages.decks.facts import DeckSources
from readiness.stages.decks.layers import Layer, layer_faults
from readiness.stages.decks.one_page import battlecard_for, one_pager_for
from readiness.stages.decks.recipe import ChartFill, Recipe, SlideFill, TableFill
from readiness.stages.decks.storyline import Storyline, StorySlide

__all__ = [
    "Audience",
    "ChartFill",
    "DeckSources",
    "Difference",
    "Layer",
    "Recipe",
    "SlideFill",
    "StorySlide",
    "Storyline",
    "TableFill",
    "audiences_of",
    "battlecard_for",
    "differences",
    "layer_faults",
    "one_pager_for",
    "recipe_for",
    "recipes_for",
]
