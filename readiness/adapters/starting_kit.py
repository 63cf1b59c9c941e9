"""Starting kit: a launch folder with every file, its header and one example row each, to begin with.

In: the templates folder.
Out: its files; what of it is still left in somebody's files, as Problems.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from readiness.adapters.canonical_zip import zip_of
from readiness.adapters.file_rows import all_rows
from readiness.adapters.folder_files import read_folder
from readiness.errors import Problem

FOLDER = "launch_kit"
MARK = "EXAMPLE"
TEXTS = (".yaml", ".json")


@lru_cache(maxsize=4)
def kit_files(templates: Path) -> Mapping[str, bytes]:
    """Return the kit's files by path."""
    return read_folder(templates / FOLDER)


def kit_zip(templates: Path) -> bytes:
    """Return the kit as a ZIP with one folder in it."""
    return zip_of({f"launch/{path}": data for path, data in sorted(kit_files(templates).items())})


def blank_table(templates: Path, path: str) -> bytes:
    """Return a table of the kit without its example: the header alone."""
    header = next(row for row in all_rows(kit_files(templates)[path]) if not row.cells[0].startswith("#"))
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(header.cells)
    return out.getvalue().encode()


def examples_left(files: Mapping[str, bytes], templates: Path) -> list[Problem]:
    """Return a problem for each row or line of the kit's examples that is still there."""
    kit = kit_files(templates)
    found: list[Problem] = []
    for path, data in sorted(files.items()):
        if path.endswith(".csv") and not path.startswith("inbox/"):
            found += _rows_left(path, data, kit.get(path, b""))
        elif path.endswith(TEXTS) and "/" not in path and MARK.encode() in data:
            lines = data.decode("utf-8", "replace").splitlines()
            found += [_left(path, n, "") for n, line in enumerate(lines, start=1) if MARK in line]
    return found


def _rows_left(path: str, data: bytes, kit: bytes) -> list[Problem]:
    examples = {row.cells for row in all_rows(kit)[1:] if not row.cells[0].startswith("#")} if kit else set()
    if not examples and MARK.encode() not in data:
        return []
    found: list[Problem] = []
    header: tuple[str, ...] = ()
    for row in all_rows(data):
        if row.cells[0].lstrip().startswith("#"):
            continue
        if not header:
            header = row.cells
        elif row.cells in examples or any(MARK in cell for cell in row.cells):
            at = next((i for i, cell in enumerate(row.cells) if MARK in cell), 0)
            found.append(_left(path, row.row, header[at] if at < len(header) else ""))
    return found


def _left(path: str, row: int, column: str) -> Problem:
    return Problem(path, row, column, "an example of the starting kit", "your own in its place, or nothing")
