"""Output files: published whole or not at all, never twice, never over somebody's edit.

In: paths and bytes of what a stage made.
Out: files under a launch's output folder, each written aside and renamed; a record of every version we wrote.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from readiness.adapters.db import outputs
from readiness.adapters.db.store import transaction
from readiness.errors import ConflictError

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did."""

    files: tuple[str, ...]
    """Every file that was made, changed or not."""
    written: tuple[str, ...]
    """New or changed files."""
    removed: tuple[str, ...]
    set_aside: tuple[str, ...]
    """Files that somebody had edited: kept under these names, ours beside them."""

    @property
    def n_files(self) -> int:
        """Return how many files were made."""
        return len(self.files)

    def __add__(self, other: Published) -> Published:
        """Return both together, each path once."""
        return Published(
            tuple(dict.fromkeys(self.files + other.files)),
            tuple(dict.fromkeys(self.written + other.written)),
            tuple(dict.fromkeys(self.removed + other.removed)),
            tuple(dict.fromkeys(self.set_aside + other.set_aside)),
        )


@dataclass(frozen=True, slots=True)
class OutFolder:
    """A launch's output folder, and the database that knows what we wrote there."""

    database: str
    launch_id: str
    path: Path

    def publish(self, stage: str, files: Mapping[str, bytes]) -> Published:
        """Write a stage's files. Every version is recorded before it is written, so a kill leaves nothing unknown."""
        shas = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
        return self._publish(stage, shas, lambda path, target: _write(target, files[path]))

    def publish_large(self, stage: str, files: Mapping[str, Path]) -> Published:
        """Put files that stand elsewhere, too large for memory and for two copies, in their place; otherwise as `publish`.

        Where both places are on one disk a source becomes the file itself: it must not be written to any more.
        """
        shas = {path: str(_sha_of(source)) for path, source in files.items()}
        return self._publish(stage, shas, lambda path, target: _place(target, files[path]))

    def _publish(self, stage: str, shas: Mapping[str, str], write: Callable[[str, Path], None]) -> Published:
        with transaction(self.database) as connection:
            known = outputs.record_versions(connection, self.launch_id, self._dir, stage, shas)
        written: list[str] = []
        aside: list[str] = []
        with _only_writer(self.path):
            for path in sorted(shas):
                target = self._target(path)
                present = _sha_of(target)
                if present == shas[path]:
                    continue
                # Nobody edits the manifest: one that is not ours was written by an installation that stood elsewhere.
                if present is not None and present not in known.get(path, ()) and path != MANIFEST:
                    aside.append(_set_aside(target, present))
                write(path, target)
                written.append(path)
        return Published(tuple(sorted(shas)), tuple(written), (), tuple(aside))

    def retire(self, stage: str, keep: Collection[str]) -> Published:
        """Remove the files a stage wrote once and no longer makes; an edited one stays."""
        with transaction(self.database) as connection:
            rows = outputs.versions_of_stage(connection, self.launch_id, self._dir, stage)
        gone = sorted({path for path, _ in rows} - set(keep))
        removed = []
        for path in gone:
            target = self._target(path)
            if _sha_of(target) in {sha for p, sha in rows if p == path}:
                target.unlink()
                removed.append(path)
        with transaction(self.database) as connection:
            outputs.forget(connection, self.launch_id, self._dir, stage, gone)
        return Published((), (), tuple(removed), ())

    def files_of(self, stage: str) -> set[str]:
        """Return the files of a stage that belong to the output now."""
        with transaction(self.database) as connection:
            return {path for path, _, by in outputs.current_files(connection, self.launch_id, self._dir) if by == stage}

    def publish_all(self, stage: str, files: Mapping[str, bytes]) -> Published:
        """Write all of a stage's files, and remove those it wrote once and no longer makes."""
        return self.publish(stage, files) + self.retire(stage, files)

    def publish_manifest(self, content: Mapping[str, object]) -> Published:
        """Write manifest.json: what is given, and every current file with its sha256 and stage."""
        with transaction(self.database) as connection:
            current = outputs.current_files(connection, self.launch_id, self._dir)
        files = [{"path": path, "sha256": sha, "stage": stage} for path, sha, stage in current if path != MANIFEST]
        whole = {**content, "files": files}
        return self.publish("manifest", {MANIFEST: (json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode()})

    @property
    def _dir(self) -> str:
        return str(self.path.resolve())

    def _target(self, path: str) -> Path:
        target = (self.path / path).resolve()
        if not target.is_relative_to(self.path.resolve()):
            raise ConflictError(f"{path!r} would be written outside {self.path}")
        return target


def _sha_of(target: Path) -> str | None:
    if not target.is_file():
        return None
    with target.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _set_aside(target: Path, sha256: str) -> str:
    """Copy an edited file beside itself; the copy is whole before the original is replaced."""
    kept = target.with_name(f"{target.stem}.edited-{sha256[:8]}{target.suffix}")
    _copy(kept, target)
    return kept.name


def write_plain(target: Path, data: bytes) -> None:
    """Write one file aside and rename it, with no record kept: for results a user asked for in a place of their own."""
    _write(target, data)


def _write(target: Path, data: bytes) -> None:
    with _aside(target) as file:
        file.write(data)


def _copy(target: Path, source: Path) -> None:
    with source.open("rb") as data, _aside(target) as file:
        shutil.copyfileobj(data, file, 1 << 20)


def _place(target: Path, source: Path) -> None:
    """Give a file a second name, flushed first; a copy where the disk is another or has no second names."""
    partial = _partial_of(target)
    partial.unlink(missing_ok=True)  # what a killed run left
    try:
        os.link(source, partial)
    except OSError:
        _copy(target, source)
        return
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    partial.replace(target)


def _partial_of(target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(f".{target.name}.partial")


@contextmanager
def _aside(target: Path) -> Iterator[BinaryIO]:
    """Give a file to write that takes its name when it is whole and flushed."""
    partial = _partial_of(target)
    with partial.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """Give an empty folder to one process at a time, and empty it again; what a killed one left goes first."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _empty(folder)
        yield folder
    finally:
        _empty(folder)
        os.close(handle)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink(missing_ok=True)


@contextmanager
def _only_writer(folder: Path) -> Iterator[None]:
    """Let one process write into a folder at a time; the system frees the lock of a killed one, whose half files go."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for stale in folder.rglob(".*.partial"):
            stale.unlink(missing_ok=True)
        yield
    finally:
        os.close(handle)
