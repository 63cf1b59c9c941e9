"""Folder files: a launch folder on disk as path -> bytes.

In: a folder.
Out: its files; the inbox apart.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from readiness.errors import NotFoundError

MAX_BYTES = 500_000_000
"""A file larger than this is not read: the message says so, instead of the machine running out of memory."""


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, by its path with forward slashes; hidden files are left out.

    Raises:
        NotFoundError: no such folder, or a file that may not be read.
    """
    return {path: read_file(folder / path) for path in list_folder(folder)}


def list_folder(folder: Path) -> list[str]:
    """Return the path of every file of a folder, with forward slashes; hidden files are left out.

    Raises:
        NotFoundError: no such folder.
    """
    if not folder.is_dir():
        raise NotFoundError(f"{folder} is not a folder; a launch is a folder with a launch.yaml in it")
    found: list[str] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(d for d in folders if not d.startswith("."))
        found += [(Path(parent) / name).relative_to(folder).as_posix() for name in sorted(names) if not name.startswith(".")]
    return found


def read_file(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        NotFoundError: it is not there, or may not be read.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise NotFoundError(f"{path} is larger than {MAX_BYTES:,} bytes; split it")
        return path.read_bytes()
    except OSError as error:
        raise NotFoundError(f"{path} cannot be read: {error.strerror}") from error


def sha256_of(path: Path) -> str:
    """Return the hash of a file's bytes.

    Raises:
        NotFoundError: it is not there, or may not be read.
    """
    return hashlib.sha256(read_file(path)).hexdigest()
