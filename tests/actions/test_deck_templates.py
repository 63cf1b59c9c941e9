"""Deck templates: the doctor and `readiness check-template` say what a designer should mend."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.actions.upkeep import check_template, examine
from readiness.cli import app
from readiness.errors import NotFoundError
from readiness.settings import ROOT, Settings
from tests.sample_deck import changed
from tests.template_changes import slide, text


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """Return a copy of the bundled templates, to be spoiled."""
    return shutil.copytree(ROOT / "content_templates", tmp_path / "templates")


def misspell(library: Path) -> None:
    library.write_bytes(changed(library.read_bytes(), slide("cover", text("opt:gain", "gain", "gian"))))


def looked_at(templates: Path, tmp_path: Path) -> tuple[bool, str]:
    settings = Settings(home=tmp_path / "home", database_url=f"sqlite:///{tmp_path / 'readiness.db'}", templates=templates)
    found = next(f for f in examine(settings) if f.name == "deck templates")
    return found.is_good, found.what


def test_the_doctor_looks_at_every_brand(templates: Path, tmp_path: Path) -> None:
    assert looked_at(templates, tmp_path) == (True, "field, standard")
    misspell(templates / "decks/field/library.pptx")
    is_good, what = looked_at(templates, tmp_path)
    assert not is_good
    assert "field/library.pptx: ERROR K01 slide 1 / 'opt:gain': unknown token {{gian}}; did you mean {{gain}}? (1 error;" in what
    (templates / "decks/field/library.pptx").unlink()
    assert looked_at(templates, tmp_path) == (False, f"there is no file {templates / 'decks/field/library.pptx'}")


def test_a_template_is_checked_beside_its_brand(templates: Path) -> None:
    library = templates / "decks/standard/library.pptx"
    assert check_template(library) == []
    (templates / "decks/standard/images/hero.jpg").unlink()
    missing = "ERROR N13 file: brand.yaml names the image 'hero', and images/hero.jpg is not there"
    assert [f.what.partition(";")[0] for f in check_template(library)] == [missing]
    (templates / "decks/standard/brand.yaml").unlink()
    with pytest.raises(NotFoundError, match=r"is no brand's folder: there is no brand\.yaml beside the template"):
        check_template(library)


def test_the_command_lists_everything_and_ends_with_2(templates: Path) -> None:
    library = templates / "decks/standard/library.pptx"
    good = CliRunner().invoke(app, ["check-template", str(library)])
    assert (good.exit_code, good.output.strip().rpartition(": ")[2]) == (0, "nothing to mend")
    misspell(library)
    bad = CliRunner().invoke(app, ["check-template", str(library)])
    assert bad.exit_code == 2
    assert bad.output.splitlines()[0].startswith("ERROR K01 slide 1 / 'opt:gain'")
