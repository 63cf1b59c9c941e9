"""Texts of positioning: evidence, house, messages, gaps, approval, a new revision.

In: nothing.
Out: key -> (English, German).
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {}
