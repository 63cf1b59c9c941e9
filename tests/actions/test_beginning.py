"""Beginning: the starting kit as a folder, and what is left of it is named and never launched."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.actions.launch import begin_folder, check_folder, launch_of
from readiness.cli import app
from readiness.errors import InputError, InvalidInputsError
from readiness.settings import ROOT

TEMPLATES = ROOT / "content_templates"
KIT = TEMPLATES / "launch_kit"


def test_the_kit_is_written_as_it_stands(tmp_path: Path) -> None:
    folder = tmp_path / "lamp"
    files = {p.relative_to(KIT): p.read_bytes() for p in KIT.rglob("*") if p.is_file()}
    assert begin_folder(folder, TEMPLATES) == len(files)
    assert {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()} == files


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="already holds something"):
        begin_folder(tmp_path, TEMPLATES)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.csv"]


def test_examples_are_named_by_check_and_refused_by_launch(tmp_path: Path) -> None:
    folder = tmp_path / "lamp"
    begin_folder(folder, TEMPLATES)
    named = {p.file for p in check_folder(folder, TEMPLATES)}
    assert {"launch.yaml", "reps.csv", "market/index.csv"} <= named
    with pytest.raises(InvalidInputsError, match="an example of the starting kit"):
        launch_of(folder, TEMPLATES)
    said = CliRunner().invoke(app, ["check", str(folder)])
    assert said.exit_code == 2
    assert "launch.yaml:1::" in said.output


def test_a_folder_of_ones_own_has_no_example(small_launch: Path) -> None:
    assert check_folder(small_launch, TEMPLATES) == []
    assert launch_of(small_launch, TEMPLATES).launch_id == "kettle-2"


def test_the_version_is_said() -> None:
    said = CliRunner().invoke(app, ["--version"])
    assert (said.exit_code, said.output.split()[0]) == (0, "readiness")
