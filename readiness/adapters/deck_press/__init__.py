"""Deck press: a brand's library of sample slides, compiled; recipes in, PowerPoint decks out.

In: the bytes of a library; Recipe.
Out: the bytes of a .pptx, one or many.
"""

from readiness.adapters.deck_press.box_reading import boxes_of
from readiness.adapters.deck_press.deflating import Deflate
from readiness.adapters.deck_press.opening import Template, open_template
from readiness.adapters.deck_press.press import Press, compile_press
from readiness.adapters.deck_press.shards import ShardRow, read_deck, read_index, write_shard

__all__ = [
    "Deflate",
    "Press",
    "ShardRow",
    "Template",
    "boxes_of",
    "compile_press",
    "open_template",
    "read_deck",
    "read_index",
    "write_shard",
]
