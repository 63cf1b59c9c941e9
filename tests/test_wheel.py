"""Wheel: it holds everything that is committed of the program and its data, and works with no checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from readiness import __version__

ROOT = Path(__file__).resolve().parent.parent
SEEN = ("__pycache__", ".pyc")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, built from the source archive as `make wheel` does."""
    dist = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(dist), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONWARNINGS": "ignore"})
    return next(dist.glob("*.whl"))


def files_below(*folders: str) -> set[str]:
    found = (p for folder in folders for p in (ROOT / folder).rglob("*") if p.is_file() and not any(s in str(p) for s in SEEN))
    return {p.relative_to(ROOT).as_posix() for p in found}


@pytest.mark.slow
def test_the_wheel_holds_the_program_and_what_it_reads(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    assert files_below("readiness", "flows") - held == set()
    data = {f"readiness/bundled/{f}" for f in files_below("content_templates", "data/launches") if not f.endswith(".py")}
    assert {f for f in held if f.startswith("readiness/bundled/")} == data
    assert {f.split("/")[0] for f in held} == {"readiness", "flows", f"readiness-{__version__}.dist-info"}


@pytest.mark.slow
def test_the_wheel_works_with_no_checkout(wheel: Path, tmp_path: Path) -> None:
    """The libraries are those of this environment; an empty one is what `make wheel-demo` makes."""
    place = tmp_path / "site"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(place)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("READINESS_") and k != "PYTHONDONTWRITEBYTECODE"}
    environment = {**kept, "PYTHONPATH": str(place), "XDG_DATA_HOME": str(tmp_path / "own")}

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "readiness.cli", *words]
        return subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True).stdout

    assert run("--version") == f"readiness {__version__}\n"
    told = run("settings")
    assert f"READINESS_HOME={tmp_path / 'own' / 'readiness'}  (default)" in told
    assert f"READINESS_TEMPLATES={place / 'readiness' / 'bundled' / 'content_templates'}  (default)" in told
    example = place / "readiness" / "bundled" / "data" / "launches" / "touring-1000"
    shutil.rmtree(example / "inbox")  # 58,000 lines take their time
    assert "no problem found" in run("check", str(example))
    assert not (place / "data").exists()
