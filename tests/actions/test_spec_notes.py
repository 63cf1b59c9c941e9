"""Spec notes: `readiness check` says what of a spec file is not read, under the problems, and calls it no fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.actions.spec_notes import spec_notes
from readiness.cli import app
from readiness.cli.output import MOST_NOTES, note_lines

PICTURE = "spec.xml: /ProductDescription/Picture: '87'"
CATALOGUE = b"<ProductDescription><Features><stand>Steel stand</stand></Features><Picture>87</Picture></ProductDescription>"


@pytest.fixture
def noted(small_launch: Path) -> Path:
    (small_launch / "spec.xml").write_bytes(CATALOGUE)
    return small_launch


def test_a_note_is_printed_below_and_is_no_fault(noted: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(noted)])
    assert result.exit_code == 0
    first, head, note = result.output.splitlines()
    assert first == f"{noted}: no problem found"
    assert head.startswith("1 note, no fault: ")
    assert note == f"  {PICTURE}"


def test_notes_stand_below_the_problems_and_do_not_change_the_exit_code(noted: Path) -> None:
    (noted / "trainers.csv").unlink()
    result = CliRunner().invoke(app, ["check", str(noted)])
    assert result.exit_code == 2
    lines = result.output.splitlines()
    assert lines[0].startswith("trainers.csv::: the file is missing")
    assert (lines[1], lines[3]) == ("1 problem; nothing was written", f"  {PICTURE}")


def test_notes_have_a_key_of_their_own_in_json(noted: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(noted), "--json"])
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert (found["problems"], found["notes"]) == ([], [PICTURE])


def test_only_spec_files_at_the_top_of_the_folder_are_noted_in_the_order_of_their_names(noted: Path) -> None:
    (noted / "drafts").mkdir()
    (noted / "drafts" / "spec.xml").write_bytes(CATALOGUE)
    (noted / "spec.csv").write_bytes(b"sku;name;image\nK2;Kettle;a/b.jpg\n")
    assert spec_notes(noted) == ["spec.csv: column image: 'a/b.jpg'", PICTURE]


def test_our_own_layouts_and_no_folder_give_no_note(small_launch: Path, tmp_path: Path) -> None:
    assert spec_notes(small_launch) == []
    assert spec_notes(tmp_path / "nowhere") == []


def test_many_notes_are_cut_and_the_rest_counted() -> None:
    lines = note_lines([f"spec.xml: part {i}" for i in range(MOST_NOTES + 5)])
    assert len(lines) == MOST_NOTES + 2
    assert lines[-1] == "  and 5 more (all of them with --json)"
    assert len(note_lines(["x"] * MOST_NOTES)) == MOST_NOTES + 1
    assert note_lines([]) == []
