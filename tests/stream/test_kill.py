"""A launch killed with SIGKILL and started again ends with the same files and rows as one that was never killed."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from readiness.settings import ROOT, Settings
from tests.clean_processes import deadly_step, step_at_renames, step_at_statements, was_killed
from tests.stream.test_stream import run_all, tree


def rows(database: Path, out: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table; the output folder's own path is left out of them."""
    with sqlite3.connect(database) as connection:
        names = [r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        found = {}
        for name in names:
            columns = [f'"{r[1]}"' for r in connection.execute(f"PRAGMA table_info({name})") if r[1] != "made_at"]  # by the clock
            cells = connection.execute(f"SELECT {', '.join(columns)} FROM {name}").fetchall()  # noqa: S608 - its own names
            found[name] = sorted((tuple("OUT" if c == str(out.resolve()) else c for c in row) for row in cells), key=repr)
    connection.close()
    return found


def run_and_die(settings: Settings, folder: Path, out: Path, at: int) -> None:
    """Run the stream in a process that kills itself at its n-th step: before or after a rename, before or after a commit."""
    step = deadly_step(at)
    step_at_renames(step)
    step_at_statements(settings.database, step, "commit", "begin")
    run_all(settings, folder, out)
    os._exit(0)


def installed(home: Path) -> Settings:
    """Return settings of an installation of its own."""
    return Settings(home=home, database_url=f"sqlite:///{home / 'readiness.db'}", templates=ROOT / "content_templates")


@pytest.fixture(scope="module")
def never_killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], dict[str, list[tuple[object, ...]]]]:
    """Return the launch folder, and the files and rows of a run that nobody disturbed."""
    from tests.small_launch import write_small_launch

    base = tmp_path_factory.mktemp("quiet")
    folder = write_small_launch(base / "launch")
    run_all(installed(base / "home"), folder, base / "out")
    return folder, tree(base / "out"), rows(base / "home" / "readiness.db", base / "out")


@pytest.mark.parametrize("points", [(1, 4, 9), (14, 22, 31, 40), (47, 58, 66), (73, 85, 96), (107, 118, 131)])
def test_killed_run_ends_as_if_never_killed(
    points: tuple[int, ...],
    tmp_path: Path,
    never_killed: tuple[Path, dict[str, str], dict[str, list[tuple[object, ...]]]],
) -> None:
    folder, files, database = never_killed
    settings, out = installed(tmp_path / "home"), tmp_path / "out"
    killed = [was_killed(run_and_die, settings, folder, out, at) for at in points]
    assert killed[0]
    run_all(settings, folder, out)
    assert tree(out) == files
    assert rows(tmp_path / "home" / "readiness.db", out) == database
