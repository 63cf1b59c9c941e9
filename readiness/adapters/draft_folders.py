"""Draft folders: launch folders that are being put together, on disk under the workspace, never half written.

In: the workspace, a draft's id, files as path -> bytes.
Out: the folder as it was meant, or as it was before.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from readiness.adapters.folder_files import list_folder, read_folder
from readiness.errors import ConflictError, NotFoundError

FOLDER = "drafts"
_HEX = frozenset("0123456789abcdef")


def draft_folder(home: Path, draft_id: str) -> Path:
    """Return where a draft's files are.

    Raises:
        NotFoundError: it is no draft's id.
    """
    if len(draft_id) != 32 or not set(draft_id) <= _HEX:
        raise NotFoundError("there is no such draft")
    return home.resolve() / FOLDER / draft_id


def is_draft_folder(home: Path, folder: Path) -> bool:
    """Say whether a folder is one of ours."""
    return folder.parent == home.resolve() / FOLDER and len(folder.name) == 32


def make(home: Path, draft_id: str, files: Mapping[str, bytes]) -> None:
    """Write a new draft: it is there with all its files, or not at all."""
    target = draft_folder(home, draft_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    try:
        for path, data in files.items():
            _written(aside / path, data)
        aside.rename(target)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def put(home: Path, draft_id: str, path: str, data: bytes, seen: str | None = None) -> None:
    """Write one file of a draft in place of the last; with `seen`, only where that still has this hash.

    Raises:
        ConflictError: somebody changed it meanwhile.
    """
    target = draft_folder(home, draft_id) / path
    now = hashlib.sha256(target.read_bytes()).hexdigest() if target.is_file() else ""
    if seen is not None and seen != now:
        raise ConflictError(f"{path} was changed meanwhile: look at it as it is now, and repeat what you meant")
    _written(target, data)


def remove(home: Path, draft_id: str, path: str) -> None:
    """Take one file out of a draft, and the folders that are empty then."""
    folder = draft_folder(home, draft_id)
    target = folder / path
    target.unlink(missing_ok=True)
    for parent in target.parents:
        if parent == folder or any(parent.iterdir()):
            break
        parent.rmdir()


def files_in(home: Path, draft_id: str) -> dict[str, bytes]:
    """Return a draft's files.

    Raises:
        NotFoundError: it is gone.
    """
    return read_folder(draft_folder(home, draft_id))


def stamp_of(home: Path, draft_id: str) -> str:
    """Return what is another as soon as a file of the draft is."""
    folder = draft_folder(home, draft_id)
    found = hashlib.sha256()
    for path in list_folder(folder):
        status = (folder / path).stat()
        found.update(f"{path}|{status.st_size}|{status.st_mtime_ns}|{status.st_ino}\n".encode())
    return found.hexdigest()


def throw_away(home: Path, draft_id: str) -> None:
    """Remove a draft's folder; one that is gone already is no fault."""
    shutil.rmtree(draft_folder(home, draft_id), ignore_errors=True)


def hand_over_inbox(before: Path, after: Path) -> None:
    """Move what the inbox of a folder holds and that of the next one lacks; what was collected already counts once."""
    if not (before / "inbox").is_dir():
        return
    for path in list_folder(before / "inbox"):
        target = after / "inbox" / path
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            (before / "inbox" / path).rename(target)


def _written(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".new-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
