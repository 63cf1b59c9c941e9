"""Word changes: a text beside what it was before, word by word.

In: two texts.
Out: pieces that stayed, went or came.
"""

from __future__ import annotations

from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"


def word_changes(before: str, after: str) -> list[tuple[str, str]]:
    """Return the pieces of both texts in order, each with `same`, `gone` or `new`; those not gone make the present text."""
    old, now = before.split(), after.split()
    pieces: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, now, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append((SAME, " ".join(now[j1:j2])))
            continue
        if i2 > i1:
            pieces.append((GONE, " ".join(old[i1:i2])))
        if j2 > j1:
            pieces.append((NEW, " ".join(now[j1:j2])))
    return pieces
