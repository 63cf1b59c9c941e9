"""Site: every page is in it, every link leads somewhere, and the reference is what the code is."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from docs.site import build, reference, tables
from readiness.settings import Settings

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build.staged(tmp_path_factory.mktemp("site") / "source")


def checked(source: Path) -> subprocess.CompletedProcess[str]:
    """Read all pages and resolve all links as `make docs` does, without drawing them."""
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-n",
        "-b",
        "dummy",
        str(source),
        str(source.parent / "made"),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.mark.slow
def test_no_page_is_left_out_and_no_link_is_broken(staged: Path) -> None:
    found = checked(staged)
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.slow
def test_a_page_that_is_left_out_and_links_that_lead_nowhere_are_named(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "_static").mkdir(parents=True)
    shutil.copy(ROOT / "docs" / "site" / "conf.py", source)
    (source / "index.md").write_text("# Index\n", encoding="utf-8")
    (source / "lonely.md").write_text("# Lonely\n\n[gone](nowhere.md) and [here](index.md#no-such-heading)\n", encoding="utf-8")
    found = checked(source)
    assert found.returncode != 0
    assert [word for word in ("nowhere.md", "no-such-heading", "toctree") if word not in found.stderr] == []


def test_nothing_is_fetched_from_outside(staged: Path) -> None:
    conf = (staged / "conf.py").read_text(encoding="utf-8") + (staged / "_static" / "pages.css").read_text(encoding="utf-8")
    assert "intersphinx" not in conf
    assert "://" not in conf
    assert "@import" not in conf


def test_the_reference_names_every_command_setting_table_and_address(staged: Path, sqlite_template: Path) -> None:
    def page(name: str) -> str:
        return (staged / "reference" / f"{name}.md").read_text(encoding="utf-8")

    help_text = subprocess.run(
        [sys.executable, "-m", "readiness.cli", "--help"], capture_output=True, text=True, check=True
    ).stdout
    top = set(re.findall(r"^│ ([a-z][a-z-]+) ", help_text, flags=re.MULTILINE))
    assert len(top) > 25
    assert top == {line.split()[2] for line in page("commands").splitlines() if line.startswith("## readiness ")}
    assert re.findall(r"`READINESS_(\w+)`", page("settings")) == [name.upper() for name in Settings.model_fields]
    with closing(sqlite3.connect(sqlite_template)) as migrated:
        made = {name for (name,) in migrated.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert made - {"alembic_version", "sqlite_sequence"} == set(re.findall(r"^## (\w+)$", page("tables"), flags=re.MULTILINE))
    assert {"`readiness_database_up`", "`readiness_sales_files`", "`readiness_runs_total`"} <= set(
        re.findall("`readiness_\\w+`", page("metrics"))
    )
    assert "## GET /api/v1/launches\n" in page("api")


def test_inputs_have_the_columns_of_the_starting_kit() -> None:
    kit = ROOT / "content_templates" / "launch_kit"
    found = tables.inputs()
    written = {p.relative_to(kit).as_posix() for p in kit.rglob("*.csv")} - {"spec.csv"}
    assert set(found) == written
    for name in written:
        header = next(line for line in (kit / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")).split(
            ","
        )
        assert set(header) <= {c.name for c in found[name]}, name


def test_text_from_the_code_is_no_markup() -> None:
    assert reference.plain("a <b> [c] x_y | `p|q`\nnext") == r"a \<b\> \[c\] x\_y \| `p\|q` next"
