"""Home files: what a workspace holds beside its database, as it stood at one moment, and the putting back of it.

In: the home folder; output folders that stand elsewhere.
Out: name -> file of a copy that nothing changes any more; a home with other contents, the earlier ones set aside.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath

from readiness.errors import ConflictError

MADE_AGAIN = ("prefect", "thumbnails", "shards", "runs", "services")
"""Folders of the home that are no part of what must not be lost."""
HOME, ELSEWHERE = "home", "elsewhere"
SET_ASIDE, ARRIVING = "before-restore", ".restoring"


def place_of(home: Path, folder: str) -> str:
    """Return where the files of a folder are in a backup; both by their full paths."""
    path = Path(folder)
    if path.is_relative_to(home):
        return f"{HOME}/{path.relative_to(home).as_posix()}"
    return f"{ELSEWHERE}/{path.name}-{hashlib.sha256(folder.encode()).hexdigest()[:8]}"


def folder_of(home: Path, place: str) -> str:
    """Return the full path at which a folder of a backup is put back: where it was in the home, or in a place of its own."""
    kind, _, rest = place.partition("/")
    return str(home / rest if kind == HOME else home / "out" / ELSEWHERE / rest)


@contextmanager
def locked(folders: Collection[str]) -> Iterator[None]:
    """Keep whoever publishes out of output folders."""
    with ExitStack() as stack:
        for folder in sorted(folders):
            if Path(folder).is_dir():
                handle = os.open(folder, os.O_RDONLY)
                stack.callback(os.close, handle)
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def aside_in(home: Path) -> Iterator[Path]:
    """Give an empty folder on the home's disk for second names of files."""
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=home) as aside:
        yield Path(aside)


def note(home: Path, folders: Collection[str], database: Collection[Path], aside: Path) -> dict[str, Path]:
    """Return name in a backup -> a second name of each file, which stays as it is when the file is replaced.

    Files of folders on another disk are copied. To be called while the folders are locked.
    """
    roots = {HOME: home} | {place_of(home, f): Path(f) for f in folders if place_of(home, f).startswith(ELSEWHERE)}
    found: dict[str, Path] = {}
    for place, root in roots.items():
        for path in _files(root, is_home=place == HOME):
            if path.resolve() in database:
                continue
            kept = aside / str(len(found))
            try:
                os.link(path, kept)
            except FileNotFoundError:
                continue  # gone since it was listed
            except OSError:
                shutil.copyfile(path, kept)
            found[f"{place}/{path.relative_to(root).as_posix()}"] = kept
    return found


def _files(root: Path, *, is_home: bool) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        if is_home and Path(folder) == root:
            folders[:] = [f for f in folders if f not in MADE_AGAIN and f != SET_ASIDE and not f.startswith(".")]
        folders.sort()
        for name in sorted(names):
            path = Path(folder) / name
            if not name.endswith(".partial") and path.is_file() and not path.is_symlink():
                yield path


def holdings(home: Path, database: Collection[Path]) -> list[Path]:
    """Return the entries of a home that a restore would replace."""
    left = (*MADE_AGAIN, SET_ASIDE)
    found = [p for p in home.iterdir() if not p.name.startswith(".") and p.name not in left] if home.is_dir() else []
    return sorted(p for p in found if p.resolve() not in database and (p.is_file() or any(p.iterdir())))


@contextmanager
def arriving(home: Path) -> Iterator[Path]:
    """Give an empty folder in the home, for files on their way into it."""
    aside = home / ARRIVING
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def target_of(home: Path, aside: Path, name: str) -> Path:
    """Return where a file of a backup goes while it arrives; its folder is made.

    Raises:
        ConflictError: it would be written outside.
    """
    path = PurePosixPath(name)
    kind, *rest = path.parts
    inside = Path(*rest) if kind == HOME else Path("out", ELSEWHERE, *rest)
    target = (aside / inside).resolve()
    if not target.is_relative_to(aside.resolve()) or kind not in (HOME, ELSEWHERE):
        raise ConflictError(f"{name!r} would be written outside {home}")
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def moved_in(home: Path, aside: Path, replaced: Collection[Path]) -> Path | None:
    """Put what arrived in place; return where what stood there before is now, None where nothing did."""
    before: Path | None = None
    if replaced:
        before = next(p for n in range(1, 10_000) if not (p := home / SET_ASIDE / str(n)).exists())
        before.mkdir(parents=True)
        for path in replaced:
            path.rename(before / path.name)
    for path in sorted(aside.iterdir()):
        path.rename(home / path.name)
    return before
