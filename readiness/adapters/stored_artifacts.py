"""Stored artifacts: an output file from this machine's disk, or from the company's store where another machine made it.

In: settings, a launch, a file's path in its output folder.
Out: bytes.
"""

from __future__ import annotations

from collections.abc import Collection

from readiness.adapters.artifact_store import ArtifactStore
from readiness.adapters.db import artifacts
from readiness.adapters.db.store import reading
from readiness.settings import Settings


def in_store(settings: Settings, launch_id: str, paths: Collection[str]) -> set[str]:
    """Return those of some present output files that the store holds."""
    if not settings.store:
        return set()
    with reading(settings.database) as connection:
        put = {(a.path, a.sha256) for a in artifacts.of_launch(connection, launch_id) if a.is_put}
        return {
            path for path, sha in artifacts.as_of(connection, launch_id, None).items() if path in paths and (path, sha) in put
        }


def made_file(settings: Settings, launch_id: str, path: str) -> bytes:
    """Return an output file.

    Raises:
        NotFoundError: it is neither here nor there.
        StoreDownError: it is not here, and the store cannot be reached.
    """
    here = settings.out_dir(launch_id) / path
    if here.is_file() or not settings.store:
        return here.read_bytes()
    with reading(settings.database) as connection:
        sha = artifacts.as_of(connection, launch_id, None).get(path, "")
    return ArtifactStore(settings).read(sha)
