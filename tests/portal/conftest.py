"""Fixtures: a launch with an approved quiz, its portal on loopback, and a real browser."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.portal.app import portal
from readiness.settings import ROOT, Settings
from tests.conftest import need_service
from tests.portal.taking import Browser, Clock, approve_quiz, served, settings_in


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands in February 2024."""
    return Clock()


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """Return the settings of an installation of its own, on SQLite."""
    return settings_in(tmp_path)


@pytest.fixture
def kettle(here: Settings, small_launch: Path) -> str:
    """Return the id of the small launch, its quiz approved."""
    return approve_quiz(here, small_launch)


@pytest.fixture
def address(here: Settings, clock: Clock) -> Iterator[str]:
    """Return the address of the portal."""
    with served(portal(here, clock)) as found:
        yield found


@pytest.fixture
def browser(address: str) -> Browser:
    """Return a browser without scripts."""
    return Browser(address)


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """Return a real Chromium without a window."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        need_service("Chromium", "chromium is not installed")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=flags)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of axe-core, which finds what a page keeps from people with disabilities."""
    folders = [ROOT / "node_modules"]
    if npm := shutil.which("npm"):
        found = subprocess.run([npm, "root", "--global"], check=True, capture_output=True, text=True)
        folders.append(Path(found.stdout.strip().splitlines()[-1]))
    for folder in folders:
        if (source := folder / "axe-core" / "axe.min.js").is_file():
            return source.read_text(encoding="utf-8")
    need_service("axe-core", "npm install --global axe-core")
    raise AssertionError
