"""Deck files: PowerPoint decks.

In: a Deck and the bytes of its template.
Out: the bytes of a .pptx.
"""

from readiness.adapters.deck_files.press import press

__all__ = ["press"]
