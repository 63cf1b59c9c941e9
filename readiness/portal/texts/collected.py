"""Texts of what was collected: quarantine, matches, partners, go or no-go, the week.

In: nothing.
Out: key -> (English, German).
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {}
