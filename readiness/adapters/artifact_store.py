"""Artifact store: files by the hash of their content, in a folder or in an S3 bucket, through fsspec.

In: an address such as file:///srv/artifacts or s3://bucket/prefix; files.
Out: files that are there whole or not at all, and are what was put.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec

from readiness.errors import InputError, NotFoundError, Problem, ReadinessError
from readiness.settings import Settings

ON_ITS_WAY = ".put-"
"""How the name of a file begins that is not whole yet."""


class StoreDownError(ReadinessError):
    """The artifact store cannot be reached, or refuses."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it lies in the store."""

    sha256: str
    size: int
    put_at: datetime


class ArtifactStore:
    """A store that is set."""

    def __init__(self, settings: Settings) -> None:
        """Open it; nothing is asked of it yet.

        Raises:
            InputError: the address is none, or what reaches it is not installed.
        """
        options: dict[str, Any] = {}
        if settings.store.startswith("s3://"):
            options = {"use_listings_cache": False, "skip_instance_cache": True}
            options |= {"endpoint_url": settings.store_endpoint} if settings.store_endpoint else {}
        try:
            self._fs, self._root = fsspec.core.url_to_fs(settings.store, **options)
        except (ImportError, ValueError) as error:
            what = f"{settings.store!r} cannot be used ({error})"
            raise InputError(Problem("READINESS_STORE", 0, "", what, "file:///FOLDER or s3://BUCKET/PREFIX")) from error
        self._is_local = "file" in self._fs.protocol

    def has(self, sha256: str) -> bool:
        """Say whether a file is there."""
        with _translated():
            return bool(self._fs.exists(self._place(sha256)))

    def put(self, source: Path, sha256: str) -> bool:
        """Put a file that has this hash, where it is not there yet; return whether it was not.

        Raises:
            InputError: the file has another hash by now.
            StoreDownError: the store cannot be reached.
        """
        if self.has(sha256):
            return False
        data = source.read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise InputError(Problem(str(source), 0, "", "it was edited since it was made", "the file as it was made"))
        with _translated():
            if self._is_local:
                _write(Path(self._place(sha256)), data)
            else:
                self._fs.pipe_file(self._place(sha256), data)  # S3 shows an object when all of it has arrived
        return True

    def read(self, sha256: str) -> bytes:
        """Return a file.

        Raises:
            NotFoundError: it is not there.
            StoreDownError: the store cannot be reached, or gives something else.
        """
        if not self.has(sha256):
            raise NotFoundError(f"the store has no file with the hash {sha256}")
        with _translated():
            data: bytes = self._fs.cat_file(self._place(sha256))
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreDownError(f"what the store gives for {sha256} is not what was put there: restore it from a backup")
        return data

    def delete(self, sha256: str) -> None:
        """Delete a file; one that is not there is none less."""
        with _translated():
            if self._fs.exists(self._place(sha256)):
                self._fs.rm_file(self._place(sha256))

    def listed(self) -> Iterator[Kept]:
        """Yield every file, by hash."""
        with _translated():
            found = self._fs.find(self._root, detail=True) if self._fs.exists(self._root) else {}
        for place in sorted(found):
            *_, folder, name = place.split("/")
            if len(folder) == 2 and len(name) == 62:
                about = found[place]
                put_at = about.get("LastModified") or datetime.fromtimestamp(about.get("mtime") or 0, UTC)
                yield Kept(folder + name, int(about["size"]), put_at.astimezone(UTC))

    def sweep(self, before: datetime) -> None:
        """Delete what was on its way before a moment and never came."""
        if not self._is_local:
            return
        for path in Path(self._root).glob(f"*/{ON_ITS_WAY}*"):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
                path.unlink(missing_ok=True)

    def _place(self, sha256: str) -> str:
        return f"{self._root}/{sha256[:2]}/{sha256[2:]}"


def _write(target: Path, data: bytes) -> None:
    """Write a file aside under a name of its own and rename it: whoever puts the same meanwhile writes the same."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=ON_ITS_WAY, delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(target)


class _translated:  # noqa: N801 - used as a statement
    """Turn what file systems raise into one sentence."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        """Translate."""
        is_theirs = isinstance(error, OSError | ValueError) or type(error).__module__.startswith("botocore.")
        if error is not None and is_theirs and not isinstance(error, ReadinessError):
            said = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error).splitlines()[0]
            raise StoreDownError(f"the artifact store cannot be reached: {said}") from error
