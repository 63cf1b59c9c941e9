"""Decks of all accounts, killed with SIGKILL at any step and pressed again, are those of a run that was never killed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.actions import account_decks
from readiness.adapters.db import store
from readiness.settings import Settings
from tests.actions.test_decks import press, press_all
from tests.clean_processes import deadly_step, step_at_renames, step_at_statements, step_at_writes, was_killed
from tests.stream.test_kill import installed, rows
from tests.stream.test_stream import table, tree

A_BATCH = 3
"""Accounts: several shards a channel."""


def run_and_die(settings: Settings, out: Path, at: int) -> None:
    """Press in a process that kills itself at its n-th step: before or after a rename, before a file, a commit."""
    account_decks.ACCOUNTS_A_BATCH = A_BATCH
    step = deadly_step(at)
    step_at_renames(step)
    step_at_writes(step)
    step_at_statements(settings.database, step, "commit")
    press_all(settings, out)
    os._exit(0)


class Stage:
    """A launch whose positioning is approved, put back to that before each run, and what a run that nobody disturbed leaves."""

    def __init__(self, base: Path) -> None:
        from tests.small_launch import write_small_launch

        self.base, self.settings, self.out = base, installed(base / "home"), base / "out"
        press(self.settings, write_small_launch(base / "launch"), self.out)
        for name in ("home", "out"):
            shutil.copytree(base / name, base / "kept" / name)
        press_all(self.settings, self.out)
        self.files, self.rows = tree(self.out), self.found_rows()

    def put_back(self) -> None:
        store.engine(self.settings.database).dispose()
        for name in ("home", "out"):
            shutil.rmtree(self.base / name)
            shutil.copytree(self.base / "kept" / name, self.base / name)

    def found_rows(self) -> dict[str, list[tuple[object, ...]]]:
        return rows(self.base / "home" / "readiness.db", self.out)

    def leftovers(self) -> list[Path]:
        """Return half-written files, and what is in the folder of shards."""
        shards = (self.base / "home" / "shards").rglob("*")
        return [p for p in (*shards, *self.out.rglob(".*"), *self.out.rglob("*.part")) if p.is_file()]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(account_decks, "ACCOUNTS_A_BATCH", A_BATCH)
        yield Stage(tmp_path_factory.mktemp("bulk"))


@pytest.mark.parametrize("points", [(1, 17), (29, 41), (55,)])
def test_killed_run_pressed_again_is_as_if_never_killed(points: tuple[int, ...], stage: Stage) -> None:
    stage.put_back()
    assert all(was_killed(run_and_die, stage.settings, stage.out, at) for at in points)
    press_all(stage.settings, stage.out)
    assert tree(stage.out) == stage.files
    assert stage.found_rows() == stage.rows
    assert stage.leftovers() == []
    decks = [r["deck_id"] for r in table(stage.out / "decks/index.csv")]
    assert len(decks) == len(set(decks))
