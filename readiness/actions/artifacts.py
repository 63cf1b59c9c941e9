"""Artifacts: copies of a launch's output files where every machine of a company finds them; old ones kept for a while, then gone.

In: settings with a store; a launch; the time now, in UTC.
Out: Pushed, Pulled, Collected; files in the store or in a folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from readiness.adapters.artifact_store import ArtifactStore
from readiness.adapters.db import artifacts, outputs
from readiness.adapters.db.store import only_one, reading, transaction
from readiness.adapters.output_files import write_plain
from readiness.errors import ConflictError, NotFoundError, ReadinessError
from readiness.settings import Settings

LOCK = "artifacts"
YOUNG = timedelta(days=1)
"""A file of the store that nobody names is left alone so long: it may be on its way."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came of copying."""

    n_new: int
    n_known: int
    n_retired: int
    not_copied: tuple[str, ...]
    """Files that are not on this machine or were edited, and why."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What was, or would be, deleted."""

    n_versions: int
    n_files: int
    n_bytes: int


def is_set(settings: Settings) -> bool:
    """Say whether there is a store."""
    return bool(settings.store)


def push(settings: Settings, launch_id: str, now: datetime, out: Path | None = None) -> Pushed:
    """Copy a launch's present output files into the store; what it has already is not sent again.

    Raises:
        ConflictError: no store is set.
        NotFoundError: the launch has no output there.
        StoreDownError: the store cannot be reached; the next push goes on.
    """
    store, folder = _store(settings), (out or settings.out_dir(launch_id)).resolve()
    with transaction(settings.database) as connection:
        only_one(connection, LOCK)
        current = {path: sha for path, sha, _ in outputs.current_files(connection, launch_id, str(folder))}
        if not current:
            raise NotFoundError(f"{launch_id} has no output in {folder}")
        n_retired = artifacts.note(connection, launch_id, current, now)
        owed = [a for a in artifacts.of_launch(connection, launch_id) if not a.is_put and a.retired_at is None]
    new, there, wrong = 0, set[str](), list[str]()
    try:
        for artifact in owed:
            if artifact.sha256 not in there and not (folder / artifact.path).is_file():
                wrong.append(f"{artifact.path}: not on this machine")
                continue
            try:
                new += artifact.sha256 not in there and store.put(folder / artifact.path, artifact.sha256)
                there.add(artifact.sha256)
            except ReadinessError as error:
                if error.exit_code == 1:
                    raise
                wrong.append(f"{artifact.path}: edited by hand")
    finally:
        with transaction(settings.database) as connection:
            artifacts.mark_put(connection, launch_id, there)
    return Pushed(new, len(current) - new - len(wrong), n_retired, tuple(wrong))


def pull(settings: Settings, launch_id: str, out: Path, moment: datetime | None = None) -> list[str]:
    """Write a launch's output files from the store into a folder, as they are or as they were at a moment; return those written.

    A file that is there already with other content is left alone where it is not named, and replaced where it is.

    Raises:
        ConflictError: no store is set.
        NotFoundError: the store has nothing of the launch, or a file is missing in it.
        StoreDownError: the store cannot be reached, or a file in it is not what was put.
    """
    store = _store(settings)
    with reading(settings.database) as connection:
        wanted = artifacts.as_of(connection, launch_id, moment)
    if not wanted:
        raise NotFoundError(f"the store has nothing of {launch_id}" + (" from that day" if moment else ""))
    data = {path: store.read(sha) for path, sha in wanted.items()}
    for path, content in data.items():
        write_plain(out / path, content)
    return sorted(data)


def verify(settings: Settings) -> tuple[int, list[str]]:
    """Read every file that a version names; return how many are as they were put, and what is wrong with the others."""
    store = _store(settings)
    with reading(settings.database) as connection:
        named = {a.sha256: a for a in artifacts.all_artifacts(connection) if a.is_put}
    wrong = []
    for sha, artifact in sorted(named.items()):
        try:
            store.read(sha)
        except ReadinessError as error:
            wrong.append(f"{artifact.launch_id} {artifact.path}: {error}")
    return len(named) - len(wrong), wrong


def collect_garbage(settings: Settings, now: datetime, *, dry_run: bool) -> Collected:
    """Forget versions retired longer ago than READINESS_KEEP_ARTIFACT_DAYS, and delete files that no version names."""
    store, before = _store(settings), now - timedelta(days=settings.n_keep_artifact_days)
    n_files = n_bytes = 0
    with transaction(settings.database) as connection:
        only_one(connection, LOCK)
        n_versions = artifacts.forget_retired(connection, before)
        # Within the transaction: a push that has noted a file finds it afterwards, or finds it gone and puts it again.
        for kept in store.listed():
            if not artifacts.is_named(connection, kept.sha256) and now - kept.put_at > YOUNG:
                n_files, n_bytes = n_files + 1, n_bytes + kept.size
                if not dry_run:
                    store.delete(kept.sha256)
        if dry_run:
            connection.rollback()
        else:
            store.sweep(now - YOUNG)
    return Collected(n_versions, n_files, n_bytes)


def _store(settings: Settings) -> ArtifactStore:
    if not settings.store:
        raise ConflictError("there is no artifact store: set READINESS_STORE, such as s3://bucket/readiness")
    return ArtifactStore(settings)
