"""Spec notes: what a launch folder's spec files hold beside what was read.

In: a launch folder.
Out: lines for a person to read; none of them is a problem.
"""

from __future__ import annotations

from pathlib import Path

from readiness.adapters.folder_files import read_file
from readiness.adapters.spec_formats import left_out


def spec_notes(folder: Path) -> list[str]:
    """Return a line for each part of a spec file that was not read, or not as it was written.

    Raises:
        NotFoundError: a file that may not be read.
    """
    files = [path for path in sorted(folder.glob("spec.*")) if path.is_file()]
    return [f"{path.name}: {line}" for path in files for line in left_out(path.name, read_file(path))]
