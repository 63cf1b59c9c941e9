"""File changes: what one set of files says otherwise than another.

In: files as path -> bytes, before and after.
Out: FileChange for each that differs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST_LINES = 12
LONGEST_LINE = 400


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file that is new, gone or changed."""

    path: str
    kind: str
    """new, gone or changed."""
    n_added: int
    n_removed: int
    """Lines; 0 and 0 for what is no text."""
    added: tuple[str, ...]
    removed: tuple[str, ...]
    """The first of them."""


def changed_files(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[FileChange]:
    """Return every file that differs, by path."""
    return [_change(p, before.get(p), after.get(p)) for p in sorted({*before, *after}) if before.get(p) != after.get(p)]


def _change(path: str, before: bytes | None, after: bytes | None) -> FileChange:
    kind = "new" if before is None else "gone" if after is None else "changed"
    old, new = _lines(before), _lines(after)
    removed, added = _without(old, new), _without(new, old)
    return FileChange(path, kind, len(added), len(removed), _first(added), _first(removed))


def _lines(data: bytes | None) -> list[str]:
    try:
        return (data or b"").decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return []


def _without(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the lines that the others do not have, each as often as it is more."""
    left = Counter(others)
    found = []
    for line in lines:
        if left[line] > 0:
            left[line] -= 1
        elif line.strip():
            found.append(line)
    return found


def _first(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + " …" for line in lines[:MOST_LINES])
