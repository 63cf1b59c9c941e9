"""Fixtures: a launch with an approved quiz, its portal on loopback, and a real browser."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import httpx._transports.default as httpx_clients
import pytest

from readiness.adapters.db.store import engine
from readiness.portal.app import portal
from readiness.settings import ROOT, Settings
from tests.conftest import made_once, need_service
from tests.portal.staffed import AFTER
from tests.portal.taking import Browser, Clock, approve_quiz, served, settings_in
from tests.small_launch import write_small_launch

# A client reads every certificate authority when it is made, though all it asks is on loopback: that took a third of all time.
httpx_clients.create_ssl_context = lru_cache(httpx_clients.create_ssl_context)  # type: ignore[attr-defined]


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands in February 2024."""
    return Clock()


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """Return the settings of an installation of its own, on SQLite."""
    return settings_in(tmp_path)


@pytest.fixture(scope="session")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an installation with the small launch, its quiz approved; to be copied."""

    def make(folder: Path) -> None:
        settings = settings_in(folder)
        approve_quiz(settings, write_small_launch(folder / "launch"))
        engine(settings.database).dispose()

    return made_once(tmp_path_factory, "approved", make)


@pytest.fixture
def kettle(here: Settings, approved: Path, tmp_path: Path) -> str:
    """Return the id of the small launch, its quiz approved."""
    shutil.copytree(approved, tmp_path, dirs_exist_ok=True)
    return "kettle-2"


@pytest.fixture
def staffed(here: Settings, clock: Clock, staffed_once: Path, tmp_path: Path) -> str:
    """Return the id of the measured launch of an installation with an account for every role; the clock stands after it."""
    shutil.copytree(staffed_once, tmp_path, dirs_exist_ok=True)
    clock.now = AFTER
    return next(path.name for path in (here.home / "out").iterdir())


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
