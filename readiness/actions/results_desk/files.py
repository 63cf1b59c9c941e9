"""Files: the report's files as they were published, to take away; every one taken is noted.

In: settings, who asks, a launch; a file's name.
Out: ReportFile, its path.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from readiness.actions.results_desk.desk import opened
from readiness.adapters.db.audit import note
from readiness.adapters.db.measured import MeasuredLaunch
from readiness.adapters.db.outputs import names_of_stage
from readiness.adapters.db.store import reading, transaction
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings

STAGE, FOLDER = "report", "report/"
FIRST = ("readiness.xlsx", "brief.pptx", "readiness.html")
"""What people ask for most."""


@dataclass(frozen=True, slots=True)
class ReportFile:
    """One file of the report."""

    name: str
    size: int


def report_files(settings: Settings, viewer: Viewer, launch_id: str) -> tuple[MeasuredLaunch, list[ReportFile]]:
    """Return the report's files that are on disk, those people ask for most first.

    Raises:
        NotAllowedError: the role may not take the report away.
        NotFoundError: there are no results.
    """
    allowed(viewer, "results.download")
    with reading(settings.database) as connection:
        launch = opened(connection, viewer, launch_id).launch
        paths = _published(settings, launch_id, names_of_stage(connection, launch_id, STAGE))
    found = [ReportFile(name, path.stat().st_size) for name, path in paths.items()]
    return launch, sorted(found, key=lambda f: (FIRST.index(f.name) if f.name in FIRST else len(FIRST), f.name))


def report_file(settings: Settings, viewer: Viewer, launch_id: str, name: str, now: datetime) -> Path:
    """Return where a file of the report is, and note who took it.

    Raises:
        NotAllowedError: the role may not take the report away.
        NotFoundError: no such file was published, or it is gone.
    """
    allowed(viewer, "results.download")
    with reading(settings.database) as connection:
        opened(connection, viewer, launch_id)
        paths = _published(settings, launch_id, names_of_stage(connection, launch_id, STAGE))
    if name not in paths:
        raise hidden("file of the report")
    with transaction(settings.database) as connection:
        note(connection, viewer, "results.download", now, launch_id=launch_id, about=name)
    return paths[name]


def _published(settings: Settings, launch_id: str, names: list[str]) -> dict[str, Path]:
    """Return name -> path of what the report stage published and is there; no other name leads to a file."""
    folder = settings.out_dir(launch_id)
    paths = {name.removeprefix(FOLDER): folder / name for name in names if name.startswith(FOLDER)}
    return {name: path for name, path in paths.items() if path.is_file() and not path.is_symlink()}
