"""Private files: files that only their owner may read.

In: a path, bytes.
Out: the file.
"""

from __future__ import annotations

import os
from pathlib import Path


def write_private(target: Path, data: bytes) -> None:
    """Write a file that nobody else may read, aside and renamed; its folder is made where it is missing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f"{target.name}.partial")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(target)
