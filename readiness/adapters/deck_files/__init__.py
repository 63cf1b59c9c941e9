"""Deck files: blueprints in, PowerPoint decks out.

In: the bytes of a blueprint; a Deck and the bytes of its template.
Out: Blueprint; the bytes of a .pptx.
"""

from readiness.adapters.deck_files.blueprint_reading import read_blueprint
from readiness.adapters.deck_files.press import press

__all__ = ["press", "read_blueprint"]
