"""Backup files: an installation in one zip, whole or not at all; every part with its hash, all of them in a manifest.

In: parts as streams of bytes; a backup.
Out: the file, readable by its owner alone; its parts, checked as they are read.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, cast

from readiness.errors import InputError, Problem

FORMAT = 1
ROWS, FILES = "database/", "files/"
MANIFEST, MARK = "manifest.json", b"readiness backup, manifest sha256 "
EPOCH = (1980, 1, 1, 0, 0, 0)
PACKED = (".zip", ".pptx", ".xlsx", ".png", ".pdf", ".docx", ".jpg")
"""Files that do not get smaller."""
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class PartCopy:
    """A part as it is in a backup."""

    name: str
    size: int
    sha256: str
    n_lines: int = 0
    columns: tuple[tuple[str, str], ...] = ()
    """Of a table."""

    @property
    def title(self) -> str:
        """Return its name among its kind."""
        return self.name.partition("/")[2]


class BackupWriter:
    """A backup that is being written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive, self.parts = archive, list[PartCopy]()

    def table(self, name: str, columns: tuple[tuple[str, str], ...], lines: Iterable[bytes]) -> None:
        """Add a table."""
        self._add(f"{ROWS}{name}.jsonl", lines, columns)

    def file(self, name: str, path: Path) -> None:
        """Add a file."""
        with path.open("rb") as file:
            self._add(f"{FILES}{name}", iter(lambda: file.read(CHUNK), b""))

    def _add(self, name: str, chunks: Iterable[bytes], columns: tuple[tuple[str, str], ...] = ()) -> None:
        size = n = 0
        sha = hashlib.sha256()
        entry = zipfile.ZipInfo(name, EPOCH)
        entry.compress_type = zipfile.ZIP_STORED if name.endswith(PACKED) else zipfile.ZIP_DEFLATED
        entry._compresslevel = 1  # type: ignore[attr-defined]  # the one way to set it for one entry
        with self._archive.open(entry, "w", force_zip64=True) as target:
            for chunk in chunks:
                target.write(chunk)
                sha.update(chunk)
                size += len(chunk)
                n += 1
        self.parts.append(PartCopy(name, size, sha.hexdigest(), n if columns else 0, columns))


@contextmanager
def writing(target: Path, about: Mapping[str, Any]) -> Iterator[BackupWriter]:
    """Give a backup to add parts to; it takes its name when it is whole and flushed, and replaces one that is there.

    Args:
        target: the file.
        about: what the manifest says besides the parts.

    Raises:
        InputError: it cannot be written there.
    """
    partial = target.with_name(f".{target.name}.partial")
    try:
        handle = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        what = f"cannot be written ({error.strerror})"
        raise InputError(Problem(str(target), 0, "", what, "a file in a folder that is there")) from error
    try:
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w") as archive:
                writer = BackupWriter(archive)
                yield writer
                manifest = {"format": FORMAT, **about, "parts": [asdict(part) for part in writer.parts]}
                data = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
                archive.writestr(zipfile.ZipInfo(MANIFEST, EPOCH), data)
                archive.comment = MARK + hashlib.sha256(data).hexdigest().encode()
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


class Backup:
    """A backup that is read."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path, self._archive = path, archive
        data = archive.read(MANIFEST)
        if archive.comment != MARK + hashlib.sha256(data).hexdigest().encode():
            raise damaged(path, "its list of contents is not the one it was written with")
        self.about: dict[str, Any] = json.loads(data)
        if self.about["format"] != FORMAT:
            what = f"a backup of format {self.about['format']}"
            raise InputError(Problem(str(path), 0, "", what, f"format {FORMAT}: use the program that wrote it"))
        self.parts = [PartCopy(**{**part, "columns": tuple((n, k) for n, k in part["columns"])}) for part in self.about["parts"]]

    def tables(self) -> list[PartCopy]:
        """Return the tables."""
        return [part for part in self.parts if part.name.startswith(ROWS)]

    def files(self) -> list[PartCopy]:
        """Return the files."""
        return [part for part in self.parts if part.name.startswith(FILES)]

    def chunks(self, part: PartCopy) -> Iterator[bytes]:
        """Yield a part's bytes, a table's a line at a time; what was read is checked at its end.

        Raises:
            InputError: it is not what was written.
        """
        sha = hashlib.sha256()
        try:
            with self._archive.open(part.name) as source:
                for chunk in source if part.columns else iter(lambda: source.read(CHUNK), b""):
                    sha.update(chunk)
                    yield chunk
        except (zipfile.BadZipFile, KeyError, EOFError, OSError) as error:
            raise damaged(self.path, f"{part.name} cannot be read ({error})") from error
        if sha.hexdigest() != part.sha256:
            raise damaged(self.path, f"{part.name} is not what was written")

    def check(self) -> None:
        """Read all of it.

        Raises:
            InputError: a part of it is not what was written.
        """
        for part in self.parts:
            for _ in self.chunks(part):
                pass


def damaged(path: Path, what: str) -> InputError:
    """Return the error for a backup that cannot be trusted."""
    return InputError(Problem(str(path), 0, "", what, "a whole backup; take another one, this one is damaged"))


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Open a backup.

    Raises:
        InputError: it is none, or its list of contents is damaged.
    """
    try:
        with path.open("rb") as file, zipfile.ZipFile(cast("IO[bytes]", file)) as archive:
            yield Backup(path, archive)
    except FileNotFoundError as error:
        raise InputError(Problem(str(path), 0, "", "there is no such file", "a backup that `readiness backup` wrote")) from error
    except (zipfile.BadZipFile, KeyError, ValueError, IsADirectoryError) as error:
        raise damaged(path, f"it is no backup, or not a whole one ({error})") from error
