"""Stray files: what a launch folder holds under a name that nobody reads, where it was surely meant to be read.

In: the folder's files as path -> bytes.
Out: Problems; a file that is like none of ours is left in peace.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping

from readiness.adapters.input_tables import Problems

ALIKE = 0.85
"""From here a file's name is taken for a misspelt one of ours (difflib's ratio)."""
OTHER_FORMATS = (".csv", ".xlsx", ".xls", ".yaml", ".yml", ".txt", ".tsv", ".json", ".ods", ".numbers")
INBOX = "inbox/quizzes/, inbox/attendance/, inbox/pitches/ or inbox/sales_out/<partner_id>/"


def stray_files(files: Mapping[str, bytes], ours: Collection[str], problems: Problems) -> None:
    """Record each file that was surely meant to be read and is not."""
    absent = [path for path in sorted(ours) if path not in files]
    for path in sorted(files):
        if path in ours or (path.startswith("spec.") and "/" not in path):
            continue
        if path.startswith("inbox/"):
            if not _is_in_place(path) and path.lower().endswith(OTHER_FORMATS):
                problems.add(path, 0, "", "the file is where nobody reads it", f"a file in {INBOX}")
            continue
        if path.startswith("translations/"):
            problems.add(path, 0, "", "the file is not read", "translations/<language>.csv, such as translations/de.csv")
            continue
        meant = next((p for p in absent if _is_like(path, p)), "")
        if meant:
            problems.add(meant, 0, "", f"the file is missing, but there is {path}", f"a file named {meant}")
            absent.remove(meant)


def _is_in_place(path: str) -> bool:
    parts = path.split("/")
    depth = {"quizzes": 3, "attendance": 3, "pitches": 3, "sales_out": 4}.get(parts[1])
    return len(parts) == depth


def _is_like(path: str, ours: str) -> bool:
    """Say whether a name is ours but for a slip, its letters' case, its format or its folder."""
    stem, dot, suffix = path.lower().rpartition(".")
    wanted = ours.rpartition(".")[0]
    if f"{dot}{suffix}" not in OTHER_FORMATS:
        return False
    alike = difflib.SequenceMatcher(None, stem, wanted).ratio() >= ALIKE
    return alike or stem.rpartition("/")[2] == wanted.rpartition("/")[2]
