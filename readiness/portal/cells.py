"""Cells: a row of a partner's file that could not be taken, parted for a page.

In: the row as it is kept.
Out: column name -> text; the columns its reason names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping


def cells_of(raw: str) -> dict[str, str]:
    """Return a row's cells by column name; the text of one that could not be parted stands under `raw`."""
    try:
        found = json.loads(raw) if raw.startswith("{") else None
    except ValueError:
        found = None
    return {str(name): str(text) for name, text in found.items()} if isinstance(found, dict) else {"raw": raw}


def faulty(cells: Mapping[str, str], reason: str) -> list[str]:
    """Return the columns that a reason says something is wrong with; all of them where it names none."""
    parts = reason.split("; ")
    found = [name for name in cells if any(p == name or p.startswith((f"{name} ", f"{name}:")) for p in parts)]
    return found or list(cells)
