"""Texts of launches: the list, a new one, what is wrong with its files.

In: nothing.
Out: key -> (English, German).
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {}
